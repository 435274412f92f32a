"""SQL that reads what the pipeline says about accounts: one row of facts per account.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. Dates come in as values, so that a run
is reproducible. Amounts are in the currency of the main company: ``rates`` carries the factor of each company.
"""

from typing import NamedTuple

from odoo.tools import SQL


class Window(NamedTuple):
    """Moments that the facts refer to (naive UTC datetimes).

    ``year``: 12 months ago; ``before``: 24 months ago; ``decided``: start of the win rate's period.
    """

    now: object
    year: object
    before: object
    decided: object


def own_scope(ids):
    """Each account counts its own opportunities."""
    return SQL(
        "SELECT a.id AS account_id, a.id AS member_id, a.partner_id FROM kam_account a WHERE a.id = ANY(%s)",
        ids,
    )


def group_scope(ids):
    """Each account counts its own opportunities and those of the accounts below it."""
    return SQL(
        """SELECT above.id::int AS account_id, a.id AS member_id, a.partner_id
           FROM kam_account a
           CROSS JOIN LATERAL unnest(string_to_array(rtrim(a.parent_path, '/'), '/')) AS above(id)
           WHERE (a.parent_id IS NOT NULL OR a.id = ANY(%(ids)s)) AND above.id::int = ANY(%(ids)s)""",
        ids=ids,
    )


def rate_values(rates):
    """``VALUES`` list (company_id, factor) from {company id: factor}."""
    return SQL("(VALUES %s)", SQL(", ").join(SQL("(%s, %s::numeric)", key, rate) for key, rate in rates.items()))


def facts(scope, window, rates, main_company_id):
    """One row per account that has any opportunity.

    :param scope: query of (account_id, member_id, partner_id)
    :param window: :class:`Window`
    :param rates: {company id: factor into the main company's currency}
    :return: query of account_id, won_year, won_before, decided, pipeline, valued_open, won, lost, people,
        first_won, last_live (won or still open), with amounts in the main company's currency
    """
    return SQL(
        """SELECT s.account_id,
               COALESCE(SUM(l.expected_revenue * fx.rate) FILTER (
                   WHERE l.won_status = 'won' AND l.date_closed > %(year)s AND l.date_closed <= %(now)s
               ), 0) AS won_year,
               COALESCE(SUM(l.expected_revenue * fx.rate) FILTER (
                   WHERE l.won_status = 'won' AND l.date_closed > %(before)s AND l.date_closed <= %(year)s
               ), 0) AS won_before,
               COUNT(*) FILTER (WHERE l.won_status <> 'pending') AS decided,
               COALESCE(SUM(l.expected_revenue * fx.rate * l.probability / 100) FILTER (
                   WHERE l.won_status = 'pending' AND l.active
               ), 0) AS pipeline,
               COUNT(*) FILTER (
                   WHERE l.won_status = 'pending' AND l.active AND l.expected_revenue > 0
               ) AS valued_open,
               COUNT(*) FILTER (WHERE l.won_status = 'won' AND l.date_closed > %(decided)s) AS won,
               COUNT(*) FILTER (WHERE l.won_status = 'lost' AND l.date_closed > %(decided)s) AS lost,
               COUNT(DISTINCT l.user_id)
                   + COUNT(DISTINCT l.partner_id) FILTER (WHERE l.partner_id <> s.partner_id) AS people,
               MIN(l.date_closed) FILTER (WHERE l.won_status = 'won') AS first_won,
               MAX(CASE WHEN l.won_status = 'won' THEN l.date_closed
                        WHEN l.won_status = 'pending' AND l.active THEN %(now)s END) AS last_live
           FROM (%(scope)s) s
           JOIN crm_lead l ON l.kam_account_id = s.member_id AND l.type = 'opportunity'
           LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
           LEFT JOIN %(rates)s AS fx(company_id, rate)  -- all companies are there; LEFT keeps the row estimate
             ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)
           GROUP BY s.account_id""",
        scope=scope,
        rates=rate_values(rates),
        main=main_company_id,
        now=window.now,
        year=window.year,
        before=window.before,
        decided=window.decided,
    )


def source_expressions(window, growth_min_base, min_decided):
    """How each named source reads its measure off the facts ``f``; SQL NULL means unknown.

    :param growth_min_base: revenue of the year before (main currency) below which growth is unknown
    :param min_decided: decided deals below which the win rate is unknown
    :return: {source: SQL expression of type numeric}
    """
    return {
        "won_revenue": SQL("CASE WHEN f.decided > 0 THEN round(f.won_year, 2) END"),
        "growth": SQL(
            "CASE WHEN f.won_before >= %s AND f.won_before > 0"
            " THEN round((f.won_year - f.won_before) * 100 / f.won_before, 2) END",
            growth_min_base,
        ),
        "pipeline": SQL("CASE WHEN f.valued_open > 0 THEN round(f.pipeline::numeric, 2) END"),
        "win_rate": SQL(
            "CASE WHEN f.won + f.lost >= %s AND f.won + f.lost > 0"
            " THEN round(f.won * 100::numeric / (f.won + f.lost), 2) END",
            min_decided,
        ),
        "people": SQL("NULLIF(f.people, 0)::numeric"),
        "years": SQL("round((EXTRACT(EPOCH FROM %s - f.first_won) / 31557600)::numeric, 2)", window.now),
    }
