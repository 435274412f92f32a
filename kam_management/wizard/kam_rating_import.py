import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.kam_account_rating_load import KEYS

#: Problems shown at most; a file with more has one cause.
SHOWN = 50


class KamRatingImport(models.TransientModel):
    """Read a filled rating sheet back: what Odoo's import does with it, in one click."""

    _name = "kam.rating.import"
    _description = "Read a Rating Sheet"

    file = fields.Binary(string="Filled Rating Sheet", attachment=False)
    file_name = fields.Char()
    skip_bad = fields.Boolean(
        string="Leave out bad rows", help="Off: nothing is written when one row is bad. On: the good rows are."
    )
    problems = fields.Text(readonly=True)

    def action_import(self):
        """Write the ratings of the file; when a row is bad, write nothing and say which."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose the file that you filled in."))
        titles, rows = self._read()
        ratings = self.env["kam.account.rating"].with_context(import_skip_records=["value"] if self.skip_bad else [])
        result = ratings.load(titles, [row for _number, row in rows])
        numbers = [number for number, _row in rows]
        self.problems = self._problem_text(result["messages"], numbers)
        if result["ids"] is False or self.problems:
            written = (
                self.env._("%s ratings are as in the sheet; these rows are left out:", len(result["ids"]))
                if result["ids"]
                else self.env._("Nothing is written:")
            )
            self.problems = f"{written}\n{self.problems}"
            return self._again()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s ratings are as in the sheet.", len(result["ids"])),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_import_screen(self):
        """Odoo's own import screen on ratings, where the sheet can be looked at and tested first."""
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "params": {"active_model": "kam.account.rating", "context": {}},
        }

    def _read(self):
        """(field paths, [(row of the sheet, values)]) of the file, read as Odoo's import reads it."""
        reader = self.env["base_import.import"].create(
            {"res_model": "kam.account.rating", "file": base64.b64decode(self.file), "file_name": self.file_name}
        )
        rows = reader._read_file({"quoting": '"', "separator": "", "encoding": "", "sheet": ""})
        rows = rows[1] if isinstance(rows, tuple) else rows
        if not rows or tuple(rows[0][:2]) != KEYS:
            raise UserError(
                self.env._("This is not a rating sheet. Download one from the list of accounts and fill it.")
            )
        titles = [*KEYS, "value", "note"]
        # Between the keys and what is filled stand the three columns for the reader.
        lines = [(number, [*row[:2], *row[5:7]]) for number, row in enumerate(rows[1:], 2)]
        return titles, [(number, row + [""] * (4 - len(row))) for number, row in lines if any(row)]

    def _problem_text(self, messages, numbers):
        lines = [
            self.env._("Row %(row)s: %(problem)s", row=numbers[one["rows"]["from"]], problem=one["message"])
            if "rows" in one
            else one["message"]
            for one in messages
        ]
        if len(lines) > SHOWN:
            lines[SHOWN:] = [self.env._("… and %s more.", len(lines) - SHOWN)]
        return "\n".join(lines)

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Read a Rating Sheet"),
        }
