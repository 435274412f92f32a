"""SQL of the dashboard: one statement over the opportunities in view, one for every count beside them (K1, K12)."""

from typing import NamedTuple

from odoo.tools import SQL

from .facts_sql import rate_values


class Span(NamedTuple):
    """What is compared: [start, end) and the same months a year before."""

    start: object
    end: object
    start_before: object
    end_before: object


FIGURES = (
    "won",
    "won_before",
    "won_count",
    "won_count_before",
    "free",
    "free_before",
    "free_count",
    "margin",
    "margin_base",
    "margin_before",
    "margin_base_before",
    "margin_count",
    "pipeline",
    "pipeline_count",
    "expected",
    "expected_count",
    "identified",
    "identified_before",
    "qualified",
    "qualified_before",
    "pursued",
    "pursued_before",
)
#: What :func:`opportunities` reads of an opportunity.
COLUMNS = (
    "id",
    "kam_account_id",
    "company_id",
    "team_id",
    "type",
    "active",
    "won_status",
    "date_closed",
    "date_deadline",
    "create_date",
    "expected_revenue",
    "probability",
    "kam_no_competition",
)


def opportunities(view, leads, span, last_day, rates, main_company_id):
    """One row for key accounts and one for all others: is_key, then ``FIGURES``, amounts in the main currency.

    :param view: see :func:`in_view`
    :param leads: subselect of ``COLUMNS`` of the opportunities that the user may read
    :param span: :class:`Span`, datetimes in UTC
    :param last_day: last day of the fiscal year: what is expected until then counts as its forecast
    :param rates: {company id: factor into the main company's currency}
    """
    won = SQL("l.won_status = 'won' AND l.date_closed >= %s AND l.date_closed < %s", span.start, span.end)
    before = SQL("l.won_status = 'won' AND l.date_closed >= %s AND l.date_closed < %s", *span[2:])
    made = SQL("l.create_date >= %s AND l.create_date < %s", span.start, span.end)
    made_before = SQL("l.create_date >= %s AND l.create_date < %s", *span[2:])
    opened = SQL("l.won_status = 'pending' AND l.active AND l.type = 'opportunity'")
    go = SQL("%s AND m.decision = 'go'", opened)
    went = SQL(
        "m.decision = 'go' AND m.decision_date < %(then)s::date AND l.create_date < %(then)s"
        " AND (l.date_closed IS NULL OR l.date_closed >= %(then)s)",
        then=span.end_before,
    )
    expected = SQL("%s AND l.date_deadline <= %s", opened, last_day)
    amount = SQL("COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1)")
    weighted = SQL("%s * l.probability / 100", amount)
    columns = [
        _sum(amount, won),
        _sum(amount, before),
        _count(won),
        _count(before),
        _sum(amount, SQL("%s AND l.kam_no_competition", won)),
        _sum(amount, SQL("%s AND l.kam_no_competition", before)),
        _count(SQL("%s AND l.kam_no_competition", won)),
        _sum(SQL("%s * m.margin_rate", amount), SQL("m.margin_known AND %s", won)),
        _sum(amount, SQL("m.margin_known AND %s", won)),
        _sum(SQL("%s * m.margin_rate", amount), SQL("m.margin_known AND %s", before)),
        _sum(amount, SQL("m.margin_known AND %s", before)),
        _count(SQL("m.margin_known AND %s", won)),
        _sum(weighted, opened),
        _count(opened),
        _sum(weighted, expected),
        _count(expected),
        _count(made),
        _count(made_before),
        _count(SQL("l.type = 'opportunity' AND %s", made)),
        _count(SQL("l.type = 'opportunity' AND %s", made_before)),
        _count(go),
        _count(went),
    ]
    return SQL(
        """
        WITH %(view)s
        SELECT a.is_key, %(columns)s
          FROM %(leads)s l
          JOIN in_view a ON a.id = l.kam_account_id
          LEFT JOIN kam_sales_plan m ON m.lead_id = l.id
          LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
          LEFT JOIN %(rates)s AS fx(company_id, rate)
            ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
         GROUP BY 1
        """,
        view=view,
        columns=SQL(", ").join(columns),
        leads=leads,
        rates=rate_values(rates),
        main=main_company_id,
    )


def _sum(value, condition):
    return SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", value, condition)


def _count(condition):
    return SQL("COUNT(*) FILTER (WHERE %s)", condition)


def in_view(accounts, table):
    """The accounts in view, read once for a statement: id, is_key, and what their own counts are grouped by.

    :param accounts: ``Query`` of the accounts, with the rights of the user
    :param table: name of its table
    """
    names = ("id", "tier_id", "health_state", "user_id", "segment_id")
    columns = [SQL.identifier(table, name) for name in names]
    key = SQL("%s = 'key' AS is_key", SQL.identifier(table, "status"))
    return SQL("in_view AS MATERIALIZED (%s)", accounts.select(*columns, key))


#: What stands for the accounts in view, or the key accounts among them, in a domain of :func:`count_of`.
IN_VIEW = {
    "domain": SQL("SELECT id FROM in_view"),
    "key": SQL("SELECT id FROM in_view WHERE is_key"),
}


def count_of(key, query, groups, value):
    """The counts of one query, for :func:`together`.

    :param key: name of the counts
    :param query: ``Query`` of records
    :param groups: list of SQL that the counts are grouped by
    :param value: SQL aggregate beside the count, or None
    :return: SQL of (key, list of groups, count, value)
    """
    names = [SQL.identifier(f"g{number}") for number in range(len(groups))]
    columns = [SQL("%s AS %s", group, name) for group, name in zip(groups, names, strict=True)]
    if groups:
        query.groupby = SQL(", ").join(SQL(str(number)) for number in range(1, len(groups) + 1))
    inner = query.select(*columns, SQL("COUNT(*) AS number"), SQL("%s AS value", value or SQL("0")))
    return _outer(key, names, inner)


def _outer(key, names, inner):
    return SQL(
        "SELECT %s, jsonb_build_array(%s), number, to_jsonb(value) FROM (%s) x", key, SQL(", ").join(names), inner
    )


def count_accounts(key, names, condition):
    """The same of the accounts in view themselves.

    :param names: columns of :func:`in_view`
    :param condition: SQL over them
    """
    columns = SQL(", ").join(SQL.identifier(name) for name in names)
    inner = SQL(
        "SELECT %s, COUNT(*) AS number, 0 AS value FROM in_view WHERE %s GROUP BY %s", columns, condition, columns
    )
    return _outer(key, [SQL.identifier(name) for name in names], inner)


def count_retention(key, leads, start):
    """Key accounts that bought in the year before, by whether they bought again.

    :param leads: subselect of (kam_account_id, date_closed) of the opportunities won in both years
    :param start: moment in UTC at which the later year begins
    """
    inner = SQL(
        """
        SELECT again, COUNT(*) AS number, 0 AS value
          FROM (SELECT l.kam_account_id, bool_or(l.date_closed >= %(start)s) AS again
                  FROM %(leads)s l JOIN in_view a ON a.id = l.kam_account_id AND a.is_key
                 GROUP BY l.kam_account_id
                HAVING bool_or(l.date_closed < %(start)s)) bought
         GROUP BY again
        """,
        leads=leads,
        start=start,
    )
    return _outer(key, [SQL.identifier("again")], inner)


def together(view, counts):
    """All counts in one statement.

    :param view: see :func:`in_view`
    :param counts: list of what :func:`count_of` and its like returned
    """
    return SQL("WITH %s %s", view, SQL(" UNION ALL ").join(counts))


def choices(accounts, lang):
    """(kind, id, name) of managers and teams of the accounts the user may read, and of the steps of the cadence.

    :param accounts: subselect of (user_id, team_id)
    :param lang: code of the user's language, for the names of teams and steps
    """
    return SQL(
        """
        WITH a AS (SELECT DISTINCT user_id, team_id FROM %(accounts)s x)
        SELECT 'users', u.id, p.name
          FROM res_users u JOIN res_partner p ON p.id = u.partner_id
         WHERE u.id IN (SELECT user_id FROM a)
        UNION ALL
        SELECT 'teams', t.id, COALESCE(t.name->>%(lang)s, t.name->>'en_US')
          FROM crm_team t WHERE t.id IN (SELECT team_id FROM a)
        UNION ALL
        SELECT 'steps', c.id, COALESCE(c.name->>%(lang)s, c.name->>'en_US')
          FROM kam_cadence_step c
         ORDER BY 1, 3, 2
        """,
        accounts=accounts,
        lang=lang,
    )


def people_then(accounts, then):
    """Who could decide at the accounts at a past moment: (number, supporters, known well, with a counterpart).

    The map of that day: today's values, taken back by the first move of each kind since.

    :param accounts: subselect of account ids
    :param then: moment in UTC
    """
    return SQL(
        """
        WITH first AS (
            SELECT DISTINCT ON (stakeholder_id, kind) stakeholder_id, kind, old
              FROM kam_stakeholder_move
             WHERE account_id IN %(accounts)s AND date >= %(then)s
               AND kind IN ('power', 'support', 'strength', 'counterpart', 'active')
             ORDER BY stakeholder_id, kind, date, id),
        undone AS (
            SELECT stakeholder_id,
                   MAX(old) FILTER (WHERE kind = 'power') AS power,
                   MAX(old) FILTER (WHERE kind = 'support') AS support,
                   MAX(old) FILTER (WHERE kind = 'strength') AS strength,
                   MAX(old) FILTER (WHERE kind = 'counterpart') AS counterpart,
                   MAX(old) FILTER (WHERE kind = 'active') AS active
              FROM first GROUP BY stakeholder_id)
        SELECT COUNT(*),
               COUNT(*) FILTER (WHERE COALESCE(u.support, s.support) IN ('supporter', 'champion')),
               COUNT(*) FILTER (WHERE COALESCE(NULLIF(u.strength, '')::int, s.strength) >= 3),
               COUNT(*) FILTER (WHERE COALESCE(u.counterpart, s.user_id::text, '') NOT IN ('', '0'))
          FROM kam_stakeholder s
          LEFT JOIN undone u ON u.stakeholder_id = s.id
         WHERE s.account_id IN %(accounts)s AND s.create_date < %(then)s
           AND COALESCE(NULLIF(u.power, '')::int, s.power) >= 4
           AND COALESCE(u.active = '1', s.active)
        """,
        accounts=accounts,
        then=then,
    )


def upcoming(query, account, date, name, activity, lang):
    """(account, date, name) of the first action of each account of a query.

    :param query: ``Query`` of actions
    :param lang: code of the user's language, for the name of an activity
    """
    query.order = SQL("%s, %s, %s", account, date, SQL.identifier(query.table, "id"))
    title = SQL(
        "(SELECT COALESCE(v.name->>%s, v.name->>'en_US') FROM kam_influencing_activity v WHERE v.id = %s)",
        lang,
        activity,
    )
    return query.select(SQL("DISTINCT ON (%s) %s", account, account), date, SQL("COALESCE(%s, %s)", name, title))
