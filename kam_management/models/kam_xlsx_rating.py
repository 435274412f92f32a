from odoo import api, models
from odoo.exceptions import UserError

from ..report.xlsx_book import MAX_ROWS, Book, clean

#: Columns of the sheet; the first two are hidden and tell the import what the row is about.
ACCOUNT_KEY, CRITERION_KEY, CUSTOMER, CRITERION, GUIDE, RATING, EVIDENCE = range(7)
WIDTHS = (4, 4, 34, 34, 50, 9, 60)


class KamXlsx(models.AbstractModel):
    """The rating sheet to fill offline: one row per account and criterion that people rate."""

    _inherit = "kam.xlsx"

    @api.model
    def _rating_sheet(self, ids, stream):
        """Write the sheet of the accounts that the user may rate.

        Its heading is what Odoo's import expects, so it is read back as it is.

        :return: number of rows
        """
        accounts = self.env["kam.account"].with_context(active_test=False).browse(ids)._filtered_access("write")
        criteria = self.env["kam.account"]._active_criteria().filtered(lambda one: one.source == "manual")
        self._check_rating_sheet(accounts, criteria)
        book = Book(stream)
        sheet = book.worksheet(self.env._("Ratings"))
        self._rating_heading(book, sheet)
        keys = {one.id: row[0] for one, row in zip(criteria, self._external_ids(criteria), strict=True)}
        row = 0
        for chunk in self._chunks(accounts.ids):
            part = accounts.browse(chunk)
            names = {one.id: one.display_name or "" for one in part}
            rated = self.env["kam.account.rating"]._rated(chunk)
            for account, key in zip(part, self._external_ids(part), strict=True):
                for criterion in criteria:
                    row += 1
                    rating = rated.get((account.id, criterion.id))
                    self._rating_row(
                        book, sheet, row, (key[0], keys[criterion.id]), names[account.id], criterion, rating
                    )
            self.env.invalidate_all()
        self._guard_sheet(book, sheet, row)
        book.close()
        return row

    def _check_rating_sheet(self, accounts, criteria):
        if not accounts:
            raise UserError(self.env._("You may look at these accounts but not rate them. Choose some of your own."))
        if not criteria:
            raise UserError(self.env._("No criterion is rated by people. Switch one on in the configuration."))
        if len(accounts) * len(criteria) >= MAX_ROWS:
            raise UserError(
                self.env._(
                    "A sheet has room for %(count)s accounts. Choose fewer.", count=(MAX_ROWS - 1) // len(criteria)
                )
            )

    @api.model
    def _external_ids(self, records):
        """[[external id]] of records, made where there is none; writing it down needs no right of the user."""
        return records.sudo().export_data(["id"])["datas"]

    def _rating_heading(self, book, sheet):
        head = book.format(bold=True, bottom=1, text_wrap=True, valign="top")
        labels = self.env["kam.account.rating"].fields_get(["value", "note"], ["string"])
        titles = (
            "account_id/id",
            "criterion_id/id",
            self.env._("Who Is Rated"),
            self.env._("On What"),
            self.env._("How to Rate"),
            labels["value"]["string"],
            labels["note"]["string"],
        )
        for column, title in enumerate(titles):
            sheet.set_column(column, column, WIDTHS[column], None, {"hidden": column < CUSTOMER})
            sheet.write_string(0, column, title, head)
        sheet.freeze_panes(1, CRITERION)

    def _rating_row(self, book, sheet, row, keys, name, criterion, rating):
        guide = criterion.guidance or " … ".join(
            f"{number} = {label}" for number, label in ((1, criterion.low_label), (5, criterion.high_label)) if label
        )
        for column, text in enumerate((*keys, name, criterion.name, guide)):
            sheet.write_string(row, column, clean(text))
        open_cell = book.format(locked=False, bg_color="#FFF8E1", border=1, border_color="#D9D9D9")
        if rating:
            sheet.write_number(row, RATING, rating.value, open_cell)
        else:
            sheet.write_blank(row, RATING, None, open_cell)
        if rating and rating.note:
            sheet.write_string(row, EVIDENCE, clean(rating.note), open_cell)
        else:
            sheet.write_blank(row, EVIDENCE, None, open_cell)

    def _guard_sheet(self, book, sheet, last):
        """Drop-downs in the ratings, and a lock on everything that is not to be filled."""
        sheet.data_validation(
            1,
            RATING,
            last,
            RATING,
            {
                "validate": "list",
                "source": [1, 2, 3, 4, 5],
                "error_title": self.env._("Not a rating")[:32],
                "error_message": self.env._("Enter a whole number from 1 to 5, or leave the cell empty."),
            },
        )
        sheet.autofilter(0, 0, last, EVIDENCE)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
