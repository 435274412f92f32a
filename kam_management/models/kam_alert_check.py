from odoo import api, fields, models

from ..engine import alert_checks_sql
from ..engine.alert_checks_sql import Check, Frame, Rule


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
        )

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
        query = alert_checks_sql.QUERIES.get(rule.check)
        return query and query(rule, frame)

    @api.model
    def _sql_entitlement(self, rule, frame, rules) -> Check | None:
        """Standing activities of the matrix that do not hold; the missing manager is left to a rule of its own."""
        if "kam.activity.rule" not in self.env:
            return None
        return None
