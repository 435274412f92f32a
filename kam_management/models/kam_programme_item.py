"""The catalogue of the programme (K12): milestones, checklists and the questions of the self-assessment."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("milestone", "Milestones"),
    ("pre_launch", "Before the launch"),
    ("post_launch", "After the launch"),
    ("assessment", "Self-assessment"),
]
ELEMENTS = [
    ("structure", "Structure and process"),
    ("metrics", "Metrics and profitability"),
    ("planning", "Account planning"),
    ("culture", "Culture and leadership"),
    ("value", "Value-based business"),
    ("people", "People"),
]


class KamProgrammeItem(models.Model):
    """One thing that the programme has to have, reach or ask itself; the administrator's to change."""

    _name = "kam.programme.item"
    _description = "Programme Item"
    _inherit = ["kam.configuration.mixin"]
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, string="List", required=True, default="assessment", index=True, group_expand=True)
    element = fields.Selection(ELEMENTS, help="Of the self-assessment: the axis of the radar that it counts for.")
    sequence = fields.Integer(default=10)
    question = fields.Text(translate=True, help="What is asked, so that yes, partly or no is an answer.")
    hint = fields.Text(translate=True, help="What counts as evidence, and what to do about a no.")
    source = fields.Selection(
        selection="_source_selection",
        string="Computed from",
        help="The figure that answers it. With one, nobody answers by hand; without one, managers do.",
    )
    threshold = fields.Float(
        string="Yes from (%)",
        default=80.0,
        help="Of figures that are a share: from here on the answer is yes, above zero it is partly.",
    )
    is_warning = fields.Boolean(string="Yes Is a Warning", help="Yes counts as no: here it is no reason to be glad.")

    _threshold_range = models.Constraint(
        "CHECK(threshold > 0 AND threshold <= 100)", "“Yes from” is a share: enter a number above 0, up to 100."
    )

    @api.model
    def _source_selection(self):
        return self.env["kam.programme.check"]._selection()

    @api.constrains("kind", "element")
    def _check_element(self):
        for item in self:
            if (item.kind == "assessment") != bool(item.element):
                raise ValidationError(
                    self.env._(
                        "“%s”: a question of the self-assessment belongs to one of the six elements, "
                        "other items to none.",
                        item.name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "assessment":
            self.element = False

    def _configuration_changed(self, names=None):
        """What an item is changes with its answers of this year; those of closed years stay as they were."""
        result = super()._configuration_changed(names)
        if names and names & {"kind", "element", "source"}:
            self.env["kam.programme.answer"]._follow_items(self)
        return result

    def action_open_answers(self):
        """The answers of all years to this item."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._kam_titled("kam_programme_answer_action")
        return {**action, "name": self.name, "domain": [("item_id", "=", self.id)], "context": {}}
