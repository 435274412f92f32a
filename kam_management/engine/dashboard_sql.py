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
        name = SQL.identifier("key_bits" if key else "bits")
        return SQL(
            "CASE WHEN %(column)s < %(size)s THEN get_bit((SELECT %(name)s FROM in_view), %(column)s) = 1"
            " ELSE false END",
            column=column,
            size=len(self.key_bits if key else self.bits) * 8,
            name=name,
        )

    def table(self):
        """What :meth:`holds` looks up: stands once in a statement, however often it is looked up."""
        return SQL("in_view AS MATERIALIZED (SELECT %s::bytea AS bits, %s::bytea AS key_bits)", *self)


def accounts(query, columns):
    """Statement of the accounts in view: (columns, array of ids), a row for each combination.

    :param query: ``Query`` of the accounts, with the rights of the user
    :param columns: list of SQL
    """
    query.order = None
    query.groupby = SQL(", ").join(columns)
    return query.select(*columns, SQL("array_agg(%s)", SQL.identifier(query.table, "id")))


def view_of(ids, keys):
    """The :class:`View` of accounts and of the key accounts among them.

    >>> view_of([1, 9], [1])
    View(bits=b'\\x02\\x02', key_bits=b'\\x02')
    >>> view_of([], [])
    View(bits=b'', key_bits=b'')
    """
    return View(_bits(ids), _bits(keys))


def _bits(ids):
    bits = bytearray(max(ids) // 8 + 1) if ids else bytearray()
    for one in ids:
        bits[one >> 3] |= 1 << (one & 7)
    return bytes(bits)


#: The figures: what is added up (place in a row's value, None = counted), and the conditions that must hold.
AMOUNT, WEIGHTED, MARGIN = range(3)
FIGURES = {
    "won": (AMOUNT, {"won"}),
    "won_before": (AMOUNT, {"won_before"}),
    "won_count": (None, {"won"}),
    "won_count_before": (None, {"won_before"}),
    "free": (AMOUNT, {"won", "free"}),
    "free_before": (AMOUNT, {"won_before", "free"}),
    "free_count": (None, {"won", "free"}),
    "margin": (MARGIN, {"won", "margin_known"}),
    "margin_base": (AMOUNT, {"won", "margin_known"}),
    "margin_before": (MARGIN, {"won_before", "margin_known"}),
    "margin_base_before": (AMOUNT, {"won_before", "margin_known"}),
    "margin_count": (None, {"won", "margin_known"}),
    "pipeline": (WEIGHTED, {"opened"}),
    "pipeline_count": (None, {"opened"}),
    "expected": (WEIGHTED, {"opened", "due"}),
    "expected_count": (None, {"opened", "due"}),
    "identified": (None, {"made"}),
    "identified_before": (None, {"made_before"}),
    "qualified": (None, {"made", "qualified"}),
    "qualified_before": (None, {"made_before", "qualified"}),
    "pursued": (None, {"opened", "go"}),
    "pursued_before": (None, {"went"}),
}


def opportunities(key, view, leads, span, last_day, rates, main_company_id):
    """The opportunities in view by what holds for them; :func:`figures` adds them up.

    Each condition is looked at once per opportunity; two dozen filtered sums would take twice the time.

    :param view: :class:`View`
    :param leads: subselect of ``COLUMNS`` of the opportunities that the user may read
    :param span: :class:`Span`, datetimes in UTC
    :param last_day: last day of the fiscal year: what is expected until then counts as its forecast
    :param rates: {company id: factor into the main company's currency}
    :return: SQL of (key, [is_key, code of the conditions], count, [amount, by probability, margin in percent × amount,
        key accounts that bought]), amounts in the main currency
    """
    conditions = _conditions(span, last_day)
    code = SQL(" + ").join(
        SQL("CASE WHEN %s THEN %s ELSE 0 END", met, 1 << place) for place, met in enumerate(conditions.values())
    )
    account = SQL("l.kam_account_id")
    return SQL(
        """
        SELECT %(key)s, jsonb_build_array(is_key, code), number,
               jsonb_build_array(amount * rate, weighted * rate, margin * rate, buyers)
          FROM (SELECT l.is_key, l.code, COALESCE(fx.rate, 1) AS rate, l.number, COALESCE(l.amount, 0) AS amount,
                       COALESCE(l.weighted, 0) AS weighted, COALESCE(l.margin, 0) AS margin, l.buyers
                  FROM (SELECT is_key, code, company_id, team_id, COUNT(*) AS number, SUM(amount) AS amount,
                               SUM(amount * probability / 100) FILTER (WHERE code & %(opened)s <> 0) AS weighted,
                               SUM(amount * margin_rate) FILTER (WHERE code & %(margin_known)s <> 0) AS margin,
                               array_agg(account_id) FILTER (WHERE code & %(buys)s <> 0 AND is_key) AS buyers
                          FROM (SELECT %(is_key)s AS is_key, %(code)s AS code, l.company_id, l.team_id,
                                       l.expected_revenue AS amount, l.probability, m.margin_rate,
                                       l.kam_account_id AS account_id
                                  FROM %(leads)s l LEFT JOIN kam_sales_plan m ON m.lead_id = l.id
                                 WHERE %(in_view)s
                                OFFSET 0) one  -- so that the code is computed once, and grouped without sorting
                         GROUP BY 1, 2, 3, 4) l
                  LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
                  LEFT JOIN %(rates)s AS fx(company_id, rate)
                    ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)) x
        """,
        key=key,
        code=code,
        is_key=view.holds(account, key=True),
        leads=leads,
        in_view=view.holds(account),
        rates=rate_values(rates),
        main=main_company_id,
        opened=_bit("opened"),
        margin_known=_bit("margin_known"),
        buys=_bit("bought") | _bit("won"),
    )


#: What may hold for an opportunity; the bits of its code in this order.
CONDITIONS = (
    "won",
    "won_before",
    "bought",
    "free",
    "margin_known",
    "opened",
    "due",
    "made",
    "made_before",
    "qualified",
    "go",
    "went",
)


def _bit(condition):
    return 1 << CONDITIONS.index(condition)


def _conditions(span, last_day):
    """{condition: SQL}; ``bought`` = won in the whole year before."""
    closed = "l.won_status = 'won' AND l.date_closed >= %s AND l.date_closed < %s"
    made = "l.create_date >= %s AND l.create_date < %s"
    found = {
        "won": SQL(closed, span.start, span.end),  # pylint: disable=sql-injection
        "won_before": SQL(closed, *span[2:]),  # pylint: disable=sql-injection
        "bought": SQL(closed, span.start_before, span.start),  # pylint: disable=sql-injection
        "free": SQL("l.kam_no_competition"),
        "margin_known": SQL("m.margin_known"),
        "opened": SQL("l.won_status = 'pending' AND l.active AND l.type = 'opportunity'"),
        "due": SQL("l.date_deadline <= %s", last_day),
        "made": SQL(made, span.start, span.end),  # pylint: disable=sql-injection
        "made_before": SQL(made, *span[2:]),  # pylint: disable=sql-injection
        "qualified": SQL("l.type = 'opportunity'"),
        "go": SQL("m.decision = 'go'"),
        "went": SQL(
            "m.decision = 'go' AND m.decision_date < %(then)s::date AND l.create_date < %(then)s"
            " AND (l.date_closed IS NULL OR l.date_closed >= %(then)s)",
            then=span.end_before,
        ),
    }
    return {name: found[name] for name in CONDITIONS}


def figures(rows):
    """Add up the rows of :func:`opportunities`.

    :param rows: ([is_key, code], count, value)
    :return: ({is_key: {figure: number}}, key accounts that bought in the year before, those of them that did again)

    >>> won, bought = _bit("won"), _bit("bought")
    >>> found, before, again = figures([([True, won], 2, [30, 0, 0, [7, 8]]), ([True, bought], 1, [5, 0, 0, [7]])])
    >>> found[True]["won"], found[True]["won_count"], found[False]["won"], before, again
    (30.0, 2, 0.0, {7}, {7})
    """
    needed = {name: (place, sum(map(_bit, met))) for name, (place, met) in FIGURES.items()}
    found = {
        key: {name: 0 if place is None else 0.0 for name, (place, _mask) in needed.items()} for key in (True, False)
    }
    before, now = set(), set()
    for (is_key, code), count, value in rows:
        for name, (place, mask) in needed.items():
            if code & mask == mask:
                found[is_key][name] += count if place is None else float(value[place])
        if code & _bit("bought"):
            before.update(value[-1] or ())
        if code & _bit("won"):
            now.update(value[-1] or ())
    return found, before, before & now


def tally(model, view, query, parts, groups, value):
    """The counts of several parts of the records of one table, in one pass over it.

    :param model: name of the counts
    :param view: :class:`View`
    :param query: ``Query`` of records that may count, without the condition of any part
    :param parts: list of (condition, SQL; whether of key accounts only)
    :param groups: list of SQL that all parts are grouped by
    :param value: SQL aggregate beside the count, or None
    :return: SQL of (model, [code: bit n = counts for part n, group, …], count, value)
    """
    column = SQL.identifier(query.table, "account_id")
    all_key = all(key for _part, key in parts)
    query.add_where(SQL("(%s)", SQL(" OR ").join(part for part, _key in parts)))
    query.add_where(view.holds(column, key=all_key))
    flags = [
        SQL("(%s AND %s)", part, view.holds(column, key=True)) if key and not all_key else part for part, key in parts
    ]
    flags = flags * (len(flags) > 1)
    code = SQL(" + ").join(
        [SQL("0"), *(SQL("CASE WHEN %s THEN %s ELSE 0 END", one, 1 << place) for place, one in enumerate(flags))]
    )
    columns = [code] * bool(flags) + groups
    names = [SQL.identifier(f"g{number}") for number in range(len(columns))]
    query.groupby = SQL(", ").join(SQL(str(number + 1)) for number in range(len(columns))) if columns else None
    inner = query.select(
        *(SQL("%s AS %s", one, name) for one, name in zip(columns, names, strict=True)),
        SQL("COUNT(*) AS number"),
        SQL("%s AS value", value or SQL("0")),
    )
    return SQL(
        "SELECT %s, jsonb_build_array(%s), number, to_jsonb(value) FROM (%s) x",
        model,
        SQL(", ").join([SQL("1")] * (not flags) + names),
        inner,
    )


def reliability(key, rows):
    """The reliability of the forecasts: groups: year; value: percent.

    :param rows: SQL of (year, percent)
    """
    return SQL("SELECT %s, jsonb_build_array(year), 1, to_jsonb(percent) FROM (%s) x(year, percent)", key, rows)


def together(view, counts):
    """All counts in one statement.

    :param view: :class:`View`
    :param counts: list of what :func:`tally` and its like returned
    """
    return SQL("WITH %s %s", view.table(), SQL(" UNION ALL ").join(counts))


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
    """Who could decide at the key accounts at a past moment: number, supporters, known well, with a counterpart.

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
