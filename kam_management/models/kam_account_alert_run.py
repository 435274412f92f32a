from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import alerts_sql

#: Accounts per statement and commit.
BATCH = 20_000


class KamAccount(models.Model):
    """The nightly run of early warnings: opens, updates, wakes, escalates and closes. Set-based and resumable."""

    _inherit = "kam.account"

    alerts_on = fields.Date(copy=False, readonly=True, help="Day of the last look for early warnings.")

    @api.model
    def _alert_run(self):
        """What a run works with: frame, rules with their SQL, and whom to escalate to."""
        rules = self.env["kam.alert.rule"]
        frame = rules._alert_frame()
        return frame, rules._alert_checks(frame), self._alert_leaders()

    @api.model
    def _alert_leaders(self):
        """Ids of the users who may see every account, and so may be told."""
        groups = [
            self.env.ref(name).id
            for name in ("kam_management.group_kam_manager", "sales_team.group_sale_salesman_all_leads")
        ]
        return self.env["res.users"].sudo().search([("share", "=", False), ("all_group_ids", "in", groups)]).ids

    def _check_alerts(self, run=None):
        """Bring the alerts of these accounts in step with what stands now (no commit).

        :param run: from :meth:`_alert_run`; made anew when left out
        :return: {what: alert ids}, what = opened, changed, woken, resolved, escalated
        """
        done = defaultdict(list)
        if not self.ids:
            return done
        frame, rules, leaders = run or self._alert_run()
        self.env.flush_all()
        # Compiling the statement takes the server longer than running it; joins of a whole batch belong into memory.
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        ids = list(self.ids)
        for what, _account, alert in self.env.execute_query(alerts_sql.sync(ids, rules, frame.today, self.env.uid)):
            done[what].append(alert)
        rows = self.env.execute_query(alerts_sql.escalate(ids, frame.today, leaders))
        done["escalated"] += [alert for _account, alert in rows]
        self.env.cr.execute(
            SQL(
                "UPDATE kam_account SET alerts_on = %s WHERE id = ANY(%s) AND alerts_on IS DISTINCT FROM %s",
                frame.today,
                ids,
                frame.today,
            )
        )
        self.env.invalidate_all()
        return done

    @api.model
    def _to_alert_domain(self, today):
        """Accounts to look at: in a segment of some rule, or with an alert left, and not looked at today."""
        rules = self.env["kam.alert.rule"].sudo().with_context(active_test=True).search([])
        segments = rules.segment_ids.ids
        if any(not rule.segment_ids for rule in rules):
            segments += self.env["kam.segment"].sudo().search([("mode", "=", "selected")]).ids
        due = Domain("alerts_on", "=", False) | Domain("alerts_on", "<", today)
        concerned = Domain("segment_id", "in", segments) & Domain("active", "=", True)
        left = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "EXISTS (SELECT FROM kam_alert k WHERE k.account_id = %s AND k.state <> 'resolved')",
                SQL.identifier(alias, "id"),
            )
        )
        return due & (concerned | left)

    @api.model
    def _cron_alerts(self, batch=BATCH):
        """Scheduled action: look through all accounts once a day. Sharded, bounded, resumable."""
        with self.env["kam.run"]._recording(self.env._("Early warnings")) as log:
            run = self._alert_run()
            today = run[0].today
            todos = self._again(lambda: self._alert_todos_begin(today))
            self.env["ir.cron"]._commit_progress()
            self._run_batches(
                "_cron_alerts",
                self._to_alert_domain(today),
                lambda accounts: accounts._alert_batch(run, log, todos),
                lambda account: account._skip_alerts(today, log),
                batch=batch,
            )
        self.env["ir.cron"]._commit_progress()

    def _alert_batch(self, run, log, todos):
        """One batch of the nightly run: alerts, to-dos, and what the log says of them."""
        done = self._check_alerts(run)
        for what, kind, text in (
            ("opened", "created", self.env._("Opened")),
            ("woken", "changed", self.env._("Woken: the snooze is over")),
            ("changed", "changed", self.env._("Other facts than before")),
            ("resolved", "resolved", self.env._("Closed: the cause is gone")),
            ("escalated", "changed", self.env._("Escalated to the manager")),
        ):
            log._note(kind, ("kam.alert", done[what]), text)
        if not todos:
            self._drop_alert_todos()
            return
        made, queued, nobody = self._give_alert_todos()
        log._note("created", made, self.env._("To-dos given"))
        log._note("queued", ("mail.activity", queued), self.env._("To-dos that wait until there is room"))
        log._note("skipped", ("kam.account", nobody), self.env._("No to-do: nobody manages the account or its team"))

    def _skip_alerts(self, today, log):
        """Leave accounts as they are until tomorrow."""
        log._note("failed", self, self.env._("Left out of the early warnings; the server's log says why"))
        self.env.cr.execute(SQL("UPDATE kam_account SET alerts_on = %s WHERE id = ANY(%s)", today, list(self.ids)))
        self.env.invalidate_all()
