"""SQL of what the programme brought: each statement one row, this year's months so far and the same a year before.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. ``accounts`` is a query of account ids, ``span``
a :class:`~.dashboard_sql.Span`.
"""

from odoo.tools import SQL

from .facts_sql import rate_values


def share_won(accounts, span, rates, main_company_id):
    """(won, decided, won before, decided before): amounts of the opportunities that key accounts decided on."""
    amount = SQL("l.expected_revenue * COALESCE(fx.rate, 1)")
    won = SQL("l.won_status = 'won'")
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
        won=won,
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
