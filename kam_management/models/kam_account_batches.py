import logging

from psycopg2 import errors

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Another worker or a user was faster: the batch is done again on what they left.
CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
ATTEMPTS = 6
#: More failing accounts than this in one batch are no accident: the run stops and says so.
MAX_FAILING = 20


class KamAccount(models.Model):
    """Scheduled work on all accounts: sharded, bounded, resumable; one failing account does not stop the rest."""

    _inherit = "kam.account"

    @api.model
    def _crons_of(self, method):
        """Active scheduled actions that run ``model.<method>()``, by id: their place is their shard."""
        return (
            self.env["ir.cron"]
            .sudo()
            .search([("model_id.model", "=", "kam.account"), ("code", "=", f"model.{method}()")], order="id")
        )

    @api.model
    def _shard(self, method):
        """(number of shards, rank of the running one); (1, 0) outside a scheduled action."""
        crons = self._crons_of(method)
        running = self.env.context.get("cron_id")
        if running not in crons.ids:
            return 1, 0
        return len(crons), crons.ids.index(running)

    @api.model
    def _in_shard(self, domain, shard):
        """The domain, restricted to the accounts of one shard."""
        shards, rank = shard
        if shards == 1:
            return Domain(domain)
        return Domain(domain) & Domain.custom(
            to_sql=lambda _model, alias, _query: SQL("%s %% %s = %s", SQL.identifier(alias, "id"), shards, rank)
        )

    @api.model
    def _take(self, domain, limit, shard=(1, 0)):
        """Lock and return up to ``limit`` accounts of a domain that no other worker holds."""
        # Compiling a batch's statement takes the server longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        model = self.sudo().with_context(active_test=False)
        query = model._search(self._in_shard(domain, shard), order="id", limit=limit)
        rows = self._lock_rows(
            SQL("%s FOR NO KEY UPDATE OF %s SKIP LOCKED", query.select(), SQL.identifier(self._table))
        )
        return self.sudo().browse(row[0] for row in rows)

    @api.model
    def _lock_rows(self, query):
        """Rows of a locking query; a conflict is no error to log, because :meth:`_again` deals with it."""
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()

    @api.model
    def _alone(self, work):
        """Whether nobody else does this work, until the end of the transaction."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"kam_management.{work}"])
        return self.env.cr.fetchone()[0]

    @api.model
    def _run_batches(self, method, domain, work, give_up=None, *, batch):
        """Work on all accounts of a domain in this worker's shard, batch by batch: lock, work, commit.

        :param method: name of the scheduled action's method, which tells the shards
        :param domain: accounts still to do; ``work`` must take an account out of it
        :param work: called with each locked batch
        :param give_up: called with an account that failed, to take it out of the domain for later runs as well
        :return: number of accounts worked on, or None when something is left for this worker
        """
        cron = self.env["ir.cron"]
        shard = self._shard(method)
        left_out = set()
        total = 0

        def leave_out(account):
            left_out.add(account.id)
            if give_up:
                give_up(account)

        def one_batch():
            accounts = self._take(Domain(domain) & Domain("id", "not in", left_out), batch, shard)
            accounts._each_or_all(work, leave_out)
            self.env.flush_all()
            return len(accounts)

        while (count := self._again(one_batch)) == batch:
            total += count
            if not cron._commit_progress(count, remaining=1):
                return None
        total += count
        cron._commit_progress(count)
        # What somebody else has locked just now is left for the next call.
        todo = self._in_shard(Domain(domain) & Domain("id", "not in", left_out), shard)
        left = self.sudo().with_context(active_test=False).search_count(todo)
        cron._commit_progress(remaining=left)
        return None if left else total

    @api.model
    def _again(self, step):
        """Call ``step`` and return its result; when another transaction was faster, roll back and call it again."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return step()
            except CONFLICTS:
                if attempt == ATTEMPTS:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all()
                _logger.info("Another transaction was faster; batch tried again (%s)", attempt)

    def _each_or_all(self, work, give_up, failed=None):
        """Work on all at once; if that fails on halves, until the failing account stands alone and is left out."""
        if not self:
            return
        failed = [] if failed is None else failed
        try:
            with self.env.cr.savepoint():
                work(self)
            return
        except CONFLICTS:
            raise
        except Exception as error:
            problem = error
        self.env.invalidate_all()
        if len(self) > 1:
            middle = len(self) // 2
            self[:middle]._each_or_all(work, give_up, failed)
            self[middle:]._each_or_all(work, give_up, failed)
            return
        failed.append(self.id)
        if len(failed) > MAX_FAILING:
            raise problem
        _logger.error("Key account %s was left out of a scheduled action", self.id, exc_info=problem)
        give_up(self)

    def _note_failed(self, run):
        """Say in the run log that accounts were left out."""
        run._note("failed", self, self.env._("Left out, tried again by the next run; the server's log says why"))

    @api.model
    def _rank_when_done(self, domain):
        """Rank once every worker is through: the last of them sees nothing left to do."""

        def rank():
            # The lock comes first, so that what is read is not older than what the worker before has ranked.
            if self._alone("rank") and not self.sudo().with_context(active_test=False).search_count(domain, limit=1):
                self._rank_all()

        self._again(rank)
        self.env["ir.cron"]._commit_progress(remaining=0)

    def init(self):
        """Room on each page, so that scoring rewrites a row in place instead of touching every index."""
        self.env.cr.execute(SQL("ALTER TABLE %s SET (fillfactor = 70)", SQL.identifier(self._table)))
        return super().init()
