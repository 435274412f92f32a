"""SQL of the dashboard: one statement for all its counts, of accounts in view that are read once before (K1, K12)."""

from typing import NamedTuple

from odoo.tools import SQL

from .facts_sql import rate_values


class Span(NamedTuple):
    """What is compared: [start, end) and the same months a year before."""

    start: object
    end: object
    start_before: object
    end_before: object


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


class View(NamedTuple):
    """The accounts in view as a bit per account: a row of another table is looked up in it without a join.

    Against joining the accounts in each count this takes a third of the time, and next to no memory.
    """

    bits: bytes
    key_bits: bytes

    def holds(self, column, key=False):
        """Condition: the account of a row is in view.

        :param column: SQL of an account's id
        :param key: whether it is a key account besides
        """
        bits = self.key_bits if key else self.bits
        return SQL(
            "CASE WHEN %(column)s < %(size)s THEN get_bit(%(bits)s, %(column)s) = 1 ELSE false END",
            column=column,
            size=len(bits) * 8,
            bits=bits,
        )


def view_of(rows):
    """The :class:`View` of accounts.

    :param rows: (id, whether it is a key account) of the accounts in view

    >>> view = view_of([(1, True), (9, False)])
    >>> view.bits, view.key_bits
    (b'\x02\x02', b'\x02')
    >>> view_of([])
    View(bits=b'', key_bits=b'')
    """
    return View(_bits([one for one, _key in rows]), _bits([one for one, key in rows if key]))


def _bits(ids):
    bits = bytearray(max(ids) // 8 + 1) if ids else bytearray()
    for one in ids:
        bits[one >> 3] |= 1 << (one & 7)
    return bytes(bits)


#: The figures, and what makes each: (what is added up, None = counted; conditions).
FIGURES = {
    "won": ("amount", ("won",)),
    "won_before": ("amount", ("won_before",)),
    "won_count": (None, ("won",)),
    "won_count_before": (None, ("won_before",)),
    "free": ("amount", ("won", "free")),
    "free_before": ("amount", ("won_before", "free")),
    "free_count": (None, ("won", "free")),
    "margin": ("margin", ("won", "margin_known")),
    "margin_base": ("amount", ("won", "margin_known")),
    "margin_before": ("margin", ("won_before", "margin_known")),
    "margin_base_before": ("amount", ("won_before", "margin_known")),
    "margin_count": (None, ("won", "margin_known")),
    "pipeline": ("weighted", ("opened",)),
    "pipeline_count": (None, ("opened",)),
    "expected": ("weighted", ("expected",)),
    "expected_count": (None, ("expected",)),
    "identified": (None, ("made",)),
    "identified_before": (None, ("made_before",)),
    "qualified": (None, ("made", "qualified")),
    "qualified_before": (None, ("made_before", "qualified")),
    "pursued": (None, ("pursued",)),
    "pursued_before": (None, ("pursued_before",)),
}


def opportunities(key, view, leads, span, last_day, rates, main_company_id):
    """Groups: is_key, then ``FIGURES``, amounts in the main currency; a row for key accounts and one for all others.

    :param view: :class:`View`
    :param leads: subselect of ``COLUMNS`` of the opportunities that the user may read
    :param span: :class:`Span`, datetimes in UTC
    :param last_day: last day of the fiscal year: what is expected until then counts as its forecast
    :param rates: {company id: factor into the main company's currency}
    """
    conditions, values = _conditions(span, last_day), _VALUES
    parts, totals = [], [SQL("is_key")]
    for name, (value, met) in FIGURES.items():
        column, kept = SQL.identifier(name), SQL(" AND ").join(conditions[one] for one in met)
        if value:
            parts.append(SQL("SUM(%s) FILTER (WHERE %s) AS %s", values[value], kept, column))
            totals.append(SQL("COALESCE(SUM(%s * COALESCE(fx.rate, 1)), 0)", column))
        else:
            parts.append(SQL("COUNT(*) FILTER (WHERE %s) AS %s", kept, column))
            totals.append(SQL("SUM(%s)", column))
    account = SQL("l.kam_account_id")
    return SQL(
        """
        SELECT %(key)s, jsonb_build_array(%(totals)s), 1, NULL::jsonb
          FROM (SELECT %(is_key)s AS is_key, l.company_id, l.team_id, %(parts)s
                  FROM %(leads)s l LEFT JOIN kam_sales_plan m ON m.lead_id = l.id
                 WHERE %(in_view)s
                 GROUP BY 1, 2, 3) l
          LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
          LEFT JOIN %(rates)s AS fx(company_id, rate)
            ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
         GROUP BY is_key
        """,
        key=key,
        totals=SQL(", ").join(totals),
        is_key=view.holds(account, key=True),
        parts=SQL(", ").join(parts),
        leads=leads,
        in_view=view.holds(account),
        rates=rate_values(rates),
        main=main_company_id,
    )


#: What is added up.
_VALUES = {
    "amount": SQL("l.expected_revenue"),
    "weighted": SQL("l.expected_revenue * l.probability / 100"),
    "margin": SQL("l.expected_revenue * m.margin_rate"),
}


def _conditions(span, last_day):
    """The conditions of ``FIGURES``."""
    within = "l.date_closed >= %s AND l.date_closed < %s"
    made = "l.create_date >= %s AND l.create_date < %s"
    opened = SQL("l.won_status = 'pending' AND l.active AND l.type = 'opportunity'")
    return {
        "won": SQL("l.won_status = 'won' AND " + within, span.start, span.end),  # pylint: disable=sql-injection
        "won_before": SQL("l.won_status = 'won' AND " + within, *span[2:]),  # pylint: disable=sql-injection
        "free": SQL("l.kam_no_competition"),
        "margin_known": SQL("m.margin_known"),
        "opened": opened,
        "expected": SQL("%s AND l.date_deadline <= %s", opened, last_day),
        "made": SQL(made, span.start, span.end),  # pylint: disable=sql-injection
        "made_before": SQL(made, *span[2:]),  # pylint: disable=sql-injection
        "qualified": SQL("l.type = 'opportunity'"),
        "pursued": SQL("%s AND m.decision = 'go'", opened),
        "pursued_before": SQL(
            "m.decision = 'go' AND m.decision_date < %(then)s::date AND l.create_date < %(then)s"
            " AND (l.date_closed IS NULL OR l.date_closed >= %(then)s)",
            then=span.end_before,
        ),
    }


def tally(model, view, query, parts, groups, value):
    """The counts of several parts of the records of one table, in one pass over it.

    :param model: name of the counts
    :param view: :class:`View`
    :param query: ``Query`` of records that may count, without the condition of any part
    :param parts: list of (condition, SQL; whether of key accounts only)
    :param groups: list of SQL that all parts are grouped by
    :param value: SQL aggregate beside the count, or None
    :return: SQL of (model, [whether it counts for the first part, …, group, …], count, value)
    """
    column = SQL.identifier(query.table, "account_id")
    all_key = all(key for _part, key in parts)
    query.add_where(SQL("(%s)", SQL(" OR ").join(part for part, _key in parts)))
    query.add_where(view.holds(column, key=all_key))
    flags = [
        SQL("(%s AND %s)", part, view.holds(column, key=True)) if key and not all_key else part for part, key in parts
    ]
    columns = flags * (len(flags) > 1) + groups
    names = [SQL.identifier(f"g{number}") for number in range(len(columns))]
    query.groupby = SQL(", ").join(SQL(str(number + 1)) for number in range(len(columns))) if columns else None
    inner = query.select(
        *(SQL("%s AS %s", one, name) for one, name in zip(columns, names, strict=True)),
        SQL("COUNT(*) AS number"),
        SQL("%s AS value", value or SQL("0")),
    )
    return _outer(model, [SQL("TRUE")] * (len(flags) == 1) + names, inner)


def _outer(key, names, inner):
    return SQL(
        "SELECT %s, jsonb_build_array(%s), number, to_jsonb(value) FROM (%s) x", key, SQL(", ").join(names), inner
    )


def count_accounts(key, view, names, condition):
    """The same of the accounts in view themselves.

    :param names: columns of the accounts
    :param condition: SQL over them
    """
    columns = SQL(", ").join(SQL.identifier(name) for name in names)
    inner = SQL(
        "SELECT %(columns)s, COUNT(*) AS number, 0 AS value FROM kam_account"
        " WHERE %(in_view)s AND %(condition)s GROUP BY %(columns)s",
        columns=columns,
        in_view=view.holds(SQL("id")),
        condition=condition,
    )
    return _outer(key, [SQL.identifier(name) for name in names], inner)


def count_retention(key, view, leads, span):
    """Key accounts that bought in the year before, by whether they bought again.

    :param leads: as in :func:`opportunities`
    """
    inner = SQL(
        """
        SELECT again, COUNT(*) AS number, 0 AS value
          FROM (SELECT l.kam_account_id, bool_or(l.date_closed >= %(start)s) AS again
                  FROM %(leads)s l
                 WHERE l.won_status = 'won' AND l.date_closed >= %(first)s AND l.date_closed < %(end)s AND %(key)s
                 GROUP BY l.kam_account_id
                HAVING bool_or(l.date_closed < %(start)s)) bought
         GROUP BY again
        """,
        start=span.start,
        leads=leads,
        first=span.start_before,
        end=span.end,
        key=view.holds(SQL("l.kam_account_id"), key=True),
    )
    return _outer(key, [SQL.identifier("again")], inner)


def reliability(key, rows):
    """The reliability of the forecasts: groups: year; value: percent.

    :param rows: SQL of (year, percent)
    """
    return SQL("SELECT %s, jsonb_build_array(year), 1, to_jsonb(percent) FROM (%s) x(year, percent)", key, rows)


def together(counts):
    """All counts in one statement.

    :param counts: list of what :func:`tally` and its like returned
    """
    return SQL(" UNION ALL ").join(counts)


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


def people_then(key, view, then):
    """Who could decide at the key accounts at a past moment; groups: number, supporters, known well, with a counterpart.

    The map of that day: today's values, taken back by the first move of each kind since.

    :param then: moment in UTC
    """
    inner = SQL(
        """
        WITH first AS (
            SELECT DISTINCT ON (stakeholder_id, kind) stakeholder_id, kind, old
              FROM kam_stakeholder_move
             WHERE date >= %(then)s AND %(moved)s
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
        SELECT COUNT(*) AS everyone,
               COUNT(*) FILTER (WHERE COALESCE(u.support, s.support) IN ('supporter', 'champion')) AS support,
               COUNT(*) FILTER (WHERE COALESCE(NULLIF(u.strength, '')::int, s.strength) >= 3) AS strong,
               COUNT(*) FILTER (WHERE COALESCE(u.counterpart, s.user_id::text, '') NOT IN ('', '0')) AS mirror
          FROM kam_stakeholder s
          LEFT JOIN undone u ON u.stakeholder_id = s.id
         WHERE s.create_date < %(then)s AND %(in_view)s
           AND COALESCE(NULLIF(u.power, '')::int, s.power) >= 4
           AND COALESCE(u.active = '1', s.active)
        """,
        then=then,
        moved=view.holds(SQL("account_id"), key=True),
        in_view=view.holds(SQL("s.account_id"), key=True),
    )
    return SQL(
        "SELECT %s, jsonb_build_array(everyone, support, strong, mirror), 1, NULL::jsonb FROM (%s) x", key, inner
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
