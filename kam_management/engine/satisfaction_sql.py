"""SQL of satisfaction: means of any number of accounts in one statement. Nothing is executed here.

Only answers with a score count: unknown is not zero.
"""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .alert_checks_sql import Check
from .alerts_sql import RESPONSIBLE
from .satisfaction import window

COUNTED = SQL("s.active AND s.score_known")


def means(ids, today):
    """Rows (account id, mean of the last year, mean of the year before, answers of the last year, last day)."""
    last, before = window(today)
    return SQL(
        """SELECT s.account_id, round((AVG(s.score) FILTER (WHERE s.date > %(last)s))::numeric, 1)::float8,
                  round((AVG(s.score) FILTER (WHERE s.date <= %(last)s))::numeric, 1)::float8,
                  COUNT(*) FILTER (WHERE s.date > %(last)s), MAX(s.date)
             FROM kam_satisfaction s
            WHERE s.account_id = ANY(%(ids)s) AND %(counted)s AND s.date > %(before)s AND s.date <= %(today)s
            GROUP BY s.account_id""",
        ids=list(ids),
        counted=COUNTED,
        last=last,
        before=before,
        today=today,
    )


def accounts_with_mean(operator, value, today):
    """Ids of the accounts whose mean of the last year compares so with a value."""
    return SQL(
        """SELECT s.account_id FROM kam_satisfaction s
            WHERE %(counted)s AND s.date > %(last)s AND s.date <= %(today)s
            GROUP BY s.account_id HAVING round(AVG(s.score)::numeric, 1) %(operator)s %(value)s""",
        counted=COUNTED,
        last=window(today)[0],
        today=today,
        operator=SQL({"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "="}[operator]),
        value=value,
    )


def in_period(ids, start, end):
    """Rows (account id, sum, number) of the answers from a day until before another one."""
    return SQL(
        """SELECT s.account_id, round(SUM(s.score)::numeric, 2), COUNT(*)
             FROM kam_satisfaction s
            WHERE s.account_id = ANY(%s) AND %s AND s.date >= %s AND s.date < %s
            GROUP BY s.account_id""",
        list(ids),
        COUNTED,
        start,
        end,
    )


def satisfaction_down(rule, frame):
    """The mean of the last months is lower by the threshold than in as many months before."""
    start = frame.today - relativedelta(months=rule.months)
    before = start - relativedelta(months=rule.months)
    return Check(
        SQL(
            """SELECT sums.account_id, low.since, round((sums.before - sums.now)::numeric, 1),
                      jsonb_build_object('now', round(sums.now::numeric, 1), 'before', round(sums.before::numeric, 1),
                                         'ids', low.ids)
                 FROM (SELECT s.account_id, AVG(s.score) FILTER (WHERE s.date > %(start)s) AS now,
                              AVG(s.score) FILTER (WHERE s.date <= %(start)s) AS before
                         FROM scope a JOIN kam_satisfaction s ON s.account_id = a.id
                        WHERE %(counted)s AND s.date > %(before)s AND s.date <= %(today)s
                        GROUP BY s.account_id) sums
                 CROSS JOIN LATERAL (
                     SELECT MIN(s.date) AS since,
                            COALESCE(jsonb_agg(DISTINCT s.moment_id) FILTER (WHERE s.moment_id IS NOT NULL), '[]')
                                AS ids
                       FROM kam_satisfaction s
                      WHERE s.account_id = sums.account_id AND %(counted)s AND s.date > %(start)s
                        AND s.date <= %(today)s AND s.score < sums.before) low
                WHERE sums.before - sums.now >= %(points)s""",
            counted=COUNTED,
            start=start,
            before=before,
            today=frame.today,
            points=rule.threshold,
        ),
        {},
    )


def to_ask(today, notice, fresh, limit):
    """Milestones before which the customer is to be asked now: (id, user), for each person the nearest first.

    Not where somebody was asked already, or gave an answer in the days that count as fresh. Without anybody
    responsible the user is empty.

    :param notice: so many days before the milestone
    :param fresh: answers of so many days before today count
    :param limit: at most so many for each person
    """
    return SQL(
        """SELECT id, user_id FROM (
               SELECT m.id, m.date, who.user_id,
                      row_number() OVER (PARTITION BY who.user_id ORDER BY m.date, g.sequence, m.id) AS place
                 FROM kam_plan_milestone m
                 JOIN kam_cadence_step step ON step.id = m.step_id AND step.ask_before
                 JOIN kam_account a ON a.id = m.account_id AND a.active
                 LEFT JOIN kam_segment g ON g.id = a.segment_id
                 CROSS JOIN LATERAL (SELECT %(responsible)s AS user_id) who
                WHERE m.state IN ('planned', 'due') AND m.ask_given IS NOT TRUE
                  AND m.date >= %(today)s AND m.date - %(notice)s <= %(today)s
                  AND NOT EXISTS (SELECT FROM kam_satisfaction s
                                   WHERE s.account_id = m.account_id AND s.active AND s.date > %(today)s - %(fresh)s)
           ) x WHERE place <= %(limit)s OR user_id IS NULL
            ORDER BY date, id""",
        responsible=RESPONSIBLE,
        today=today,
        notice=notice,
        fresh=fresh,
        limit=limit,
    )
