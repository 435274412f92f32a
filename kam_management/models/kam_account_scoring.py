from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.scoring import Criterion, Floor, weight_units
from ..engine.scoring_sql import ScoringRules, TierRule, push_to_leads, score_batch

VERSION = "kam.scoring_version"
#: Accounts per statement and commit of the background run.
BATCH = 20_000


class KamAccount(models.Model):
    """Scores in bulk. Weights and floors are no ORM dependencies: when they change, the rules' version moves on
    and a background run brings the accounts up to it."""

    _inherit = "kam.account"

    @api.model
    def _scoring_rules(self):
        """What scores, recommended segments and tiers are computed from (engine ``ScoringRules``)."""
        env = self.sudo().with_context(active_test=True).env
        criteria = [
            Criterion(one.id, one.axis, one.weight, one.max_share, one.group or "")
            for one in env["kam.criterion"].search([])
        ]
        floors = [
            Floor(one.id, one.min_score, one.min_attractiveness, one.min_strength)
            for one in env["kam.segment"].search([("mode", "=", "selected")])
        ]
        get = env["res.config.settings"]._kam_get
        return ScoringRules(
            criteria=criteria,
            units=weight_units(criteria),
            floors=floors,
            tiers=self._tier_rules(),
            share=get("attractiveness_share"),
            min_coverage=get("min_coverage"),
            today=self._today(),
            version=self._scoring_version(),
        )

    @api.model
    def _tier_rules(self):
        # archived segments and levels still describe the accounts that have them
        env = self.sudo().with_context(active_test=False).env
        levels = env["kam.relationship.level"].search([])
        tiers = env["kam.tier"].search([("active", "=", True)])

        def from_level(lowest):
            return [level.id for level in levels if lowest and level.sequence >= lowest.sequence]

        return [
            TierRule(
                tier.id,
                tier.segment_ids.ids,
                from_level(tier.min_level_id),
                from_level(tier.min_target_level_id),
                not (tier.min_level_id or tier.min_target_level_id),
            )
            for tier in tiers
        ]

    @api.model
    def _scoring_version(self):
        # Read past the cache of parameters: another worker may have changed the rules a moment ago.
        parameter = self.env["ir.config_parameter"].sudo().search_fetch([("key", "=", VERSION)], ["value"], limit=1)
        return int(parameter.value or 1)

    @api.model
    def _mark_dirty(self):
        """The rules changed: every account is due, and the background runs are called.

        One parameter moves on instead of a write on every account. Scoring is the quick run; screening follows
        because bands, sources and months may be what changed.
        """
        self.env["ir.config_parameter"].sudo().set_param(VERSION, str(self._scoring_version() + 1))
        for cron in self._crons_of("_cron_score") | self._crons_of("_cron_screen"):
            cron._trigger()

    @api.model
    def _due_domain(self, version=None):
        """Accounts whose scores are those of older rules; a negative version was tried and failed."""
        version = version or self._scoring_version()
        return [("scored_version", "<", version), ("scored_version", "!=", -version)]

    @api.model
    @api.private
    def due_count(self):
        """How many accounts wait for the background run: the screens say so."""
        return self.with_context(active_test=False).search_count(self._due_domain())

    def _score(self, rules=None):
        """Score the accounts set-based, record their moves, push segment and tier to their leads."""
        if not self.ids:
            return
        rules = rules or self._scoring_rules()
        self.env.flush_all()
        moved = self.env.execute_query(score_batch(list(self.ids), rules))
        if moved:
            self._record_moves(moved)
            self.env.cr.execute(push_to_leads([row[0] for row in moved]))
        self.env.invalidate_all()

    def _record_moves(self, moved):
        """History of a bulk run: one insert for all moves of segment and tier."""
        env = self.sudo().with_context(active_test=False).env
        segments = {one.id: one._move_text() for one in env["kam.segment"].search([])}
        tiers = {one.id: one._move_text() for one in env["kam.tier"].search([])}
        cause = self.env.context.get("kam_cause") or self.env._("Rules applied")
        rows = []
        for account_id, old_segment, segment, old_tier, tier in moved:
            if old_segment != segment:
                rows.append((account_id, "segment", segments.get(old_segment, ""), segments.get(segment, "")))
            if old_tier != tier:
                rows.append((account_id, "tier", tiers.get(old_tier, ""), tiers.get(tier, "")))
        changes = env["kam.account.change"]
        places = changes._places()
        rows = [(*row, changes._direction(places, *row[1:]) or None) for row in rows]
        columns = list(zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """INSERT INTO kam_account_change
                          (account_id, kind, old_value, new_value, direction, date, user_id, cause)
                   SELECT m.*, %s, %s, %s
                     FROM unnest(%s::int[], %s::varchar[], %s::varchar[], %s::varchar[], %s::varchar[]) m""",
                fields.Datetime.now(),
                self.env.uid,
                cause,
                *[list(column) for column in columns],
            )
        )

    def _read_group_select(self, aggregate_spec, query):
        """Averages of scores count the known ones only: unknown is not zero."""
        name = aggregate_spec.partition(":")[0]
        known = {"financial_score": "financial_known"}.get(name, f"{name}_known")
        if aggregate_spec.endswith(":avg") and known in self._fields:
            return SQL(
                "AVG(%s) FILTER (WHERE %s)",
                self._field_to_sql(self._table, name, query),
                self._field_to_sql(self._table, known, query),
            )
        return super()._read_group_select(aggregate_spec, query)

    # -- scheduled action -----------------------------------------------------------------------------------

    @api.model
    def _cron_score(self, batch=BATCH):
        """Scheduled action: bring scores, segments and tiers up to the present rules. Bounded, resumable."""
        rules = self._scoring_rules()
        domain = self._due_domain(rules.version)

        def give_up(account):
            account._note_failed(run)
            self.env.cr.execute(
                SQL("UPDATE kam_account SET scored_version = %s WHERE id = %s", -rules.version, account.id)
            )

        def work(accounts):
            accounts._score(rules)
            run._note("changed", accounts, self.env._("Scored by the present rules"))

        with self.env["kam.run"]._recording(self.env._("Apply changed rules")) as run:
            if self._run_batches("_cron_score", domain, work, give_up, batch=batch):
                self._rank_when_done(domain)
