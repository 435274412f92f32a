"""SQL of the dashboard's figures: one statement over the opportunities of the accounts in view (K1, K12)."""

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
    "free",
    "free_before",
    "won_count_before",
    "margin",
    "margin_base",
    "pipeline",
    "open_count",
    "identified",
    "qualified",
    "pursued",
    "decided",
)


def opportunities(accounts, span, rates, main_company_id):
    """One row for key accounts and one for all others: is_key, then ``FIGURES``, amounts in the main currency.

    :param accounts: query of account ids
    :param span: :class:`Span`, datetimes in UTC
    :param rates: {company id: factor into the main company's currency}
    """
    now = SQL("l.date_closed >= %s AND l.date_closed < %s", span.start, span.end)
    before = SQL("l.date_closed >= %s AND l.date_closed < %s", span.start_before, span.end_before)
    won = SQL("l.won_status = 'won'")
    amount = SQL("l.expected_revenue * COALESCE(fx.rate, 1)")
    columns = [
        SQL("COALESCE(SUM(%s) FILTER (WHERE %s AND %s), 0)", amount, won, now),
        SQL("COALESCE(SUM(%s) FILTER (WHERE %s AND %s), 0)", amount, won, before),
        SQL("COUNT(*) FILTER (WHERE %s AND %s)", won, now),
        SQL("COUNT(*) FILTER (WHERE %s AND %s AND l.kam_no_competition)", won, now),
        SQL("COUNT(*) FILTER (WHERE %s AND %s AND l.kam_no_competition)", won, before),
        SQL("COUNT(*) FILTER (WHERE %s AND %s)", won, before),
        SQL("SUM(%s * m.margin_rate) FILTER (WHERE m.margin_known AND %s AND %s)", amount, won, now),
        SQL("SUM(%s) FILTER (WHERE m.margin_known AND %s AND %s)", amount, won, now),
        SQL("COALESCE(SUM(%s * l.probability / 100) FILTER (WHERE l.won_status = 'pending' AND l.active), 0)", amount),
        SQL("COUNT(*) FILTER (WHERE l.won_status = 'pending' AND l.active AND l.type = 'opportunity')"),
        SQL("COUNT(*) FILTER (WHERE l.create_date >= %s AND l.create_date < %s)", span.start, span.end),
        SQL(
            "COUNT(*) FILTER (WHERE l.type = 'opportunity' AND l.create_date >= %s AND l.create_date < %s)",
            span.start,
            span.end,
        ),
        SQL(
            "COUNT(*) FILTER (WHERE l.won_status = 'pending' AND l.active AND EXISTS (SELECT FROM kam_sales_plan p"
            " WHERE p.lead_id = l.id AND p.decision = 'go'))"
        ),
        SQL("COUNT(*) FILTER (WHERE l.won_status <> 'pending' AND %s)", now),
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
         WHERE l.kam_account_id IN (%(accounts)s)
         GROUP BY a.status = 'key'
        """,
        columns=SQL(", ").join(columns),
        rates=rate_values(rates),
        main=main_company_id,
        accounts=accounts,
    )


def retention(accounts, span):
    """(key accounts that bought in the year before, those of them that bought again)."""
    return SQL(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE again)
          FROM (SELECT l.kam_account_id, bool_or(l.date_closed >= %(start)s AND l.date_closed < %(end)s) AS again
                  FROM crm_lead l
                  JOIN kam_account a ON a.id = l.kam_account_id AND a.status = 'key'
                 WHERE l.kam_account_id IN (%(accounts)s) AND l.won_status = 'won' AND l.date_closed < %(end)s
                   AND l.date_closed >= %(before)s
                 GROUP BY l.kam_account_id
                HAVING bool_or(l.date_closed < %(start)s)) bought
        """,
        accounts=accounts,
        start=span.start,
        end=span.end,
        before=span.start_before,
    )


def influence(accounts):
    """(people who can decide at key accounts, supporters among them, those we have a strong relationship with)."""
    return SQL(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE s.support IN ('supporter', 'champion')),
               COUNT(*) FILTER (WHERE s.strength >= 3)
          FROM kam_stakeholder s
          JOIN kam_account a ON a.id = s.account_id AND a.status = 'key'
         WHERE s.active AND s.power >= 4 AND s.account_id IN (%s)
        """,
        accounts,
    )
