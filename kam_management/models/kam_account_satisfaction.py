from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..engine import satisfaction as engine, satisfaction_sql

#: Answers in their own words that the account shows.
VERBATIMS = 6


class KamAccount(models.Model):
    """How satisfied the customer is: mean of the last year, against the year before (K12)."""

    _inherit = "kam.account"

    satisfaction_ids = fields.One2many("kam.satisfaction", "account_id", string="Answers")
    satisfaction = fields.Float(
        compute="_compute_satisfaction",
        search="_search_satisfaction",
        compute_sudo=True,
        digits=(4, 1),
        aggregator=None,
        help="Mean of the answers of the last year, 0 to 10.",
    )
    satisfaction_known = fields.Boolean(
        compute="_compute_satisfaction", search="_search_satisfaction_known", compute_sudo=True
    )
    satisfaction_trend = fields.Selection(
        [("up", "Better"), ("same", "Unchanged"), ("down", "Worse")],
        compute="_compute_satisfaction",
        compute_sudo=True,
        help="Against the year before; less than half a point is no change.",
    )
    satisfaction_count = fields.Integer(
        compute="_compute_satisfaction", compute_sudo=True, string="Answers of the Last Year"
    )
    satisfaction_on = fields.Date(compute="_compute_satisfaction", compute_sudo=True, string="Last Asked")

    @api.depends("satisfaction_ids.score", "satisfaction_ids.score_known", "satisfaction_ids.date")
    def _compute_satisfaction(self):
        means = self._satisfaction_means()
        for account in self:
            now, before, count, last = means.get(account._origin.id, (None, None, 0, False))
            account.satisfaction = now or 0.0
            account.satisfaction_known = now is not None
            account.satisfaction_trend = engine.trend(now, before) or False
            account.satisfaction_count = count
            account.satisfaction_on = last

    def _satisfaction_means(self):
        """{account id: (mean of the last year or None, of the year before or None, answers, last day)}, one query."""
        if not self.ids:
            return {}
        self.env["kam.satisfaction"].flush_model()
        rows = self.env.execute_query(satisfaction_sql.means(self.ids, fields.Date.context_today(self)))
        return {row[0]: row[1:] for row in rows}

    @api.model
    def _search_satisfaction(self, operator, value):
        """Compares with known means only: an unknown one is neither above nor below anything."""
        today = fields.Date.context_today(self)
        if operator == "in":
            numbers = [one for one in value if one is not False]
            return Domain.OR(self._having_mean(satisfaction_sql.accounts_with_mean("=", one, today)) for one in numbers)
        if operator not in ("<", ">", "<=", ">="):
            return NotImplemented
        return self._having_mean(satisfaction_sql.accounts_with_mean(operator, value, today))

    @api.model
    def _search_satisfaction_known(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._having_mean(satisfaction_sql.accounts_with_mean(">=", 0, fields.Date.context_today(self)))

    @api.model
    def _having_mean(self, accounts):
        self.env["kam.satisfaction"].flush_model()
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), accounts)
        )

    # -- what the tab shows ---------------------------------------------------------------------------------

    def satisfaction_data(self):
        """What the tab shows: mean and trend, the line over time, each moment of truth, and their own words.

        :return: dict: ``known``, ``mean``, ``trend``, ``count``, ``last``, ``quarters`` [{label, mean or False,
            count}], ``moments`` [{id, name, mean, count}] the worst first, ``verbatims`` [{id, text, who, about, date,
            score or False}]
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "known": self.satisfaction_known,
            "mean": self.satisfaction,
            "trend": self.satisfaction_trend or "",
            "count": self.satisfaction_count,
            "last": format_date(self.env, self.satisfaction_on) if self.satisfaction_on else "",
            "can_write": self.has_access("write"),
            "quarters": self._satisfaction_quarters(),
            "moments": self._satisfaction_moments(),
            "verbatims": self._satisfaction_verbatims(),
        }

    def _satisfaction_quarters(self):
        starts = engine.quarters(fields.Date.context_today(self))
        rows = self.env["kam.satisfaction"]._read_group(
            [("account_id", "=", self.id), ("score_known", "=", True), ("date", ">=", starts[0])],
            ["date:quarter"],
            ["score:avg", "__count"],
        )
        found = {start: (mean, count) for start, mean, count in rows}
        quarters = []
        for start in starts:
            mean, count = found.get(start, (False, 0))
            label = self.env._("Q%(quarter)s %(year)s", quarter=(start.month + 2) // 3, year=start.year)
            quarters.append({"label": label, "mean": round(mean, 1) if count else False, "count": count})
        return quarters

    def _satisfaction_moments(self):
        since = engine.window(fields.Date.context_today(self))[0]
        rows = self.env["kam.satisfaction"]._read_group(
            [("account_id", "=", self.id), ("score_known", "=", True), ("date", ">", since)],
            ["moment_id"],
            ["score:avg", "__count"],
        )
        moments = [
            {"id": moment.id, "name": moment.name or self.env._("All in all"), "mean": round(mean, 1), "count": count}
            for moment, mean, count in rows
        ]
        return sorted(moments, key=lambda one: (one["mean"], one["name"]))

    def _satisfaction_verbatims(self, limit=VERBATIMS):
        answers = self.env["kam.satisfaction"].search(
            [("account_id", "=", self.id), ("verbatim", "!=", False)], limit=limit
        )
        return [
            {
                "id": answer.id,
                "text": answer.verbatim,
                "who": answer.sudo().stakeholder_id.name or self.env._("Anonymous"),
                "about": answer.moment_id.name or "",
                "date": format_date(self.env, answer.date),
                "score": answer.score if answer.score_known else False,
                "open": answer.follow_up_state == "open",
            }
            for answer in answers
        ]

    def action_open_satisfaction(self):
        """The answers of this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_satisfaction_action")
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }

    def action_interview(self):
        """Ask the customer: the guide with its questions."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask: %s", self.display_name),
            "res_model": "kam.interview",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_id": self.id},
        }
