from odoo import api, fields, models
from odoo.exceptions import ValidationError

STATES = [("proposed", "Proposed"), ("agreed", "Agreed"), ("done", "Done"), ("dropped", "Dropped")]


class KamMutualStep(models.Model):
    """One step of the activity plan that is agreed with the customer (K11): what, who of both sides, until when.

    Name, people, date and state are what the customer gets to see; the internal note never leaves us.
    """

    _name = "kam.mutual.step"
    _description = "Step of the Mutual Activity Plan"
    _inherit = ["kam.move.mixin"]
    _order = "plan_id, sequence, date, id"
    _parents = ("plan_id",)

    plan_id = fields.Many2one("kam.sales.plan", required=True, ondelete="cascade", index=True)
    lead_id = fields.Many2one(related="plan_id.lead_id")
    commercial_partner_id = fields.Many2one(related="plan_id.lead_id.partner_id.commercial_partner_id")
    sequence = fields.Integer(default=10, help="Dragged by hand; among equals the day counts.")
    name = fields.Char(string="What", required=True)
    user_id = fields.Many2one(
        "res.users", string="Who of Ours", index="btree_not_null", domain="[('share', '=', False)]"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Who of Theirs",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    date = fields.Date(string="Until", help="The day agreed with the customer.")
    state = fields.Selection(STATES, required=True, default="proposed")
    done_on = fields.Date(readonly=True, copy=False)
    is_internal = fields.Boolean(string="Only Us", help="Left out of what the customer gets.")
    note = fields.Text(string="Internal Note", help="For us alone: left out of what the customer gets.")
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("date", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for step in self:
            step.is_late = bool(step.date and step.date < today and step.state in ("proposed", "agreed"))

    @api.constrains("state", "date")
    def _check_date(self):
        for step in self:
            if step.state == "agreed" and not step.date:
                raise ValidationError(
                    self.env._("“%s” is agreed: enter the day that was agreed with the customer.", step.name)
                )

    @api.constrains("partner_id", "plan_id")
    def _check_partner(self):
        for step in self.sudo():
            customer = step.plan_id.lead_id.partner_id.commercial_partner_id
            if step.partner_id and customer and step.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not work at %(customer)s. Choose one of their contacts, or leave it empty.",
                        person=step.partner_id.name,
                        customer=customer.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_done_on(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_done_on(vals))

    @api.model
    def _with_done_on(self, vals):
        """The day a step was done is the day it was said to be."""
        if "state" not in vals:
            return vals
        return {**vals, "done_on": fields.Date.context_today(self) if vals["state"] == "done" else False}

    def action_agree(self):
        """The customer has agreed to the step and its day."""
        self.write({"state": "agreed"})

    def action_done(self):
        """The step is done."""
        self.write({"state": "done"})
