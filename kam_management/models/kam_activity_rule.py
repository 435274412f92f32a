"""Cells of the activity matrix: how often a year accounts of a segment get an activity (K8)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.schedule import most_times
from .kam_owner_role import OWNER_ROLES

MODES = [
    ("scheduled", "Scheduled"),
    ("on_opportunity", "While an opportunity is open"),
    ("standing", "Standing"),
]
QUARTER_FIELDS = ("q1", "q2", "q3", "q4")


class KamActivityRule(models.Model):
    """A cell: an archived or missing one means that the segment does not get the activity."""

    _name = "kam.activity.rule"
    _description = "Activity Rule"
    _inherit = ["kam.configuration.mixin"]
    _order = "activity_id, segment_id, id"
    _rec_name = "activity_id"

    activity_id = fields.Many2one("kam.influencing.activity", required=True, ondelete="cascade", index=True)
    segment_id = fields.Many2one("kam.segment", required=True, ondelete="cascade", index=True)
    mode = fields.Selection(
        MODES,
        required=True,
        default="scheduled",
        help="Scheduled: so many times a year. While an opportunity is open: an entitlement, not planned ahead. "
        "Standing: checked, and an alert when it does not hold.",
    )
    times_per_year = fields.Integer(string="Times a Year", default=1)
    q1 = fields.Boolean()
    q2 = fields.Boolean()
    q3 = fields.Boolean()
    q4 = fields.Boolean()
    owner_role = fields.Selection(OWNER_ROLES, string="Owner", help="Empty: the owner of the activity.")
    user_id = fields.Many2one(
        "res.users",
        string="Always This Person",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
    )

    _cell_uniq = models.Constraint(
        "UNIQUE(activity_id, segment_id)", "This activity has a rule for the segment already. Change that one."
    )

    @api.constrains("times_per_year", "mode", *QUARTER_FIELDS)
    def _check_times(self):
        for rule in self:
            lowest = 1 if rule.mode == "scheduled" else 0
            most = most_times(rule._quarters())
            if not lowest <= rule.times_per_year <= most:
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” for %(segment)s: enter 1 to %(most)s times a year, or archive the rule.",
                        activity=rule.activity_id.name,
                        segment=rule.segment_id.name,
                        most=most,
                    )
                )

    @api.depends("activity_id.name", "segment_id.code")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.activity_id.name or ''} · {rule.segment_id.code or ''}"

    def _quarters(self):
        """Numbers of the chosen quarters; empty for evenly over the year."""
        self.ensure_one()
        return tuple(number for number, name in enumerate(QUARTER_FIELDS, start=1) if self[name])

    def _role(self):
        """Code of the role that owns the actions of this cell."""
        self.ensure_one()
        return self.owner_role or self.activity_id.owner_role

    def _configuration_changed(self, names=None):
        result = super()._configuration_changed(names)
        self.env["kam.account"]._matrix_changed()
        return result
