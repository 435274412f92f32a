from odoo import fields, models

from .crm_lead import KAM_USER


class MailActivity(models.Model):
    """The to-do of a tactic: when it is finished, the tactic is done."""

    _inherit = "mail.activity"

    kam_tactic_id = fields.Many2one(
        "kam.plan.tactic",
        string="Tactic",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        tactics = self.sudo().kam_tactic_id
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        running = tactics.filtered(lambda tactic: not tactic.done and tactic.plan_id._is_running())
        if running:
            running.write({"done": True})
        return result
