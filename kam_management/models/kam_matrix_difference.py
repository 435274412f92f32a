from collections import Counter

from odoo import api, models

from ..engine import generation_sql
from ..engine.reconcile import OPEN, Planned, reconcile
from ..engine.schedule import fiscal_year, planned_day, seed


class KamInfluencingActivity(models.Model):
    """What a change of the matrix would do, before it is saved."""

    _inherit = "kam.influencing.activity"

    @api.model
    def _matrix_difference(self, changes):
        """What saving changed cells would do to planned actions, exactly, without writing anything.

        A mass action counts once, for the first changed segment that gets it.

        :param changes: [{"activity_id", "segment_id", "times_per_year", "mode", "quarters": [1..4],
            "owner_role", "user_id"}]; ``times_per_year`` 0 with the mode *scheduled* empties the cell
        :return: {(activity id, segment id): {"add": n, "cancel": n, "keep": n}}
        """
        keys = [(change["activity_id"], change["segment_id"]) for change in changes]
        result = {key: {"add": 0, "cancel": 0, "keep": 0} for key in keys}
        self.env.flush_all()
        accounts = self.env["kam.account"].sudo()
        matrix = accounts._matrix(dict(zip(keys, changes, strict=True)))
        self._personal_difference(accounts, matrix, keys, result)
        for activity in self.sudo().browse(dict.fromkeys(key[0] for key in keys)).exists():
            if activity.kind == "mass":
                segments = [segment for number, segment in keys if number == activity.id]
                self._mass_difference(accounts, matrix, activity, segments, result)
        return result

    @api.model
    def _personal_difference(self, accounts, matrix, keys, result):
        wanted = {(segment, activity) for activity, segment in keys}
        matrix.cells = [cell for cell in matrix.cells if (cell.segment_id, cell.activity_id) in wanted]
        accounts = accounts.search([("segment_id", "in", list({segment for segment, _activity in wanted}))])
        if not accounts:
            return
        segment_of = dict(accounts._read_group([("id", "in", accounts.ids)], ["id", "segment_id"]))
        segment_of = {account.id: segment.id for account, segment in segment_of.items()}
        found = accounts._differences(matrix, wanted)
        for _number, place in found["cancel"]:
            result[place[1], segment_of[place[0]]]["cancel"] += 1
        for account, activity, _person, _first, is_open in found["keep"]:
            result[activity, segment_of[account]]["keep"] += is_open
        if matrix.cells:
            taken = [tuple(row[:4]) for row in found["keep"] if row[3]] + found["skip"]
            for activity, segment, number in self.env.execute_query(generation_sql.count(matrix, accounts.ids, taken)):
                result[activity, segment]["add"] = number

    @api.model
    def _mass_difference(self, accounts, matrix, activity, segments, result):
        actions = self.env["kam.influencing.action"].sudo().with_context(active_test=False)
        existing = actions.search(
            [
                ("activity_id", "=", activity.id),
                ("is_generated", "=", True),
                ("withdrawn", "=", False),
                ("account_id", "=", False),
            ]
        )
        cells = [cell for cell in matrix.mass if cell.activity_id == activity.id]
        counts = Counter()
        for year in matrix.years(matrix.month):
            periods = accounts._mass_periods(matrix, cells, year)
            some = existing.filtered(
                lambda one, year=year: fiscal_year(one.slot_date or one.date, matrix.month) == year
            )
            difference = reconcile(list(periods), [self._as_planned(one) for one in some], matrix.today)
            for period in difference.add:
                if self._mass_is_made(matrix, activity, cells, year, period):
                    counts["add", self._first_of(segments, periods[period])] += 1
            for action in some.browse(difference.cancel):
                counts["cancel", self._first_of(segments, action.audience_segment_ids.ids)] += 1
            for action in some.browse(difference.keep).filtered(lambda one: one.state in OPEN):
                counts["keep", self._first_of(segments, action.audience_segment_ids.ids)] += 1
        for (kind, segment), number in counts.items():
            result[activity.id, segment][kind] += number

    @api.model
    def _first_of(self, segments, ids):
        return next((segment for segment in segments if segment in ids), segments[0])

    @api.model
    def _as_planned(self, action):
        """A generated action for the engine."""
        return Planned(
            action.id,
            action.slot_date or action.date,
            action.slot_end or action.date,
            action.date,
            "removed" if action.removed else action.state,
        )

    @api.model
    def _mass_is_made(self, matrix, activity, cells, year, period):
        """The day of a new mass action; None when it is over or not in sight yet."""
        first = max(cells, key=lambda cell: (cell.times, -cell.id))
        key = matrix.calendar_of.get(first.user_id or matrix.persons.get(first.role), 0)
        day = planned_day(activity.id, seed(activity.id), matrix.days(first, year, period, matrix.month, key))
        return day if period[0] <= matrix.horizon and day >= matrix.today else None
