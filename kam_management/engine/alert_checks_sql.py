"""The checks of early warnings as SQL (K12): each finds, among the accounts of a batch, those that need attention.

Nothing is executed here. A check returns a :class:`Check`: a query over the accounts ``a`` of the CTE ``scope`` with
the columns account_id, since, value, details (jsonb), and the CTEs it reads. Checks that read the same get it once.
Moments and days come in as values, so that a run is reproducible; amounts are in the currency of the main company.
"""

from datetime import date, datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from . import alert_people_sql as people_sql, contacts_sql
from .facts_sql import rate_values

#: Events older than this are history, not a warning.
RECENT_DAYS = 90


class Rule(NamedTuple):
    """A rule as the checks need it."""

    id: int
    check: str
    finding: str | None
    threshold: int
    months: int
    segment_ids: tuple
    severity: str
    rank: int = 0
    escalate_days: int = 0


class Frame(NamedTuple):
    """What does not depend on the account."""

    today: date
    now: datetime
    best_segment_ids: tuple  #: segments whose accounts need an executive sponsor
    rates: dict  #: {company id: factor into the main company's currency}
    main_company_id: int
    min_base: float  #: revenue below which a fall says nothing
    min_decided: int  #: decided deals below which a win rate says nothing
    years: tuple = ()  #: (company id, present fiscal year, its first day) of every company


class Check(NamedTuple):
    """A query and the CTEs it needs, in their order: {name: SQL}."""

    query: SQL
    ctes: dict


def silence(rule, frame):
    """Nobody was in touch for longer than the rule allows, or else the tier; a new account is not silent at once."""
    ctes = contacts_sql.touches(frame)
    return Check(
        SQL(
            """SELECT a.id, base.day, %(today)s - base.day, jsonb_build_object('last', touch.day)
                 FROM scope a
                 LEFT JOIN touch ON touch.account_id = a.id
                 LEFT JOIN kam_tier t ON t.id = a.tier_id
                 CROSS JOIN LATERAL (SELECT GREATEST(touch.day, a.decided_on, a.create_date::date) AS day) base
                 CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(%(days)s, 0), t.silence_days, 0) AS days) most
                WHERE most.days > 0 AND %(today)s - base.day > most.days""",
            today=frame.today,
            days=rule.threshold,
        ),
        ctes,
    )


def no_manager(_rule, frame):
    """No account manager, or one who is not with us any more."""
    return Check(
        SQL(
            """SELECT a.id, COALESCE(moved.day, a.create_date::date, %(today)s), 1, '{}'::jsonb
                 FROM scope a
                 LEFT JOIN res_users u ON u.id = a.user_id
                 LEFT JOIN LATERAL (
                     SELECT MAX(c.date)::date AS day FROM kam_account_change c
                      WHERE c.account_id = a.id AND c.kind = 'manager' AND a.user_id IS NULL) moved ON true
                WHERE u.active IS NOT TRUE""",
            today=frame.today,
        ),
        {},
    )


def coverage(rule, frame):
    """One finding of the stakeholder map, with the people it concerns."""
    return Check(
        SQL(
            """SELECT account_id, %(today)s, cardinality(ids), jsonb_build_object('ids', to_jsonb(ids))
                 FROM finding WHERE code = %(code)s""",
            today=frame.today,
            code=rule.finding,
        ),
        people_sql.findings(frame),
    )


def opponent_alone(_rule, frame):
    """Somebody powerful is against us, and none of ours talks to them."""
    return Check(
        SQL(
            """SELECT account_id, %(today)s, COUNT(*), jsonb_build_object('ids', jsonb_agg(id ORDER BY power DESC, id))
                 FROM person WHERE powerful AND support = 'opponent' AND NOT gone AND NOT ours GROUP BY account_id""",
            today=frame.today,
        ),
        people_sql.people(frame),
    )


def deals(frame):
    """CTE ``deal``: the opportunities of the accounts, with their amount in the main company's currency."""
    return {
        "deal": SQL(
            """SELECT a.id AS account_id, l.won_status, l.active, l.date_closed, l.create_date,
                      COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1) AS amount
                 FROM scope a
                 JOIN crm_lead l ON l.kam_account_id = a.id AND l.type = 'opportunity'
                 LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
                 LEFT JOIN %(rates)s AS fx(company_id, rate)
                   ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)""",
            rates=rate_values(frame.rates),
            main=frame.main_company_id,
        )
    }


def _fall(rule, frame, now, before):
    """Accounts whose sum over ``deal`` fell by the threshold (percent) from ``before`` to ``now`` (SQL conditions)."""
    return SQL(
        """SELECT account_id, %(today)s, round((before - now) * 100 / before),
                  jsonb_build_object('now', round(now), 'before', round(before))
             FROM (SELECT account_id,
                          COALESCE(SUM(amount) FILTER (WHERE %(now)s), 0)::numeric AS now,
                          COALESCE(SUM(amount) FILTER (WHERE %(before)s), 0)::numeric AS before
                     FROM deal GROUP BY account_id) sums
            WHERE before > 0 AND before >= %(base)s AND (before - now) * 100 >= before * %(percent)s""",
        today=frame.today,
        now=now,
        before=before,
        base=frame.min_base,
        percent=rule.threshold,
    )


def _between(column, start, end):
    return SQL("%(c)s > %(start)s AND %(c)s <= %(end)s", c=SQL.identifier(column), start=start, end=end)


def _periods(rule, frame):
    """(condition of the last months, condition of the same months a year before), on the day a deal was closed."""
    year, length = relativedelta(years=1), relativedelta(months=rule.months)
    return tuple(_between("date_closed", end - length, end) for end in (frame.now, frame.now - year))


def revenue_down(rule, frame):
    """Won less in the last months than in the same months a year before."""
    now, before = (SQL("won_status = 'won' AND %s", period) for period in _periods(rule, frame))
    return Check(_fall(rule, frame, now, before), deals(frame))


def pipeline_down(rule, frame):
    """Less in open opportunities than on the same day a year before (not weighted: old probabilities are gone)."""
    then = frame.now - relativedelta(years=1)
    now = SQL("won_status = 'pending' AND active")
    before = SQL("create_date <= %(then)s AND (won_status = 'pending' AND active OR date_closed > %(then)s)", then=then)
    return Check(_fall(rule, frame, now, before), deals(frame))


def win_rate_down(rule, frame):
    """A smaller part of the decided deals won than a year before, with enough decided in both periods."""
    now, before = _periods(rule, frame)
    return Check(
        SQL(
            """SELECT account_id, %(today)s, round(before - now),
                      jsonb_build_object('now', round(now), 'before', round(before))
                 FROM (SELECT account_id,
                              COUNT(*) FILTER (WHERE won_status = 'won' AND %(now)s) * 100::numeric
                                  / NULLIF(COUNT(*) FILTER (WHERE %(now)s), 0) AS now,
                              COUNT(*) FILTER (WHERE won_status = 'won' AND %(before)s) * 100::numeric
                                  / NULLIF(COUNT(*) FILTER (WHERE %(before)s), 0) AS before,
                              LEAST(COUNT(*) FILTER (WHERE %(now)s), COUNT(*) FILTER (WHERE %(before)s)) AS decided
                         FROM deal WHERE won_status <> 'pending' GROUP BY account_id) rates
                WHERE decided >= %(least)s AND before - now >= %(points)s""",
            today=frame.today,
            now=now,
            before=before,
            least=max(frame.min_decided, 1),
            points=rule.threshold,
        ),
        deals(frame),
    )


def level_down(rule, frame):
    """The last move on the relationship ladder went down, not long ago, and the account is still below."""
    return Check(
        SQL(
            """SELECT account_id, date::date, 1, jsonb_build_object('before', up.id, 'now', down.id)
                 FROM (SELECT DISTINCT ON (a.id) a.id AS account_id, a.level_id, c.date, c.old_value
                         FROM scope a JOIN kam_account_change c ON c.account_id = a.id
                        WHERE c.kind = 'level' AND c.old_value <> '' AND c.date > %(since)s
                        ORDER BY a.id, c.date DESC, c.id DESC) move
                 JOIN kam_relationship_level down ON down.id = move.level_id
                 JOIN LATERAL (  -- the move knows the level by its name, in the language of whoever moved it
                     SELECT l.id, l.sequence FROM kam_relationship_level l
                      WHERE EXISTS (SELECT FROM jsonb_each_text(l.name) n WHERE n.value = move.old_value)
                      ORDER BY l.sequence, l.id LIMIT 1) up
                   ON (down.sequence, down.id) < (up.sequence, up.id)""",
            since=frame.now - relativedelta(days=rule.threshold),
        ),
        {},
    )


def competitor_threat(rule, frame):
    """A competitor's threat was rated higher, or it gained ground with somebody, not long ago; and it still holds."""
    return Check(
        SQL(
            """SELECT account_id, MAX(day), MAX(height),
                      jsonb_build_object(
                          'rivals', COALESCE(jsonb_agg(id ORDER BY height DESC, id) FILTER (WHERE whole), '[]'),
                          'standings', COALESCE(jsonb_agg(id ORDER BY height DESC, id) FILTER (WHERE NOT whole), '[]'))
                 FROM (SELECT c.account_id, c.id, c.threat::int AS height, m.date::date AS day, true AS whole
                         FROM scope a
                         JOIN kam_competitor c ON c.account_id = a.id AND c.active
                         JOIN LATERAL (SELECT step, date FROM kam_competitor_threat m WHERE m.competitor_id = c.id
                                        ORDER BY m.date DESC, m.id DESC LIMIT 1) m ON m.step > 0
                        UNION ALL
                       SELECT c.account_id, c.id, c.strength, c.raised_on, false
                         FROM scope a
                         JOIN kam_stakeholder_competitor c ON c.account_id = a.id
                         JOIN kam_stakeholder s ON s.id = c.stakeholder_id AND s.active) gains
                WHERE height >= %(least)s AND day > %(since)s
                GROUP BY account_id""",
            least=rule.threshold,
            since=frame.today - relativedelta(days=RECENT_DAYS),
        ),
        {},
    )


#: Checks that this module knows, by code.
QUERIES = {
    function.__name__: function
    for function in (
        silence,
        no_manager,
        coverage,
        opponent_alone,
        revenue_down,
        pipeline_down,
        win_rate_down,
        level_down,
        competitor_threat,
    )
}
