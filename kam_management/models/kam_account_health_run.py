import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import health, health_sql
from .kam_account_health import STATES

BATCH = 2_000
GUARDED = frozenset({"health", "health_known", "health_state", "health_trend", "health_parts", "health_on"})


class KamAccount(models.Model):
    """Health: how an account is doing, from the parts that are known; computed every night, and on demand."""

    _inherit = "kam.account"

    health = fields.Float(readonly=True, copy=False, digits=(5, 1), aggregator="avg", help="0 to 100; see its parts.")
    health_known = fields.Boolean(readonly=True, copy=False)
    health_state = fields.Selection(STATES, readonly=True, copy=False, index="btree_not_null", string="Condition")
    health_trend = fields.Selection(
        [("up", "Better"), ("same", "Unchanged"), ("down", "Worse")],
        readonly=True,
        copy=False,
        help="Against four weeks ago; less than three points are no change.",
    )
    health_parts = fields.Json(readonly=True, copy=False)
    health_on = fields.Date(readonly=True, copy=False)
    health_ids = fields.One2many("kam.account.health", "account_id", string="Health History")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | GUARDED

    @api.model
    def _health_scope(self):
        """Whose health is watched: key accounts, candidates, and who is in a segment that managers decide."""
        return Domain("status", "in", ("key", "candidate")) | Domain("segment_id.mode", "=", "selected")

    def _update_health(self):
        """Compute the health of these accounts now and keep it in the history where it changed (no commit)."""
        if not self.ids:
            return
        self.env.flush_all()
        today = fields.Date.context_today(self)
        weights = self.env["kam.health.part"]._weights()
        rows = []
        for account_id, facts in self._health_facts(today).items():
            values = {code: value for code, value in health.parts(facts).items() if weights.get(code)}
            number = health.health(values, weights)
            state = None if number is None else health.state(number)
            rows.append((account_id, number, state, json.dumps(values)))
        if rows:
            self.env.cr.execute(health_sql.update(rows, today))
            self.env.cr.execute(health_sql.remember(self.ids, today))
        self.env.invalidate_all()

    def _health_facts(self, today):
        """{account id: engine ``Facts``}: one statement for all; other capabilities add what they know."""
        years, elapsed = self._health_years(today)
        least = self.env["res.config.settings"].sudo()._kam_get("growth_min_base")
        facts = {}
        for row in self.env.execute_query(health_sql.facts(self.ids, years, least)):
            account_id, company_id, watched, alerts, level, target, progress, powerful, reached, revenue, before = row
            facts[account_id] = health.Facts(
                alerts=alerts or ({} if watched else None),
                level=level,
                target_level=target,
                progress=progress,
                elapsed=elapsed[company_id],
                powerful=powerful,
                reached=reached,
                revenue=None if revenue is None else float(revenue),
                revenue_before=None if before is None else float(before),
            )
        return facts

    @api.model
    def _health_years(self, today):
        """Fiscal year of today, and how much of it has gone by, of every company (None: the main company's)."""
        years, elapsed = {}, {}
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([])
        main = self._main_company()
        for key, company in [(None, main), *((company.id, company) for company in companies)]:
            year = company._kam_fiscal_year(today)
            start = fields.Date.to_date(f"{year}-{int(company.kam_fiscal_month or 1):02d}-01")
            years[key] = year
            elapsed[key] = min(1.0, (today - start).days / 365)
        return years, elapsed

    @api.model
    def _cron_health(self, batch=BATCH):
        """Scheduled action: the health of every account in scope, once a day. Bounded, resumable."""
        today = fields.Date.context_today(self)
        with self.env["kam.run"]._recording(self.env._("Health of accounts")) as run:
            scope = self._health_scope()
            due = scope & (Domain("health_on", "=", False) | Domain("health_on", "<", today))
            done = self._run_batches(
                "_cron_health",
                due,
                lambda accounts: accounts._update_health(),
                lambda one: one._skip_health(),
                batch=batch,
            )
            self._again(lambda: self._forget_health(today, ~scope))
            if done:
                run._note("changed", (self._name, done), self.env._("Health computed"))

    def _skip_health(self):
        """Leave an account as it is until tomorrow."""
        self.env.cr.execute(
            "UPDATE kam_account SET health_on = %s WHERE id = ANY(%s)", [fields.Date.context_today(self), self.ids]
        )
        self.env.invalidate_all()

    @api.model
    def _forget_health(self, today, outside):
        """Whoever is no longer watched has no health; the history stays."""
        left = self.sudo().with_context(active_test=False).search(outside & Domain("health_known", "=", True))
        left.write(
            {"health": 0, "health_known": False, "health_state": False, "health_trend": False, "health_parts": False}
        )

    def action_update_health(self):
        """Compute the health of these accounts now."""
        self.check_access("write")
        self.sudo()._update_health()
        return True

    def action_open_health_part(self, part):
        """The records that a part of this account's health was made from.

        :param part: code of the part
        """
        self.ensure_one()
        self.check_access("read")
        if part == "satisfaction":
            return self.action_open_satisfaction()
        if part == "plan" and self.plan_id:
            return self.action_open_plan()
        xmlid, domain = {
            "alerts": ("kam_alert_action", [("state", "in", ("open", "acknowledged"))]),
            "people": ("kam_stakeholder_action", [("power", ">=", 4)]),
            "plan": ("kam_account_plan_action", []),
            "level": ("kam_relationship_level_action", None),
            "revenue": ("crm.crm_lead_opportunities", self._health_revenue_domain()),
        }.get(part, ("kam_account_health_action", []))
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid if "." in xmlid else f"kam_management.{xmlid}")
        action["context"] = {}
        if domain is not None:
            owner = "kam_account_id" if part == "revenue" else "account_id"
            action["domain"] = [(owner, "=", self.id), *domain]
        return action

    def _health_revenue_domain(self):
        """What was won in the twelve months, and in the twelve before."""
        since = fields.Date.context_today(self) - relativedelta(months=24)
        return [("won_status", "=", "won"), ("date_closed", ">=", fields.Date.to_string(since))]

    def action_open_health(self):
        """How the health of this account went over time."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_account_health_action")
        action["domain"] = [("account_id", "=", self.id)]
        return action
