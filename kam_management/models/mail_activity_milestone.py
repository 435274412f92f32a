from odoo import fields, models

from .crm_lead import KAM_USER


class MailActivity(models.Model):
    """To-dos of the yearly cadence: done with them, the milestone is done."""

    _inherit = "mail.activity"

    kam_milestone_id = fields.Many2one(
        "kam.plan.milestone",
        string="Milestone",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        milestones = self.env["kam.plan.milestone"]
        if not self.env.context.get("kam_milestone_done"):
            milestones = self.sudo().kam_milestone_id.filtered(lambda one: one.state in ("planned", "due"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if milestones:
            values = {"state": "done", "done_on": fields.Date.context_today(self), "done_by_id": self.env.uid}
            milestones.write(values | ({"note": feedback} if feedback else {}))
        return result
