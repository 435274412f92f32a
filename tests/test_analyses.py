"""SWOT, industry forces, strategy charter; competitors at an account, their threat and where they are met."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .development_case import DevelopmentCase


class TestAnalyses(DevelopmentCase):
    """What is made with the plan, what is carried into the next one."""

    def test_six_forces_come_with_the_plan(self):
        forces = self.plan.force_ids
        self.assertEqual(forces.mapped("kind"), ["rivalry", "supplier", "buyer", "entrant", "substitute", "technology"])
        self.assertEqual(set(forces.mapped("rating")), {"0"}, "nothing is rated by itself")
        self.assertTrue(all(forces.mapped("guidance")))

    @mute_logger("odoo.sql_db")
    def test_each_force_once(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["kam.plan.force"].create({"plan_id": self.plan.id, "kind": "buyer"})

    def test_made_by_whoever_makes_the_plan(self):
        plan = (
            self.env["kam.account.plan"]
            .with_user(self.user_sales)
            .create({"account_id": self.account.id, "year": 2031})
        )
        self.assertEqual(len(plan.force_ids), 6)

    def test_four_fields(self):
        self.plan.with_user(self.user_sales).write(
            {
                "strength_ids": [(0, 0, {"kind": "strength", "name": "Locations"})],
                "threat_ids": [(0, 0, {"kind": "threat", "name": "Online"})],
                "situation_ids": [(0, 0, {"kind": "situation", "name": "Fourteen stores"})],
            }
        )
        self.plan.invalidate_recordset()
        self.assertEqual(self.plan.strength_ids.name, "Locations")
        self.assertEqual(self.plan.threat_ids.name, "Online")
        self.assertFalse(self.plan.weakness_ids | self.plan.chance_ids)
        self.assertEqual(self.plan.swot_ids, self.plan.strength_ids | self.plan.threat_ids)
        self.assertEqual(self.plan.charter_ids.name, "Fourteen stores")

    def test_answered(self):
        item = self.env["kam.plan.swot"].create({"plan_id": self.plan.id, "kind": "threat", "name": "Online"})
        mine = [("plan_id", "=", self.plan.id)]
        self.assertEqual(item.search([*mine, ("is_answered", "=", False)]), item)
        item.objective_ids = self.objective()
        self.assertTrue(item.is_answered)
        self.assertFalse(item.search([*mine, ("is_answered", "=", False)]))
        self.assertEqual(item.search([*mine, ("is_answered", "=", True)]), item)

    def test_carried_over(self):
        self.plan.force_ids.filtered(lambda one: one.kind == "buyer").write({"rating": "4", "note": "Few"})
        goal = self.objective()
        self.env["kam.plan.swot"].create(
            {"plan_id": self.plan.id, "kind": "threat", "name": "Online", "objective_ids": [(6, 0, goal.ids)]}
        )
        self.env["kam.plan.charter"].create({"plan_id": self.plan.id, "kind": "barrier", "name": "Finance"})
        open_one = self.tactic(self.strategy(goal), "Open")
        self.tactic(self.strategy(goal), "Done", done=True)
        wizard = self.env["kam.plan.next"].with_context(active_model="kam.account.plan", active_id=self.plan.id)
        action = wizard.create(wizard.default_get(list(wizard._fields))).action_create_plan()
        plan = self.env["kam.account.plan"].browse(action["res_id"])
        self.assertEqual(plan.year, 2031)
        self.assertEqual(len(plan.force_ids), 6)
        buyers = plan.force_ids.filtered(lambda one: one.kind == "buyer")
        self.assertEqual((buyers.rating, buyers.note), ("4", "Few"))
        self.assertEqual((plan.swot_ids.name, plan.charter_ids.name), ("Online", "Finance"))
        self.assertFalse(plan.swot_ids.objective_ids)
        self.assertFalse(plan.objective_ids, "objectives are set afresh")
        self.assertEqual(plan.offered_tactic_ids, open_one)


class TestCompetitors(DevelopmentCase):
    """Competitors belong to the account, not to the plan of one year."""

    def competitor(self, name="Rival", **vals):
        return self.env["kam.competitor"].create({"account_id": self.account.id, "name": name, **vals})

    def lose(self, *rivals):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.account.partner_id.id}
        )
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.user_manager)
            .create({"lead_ids": [(6, 0, lead.ids)], "kam_competitor_ids": [(6, 0, [rival.id for rival in rivals])]})
        )
        wizard.action_lost_reason_apply()
        return lead

    def company(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    def test_history_of_the_threat(self):
        rival = self.competitor(threat="2")
        rival.with_user(self.user_sales).threat = "4"
        rival.threat = "4"
        rival.threat = "0"
        rival.threat = "3"
        moves = [(move.before, move.after, move.step) for move in rival.threat_ids.sorted("id")]
        self.assertEqual(moves, [("0", "2", 0), ("2", "4", 2), ("4", "0", 0), ("0", "3", 0)])
        self.assertEqual(rival.threat_ids.sorted("id")[1].user_id, self.user_sales)

    def test_history_is_written_by_nobody(self):
        rival = self.competitor(threat="2")
        with self.assertRaises(AccessError):
            rival.threat_ids.with_user(self.user_manager).write({"after": "5"})

    def test_bad_input(self):
        self.competitor("Rival")
        for vals, sentence in (
            ({"name": " rival"}, "listed"),
            ({"name": "RIVAL"}, "listed"),
            ({"name": "  "}, "type its name"),
            ({"partner_id": self.account.partner_id.id}, "customer itself"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                self.env["kam.competitor"].create({"account_id": self.account.id, **vals})

    def test_wildcards_in_a_name(self):
        self.competitor("Rival")
        self.competitor("R%")

    def test_name_comes_from_the_contact(self):
        rival = self.env["kam.competitor"].create(
            {"account_id": self.account.id, "partner_id": self.company("Nordic Office").id}
        )
        self.assertEqual(rival.name, "Nordic Office")

    def test_standing_with_people(self):
        person = self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": "Head of procurement"})
        line = self.env["kam.stakeholder.competitor"].create({"stakeholder_id": person.id, "name": "nordic office"})
        self.assertFalse(line.competitor_id)
        rival = self.competitor("Nordic Office")
        self.assertEqual(line.competitor_id, rival)
        self.assertEqual(rival.standing_ids, line)
        rival.name = "Somebody else"
        self.assertFalse(line.competitor_id)

    def test_proposed(self):
        listed, met, unnamed = (self.company(name) for name in ("Listed Ltd", "Met Ltd", "Rival"))
        self.env["kam.competitor"].create({"account_id": self.account.id, "partner_id": listed.id})
        self.competitor("rival")
        self.lose(listed, met, unnamed)
        person = self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": "Head of procurement"})
        self.env["kam.stakeholder.competitor"].create({"stakeholder_id": person.id, "name": "Heard of"})
        plan = self.plan.with_user(self.user_sales)
        plan.action_propose_competitors()
        names = self.account.competitor_ids.mapped("name")
        self.assertCountEqual(names, ["Listed Ltd", "rival", "Met Ltd", "Heard of"])
        self.assertEqual(plan.competitor_ids, self.account.competitor_ids)
        message = plan.action_propose_competitors()["params"]["message"]
        self.assertIn("Nobody new", message)

    def test_open_opportunities_propose_nobody(self):
        self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "kam_competitor_ids": [(6, 0, self.company("Met Ltd").ids)],
            }
        )
        self.assertEqual(self.account._propose_competitors(), [])

    def test_archived_ones_are_not_proposed_again(self):
        rival = self.competitor("Rival")
        rival.active = False
        self.lose(self.company("Rival"))
        self.assertEqual(self.account._propose_competitors(), [])

    def test_strangers(self):
        rival = self.competitor()
        with self.assertRaises(AccessError):
            rival.with_user(self.user_sales2).read(["response"])
        with self.assertRaises(AccessError):
            self.plan.with_user(self.user_sales2).action_propose_competitors()

    def test_merge(self):
        other = self.make_account("Twin Customer")
        mine = self.competitor("Rival", threat="2", strengths="Price")
        twin = self.env["kam.competitor"].create(
            {"account_id": other.id, "name": "RIVAL", "threat": "4", "strengths": "Speed"}
        )
        alone = self.env["kam.competitor"].create({"account_id": other.id, "name": "Other", "threat": "1"})
        self.account._absorb(other)
        self.assertFalse(twin.exists())
        self.assertEqual(self.account.competitor_ids, mine | alone)
        self.assertEqual((mine.threat, mine.strengths), ("4", "Price\nSpeed"))
        self.assertEqual(alone.threat_ids.account_id, self.account)
        self.assertEqual(set(mine.threat_ids.account_id.ids), {self.account.id})
