from odoo import api, fields, models


class KamAccount(models.Model):
    """The matrix turned into dated actions for the year ahead, and into to-dos when due."""

    _inherit = "kam.account"

    action_ids = fields.One2many("kam.influencing.action", "account_id", string="Influencing Actions")
    #: What the account's actions were generated for: cells, periods and owners; another stamp means due again.
    generated_stamp = fields.Char(copy=False, readonly=True)

    @api.model
    def _matrix_changed(self):
        """The matrix, or who stands for a role, changed: call the background run."""
        for cron in self._crons_of("_cron_generate"):
            cron._trigger()

    @api.model
    def _cron_generate(self, batch=20_000):
        """Scheduled action: dated actions for the year ahead, and to-dos for what is due. Sharded, resumable."""
