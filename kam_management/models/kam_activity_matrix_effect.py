from odoo import api, models

from .kam_activity_matrix_save import NO_CHANGES


class _Undo(Exception):
    """Takes back what was tried."""


class KamInfluencingActivity(models.Model):
    """What saving the matrix would do to planned actions, shown before it is done (K8)."""

    _inherit = "kam.influencing.activity"

    @api.model
    def matrix_preview(self, changes):
        """What saving would do to planned actions; nothing is written.

        :param changes: {"rows": [{"id", "values", "archived"}], "cells": [{"activity", "segment", "rule"}],
            "order": [ids]}; the id of a new row is a word, such as "new1"; a cell without rule is emptied
        :return: {"rows": [{"name", "segment", "add", "cancel", "keep", "hours"}], "add", "cancel", "hours"}
        :raise ValidationError: what cannot be saved, in one sentence
        """
        self.browse().check_access("write")
        changes = {**NO_CHANGES, **changes}
        effect = {}
        try:
            with self.env.cr.savepoint():
                concerned = self._matrix_concerned(changes)
                ids = self.with_context(kam_matrix_preview=True)._matrix_apply(changes)
                concerned |= {
                    (ids.get(cell["activity"], cell["activity"]), cell["segment"]) for cell in changes["cells"]
                }
                cells = self._matrix_changed_cells(concerned)
                effect = self._matrix_effect(self._matrix_difference(cells) if cells else {})
                raise _Undo
        except _Undo:
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()
        return effect

    @api.model
    def _matrix_concerned(self, changes):
        """{(activity id, segment id)} of the cells in rows that go or become another kind."""
        rows = [row["id"] for row in changes["rows"] if row.get("archived") or "kind" in row["values"]]
        rules = self.env["kam.activity.rule"].search(
            [("activity_id", "in", [number for number in rows if isinstance(number, int)])]
        )
        return {(rule.activity_id.id, rule.segment_id.id) for rule in rules}

    @api.model
    def _matrix_changed_cells(self, places):
        """Cells as they are now, in the words of ``_matrix_difference``; what is not there has zero times.

        :param places: {(activity id, segment id)}
        """
        rules = self.env["kam.activity.rule"].search([("activity_id", "in", [place[0] for place in places])])
        found = {
            (rule.activity_id.id, rule.segment_id.id): {
                "times_per_year": rule.times_per_year,
                "mode": rule.mode,
                "quarters": list(rule._quarters()),
                "owner_role": rule.owner_role,
                "user_id": rule.user_id.id,
            }
            for rule in rules
            if rule.activity_id.active
        }
        nothing = {"times_per_year": 0, "mode": "scheduled", "quarters": [], "owner_role": False, "user_id": False}
        return [
            {"activity_id": activity, "segment_id": segment, **found.get((activity, segment), nothing)}
            for activity, segment in sorted(places)
        ]

    @api.model
    def _matrix_effect(self, difference):
        """The difference by cell, and all together, for people."""
        activities = self.with_context(active_test=False).browse({activity for activity, _segment in difference})
        codes = {segment.id: segment.code for segment in self.env["kam.segment"].search([])}
        effect = {"rows": [], "add": 0, "cancel": 0, "hours": 0.0}
        for activity in activities.sorted():
            for segment, code in codes.items():
                numbers = difference.get((activity.id, segment), {"add": 0, "cancel": 0})
                if not numbers["add"] and not numbers["cancel"]:
                    continue
                hours = (numbers["add"] - numbers["cancel"]) * activity.hours
                row = {"name": activity.name, "segment": code, **numbers, "hours": hours}
                effect["rows"].append(row)
                for name in ("add", "cancel", "hours"):
                    effect[name] += row[name]
        return effect
