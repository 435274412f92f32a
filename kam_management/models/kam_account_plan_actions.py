"""The next ten actions of the page: whatever is dated and open at the account."""

from odoo import fields, models
from odoo.tools import format_date

ROOM = 10


class KamAccountPlan(models.Model):
    """What happens next, from every source there is."""

    _inherit = "kam.account.plan"

    def next_actions(self):
        """The next ten open actions of the account, by date.

        :return: {"actions": [{"date", "label", "late", "name", "who", "kind", "model", "id"}], "more": how many beyond}
        """
        self.ensure_one()
        self.check_access("read")
        plan = self.sudo()
        rows = [row for source in plan._action_sources() for row in source()]
        rows.sort(key=lambda row: (row["date"], row["model"], row["id"]))
        today = fields.Date.context_today(self)
        openable = {model: self.env[model].has_access("read") for model in {row["model"] for row in rows}}
        actions = [
            {
                **row,
                "date": fields.Date.to_string(row["date"]),
                "label": format_date(self.env, row["date"], date_format="d MMM"),
                "late": row["date"] < today,
                "id": row["id"] if openable[row["model"]] else False,
            }
            for row in rows[:ROOM]
        ]
        return {"actions": actions, "more": max(0, len(rows) - ROOM)}

    def _action_sources(self):
        """Methods that list dated, open work of the plan's account; other models add theirs."""
        return [self._next_activities, self._next_influencing, self._next_tactics, self._next_milestones]

    def _action_row(self, record, date, name, user, kind):
        return {
            "date": date,
            "name": name or "",
            "who": user.name or "",
            "kind": kind,
            "model": record._name,
            "id": record.id,
        }

    def _next_activities(self):
        """To-dos on the account that people planned themselves; generated ones show as what they are for."""
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "kam.account"), ("res_id", "=", self.account_id.id), ("automated", "=", False)],
            order="date_deadline, id",
            limit=ROOM + 1,
        )
        return [
            self._action_row(
                self.account_id,
                one.date_deadline,
                one.summary or one.activity_type_id.name,
                one.user_id,
                self.env._("To-do"),
            )
            for one in activities
        ]

    def _next_influencing(self):
        if "kam.influencing.action" not in self.env:
            return []
        actions = self.env["kam.influencing.action"].search(
            [("account_id", "=", self.account_id.id), ("state", "in", ("planned", "todo")), ("date", "!=", False)],
            order="date, id",
            limit=ROOM + 1,
        )
        return [
            self._action_row(one, one.date, one.activity_id.name or one.display_name, one.user_id, self.env._("Action"))
            for one in actions
        ]

    def _next_tactics(self):
        if "kam.plan.tactic" not in self.env:
            return []
        tactics = self.env["kam.plan.tactic"].search(
            [("plan_id", "=", self.id), ("done", "=", False), ("deadline", "!=", False)],
            order="deadline, id",
            limit=ROOM + 1,
        )
        return [self._action_row(one, one.deadline, one.name, one.user_id, self.env._("Tactic")) for one in tactics]

    def _next_milestones(self):
        if "kam.plan.milestone" not in self.env:
            return []
        milestones = self.env["kam.plan.milestone"].search(
            [("account_id", "=", self.account_id.id), ("state", "in", ("planned", "due"))],
            order="date, id",
            limit=ROOM + 1,
        )
        return [
            self._action_row(one, one.date, one.display_name, one.user_id, self.env._("Milestone"))
            for one in milestones
        ]
