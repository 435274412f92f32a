"""SQL of the report "what became of it": one row per action that took place, one per lead that came from one."""

from odoo.tools import SQL

from .facts_sql import rate_values


def action_report(rates, main_company_id, currency_id):
    """Rows of both kinds in one list, so that a cost is counted once however many leads there are.

    :param rates: {company id: factor into the main company's currency}
    :param currency_id: currency of the main company
    :return: query with the columns of ``kam.action.report``
    """
    return SQL(
        """SELECT a.id * 2 AS id, a.id AS action_id, NULL::int AS lead_id, NULL::int AS lead_user_id,
                  NULL::int AS lead_company_id, a.account_id, a.company_id, a.activity_id, a.medium_id,
                  a.message_template_id, a.campaign_id, a.source_id, a.stage_id, k.segment_id, a.user_id,
                  COALESCE(a.done_on, a.date) AS date, a.state, a.outcome,
                  1 AS actions, COALESCE(a.hours, 0) AS hours, COALESCE(a.cost, 0) AS cost,
                  0 AS leads, 0 AS qualified, 0 AS won, 0 AS lost, 0::numeric AS revenue,
                  %(currency)s AS currency_id
             FROM kam_influencing_action a
             LEFT JOIN kam_account k ON k.id = a.account_id
            WHERE a.active AND a.state IN ('done', 'evaluated')
            UNION ALL
           SELECT l.id * 2 + 1, a.id, l.id, l.user_id, l.company_id, COALESCE(a.account_id, l.kam_account_id),
                  a.company_id, a.activity_id, a.medium_id, a.message_template_id, a.campaign_id, a.source_id,
                  a.stage_id, COALESCE(k.segment_id, l.kam_segment_id), a.user_id, COALESCE(a.done_on, a.date),
                  a.state, a.outcome, 0, 0, 0, 1,
                  (l.type = 'opportunity')::int, (l.won_status = 'won')::int, (l.won_status = 'lost')::int,
                  CASE WHEN l.won_status = 'won' THEN COALESCE(l.expected_revenue, 0) * fx.rate ELSE 0 END,
                  %(currency)s
             FROM crm_lead l
             JOIN kam_influencing_action a ON a.id = l.kam_action_id AND a.active
             LEFT JOIN kam_account k ON k.id = a.account_id
             LEFT JOIN crm_team t ON t.id = l.team_id AND l.company_id IS NULL
             JOIN %(rates)s AS fx(company_id, rate)
               ON fx.company_id = COALESCE(l.company_id, t.company_id, %(main)s)""",
        rates=rate_values(rates),
        main=main_company_id,
        currency=currency_id,
    )
