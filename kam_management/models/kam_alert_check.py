from odoo import api, fields, models

from ..engine import alert_checks_sql, alert_people_sql, alert_plans_sql
from ..engine.alert_checks_sql import Frame, Rule
from ..engine.schedule import year_bounds

QUERIES = alert_checks_sql.QUERIES | alert_plans_sql.QUERIES
#: Checks that have nothing to look at before another part of the addon is there.
NEEDS_MODEL = {"overdue_milestone": "kam.plan.milestone"}


class KamAlertRule(models.Model):
    """From rules to the SQL that carries them out. An addon with a check of its own adds ``_sql_<check>``."""

    _inherit = "kam.alert.rule"

    @api.model
    def _alert_frame(self):
        """What does not depend on the account (engine ``Frame``), for now."""
        account = self.env["kam.account"].sudo()
        get = self.env["res.config.settings"]._kam_get
        main = account._main_company()
        segments = self.env["kam.segment"].sudo()._badge_data()
        return Frame(
            today=fields.Date.context_today(self),
            now=fields.Datetime.now(),
            best_segment_ids=tuple(number for number, segment in segments.items() if segment["code"] == "A"),
            rates=account._currency_rates(main),
            main_company_id=main.id,
            min_base=get("growth_min_base"),
            min_decided=get("min_decided"),
            years=tuple(self._fiscal_years()),
        )

    @api.model
    def _fiscal_years(self):
        """(company id, fiscal year of today, its first day) of every company."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].sudo().with_context(active_test=False).search([]):
            year = company._kam_fiscal_year(today)
            yield company.id, year, year_bounds(year, int(company.kam_fiscal_month))[0]

    @api.model
    def _alert_checks(self, frame):
        """All rules in force with their SQL.

        :return: [(engine Rule, engine Check)]
        """
        rules = self.sudo().with_context(active_test=True).search([])
        selected = tuple(self.env["kam.segment"].sudo().search([("mode", "=", "selected")]).ids)
        ranks = {code: rank for rank, (code, _name) in enumerate(self._fields["severity"].selection)}
        checks = []
        for rule in rules:
            one = Rule(
                rule.id,
                rule.check,
                rule.finding or None,
                rule.threshold,
                rule.months,
                tuple(rule.segment_ids.ids) or selected,
                rule.severity,
                ranks[rule.severity],
                rule.escalate_days,
            )
            check = self._check_sql(one, frame, rules)
            if check:
                checks.append((one, check))
        return checks

    @api.model
    def _check_sql(self, rule, frame, rules):
        """The SQL of one rule; None when there is nothing that it could look at.

        :param rules: all rules in force, for checks that leave something to others
        """
        own = getattr(self, f"_sql_{rule.check}", None)
        if own:
            return own(rule, frame, rules)
        if NEEDS_MODEL.get(rule.check, self._name) not in self.env:
            return None
        query = QUERIES.get(rule.check)
        return query and query(rule, frame)

    @api.model
    def _sql_entitlement(self, _rule, frame, rules):
        """Standing activities of the matrix that do not hold; the missing manager is left to a rule of its own."""
        cells = (
            self.env["kam.activity.rule"]
            .sudo()
            .search([("activity_id.active", "=", True), ("activity_id.standing_check", "!=", False)])
        )
        cells = cells.filtered(lambda cell: "standing" in (cell.mode, cell.activity_id.kind))
        managed = rules.filtered(lambda rule: rule.check == "no_manager")
        elsewhere = managed.segment_ids
        if any(not rule.segment_ids for rule in managed):
            elsewhere |= self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        wanted = [
            (cell.segment_id.id, cell.activity_id.id, cell.activity_id.standing_check)
            for cell in cells
            if cell.activity_id.standing_check != "named_manager" or cell.segment_id not in elsewhere
        ]
        if not wanted:
            return None
        people = any(code == "counterpart" for _segment, _activity, code in wanted)
        return alert_plans_sql.entitlement(wanted, frame, alert_people_sql.people(frame) if people else {})
