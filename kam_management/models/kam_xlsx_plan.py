from odoo import api, models
from odoo.tools import html2plaintext

from ..report.xlsx_book import Book, write

SWOT = ("kind", "name", "importance", "note")
COMPETITOR = ("name", "threat", "strengths", "weaknesses", "response")
VALUE = (
    "name",
    "benefit_id",
    "answers_kind",
    "answers",
    "statement",
    "value_year",
    "value_text",
    "value_basis",
    "evidence",
    "state",
    "validated_on",
    "delivered_on",
)
SIGNOFF = ("area_id", "state", "user_id", "signed_on", "note")
GOAL = ("name", "horizon", "need")
RISK = ("name", "likelihood", "impact", "response", "user_id", "state")
FIGURES = {"baseline": "baseline_known", "target": "target_known", "current": "current_known"}
OBJECTIVE = ("name", "measure", "unit", "baseline", "target", "current", "progress", "user_id", "deadline")
PROGRESS = {**FIGURES, "progress": "progress_known"}


class KamXlsx(models.AbstractModel):
    """The workbook of one account plan; what a person's agenda says is never in it."""

    _inherit = "kam.xlsx"

    @api.model
    def _plan_workbook(self, ids, stream):
        """Write the workbook of a plan.

        :param ids: [id of the plan], readable by the user
        """
        plan = self.env["kam.account.plan"].browse(ids[:1])
        book, cache = Book(stream), {}
        self._plan_page(book, plan, cache)
        self._development_sheet(book, plan)
        of_plan, of_account = [("plan_id", "=", plan.id)], [("account_id", "=", plan.account_id.id)]
        for name, model_name, columns, domain, order in (
            (self.env._("SWOT"), "kam.plan.swot", SWOT, of_plan, "kind, sequence, id"),
            (self.env._("Competition"), "kam.competitor", COMPETITOR, of_account, "threat desc, id"),
            (self.env._("Value"), "kam.value.proposition", VALUE, of_account, "sequence, id"),
            (self.env._("Signatures"), "kam.plan.signoff", SIGNOFF, of_plan, "sequence, id"),
        ):
            model = self.env[model_name]
            table = book.table(name, self._titles(model, columns), (30, 40, 24, 40))
            for line in self._lines(model, domain, columns, cache, order):
                table.row(line[1:])
            table.finish()
        book.close()

    # -- one page ---------------------------------------------------------------------------------------------

    def _plan_page(self, book, plan, cache):
        """The plan on one page: facts, goals, proposition, objectives, risks; prints on a single sheet of paper."""
        sheet = book.worksheet(self.env._("One Page"))
        for column, width in enumerate((34, 22, 14, 14, 14, 14, 12, 20, 14)):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.write_string(0, 0, plan.name, book.format(bold=True, font_size=16))
        row = self._plan_facts(book, sheet, plan, 1)
        row = self._heading(book, sheet, row + 1, self.env._("Our Proposition"))
        text = html2plaintext(plan.proposition) if plan.proposition else self.env._("Not written yet.")
        wrap = book.format(text_wrap=True, valign="top")
        sheet.set_row(row, max(30, 15 * (1 + len(text) // 120 + text.count("\n"))))
        sheet.merge_range(row, 0, row, 8, "", wrap)
        write(sheet, row, 0, text, style=wrap)
        row += 1
        of_plan = [("plan_id", "=", plan.id)]
        for title, model_name, columns, order, flags in (
            (self.env._("Their Goals"), "kam.plan.goal", GOAL, "sequence, id", None),
            (self.env._("Our Objectives"), "kam.plan.objective", OBJECTIVE, "sequence, id", PROGRESS),
            (self.env._("Risks"), "kam.plan.risk", RISK, "exposure desc, id", None),
        ):
            model = self.env[model_name]
            lines = self._lines(model, of_plan, columns, cache, order, flags)
            row = self._block(book, sheet, row + 1, title, self._titles(model, columns), [line[1:] for line in lines])

    def _plan_facts(self, book, sheet, plan, row):
        labels = plan.fields_get(["state", "user_id", "completeness", "progress", "segment_id", "tier_id"], ["string"])
        state = dict(plan._fields["state"]._description_selection(self.env))[plan.state]
        facts = (
            ("state", state),
            ("user_id", plan.user_id.sudo().display_name),
            ("segment_id", plan.segment_id.display_name),
            ("tier_id", plan.tier_id.display_name),
            ("completeness", plan.completeness),
            ("progress", round(plan.progress, 1) if plan.progress_known else False),
        )
        for name, value in facts:
            sheet.write_string(row, 0, labels[name]["string"], book.format(font_color="#6C757D"))
            if value is not False and value != "":
                write(sheet, row, 1, value, style=book.format(align="left"))
            row += 1
        return row

    def _heading(self, book, sheet, row, title):
        sheet.write_string(row, 0, title, book.format(bold=True, font_size=12, bottom=1))
        return row + 1

    def _block(self, book, sheet, row, title, titles, lines):
        """A small table under a heading. :return: the next free row"""
        row = self._heading(book, sheet, row, title)
        if not lines:
            sheet.write_string(row, 0, self.env._("Nothing yet."), book.format(italic=True))
            return row + 1
        for column, label in enumerate(titles):
            sheet.write_string(row, column, label, book.format(bold=True, text_wrap=True, valign="top"))
        day = book.format(num_format="yyyy-mm-dd", align="left", valign="top")
        wrap = book.format(text_wrap=True, valign="top")
        for line in lines:
            row += 1
            for column, value in enumerate(line):
                if value is not None and value is not False and value != "":
                    write(sheet, row, column, value, day, wrap)
        return row + 1

    # -- development plan -------------------------------------------------------------------------------------

    def _development_sheet(self, book, plan):
        """Objective, strategy and tactics; each tactic stands in the column of its quarter."""
        tactics = self.env["kam.plan.tactic"].search([("plan_id", "=", plan.id)], order="sequence, id")
        quarters = tactics._fields["quarter"]._description_selection(self.env)
        titles = [self.env._("Objective"), self.env._("Strategy")]
        titles += [label for _code, label in quarters]
        titles += [self.env._("Owner"), self.env._("Due"), self.env._("Done on")]
        table = book.table(self.env._("Development Plan"), titles, (34, 34, 30, 30, 30, 30, 20, 12, 12))
        by_strategy = tactics.grouped("strategy_id")
        objectives = self.env["kam.plan.objective"].search([("plan_id", "=", plan.id)], order="sequence, id")
        for objective in objectives:
            table.row([objective.name])
            for strategy in objective.strategy_ids:
                table.row([objective.name, strategy.name])
                for tactic in by_strategy.get(strategy, ()):
                    table.row(
                        [
                            objective.name,
                            strategy.name,
                            *(tactic.name if tactic.quarter == code else None for code, _label in quarters),
                            tactic.user_id.sudo().name,
                            tactic.deadline,
                            tactic.done_on,
                        ]
                    )
        table.finish()
