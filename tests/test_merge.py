"""Merging contacts: nothing is lost or doubled, and no account is left without its company."""

from datetime import timedelta

from odoo import Command, fields

from .common import KamCase


class MergeCase(KamCase):
    """Two accounts, Keep and Gone, with an opportunity each; Gone is merged into Keep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.keep = cls.make_account("Keep Ltd")
        cls.gone = cls.make_account("Gone Ltd", user_id=cls.user_sales.id)
        cls.keep_partner, cls.gone_partner = cls.keep.partner_id, cls.gone.partner_id
        cls.lead = cls.make_lead(cls.gone_partner)
        cls.make_lead(cls.keep_partner)
        (cls.keep | cls.gone)._screen()

    @classmethod
    def make_lead(cls, partner):
        """An open opportunity."""
        return cls.env["crm.lead"].create(
            {"name": f"For {partner.name}", "type": "opportunity", "partner_id": partner.id, "expected_revenue": 10}
        )

    def merge(self, *partners, into, user=None):
        """Merge contacts as a user does, in Odoo's own wizard."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.env.user)
        ids = [one.id for one in (*partners, into)]
        wizard = wizard.with_context(active_model="res.partner", active_ids=ids).create({})
        wizard.dst_partner_id = into
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertFalse(self.env["res.partner"].browse([one.id for one in partners]).exists())
        self.assert_sound()

    def assert_sound(self):
        """Accounts, companies and opportunities point at each other, and nothing points nowhere."""
        self.env.flush_all()
        for sentence, sql in {
            "an account of a contact": "SELECT a.id FROM kam_account a JOIN res_partner p ON p.id = a.partner_id"
            " WHERE p.commercial_partner_id <> p.id",
            "a company without its account": "SELECT p.id FROM res_partner p"
            " LEFT JOIN kam_account a ON a.partner_id = p.id WHERE p.kam_account_id IS DISTINCT FROM a.id",
            "an opportunity with another account": "SELECT l.id FROM crm_lead l"
            " LEFT JOIN res_partner p ON p.id = l.partner_id"
            " LEFT JOIN kam_account a ON a.partner_id = p.commercial_partner_id"
            " WHERE (l.kam_account_id, l.kam_segment_id, l.kam_tier_id)"
            " IS DISTINCT FROM (a.id, a.segment_id, a.tier_id)",
            "a wrong path": "SELECT a.id FROM kam_account a LEFT JOIN kam_account up ON up.id = a.parent_id"
            " WHERE a.parent_path IS DISTINCT FROM concat(up.parent_path, a.id, '/')",
            "messages of nobody": "SELECT id FROM mail_message m WHERE model = 'kam.account'"
            " AND NOT EXISTS (SELECT FROM kam_account WHERE id = m.res_id)",
        }.items():
            self.env.cr.execute(sql)
            self.assertFalse(self.env.cr.fetchall(), sentence)

    def value(self, code, account=None):
        """The rating of the account that stays, by code of the criterion."""
        ratings = (account or self.keep).rating_ids.filtered(lambda one: one.criterion_id.code == code)
        self.assertLessEqual(len(ratings), 1, "a rating twice")
        return ratings.value

    def set_computed(self, account, code, value):
        """A rating as screening writes it."""
        criterion = self.env["kam.criterion"].search([("code", "=", code)])
        self.env["kam.account.rating"].create(
            {"account_id": account.id, "criterion_id": criterion.id, "value": value, "origin": "computed"}
        )


class TestMergeAccounts(MergeCase):
    """Both contacts have an account."""

    def test_ratings(self):
        """Ours stay, theirs fill the gaps, and what a person rated outranks what was computed."""
        self.rate(self.keep, {"price": 2, "service": 3})
        self.rate(self.gone, {"price": 5, "trust": 4, "values_offer": 5})
        self.set_computed(self.keep, "values_offer", 1)
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual([self.value(code) for code in ("price", "service", "trust", "values_offer")], [2, 3, 4, 5])
        self.assertFalse(self.gone.exists())
        text = self.keep.message_ids[0].body
        self.assertIn("Gone Ltd", text)
        self.assertIn("Price 5", text, "the rating that was given up is on record")
        self.assertNotIn("Service", text)

    def test_scores_follow(self):
        """The score counts what came along, and SQL and ORM agree about it."""
        self.rate(self.keep, {"strategic_fit": 5, "values_offer": 5, "price": 5, "service": 5})
        self.set_computed(self.keep, "size", 5)
        self.assertFalse(self.keep.score_known and self.keep.coverage >= 75)
        self.rate(self.gone, {"relationships": 5, "trust": 5})
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.keep.strength_coverage, 100)
        self.assertEqual(self.keep.strength, 100)

    def test_open_assessments(self):
        """One open assessment stays, ours; the other is refused, and neither is lost."""
        ours = self.env["kam.assessment"].create({"account_id": self.keep.id})
        theirs = self.env["kam.assessment"].create({"account_id": self.gone.id})
        theirs.action_submit()
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.keep.assessment_ids, ours | theirs)
        self.assertEqual((ours.state, theirs.state), ("draft", "refused"))

    def test_only_theirs_is_open(self):
        """An open assessment of the other account goes on."""
        theirs = self.env["kam.assessment"].create({"account_id": self.gone.id})
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((theirs.account_id, theirs.state), (self.keep, "draft"))

    def test_decided_assessments(self):
        """Approved and refused ones of both are history, and all of it stays."""
        assessments = self.env["kam.assessment"]
        for account in (self.keep, self.gone):
            for decide in ("action_approve", "action_refuse"):
                one = assessments.create({"account_id": account.id})
                getattr(one, decide)()
                assessments |= one
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.keep.assessment_ids, assessments)
        self.assertEqual(sorted(assessments.mapped("state")), ["approved", "approved", "refused", "refused"])
        self.assertTrue(all(one.line_ids for one in assessments))

    def test_theirs_is_key(self):
        """A decision is kept from whichever has one, with its date and basis, on the opportunities too."""
        self.gone.action_declare(self.segment_a, "Since 2019")
        self.gone.sudo().decided_on = "2020-02-02"
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((self.keep.status, self.keep.segment_id), ("key", self.segment_a))
        self.assertEqual(self.keep.decided_on, fields.Date.to_date("2020-02-02"))
        self.assertEqual(self.keep.decision_basis, "declared")
        self.assertEqual(self.lead.kam_segment_id, self.segment_a)
        self.assertEqual(self.lead.kam_tier_id, self.keep.tier_id)

    def test_both_are_key(self):
        """Of two decisions ours stays."""
        self.keep.action_declare(self.segment_b, "")
        self.gone.action_declare(self.segment_a, "")
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((self.keep.status, self.keep.segment_id), ("key", self.segment_b))
        self.assertEqual(self.env["kam.account"].search_count([("status", "=", "key")]), 1)

    def test_ours_is_key(self):
        """A key account stays one."""
        self.keep.action_declare(self.segment_b, "")
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((self.keep.status, self.keep.segment_id), ("key", self.segment_b))

    def test_override(self):
        """An override in force is taken over; one that has ended is not."""
        until = fields.Date.today() + timedelta(days=30)
        self.gone.action_override(self.segment_a, "Board wish", until)
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((self.keep.segment_id, self.keep.override_until), (self.segment_a, until))
        self.assertEqual(self.keep.override_by_id, self.env.user)

    def test_manager_and_team(self):
        """Where we have nobody, theirs takes over; team members are not doubled."""
        function = self.env["kam.team.function"].search([], limit=1)
        member = {"user_id": self.user_all.id, "function_id": function.id}
        other = {"user_id": self.user_sales2.id, "function_id": function.id}
        self.keep.member_ids = [Command.create(member)]
        self.gone.member_ids = [Command.create(member), Command.create(other)]
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.keep.user_id, self.user_sales)
        self.assertEqual(self.keep.member_ids.user_id, self.user_all | self.user_sales2)
        self.assertEqual(len(self.keep.member_ids), 2)

    def test_manager_is_our_substitute(self):
        """The one who stood in here becomes the manager: the substitution has an end then."""
        self.keep.write({"substitute_id": self.user_sales.id, "substitute_until": fields.Date.today()})
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.keep.user_id, self.user_sales)
        self.assertFalse(self.keep.substitute_id)

    def test_thread(self):
        """Messages, to-dos (done ones too), files, followers and history come along."""
        message = self.gone.message_post(body="They like us")
        todo = self.gone.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        done = self.gone.activity_schedule("mail.mail_activity_data_todo", summary="Called")
        done.action_done()
        file = self.env["ir.attachment"].create(
            {"name": "plan.txt", "raw": b"x", "res_model": "kam.account", "res_id": self.gone.id}
        )
        for account in (self.keep, self.gone):
            account.message_subscribe(self.user_all.partner_id.ids)
        self.gone.message_subscribe(self.user_sales2.partner_id.ids)
        self.gone.level_id = self.env.ref("kam_management.level_partner")
        moves = self.gone.change_ids
        self.assertTrue(moves)
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual((message.res_id, todo.res_id, file.res_id), (self.keep.id,) * 3)
        self.assertEqual(done.exists().with_context(active_test=False).res_id, self.keep.id)
        self.assertIn(self.user_sales2.partner_id, self.keep.message_partner_ids)
        self.assertEqual(moves.exists(), moves)
        self.assertEqual(moves.account_id, self.keep)
        self.assertEqual(self.keep.level_id.code, "partner")

    def test_groups(self):
        """Accounts below the one that goes move below the one that stays; its parent becomes ours."""
        top, below = self.make_account("Top"), self.make_account("Below", parent_id=self.gone.id)
        deeper = self.make_account("Deeper", parent_id=below.id)
        self.gone.parent_id = top
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(below.parent_id, self.keep)
        self.assertEqual(self.keep.parent_id, top)
        self.assertEqual(deeper.parent_path, f"{top.id}/{self.keep.id}/{below.id}/{deeper.id}/")

    def test_into_an_account_below(self):
        """The one that stays was below the one that goes: no account ends up above itself."""
        between = self.make_account("Between", parent_id=self.gone.id)
        self.keep.parent_id = between
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertFalse(self.keep.parent_id)
        self.assertEqual(between.parent_id, self.keep)

    def test_into_an_account_above(self):
        """The one that goes was below the one that stays."""
        between = self.make_account("Between", parent_id=self.keep.id)
        self.gone.parent_id = between
        below = self.make_account("Below", parent_id=self.gone.id)
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertFalse(self.keep.parent_id)
        self.assertEqual((between | below).parent_id, self.keep)

    def test_three_at_once(self):
        """Two accounts into a third."""
        third = self.make_account("Third")
        self.rate(third, {"trust": 2})
        self.rate(self.gone, {"price": 3})
        self.merge(self.gone_partner, third.partner_id, into=self.keep_partner)
        self.assertEqual((self.value("trust"), self.value("price")), (2, 3))
        self.assertFalse((third | self.gone).exists())

    def test_merged_by_a_salesperson(self):
        """Whoever may merge contacts may do so when they have accounts."""
        self.user_sales.group_ids += self.env.ref("base.group_partner_manager")
        (self.keep_partner | self.gone_partner).email = "office@example.com"
        self.keep.user_id = self.user_sales
        self.gone.action_declare(self.segment_a, "")
        self.merge(self.gone_partner, into=self.keep_partner, user=self.user_sales)
        self.assertEqual(self.keep.segment_id, self.segment_a)


class TestMergeOther(MergeCase):
    """One of the contacts has no account, or is no company of its own."""

    def company(self, name, **vals):
        """A company without an account."""
        return self.env["res.partner"].create({"name": name, "is_company": True, **vals})

    def test_only_theirs_has_an_account(self):
        """The account moves with everything on it."""
        target = self.company("No account yet")
        self.rate(self.gone, {"price": 4})
        self.gone.action_declare(self.segment_a, "")
        self.merge(self.gone_partner, into=target)
        self.assertEqual(self.gone.partner_id, target)
        self.assertEqual(target.kam_account_id, self.gone)
        self.assertEqual(self.value("price", self.gone), 4)
        self.assertEqual(self.lead.kam_account_id, self.gone)

    def test_only_ours_has_an_account(self):
        """Opportunities of the other contact come to the account."""
        other = self.company("Other")
        lead = self.make_lead(other)
        self.merge(other, into=self.keep_partner)
        self.assertEqual(lead.kam_account_id, self.keep)

    def test_person_into_a_contact_of_another_company(self):
        """The account of a person goes to the company of the contact: merged with its account …"""
        self.gone_partner.is_company = False
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.keep_partner.id})
        self.rate(self.gone, {"price": 4})
        self.gone.action_declare(self.segment_a, "")
        self.merge(self.gone_partner, into=contact)
        self.assertEqual(self.value("price"), 4)
        self.assertEqual(self.keep.segment_id, self.segment_a)
        self.assertEqual(self.lead.kam_account_id, self.keep)

    def test_person_into_a_contact_of_a_company_without_account(self):
        """… or moved there, when it has none."""
        self.gone_partner.is_company = False
        company = self.company("Parent")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": company.id})
        self.merge(self.gone_partner, into=contact)
        self.assertEqual(self.gone.partner_id, company)
        self.assertEqual(self.lead.kam_account_id, self.gone)

    def test_company_into_a_contact_of_another_company(self):
        """Odoo makes the contact a company: it keeps the account, below that of the company it belongs to."""
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.keep_partner.id})
        self.rate(self.gone, {"price": 4})
        self.gone.action_declare(self.segment_a, "")
        self.merge(self.gone_partner, into=contact)
        self.assertEqual(contact.commercial_partner_id, contact)
        self.assertEqual((self.gone.partner_id, self.gone.parent_id), (contact, self.keep))
        self.assertEqual(self.value("price", self.gone), 4)
        self.assertEqual((self.gone.segment_id, self.lead.kam_account_id), (self.segment_a, self.gone))

    def test_archived(self):
        """An archived company's account is merged like any other."""
        self.gone_partner.active = False
        self.rate(self.gone, {"price": 4})
        self.merge(self.gone_partner, into=self.keep_partner)
        self.assertEqual(self.value("price"), 4)


PLAN_PARTS = (
    "charter",
    "force",
    "goal",
    "objective",
    "revision",
    "risk",
    "section",
    "signature",
    "signoff",
    "strategy",
    "swot",
    "tactic",
)


class TestMergeIsComplete(KamCase):
    """Models that point at an account are dealt with when two accounts become one."""

    #: handled one by one in ``_absorb``, or gone with the wizard that made them
    HANDLED = {
        "kam_account.parent_id",
        "kam_account_rating.account_id",
        "kam_assessment.account_id",
        "res_partner.kam_account_id",
        # whom mass actions address and reached: ``_absorb_rows`` of the influencing plan
        "kam_action_reached_rel.account_id",
        "kam_influencing_action_account_rel.account_id",
        # plans of the same year stand beside each other; their parts follow them
        "kam_account_plan.account_id",
        *(f"kam_plan_{part}.account_id" for part in PLAN_PARTS),
        # one competitor of two accounts stays one
        "kam_competitor.account_id",
        "kam_competitor_threat.account_id",
        # people move with everything on them: kam.stakeholder's own part of ``_absorb``
        "kam_lead_stakeholder.account_id",
        "kam_stakeholder.account_id",
        *(f"kam_stakeholder_{what}.account_id" for what in ("agenda", "competitor", "counterpart", "link", "move")),
    }

    def test_every_table(self):
        """A model that is added later must be named in ``_absorb_tables``, or its rows would be lost."""
        self.env.cr.execute(
            """SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid = 'kam_account'::regclass"""
        )
        found = {row[0] for row in self.env.cr.fetchall()}
        transient = [model for model in self.env.registry.values() if model._transient]
        relations = {
            field.relation for model in transient for field in model._fields.values() if field.type == "many2many"
        }
        tables = {model._table for model in transient} | relations
        named = {
            f"{self.env[model]._table}.{column}" for model, column, _unique in self.env["kam.account"]._absorb_tables()
        }
        missing = {one for one in found - self.HANDLED - named if one.split(".")[0] not in tables}
        self.assertFalse(missing, "add it to kam.account._absorb_tables()")
        self.assertFalse((self.HANDLED | named) - found, "no such column any more")
