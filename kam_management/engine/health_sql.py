"""SQL of the facts that the health of accounts is made from: one statement for a batch."""

from odoo.tools import SQL


def facts(ids, years, least_revenue):
    """Rows (account, company, watched, alerts Json, level, target level, progress, powerful, reached, revenue, before).

    :param ids: account ids
    :param years: {company id or None: fiscal year of today}
    :param least_revenue: below it, the revenue of the year before is no base to compare with
    """
    year = SQL("(VALUES %s)", SQL(", ").join(SQL("(%s::int, %s::int)", *one) for one in years.items()))
    return SQL(
        """
        WITH ladder AS (SELECT id, row_number() OVER (ORDER BY sequence, id) AS sequence FROM kam_relationship_level)
        SELECT a.id, a.company_id, segment.mode = 'selected', alerts.counts, level.sequence, target.sequence,
               plan.progress, COALESCE(people.powerful, 0), COALESCE(people.reached, 0), a.revenue,
               CASE WHEN a.revenue_previous >= %(least)s THEN a.revenue_previous END
          FROM kam_account a
          LEFT JOIN kam_segment segment ON segment.id = a.segment_id
          LEFT JOIN ladder level ON level.id = a.level_id
          LEFT JOIN ladder target ON target.id = a.target_level_id
          LEFT JOIN %(year)s AS y (company_id, year) ON y.company_id IS NOT DISTINCT FROM a.company_id
          LEFT JOIN kam_account_plan plan
                 ON plan.account_id = a.id AND plan.year = y.year AND plan.progress_known
                AND plan.merged_into_id IS NULL AND plan.active
          LEFT JOIN (SELECT account_id, jsonb_object_agg(severity, number) AS counts
                       FROM (SELECT account_id, severity, count(*) AS number
                               FROM kam_alert
                              WHERE account_id = ANY(%(ids)s) AND state IN ('open', 'acknowledged')
                              GROUP BY account_id, severity) one
                      GROUP BY account_id) alerts ON alerts.account_id = a.id
          LEFT JOIN (SELECT s.account_id, count(*) AS powerful,
                            count(*) FILTER (WHERE EXISTS (
                                SELECT FROM kam_stakeholder_counterpart c
                                  JOIN res_users u ON u.id = c.user_id AND u.active
                                 WHERE c.stakeholder_id = s.id AND c.strength >= 2)) AS reached
                       FROM kam_stakeholder s
                      WHERE s.account_id = ANY(%(ids)s) AND s.active AND s.power >= 4
                      GROUP BY s.account_id) people ON people.account_id = a.id
         WHERE a.id = ANY(%(ids)s)
        """,
        ids=list(ids),
        least=least_revenue or 0.01,
        year=year,
    )


def update(rows, today):
    """Write healths that changed; returns (account, health, state, parts) of those.

    :param rows: (account id, health or None, state or None, parts as Json text)
    """
    return SQL(
        """
        UPDATE kam_account a
           SET health_on = %(today)s, health = COALESCE(v.health, 0), health_known = v.health IS NOT NULL,
               health_state = v.state, health_parts = v.parts,
               health_trend = CASE WHEN before.health IS NULL OR v.health IS NULL THEN NULL
                                   WHEN v.health >= before.health + 3 THEN 'up'
                                   WHEN v.health <= before.health - 3 THEN 'down' ELSE 'same' END
          FROM (VALUES %(rows)s) AS v (id, health, state, parts)
          LEFT JOIN LATERAL (SELECT h.health FROM kam_account_health h
                              WHERE h.account_id = v.id AND h.date <= %(today)s::date - 28
                              ORDER BY h.date DESC LIMIT 1) before ON true
         WHERE a.id = v.id
        """,
        today=today,
        rows=SQL(", ").join(SQL("(%s, %s::numeric, %s, %s::jsonb)", *row) for row in rows),
    )


def remember(ids, today):
    """Keep today's health in the history where it differs from the last one kept."""
    return SQL(
        """
        INSERT INTO kam_account_health (account_id, date, health, state, parts)
        SELECT a.id, %(today)s, a.health, a.health_state, a.health_parts
          FROM kam_account a
          LEFT JOIN LATERAL (SELECT h.health, h.parts FROM kam_account_health h WHERE h.account_id = a.id
                              ORDER BY h.date DESC LIMIT 1) last ON true
         WHERE a.id = ANY(%(ids)s) AND a.health_known
           AND (last.health IS DISTINCT FROM a.health OR last.parts IS DISTINCT FROM a.health_parts)
        ON CONFLICT (account_id, date)
        DO UPDATE SET health = EXCLUDED.health, state = EXCLUDED.state, parts = EXCLUDED.parts
        """,
        ids=list(ids),
        today=today,
    )
