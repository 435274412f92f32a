"""SQL of the analyses: one row per move, warning, objective, assessment or account, with what it is cut by.

Everything here returns :class:`odoo.tools.SQL`; nothing is executed. Each query is flat (no aggregate, no union), so
that PostgreSQL pushes the conditions of a search and of the record rules into it.
"""

from odoo.tools import SQL


def period_values(periods):
    """``VALUES`` list (company_id, first month, time zone) from {company id: (first month, time zone)}."""
    rows = SQL(", ").join(SQL("(%s, %s, %s)", key, month, zone) for key, (month, zone) in periods.items())
    return SQL("(VALUES %s)", rows)


def fiscal(day):
    """Labels of the fiscal year and quarter of a day, by the first month of ``fy``: 2026 or 2026/27, 2026 Q1.

    :param day: SQL of a date
    """
    start = SQL("(%s - make_interval(months => fy.month - 1))", day)
    year = SQL(
        "to_char(%(start)s, 'YYYY') || CASE WHEN fy.month > 1 "
        "THEN '/' || to_char(%(start)s + interval '1 year', 'YY') ELSE '' END",
        start=start,
    )
    return SQL("%s AS fiscal_year, %s || to_char(%s, '\" Q\"Q') AS fiscal_quarter", year, year, start)


#: What every analysis is cut by, from the account ``k`` and its partner ``p``.
DIMENSIONS = SQL(
    """k.id AS account_id, k.company_id, k.user_id AS manager_id, k.team_id, k.segment_id, k.tier_id, k.level_id,
       p.country_id, p.industry_id"""
)


def account_joins(periods, main_company_id, account_id):
    """The account ``k``, its partner ``p`` and the fiscal year ``fy`` of its company.

    :param periods: {company id: (first month of the fiscal year, time zone)}
    :param account_id: SQL of the account's id in the rows that are joined
    """
    return SQL(
        """JOIN kam_account k ON k.id = %(account)s
           JOIN res_partner p ON p.id = k.partner_id
           JOIN %(periods)s AS fy(company_id, month, zone) ON fy.company_id = COALESCE(k.company_id, %(main)s)""",
        account=account_id,
        periods=period_values(periods),
        main=main_company_id,
    )


def moves(periods, main_company_id):
    """One row per move of an account: from, to, up or down."""
    day = SQL("(c.date AT TIME ZONE 'UTC' AT TIME ZONE fy.zone)")
    return SQL(
        """SELECT c.id, c.id AS change_id, c.date, c.kind, c.old_value, c.new_value, c.cause, c.user_id, c.direction,
                  1 AS moves, (c.direction IS NOT DISTINCT FROM 'up')::int AS ups,
                  (c.direction IS NOT DISTINCT FROM 'down')::int AS downs,
                  (c.direction IS NOT DISTINCT FROM 'up')::int - (c.direction IS NOT DISTINCT FROM 'down')::int AS net,
                  (c.direction IS NOT DISTINCT FROM 'first')::int AS firsts,
                  (c.direction IS NOT DISTINCT FROM 'out')::int AS outs,
                  %s, %s
             FROM kam_account_change c %s""",
        fiscal(day),
        DIMENSIONS,
        account_joins(periods, main_company_id, SQL("c.account_id")),
    )


def alerts(periods, main_company_id, today):
    """One row per early warning: how long it stood, what became of it.

    :param today: until when one that is not resolved has stood
    """
    return SQL(
        """SELECT a.id, a.id AS alert_id, a.rule_id, a.severity, a.state, a.user_id, a.opened_on, a.resolved_on,
                  a.resolved_by, 1 AS alerts, (a.state <> 'resolved')::int AS unresolved,
                  (a.escalated_on IS NOT NULL)::int AS escalated,
                  (a.resolved_by IS NOT DISTINCT FROM 'gone')::int AS gone,
                  (a.resolved_by IS NOT DISTINCT FROM 'hand')::int AS by_hand,
                  GREATEST(COALESCE(a.resolved_on, %(today)s::date) - a.opened_on, 0) AS days_open,
                  CASE WHEN a.acknowledged_on IS NOT NULL THEN GREATEST(a.acknowledged_on - a.opened_on, 0) END
                      AS days_until_seen,
                  %(fiscal)s, %(dimensions)s
             FROM kam_alert a %(joins)s""",
        today=today,
        fiscal=fiscal(SQL("a.opened_on")),
        dimensions=DIMENSIONS,
        joins=account_joins(periods, main_company_id, SQL("a.account_id")),
    )


def objectives(periods, main_company_id, today):
    """One row per objective of a plan: reached, late, how far; an unknown progress is NULL, not zero."""
    reached = SQL("(COALESCE(o.progress_known, false) AND o.progress >= 100)")
    return SQL(
        """SELECT o.id, o.id AS objective_id, o.plan_id, pl.state AS plan_state, o.user_id, o.source, o.measure,
                  o.quarter, o.deadline, 1 AS objectives, %(reached)s::int AS reached,
                  (NOT %(reached)s AND o.deadline < %(today)s AND pl.state <> 'closed')::int AS late,
                  (NOT COALESCE(o.progress_known, false))::int AS unmeasured,
                  CASE WHEN o.progress_known THEN o.progress END AS progress,
                  CASE WHEN o.work_known THEN o.work END AS work,
                  %(fiscal)s, %(dimensions)s
             FROM kam_plan_objective o
             JOIN kam_account_plan pl ON pl.id = o.plan_id
             %(joins)s""",
        reached=reached,
        today=today,
        fiscal=fiscal(SQL("o.deadline")),
        dimensions=DIMENSIONS,
        joins=account_joins(periods, main_company_id, SQL("o.account_id")),
    )


def assessments(periods, main_company_id):
    """One row per assessment: its scores (NULL where unknown) and what they gained on the one before."""
    gain = SQL("CASE WHEN s.score_known AND b.score_known THEN s.score - b.score END")
    return SQL(
        """SELECT s.id, s.id AS assessment_id, s.date, s.state, s.user_id, s.approver_id,
                  s.segment_id AS recommended_segment_id, s.proposed_segment_id, 1 AS assessments,
                  CASE WHEN s.score_known THEN s.score END AS score,
                  CASE WHEN s.attractiveness_known THEN s.attractiveness END AS attractiveness,
                  CASE WHEN s.strength_known THEN s.strength END AS strength,
                  s.coverage, (NOT COALESCE(s.score_known, false))::int AS unscored,
                  %(gain)s AS gain, COALESCE((%(gain)s > 0)::int, 0) AS better,
                  COALESCE((%(gain)s < 0)::int, 0) AS worse,
                  (s.state = 'approved' AND s.proposed_segment_id IS DISTINCT FROM s.segment_id)::int AS otherwise,
                  CASE WHEN s.approved_on IS NOT NULL THEN GREATEST(s.approved_on::date - s.date, 0) END
                      AS days_until_decided,
                  %(fiscal)s, %(dimensions)s
             FROM kam_assessment s
             LEFT JOIN kam_assessment b ON b.id = s.previous_id
             %(joins)s""",
        gain=gain,
        fiscal=fiscal(SQL("s.date")),
        dimensions=DIMENSIONS,
        joins=account_joins(periods, main_company_id, SQL("s.account_id")),
    )


def accounts(rates, main_company_id, currency_id):
    """One row per account: what it is worth, in the main company's currency.

    :param rates: ``VALUES`` list (company_id, factor into the main company's currency)
    """
    return SQL(
        """SELECT k.id, %(dimensions)s, p.state_id, k.status, k.stage_id, k.health_state, 1 AS accounts,
                  (k.status = 'key')::int AS key_accounts, %(currency)s AS currency_id,
                  COALESCE(k.revenue, 0) * fx.rate AS revenue,
                  COALESCE(k.revenue_previous, 0) * fx.rate AS revenue_previous,
                  (COALESCE(k.revenue, 0) - COALESCE(k.revenue_previous, 0)) * fx.rate AS growth,
                  COALESCE(k.pipeline, 0) * fx.rate AS pipeline,
                  CASE WHEN k.health_known THEN k.health END AS health,
                  CASE WHEN k.score_known THEN k.score END AS score
             FROM kam_account k
             JOIN res_partner p ON p.id = k.partner_id
             JOIN %(rates)s AS fx(company_id, rate) ON fx.company_id = COALESCE(k.company_id, %(main)s)
            WHERE k.active""",
        dimensions=DIMENSIONS,
        rates=rates,
        main=main_company_id,
        currency=currency_id,
    )
