from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .kam_direction import arrow


class KamStakeholderLink(models.Model):
    """A line between two people of one account beside the reporting line: influence, conflict, trust."""

    _name = "kam.stakeholder.link"
    _description = "Line between Stakeholders"
    _order = "source_id, kind, id"
    _rec_name = "kind"

    source_id = fields.Many2one("kam.stakeholder", string="Who", required=True, ondelete="cascade", index=True)
    target_id = fields.Many2one(
        "kam.stakeholder",
        string="Whom",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('account_id', '=', account_id), ('id', '!=', source_id)]",
    )
    account_id = fields.Many2one(related="source_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id")
    kind = fields.Selection(
        [("influences", "Influences"), ("conflicts", "Is in conflict with"), ("trusts", "Trusts")],
        required=True,
        default="influences",
    )
    strength = fields.Integer(default=2, aggregator=None, help="1 = weak, 3 = strong.")
    note = fields.Char()

    _link_unique = models.Constraint(
        "UNIQUE(source_id, target_id, kind)",
        "There is a line of this kind between the two already. Change that one instead.",
    )
    _no_self = models.Constraint("CHECK(source_id <> target_id)", "A line needs two people. Choose somebody else.")
    _strength_range = models.Constraint(
        "CHECK(strength BETWEEN 1 AND 3)", "A line is weak (1), medium (2) or strong (3)."
    )

    @api.depends_context("lang")
    @api.depends("source_id.name", "target_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for link in self:
            link.display_name = (
                f"{link.source_id.name or ''} {arrow(self.env)} {link.target_id.name or ''}: {kinds.get(link.kind, '')}"
            )

    @api.constrains("source_id", "target_id")
    def _check_one_account(self):
        for link in self.sudo():
            if link.source_id.account_id != link.target_id.account_id:
                raise ValidationError(
                    self.env._(
                        "A line joins two people of one account. Put the other person on the map of %s first.",
                        link.source_id.account_id.display_name,
                    )
                )
