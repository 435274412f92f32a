from odoo import Command, api, models

from ..engine.reconcile import OPEN, reconcile
from ..engine.schedule import fiscal_year

#: What the mass actions were generated for the last time.
STAMP = "kam.mass_stamp"


class KamAccount(models.Model):
    """Mass activities: one action per activity and period, for all segments that get it then."""

    _inherit = "kam.account"

    @api.model
    def _generate_mass(self, run=None):
        """Bring the mass actions to what the matrix wants; nothing to do when it wants what it wanted last."""
        matrix = self._matrix()
        stamp = repr((sorted(matrix.persons.items()), self._mass_content(matrix)))
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(STAMP) == stamp:
            return
        actions = self.env["kam.influencing.action"].sudo().with_context(active_test=False)
        existing = actions.search([("is_generated", "=", True), ("withdrawn", "=", False), ("account_id", "=", False)])
        cells = {}
        for cell in matrix.mass:
            cells.setdefault(cell.activity_id, []).append(cell)
        for activity in existing.activity_id | existing.activity_id.browse(cells):
            some = existing.filtered(lambda one, activity=activity: one.activity_id == activity)
            self._generate_mass_activity(matrix, activity, cells.get(activity.id, []), some, run)
        parameters.set_param(STAMP, stamp)

    @api.model
    def _mass_content(self, matrix):
        """What dates, owners and audiences of the mass actions follow from."""
        return [
            (*cell.what(), cell.segment_id, [str(one[0]) for _year, one in matrix.periods(cell, matrix.month)][-1:])
            for cell in sorted(matrix.mass, key=lambda one: one.id)
        ]

    @api.model
    def _mass_periods(self, matrix, cells, year):
        """{(first, last day): ids of the segments that get the activity then}.

        The segment that gets it most often gives the periods; one that gets it less often joins in, so that a
        magazine is not made twice.
        """
        periods = {}
        for cell in sorted(cells, key=lambda one: (-one.times, one.id)):
            for period in matrix.wanted(cell, year, matrix.month):
                joined = next((one for one in periods if one[0] <= period[0] <= one[1]), period)
                periods.setdefault(joined, []).append(cell.segment_id)
        return dict(sorted(periods.items()))

    @api.model
    def _generate_mass_activity(self, matrix, activity, cells, existing, run):
        rows = {}
        for action in existing:
            rows.setdefault(fiscal_year(action.slot_date or action.date, matrix.month), []).append(action)
        present = list(matrix.years(matrix.month))
        for year in sorted({*rows, *present}):
            if cells and year not in present:
                continue
            wanted = self._mass_periods(matrix, cells, year)
            found = [activity._as_planned(one) for one in rows.get(year, [])]
            difference = reconcile(list(wanted), found, matrix.today)
            self._withdraw_mass(existing.browse(difference.cancel), activity, run)
            self._keep_mass(existing, difference.keep, wanted, self._mass_owner(matrix, cells))
            self._add_mass(matrix, activity, cells, year, {one: wanted[one] for one in difference.add}, run)

    @api.model
    def _withdraw_mass(self, actions, activity, run):
        if not actions:
            return
        reason = self.env._("“%s” is planned differently in the matrix now.", activity.name)
        actions.write({"state": "cancelled", "withdrawn": True, "cancel_reason": reason})
        if run:
            run._note("cancelled", actions, reason)

    @api.model
    def _mass_owner(self, matrix, cells):
        """Id of who carries out a mass activity: the person of its most frequent cell, or who stands for the role."""
        if not cells:
            return False
        first = max(cells, key=lambda cell: (cell.times, -cell.id))
        return first.user_id or matrix.persons.get(first.role) or False

    @api.model
    def _keep_mass(self, existing, keep, wanted, owner):
        """What stays fulfils the periods wanted now; what is open goes to the segments and the owner wanted now.

        An owner chosen by hand stays, unless archived.
        """
        kept = existing.browse(keep)
        moved = kept.filtered(lambda one: (one.slot_date, one.slot_end) != (keep[one.id] or (False, False)))
        moved.write({"slot_date": False, "slot_end": False})
        moved.flush_recordset()
        for action in kept:
            period = keep[action.id]
            values = {}
            if action in moved and period:
                values = {"slot_date": period[0], "slot_end": period[1]}
            if period and action.state in OPEN and set(action.audience_segment_ids.ids) != set(wanted[period]):
                values["audience_segment_ids"] = [Command.set(wanted[period])]
            by_rule = action.user_id == action.rule_user_id or not action.user_id.active
            if action.state in OPEN and not action.removed and by_rule and (action.user_id.id or False) != owner:
                flag = False if owner else "nobody"
                values |= {"user_id": owner, "rule_user_id": owner, "owner_flag": flag}
            if values:
                action.write(values)

    @api.model
    def _add_mass(self, matrix, activity, cells, year, periods, run):
        if not cells:
            return
        first = max(cells, key=lambda cell: (cell.times, -cell.id))
        owner = self._mass_owner(matrix, cells)
        values_list = []
        for period, segments in periods.items():
            day = activity._mass_is_made(matrix, activity, cells, year, period)
            if not day:
                continue
            values_list.append(
                {
                    **{name: value for name, value in first.values if value is not None},
                    "activity_id": activity.id,
                    "rule_id": first.id,
                    "is_generated": True,
                    "slot_date": period[0],
                    "slot_end": period[1],
                    "date": day,
                    "user_id": owner,
                    "rule_user_id": owner,
                    "owner_flag": False if owner else "nobody",
                    "audience_segment_ids": [Command.set(segments)],
                }
            )
        made = self.env["kam.influencing.action"].sudo().create(values_list)
        if run and made:
            run._note("created", made, self.env._("“%s” for many accounts", activity.name))
