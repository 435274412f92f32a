from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.scoring import Criterion, Floor, weight_units
from ..engine.scoring_sql import ScoringRules, TierRule, push_to_leads, score_batch

VERSION = "kam.scoring_version"
#: Accounts per statement and commit of the background run.
BATCH = 10_000


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
            today=fields.Date.context_today(self),
            version=self._scoring_version(),
        )

    @api.model
    def _tier_rules(self):
        levels = self.sudo().env["kam.relationship.level"].with_context(active_test=False).search([])

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
            for tier in self.sudo().with_context(active_test=True).env["kam.tier"].search([])
        ]

    @api.model
    def _scoring_version(self):
        return int(self.env["ir.config_parameter"].sudo().get_param(VERSION, "1"))

    @api.model
    def _mark_dirty(self):
        """The rules changed: every account is due for scoring, and the background run is called.

        One parameter moves on instead of a write on every account.
        """
        self.env["ir.config_parameter"].sudo().set_param(VERSION, str(self._scoring_version() + 1))
        for cron in self._crons_of("_cron_score"):
            cron._trigger()

    @api.model
    def _due_domain(self):
        """Accounts whose scores are not those of the present rules."""
        return [("scored_version", "!=", self._scoring_version())]

    @api.model
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
        segments = {one.id: one.code for one in env["kam.segment"].search([])}
        tiers = {one.id: one.code for one in env["kam.tier"].search([])}
        cause = self.env.context.get("kam_cause") or self.env._("Rules applied")
        rows = []
        for account_id, old_segment, segment, old_tier, tier in moved:
            if old_segment != segment:
                rows.append((account_id, "segment", segments.get(old_segment, ""), segments.get(segment, "")))
            if old_tier != tier:
                rows.append((account_id, "tier", tiers.get(old_tier, ""), tiers.get(tier, "")))
        columns = list(zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """INSERT INTO kam_account_change (account_id, kind, old_value, new_value, date, user_id, cause)
                   SELECT m.*, %s, %s, %s FROM unnest(%s::int[], %s::varchar[], %s::varchar[], %s::varchar[]) m""",
                fields.Datetime.now(),
                self.env.uid,
                cause,
                *[list(column) for column in columns],
            )
        )

    # -- scheduled action -----------------------------------------------------------------------------------

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
    def _take(self, domain, limit, shard=(1, 0)):
        """Lock and return up to ``limit`` accounts of a domain that no other worker holds."""
        shards, rank = shard
        model = self.sudo().with_context(active_test=False)
        domain = Domain(domain)
        if shards > 1:
            domain &= Domain.custom(
                to_sql=lambda _model, alias, _query: SQL("%s %% %s = %s", SQL.identifier(alias, "id"), shards, rank)
            )
        query = model._search(domain, order="id", limit=limit)
        rows = self.env.execute_query(
            SQL("%s FOR NO KEY UPDATE OF %s SKIP LOCKED", query.select(), SQL.identifier(self._table))
        )
        return self.sudo().browse(row[0] for row in rows)

    @api.model
    def _cron_score(self, batch=BATCH):
        """Scheduled action: bring scores, segments and tiers up to the present rules. Bounded, resumable."""
        shard = self._shard("_cron_score")
        domain = self._due_domain()
        cron = self.env["ir.cron"]
        rules = self._scoring_rules()
        while accounts := self._take(domain, batch, shard):
            accounts._score(rules)
            left = 1 if len(accounts) == batch else 0
            if not cron._commit_progress(len(accounts), remaining=left):
                break
        else:
            cron._commit_progress(remaining=0)
            self._rank_all()
            cron._commit_progress(remaining=0)
