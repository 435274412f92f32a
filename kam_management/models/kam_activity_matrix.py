import hashlib
import json

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import schedule
from .kam_activity_rule import QUARTER_FIELDS

#: Fields of a row that the screen edits.
ROW_FIELDS = ("name", "kind", "owner_role", "hours", "cost")


class KamInfluencingActivity(models.Model):
    """The activity matrix as its screen draws it: one call, and the same few queries however large it is (K8)."""

    _inherit = "kam.influencing.activity"

    @api.model
    def matrix_data(self):
        """Everything that the screen of the matrix shows.

        :return: {"version", "readonly", "year", "months", "segments", "roles", "kinds", "owner_roles", "activities",
            "currency_id"}; hours per action, capacity in hours a month
        """
        self.browse().check_access("read")
        activities = self.search([])  # pylint: disable=no-search-all
        cells = activities._matrix_cells()
        segments = self._matrix_segments()
        people = activities._matrix_people()
        rows = [
            {
                "id": activity.id,
                **{name: activity[name] for name in ROW_FIELDS},
                "archived": False,
                "cells": cells.get(activity.id, {}),
                "targets": people.get(activity.id, {}),
            }
            for activity in activities
        ]
        return {
            "version": self._matrix_version(rows),
            "readonly": not self.has_access("write"),
            **self._matrix_year(),
            "segments": segments,
            "roles": self.env["kam.owner.role"]._load_data(),
            "owner_roles": self._fields["owner_role"]._description_selection(self.env),
            "kinds": self._fields["kind"]._description_selection(self.env),
            "activities": rows,
            "currency_id": self._matrix_currency().id,
        }

    def _matrix_cells(self):
        """{activity id: {segment id: cell}} of these activities."""
        rules = self.env["kam.activity.rule"].search([("activity_id", "in", self.ids)])
        rules.user_id.sudo().fetch(["name"])
        cells = {}
        for rule in rules:
            cells.setdefault(rule.activity_id.id, {})[rule.segment_id.id] = {
                "times": rule.times_per_year,
                "mode": rule.mode,
                "quarters": list(rule._quarters()),
                "owner_role": rule.owner_role,
                "user_id": rule.user_id.id,
            }
        return cells

    @api.model
    def _matrix_segments(self):
        """The columns: segments with the number of their accounts, the same for everybody who looks."""
        accounts = self.env["kam.account"].sudo()
        counts = dict(accounts._read_group(accounts._matrix_domain(), ["segment_id"], ["__count"]))
        badges = self.env["kam.segment"]._badge_data()
        return [
            {
                "id": segment.id,
                "code": segment.code,
                "name": segment.name,
                "strength": badges[segment.id]["strength"],
                "accounts": counts.get(segment.sudo(), 0),
            }
            for segment in self.env["kam.segment"].search([("active", "=", True)])
        ]

    def _matrix_people(self):
        """Of the activities that address people in a role: {activity id: {segment id: number of people}}."""
        wanted = {one.id: set(one.stakeholder_role_ids.ids) for one in self if one.stakeholder_role_ids}
        if not wanted:
            return {}
        accounts = self.env["kam.account"].sudo()
        people = (
            self.env["kam.stakeholder"]
            .sudo()
            .search_fetch(
                [
                    ("account_id", "any", accounts._matrix_domain()),
                    ("partner_id.active", "=", True),
                    ("role_ids", "in", list(set().union(*wanted.values()))),
                ],
                ["account_id", "role_ids"],
            )
        )
        found = {}
        for person in people:
            roles = set(person.role_ids.ids)
            for activity_id, needed in wanted.items():
                if roles & needed:
                    counts = found.setdefault(activity_id, {})
                    segment_id = person.account_id.segment_id.id
                    counts[segment_id] = counts.get(segment_id, 0) + 1
        return {activity_id: found.get(activity_id, {}) for activity_id in wanted}

    @api.model
    def _matrix_year(self):
        """The present fiscal year and its months."""
        first_month = int(self.env.company.kam_fiscal_month or 1)
        year = schedule.fiscal_year(fields.Date.context_today(self), first_month)
        starts = [schedule.month_start(year, first_month + number) for number in range(13)]
        return {
            "year": year,
            "months": [
                {
                    "start": fields.Date.to_string(start),
                    "label": format_date(self.env, start, date_format="LLL"),
                    "days": (end - start).days,
                }
                for start, end in zip(starts, starts[1:], strict=False)
            ],
        }

    @api.model
    def _matrix_currency(self):
        return self.env["kam.account"]._main_company().currency_id

    @api.model
    def _matrix_version(self, rows):
        """A word that differs when anything that the screen edits differs."""
        content = [[row[name] for name in ("id", *ROW_FIELDS)] + [sorted(row["cells"].items())] for row in rows]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    @api.model
    def _matrix_rule_values(self, cell):
        """Field values of a cell of the screen."""
        return {
            "times_per_year": cell["times"],
            "mode": cell["mode"],
            "owner_role": cell["owner_role"],
            "user_id": cell["user_id"],
            **{name: number in cell["quarters"] for number, name in enumerate(QUARTER_FIELDS, start=1)},
        }
