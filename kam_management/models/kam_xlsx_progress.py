import contextlib

from odoo import api, models
from odoo.exceptions import UserError


class KamXlsx(models.AbstractModel):
    """A workbook that tells how far it is, chunk by chunk."""

    _inherit = "kam.xlsx"

    @api.model
    def _chunks(self, ids, size=None):
        """The ids in parts; between them it says how far it is and stops when it is told to."""
        done = 0
        for chunk in super()._chunks(ids, size):
            self._tell(done, len(ids))
            yield chunk
            done += len(chunk)
        self._tell(done, len(ids))

    @api.model
    def _tell(self, done, total):
        """Note how many records of how many are written, where the one who waits sees it at once.

        :raises UserError: they have stopped it
        """
        token = self.env.context.get("kam_xlsx_token")
        if not token:
            return
        # A transaction of its own: what is noted is seen before the workbook is done.
        with contextlib.closing(self.env.registry.cursor()) as cr:
            progress = api.Environment(cr, self.env.uid, {})["kam.xlsx.progress"]
            one = progress._own(token) or progress._begin(token)
            stopped = one.state == "cancelled"
            if not stopped:
                one.write({"done": done, "total": total})
                cr.commit()  # pylint: disable=invalid-commit
        if stopped:
            raise UserError(self.env._("The download was stopped."))
