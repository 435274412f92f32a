"""The end of a plan on paper: milestones, signatures with their evidence, revisions, changes on last year."""

from odoo import models

from ..engine import plan_diff

#: Changes on last year that are printed; more of them are counted.
CHANGES = 60
#: Letters of a changed text.
LENGTH = 220


class KamAccountPlan(models.Model):
    """What follows the sections of a plan."""

    _inherit = "kam.account.plan"

    def _report_end(self):
        """Sections after the written ones."""
        report, env = self.env["kam.report"], self.env
        return [
            report._section(env._("Milestones"), self._report_milestones()),
            report._section(env._("Signatures"), self._report_signoffs(), self._report_evidence()),
            report._section(env._("Revisions"), self._report_revisions()),
            report._section(env._("Changes on last year's plan"), *self._report_changes()),
        ]

    def _report_milestones(self):
        env, report = self.env, self.env["kam.report"]
        states = report._labels("kam.plan.milestone", "state")
        domain = [("account_id", "=", self.account_id.id), ("year", "=", self.year), ("state", "!=", "cancelled")]
        rows = [
            [
                report._cell(report._day(one.date), tone="bad" if one.is_late else ""),
                report._cell(one._label(), strong=True),
                one.user_id.sudo().name,
                report._cell(
                    env._("Late") if one.is_late else states[one.state], report._day(one.done_on), "bad" * one.is_late
                ),
                one.note,
            ]
            for one in report._found("kam.plan.milestone", domain, "date, id")
        ]
        columns = [
            (env._("When"), 15),
            (env._("Milestone"), 33),
            (env._("Who"), 18),
            (env._("State"), 14),
            (env._("Note"), 20),
        ]
        return report._listing(columns, rows)

    def _report_signoffs(self):
        """Every area that is asked, and where it stands."""
        env, report = self.env, self.env["kam.report"]
        states = report._labels("kam.plan.signoff", "state")
        tones = {"signed": "good", "lapsed": "bad", "declined": "bad"}
        rows = [
            [
                report._cell(one.area_id.sudo().name, strong=True),
                report._cell(states[one.state], tone=tones.get(one.state, "")),
                one.user_id.sudo().name,
                report._moment(one.signed_on) if one.state == "signed" else "",
                one.note,
            ]
            for one in report._found("kam.plan.signoff", [("plan_id", "=", self.id)])
        ]
        if self.approved_on and self.approver_id:
            state = report._cell(env._("Approved"), tone="good")
            moment = report._moment(self.approved_on)
            rows.append([report._cell(env._("Approval"), strong=True), state, self.approver_id.sudo().name, moment, ""])
        columns = [
            (env._("Area"), 22),
            (env._("State"), 16),
            (env._("Signed by"), 20),
            (env._("When"), 20),
            (env._("Note"), 22),
        ]
        return report._listing(columns, rows)

    def _report_evidence(self):
        """Every signature ever given, with the digest of what was signed."""
        env, report = self.env, self.env["kam.report"]
        signatures = report._found("kam.plan.signature", [("plan_id", "=", self.id)], "id")
        rows = [
            [
                report._cell(one.area_name, one.user_name),
                report._moment(one.date),
                report._cell("", " ".join(one.digest[at : at + 16] for at in range(0, len(one.digest), 16))),
                report._cell(
                    env._("Unchanged") if one.is_intact else env._("Does not fit its content"),
                    tone="good" if one.is_intact else "bad",
                ),
            ]
            for one in signatures
        ]
        columns = [
            (env._("Signed for, by"), 24),
            (env._("When"), 20),
            (env._("SHA-256 of what was signed"), 38),
            (env._("Checked"), 18),
        ]
        return report._listing(columns, rows, env._("Evidence"))

    def _report_revisions(self):
        env, report = self.env, self.env["kam.report"]
        states = report._labels("kam.plan.revision", "state")
        rows = [
            [
                str(one.number),
                report._cell(one.reason, strong=True),
                report._cell(one.user_id.sudo().name, report._day(one.date)),
                states[one.state],
                report._cell(one.approver_id.sudo().name, report._day(one.approved_on)),
            ]
            for one in report._found("kam.plan.revision", [("plan_id", "=", self.id)], "number")
        ]
        columns = [
            (env._("No."), 7),
            (env._("Why"), 41),
            (env._("Opened by"), 18),
            (env._("State"), 14),
            (env._("Approved by"), 20),
        ]
        return report._listing(columns, rows)

    def _report_changes(self):
        """What is different from the plan of the year before, part by part."""
        env, report, before = self.env, self.env["kam.report"], self.previous_id
        if not before or not before.has_access("read"):
            return []
        compare = env["kam.plan.compare"].new({"plan_id": self.id, "mode": "year", "other_id": before.id})
        columns = [(env._("What"), 30), (env._("Field"), 16), (str(before.year), 27), (str(self.year), 27)]
        blocks, left, names = [], CHANGES, self._part_names()
        for part in plan_diff.compare(before._snapshot(), self._snapshot()):
            if part["part"] == "header":
                continue
            rows = [row for change in part["changes"] for row in self._report_change(compare, change)]
            blocks.append(report._listing(columns, rows[: max(0, left)], names.get(part["part"], "")))
            left -= len(rows)
        if left < 0:
            blocks.append(report._note(env._("%s further differences are shown in the comparison on screen.", -left)))
        return blocks

    def _report_change(self, compare, change):
        """Rows of one thing: a single one where it is new or gone, each value where it has changed."""
        env, report, label = self.env, self.env["kam.report"], change["label"]
        if change["kind"] == "added":
            return [[report._cell(label, strong=True), report._cell(env._("new"), tone="good"), "", "✓"]]
        if change["kind"] == "removed":
            return [[report._cell(label, strong=True), report._cell(env._("gone"), tone="muted"), "✓", ""]]
        rows = []
        for name, *values in change["fields"]:
            if not name.endswith("_known"):
                field = compare._field(change["model"], name, *values)
                sides = ("".join(word for word, _changed in field[side]) for side in ("old", "new"))
                first = "" if rows else report._cell(label, strong=True)
                rows.append([first, field["label"], *map(self._report_clip, sides)])
        return rows

    @staticmethod
    def _report_clip(text):
        """A long text is told by its beginning."""
        return text if len(text) <= LENGTH else text[:LENGTH].rsplit(" ", 1)[0] + " …"
