"""SQL of the screening of one batch of accounts: facts -> measures -> ratings -> screened segment.

One statement for a batch. It rates the computed criteria, takes back ratings whose source has no data any
more (unknown is not zero), never touches a rating given by a person, and marks for scoring only the accounts
that something changed for.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .facts_sql import facts, group_scope, own_scope, rate_values


class ComputedCriterion(NamedTuple):
    """A computed criterion: its source's SQL expression, whether the group counts, bands highest first."""

    id: int
    expression: SQL
    include_group: bool
    bands: list


class ScreenedSegment(NamedTuple):
    """A screened segment, best first; ``since`` None means that any history is enough."""

    id: int
    since: object


class Screening(NamedTuple):
    """What a screening run works with."""

    criteria: list
    segments: list
    window: object
    rates: dict
    main_company_id: int
    today: object
    version: int


def _facts_ctes(ids, parents, run):
    own = facts(own_scope(ids), run.window, run.rates, run.main_company_id)
    if not parents:
        return SQL("own AS MATERIALIZED (%s), grouped AS (SELECT * FROM own WHERE false)", own)
    grouped = facts(group_scope(parents), run.window, run.rates, run.main_company_id)
    return SQL("own AS MATERIALIZED (%s), grouped AS MATERIALIZED (%s)", own, grouped)


def _measures(criteria):
    """Query of (account_id, criterion_id, measure), unknown ones left out."""
    queries = [
        SQL(
            "SELECT f.account_id, %s AS criterion_id, (%s)::float8 AS measure FROM (%s) f",
            criterion.id,
            criterion.expression,
            SQL(
                "SELECT * FROM grouped UNION ALL"
                " SELECT * FROM own WHERE account_id NOT IN (SELECT account_id FROM grouped)"
            )
            if criterion.include_group
            else SQL("SELECT * FROM own"),
        )
        for criterion in criteria
    ]
    empty = SQL("SELECT NULL::int AS account_id, NULL::int AS criterion_id, NULL::float8 AS measure WHERE false")
    return SQL("SELECT * FROM (%s) m WHERE measure IS NOT NULL", SQL(" UNION ALL ").join(queries or [empty]))


def _rating_case(criteria):
    """Rating of ``m.measure`` by the bands of its criterion."""
    whens = []
    for criterion in criteria:
        lowest = [band.value for band in criterion.bands if band.lowest]
        steps = SQL(" ").join(
            SQL("WHEN m.measure >= %s THEN %s", band.lower, band.value)
            for band in sorted(criterion.bands, key=lambda band: -band.value)
            if not band.lowest
        )
        default = SQL("%s", lowest[0]) if lowest else SQL("NULL")
        rating = SQL("CASE %s ELSE %s END", steps, default) if steps.code else default
        whens.append(SQL("WHEN m.criterion_id = %s THEN %s", criterion.id, rating))
    return SQL("(CASE %s END)::int", SQL(" ").join(whens)) if whens else SQL("NULL::int")


def _segment_case(segments):
    whens = [
        SQL("WHEN f.account_id IS NOT NULL THEN %s", segment.id)
        if segment.since is None
        else SQL("WHEN f.last_live >= %s THEN %s", segment.since, segment.id)
        for segment in segments
    ]
    return SQL("(CASE %s END)::int", SQL(" ").join(whens)) if whens else SQL("NULL::int")


def screen_batch(ids, parents, run):
    """The statement that screens the accounts ``ids``; returns (id, rules' version of its scores, 0 = due).

    :param ids: account ids, already locked
    :param parents: those of them that have accounts below them
    :param run: :class:`Screening`
    """
    return SQL(
        """WITH %(facts)s,
           measures AS MATERIALIZED (
               SELECT m.account_id, m.criterion_id, m.measure, %(rating)s AS value FROM (%(measures)s) m
           ),
           rated AS (
               INSERT INTO kam_account_rating AS r (account_id, criterion_id, value, measure, origin, date)
               SELECT account_id, criterion_id, value, measure, 'computed', %(today)s
                 FROM measures WHERE value IS NOT NULL
               ON CONFLICT (account_id, criterion_id) DO UPDATE
                 SET value = EXCLUDED.value, measure = EXCLUDED.measure, date = EXCLUDED.date
                 WHERE r.origin = 'computed'
                   AND (r.value, r.measure) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.measure)
               RETURNING account_id
           ),
           taken_back AS (
               DELETE FROM kam_account_rating r
                WHERE r.origin = 'computed' AND r.account_id = ANY(%(ids)s)
                  AND NOT EXISTS (SELECT FROM measures m WHERE m.account_id = r.account_id
                                  AND m.criterion_id = r.criterion_id AND m.value IS NOT NULL)
               RETURNING account_id
           ),
           touched AS (SELECT account_id FROM rated UNION SELECT account_id FROM taken_back)
           UPDATE kam_account a
              SET revenue = n.revenue, revenue_previous = n.revenue_previous, pipeline = n.pipeline,
                  group_revenue = n.group_revenue, screened_segment_id = n.segment_id,
                  screened_on = %(today)s, screened_version = %(version)s,
                  scored_version = CASE
                      WHEN n.touched OR a.screened_segment_id IS DISTINCT FROM n.segment_id THEN 0
                      ELSE a.scored_version END
             FROM (
               SELECT b.id, %(segment)s AS segment_id,
                      round(COALESCE(f.won_year, 0) / fx.rate, 2) AS revenue,
                      round(COALESCE(f.won_before, 0) / fx.rate, 2) AS revenue_previous,
                      round(COALESCE(f.pipeline, 0)::numeric / fx.rate, 2) AS pipeline,
                      round(COALESCE(g.won_year, f.won_year, 0) / fx.rate, 2) AS group_revenue,
                      b.id IN (SELECT account_id FROM touched) AS touched
                 FROM kam_account b
                 LEFT JOIN %(rates)s AS fx(company_id, rate)
                   ON fx.company_id = COALESCE(b.company_id, %(main)s)
                 LEFT JOIN own f ON f.account_id = b.id
                 LEFT JOIN grouped g ON g.account_id = b.id
                WHERE b.id = ANY(%(ids)s)
             ) n
            WHERE a.id = n.id
           RETURNING a.id, a.scored_version""",
        facts=_facts_ctes(ids, parents, run),
        measures=_measures(run.criteria),
        rating=_rating_case(run.criteria),
        segment=_segment_case(run.segments),
        rates=rate_values(run.rates),
        main=run.main_company_id,
        ids=ids,
        today=run.today,
        version=run.version,
    )


def measures_of(criterion, ids, parents, run):
    """Query of (account_id, criterion_id, measure) for one criterion, from which bands are calculated."""
    return SQL("WITH %s %s", _facts_ctes(ids, parents, run), _measures([criterion]))
