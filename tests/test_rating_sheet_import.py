"""The rating sheet: filled offline, read back by Odoo's own import and by the wizard."""

import base64
import io

import openpyxl

from odoo.exceptions import UserError

from .common import KamCase

OPTIONS = {"has_headers": True, "quoting": '"', "separator": "", "encoding": "", "sheet": "", "limit": 2000}


class TestRatingSheet(KamCase):
    """What the sheet holds, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Ours & Co", user_id=cls.user_sales.id)
        cls.foreign = cls.make_account("Theirs", user_id=cls.user_sales2.id)
        cls.env["kam.criterion"].with_context(active_test=False).search([]).active = False
        cls.trust = cls.env.ref("kam_management.criterion_trust")
        cls.service = cls.env.ref("kam_management.criterion_service")
        cls.computed = cls.env["kam.criterion"].create({"name": "Deals", "source": "pipeline", "active": True})
        (cls.trust + cls.service).active = True
        cls.rate(cls.account, {"trust": 2})
        cls.rating = cls.account.rating_ids

    def sheet(self, user=None, accounts=None):
        stream = io.BytesIO()
        self.env["kam.xlsx"].with_user(user or self.user_sales)._rating_sheet((accounts or self.account).ids, stream)
        return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))

    def filled(self, *cells, **more):
        """The sheet of our account with cells filled: ("F2", 4)."""
        book = self.sheet(**more)
        for place, value in cells:
            book.active[place] = value
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def import_file(self, content, user=None, dryrun=False, **options):
        """Read a file as the import screen does: preview, its proposal, import."""
        importer = (
            self.env["base_import.import"]
            .with_user(user or self.user_sales)
            .create({"res_model": "kam.account.rating", "file": content, "file_name": "sheet.xlsx"})
        )
        preview = importer.parse_preview(dict(OPTIONS))
        self.assertFalse(preview.get("error"), preview)
        fields = ["/".join(preview["matches"].get(place, [])) or False for place in range(len(preview["headers"]))]
        return importer.execute_import(fields, preview["headers"], {**OPTIONS, **options}, dryrun), fields

    def values(self):
        self.env.invalidate_all()
        return {one.criterion_id.code: (one.value, one.note) for one in self.account.rating_ids}

    def row_of(self, criterion):
        """Number of the criterion's row on the sheet."""
        return next(row[3].row for row in self.sheet().active.iter_rows(min_row=2) if row[3].value == criterion.name)

    def test_sheet(self):
        sheet = self.sheet().active
        self.assertEqual([one.value for one in sheet[1]][:2], ["account_id/id", "criterion_id/id"])
        self.assertTrue(sheet.column_dimensions["A"].hidden)
        self.assertTrue(sheet.protection.sheet)
        self.assertEqual({row[3].value for row in sheet.iter_rows(min_row=2)}, {self.trust.name, self.service.name})
        self.assertEqual({row[2].value for row in sheet.iter_rows(min_row=2)}, {"Ours & Co"})
        for cell in sheet[2]:
            self.assertEqual(cell.protection.locked, cell.column_letter not in "FG", cell.coordinate)
        validation = sheet.data_validations.dataValidation[0]
        self.assertEqual(
            (validation.type, validation.formula1, str(validation.sqref)), ("list", '"1,2,3,4,5"', "F2:F3")
        )

    def test_read_back_with_the_ordinary_import(self):
        trust, service = self.row_of(self.trust), self.row_of(self.service)
        content = self.filled((f"F{trust}", 5), (f"G{trust}", "- they said so"), (f"F{service}", 3))
        result, fields = self.import_file(content, dryrun=True)
        self.assertEqual(fields, ["account_id/id", "criterion_id/id", False, False, False, "value", "note"])
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.values(), {"trust": (2, False)}, "a test writes nothing")
        result, _fields = self.import_file(content)
        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), 2)
        self.assertEqual(self.values(), {"trust": (5, "- they said so"), "service": (3, False)})
        self.assertEqual(self.account.rating_ids.user_id, self.user_sales)

    def test_what_stays_the_same_is_not_touched(self):
        self.env.cr.execute("UPDATE kam_account_rating SET date = '2020-01-01' WHERE id = %s", [self.rating.id])
        self.env.invalidate_all()
        result, _fields = self.import_file(self.filled())
        self.assertEqual((result["ids"], result["messages"]), (self.rating.ids, []))
        self.assertEqual(str(self.rating.date), "2020-01-01")

    def test_one_message_per_bad_row_and_nothing_written(self):
        trust, service = self.row_of(self.trust), self.row_of(self.service)
        content = self.filled((f"F{trust}", 4), (f"F{service}", 7), (f"G{service}", "wow"))
        result, _fields = self.import_file(content)
        self.assertEqual(
            [one["message"] for one in result["messages"]],
            [f"Ours & Co, {self.service.name}: 7 is not a rating. Enter a whole number from 1 to 5."],
        )
        self.assertEqual(result["messages"][0]["rows"], {"from": service - 2, "to": service - 2})
        self.assertEqual(result["messages"][0]["record"], service, "the row of the file, for people")
        self.assertFalse(result["ids"])
        self.assertEqual(self.values(), {"trust": (2, False)})
        result, _fields = self.import_file(content, import_skip_records=["value"])
        self.assertEqual([one["type"] for one in result["messages"]], ["warning"])
        self.assertEqual(self.values(), {"trust": (4, False)})

    def test_each_kind_of_bad_row(self):
        service = self.row_of(self.service)
        cases = {
            "there is evidence but no rating": [(f"G{service}", "why")],
            "2.5 is not a rating": [(f"F{service}", 2.5)],
            "good is not a rating": [(f"F{service}", "good")],
            "this account is not there": [("A2", "kam_management.nothing"), ("F2", 3)],
            "The row does not say which account it rates": [("A2", None), ("F2", 3)],
            "Ours & Co: the row does not say which criterion it rates": [("B2", None), ("F2", 3)],
            "Ours & Co, Size: this criterion is not rated any more": [("B2", "kam_management.criterion_size"),
                                                                      ("F2", 3)],
            "rated twice": [("B2", "kam_management.criterion_trust"), ("B3", "kam_management.criterion_trust"),
                            ("F2", 3), ("F3", 4)],
            "No row of this file holds a rating": [(f"F{self.row_of(self.trust)}", None)],
        }  # fmt: skip
        for text, cells in cases.items():
            with self.subTest(text):
                result, _fields = self.import_file(self.filled(*cells))
                self.assertEqual(len(result["messages"]), 1, result["messages"])
                self.assertIn(text, result["messages"][0]["message"])
                self.assertEqual(self.values(), {"trust": (2, False)})

    def test_rights(self):
        with self.assertRaises(UserError):
            self.sheet(self.user_sales2)
        content = self.filled((f"F{self.row_of(self.trust)}", 5))
        result, _fields = self.import_file(content, user=self.user_sales2)
        self.assertEqual(len(result["messages"]), 1)
        self.assertNotIn("Ours", result["messages"][0]["message"])
        self.assertEqual(self.values(), {"trust": (2, False)})
        mixed = self.sheet(self.user_manager, self.account + self.foreign).active
        self.assertEqual(mixed.max_row, 5)

    def test_queries_are_flat(self):
        def count(accounts):
            content = self.filled(*((f"F{2 + n}", 4) for n in range(2 * len(accounts))), accounts=accounts)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result, _fields = self.import_file(content, dryrun=True)
            self.assertEqual(result["messages"], [])
            return self.env.cr.sql_log_count - before

        many = self.account
        for number in range(20):
            many += self.make_account(f"Customer {number}", user_id=self.user_sales.id)
        count(self.account)
        self.assertLessEqual(count(many), count(self.account) + 10)

    def wizard(self, content, **vals):
        return (
            self.env["kam.rating.import"]
            .with_user(self.user_sales)
            .create({"file": base64.b64encode(content), "file_name": "sheet.xlsx", **vals})
        )

    def test_wizard(self):
        trust, service = self.row_of(self.trust), self.row_of(self.service)
        content = self.filled((f"F{trust}", 4), (f"F{service}", 9))
        wizard = self.wizard(content)
        wizard.action_import()
        self.assertEqual(
            wizard.problems,
            "Nothing is written:\n"
            f"Row {service}: Ours & Co, {self.service.name}: 9 is not a rating. Enter a whole number from 1 to 5.",
        )
        self.assertEqual(self.values(), {"trust": (2, False)})
        wizard.skip_bad = True
        wizard.action_import()
        self.assertIn("1 ratings are as in the sheet; these rows are left out:", wizard.problems)
        self.assertEqual(self.values(), {"trust": (4, False)})
        done = self.wizard(self.filled((f"F{service}", 1))).action_import()
        self.assertEqual(done["params"]["message"], "2 ratings are as in the sheet.")

    def test_wizard_refuses_other_files(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "Name"
        stream = io.BytesIO()
        book.save(stream)
        with self.assertRaisesRegex(UserError, "This is not a rating sheet"):
            self.wizard(stream.getvalue()).action_import()
        with self.assertRaisesRegex(UserError, "Choose the file"):
            self.env["kam.rating.import"].with_user(self.user_sales).create({}).action_import()
