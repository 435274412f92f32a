from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..engine.schedule import QUARTERS, most_times
from .kam_activity_matrix import ROW_FIELDS

MODES = ("scheduled", "on_opportunity", "standing")
NO_CHANGES = {"rows": (), "cells": (), "order": ()}
#: Rows and cells that one save may change; a screen cannot hold more.
MOST_CHANGES = 5000


class KamInfluencingActivity(models.Model):
    """What the screen of the matrix saves: first shown, then done, all of it or nothing (K8)."""

    _inherit = "kam.influencing.activity"

    @api.model
    def matrix_save(self, changes, version):
        """Save what somebody changed on the screen, all of it or nothing.

        :param changes: as for :meth:`matrix_preview`
        :param version: of the matrix that was changed
        :return: the new matrix, as :meth:`matrix_data`
        :raise UserError: when somebody else saved the matrix meanwhile
        """
        self.browse().check_access("write")
        self._matrix_lock()
        if self.matrix_data()["version"] != version:
            raise UserError(
                self.env._(
                    "Somebody else saved the matrix meanwhile. Take over their changes, look at yours again, and save."
                )
            )
        self._matrix_apply(changes)
        return self.matrix_data()

    @api.model
    def matrix_run(self):
        """Carry the matrix out now: the scheduled action that makes and cancels planned actions.

        :return: {"add", "cancel", "runs"}: how many actions were made and cancelled, and ids of the run log
        """
        self.browse().check_access("write")
        last = self.env["kam.run"].sudo().search([], order="id desc", limit=1).id or 0
        for cron in self.env["kam.account"].sudo()._crons_of("_cron_generate"):
            cron.method_direct_trigger()
        # The run has a transaction of its own, which this one cannot see: look with new eyes.
        with self.env.registry.cursor() as cr:
            runs = self.env(cr=cr)["kam.run"].sudo().search([("id", ">", last)])
            lines = runs.line_ids.filtered(lambda line: line.res_model == "kam.influencing.action")
            counts = {kind: sum(some.mapped("count")) for kind, some in lines.grouped("kind").items()}
            return {"add": counts.get("created", 0), "cancel": counts.get("cancelled", 0), "runs": runs.ids}

    @api.model
    def _matrix_lock(self):
        """One save after the other: who comes second starts again and sees what the first one saved."""
        self.flush_model()
        self.env.cr.execute("UPDATE kam_influencing_activity SET write_uid = write_uid")

    # -- what changes ---------------------------------------------------------------------------------------

    @api.model
    def _matrix_apply(self, changes):
        """Write the changes; what cannot be says so in one sentence.

        :return: {word of a new row: its id}
        """
        changes = {**NO_CHANGES, **changes}
        self._matrix_check_size(changes)
        ids = self._matrix_apply_rows(changes["rows"])
        cells = [{**cell, "activity": ids.get(cell["activity"], cell["activity"])} for cell in changes["cells"]]
        self._matrix_check_cells(cells)
        self._matrix_apply_cells(cells)
        order = [ids.get(one, one) for one in changes["order"]]
        for place, activity in enumerate(self.with_context(active_test=False).browse(order).exists(), start=1):
            if activity.sequence != 10 * place:
                activity.sequence = 10 * place
        return ids

    @api.model
    def _matrix_apply_rows(self, rows):
        """Write the rows.

        :return: {word of a new row: its id}
        """
        ids = {}
        last = self.search([], order="sequence desc", limit=1).sequence
        for row in rows:
            values = {name: value for name, value in row["values"].items() if name in ROW_FIELDS}
            is_new = isinstance(row["id"], str)
            self._matrix_check_row(row, values, is_new)
            if is_new:
                last += 10
                ids[row["id"]] = self.create({**values, "sequence": last}).id
                continue
            activity = self.browse(row["id"]).exists()
            if not activity:
                raise UserError(self.env._("An activity was deleted meanwhile. Take over the changes and save again."))
            if values:
                activity.write(values)
            if row.get("archived"):
                activity.action_archive()
        return ids

    @api.model
    def _matrix_apply_cells(self, cells):
        """Write the cells: an emptied one is archived, so that what came of it keeps its rule."""
        rules = self.env["kam.activity.rule"].with_context(active_test=False)
        known = {
            (rule.activity_id.id, rule.segment_id.id): rule
            for rule in rules.search([("activity_id", "in", [cell["activity"] for cell in cells])])
        }
        emptied, changed, made = rules, {}, []
        for cell in cells:
            place = (cell["activity"], cell["segment"])
            rule = known.get(place, rules)
            if not cell["rule"]:
                emptied |= rule.filtered("active")
                continue
            values = {**self._matrix_rule_values(cell["rule"]), "active": True}
            if rule:
                same = tuple(sorted(values.items()))
                changed[same] = changed.get(same, rules) | rule
            else:
                made.append({**values, "activity_id": place[0], "segment_id": place[1]})
        if emptied:
            emptied.action_archive()
        for values, some in changed.items():
            some.write(dict(values))
        if made:
            rules.create(made)

    # -- bad input ------------------------------------------------------------------------------------------

    @api.model
    def _matrix_check_size(self, changes):
        if sum(len(changes[name]) for name in ("rows", "cells", "order")) > MOST_CHANGES:
            raise ValidationError(self.env._("These are too many changes at once. Save them in smaller parts."))

    @api.model
    def _matrix_check_row(self, row, values, is_new):
        """A row needs a name, an owner, and hours and costs that are not negative."""
        name = values.get("name") if "name" in values or is_new else self.browse(row["id"]).name
        if not (name or "").strip():
            raise ValidationError(self.env._("An activity has no name. Give it one, or remove the row."))
        if (is_new or "owner_role" in values) and not values.get("owner_role"):
            raise ValidationError(self.env._("“%(name)s” has no owner. Say which role carries it out.", name=name))
        if (is_new or "kind" in values) and values.get("kind") not in dict(self._fields["kind"].selection):
            raise ValidationError(self.env._("Say whether “%(name)s” is mass, personal or standing.", name=name))
        for field in ("hours", "cost"):
            value = values.get(field, 0)
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < 1e9:
                raise ValidationError(
                    self.env._(
                        "%(field)s of “%(name)s”: %(value)s is not possible. Enter 0 or more.",
                        field=self._fields[field]._description_string(self.env),
                        name=name,
                        value=value,
                    )
                )

    @api.model
    def _matrix_check_cells(self, cells):
        """Each cell belongs to an activity and a segment that exist, and its numbers make sense."""
        activities = {one.id: one for one in self.browse([cell["activity"] for cell in cells]).exists()}
        segments = {one.id: one for one in self.env["kam.segment"].browse([cell["segment"] for cell in cells]).exists()}
        users = {cell["rule"]["user_id"] for cell in cells if cell["rule"] and cell["rule"]["user_id"]}
        staff = self.env["res.users"].sudo().search([("id", "in", list(users)), ("share", "=", False)]).ids
        for cell in cells:
            activity, segment = activities.get(cell["activity"]), segments.get(cell["segment"])
            if not activity or not segment:
                raise UserError(
                    self.env._("An activity or segment was deleted meanwhile. Take over the changes and save again.")
                )
            if cell["rule"]:
                self._matrix_check_rule(activity, segment, cell["rule"], staff)

    @api.model
    def _matrix_check_rule(self, activity, segment, rule, staff):
        """One cell: how often, when, and by whom (``staff``: ids of active internal users)."""
        words = {"activity": activity.name, "segment": segment.code}
        times = rule["times"]
        lowest, most = 1 if rule["mode"] == "scheduled" else 0, most_times(rule["quarters"])
        if not isinstance(times, int) or isinstance(times, bool) or not lowest <= times <= most:
            raise ValidationError(
                self.env._(
                    "“%(activity)s” for %(segment)s: %(times)s times a year is not possible. Enter 1 to %(most)s.",
                    times=times,
                    most=most,
                    **words,
                )
            )
        if rule["mode"] not in MODES or (rule["mode"] == "standing") != (activity.kind == "standing"):
            raise ValidationError(
                self.env._(
                    "“%(activity)s” for %(segment)s: only a standing activity is ticked, all others say how often.",
                    **words,
                )
            )
        if set(rule["quarters"]) - set(QUARTERS):
            raise ValidationError(
                self.env._("“%(activity)s” for %(segment)s: quarters are 1 to 4.", **words),
            )
        if rule["user_id"] and rule["user_id"] not in staff:
            raise ValidationError(
                self.env._(
                    "“%(activity)s” for %(segment)s: the person chosen does not work here. Choose another one.",
                    **words,
                )
            )
