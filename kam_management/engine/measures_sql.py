"""SQL of the live measures of accounts: one row (account, value) where something is known, none where not.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. Amounts are in the currency of the main
company: ``rates`` carries the factor of each company.
"""

from odoo.tools import SQL

from .facts_sql import rate_values


def figures(value):
    """The columns of a figure, or of the two parts of a ratio (a tuple), to two decimals."""
    return SQL(", ").join(
        SQL("round((%s)::numeric, 2)", one) for one in (value if isinstance(value, tuple) else [value])
    )


def opportunities(value, ids, rates, main_company_id, condition, kinds=("opportunity",)):
    """A figure over the opportunities of each account.

    :param value: SQL of the figure over ``l`` (the opportunity) and ``fx.rate``, or a tuple of the parts of a ratio
    :param condition: SQL that says which opportunities count; of accounts without any nothing is known
    :param kinds: leads, opportunities or both
    """
    return SQL(
        """SELECT l.kam_account_id, %(value)s
             FROM crm_lead l
             LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
             LEFT JOIN %(rates)s AS fx(company_id, rate)
               ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
            WHERE l.kam_account_id = ANY(%(ids)s) AND l.type = ANY(%(kinds)s) AND (%(condition)s)
            GROUP BY l.kam_account_id""",
        value=figures(value),
        rates=rate_values(rates),
        main=main_company_id,
        ids=ids,
        condition=condition,
        kinds=list(kinds),
    )


def won_in(start, end):
    """Which opportunities were won from one moment until before another one."""
    return SQL("l.won_status = 'won' AND l.date_closed >= %s AND l.date_closed < %s", start, end)


AMOUNT = SQL("COALESCE(l.expected_revenue, 0) * COALESCE(fx.rate, 1)")
OPEN = SQL("l.won_status = 'pending' AND l.active")


def people(value, ids):
    """A figure over the people on the map of each account; of accounts with an empty map nothing is known.

    :param value: SQL of the figure over ``s``, the stakeholder, or a tuple of the parts of a ratio
    """
    return SQL(
        "SELECT s.account_id, %s FROM kam_stakeholder s"
        " WHERE s.account_id = ANY(%s) AND s.active GROUP BY s.account_id",
        figures(value),
        ids,
    )
