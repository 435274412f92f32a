"""SQL of the report "what became of it": one row per action that took place, per lead and per person it changed."""

from odoo.tools import SQL

from .analysis_sql import fiscal, period_values
from .facts_sql import rate_values


def _change(ladders, sign):
    """How many of a person's degrees an effect raised (``sign`` ``>``) or lowered (``<``).

    :param ladders: {column: codes from worst to best}
    """
    return SQL(" + ").join(
        SQL(
            "COALESCE((array_position(%(codes)s::varchar[], e.%(after)s) %(sign)s "
            "COALESCE(array_position(%(codes)s::varchar[], e.%(before)s), 1))::int, 0)",
            codes=list(codes),
            after=SQL.identifier(name),
            before=SQL.identifier(f"{name}_before"),
            sign=SQL(sign),
        )
        for name, codes in ladders.items()
    )


def action_report(rates, main_company_id, currency_id, periods, ladders):
    """Rows of three kinds in one list, so that a cost is counted once however many leads and effects there are.

    :param rates: {company id: factor into the main company's currency}
    :param currency_id: currency of the main company
    :param periods: {company id: (first month of the fiscal year, time zone)}
    :param ladders: {degree of a person: its codes from worst to best}
    :return: query with the columns of ``kam.action.report``
    """
    return SQL(
        """SELECT r.*, k.company_id AS account_company_id, k.user_id AS manager_id, k.team_id, k.tier_id, k.level_id,
                  p.country_id, p.industry_id, %(fiscal)s, %(currency)s AS currency_id
             FROM (%(actions)s UNION ALL %(leads)s UNION ALL %(effects)s) r
             LEFT JOIN kam_account k ON k.id = r.account_id
             LEFT JOIN res_partner p ON p.id = k.partner_id
             JOIN %(periods)s AS fy(company_id, month, zone) ON fy.company_id = COALESCE(r.company_id, %(main)s)""",
        fiscal=fiscal(SQL("r.date")),
        currency=currency_id,
        actions=ACTIONS,
        leads=_leads(rates, main_company_id),
        effects=_effects(ladders),
        periods=period_values(periods),
        main=main_company_id,
    )


ACTIONS = SQL(
    """SELECT a.id * 3 AS id, a.id AS action_id, NULL::int AS lead_id, NULL::int AS lead_user_id,
              NULL::int AS lead_company_id, NULL::int AS effect_id, a.account_id, a.company_id, a.activity_id,
              a.medium_id, a.message_template_id, a.campaign_id, a.source_id, a.stage_id, k.segment_id, a.user_id,
              COALESCE(a.done_on, a.date) AS date, a.state, a.outcome,
              1 AS actions, (a.outcome IS NOT DISTINCT FROM 'reached')::int AS reached,
              COALESCE(a.hours, 0) AS hours, COALESCE(a.cost, 0) AS cost,
              0 AS leads, 0 AS qualified, 0 AS won, 0 AS lost, 0::numeric AS revenue,
              0 AS effects, 0 AS rises, 0 AS falls
         FROM kam_influencing_action a
         LEFT JOIN kam_account k ON k.id = a.account_id
        WHERE a.active AND a.state IN ('done', 'evaluated')"""
)


def _leads(rates, main_company_id):
    return SQL(
        """SELECT l.id * 3 + 1, a.id, l.id, l.user_id, l.company_id, NULL, COALESCE(a.account_id, l.kam_account_id),
                  a.company_id, a.activity_id, a.medium_id, a.message_template_id, a.campaign_id, a.source_id,
                  a.stage_id, COALESCE(k.segment_id, l.kam_segment_id), a.user_id, COALESCE(a.done_on, a.date),
                  a.state, a.outcome, 0, 0, 0, 0, 1,
                  (l.type = 'opportunity')::int, (l.won_status = 'won')::int, (l.won_status = 'lost')::int,
                  CASE WHEN l.won_status = 'won' THEN COALESCE(l.expected_revenue, 0) * fx.rate ELSE 0 END,
                  0, 0, 0
             FROM crm_lead l
             JOIN kam_influencing_action a ON a.id = l.kam_action_id AND a.active
             LEFT JOIN kam_account k ON k.id = a.account_id
             LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
             JOIN %(rates)s AS fx(company_id, rate)
               ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)""",
        rates=rate_values(rates),
        main=main_company_id,
    )


def _effects(ladders):
    """A person belongs to one account: an effect of a mass action is seen by those of that account alone."""
    return SQL(
        """SELECT e.id * 3 + 2, a.id, NULL, NULL, NULL, e.id, e.account_id,
                  a.company_id, a.activity_id, a.medium_id, a.message_template_id, a.campaign_id, a.source_id,
                  a.stage_id, k.segment_id, a.user_id, COALESCE(a.done_on, a.date),
                  a.state, a.outcome, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, %s, %s
             FROM kam_action_effect e
             JOIN kam_influencing_action a ON a.id = e.action_id AND a.active AND a.state IN ('done', 'evaluated')
             JOIN kam_account k ON k.id = e.account_id
            WHERE e.applied""",
        _change(ladders, ">"),
        _change(ladders, "<"),
    )
