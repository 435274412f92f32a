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


def reliability_together(holds, years, today, rates, main_company_id):
    """(fiscal year, reliability in percent) of many accounts taken together, over the quarters that ended.

    :param holds: function that turns the SQL of an account's id into the condition that it is one of them
    """
    return SQL(
        """
        WITH ended AS (
            SELECT f.account_id, f.year, f.quarter, f.date_start, f.date_stop, f.forecast
              FROM kam_account_forecast f
             WHERE f.year = ANY(%(years)s) AND f.date_stop < %(today)s AND %(forecasts)s),
        deals AS (  -- a deal is closed on the day that it is where the account's company is
            SELECT l.kam_account_id, %(amount)s AS amount,
                   (l.date_closed AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(p.tz, 'UTC'))::date AS day
              FROM crm_lead l
              JOIN kam_account a ON a.id = l.kam_account_id
              LEFT JOIN res_company c ON c.id = COALESCE(a.company_id, %(main)s)
              LEFT JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
              LEFT JOIN %(rates)s AS fx(company_id, rate)
                ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
             WHERE l.won_status = 'won' AND %(leads)s
               AND l.date_closed >= (SELECT MIN(date_start) FROM ended) - interval '2 days'
               AND l.date_closed < (SELECT MAX(date_stop) FROM ended) + interval '2 days'
            OFFSET 0),
        expected AS (SELECT year, quarter, SUM(forecast) AS forecast FROM ended GROUP BY year, quarter),
        reached AS (
            SELECT e.year, e.quarter, SUM(d.amount) AS won
              FROM deals d
              JOIN ended e ON e.account_id = d.kam_account_id AND d.day BETWEEN e.date_start AND e.date_stop
             GROUP BY e.year, e.quarter)
        SELECT year, %(reliability)s
          FROM (SELECT year, quarter, forecast, COALESCE(won, 0) AS won
                  FROM expected LEFT JOIN reached USING (year, quarter)) both_sides
         GROUP BY year
        """,
        forecasts=holds(SQL("f.account_id")),
        leads=holds(SQL("l.kam_account_id")),
        years=years,
        today=today,
        amount=AMOUNT,
        rates=rate_values(rates),
        main=main_company_id,
        reliability=RELIABILITY,
    )
