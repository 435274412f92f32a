from odoo import fields, models


class KamSegment(models.Model):
    """Which accounts have a plan, and who signs it (K9)."""

    _inherit = "kam.segment"

    has_plan = fields.Boolean(string="Has an Account Plan", default=True)
    plan_area_ids = fields.Many2many(
        "kam.business.area",
        "kam_segment_plan_area_rel",
        "segment_id",
        "area_id",
        string="Plan Signed by",
        help="Areas that sign the plans of this segment before a manager approves them. Empty: the manager alone.",
    )
