from odoo import fields, models


class KamSegment(models.Model):
    """The service package of a segment."""

    _inherit = "kam.segment"

    package_line_ids = fields.One2many("kam.service.package.line", "segment_id", string="Service Package")
