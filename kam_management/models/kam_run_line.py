from odoo import api, fields, models

KINDS = [
    ("created", "Created"),
    ("changed", "Changed"),
    ("resolved", "Resolved"),
    ("cancelled", "Cancelled"),
    ("skipped", "Skipped"),
    ("queued", "Queued"),
    ("failed", "Failed"),
]
#: A line keeps this many ids: enough to look into, and no page of numbers.
MAX_IDS = 10_000


class KamRunLine(models.Model):
    """What a run did to records of one model, and why."""

    _name = "kam.run.line"
    _description = "Line of the Run Log"
    _order = "id"
    _rec_name = "text"

    run_id = fields.Many2one("kam.run", required=True, ondelete="cascade", index=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_ids = fields.Json(string="Records", readonly=True)
    count = fields.Integer(readonly=True)
    text = fields.Char(string="Reason", readonly=True)
    records_name = fields.Char(compute="_compute_records", string="What")
    can_open = fields.Boolean(compute="_compute_records")

    @api.depends("res_model", "res_ids")
    def _compute_records(self):
        models_ = self.env["ir.model"].sudo()
        for line in self:
            known = line.res_model in self.env
            line.records_name = models_._get(line.res_model).name if known else ""
            line.can_open = bool(known and line.res_ids)

    def action_open_records(self):
        """The records of the line, archived ones too, as far as the user may read them."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.text or self.run_id.job,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "domain": [("id", "in", self.res_ids or [])],
            "context": {"active_test": False},
        }
