from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.date_utils import date_range

from ..engine.schedule import year_bounds

#: Accounts on one page of the timeline; the rest is one click away.
PAGE = 40
#: Phase of the plan that a milestone of a kind stands for; between them the plan is carried out.
PHASES = {"review": "planning", "planning": "planning", "approval": "planning", "plan_review": "review"}


class KamAccount(models.Model):
    """The year on one screen: months in columns, milestones and actions of accounts in rows (K10)."""

    _inherit = "kam.account"

    def year_timeline(self, year=None, user_id=None, offset=0):
        """What the timeline shows, in a number of queries that does not grow with the accounts.

        :param self: one account; none for the accounts of a manager
        :param year: fiscal year; None for the present one
        :param user_id: the account manager; None for oneself, 0 for all accounts one may read
        :param offset: first account of the page
        """
        self.check_access("read")
        company = self.sudo().company_id[:1] or self.env.company
        today = fields.Date.context_today(self)
        first_month = int(company.kam_fiscal_month or 1)
        year = int(year or company._kam_fiscal_year(today))
        if not 2000 <= year <= 2100:
            year = company._kam_fiscal_year(today)
        first, last = year_bounds(year, first_month)
        managers = [] if self else self._timeline_managers()
        user_id = self.env.uid if user_id is None else int(user_id)
        accounts, total = (self, len(self)) if self else self._timeline_accounts(year, user_id, offset)
        items = accounts._timeline_milestones(year, today)
        actions = accounts._timeline_actions(first, last, today) if self else {}
        plans = self.env["kam.account.plan"].search_fetch(
            [("account_id", "in", accounts.ids), ("year", "=", year)], ["account_id", "state"]
        )
        plan_of = {plan.account_id.id: plan for plan in plans}
        states = dict(plans._fields["state"]._description_selection(self.env))
        return {
            "year": year,
            "label": str(year) if first_month == 1 else f"{year}/{(year + 1) % 100:02}",
            "today": str(today),
            "months": [
                {"key": f"{month:%Y-%m}", "name": format_date(self.env, month, date_format="MMM")}
                for month in date_range(first, last)
            ],
            "managers": managers,
            "user_id": user_id,
            "offset": offset,
            "total": total,
            "page": PAGE,
            "rows": [
                {
                    "account_id": account.id,
                    "name": account.display_name,
                    "segment": account.segment_id.code or "",
                    "tier": account.tier_id.name or "",
                    "manager": account.user_id.sudo().name or "",
                    "plan": plan_of.get(account.id)
                    and {
                        "id": plan_of[account.id].id,
                        "state": plan_of[account.id].state,
                        "label": states[plan_of[account.id].state],
                    },
                    "items": items[account.id],
                    "actions": actions.get(account.id, []),
                }
                for account in accounts
            ],
        }

    @api.model
    def _timeline_managers(self):
        """Managers of the accounts one may read: [{"id", "name"}]; oneself first."""
        groups = self._read_group([("user_id", "!=", False)], ["user_id"], order="user_id")
        users = self.env.user | self.env["res.users"].union(*[user for (user,) in groups])
        return [{"id": user.id, "name": user.sudo().name} for user in users]

    @api.model
    def _timeline_accounts(self, year, user_id, offset):
        """(accounts of the page, number of all) of a manager: those with milestones in the year, or a plan."""
        domain = [
            "|",
            ("milestone_ids", "any", [("year", "=", year), ("state", "!=", "cancelled")]),
            ("plan_ids", "any", [("year", "=", year)]),
        ]
        if user_id:
            domain = [("user_id", "=", user_id), *domain]
        accounts = self.search(domain, order="segment_id, group_revenue desc, id", limit=PAGE, offset=max(offset, 0))
        return accounts, self.search_count(domain)

    def _timeline_milestones(self, year, today):
        """{account id: milestones of the year}, cancelled ones left out."""
        milestones = self.env["kam.plan.milestone"].search(
            [("account_id", "in", self.ids), ("year", "=", year), ("state", "!=", "cancelled")], order="date, id"
        )
        rows = defaultdict(list)
        for one in milestones:
            late = one.state in ("planned", "due") and one.date < today
            rows[one.account_id.id].append(
                {
                    "id": one.id,
                    "name": one._label(),
                    "date": str(one.date),
                    "day": format_date(self.env, one.date, date_format="d MMM"),
                    "state": "late" if late else {"planned": "coming"}.get(one.state, one.state),
                    "phase": PHASES.get(one.kind, ""),
                    "user": one.user_id.sudo().name or "",
                    "flag": bool(one.owner_flag),
                }
            )
        return rows

    def _timeline_actions(self, first, last, today):
        """{account id: [{"month", "done", "late", "coming"}]}: influencing actions counted by month."""
        domain = [
            ("account_id", "in", self.ids),
            ("date", ">=", first),
            ("date", "<=", last),
            ("state", "!=", "cancelled"),
        ]
        counts = defaultdict(lambda: {"done": 0, "late": 0, "coming": 0})
        for account, day, state, count in self.env["kam.influencing.action"]._read_group(
            domain, ["account_id", "date:day", "state"], ["__count"]
        ):
            kind = "done" if state in ("done", "evaluated") else "late" if day < today else "coming"
            counts[account.id, f"{day:%Y-%m}"][kind] += count
        rows = defaultdict(list)
        for (account_id, month), numbers in sorted(counts.items()):
            rows[account_id].append({"month": month, **numbers})
        return rows

    def action_open_year(self):
        """The timeline of this account."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "kam_year_timeline",
            "name": self.env._("Year of %s", self.display_name),
            "params": {"account_id": self.id},
        }
