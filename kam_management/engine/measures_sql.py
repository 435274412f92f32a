"""SQL of the live measures of accounts: one row (account, value) where something is known, none where not.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. Amounts are in the currency of the main
company: ``rates`` carries the factor of each company.
"""

from odoo.tools import SQL

from .facts_sql import rate_values


def opportunities(value, ids, rates, main_company_id, condition, known=None):
    """A figure over the opportunities of each account.

    :param value: SQL of the figure over ``l`` (the opportunity) and ``fx.rate``
    :param condition: SQL that says which opportunities count; of accounts without any opportunity nothing is known
    :param known: SQL over the same that must hold for the figure to be known
    """
    return SQL(
        """SELECT l.kam_account_id, round((%(value)s)::numeric, 2)
             FROM crm_lead l
             LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
             LEFT JOIN %(rates)s AS fx(company_id, rate)
               ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
            WHERE l.kam_account_id = ANY(%(ids)s) AND l.type = 'opportunity' AND (%(condition)s)
            GROUP BY l.kam_account_id
           HAVING %(known)s""",
        value=value,
        rates=rate_values(rates),
        main=main_company_id,
        ids=ids,
        condition=condition,
        known=known or SQL("TRUE"),
    )


def won_in(start, end):
    """Which opportunities were won from one moment until before another one."""
    return SQL("l.won_status = 'won' AND l.date_closed >= %s AND l.date_closed < %s", start, end)


AMOUNT = SQL("COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1)")
OPEN = SQL("l.won_status = 'pending' AND l.active")


def people(value, ids):
    """A figure over the people on the map of each account; of accounts with an empty map nothing is known.

    :param value: SQL of the figure over ``s``, the stakeholder
    """
    return SQL(
        "SELECT s.account_id, round((%s)::numeric, 2) FROM kam_stakeholder s"
        " WHERE s.account_id = ANY(%s) AND s.active GROUP BY s.account_id",
        value,
        ids,
    )
