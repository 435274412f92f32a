"""Hunting and farming: stages, what can be farmed, and the hand-over from hunter to farmer."""

from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import KamCase

NOW = datetime(2027, 3, 1, 10)


class StageCase(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pursuit, cls.hand_over, cls.cultivating = (
            cls.env.ref(f"kam_management.account_stage_{code}") for code in ("pursuit", "hand_over", "cultivating")
        )
        cls.account = cls.make_account("Hunted Ltd", user_id=cls.user_sales.id, stage_id=cls.pursuit.id)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def lead(self, name="A deal", won=None, **vals):
        lead = self.env["crm.lead"].create(
            {"name": name, "type": "opportunity", "partner_id": self.account.partner_id.id, **vals}
        )
        if won:
            lead.action_set_won()
            lead.date_closed = won
        self.env.flush_all()
        self.env.invalidate_all()
        return lead


class TestStages(StageCase):
    def test_seed(self):
        stages = self.env["kam.account.stage"].search([])
        self.assertEqual(len(stages), 12)
        self.assertEqual(stages.mapped("role"), ["hunter"] * 4 + ["farmer"] * 8)
        self.assertTrue(all(stages.mapped("guidance")))

    def test_days_and_history(self):
        with self.at(datetime(2027, 3, 11, 10)):
            self.account.stage_id = self.hand_over
            self.assertEqual(self.account.stage_days, 0)
        with self.at(datetime(2027, 3, 31, 10)):
            self.account.invalidate_recordset()
            self.assertEqual(self.account.stage_days, 20)
            self.account.stage_id = self.hand_over
            self.assertEqual(self.account.stage_since, date(2027, 3, 11), "no move, no new day")
        moves = self.account.change_ids.filtered(lambda one: one.kind == "stage")
        self.assertEqual(
            [(one.old_value, one.new_value) for one in moves.sorted("id")],
            [("", "Pursuit"), ("Pursuit", "Hand-over")],
        )

    def test_every_stage_is_a_column(self):
        groups = (
            self.env["kam.account"]
            .with_context(read_group_expand=True)
            .web_read_group([("id", "=", self.account.id)], ["stage_id"], ["__count"])
        )
        self.assertEqual(len(groups["groups"]), 12)

    def test_who_may_move(self):
        self.account.with_user(self.user_sales).stage_id = self.hand_over
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales2).stage_id = self.pursuit
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales).stage_since = "2020-01-01"

    def test_what_can_be_farmed(self):
        def farmable():
            found = self.env["kam.account"].search([("farmable", "=", True), ("id", "=", self.account.id)])
            self.account.invalidate_recordset()
            self.assertEqual(bool(found), self.account.farmable, "search and field agree")
            return self.account.farmable

        self.lead("Open")
        self.assertFalse(farmable(), "nothing won")
        old = self.lead("Old", won="2026-02-28 10:00:00")
        self.assertFalse(farmable(), "won longer than a year ago")
        old.date_closed = "2026-03-01 10:00:00"
        self.env.flush_all()
        self.assertTrue(farmable(), "won a year ago to the day")
        self.lead("New", won="2027-02-01 10:00:00")
        self.assertTrue(farmable())
        self.assertIn("2 won in all", self.account.farm_reason)
        self.assertIn("one open opportunity", self.account.farm_reason)
        self.account.stage_id = self.cultivating
        self.assertFalse(farmable(), "farmed already")
        self.account.stage_id = False
        self.assertTrue(farmable(), "in no stage")

    def test_sign_of_life(self):
        lead = self.lead("New", won="2027-02-01 10:00:00")
        self.assertNotIn("in touch", self.account.farm_reason)
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2027-02-20 10:00:00",
                "stop": "2027-02-20 11:00:00",
                "opportunity_id": lead.id,
            }
        )
        self.env.flush_all()
        self.account.invalidate_recordset()
        self.assertIn("in touch", self.account.farm_reason)


class TestPlacement(StageCase):
    """Placing accounts by what the pipeline says."""

    def propose(self, accounts, user=None):
        action = accounts.with_user(user or self.user_sales).action_propose_stages()
        return self.env["kam.stage.placement"].with_user(user or self.user_sales).browse(action["res_id"])

    def open_lead(self, account, probability):
        return self.env["crm.lead"].create(
            {
                "name": "Open",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "probability": probability,
            }
        )

    def test_proposed_confirmed_and_what_changed_meanwhile_stays(self):
        new, buyer, nothing, back = (
            self.make_account(name, user_id=self.user_sales.id) for name in ("New", "Buyer", "Nothing", "Back")
        )
        back.stage_id = self.hand_over
        self.open_lead(new, 80)
        self.open_lead(back, 30)
        self.lead("Won", won="2027-02-01 10:00:00", partner_id=buyer.partner_id.id)
        placement = self.propose(new | buyer | nothing | back)
        lines = {line.account_id: line for line in placement.line_ids}
        self.assertEqual(set(lines), {new, buyer, back})
        self.assertEqual(lines[new].stage_id.code, "close")
        self.assertEqual(lines[buyer].stage_id.code, "cultivating")
        self.assertEqual((lines[back].stage_id, lines[back].take), (self.pursuit, False))
        self.assertIn("Won in a year: 1", lines[buyer].why)
        self.assertFalse(new.stage_id, "nothing is moved before somebody confirms")
        buyer.stage_id = self.pursuit
        placement.note = "Start of the year"
        placement.action_apply()
        self.assertEqual(new.stage_id.code, "close")
        self.assertEqual(new.stage_since, NOW.date())
        self.assertEqual((buyer.stage_id, back.stage_id), (self.pursuit, self.hand_over))
        self.assertIn("Start of the year", new.message_ids[0].body)

    def test_nobody_moves_what_is_not_theirs(self):
        self.lead("Won", won="2027-02-01 10:00:00")
        with self.assertRaisesRegex(UserError, "not yours to move"):
            self.propose(self.account, self.user_sales2)
        with self.assertRaises(AccessError):
            self.propose(self.account, self.user_employee)
        placement = self.propose(self.account)
        self.assertEqual(placement.line_ids.stage_id, self.hand_over, "a farmer takes over by agreement")
        foreign = self.make_account("Foreign", user_id=self.user_manager.id)
        placement.line_ids.sudo().write({"account_id": foreign.id, "present_id": False})
        with self.assertRaises(AccessError), self.cr.savepoint():
            placement.action_apply()
        self.assertFalse(foreign.stage_id)

    def test_queries_are_flat(self):
        accounts = self.env["kam.account"]
        for number in range(20):
            account = self.make_account(f"Many {number}")
            self.open_lead(account, 30)
            accounts |= account
        counts = []
        for few in (accounts[:2], accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(few._propose_stages()), len(few))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)


class TestHandover(StageCase):
    def offer(self, user=None, **vals):
        offers = self.env["kam.account.handover"].with_user(user or self.user_sales)
        return offers.create({"account_id": self.account.id, "to_user_id": self.user_sales2.id, **vals})

    def test_facts(self):
        self.lead("First chairs", won="2027-02-01 10:00:00", user_id=self.user_sales.id)
        self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": "Ann <b>Boss</b>"})
        self.env["kam.contract"].create({"account_id": self.account.id, "name": "Frame 7", "is_signed": True})
        form = Form(
            self.env["kam.account.handover"]
            .with_user(self.user_sales)
            .with_context(default_account_id=self.account.id),
            "kam_management.kam_account_handover_view_form_new",
        )
        for fact in ("First chairs", "Ann &lt;b&gt;Boss", "Frame 7"):
            self.assertIn(fact, form.facts)

    def test_accepted(self):
        mine = self.lead("Mine", user_id=self.user_sales.id)
        theirs = self.lead("Theirs", user_id=self.user_all.id)
        offer = self.offer(with_leads=True, note="Call her first")
        self.assertEqual(self.account.offered_to_id, self.user_sales2)
        todo = offer.activity_ids
        self.assertEqual((todo.user_id, "Hunted Ltd" in todo.summary), (self.user_sales2, True))
        farmer = offer.with_user(self.user_sales2)
        self.assertIn("Mine", farmer.facts)
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales2).read(["stage_since"])
        farmer.action_accept()
        self.env.invalidate_all()
        self.assertEqual((self.account.user_id, self.account.stage_id), (self.user_sales2, self.cultivating))
        self.assertEqual((mine.user_id, theirs.user_id), (self.user_sales2, self.user_all))
        self.assertEqual((offer.state, offer.answered_on), ("accepted", date(2027, 3, 1)))
        self.assertFalse(offer.activity_ids)
        move = self.account.change_ids.filtered(lambda one: one.kind == "manager")[0]
        self.assertEqual((move.user_id, "Handed over" in move.cause), (self.user_sales, True))

    def test_declined_and_withdrawn(self):
        offer = self.offer()
        offer.with_user(self.user_sales2).action_decline()
        self.assertEqual((offer.state, self.account.user_id), ("declined", self.user_sales))
        with self.assertRaises(UserError):
            offer.with_user(self.user_sales2).action_accept()
        again = self.offer()
        again.action_withdraw()
        self.assertFalse(again.activity_ids)
        self.assertFalse(self.account.offer_id)

    def test_only_the_farmer_answers(self):
        offer = self.offer()
        for user in (self.user_sales, self.user_manager, self.user_employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                offer.with_user(user).action_accept()
        with self.assertRaises(AccessError):
            offer.with_user(self.user_sales2).action_withdraw()

    def test_only_who_may_write_offers(self):
        with self.assertRaises(AccessError):
            self.offer(user=self.user_sales2, to_user_id=self.user_sales2.id)
        for vals in ({"state": "accepted"}, {"from_user_id": self.user_manager.id}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.offer(**vals)

    def test_who_lost_the_account_cannot_give_it(self):
        offer = self.offer()
        self.account.user_id = self.user_all
        with self.assertRaisesRegex(UserError, "may not give"):
            offer.with_user(self.user_sales2).action_accept()
        self.assertEqual(self.account.user_id, self.user_all)

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "manages this account already"), self.cr.savepoint():
            self.offer(to_user_id=self.user_sales.id)
        with self.assertRaisesRegex(ValidationError, "no access to key accounts"), self.cr.savepoint():
            self.offer(to_user_id=self.user_employee.id)
        offer = self.offer()
        offer.action_withdraw()
        with self.assertRaises(UserError):
            offer.note = "Too late"

    def test_merge_keeps_stage_and_offers(self):
        other = self.make_account("Twin Ltd", user_id=self.user_sales.id)
        children = {
            "kam.contract": {"name": "Frame"},
            "kam.reference": {"name": "Story"},
            "kam.value.proposition": {"name": "Worth"},
            "kam.value.research": {"name": "Interview", "finding_ids": [Command.create({"name": "They wait"})]},
        }
        records = {
            model: self.env[model].create({"account_id": self.account.id, **vals}) for model, vals in children.items()
        }
        use = self.env["kam.reference.use"].create({"reference_id": records["kam.reference"].id})
        offer = self.offer()
        other._absorb(self.account)
        for record in (*records.values(), use, offer, records["kam.value.research"].finding_ids):
            self.assertEqual(record.account_id, other, record)
        self.assertEqual(other.stage_id, self.pursuit)
