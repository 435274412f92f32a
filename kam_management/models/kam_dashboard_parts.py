from odoo import api, fields, models

from ..engine import dashboard_sql

TOP = 20
#: What the top accounts show.
SHOWN = (
    "partner_id",
    "company_id",
    "user_id",
    "revenue",
    "revenue_previous",
    "health",
    "health_known",
    "health_state",
    "segment_id",
    "tier_id",
    "override_segment_id",
    "override_tier_id",
    "override_until",
)


class KamDashboard(models.AbstractModel):
    """The parts of the dashboard below its figures: accounts, work, warnings, plans, load."""

    _inherit = "kam.dashboard"

    @api.model
    def _tiers(self, scope, counted):
        """Accounts in view by tier, and their health."""
        tiers = self.env["kam.tier"].sudo()._badge_data()
        found = {}
        for (tier, state), count, _value in counted["parts"]["tiers"]["rows"]:
            found.setdefault(tier, {})[state or "unknown"] = count
        return [
            {
                "id": key,
                "name": tier["short_name"],
                "color": tier["color"],
                "counts": found[key],
                "total": sum(found[key].values()),
                "domain": list(scope["domain"] & fields.Domain("tier_id", "=", key)),
                "more": {
                    state: [("health_state", "=", False if state == "unknown" else state)] for state in found[key]
                },
            }
            for key, tier in tiers.items()
            if key in found
        ]

    @api.model
    def top_data(self):
        """The top accounts of all that the user may read, for the list that is one click away on every screen.

        :return: dict: ``accounts`` (see :meth:`_top`), ``currency_id`` of their revenue
        """
        accounts = self.env["kam.account"]
        accounts.check_access("read")
        main = accounts._main_company()
        scope = {
            "domain": fields.Domain("active", "=", True),
            "rates": accounts._currency_rates(main),
            "today": fields.Date.context_today(self),
            "names": {},
        }
        return {"accounts": self._top(scope), "currency_id": main.currency_id.id}

    @api.model
    def _top(self, scope):
        """The top accounts by revenue: anyone in management can name them at once (K1)."""
        accounts = self.env["kam.account"].search_fetch(
            scope["domain"], SHOWN, order="revenue desc nulls last, score desc, id", limit=TOP
        )
        alerts = accounts._portfolio_alerts()
        upcoming = self._upcoming(accounts, scope["today"])
        badge, today = accounts._badge_maker(), scope["today"]
        partners = accounts.sudo().partner_id
        partners.fetch(["complete_name"])
        return [
            {
                "id": account.id,
                "name": account.sudo().partner_id.complete_name or "",
                "badge": badge(
                    account.segment_id.id,
                    account.tier_id.id,
                    account.id,
                    bool(account.override_segment_id or account.override_tier_id)
                    and (not account.override_until or account.override_until >= today),
                ),
                "revenue": account.revenue * scope["rates"].get(account.company_id.id, 1.0),
                "growth": round(account.growth, 1) if account.growth_known else None,
                "health": round(account.health) if account.health_known else None,
                "condition": account.health_state or "",
                "alerts": alerts.get(account.id, 0),
                "manager": scope["names"].get(account.user_id.id, ""),
                "next": upcoming.get(account.id, False),
            }
            for account in accounts
        ]

    @api.model
    def _upcoming(self, accounts, today):
        """{account id: {"name", "date"}} of the next planned action of each account."""
        actions = self.env["kam.influencing.action"]
        query = actions._search(
            [("account_id", "in", accounts.ids), ("date", ">=", today), ("state", "in", ("planned", "todo"))]
        )
        columns = (
            actions._field_to_sql(query.table, field, query) for field in ("account_id", "date", "name", "activity_id")
        )
        rows = self.env.execute_query(dashboard_sql.upcoming(query, *columns, self.env.lang or "en_US"))
        return {key: {"name": title or "", "date": str(day)} for key, day, title in rows}

    @api.model
    def _week(self, scope, counted):
        """Actions and milestones of this week, late ones included."""
        before = [("date", "<", str(scope["today"]))]
        return [
            {
                "label": label,
                "model": counted["parts"][key]["model"],
                "domain": counted["parts"][key]["domain"],
                "count": self._total(counted, key),
                "late": sum(count for (late,), count, _value in counted["parts"][key]["rows"] if late),
                "more": {"late": before},
            }
            for key, label in (("actions", self.env._("Actions")), ("milestones", self.env._("Milestones")))
        ]

    @api.model
    def _alerts(self, counted):
        """Open early warnings in view, by severity."""
        part = counted["parts"]["alerts"]
        counts = {severity: count for (severity,), count, _value in part["rows"]}
        labels = dict(self.env["kam.alert"]._fields["severity"]._description_selection(self.env))
        return [
            {
                "severity": code,
                "label": label,
                "count": counts.get(code, 0),
                "domain": [*part["domain"], ("severity", "=", code)],
            }
            for code, label in labels.items()
        ]

    @api.model
    def _year(self, scope, counted):
        """Where the year stands: the milestones of the cadence by step, done, late and to come."""
        part, steps = counted["parts"]["year"], {}
        for (step, state, late), count, first in part["rows"]:
            row = steps.setdefault(step, {"date": first, "done": 0, "open": 0, "late": 0})
            row["date"] = min(row["date"], first)
            row["done" if state == "done" else "late" if late else "open"] += count
        today = str(scope["today"])
        more = {
            "done": [("state", "=", "done")],
            "late": [("state", "!=", "done"), ("date", "<", today)],
            "open": [("state", "!=", "done"), ("date", ">=", today)],
        }
        return [
            {
                **row,
                "more": more,
                "name": scope["steps"].get(key, ""),
                "domain": [*part["domain"], ("step_id", "=", key)],
            }
            for key, row in sorted(steps.items(), key=lambda item: item[1]["date"])
        ]

    @api.model
    def _plans(self, counted):
        """Plans of the year by phase, with the mean progress of those of which it is known."""
        part, counts, progress = counted["parts"]["plans"], {}, {}
        for (state, known), count, total in part["rows"]:
            counts[state] = counts.get(state, 0) + count
            if known:
                progress[state] = round(total / count)
        labels = self.env["kam.account.plan"]._fields["state"]._description_selection(self.env)
        return [
            {
                "state": state,
                "label": label,
                "count": counts[state],
                "progress": progress.get(state),
                "domain": [*part["domain"], ("state", "=", state)],
            }
            for state, label in labels
            if state in counts
        ]

    @api.model
    def _approvals(self, counted):
        """What waits for somebody's decision."""
        waiting = (
            ("assessments", self.env._("Assessments to approve")),
            ("reviews", self.env._("Plans in review")),
        )
        return [
            {
                "label": label,
                "model": counted["parts"][key]["model"],
                "domain": counted["parts"][key]["domain"],
                "count": self._total(counted, key),
            }
            for key, label in waiting
        ]

    @api.model
    def _load(self, scope, counted):
        """Accounts of the selected segments per account manager, against their slots."""
        part, managers = counted["parts"]["load"], {}
        for (user, segment), count, _value in part["rows"]:
            managers.setdefault(user, {})[segment] = count
        return [
            {
                "id": user,
                "name": scope["names"].get(user, ""),
                "segments": [
                    {
                        "code": one.code,
                        "count": counts.get(one.id, 0),
                        "slots": one.slots_per_manager,
                        "more": [("segment_id", "=", one.id)],
                    }
                    for one in scope["selected"]
                ],
                "over": any(counts.get(one.id, 0) > one.slots_per_manager for one in scope["selected"]),
                "domain": [*part["domain"], ("user_id", "=", user)],
            }
            for user, counts in sorted(managers.items(), key=lambda item: scope["names"].get(item[0], ""))
        ]
