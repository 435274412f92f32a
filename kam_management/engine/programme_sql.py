"""SQL of what the programme brought: each statement one row, this year's months so far and the same a year before.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. ``accounts`` is a query of account ids, ``span``
a :class:`Span`.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .facts_sql import rate_values


class Span(NamedTuple):
    """What is compared: [start, end) and the same months a year before, moments in UTC."""

    start: object
    end: object
    start_before: object
    end_before: object


#: What :func:`won` tells of key accounts and of the others.
WON = ("won", "won_before", "margin", "margin_base", "margin_before", "margin_base_before")


def won(accounts, span, rates, main_company_id):
    """One row for key accounts and one for all others: is_key, then ``WON``, amounts in the main currency.

    ``margin`` is the sum of amount times margin in percent, ``margin_base`` the amount of which it is known.
    """
    now = SQL("l.date_closed >= %s", span.start)
    before = SQL("l.date_closed < %s", span.end_before)
    amount = SQL("COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1)")
    columns = [SQL("SUM(%s) FILTER (WHERE %s)", amount, when) for when in (now, before)]
    for when in (now, before):
        columns += [
            SQL("SUM(%s) FILTER (WHERE m.margin_known AND %s)", value, when)
            for value in (SQL("%s * m.margin_rate", amount), amount)
        ]
    return SQL(
        """
        SELECT a.status = 'key', %(columns)s
          FROM crm_lead l
          JOIN kam_account a ON a.id = l.kam_account_id
          LEFT JOIN kam_sales_plan m ON m.lead_id = l.id
          LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
          LEFT JOIN %(rates)s AS fx(company_id, rate)
            ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
         WHERE l.kam_account_id IN (%(accounts)s) AND l.won_status = 'won'
           AND l.date_closed >= %(start)s AND l.date_closed < %(end)s AND (%(now)s OR %(before)s)
         GROUP BY 1
        """,
        columns=SQL(", ").join(columns),
        rates=rate_values(rates),
        main=main_company_id,
        accounts=accounts,
        start=span.start_before,
        end=span.end,
        now=now,
        before=before,
    )


def retention(accounts, span):
    """(accounts that bought in the year before, those of them that bought again in this year's months)."""
    return SQL(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE again)
          FROM (SELECT l.kam_account_id, bool_or(l.date_closed >= %(start)s) AS again
                  FROM crm_lead l
                 WHERE l.kam_account_id IN (%(accounts)s) AND l.won_status = 'won'
                   AND l.date_closed >= %(before)s AND l.date_closed < %(end)s
                 GROUP BY l.kam_account_id
                HAVING bool_or(l.date_closed < %(start)s)) bought
        """,
        accounts=accounts,
        start=span.start,
        end=span.end,
        before=span.start_before,
    )


def share_won(accounts, span, rates, main_company_id):
    """(won, decided, won before, decided before): amounts of the opportunities that key accounts decided on."""
    amount = SQL("COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1)")
    by_us = SQL("l.won_status = 'won'")
    now = SQL("l.date_closed >= %s", span.start)
    before = SQL("l.date_closed < %s", span.end_before)
    return SQL(
        """
        SELECT SUM(%(amount)s) FILTER (WHERE %(won)s AND %(now)s), SUM(%(amount)s) FILTER (WHERE %(now)s),
               SUM(%(amount)s) FILTER (WHERE %(won)s AND %(before)s), SUM(%(amount)s) FILTER (WHERE %(before)s)
          FROM crm_lead l
          LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
          LEFT JOIN %(rates)s AS fx(company_id, rate)
            ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
         WHERE l.kam_account_id IN (%(accounts)s) AND l.won_status IN ('won', 'lost') AND l.type = 'opportunity'
           AND l.date_closed >= %(start)s AND l.date_closed < %(end)s AND (%(now)s OR %(before)s)
        """,
        amount=amount,
        won=by_us,
        now=now,
        before=before,
        rates=rate_values(rates),
        main=main_company_id,
        accounts=accounts,
        start=span.start_before,
        end=span.end,
    )


def hours(accounts, days):
    """One row for key accounts and one for all others: is_key, hours of activities done now, and before.

    :param days: (start, end, start before, end before), dates; ends excluded
    """
    start, end, start_before, end_before = days
    return SQL(
        """
        SELECT a.status = 'key', COALESCE(SUM(i.hours) FILTER (WHERE i.date >= %(start)s AND i.date < %(end)s), 0),
               COALESCE(SUM(i.hours) FILTER (WHERE i.date < %(end_before)s), 0)
          FROM kam_influencing_action i
          JOIN kam_account a ON a.id = i.account_id
         WHERE a.id IN (%(accounts)s) AND i.state IN ('done', 'evaluated')
           AND i.date >= %(start_before)s AND i.date < %(end)s
         GROUP BY a.status = 'key'
        """,
        accounts=accounts,
        start=start,
        end=end,
        start_before=start_before,
        end_before=end_before,
    )


def strength_moves(accounts, start, end):
    """(relationships that became stronger, weaker) by the moves that people recorded in a time."""
    step = SQL("substring(m.new from '^[0-9]+$')::int - substring(m.old from '^[0-9]+$')::int")
    return SQL(
        """
        SELECT COUNT(*) FILTER (WHERE %(step)s > 0), COUNT(*) FILTER (WHERE %(step)s < 0)
          FROM kam_stakeholder_move m
         WHERE m.kind = 'strength' AND m.account_id IN (%(accounts)s)
           AND m.date >= %(start)s AND m.date < %(end)s
        """,
        step=step,
        accounts=accounts,
        start=start,
        end=end,
    )
