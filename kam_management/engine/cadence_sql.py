"""SQL of the yearly cadence: milestones of one batch of accounts laid out, taken back, and opened when due (K10)."""

from typing import NamedTuple

from odoo.tools import SQL

from .owners_sql import PERSON_JOINS, owner


class Cadence(NamedTuple):
    """What a run of the cadence works with."""

    today: object
    #: the last day up to which everything was done: what fell due since then is caught up
    since: object
    #: [(step id, owner role, kind, notice days, segment ids)]
    steps: list
    #: ``engine.cadence.Occurrence`` for each first month in use
    occurrences: list
    #: {first month: text that changes with the years laid out}
    years: dict
    version: str
    main_company_id: int
    persons: dict
    functions: dict
    roles: list


def fiscal_month(alias, main_company_id):
    """SQL of the first month of the fiscal year of an account's company."""
    return SQL(
        "(SELECT kam_fiscal_month::int FROM res_company WHERE id = COALESCE(%s, %s))",
        SQL.identifier(alias, "company_id"),
        main_company_id,
    )


def stamp(alias, run):
    """SQL of what an account's milestones depend on: another value than the stored one means due again."""
    years = SQL(" ").join(SQL("WHEN %s THEN %s", month, text) for month, text in run.years.items())

    def column(name):
        return SQL.identifier(alias, name)

    return SQL(
        "concat_ws(':', CASE WHEN %s THEN COALESCE(%s, 0) ELSE 0 END, %s, (CASE %s %s END),"
        " COALESCE(%s, 0), COALESCE(%s, 0), COALESCE(%s, 0))",
        column("active"),
        column("segment_id"),
        run.version,
        fiscal_month(alias, run.main_company_id),
        years,
        column("user_id"),
        column("sponsor_id"),
        column("team_id"),
    )


def _targets(run):
    """Rows (step_id, segment_id, first_month, year, occurrence, day, open_on, role, kind) as a VALUES list."""
    by_step = {step_id: (role, kind, segments) for step_id, role, kind, _notice, segments in run.steps}
    rows = [
        SQL(
            "(%s, %s, %s, %s, %s, %s::date, %s::date, %s, %s)",
            one.step_id,
            segment,
            one.first_month,
            one.year,
            one.number,
            one.day,
            one.open_on,
            by_step[one.step_id][0],
            by_step[one.step_id][1],
        )
        for one in run.occurrences
        for segment in by_step[one.step_id][2]
    ]
    if not rows:
        rows = [SQL("(0, 0, 0, 0, 0, NULL::date, NULL::date, '', '')")]
    return SQL(
        "(VALUES %s) AS t(step_id, segment_id, first_month, year, occurrence, day, open_on, role, kind)",
        SQL(", ").join(rows),
    )


def _accounts(ids, run):
    return SQL(
        """(SELECT a.*, COALESCE(c.kam_fiscal_month, '1')::int AS first_month,
                   CASE WHEN split_part(a.cadence_stamp, ':', 1) = a.segment_id::text THEN %s::date ELSE %s::date END
                       AS since
              FROM kam_account a LEFT JOIN res_company c ON c.id = COALESCE(a.company_id, %s)
             WHERE a.id = ANY(%s) AND a.active) a""",
        run.since,
        run.today,
        run.main_company_id,
        list(ids),
    )


def lay_out(ids, run):
    """Make the milestones of accounts that are not there, and correct those ahead that the rules changed.

    An account that came into its segment since the last run gets what lies ahead only; one that was there all the
    time also gets what fell due while nothing ran.
    """
    user, flag = owner(SQL("t.role"), run.persons, run.functions, run.roles)
    return SQL(
        """INSERT INTO kam_plan_milestone AS m (account_id, company_id, plan_id, step_id, kind, year, occurrence,
                                                date, open_on, state, user_id, owner_flag, moved, todo_given)
           SELECT a.id, a.company_id, p.id, t.step_id, t.kind, t.year, t.occurrence, t.day, t.open_on, 'planned',
                  %(user)s, %(flag)s, false, false
             FROM %(accounts)s
             JOIN %(targets)s ON t.segment_id = a.segment_id AND t.first_month = a.first_month AND t.day >= a.since
             LEFT JOIN kam_account_plan p
               ON p.account_id = a.id AND p.year = t.year AND p.merged_into_id IS NULL
             %(joins)s
           ON CONFLICT (account_id, step_id, year, occurrence) DO UPDATE
              SET state = CASE WHEN m.state = 'cancelled' THEN 'planned' ELSE m.state END, cancel_reason = NULL,
                  date = CASE WHEN m.moved THEN m.date ELSE excluded.date END,
                  open_on = CASE WHEN m.moved THEN m.date - (excluded.date - excluded.open_on)
                                 ELSE excluded.open_on END,
                  kind = excluded.kind, user_id = excluded.user_id, owner_flag = excluded.owner_flag
            WHERE m.state IN ('planned', 'cancelled')
              AND (m.state, m.date, m.open_on, m.kind, m.user_id, m.owner_flag) IS DISTINCT FROM
                  ('planned', excluded.date, excluded.open_on, excluded.kind, excluded.user_id, excluded.owner_flag)
              AND (m.state = 'planned' OR excluded.date >= %(today)s)
           RETURNING m.id""",
        user=user,
        flag=flag,
        accounts=_accounts(ids, run),
        targets=_targets(run),
        joins=PERSON_JOINS,
        today=run.today,
    )


def take_back(ids, run):
    """Cancel what lies ahead and is no longer due; what is past or done stays as it is."""
    return SQL(
        """UPDATE kam_plan_milestone m SET state = 'cancelled'
            WHERE m.account_id = ANY(%(ids)s) AND m.state IN ('planned', 'due') AND m.date >= %(today)s
              AND NOT EXISTS (
                  SELECT FROM %(accounts)s JOIN %(targets)s
                      ON t.segment_id = a.segment_id AND t.first_month = a.first_month
                   WHERE a.id = m.account_id AND t.step_id = m.step_id AND t.year = m.year
                     AND t.occurrence = m.occurrence AND (t.day >= a.since OR m.moved))
           RETURNING m.id""",
        ids=list(ids),
        today=run.today,
        accounts=_accounts(ids, run),
        targets=_targets(run),
    )


def mark(ids, run):
    """Remember what the milestones of accounts were laid out for."""
    return SQL("UPDATE kam_account SET cadence_stamp = %s WHERE id = ANY(%s)", stamp("kam_account", run), list(ids))


def open_due(ids, run):
    """Open the milestones whose notice has begun, for whoever is their owner now."""
    user, flag = owner(SQL("s.owner_role"), run.persons, run.functions, run.roles)
    return SQL(
        """UPDATE kam_plan_milestone m SET state = 'due', user_id = o.user_id, owner_flag = o.flag
             FROM (SELECT m.id, %(user)s AS user_id, %(flag)s AS flag
                     FROM kam_plan_milestone m
                     JOIN kam_account a ON a.id = m.account_id
                     JOIN kam_cadence_step s ON s.id = m.step_id %(joins)s
                    WHERE m.account_id = ANY(%(ids)s) AND m.state = 'planned' AND m.open_on <= %(today)s
                      AND a.active) o
            WHERE o.id = m.id
           RETURNING m.id""",
        user=user,
        flag=flag,
        joins=PERSON_JOINS,
        ids=list(ids),
        today=run.today,
    )


def pass_on(ids, run):
    """Open milestones whose owner is somebody else now: (id, user before, user now)."""
    user, flag = owner(SQL("s.owner_role"), run.persons, run.functions, run.roles)
    return SQL(
        """UPDATE kam_plan_milestone m SET user_id = o.user_id, owner_flag = o.flag
             FROM (SELECT m.id, m.user_id AS before, %(user)s AS user_id, %(flag)s AS flag
                     FROM kam_plan_milestone m
                     JOIN kam_account a ON a.id = m.account_id
                     JOIN kam_cadence_step s ON s.id = m.step_id %(joins)s
                    WHERE m.account_id = ANY(%(ids)s) AND m.state = 'due') o
            WHERE o.id = m.id AND (m.user_id, m.owner_flag) IS DISTINCT FROM (o.user_id, o.flag)
           RETURNING m.id, o.before, m.user_id""",
        user=user,
        flag=flag,
        joins=PERSON_JOINS,
        ids=list(ids),
    )


def accounts_without_plan(ids):
    """Accounts and years of open milestones that need a plan which is not there: (account id, year)."""
    return SQL(
        """SELECT DISTINCT m.account_id, m.year
             FROM kam_plan_milestone m
             JOIN kam_cadence_step s ON s.id = m.step_id AND s.opens_plan
             JOIN kam_account a ON a.id = m.account_id
             JOIN kam_segment g ON g.id = a.segment_id AND g.has_plan
            WHERE m.account_id = ANY(%s) AND m.state = 'due' AND m.plan_id IS NULL
              AND NOT EXISTS (SELECT FROM kam_account_plan p WHERE p.account_id = m.account_id AND p.year = m.year)
            ORDER BY 1, 2""",
        list(ids),
    )


def link_plans(ids):
    """Tie milestones to the plan of their year."""
    return SQL(
        """UPDATE kam_plan_milestone m SET plan_id = p.id
             FROM kam_account_plan p
            WHERE m.account_id = ANY(%s) AND p.account_id = m.account_id AND p.year = m.year
              AND p.merged_into_id IS NULL AND m.plan_id IS DISTINCT FROM p.id""",
        list(ids),
    )


def next_todos(limit):
    """Open milestones without a to-do, for each person the first ``limit`` by importance: (id, account, user …)."""
    return SQL(
        """SELECT id, account_id, user_id, date, step_id, plan_id, rank
             FROM (SELECT m.id, m.account_id, m.user_id, m.date, m.step_id, m.plan_id,
                          row_number() OVER (PARTITION BY m.user_id ORDER BY m.date, s.sequence, m.id) AS rank
                     FROM kam_plan_milestone m JOIN kam_cadence_step s ON s.id = m.step_id
                    WHERE m.state = 'due' AND m.user_id IS NOT NULL AND m.todo_given IS NOT TRUE) x
            WHERE rank <= %s ORDER BY rank, id""",
        limit,
    )
