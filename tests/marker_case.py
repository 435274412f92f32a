"""Everything that the database holds of an account, replaced by marks that can be found again on paper.

The fields are found by introspection, so that one that is added tomorrow is marked too.
"""

import re
import subprocess

from odoo.tools import SQL

from odoo.addons.kam_management.models.kam_customer_paper import ALLOWED

from .plan_case import PlanCase

#: Models of others whose records tell something about an account.
OTHERS = ("crm.lead", "mail.activity", "mail.message", "calendar.event", "utm.campaign", "res.partner")
TEXT = ("char", "text", "html")
NUMBER = ("integer", "float", "monetary")
#: The first of the numbers planted: as no amount, year or telephone number in these tests.
FIRST_NUMBER = 7310000
DAY = "1987-06-05"
#: How the database itself keeps its rows in order, and the clock of a person: no words of anybody.
STRUCTURE = {"parent_path", "tz", "lang"}
#: By which what belongs to the year of a plan is found.
SCOPE = {"kam.plan.milestone.year"}


class MarkerCase(PlanCase):
    """``plant()`` marks all that is not in ``shown``; ``assert_clean(text)`` says which field is in a text."""

    #: {model: records whose allowed fields the customer may read}
    shown = {}

    # -- planting -------------------------------------------------------------------------------------------

    def plant(self):
        """Mark every stored text, number, date and choice of every row; the allowed ones of ``shown`` stay."""
        self.env.flush_all()
        self.fill_empty_tables()
        self.marks, self.refused = [], []
        for model in self.marked_models():
            self.drop_checks(model)
            for name, field in sorted(model._fields.items()):
                if self.is_marked(field):
                    self.plant_field(model, name, field)
        self.env.invalidate_all()
        self.assertGreater(len(self.marks), 600, "the introspection finds too little")
        self.assertEqual(self.refused, [], "fields that could not be marked")

    def marked_models(self):
        own = [
            model
            for model in self.env.registry.values()
            if model._original_module == "kam_management" and model._auto and not model._abstract
        ]
        names = sorted(model._name for model in own if not model._transient)
        return [self.env[name].sudo() for name in (*names, *OTHERS)]

    def is_marked(self, field):
        return (
            field.store
            and field.column_type
            and field.name not in STRUCTURE
            and str(field) not in SCOPE
            and not field.company_dependent
            and (field.type in (*TEXT, *NUMBER, "selection", "date", "datetime", "json"))
            and field.name not in ("id", "create_date", "write_date")
        )

    def plant_field(self, model, name, field):
        kept = self.shown.get(model._name, model.browse()).ids if name in ALLOWED.get(model._name, ()) else []
        if name in ALLOWED.get(model._name, ()) and field.type not in TEXT and name != "value_year":
            return  # which rows are shown depends on it
        number = len(self.marks)
        self.marks.append(f"{model._name}.{name}")
        where = SQL("id != ALL(%s)", kept)
        if model._name == "res.partner":
            where = SQL("%s AND id = ANY(%s)", where, self.customer_contacts().ids)
        word = SQL("'zq' || %s || 'x' || id", str(number))
        value = {
            "html": SQL("'<p>' || %s || '</p>'", word),
            "integer": SQL("%s", FIRST_NUMBER + number),
            "float": SQL("%s", FIRST_NUMBER + number),
            "monetary": SQL("%s", FIRST_NUMBER + number),
            "date": SQL("%s::date", DAY),
            "datetime": SQL("%s::timestamp", DAY),
            "json": SQL("to_jsonb(%s)", word),
        }.get(field.type, word)
        if field.translate:
            value = SQL("jsonb_build_object('en_US', %s)", value)
        if getattr(field, "size", None):  # a mark is longer
            column = SQL.identifier(model._table), SQL.identifier(name)
            self.cr.execute(SQL("ALTER TABLE %s ALTER COLUMN %s TYPE varchar", *column))
        query = SQL("UPDATE %s SET %s = %s WHERE %s", SQL.identifier(model._table), SQL.identifier(name), value, where)
        try:
            with self.cr.savepoint(flush=False):
                self.cr.execute(query)
        except Exception as error:
            self.refused.append(f"{model._name}.{name}: {error}")

    def customer_contacts(self):
        return self.env["res.partner"].search([("id", "child_of", self.account.partner_id.id)])

    def drop_checks(self, model):
        """Marks are no valid values, and are rolled back with the rest of the test."""
        self.cr.execute(
            """SELECT conname FROM pg_constraint
                WHERE conrelid = %s::regclass AND contype IN ('c', 'u')""",
            [model._table],
        )
        for (name,) in self.cr.fetchall():
            self.cr.execute(
                SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(model._table), SQL.identifier(name))
            )
        self.cr.execute(
            """SELECT indexrelid::regclass::text FROM pg_index
                WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary""",
            [model._table],
        )
        for (name,) in self.cr.fetchall():
            self.cr.execute(f"DROP INDEX {name}")

    # -- rows -----------------------------------------------------------------------------------------------

    def fill_empty_tables(self):
        """Give every model of the addon a row, tied to the account wherever it can be."""
        empty = []
        for model in self.marked_models():
            self.drop_checks(model)
            if model._original_module == "kam_management" and not self.first_id(model):
                empty.append(model)
        for _again in range(4):  # rows that need a row of another model wait for it
            empty = [model for model in empty if not self.insert_row(model)]
        self.assertEqual([model._name for model in empty], [], "models without a row to mark")

    def first_id(self, model):
        own = {"kam.account": self.account.id, "kam.account.plan": self.plan.id, **self.own_ids()}
        if model._name in own:
            return own[model._name]
        self.cr.execute(SQL("SELECT min(id) FROM %s", SQL.identifier(model._table)))
        return self.cr.fetchone()[0]

    def own_ids(self):
        """{model: id of the row that others are tied to}"""
        return {}

    def insert_row(self, model):
        simple = {
            "integer": 1, "float": 1, "monetary": 1, "boolean": False, "date": "2026-06-01", "json": "{}",
            "datetime": "2026-06-01", "selection": "x", "html": "x", "text": "x", "char": "x",
        }  # fmt: skip
        row = {}
        for name, field in model._fields.items():
            if not (field.store and field.column_type) or name in ("id", "create_uid", "write_uid"):
                continue
            if field.type == "many2one":
                target = self.env[field.comodel_name]
                row[name] = self.first_id(target) if target._auto else None
            elif field.type in simple and name not in ("create_date", "write_date", "parent_path"):
                row[name] = '{"en_US": "x"}' if field.translate else simple[field.type]
        columns = SQL(", ").join(SQL.identifier(name) for name in row)
        values = SQL(", ").join(SQL("%s", value) for value in row.values())
        try:
            with self.cr.savepoint(flush=False):
                self.cr.execute(SQL("INSERT INTO %s (%s) VALUES (%s)", SQL.identifier(model._table), columns, values))
        except Exception:
            return False
        return True

    # -- finding --------------------------------------------------------------------------------------------

    def found(self, text):
        """The marked fields that a text shows."""
        joined = re.sub(r"\s+", "", text)  # a word that is broken over two lines is there too
        numbers = re.sub("[,.'\u00a0\u202f\u2009]", "", text)
        names = {self.marks[int(number)] for number in re.findall(r"zq(\d+?)x", joined)}
        names |= {
            self.marks[int(number) - FIRST_NUMBER]
            for number in re.findall(r"731\d{4}", numbers)
            if int(number) - FIRST_NUMBER < len(self.marks)
        }
        return names | ({"a date"} if "1987" in text else set())

    def assert_clean(self, text, what):
        """Nothing marked is in a text.

        :param what: name of the text, for the message
        """
        self.assertEqual(self.found(text), set(), f"in {what}")

    # -- rendering ------------------------------------------------------------------------------------------

    def html(self, report, records):
        content, kind = self.env["ir.actions.report"]._render_qweb_html(f"kam_management.{report}", records.ids)
        self.assertEqual(kind, "html")
        return content.decode()

    def pdf(self, report, records):
        """(text, what the file says about itself) of a real PDF."""
        model = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = model._render_qweb_pdf(f"kam_management.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        return self.pdf_text(content), self.pdf_facts(content)

    def pdf_text(self, content):
        return self.tool(["pdftotext", "-layout", "-", "-"], content)

    def pdf_facts(self, content):
        return self.tool(["pdfinfo", "-"], content)

    def tool(self, command, content):
        return subprocess.run(command, input=content, capture_output=True, check=True, timeout=60).stdout.decode()
