from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..engine import coverage, stakeholders_sql


class KamAccount(models.Model):
    """The people of an account: how many, what is missing, how the two companies touch."""

    _inherit = "kam.account"

    stakeholder_ids = fields.One2many("kam.stakeholder", "account_id", string="People")
    stakeholder_count = fields.Integer(compute="_compute_people", string="Stakeholders")
    face_ids = fields.Many2many(
        "kam.stakeholder", compute="_compute_people", string="Who Matters", help="The five with most power."
    )
    finding_count = fields.Integer(compute="_compute_coverage", string="Findings")
    finding_text = fields.Text(compute="_compute_coverage", string="To Mend")
    contact_model = fields.Selection(
        [
            ("none", "Nobody talks"),
            ("bow_tie", "Bow-tie"),
            ("one_to_many", "One to many"),
            ("diamond", "Diamond team"),
        ],
        compute="_compute_coverage",
        help="How the two companies touch, read off the counterparts recorded.",
    )
    contact_risk = fields.Char(compute="_compute_coverage", string="What It Risks")

    @api.depends("stakeholder_ids.power", "stakeholder_ids.active")
    def _compute_people(self):
        people = defaultdict(list)
        for stakeholder in self.env["kam.stakeholder"].search_fetch(
            [("account_id", "in", self.ids)], ["account_id", "power"], order="power desc, is_placeholder desc, id"
        ):
            people[stakeholder.account_id.id].append(stakeholder.id)
        for account in self:
            mine = people[account._origin.id]
            account.stakeholder_count = len(mine)
            account.face_ids = self.env["kam.stakeholder"].browse(mine[:5])

    @api.depends("stakeholder_ids", "sponsor_id", "segment_id", "tier_id")
    def _compute_coverage(self):
        covered = self._origin._coverage()
        for account in self:
            found, model = covered.get(account._origin.id, ([], "none"))
            account.finding_count = len(found)
            account.finding_text = "\n".join(self._finding_text(finding, {}) for finding in found)
            account.contact_model = model
            account.contact_risk = self._contact_risks()[model]

    # -- coverage: one pass for any number of accounts ----------------------------------------------------------

    def _coverage(self):
        """Findings and contact model of every account, in a handful of queries however many there are.

        :return: {account id: ([engine.coverage.Finding], contact model)}
        """
        people = defaultdict(list)
        if self.ids:
            for row in self._people_rows(SQL("s.active AND s.account_id = ANY(%s)", self.ids), contacts=True):
                people[row["account_id"]].append(self._coverage_person(row))
        return {
            account_id: (coverage.findings(frame, people[account_id]), coverage.contact_model(people[account_id]))
            for account_id, frame in self._coverage_frames().items()
        }

    @api.model
    def _people_rows(self, where, contacts=False, planned=False):
        """Rows of stakeholders as dictionaries: two queries. The caller has checked the access.

        :param where: SQL on ``s``, the table of the stakeholders
        :param contacts: with the day of the latest contact
        :param planned: with the open actions
        """
        self.env.flush_all()
        self.env.cr.execute(stakeholders_sql.people(where, lang=planned and (self.env.lang or "en_US")))
        rows = self.env.cr.dictfetchall()
        if contacts and rows:
            days = self.env["kam.stakeholder"]._last_contacts(where)
            for row in rows:
                row["last_contact"] = days.get(row["id"])
        return rows

    @api.model
    def _coverage_person(self, row):
        return coverage.Person(
            row["id"],
            row["power"],
            row["support"],
            frozenset(row["flags"]),
            tuple(coverage.Contact(*contact) for contact in row["counterparts"]),
            bool(row["partner_id"]),
            row["has_left"],
            row.get("last_contact"),
            row["since"],
        )

    def _coverage_frames(self):
        """{account id: what the findings need to know of it}; the best segment needs a sponsor."""
        today = fields.Date.context_today(self)
        segments = self.env["kam.segment"].sudo()._badge_data()
        best = {number for number, segment in segments.items() if segment["code"] == "A"}
        silence = self.env["kam.tier"].sudo()._silence_days()
        if not self.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT id, segment_id, tier_id, sponsor_id FROM kam_account WHERE id = ANY(%s)", self.ids)
        )
        return {
            account_id: coverage.Frame(today, silence.get(tier_id, 0), segment_id in best, bool(sponsor_id))
            for account_id, segment_id, tier_id, sponsor_id in rows
        }

    # -- words --------------------------------------------------------------------------------------------------

    def _contact_risks(self):
        """K5: what each way of touching costs."""
        return {
            "none": self.env._("None of ours is recorded as counterpart of anybody."),
            "bow_tie": self.env._(
                "Everything passes through one contact: simple and cheap, but a bottleneck, and the partnership is at "
                "risk when that person moves on."
            ),
            "one_to_many": self.env._(
                "One of ours carries most contacts: quick and insightful, but at risk of overload, and of losing all "
                "of them at once."
            ),
            "diamond": self.env._(
                "Each of ours mirrors a counterpart: faster joint work, but more people and time, and functions may "
                "follow their own agendas unless somebody coordinates."
            ),
        }

    @api.model
    def _finding_text(self, finding, names):
        """A finding as one sentence.

        :param names: {stakeholder id: name}; without them the sentence gives the number of people
        """
        known = [names[number] for number in finding.ids if number in names]
        who = ", ".join(known[:3]) + (self.env._(" and %s more", len(known) - 3) if len(known) > 3 else "")
        if not known:
            count = len(finding.ids)
            who = self.env._("one person") if count == 1 else self.env._("%s people", count)
        sentences = {
            "no_decision_maker": self.env._("No decision maker is known."),
            "no_budget_owner": self.env._("Nobody is known to own the budget."),
            "no_champion": self.env._("Nobody inside champions us."),
            "no_sponsor": self.env._("A strategically important account has no executive sponsor of ours."),
            "single_threaded_ours": self.env._("Only one of ours talks to them: who takes over when that one is away?"),
            "single_threaded_theirs": self.env._("Only one of theirs talks to us (%s).", who),
            "powerful_opponent": self.env._("Powerful, and against us: %s.", who),
            "powerful_without_counterpart": self.env._("Powerful, and none of ours talks to them: %s.", who),
            "counterpart_left": self.env._("Our counterpart has left us: %s.", who),
            "contact_left": self.env._("Has left the customer, or was archived: %s.", who),
            "silent": self.env._("Silent for longer than the tier allows: %s.", who),
        }
        return sentences[finding.code]


class KamTier(models.Model):
    """How long silence may last."""

    _inherit = "kam.tier"

    silence_days = fields.Integer(
        string="Longest Silence (days)",
        default=90,
        help="Somebody on the map with whom nobody was in touch for longer is a finding. 0 = no limit.",
    )

    _silence_days_positive = models.Constraint(
        "CHECK(silence_days >= 0)", "The longest silence is a number of days; 0 means that there is no limit."
    )

    @api.model
    @tools.ormcache()
    def _silence_days(self):
        """{tier id: days}: do not change the dictionary"""
        tiers = self.sudo().with_context(active_test=False).search_fetch([], ["silence_days"])
        return {tier.id: tier.silence_days for tier in tiers}
