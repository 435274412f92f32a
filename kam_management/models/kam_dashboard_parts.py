from odoo import api, fields, models
from odoo.fields import Domain

TOP = 20


class KamDashboard(models.AbstractModel):
    """The parts of the dashboard below its figures: accounts, work, warnings, plans, load."""

    _inherit = "kam.dashboard"

    @api.model
    def _tiers(self, scope):
        """Accounts in view by tier, and their health."""
        groups = self.env["kam.account"]._read_group(
            scope["domain"] & Domain("tier_id", "!=", False), ["tier_id", "health_state"], ["__count"]
        )
        tiers = self.env["kam.tier"].sudo()._badge_data()
        found = {}
        for tier, state, count in groups:
            found.setdefault(tier.id, {})[state or "unknown"] = count
        return [
            {
                "id": key,
                "name": tier["short_name"],
                "color": tier["color"],
                "counts": found[key],
                "total": sum(found[key].values()),
                "domain": list(scope["domain"] & Domain("tier_id", "=", key)),
            }
            for key, tier in tiers.items()
            if key in found
        ]

    @api.model
    def _top(self, scope):
        """The top accounts by revenue: anyone in management can name them at once (K1)."""
        accounts = self.env["kam.account"].search(
            scope["domain"], order="revenue desc nulls last, score desc, id", limit=TOP
        )
        alerts = accounts._portfolio_alerts()
        main = accounts._main_company()
        rates = accounts._currency_rates(main)
        return [
            {
                "id": account.id,
                "name": account.display_name,
                "badge": account.badge,
                "revenue": account.revenue * rates.get(account.company_id.id, 1.0),
                "growth": round(account.growth, 1) if account.growth_known else None,
                "health": round(account.health) if account.health_known else None,
                "condition": account.health_state or "",
                "alerts": alerts.get(account.id, 0),
                "manager": account.sudo().user_id.name or "",
            }
            for account in accounts
        ]

    @api.model
    def _week(self, scope):
        """Actions and milestones of this week, late ones included."""
        end = fields.Date.end_of(scope["today"], "week")
        mine = [("user_id", "=", self.env.uid)] if scope["mine"] else []
        in_view = ("account_id", "any", list(scope["domain"]))
        actions = [in_view, ("date", "<=", str(end)), ("state", "in", ("planned", "todo")), *mine]
        milestones = [in_view, ("date", "<=", str(end)), ("state", "in", ("planned", "due")), *mine]
        return [
            {
                "label": self.env._("Actions"),
                "model": "kam.influencing.action",
                "domain": actions,
                **self._week_counts("kam.influencing.action", actions, scope["today"]),
            },
            {
                "label": self.env._("Milestones"),
                "model": "kam.plan.milestone",
                "domain": milestones,
                **self._week_counts("kam.plan.milestone", milestones, scope["today"]),
            },
        ]

    @api.model
    def _week_counts(self, model, domain, today):
        records = self.env[model]
        return {
            "count": records.search_count(domain),
            "late": records.search_count([*domain, ("date", "<", str(today))]),
        }

    @api.model
    def _alerts(self, scope):
        """Open early warnings in view, by severity."""
        domain = [("account_id", "any", list(scope["domain"])), ("state", "in", ("open", "acknowledged"))]
        counts = dict(self.env["kam.alert"]._read_group(domain, ["severity"], ["__count"]))
        labels = dict(self.env["kam.alert"]._fields["severity"]._description_selection(self.env))
        return [
            {
                "severity": code,
                "label": label,
                "count": counts.get(code, 0),
                "domain": [*domain, ("severity", "=", code)],
            }
            for code, label in labels.items()
        ]

    @api.model
    def _year(self, scope):
        """Where the year stands: the milestones of the cadence by step, done, late and to come."""
        domain = [("account_id", "any", list(scope["domain"])), ("year", "=", scope["year"])]
        groups = self.env["kam.plan.milestone"]._read_group(
            [*domain, ("state", "not in", ("cancelled", "skipped"))], ["step_id", "state"], ["__count", "date:min"]
        )
        steps = {}
        for step, state, count, first in groups:
            row = steps.setdefault(step.id, {"name": step.sudo().name, "date": first, "done": 0, "open": 0, "late": 0})
            row["date"] = min(row["date"], first)
            row["done" if state == "done" else "late" if first < scope["today"] else "open"] += count
        return [
            {**row, "date": str(row["date"]), "domain": [*domain, ("step_id", "=", key)]}
            for key, row in sorted(steps.items(), key=lambda item: item[1]["date"])
        ]

    @api.model
    def _plans(self, scope):
        """Plans of the year by phase, with their mean progress."""
        plans = self.env["kam.account.plan"]
        domain = [("account_id", "any", list(scope["domain"])), ("year", "=", scope["year"])]
        labels = dict(plans._fields["state"]._description_selection(self.env))
        groups = plans._read_group(domain, ["state"], ["__count", "progress:avg"])
        return [
            {
                "state": state,
                "label": labels[state],
                "count": count,
                "progress": round(progress or 0),
                "domain": [*domain, ("state", "=", state)],
            }
            for state, count, progress in groups
        ]

    @api.model
    def _approvals(self, scope):
        """What waits for somebody's decision."""
        in_view = ("account_id", "any", list(scope["domain"]))
        waiting = (
            (self.env._("Assessments to approve"), "kam.assessment", [in_view, ("state", "=", "submitted")]),
            (self.env._("Plans in review"), "kam.account.plan", [in_view, ("state", "=", "review")]),
        )
        return [
            {"label": label, "model": model, "domain": domain, "count": self.env[model].search_count(domain)}
            for label, model, domain in waiting
        ]

    @api.model
    def _load(self, scope):
        """Accounts of the selected segments per account manager, against their slots."""
        segments = self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        groups = self.env["kam.account"]._read_group(
            scope["domain"] & Domain("segment_id", "in", segments.ids) & Domain("user_id", "!=", False),
            ["user_id", "segment_id"],
            ["__count"],
        )
        managers = {}
        for user, segment, count in groups:
            managers.setdefault(user, {})[segment.id] = count
        return [
            {
                "id": user.id,
                "name": user.sudo().name,
                "segments": [
                    {"code": one.code, "count": counts.get(one.id, 0), "slots": one.slots_per_manager}
                    for one in segments
                ],
                "over": any(counts.get(one.id, 0) > one.slots_per_manager for one in segments),
                "domain": list(
                    scope["domain"] & Domain("user_id", "=", user.id) & Domain("segment_id", "in", segments.ids)
                ),
            }
            for user, counts in sorted(managers.items(), key=lambda item: item[0].sudo().name)
        ]
