from collections import Counter

from odoo import api, models

from ..engine import effect_sql


class _Undo(Exception):
    """Takes back what was tried."""


class KamInfluencingActivity(models.Model):
    """What saving the matrix would do to planned actions, shown before it is done (K8)."""

    _inherit = "kam.influencing.activity"

    @api.model
    def matrix_preview(self, changes):
        """What saving would do to planned actions; nothing is written.

        What is still to be made of the matrix as it is saved now does not count.

        :param changes: {"rows": [{"id", "values", "archived"}], "cells": [{"activity", "segment", "rule"}],
            "order": [ids]}; the id of a new row is a word, such as "new1"; a cell without rule is emptied
        :return: {"rows": [{"name", "segment", "add", "cancel", "keep", "hours"}], "add", "cancel", "hours"};
            ``segment`` is empty for a mass activity, whose actions are for several segments
        :raise ValidationError: what cannot be saved, in one sentence
        """
        self.browse().check_access("write")
        effect = {}
        try:
            with self.env.cr.savepoint():
                segments = self._matrix_concerned(changes)
                before = self._matrix_outlook(segments)
                self._matrix_apply(changes)
                effect = self._matrix_effect(before, self._matrix_outlook(segments))
                raise _Undo
        except _Undo:
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()
        return effect

    @api.model
    def _matrix_concerned(self, changes):
        """Ids of the segments whose actions can change: of changed cells, and of rows that go or change kind."""
        rows = [row["id"] for row in changes.get("rows", ()) if row.get("archived") or "kind" in row["values"]]
        rules = self.env["kam.activity.rule"].search(
            [("activity_id", "in", [number for number in rows if isinstance(number, int)])]
        )
        return {*rules.segment_id.ids, *(cell["segment"] for cell in changes.get("cells", ()))}

    @api.model
    def _matrix_outlook(self, segments):
        """What a run would do now at the accounts of some segments, and for many accounts at once.

        :return: {(activity id, segment id or False): Counter of add, cancel, keep}
        """
        self.env.flush_all()
        outlook = self._matrix_outlook_personal(segments)
        for key, numbers in self._matrix_outlook_mass().items():
            outlook.setdefault(key, Counter()).update(numbers)
        return outlook

    @api.model
    def _matrix_outlook_personal(self, segments):
        """The actions of single accounts: read and counted, nothing is made."""
        accounts = self.env["kam.account"].sudo().search([("segment_id", "in", list(segments))])
        if not accounts:
            return {}
        matrix = accounts._matrix()
        changes = accounts._differences(matrix)
        segments = {account: facts[0] for account, facts in accounts._generation_facts(matrix).items()}
        outlook = {}
        for name, places in (("cancel", [place for _id, place in changes["cancel"]]), ("keep", changes["keep"])):
            for place in places:
                outlook.setdefault((place[1], segments[place[0]]), Counter())[name] += 1
        if matrix.cells:
            places = {number: tuple(place) for *place, number in changes["keep"]}
            refitted = [(number, first) for number, first, _last, _rule in changes["fulfil"]]
            skip = [*changes["skip"], *((*places[number], first) for number, first in refitted if first)]
            gone = [number for number, _first in refitted] + [number for number, _place in changes["cancel"]]
            query = effect_sql.missing(matrix, accounts.ids, skip, gone)
            for activity, segment, number in self.env.execute_query(query):
                outlook.setdefault((activity, segment), Counter())["add"] += number
        return outlook

    @api.model
    def _matrix_outlook_mass(self):
        """The few actions for many accounts: made, counted and taken back."""
        actions = self.env["kam.influencing.action"].sudo().with_context(active_test=False)
        mass = [("is_generated", "=", True), ("account_id", "=", False), ("withdrawn", "=", False)]
        outlook = {}
        try:
            with self.env.cr.savepoint():
                before = actions.search(mass)
                activity_of = {action.id: action.activity_id.id for action in before}
                self.env["kam.account"].sudo()._generate_mass()
                self.env.flush_all()
                after = actions.search(mass)
                activity_of |= {action.id: action.activity_id.id for action in after - before}
                for name, some in (("add", after - before), ("cancel", before - after), ("keep", before & after)):
                    for number in some.ids:
                        outlook.setdefault((activity_of[number], False), Counter())[name] += 1
                raise _Undo
        except _Undo:
            self.env.invalidate_all(flush=False)
        return outlook

    @api.model
    def _matrix_effect(self, before, after):
        """The difference of two outlooks, by activity and segment and all together, for people."""
        activities = self.with_context(active_test=False).browse({key[0] for key in {**before, **after}})
        codes = {segment.id: segment.code for segment in self.env["kam.segment"].search([])}
        effect = {"rows": [], "add": 0, "cancel": 0, "hours": 0.0}
        for activity in activities.sorted():
            for segment in [False, *codes]:
                was, now = (outlook.get((activity.id, segment), Counter()) for outlook in (before, after))
                add, cancel = (max(now[name] - was[name], 0) for name in ("add", "cancel"))
                # What was still to be made and is not wanted any more is not cancelled: it is not there.
                if not add and not cancel:
                    continue
                row = {
                    "name": activity.name,
                    "segment": codes.get(segment, ""),
                    "add": add,
                    "cancel": cancel,
                    "keep": now["keep"],
                    "hours": (add - cancel) * activity.hours,
                }
                effect["rows"].append(row)
                for name in ("add", "cancel", "hours"):
                    effect[name] += row[name]
        return effect
