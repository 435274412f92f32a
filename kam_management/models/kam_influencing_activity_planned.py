"""What a row of the matrix gives its actions reaches those that are planned already (K8)."""

from odoo import models
from odoo.tools import SQL

#: Copied from the row to its actions: {field: type of its column}.
COPIED = {"hours": "float8", "cost": "numeric", "medium_id": "int", "campaign_id": "int", "stage_id": "int"}


class KamInfluencingActivity(models.Model):
    """Open actions follow their row; what somebody changed on an action by hand stays."""

    _inherit = "kam.influencing.activity"

    def write(self, vals):
        """Write, and let open actions of the matrix follow; not while the screen only looks at what saving would do."""
        names = [name for name in COPIED if name in vals]
        if not names or self.env.context.get("kam_matrix_preview"):
            return super().write(vals)
        before = self._copied_values(names)
        result = super().write(vals)
        after = self._copied_values(names)
        for name in names:
            moved = [(number, old[name], after[number][name]) for number, old in before.items()]
            self._pass_on(name, [row for row in moved if row[1] != row[2]])
        return result

    def _copied_values(self, names):
        """{activity id: {name: value as its column has it}}"""
        return {
            activity.id: {
                name: (activity[name].id or None) if COPIED[name] == "int" else activity[name] for name in names
            }
            for activity in self.sudo()
        }

    def _pass_on(self, name, rows):
        """Let open actions of the matrix have the new value of one field, where they have the old one.

        :param rows: [(activity id, old value, new value)]
        """
        if not rows:
            return
        self.env.flush_all()
        activities, old, new = (list(column) for column in zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """UPDATE kam_influencing_action a
                      SET %(column)s = v.new, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                     FROM unnest(%(ids)s::int[], %(old)s::%(type)s[], %(new)s::%(type)s[]) AS v(activity_id, old, new)
                    WHERE a.activity_id = v.activity_id AND a.is_generated AND a.active
                      AND a.state IN ('planned', 'todo')
                      AND a.%(column)s IS NOT DISTINCT FROM v.old""",
                column=SQL.identifier(name),
                type=SQL(COPIED[name]),  # pylint: disable=sql-injection
                uid=self.env.uid,
                ids=activities,
                old=old,
                new=new,
            )
        )
        self.env["kam.influencing.action"].invalidate_model([name, "write_date", "write_uid"])
