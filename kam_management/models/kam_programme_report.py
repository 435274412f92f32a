from datetime import date

from odoo import fields, models

from ..engine import programme_radar

TONES = {"yes": "good", "partly": "warn", "no": "bad", "unknown": "muted"}


class KamProgrammeAnswer(models.Model):
    """The status of the programme in print: the radar, the lists in figures, and every item with its answer."""

    _inherit = "kam.programme.answer"

    def _report(self):
        """One document for each company and year among these answers, see ``report_paper``."""
        answers = self.env["kam.report"]._reader(self)
        firsts = {}
        for answer in answers:
            firsts.setdefault((answer.company_id.id, answer.year), answer)
        return [answer._paper() for answer in firsts.values()]

    def _paper(self):
        """Head and sections of one company and year."""
        env, report = self.env, self.env["kam.report"]
        company = self.company_id
        this_year = self._this_years(company)[company.id]
        status = env["kam.programme"]._status(company, self.year, this_year, [self.year])
        if status["frozen"]:
            line = env._("As the year ended")
        else:
            moment = fields.Datetime.to_datetime(status["evaluated_on"])
            line = env._("Figures as of %s", report._moment(moment)) if moment else ""
        return {
            "record": self,
            "head": {
                "title": env._("Status of the key account programme, %s", str(self.year)),
                "lines": [part for part in (company.name, line) if part],
            },
            "sections": [section for section in (self._radar_section(status), *self._list_sections(status)) if section],
        }

    def _radar_section(self, status):
        env, report = self.env, self.env["kam.report"]
        drawing = programme_radar.draw(
            [(one["label"], one["score"], one["before"]) for one in status["elements"]],
            str(status["year"]),
            str(status["year_before"]),
            title=env._("The six elements"),
            rtl=env["res.lang"]._get_data(code=env.lang or "en_US").direction == "rtl",
        )
        counts = [
            [
                one["label"],
                *(str(one["counts"][state]) for state in ("yes", "partly", "no", "unknown")),
                report._cell(str(one["late"]), tone="bad" if one["late"] else ""),
            ]
            for one in status["lists"]
        ]
        columns = [
            (env._("List"), 40),
            *((f"{label}>", 12) for label in report._labels("kam.programme.answer", "answer").values()),
            (env._("Late") + ">", 12),
        ]
        note = env._("Yes counts 100, partly 50, no 0; what is not known is left out.")
        return report._section(
            env._("The six elements"), report._drawing(drawing), report._note(note), report._listing(columns, counts)
        )

    def _list_sections(self, status):
        report = self.env["kam.report"]
        for one in status["lists"]:
            items = [item for item in status["items"] if item["kind"] == one["kind"]]
            if one["kind"] != "assessment":
                yield report._section(one["label"], self._item_table(items))
                continue
            blocks = [
                self._item_table(
                    [item for item in items if item["element"] == element["code"]],
                    title=element["label"],
                    note=self._element_text(element),
                )
                for element in status["elements"]
            ]
            yield report._section(one["label"], *blocks)

    def _element_text(self, element):
        if element["score"] is None:
            return self.env._("Nothing is answered yet")
        return self.env._(
            "%(score)s of 100, %(known)s of %(total)s answered",
            score=element["score"],
            known=element["known"],
            total=element["total"],
        )

    def _item_table(self, items, **more):
        env, report = self.env, self.env["kam.report"]
        labels = report._labels("kam.programme.answer", "answer")
        columns = [(env._("Item"), 46), (env._("Answer"), 14), (env._("Figure, evidence, owner"), 40)]
        return report._listing(columns, [self._item_row(item, labels) for item in items], **more)

    def _item_row(self, item, labels):
        env, report = self.env, self.env["kam.report"]
        lines = [(text, "") for text in (item["figure"], item["evidence"]) if text]
        if item["owner"]:
            lines.append((item["owner"]["name"], "muted"))
        if item["due"] and item["state"] != "yes":
            day = report._day(date.fromisoformat(item["due"]))
            late = env._("late: was due %s", day) if item["late"] else env._("due %s", day)
            lines.append((late, "bad" if item["late"] else "muted"))
        return [
            report._cell(item["name"], note=item["question"], strong=True),
            report._cell(labels[item["answer"]], tone=TONES[item["state"]]),
            report._cell("", lines=lines),
        ]
