import logging
from collections import defaultdict

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .kam_direction import arrow

_logger = logging.getLogger(__name__)

#: Mails made in one transaction, and lines shown of each part.
BATCH, LINES = 100, 8

#: To-dos that the mail lists; alerts have a part of their own.
TODO_SOURCES = (False, "action", "milestone", "tactic", "signature", "contract", "nurture", "selection")


class KamWeeklyMail(models.AbstractModel):
    """The mail on Monday: what is due, what is new and what needs attention, for each account manager."""

    _name = "kam.weekly.mail"
    _description = "Weekly Mail on Key Accounts"

    @api.model
    def _cron_send(self):
        """Scheduled action: one mail a week to everybody who has something to do; nothing when there is nothing to say.

        Whoever was looked at since Monday is not looked at again, however often this runs.
        """
        cron, account = self.env["ir.cron"], self.env["kam.account"]
        with self.env["kam.run"]._recording(self.env._("Weekly mail")) as log:
            while account._alone("weekly mail"):
                users = self._recipients(BATCH)
                if not users:
                    break
                mails, failed = self._send(users)
                log._note("created", mails, self.env._("Mails"))
                log._note("skipped", ("res.users", len(users) - len(mails) - len(failed)), self.env._("Nothing to say"))
                log._note("failed", failed, self.env._("The mail could not be written; the server's log says why"))
                if not cron._commit_progress(len(users), remaining=1):
                    break
        cron._commit_progress(remaining=0)

    @api.model
    def _monday(self):
        return fields.Date.context_today(self) + relativedelta(weekday=MO(-1))

    @api.model
    def _recipients(self, limit=None):
        """Users who manage key accounts or got an alert escalated, want the mail, and are not done this week."""
        managers = (
            self.env["kam.account"]
            .sudo()
            ._read_group([("segment_id.mode", "=", "selected"), ("user_id", "!=", False)], ["user_id"])
        )
        bosses = (
            self.env["kam.alert"]
            .sudo()
            ._read_group(
                [("state", "in", ("open", "acknowledged")), ("escalated_to_id", "!=", False)], ["escalated_to_id"]
            )
        )
        ids = {user.id for (user,) in managers + bosses}
        return (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("id", "in", list(ids))
                & Domain("share", "=", False)
                & Domain("email", "not in", (False, ""))
                & Domain("all_group_ids", "in", self.env.ref("kam_management.group_kam_user").ids)
                & Domain("kam_weekly_mail", "=", True)
                & Domain("company_id.kam_weekly_mail", "=", True)
                & (Domain("kam_weekly_mail_on", "=", False) | Domain("kam_weekly_mail_on", "<", self._monday())),
                order="id",
                limit=limit,
            )
        )

    @api.model
    def _send(self, users):
        """Write the mails of these users and mark all of them as done this week (no commit).

        :return: (mails, users whose mail could not be written)
        """
        content = self._content(users)
        values, failed = [], users.browse()
        for user in users:
            if not content.get(user.id):
                continue
            try:
                values.append(self._mail_values(user, content[user.id]))
            except Exception:  # one user's words must not stop the others'
                _logger.exception("The weekly mail of user %s could not be written", user.id)
                failed |= user
        users.kam_weekly_mail_on = fields.Date.context_today(self)
        return self.env["mail.mail"].sudo().create(values), failed

    def _mail_values(self, user, parts):
        """One mail, in the language of its reader."""
        company = user.company_id
        mine = self.with_context(lang=user.lang or self.env.lang)
        body = mine.env["ir.qweb"]._render(
            "kam_management.weekly_mail",
            {"user": user, "company": company, "base_url": user.get_base_url(), "lines": LINES, **parts},
        )
        sender = company.partner_id.email_formatted or self.env.ref("base.user_root").email_formatted
        return {
            "subject": mine.env._("Your key accounts this week"),
            "body_html": body,
            "author_id": company.partner_id.id,
            "email_from": sender,
            "email_to": user.email_formatted,
            "auto_delete": True,
            "state": "outgoing",
            "headers": {"X-Auto-Response-Suppress": "OOF"},
        }

    # -- what there is to say: one read of each kind for all users, whatever their number ---------------------------

    @api.model
    def _content(self, users):
        """{user id: {"alerts", "due", "news"}}, only of those with anything to say.

        Everybody is told of the accounts they manage and of what was escalated to them, in their companies alone.
        """
        content = {user.id: {"alerts": [], "due": [], "news": []} for user in users}
        for lang in set(users.mapped("lang")):
            some = users.filtered(lambda user, lang=lang: user.lang == lang)
            mine = self.with_context(lang=lang or self.env.lang)
            for kind, rows in (
                ("alerts", mine._alert_rows(some)),
                ("due", mine._due_rows(some)),
                ("news", mine._news_rows(some)),
            ):
                for user_id, lines in rows.items():
                    content[user_id][kind] = lines
        return {user_id: parts for user_id, parts in content.items() if any(parts.values())}

    def _for_company(self, user, account):
        return not account.company_id or account.company_id in user.company_ids

    def _alert_rows(self, users):
        """The alerts that stand, the worst first; ``new`` = opened within the week."""
        alerts = (
            self.env["kam.alert"]
            .sudo()
            .search(
                Domain("state", "in", ("open", "acknowledged"))
                & (Domain("user_id", "in", users.ids) | Domain("escalated_to_id", "in", users.ids))
            )
        )
        week = fields.Date.context_today(self) - relativedelta(days=7)
        rows = defaultdict(list)
        for alert in alerts:
            for user in (alert.user_id | alert.escalated_to_id) & users:
                if self._for_company(user, alert.account_id):
                    rows[user.id].append(
                        {
                            "account": alert.account_id.display_name,
                            "url": f"/odoo/kam.account/{alert.account_id.id}",
                            "text": alert.sentence,
                            "severity": alert.severity,
                            "new": alert.opened_on > week,
                            "escalated": user == alert.escalated_to_id,
                        }
                    )
        return rows

    def _due_rows(self, users):
        """To-dos on accounts and on opportunities of key accounts up to Sunday, and actions planned until then."""
        sunday = self._monday() + relativedelta(days=6)
        rows = defaultdict(list)
        todos = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("date_deadline", "<=", sunday),
                    ("res_model", "in", ("kam.account", "kam.account.plan", "kam.stakeholder", "crm.lead")),
                    ("kam_source", "in", TODO_SOURCES),
                ],
                order="date_deadline, id",
            )
        )
        leads = self.env["crm.lead"].sudo()
        leads = leads.browse(todos.filtered(lambda todo: todo.res_model == "crm.lead").mapped("res_id"))
        kept = set(leads.exists().filtered(lambda lead: lead.kam_segment_id.mode == "selected").ids)
        for todo in todos:
            if todo.res_model == "crm.lead" and todo.res_id not in kept:
                continue
            rows[todo.user_id.id].append(
                {
                    "date": todo.date_deadline,
                    "account": todo.res_name,
                    "url": f"/odoo/{todo.res_model}/{todo.res_id}",
                    "text": todo.summary or todo.activity_type_id.name,
                }
            )
        actions = (
            self.env["kam.influencing.action"]
            .sudo()
            .search([("user_id", "in", users.ids), ("state", "=", "planned"), ("date", "<=", sunday)], order="date, id")
        )
        for action in actions:
            rows[action.user_id.id].append(
                {
                    "date": action.date,
                    "account": action.account_id.display_name or "",
                    "url": f"/odoo/kam.influencing.action/{action.id}",
                    "text": action.display_name,
                }
            )
        return {user_id: sorted(lines, key=lambda line: line["date"]) for user_id, lines in rows.items()}

    def _news_rows(self, users):
        """Moves of their accounts within the week."""
        week = fields.Datetime.now() - relativedelta(days=7)
        moves = (
            self.env["kam.account.change"]
            .sudo()
            .search(
                [
                    ("account_id.user_id", "in", users.ids),
                    ("account_id.segment_id.mode", "=", "selected"),
                    ("date", ">", week),
                    ("old_value", "not in", (False, "")),
                ]
            )
        )
        kinds = dict(moves._fields["kind"]._description_selection(self.env))
        rows = defaultdict(list)
        for move in moves:
            user = move.account_id.user_id
            if self._for_company(user, move.account_id):
                rows[user.id].append(
                    {
                        "account": move.account_id.display_name,
                        "url": f"/odoo/kam.account/{move.account_id.id}",
                        "text": f"{kinds[move.kind]}: "
                        + f" {arrow(self.env)} ".join((move.old_value or "–", move.new_value or "–")),
                    }
                )
        return rows
