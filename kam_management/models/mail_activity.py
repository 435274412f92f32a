from odoo import api, fields, models

from .crm_lead import KAM_USER

SOURCES = [
    ("action", "Action"),
    ("alert", "Alert"),
    ("milestone", "Milestone"),
    ("tactic", "Tactic"),
    ("signature", "Signature"),
    ("contract", "Contract"),
    ("nurture", "Nurturing"),
    ("selection", "Yearly selection"),
    ("satisfaction", "Satisfaction"),
]


#: What a to-do was made for. Finishing it finishes that as well, so nobody ties one to it by hand.
LINKS = frozenset(
    {
        "kam_source",
        "kam_action_id",
        "kam_contract_id",
        "kam_milestone_id",
        "kam_signoff_id",
        "kam_tactic_id",
    }
)


class MailActivity(models.Model):
    """To-dos that the programme made: where they come from."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "kam.guard.mixin"]

    kam_source = fields.Selection(SOURCES, string="Made for", groups=KAM_USER, copy=False, readonly=True)
    kam_action_id = fields.Many2one(
        "kam.influencing.action",
        string="Influencing Action",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    _kam_open_idx = models.Index("(user_id) WHERE kam_source IS NOT NULL AND active")

    @api.model
    def _guarded_fields(self):
        """By no door, defaults of the context or of a user included."""
        return super()._guarded_fields() | LINKS

    def write(self, vals):
        """A to-do that is put off takes the day of its action along, one that is handed on takes its owner along."""
        result = super().write(vals)
        if not vals.keys() & {"date_deadline", "user_id"} or self.env.context.get("kam_from_action"):
            return result
        for todo in self.sudo().filtered(lambda one: one.kam_action_id.state == "todo"):
            action = todo.kam_action_id
            moved = {}
            if "date_deadline" in vals and action.date != todo.date_deadline:
                moved["date"] = todo.date_deadline
            if vals.get("user_id") and action.user_id != todo.user_id:
                moved["user_id"] = todo.user_id.id
            if moved:
                action.with_context(kam_from_todo=True).write(moved)
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """A to-do that is done closes its action; the feedback is what came of it."""
        actions = self.sudo().kam_action_id
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if actions:
            if feedback:
                actions.filtered(lambda action: not action.outcome_note).outcome_note = feedback
            actions.with_context(kam_from_todo=True)._close()
        return result
