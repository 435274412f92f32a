from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.bands import Band, quintile_bands
from ..engine.facts_sql import Window, source_expressions
from ..engine.screening_sql import (
    ComputedCriterion,
    ScreenedSegment,
    Screening,
    measures_of,
    screen_batch,
)

#: Accounts per statement and commit.
BATCH = 20_000


class KamAccount(models.Model):
    """Screening: facts of the CRM rate the computed criteria, set C and D, and rank the candidates."""

    _inherit = "kam.account"

    #: The rules' version of the last screening; another one means that it is due again.
    screened_version = fields.Integer(copy=False)

    @api.model
    def _screening(self):
        """What a screening run works with (engine ``Screening``), for now."""
        env = self.sudo().with_context(active_test=True).env
        now = fields.Datetime.now()
        window = Window(
            now=now,
            year=now - relativedelta(months=12),
            before=now - relativedelta(months=24),
            decided=now - relativedelta(months=24),
        )
        expressions = self._source_expressions(window)
        criteria = [
            ComputedCriterion(
                one.id,
                expressions[one.source],
                one.include_group,
                [Band(band.value, band.lower, band.lowest) for band in one.band_ids],
            )
            for one in env["kam.criterion"].search([("source", "!=", "manual")])
            if one.source in expressions
        ]
        segments = [
            ScreenedSegment(one.id, now - relativedelta(months=one.months) if one.months else None)
            for one in env["kam.segment"].search([("mode", "=", "screened")])
        ]
        main = self._main_company()
        return Screening(
            criteria=criteria,
            segments=segments,
            window=window,
            rates=self._currency_rates(main),
            main_company_id=main.id,
            today=fields.Date.context_today(self),
            version=self._scoring_version(),
        )

    @api.model
    def _source_expressions(self, window):
        """{source: SQL over the facts ``f``}. Addons with sources of their own extend it.

        A source gives NULL where it has no data: unknown, not zero.
        """
        get = self.env["res.config.settings"]._kam_get
        return source_expressions(window, get("growth_min_base"), get("min_decided"))

    @api.model
    def _main_company(self):
        """The company whose currency amounts are compared in."""
        companies = self.env["res.company"].sudo()
        main = self.env["ir.model.data"]._xmlid_to_res_id("base.main_company", raise_if_not_found=False)
        return companies.browse(main) if main else companies.search([], order="id", limit=1)

    @api.model
    def _currency_rates(self, main):
        """{company id: factor from its currency into the main company's}, of today."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([])
        return {
            company.id: self.env["res.currency"]._get_conversion_rate(
                company.currency_id, main.currency_id, main, today
            )
            for company in companies
        }

    def _screen(self, run=None, rules=None):
        """Screen these accounts now and score those that something changed for (no commit).

        A computed criterion without bands rates nobody: bands come from all accounts, in the background run.
        """
        if not self.ids:
            return
        run = run or self._screening()
        self.env.flush_all()
        rows = self.env.execute_query(screen_batch(list(self.ids), self._ids_with_children(), run))
        self.env.invalidate_all()
        due = self.browse(row[0] for row in rows if row[1] != run.version)
        due.with_context(kam_cause=self.env.context.get("kam_cause") or self.env._("Screening"))._score(rules)

    def _ids_with_children(self):
        """Those of the accounts that have accounts below them."""
        groups = self.sudo().with_context(active_test=False)._read_group([("parent_id", "in", self.ids)], ["parent_id"])
        return [parent.id for (parent,) in groups]

    # -- bands ----------------------------------------------------------------------------------------------

    @api.model
    def _with_bands(self, run):
        """Give computed criteria without bands the quintiles of one's own base, once; they stay frozen then."""
        missing = [one.id for one in run.criteria if not one.bands]
        if not missing:
            return run
        # A worker that comes second waits here, fails on what the first has changed, and finds the bands then.
        self._lock_rows(SQL("SELECT id FROM kam_criterion WHERE id = ANY(%s) ORDER BY id FOR UPDATE", missing))
        self._recalculate_bands(self.env["kam.criterion"].sudo().browse(missing), run)
        return self._screening()

    @api.model
    def _ensure_bands(self):
        """Set the bands that no criterion has yet: before the first screening outside the background run."""
        self._with_bands(self._screening())

    @api.model
    def _recalculate_bands(self, criteria, run=None):
        """Set the bands of computed criteria to the quintiles of the measured values of all active accounts."""
        run = run or self._screening()
        self.env.flush_all()
        ids = self.sudo().with_context(active_test=True).search([]).ids
        parents = self.sudo().browse(ids)._ids_with_children()
        for criterion in criteria.sudo():
            computed = next((one for one in run.criteria if one.id == criterion.id), None)
            if not computed:
                continue
            rows = self.env.execute_query(measures_of(computed, ids, parents, run))
            bands = quintile_bands(row[2] for row in rows)
            criterion._set_bands(bands)

    # -- scheduled action -----------------------------------------------------------------------------------

    @api.model
    def _to_screen_domain(self, run):
        """Accounts not screened today, or by older rules than those of the run."""
        return (
            Domain("screened_on", "=", False)
            | Domain("screened_on", "<", run.today)
            | Domain("screened_version", "=", False)
            | Domain("screened_version", "<", run.version)
        )

    @api.model
    def _cron_screen(self, batch=BATCH):
        """Scheduled action: screen every account once a day. Sharded, bounded, resumable.

        What a killed run had committed is not done again; what it had not is taken by the next one.
        """
        with self.env["kam.run"]._recording(self.env._("Screen")) as log:
            run = self._again(lambda: self._with_bands(self._screening()))
            self.env["ir.cron"]._commit_progress()
            rules = self._scoring_rules()
            domain = self._to_screen_domain(run)

            def work(accounts):
                accounts._screen(run, rules)
                log._note("changed", accounts, self.env._("Screened: facts rated, segment and tier set"))

            def give_up(account):
                account._skip_screening(run)
                account._note_failed(log)

            done = self._run_batches("_cron_screen", domain, work, give_up, batch=batch)
            # Also when there was nothing to screen: a run that was killed may have left the ranking out.
            if done is not None:
                self._rank_when_done(domain)

    def _skip_screening(self, run):
        """Leave accounts as they are until tomorrow."""
        self.env.cr.execute(
            SQL(
                "UPDATE kam_account SET screened_on = %s, screened_version = %s WHERE id = ANY(%s)",
                run.today,
                run.version,
                list(self.ids),
            )
        )
        self.env.invalidate_all()
