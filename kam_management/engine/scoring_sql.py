"""SQL of the scores: the set-based twin of :mod:`.scoring`, exact to the last digit.

Sums are integers (units of weight), divisions are ``numeric``, so that both ways round alike.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .scoring import as_decimal


class TierRule(NamedTuple):
    """A tier, best first: it holds in ``segment_ids``, and with one of the levels where levels are asked for."""

    id: int
    segment_ids: list
    level_ids: list
    target_level_ids: list
    any_level: bool


class ScoringRules(NamedTuple):
    """What scores, recommended segment and tier are computed from."""

    criteria: list  # of engine.scoring.Criterion
    units: dict
    floors: list  # of engine.scoring.Floor, best first
    tiers: list  # of TierRule, best first
    share: float
    min_coverage: float
    today: object
    version: int


def _weights(rules):
    """``VALUES`` (criterion_id, attractiveness units, strength units, financial units)."""
    rows = [
        SQL(
            "(%s, %s::bigint, %s::bigint, %s::bigint)",
            criterion.id,
            rules.units[criterion.id] if criterion.axis == "attractiveness" else 0,
            rules.units[criterion.id] if criterion.axis == "strength" else 0,
            rules.units[criterion.id] if criterion.group == "financial" else 0,
        )
        for criterion in rules.criteria
    ]
    return SQL("(VALUES %s)", SQL(", ").join(rows or [SQL("(0, 0::bigint, 0::bigint, 0::bigint)")]))


def _total(rules, axis):
    return sum(rules.units[criterion.id] for criterion in rules.criteria if criterion.axis == axis)


def scores_query(ids, rules):
    """Query of the scores of accounts: id, axis scores, coverages, score and financial score (NULL = unknown).

    :param ids: account ids, or None for all
    """
    part = SQL("(%s::numeric / 100)", as_decimal(rules.share))
    return SQL(
        """SELECT t.*, CASE
               WHEN t.coverage >= %(min_coverage)s AND t.attractiveness IS NOT NULL AND t.strength IS NOT NULL
               THEN round(t.attractiveness * %(part)s + t.strength * (1 - %(part)s), 2) END AS score
           FROM (
             SELECT p.*, LEAST(p.attractiveness_coverage, p.strength_coverage) AS coverage FROM (
               SELECT a.id,
                      round(s.a_points * 25::numeric / NULLIF(s.a_units, 0), 2) AS attractiveness,
                      round(s.s_points * 25::numeric / NULLIF(s.s_units, 0), 2) AS strength,
                      round(s.f_points * 25::numeric / NULLIF(s.f_units, 0), 2) AS financial,
                      COALESCE(round(s.a_units * 100::numeric / NULLIF(%(a_total)s, 0), 2), 0)
                          AS attractiveness_coverage,
                      COALESCE(round(s.s_units * 100::numeric / NULLIF(%(s_total)s, 0), 2), 0)
                          AS strength_coverage
                 FROM kam_account a
                 LEFT JOIN (
                   SELECT r.account_id,
                          SUM(w.a_units)::bigint AS a_units,
                          SUM(w.a_units * (r.value - 1))::bigint AS a_points,
                          SUM(w.s_units)::bigint AS s_units,
                          SUM(w.s_units * (r.value - 1))::bigint AS s_points,
                          SUM(w.f_units)::bigint AS f_units,
                          SUM(w.f_units * (r.value - 1))::bigint AS f_points
                     FROM kam_account_rating r
                     JOIN %(weights)s AS w(criterion_id, a_units, s_units, f_units)
                       ON w.criterion_id = r.criterion_id
                    WHERE %(ratings)s
                    GROUP BY r.account_id
                 ) s ON s.account_id = a.id
                WHERE %(accounts)s
             ) p
           ) t""",
        min_coverage=as_decimal(rules.min_coverage),
        part=part,
        a_total=_total(rules, "attractiveness"),
        s_total=_total(rules, "strength"),
        weights=_weights(rules),
        ratings=SQL("TRUE") if ids is None else SQL("r.account_id = ANY(%s)", ids),
        accounts=SQL("TRUE") if ids is None else SQL("a.id = ANY(%s)", ids),
    )


def eligible_case(rules, alias="q"):
    """Segment id whose floors the scores in ``alias`` reach, else NULL."""
    table = SQL.identifier(alias)
    whens = [
        SQL(
            "WHEN %(t)s.score >= %(score)s AND %(t)s.attractiveness >= %(a)s AND %(t)s.strength >= %(s)s THEN %(id)s",
            t=table,
            score=as_decimal(floor.score),
            a=as_decimal(floor.attractiveness),
            s=as_decimal(floor.strength),
            id=floor.segment_id,
        )
        for floor in rules.floors
    ]
    return SQL("(CASE %s END)::int", SQL(" ").join(whens)) if whens else SQL("NULL::int")


def tier_case(rules, segment, level, target, override):
    """Tier id for the given SQL expressions: the override, else the first tier whose conditions hold."""
    whens = []
    for tier in rules.tiers:
        condition = SQL("%s = ANY(%s)", segment, tier.segment_ids)
        if not tier.any_level:
            condition = SQL(
                "%s AND (%s = ANY(%s) OR %s = ANY(%s))",
                condition,
                level,
                tier.level_ids,
                target,
                tier.target_level_ids,
            )
        whens.append(SQL("WHEN %s THEN %s", condition, tier.id))
    rule = SQL("CASE %s END", SQL(" ").join(whens)) if whens else SQL("NULL::int")
    return SQL("COALESCE(%s, %s)::int", override, rule)


def score_batch(ids, rules):
    """The statement that scores the accounts ``ids`` and decides segment and tier.

    Returns, for the rows that changed segment or tier, (id, old segment, segment, old tier, tier).
    """
    holds = SQL("(a.override_until IS NULL OR a.override_until >= %s)", rules.today)
    segment = SQL(
        "COALESCE(CASE WHEN %s THEN a.override_segment_id END, a.decided_segment_id, a.screened_segment_id)",
        holds,
    )
    tier = tier_case(
        rules,
        SQL("m.segment_id"),
        SQL("m.level_id"),
        SQL("m.target_level_id"),
        SQL("CASE WHEN m.holds THEN m.override_tier_id END"),
    )
    return SQL(
        """WITH q AS MATERIALIZED (%(scores)s),
           m AS (
             SELECT q.*, %(segment)s AS segment_id, a.level_id, a.target_level_id, a.override_tier_id,
                    %(holds)s AS holds, a.segment_id AS old_segment_id, a.tier_id AS old_tier_id,
                    COALESCE(%(eligible)s, a.screened_segment_id) AS recommended_segment_id
               FROM q JOIN kam_account a ON a.id = q.id
           ),
           n AS (SELECT m.*, %(tier)s AS tier_id FROM m),
           written AS (
             UPDATE kam_account a
                SET attractiveness = COALESCE(n.attractiveness, 0),
                    attractiveness_known = n.attractiveness IS NOT NULL,
                    attractiveness_coverage = n.attractiveness_coverage,
                    strength = COALESCE(n.strength, 0), strength_known = n.strength IS NOT NULL,
                    strength_coverage = n.strength_coverage,
                    score = COALESCE(n.score, 0), score_known = n.score IS NOT NULL,
                    coverage = n.coverage,
                    financial_score = COALESCE(n.financial, 0), financial_known = n.financial IS NOT NULL,
                    recommended_segment_id = n.recommended_segment_id,
                    segment_id = n.segment_id, tier_id = n.tier_id,
                    scored_version = %(version)s
               FROM n
              WHERE a.id = n.id
                AND (a.scored_version IS DISTINCT FROM %(version)s
                     OR (a.segment_id, a.tier_id) IS DISTINCT FROM (n.segment_id, n.tier_id))
             RETURNING a.id
           )
           SELECT n.id, n.old_segment_id, n.segment_id, n.old_tier_id, n.tier_id
             FROM n JOIN written USING (id)
            WHERE (n.old_segment_id, n.old_tier_id) IS DISTINCT FROM (n.segment_id, n.tier_id)""",
        scores=scores_query(ids, rules),
        segment=segment,
        holds=holds,
        eligible=eligible_case(rules),
        tier=tier,
        version=rules.version,
    )


def push_to_leads(ids):
    """Write segment and tier of the accounts ``ids`` on their leads, only where they differ."""
    return SQL(
        """UPDATE crm_lead l
              SET kam_segment_id = a.segment_id, kam_tier_id = a.tier_id
             FROM kam_account a
            WHERE l.kam_account_id = a.id AND a.id = ANY(%s)
              AND (l.kam_segment_id, l.kam_tier_id) IS DISTINCT FROM (a.segment_id, a.tier_id)""",
        ids,
    )
