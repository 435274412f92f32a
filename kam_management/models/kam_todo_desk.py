"""The to-do desk: every to-do that the programme makes by itself goes over it, so that nobody drowns."""

from collections import Counter

from psycopg2.errors import LockNotAvailable

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

#: First half of the advisory locks of the desk; the second is the person's id.
DESK_LOCK = 19_119


class KamTodoDesk(models.AbstractModel):
    """Hands out to-dos: at most so many open ones per person, the rest queue by importance."""

    _name = "kam.todo.desk"
    _description = "To-do Desk"

    @api.model
    def _give(self, todos):
        """Make to-dos on accounts, as far as each person has room.

        :param todos: [{"user_id", "account_id" (empty: a to-do without a record), "date", "summary", "note",
            "source", "importance" (lower comes first; 10 as for segment A), "vals": further values}]
        :return: (the activities made, the queued ones of ``todos``: the caller tries them again)
        """
        room = self._room({todo["user_id"] for todo in todos if todo.get("user_id")})
        fallback = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        values, queued = [], []
        for todo in sorted(todos, key=lambda one: (one.get("importance", 0), one["date"])):
            user = todo.get("user_id")
            if room.get(user, 0) <= 0:
                queued.append(todo)
                continue
            room[user] -= 1
            values.append(self._activity_values(todo, fallback))
        # Odoo asks for the name of each account by itself: let it find them all.
        accounts = {todo["account_id"] for todo in todos if todo.get("account_id")}
        self.env["kam.account"].sudo().browse(accounts).mapped("display_name")
        desk = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        return desk.create(values), queued

    @api.model
    def _limit(self):
        """How many generated to-dos one person has open at most."""
        return int(self.env["res.config.settings"]._kam_get("todo_limit"))

    @api.model
    def _taken_domain(self, users):
        """Generated to-dos that take up room; steps of nurture tracks only from their day on: some are months ahead."""
        today = fields.Date.context_today(self)
        return Domain([("user_id", "in", users.ids), ("kam_source", "!=", False)]) & (
            Domain("kam_source", "!=", "nurture") | Domain("date_deadline", "<=", today)
        )

    @api.model
    def _room(self, user_ids):
        """{user id: how many more to-dos fit}, of active users; nobody else gives to them until we commit."""
        limit = self._limit()
        users = self.env["res.users"].sudo().search([("id", "in", list(user_ids))])
        taken = self._taken(users) if users else {}
        return {user.id: limit - taken.get(user.id, 0) for user in users}

    @api.model
    def _taken(self, users):
        """{user id: number of to-dos that take up room}, those that another worker has just committed included.

        Two workers that give to one person come one after the other. The second one began before the first one
        committed, so its own transaction does not show it the other's to-dos: it looks with a cursor of its own too.
        """
        query = self.env["mail.activity"].sudo()._search(self._taken_domain(users))
        rows = query.select(SQL.identifier(query.table, "id"), SQL.identifier(query.table, "user_id"))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, u.id) FROM (SELECT unnest(%s) AS id ORDER BY 1) u",
                DESK_LOCK,
                users.ids,
            )
        )
        found = set(self.env.execute_query(rows))
        new = self._seen_by_others(rows) - found
        if new:
            # What this transaction itself has closed or handed on is seen from outside only as it was.
            ids = [activity_id for activity_id, _user_id in new]
            ours = {
                row[0] for row in self.env.execute_query(SQL("SELECT id FROM mail_activity WHERE id = ANY(%s)", ids))
            }
            found |= {row for row in new if row[0] not in ours}
        return Counter(user_id for _activity_id, user_id in found)

    @api.model
    def _seen_by_others(self, rows):
        """What a query finds that begins now: set of rows.

        While the addon is installed or updated nobody else works, and the tables are locked by our own transaction: a
        second cursor would wait for us for ever. For the same reason it never waits long.
        """
        if not self.env.registry.ready:
            return set()
        with self.env.registry.cursor() as others:
            try:
                with mute_logger("odoo.sql_db"):
                    others.execute("SET LOCAL lock_timeout = '1s'")
                    others.execute(rows)
                return set(others.fetchall())
            except LockNotAvailable:
                others.rollback()
                return set()

    @api.model
    def _activity_values(self, todo, fallback):
        on_account = {
            "res_model_id": self.env["ir.model"]._get_id("kam.account"),
            "res_id": todo.get("account_id"),
        }
        values = {
            **(on_account if todo.get("account_id") else {}),
            "user_id": todo["user_id"],
            "date_deadline": todo["date"],
            "summary": todo.get("summary") or "",
            "note": todo.get("note") or False,
            "kam_source": todo["source"],
            "automated": True,
            **(todo.get("vals") or {}),
        }
        values.setdefault("activity_type_id", fallback and fallback.id)
        return values
