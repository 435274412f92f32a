from odoo import api, fields, models
from odoo.tools import SQL

#: The day of the first run after the installation, which only reports what is due.
STARTED = "kam.todos_started"


class KamAccount(models.Model):
    """Actions become to-dos when they are due, few at a time; those of archived people are moved or flagged."""

    _inherit = "kam.account"

    @api.model
    def _due_actions(self, limit):
        """The most important due actions of each person, at most ``limit`` each.

        :return: [(id, user id, number of due actions of the person)]
        """
        notice = int(self.env["res.config.settings"]._kam_get("notice_days"))
        return self.env.execute_query(
            SQL(
                """SELECT id, user_id, number FROM (
                     SELECT a.id, a.user_id, count(*) OVER (PARTITION BY a.user_id) AS number,
                            row_number() OVER (PARTITION BY a.user_id
                                               ORDER BY COALESCE(s.sequence, 0), a.date, a.id) AS place
                       FROM kam_influencing_action a
                       LEFT JOIN kam_influencing_activity i ON i.id = a.activity_id
                       LEFT JOIN kam_account k ON k.id = a.account_id
                       LEFT JOIN kam_segment s ON s.id = k.segment_id
                       JOIN res_users u ON u.id = a.user_id AND u.active
                      WHERE a.state = 'planned' AND a.active AND a.date <= %(last)s
                        AND a.date - COALESCE(NULLIF(i.notice_days, 0), %(notice)s) <= %(today)s) due
                    WHERE place <= %(limit)s ORDER BY user_id, place""",
                last=fields.Date.add(self._today(), days=365),
                notice=notice,
                today=self._today(),
                limit=limit,
            )
        )

    @api.model
    def _give_todos(self, run=None):
        """Make to-dos of due actions, as far as each person has room; the rest waits for the next run.

        The first day after the installation only says what is due.
        """
        self.env.flush_all()
        desk = self.env["kam.todo.desk"]
        rows = self._due_actions(desk._limit())
        number_of = {user: number for _action, user, number in rows}
        parameters = self.env["ir.config_parameter"].sudo()
        today = str(self._today())
        started = parameters.get_param(STARTED)
        if not started:
            parameters.set_param(STARTED, today)
        if not started or started >= today:
            if run:
                text = self.env._("Due already: they become to-dos from tomorrow on.")
                run._note("skipped", ("kam.influencing.action", [row[0] for row in rows]), text)
            return
        actions = self.env["kam.influencing.action"].sudo().browse(row[0] for row in rows)
        made, _queued = desk._give([action._todo() for action in actions])
        given = made.kam_action_id
        given.with_context(kam_from_todo=True).write({"state": "todo"})
        if run:
            run._note("created", made, self.env._("To-dos of due actions"))
            waiting = sum(number_of.values()) - len(given)
            text = self.env._("Due, but their owners have enough open to-dos; the most important come first.")
            run._note("queued", ("kam.influencing.action", waiting), text)

    # -- archived people ------------------------------------------------------------------------------------

    @api.model
    def _follow_archived(self, run=None):
        """Open actions of archived users go to the account's manager; those at archived contacts are flagged."""
        self.env.flush_all()
        users = self.env.execute_query(
            SQL(
                """UPDATE kam_influencing_action a
                      SET user_id = COALESCE(s.heir, a.user_id), owner_flag = CASE WHEN s.heir IS NULL
                          THEN 'archived' ELSE a.owner_flag END
                     FROM (SELECT x.id, CASE WHEN manager.active THEN manager.id END AS heir
                             FROM kam_influencing_action x
                             JOIN res_users gone ON gone.id = x.user_id AND NOT gone.active
                             LEFT JOIN kam_account k ON k.id = x.account_id
                             LEFT JOIN res_users manager ON manager.id = k.user_id
                            WHERE x.state IN ('planned', 'todo') AND x.active) s
                    WHERE s.id = a.id AND (s.heir IS NOT NULL OR a.owner_flag IS DISTINCT FROM 'archived')
                RETURNING a.id, s.heir, a.state"""
            )
        )
        contacts = self._flag_archived_contacts()
        self.env.invalidate_all()
        self._move_todos(users)
        if run:
            run._note(
                "changed",
                ("kam.influencing.action", [row[0] for row in users]),
                self.env._("Their owner was archived: moved to the account manager, or flagged"),
            )
            run._note(
                "changed",
                ("kam.influencing.action", [row[0] for row in contacts]),
                self.env._("Their target person was archived: flagged"),
            )

    @api.model
    def _flag_archived_contacts(self):
        """Flag open actions whose target persons are archived, clear all other flags; [(id,)] of those that changed.

        A closed action needs no flag, and keeps no name of somebody who is erased later.
        """
        return self.env.execute_query(
            SQL(
                """WITH gone AS (
                     SELECT r.action_id, string_agg(DISTINCT s.name, ', ') AS names
                       FROM kam_influencing_action_stakeholder_rel r
                       JOIN kam_stakeholder s ON s.id = r.stakeholder_id
                       LEFT JOIN res_partner p ON p.id = s.partner_id
                      WHERE NOT s.active OR NOT p.active GROUP BY r.action_id),
                   wanted AS (
                     SELECT a.id, CASE WHEN a.state IN ('planned', 'todo') AND a.active THEN %(text)s || g.names END
                            AS flag
                       FROM kam_influencing_action a LEFT JOIN gone g ON g.action_id = a.id
                      WHERE g.names IS NOT NULL OR a.target_flag IS NOT NULL)
                   UPDATE kam_influencing_action a SET target_flag = w.flag
                     FROM wanted w WHERE w.id = a.id AND a.target_flag IS DISTINCT FROM w.flag RETURNING a.id""",
                text=self.env._("Choose another person, archived: "),
            )
        )
