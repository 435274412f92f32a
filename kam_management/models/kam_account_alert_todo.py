from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import alerts_sql


class KamAccount(models.Model):
    """One "needs attention" to-do per account, whatever the number of its alerts; it goes when they are gone."""

    _inherit = "kam.account"

    def _alert_todo_rows(self):
        """What the to-dos have to follow: one row for each of these accounts with an alert that stands, or a to-do.

        :return: [{"account", "stands", "fresh" (something nobody was told of), "rank" (worst severity, 0 = high),
            "user" (whom it concerns, or None), "todos" (ids), "todo_user"}]
        """
        self.env.flush_all()
        self.env.cr.execute(alerts_sql.todo_rows(list(self.ids)))
        return self.env.cr.dictfetchall()

    def _drop_alert_todos(self, rows=None):
        """Remove the to-do of accounts on which no alert stands (any more).

        :return: number of to-dos removed
        """
        rows = self._alert_todo_rows() if rows is None else rows
        gone = [todo for row in rows if not row["stands"] for todo in row["todos"]]
        self.env["mail.activity"].sudo().browse(gone).unlink()
        return len(gone)

    def _give_alert_todos(self):
        """Give, hand on and remove to-dos: an account with a new alert has exactly one, with whom it concerns.

        :return: (activities made, number queued, ids of accounts that concern nobody)
        """
        rows = self._alert_todo_rows()
        self._drop_alert_todos(rows)
        standing = [row for row in rows if row["stands"]]
        needed = {
            row["account"]: row
            for row in standing
            if (row["todos"] and row["user"] and row["todo_user"] != row["user"]) or (not row["todos"] and row["fresh"])
        }
        nobody = [account for account, row in needed.items() if not row["user"]]
        todos = self._alert_todos([row for row in needed.values() if row["user"]])
        made, queued = self.env["kam.todo.desk"]._give(todos)
        told = set(made.mapped("res_id"))
        replaced = [todo for account in told for todo in needed[account]["todos"]]
        self.env["mail.activity"].sudo().browse(replaced).unlink()
        told |= {row["account"] for row in standing if row["todos"] and row["account"] not in needed}
        self.env.execute_query(alerts_sql.announced(list(told)))
        self.env.invalidate_all()
        return made, len(queued), nobody

    def _alert_todos(self, rows):
        """The to-dos for the desk, each in the language of whoever gets it."""
        users = self.env["res.users"].sudo().browse({row["user"] for row in rows})
        words = {user.id: self.with_context(lang=user.lang).env._("Needs attention: early warnings") for user in users}
        today = fields.Date.context_today(self)
        return [
            {
                "user_id": row["user"],
                "account_id": row["account"],
                "date": today,
                "summary": words[row["user"]],
                "source": "alert",
                "importance": row["rank"],
            }
            for row in rows
        ]

    @api.model
    def _alert_todos_begin(self, today):
        """Whether a run gives to-dos: not on the day of the first run after installation, which only reports."""
        key = "kam.alerts_first_run"
        query = SQL("SELECT value FROM ir_config_parameter WHERE key = %s", key)
        first = self.env.execute_query(query)
        if not first:
            # Of two workers that come first, one fails here, and finds what the other has stored.
            self.env.cr.execute(
                SQL(
                    """INSERT INTO ir_config_parameter (key, value, create_uid, write_uid, create_date, write_date)
                       VALUES (%(key)s, %(today)s, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                               now() AT TIME ZONE 'UTC')
                       ON CONFLICT (key) DO NOTHING""",
                    key=key,
                    today=str(today),
                    uid=self.env.uid,
                ),
                log_exceptions=False,
            )
            self.env.invalidate_all()
        return bool(first) and first[0][0] < str(today)
