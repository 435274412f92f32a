from odoo import api, fields, models


class KamTargetSplitSegment(models.TransientModel):
    """The target of one segment, before it is divided."""

    _name = "kam.target.split.segment"
    _description = "Segment of a Divided Target"

    split_id = fields.Many2one("kam.target.split", required=True, ondelete="cascade")
    segment_id = fields.Many2one("kam.segment", required=True, ondelete="cascade")
    account_count = fields.Integer(string="Key Accounts")
    base = fields.Float(string="Year Before", digits=(16, 2))
    base_known = fields.Boolean()
    growth = fields.Float(string="Growth %", digits=(7, 1))
    target = fields.Float(digits=(16, 2))


class KamTargetSplitLine(models.TransientModel):
    """The proposal for one account, and how it came about."""

    _name = "kam.target.split.line"
    _description = "Account of a Divided Target"
    _order = "base desc, id"

    split_id = fields.Many2one("kam.target.split", required=True, ondelete="cascade")
    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade")
    segment_id = fields.Many2one("kam.segment")
    user_id = fields.Many2one("res.users", string="Account Manager")
    base = fields.Float(string="Year Before", digits=(16, 2))
    base_known = fields.Boolean()
    rating = fields.Integer(string="Potential", help="Rating of the growth potential, 1 to 5; 0 = not rated.")
    present = fields.Float(string="Set Now", digits=(16, 2))
    present_known = fields.Boolean()
    is_kept = fields.Boolean(string="Stays", help="Set by hand: the split leaves it as it is.")
    target = fields.Float(string="Proposed", digits=(16, 2))
    growth = fields.Float(compute="_compute_growth", string="Growth %", digits=(7, 1))
    growth_known = fields.Boolean(compute="_compute_growth")
    basis = fields.Char()

    @api.depends("base", "base_known", "target")
    def _compute_growth(self):
        for line in self:
            line.growth_known = line.base_known and line.base > 0
            line.growth = (line.target / line.base - 1) * 100 if line.growth_known else 0.0
