from odoo import api, fields, models
from odoo.tools import SQL

from .kam_influencing_action_outcome import OPEN


class KamStakeholder(models.Model):
    """The influencing plan per person: what is planned with them, what has been done, and what it changed."""

    _inherit = "kam.stakeholder"

    action_ids = fields.Many2many(
        "kam.influencing.action",
        "kam_influencing_action_stakeholder_rel",
        "stakeholder_id",
        "action_id",
        string="Actions",
        copy=False,
    )
    effect_ids = fields.One2many("kam.action.effect", "stakeholder_id", string="What Actions Changed", copy=False)
    open_action_count = fields.Integer(compute="_compute_next_action", string="Open Actions")
    next_action_id = fields.Many2one("kam.influencing.action", compute="_compute_next_action")
    next_action_date = fields.Date(compute="_compute_next_action", string="Next Action on")

    @api.depends("action_ids.state", "action_ids.date")
    def _compute_next_action(self):
        """Two queries for any number of people."""
        mine = {number: [] for number in self._origin.ids}
        actions = self.env["kam.influencing.action"].search_fetch(
            [("stakeholder_ids", "in", self._origin.ids), ("state", "in", OPEN)],
            ["date", "stakeholder_ids", "name", "activity_id"],
            order="date, id",
        )
        for action in actions:
            for number in action.stakeholder_ids.ids:
                if number in mine:
                    mine[number].append(action)
        for stakeholder in self:
            found = mine.get(stakeholder._origin.id, [])
            stakeholder.open_action_count = len(found)
            stakeholder.next_action_id = found[0] if found else False
            stakeholder.next_action_date = found[0].date if found else False

    def action_plan_action(self):
        """A new action for these people."""
        people = self.exists()
        return people.account_id[:1].with_context(kam_stakeholder_ids=people.ids).action_plan_action()

    def action_open_actions(self):
        """The actions that these people are targets of."""
        action = self.env["ir.actions.act_window"]._kam_titled("kam_influencing_action_action")
        return {
            **action,
            "name": self.env._("Actions: %s", ", ".join(self.mapped("name"))),
            "domain": [("stakeholder_ids", "in", self.ids)],
            "context": {
                "default_account_id": self.account_id[:1].id,
                "default_stakeholder_ids": [(6, 0, self.ids)],
                "kam_account_id": self.account_id[:1].id,
            },
        }

    def _export_entry(self):
        entry = super()._export_entry()
        whole = self.sudo().with_context(active_test=False)
        entry[self.env._("influencing plan")] = [
            f"{action.date} {action.display_name} ({action.state}): {action.goal or ''}".strip()
            for action in whole.action_ids
        ]
        entry[self.env._("what actions changed")] = [
            f"{effect.action_id.date} {effect.action_id.display_name}: {effect.summary}" for effect in whole.effect_ids
        ]
        return entry

    def _erase(self):
        """What actions changed on the person goes, and who was there; the action with its place on the map stays."""
        self.env["kam.action.effect"].sudo().search([("stakeholder_id", "in", self.ids)])._forget()
        self.env.cr.execute(SQL("DELETE FROM kam_action_present_rel WHERE stakeholder_id = ANY(%s)", self.ids))
        return super()._erase()
