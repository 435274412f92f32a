"""The status of the programme on one page, on the screen and in print (K12)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import programme
from .kam_programme_item import ELEMENTS, KINDS

#: Figures older than this are computed again when somebody looks at them.
FRESH = timedelta(minutes=10)


class KamProgramme(models.AbstractModel):
    """One company's programme in a fiscal year: lists, elements, and the year before beside it."""

    _name = "kam.programme"
    _description = "Status of the Programme"

    @api.model
    def programme_data(self, year=None, refresh=False):
        """Everything that the page shows of the user's company, in a number of queries that does not grow.

        :param year: fiscal year; this one by default
        :param refresh: compute the figures now, however fresh they are
        :return: dict: ``company``, ``year``, ``years``, ``frozen``, ``evaluated_on``, ``may_answer``,
            ``may_configure``, ``lists``, ``elements``, ``items``
        """
        answers = self.env["kam.programme.answer"]
        answers.check_access("read")
        company = self.env.company
        this_year = answers._this_years(company)[company.id]
        years = sorted({this_year, *self._years(company)}, reverse=True)
        try:
            year = int(year or this_year)
        except (TypeError, ValueError):
            year = 0
        if year not in years:
            raise UserError(self.env._("There is no status of that year. Choose one from %s.", min(years)))
        if year == this_year:
            self._freshen(company, year, refresh)
        return self._status(company, year, this_year, years)

    @api.model
    def _years(self, company):
        groups = self.env["kam.programme.answer"]._read_group([("company_id", "=", company.id)], ["year"])
        return [year for (year,) in groups]

    @api.model
    def _freshen(self, company, year, refresh):
        """Rows that are missing, figures that are old. Aggregates only: who may see the page may see them."""
        answers = self.env["kam.programme.answer"].sudo()
        made = answers._prepare(company.sudo(), year)
        oldest = answers.search(
            [
                ("company_id", "=", company.id),
                ("year", "=", year),
                ("source", "!=", False),
                ("is_used", "=", True),
            ],
            order="evaluated_on nulls first",
            limit=1,
        )
        old = not oldest.evaluated_on or oldest.evaluated_on < fields.Datetime.now() - FRESH
        if made or refresh or (oldest and old):
            answers._evaluate(company.sudo(), year)

    @api.model
    def _status(self, company, year, this_year, years):
        answers = self._answers(company, year, this_year)
        before = self._answers(company, year - 1, this_year)
        user = self.env.user
        evaluated = [answer.evaluated_on for answer in answers if answer.evaluated_on]
        return {
            "company": company.name,
            "year": year,
            "year_before": year - 1,
            "years": years,
            "frozen": year < this_year,
            "evaluated_on": fields.Datetime.to_string(min(evaluated)) if evaluated else False,
            "may_answer": year >= this_year and user.has_group("kam_management.group_kam_manager"),
            "may_configure": user.has_group("kam_management.group_kam_admin"),
            "lists": self._lists(answers),
            "elements": self._elements(answers, before),
            "items": [self._item(answer) for answer in answers],
        }

    @api.model
    def _answers(self, company, year, this_year):
        """The answers of a year in order: of this one for the items in use, of earlier ones as they were."""
        domain = [("company_id", "=", company.id), ("year", "=", year)]
        if year >= this_year:
            domain.append(("is_used", "=", True))
        answers = self.env["kam.programme.answer"].search(domain)
        kinds = [code for code, _label in KINDS]
        elements = [False, *(code for code, _label in ELEMENTS)]
        return answers.sorted(
            lambda one: (kinds.index(one.kind), elements.index(one.element), one.sequence, one.item_id.id)
        )

    @api.model
    def _labels(self, name):
        return dict(self.env["kam.programme.answer"]._fields[name]._description_selection(self.env))

    @api.model
    def _lists(self, answers):
        lists = []
        for kind, label in self._labels("kind").items():
            mine = answers.filtered(lambda one, kind=kind: one.kind == kind)
            counts = dict.fromkeys(("yes", "partly", "no", "unknown"), 0)
            for answer in mine:
                counts[answer._state()] += 1
            score = programme.score(answer._state() for answer in mine)
            lists.append(
                {
                    "kind": kind,
                    "label": label,
                    "total": len(mine),
                    "counts": counts,
                    "score": score.score,
                    "late": sum(1 for answer in mine if answer.is_late),
                }
            )
        return lists

    @api.model
    def _elements(self, answers, before):
        """The six elements: score of this year and of the year before, each with how much of it is known."""
        elements = []
        for element, label in self._labels("element").items():
            now, then = (
                programme.score(one._state() for one in some if one.element == element) for some in (answers, before)
            )
            elements.append(
                {
                    "code": element,
                    "label": label,
                    "score": now.score,
                    "known": now.known,
                    "total": now.total,
                    "before": then.score,
                    "known_before": then.known,
                    "total_before": then.total,
                }
            )
        return elements

    @api.model
    def _item(self, answer):
        owner = answer.sudo().user_id
        check = answer.source and not answer.is_frozen and answer.values and answer.answer != "unknown"
        return {
            "id": answer.id,
            "kind": answer.kind,
            "element": answer.element,
            "name": answer.item_id.name,
            "question": answer.question or "",
            "hint": answer.hint or "",
            "answer": answer.answer,
            "state": answer._state(),
            "computed": answer.is_computed,
            "figure": answer.figure or "",
            "opens": bool(check),
            "misses": bool(check and "base" in answer.values and answer.values["count"] < answer.values["base"]),
            "owner": {"id": owner.id, "name": owner.name} if owner else False,
            "due": fields.Date.to_string(answer.date_due) if answer.date_due else False,
            "done": fields.Date.to_string(answer.date_done) if answer.date_done else False,
            "late": answer.is_late,
            "evidence": answer.evidence or "",
            "proof": bool(answer.evidence or answer.evidence_ref or answer.attachment_ids),
        }
