from odoo import api, fields, models

from ..engine import satisfaction_sql
from .kam_measure import Source


class KamMeasure(models.AbstractModel):
    """Satisfaction as a measure of objectives and targets."""

    _inherit = "kam.measure"

    @api.model
    def _sources(self):
        env = self.env
        return {
            **super()._sources(),
            "satisfaction": Source(
                env._("Satisfaction"),
                env._("of 10"),
                env._("Mean of the answers given in the fiscal year."),
                pool="ratio",
                period=True,
                top=10,
            ),
        }

    @api.model
    def _parts_satisfaction(self, accounts, year):
        """Unknown until somebody gave a score in the year."""
        main = self.env["kam.account"]._main_company()
        found = {}
        for company, mine in accounts.grouped("company_id").items():
            start, last = (company or main)._kam_year_bounds(year)
            end = fields.Date.add(last, days=1)
            found |= self._rows(satisfaction_sql.in_period(mine.ids, start, end))
        return found

    def _records_satisfaction(self, accounts, year, span):
        """The answers of the year; see :meth:`_records`."""
        some = self.env["kam.account"].sudo().search(accounts, limit=1)
        company = some.company_id or self.env["kam.account"]._main_company()
        start, last = company._kam_year_bounds(year)
        of_year = [("date", ">=", str(start)), ("date", "<=", str(last))]
        of_year += [("active", "=", True), ("score_known", "=", True)]
        return "kam.satisfaction", [("account_id", "any", accounts), *of_year]


class KamAccount(models.Model):
    """Satisfaction as a part of the health; where nobody was asked, the part is left out."""

    _inherit = "kam.account"

    def _health_facts(self, today):
        facts = super()._health_facts(today)
        for account_id, now, _before, _count, _last in self.env.execute_query(satisfaction_sql.means(self.ids, today)):
            if account_id in facts and now is not None:
                facts[account_id] = facts[account_id]._replace(satisfaction=now)
        return facts


class KamAlertRule(models.Model):
    """The early warning that satisfaction went down."""

    _inherit = "kam.alert.rule"

    @api.model
    def _sql_satisfaction_down(self, rule, frame, _rules):
        return satisfaction_sql.satisfaction_down(rule, frame)


class KamAlert(models.Model):
    """Its facts, and where it is mended."""

    _inherit = "kam.alert"

    def _facts_satisfaction_down(self, details, names):
        return {
            "points": f"{self.value:g}",
            "now": f"{details.get('now') or 0:g}",
            "before": f"{details.get('before') or 0:g}",
            "what": self._listed(self._named(names, "kam.moment")) if details.get("ids") else self.env._("all in all"),
        }

    def _mend_satisfaction_down(self):
        return self.account_id.action_open_satisfaction()


class KamAccountPlan(models.Model):
    """What the plan knows of satisfaction: figures, and never anybody's words."""

    _inherit = "kam.account.plan"

    def _prefill_relationship(self):
        """Adds how satisfied the customer is to the relationship."""
        env, account = self.env, self.account_id
        groups = super()._prefill_relationship()
        if not account.satisfaction_known:
            return groups
        trends = dict(account._fields["satisfaction_trend"]._description_selection(env))
        moments = account._satisfaction_moments()
        return [
            *groups,
            self._group(
                env._("Satisfaction"),
                [
                    (env._("Mean of the last year"), env._("%g of 10", account.satisfaction)),
                    (env._("Against the year before"), trends.get(account.satisfaction_trend)),
                    (env._("Answers"), account.satisfaction_count),
                    *[(one["name"], env._("%g of 10", one["mean"])) for one in moments],
                ],
            ),
        ]
