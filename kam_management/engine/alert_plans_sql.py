"""Checks of early warnings that read the plan and the matrix, as SQL (see ``alert_checks_sql.py``)."""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .alert_checks_sql import Check

#: States in which a plan was agreed upon.
AGREED = ("approved", "implementation", "closed")


def no_plan(rule, frame):
    """No plan of this fiscal year was approved, so many days after it began or the account was chosen."""
    years = SQL(", ").join(SQL("(%s, %s, %s::date)", *year) for year in frame.years)
    return Check(
        SQL(
            """SELECT a.id, due.day, 1, jsonb_build_object('year', y.year)
                 FROM scope a
                 JOIN (VALUES %(years)s) AS y(company_id, year, start)
                   ON y.company_id = COALESCE(a.company_id, %(main)s)
                 CROSS JOIN LATERAL (SELECT GREATEST(y.start, a.decided_on) + %(days)s AS day) due
                WHERE due.day <= %(today)s
                  AND NOT EXISTS (SELECT FROM kam_account_plan p WHERE p.account_id = a.id AND p.year = y.year
                                  AND p.active AND p.state IN %(agreed)s)""",
            years=years,
            main=frame.main_company_id,
            days=rule.threshold,
            today=frame.today,
            agreed=AGREED,
        ),
        {},
    )


def overdue_tactic(rule, frame):
    """Tactics of an agreed plan that are not done, so many days after they were due."""
    return Check(
        SQL(
            """SELECT a.id, MIN(t.deadline), COUNT(*),
                      jsonb_build_object('ids', jsonb_agg(t.id ORDER BY t.deadline, t.id))
                 FROM scope a
                 JOIN kam_account_plan p
                   ON p.account_id = a.id AND p.active AND p.state IN ('approved', 'implementation')
                 JOIN kam_plan_tactic t ON t.plan_id = p.id
                WHERE t.done IS NOT TRUE AND t.deadline < %s
                GROUP BY a.id""",
            frame.today - relativedelta(days=rule.threshold),
        ),
        {},
    )


def overdue_milestone(rule, frame):
    """Steps of the yearly cadence that are not done, so many days after their day."""
    return Check(
        SQL(
            """SELECT a.id, MIN(m.date), COUNT(*), jsonb_build_object('ids', jsonb_agg(m.id ORDER BY m.date, m.id))
                 FROM scope a
                 JOIN kam_plan_milestone m ON m.account_id = a.id
                WHERE m.state IN ('planned', 'due') AND m.date < %s
                GROUP BY a.id""",
            frame.today - relativedelta(days=rule.threshold),
        ),
        {},
    )


#: How each standing entitlement is told, on an account ``a``.
STANDING = {
    "named_manager": SQL("EXISTS (SELECT FROM res_users u WHERE u.id = a.user_id AND u.active)"),
    "sponsor": SQL("EXISTS (SELECT FROM res_users u WHERE u.id = a.sponsor_id AND u.active)"),
    "team": SQL(
        "EXISTS (SELECT FROM kam_account_member m JOIN res_users u ON u.id = m.user_id AND u.active"
        " WHERE m.account_id = a.id)"
    ),
    "target_level": SQL("a.target_level_id IS NOT NULL"),
    "counterpart": SQL(
        "NOT EXISTS (SELECT FROM person p WHERE p.account_id = a.id AND p.powerful AND NOT p.gone AND NOT p.ours)"
    ),
}


def entitlement(cells, frame, ctes):
    """Standing activities of the matrix that do not hold.

    :param cells: [(segment id, activity id, code of the entitlement)]; not empty
    :param ctes: what the entitlements read besides the account
    """
    used = {code for _segment, _activity, code in cells}
    holds = SQL(" ").join(SQL("WHEN %s THEN %s", code, held) for code, held in STANDING.items() if code in used)
    return Check(
        SQL(
            """SELECT a.id, %(today)s, COUNT(*),
                      jsonb_build_object('ids', jsonb_agg(c.activity_id ORDER BY c.activity_id))
                 FROM scope a
                 JOIN (VALUES %(cells)s) AS c(segment_id, activity_id, code) ON c.segment_id = a.segment_id
                WHERE NOT CASE c.code %(holds)s ELSE true END
                GROUP BY a.id""",
            today=frame.today,
            cells=SQL(", ").join(SQL("(%s, %s, %s)", *cell) for cell in cells),
            holds=holds,
        ),
        ctes,
    )


#: Checks that this module knows, by code.
QUERIES = {function.__name__: function for function in (no_plan, overdue_tactic, overdue_milestone)}
