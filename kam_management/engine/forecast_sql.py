"""SQL of the forecast: what was expected of a quarter when it began, and what was won in it (K1, objective 2)."""

from odoo.tools import SQL

from .facts_sql import rate_values
from .measures_sql import AMOUNT, OPEN


def take(ids, period, rates, main_company_id, today):
    """Keep the weighted pipeline expected to close within a quarter; what is kept already stays.

    :param ids: accounts
    :param period: (fiscal year, quarter, first day, last day)
    :return: statement that returns the id of each forecast made
    """
    year, quarter, start, stop = period
    return SQL(
        """
        INSERT INTO kam_account_forecast (account_id, year, quarter, date_start, date_stop, taken_on, forecast)
        SELECT a.id, %(year)s, %(quarter)s, %(start)s, %(stop)s, %(today)s,
               COALESCE((SELECT SUM(%(amount)s * l.probability / 100)
                           FROM crm_lead l
                           LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
                           LEFT JOIN %(rates)s AS fx(company_id, rate)
                             ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
                          WHERE l.kam_account_id = a.id AND l.type = 'opportunity' AND %(open)s
                            AND l.date_deadline BETWEEN %(start)s AND %(stop)s), 0)
          FROM kam_account a
         WHERE a.id = ANY(%(ids)s)
        ON CONFLICT (account_id, year, quarter) DO NOTHING
        RETURNING id
        """,
        year=year,
        quarter=quarter,
        start=start,
        stop=stop,
        today=today,
        amount=AMOUNT,
        rates=rate_values(rates),
        main=main_company_id,
        open=OPEN,
        ids=list(ids),
    )


def with_won(condition, rates, main_company_id):
    """Query of (id, account_id, year, quarter, forecast, won) of the forecasts ``f`` that a condition holds for."""
    return SQL(
        """
        SELECT f.id, f.account_id, f.year, f.quarter, f.forecast, COALESCE(w.won, 0) AS won
          FROM kam_account_forecast f
          JOIN kam_account a ON a.id = f.account_id
          LEFT JOIN LATERAL (  -- a deal is closed on the day that it is where the account's company is
               SELECT COALESCE(p.tz, 'UTC') AS tz
                 FROM res_company c JOIN res_partner p ON p.id = c.partner_id
                WHERE c.id = COALESCE(a.company_id, %(main)s)) zone ON true
          LEFT JOIN LATERAL (
               SELECT SUM(%(amount)s) AS won
                 FROM crm_lead l
                 LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
                 LEFT JOIN %(rates)s AS fx(company_id, rate)
                   ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
                WHERE l.kam_account_id = f.account_id AND l.won_status = 'won'
                  AND (l.date_closed AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                      BETWEEN f.date_start AND f.date_stop) w ON true
         WHERE %(condition)s
        """,
        amount=AMOUNT,
        rates=rate_values(rates),
        main=main_company_id,
        condition=condition,
    )


RELIABILITY = SQL(
    "AVG(LEAST(forecast, won) * 100 / GREATEST(forecast, won)) FILTER (WHERE GREATEST(forecast, won) > 0)"
)


def reliability(ids, year, today, rates, main_company_id):
    """(account, reliability in percent): the mean over the quarters of a fiscal year that have ended."""
    ended = SQL("f.account_id = ANY(%s) AND f.year = %s AND f.date_stop < %s", list(ids), year, today)
    return SQL(
        "SELECT account_id, %s FROM (%s) one GROUP BY account_id",
        RELIABILITY,
        with_won(ended, rates, main_company_id),
    )


def quarters(ids, year, today, rates, main_company_id):
    """(account, quarter, forecast, won) of the quarters of a fiscal year that have ended."""
    ended = SQL("f.account_id = ANY(%s) AND f.year = %s AND f.date_stop < %s", list(ids), year, today)
    return SQL("SELECT account_id, quarter, forecast, won FROM (%s) one", with_won(ended, rates, main_company_id))


def expected(ids, start, stop, rates, main_company_id):
    """(account, amount) of the open opportunities expected to close from one day to another, by probability."""
    return SQL(
        """SELECT l.kam_account_id, round(SUM(%(amount)s * l.probability / 100)::numeric, 2)
             FROM crm_lead l
             LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
             LEFT JOIN %(rates)s AS fx(company_id, rate)
               ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
            WHERE l.kam_account_id = ANY(%(ids)s) AND l.type = 'opportunity' AND %(open)s
              AND l.date_deadline BETWEEN %(start)s AND %(stop)s
            GROUP BY l.kam_account_id""",
        amount=AMOUNT,
        rates=rate_values(rates),
        main=main_company_id,
        ids=list(ids),
        open=OPEN,
        start=start,
        stop=stop,
    )


def reliability_together(accounts, years, today, rates, main_company_id):
    """(fiscal year, reliability in percent) of all accounts of a query taken together, over the quarters that ended."""
    ended = SQL("f.account_id IN %s AND f.year = ANY(%s) AND f.date_stop < %s", accounts, years, today)
    return SQL(
        "SELECT year, %s FROM ("
        "SELECT year, quarter, SUM(forecast) AS forecast, SUM(won) AS won FROM (%s) one GROUP BY year, quarter) two"
        " GROUP BY year",
        RELIABILITY,
        with_won(ended, rates, main_company_id),
    )
