"""The findings of the stakeholder map as SQL, for a whole batch of accounts: the same answers as ``coverage.py``.

CTEs over the CTE ``scope`` (accounts ``a``); nothing is executed here. A test asserts that both agree.
"""

from odoo.tools import SQL

from . import coverage, stakeholders_sql


def last_days(frame):
    """CTE ``last_day``: (id, day) of the latest contact with each person on the maps."""
    where = SQL("s.active AND s.account_id IN (SELECT id FROM scope)")
    return {"last_day": stakeholders_sql.last_contacts(where, frame.now)}


def people(frame):
    """CTE ``person``: everybody on the maps, with what the findings need to know of them."""
    return {
        **last_days(frame),
        "mapped": SQL(
            """SELECT s.id, s.account_id, a.tier_id, s.power, s.support, s.since, s.partner_id IS NOT NULL AS known,
                      s.partner_id IS NOT NULL AND (NOT p.active OR s.works_at_id IS NOT NULL
                          AND p.commercial_partner_id IS DISTINCT FROM s.works_at_id) AS gone
                 FROM scope a
                 JOIN kam_stakeholder s ON s.account_id = a.id AND s.active
                 LEFT JOIN res_partner p ON p.id = s.partner_id"""
        ),
        "held": SQL(
            """SELECT m.id, bool_or(r.is_decision) AS decision, bool_or(r.is_budget) AS budget,
                      bool_or(r.is_champion) AS champion
                 FROM mapped m
                 JOIN kam_stakeholder_role_rel rel ON rel.stakeholder_id = m.id
                 JOIN kam_stakeholder_role r ON r.id = rel.role_id
                GROUP BY m.id"""
        ),
        "pair": SQL(
            """SELECT m.id, m.account_id, m.gone, line.user_id, u.active
                 FROM mapped m
                 JOIN kam_stakeholder_counterpart line ON line.stakeholder_id = m.id
                 JOIN res_users u ON u.id = line.user_id"""
        ),
        "person": SQL(
            """SELECT m.*, m.power >= %(powerful)s AS powerful,
                      COALESCE(h.decision, false) AS decision, COALESCE(h.budget, false) AS budget,
                      COALESCE(h.champion, false) AS champion,
                      COALESCE(o.ours, false) AS ours, COALESCE(o.lost, false) AS lost, d.day AS last
                 FROM mapped m
                 LEFT JOIN held h ON h.id = m.id
                 LEFT JOIN (SELECT id, bool_or(active) AS ours, bool_or(NOT active) AS lost FROM pair GROUP BY id) o
                   ON o.id = m.id
                 LEFT JOIN last_day d ON d.id = m.id""",
            powerful=coverage.POWERFUL,
        ),
    }


def _those(condition):
    """Ids of the people of an account who meet a condition; the most powerful first."""
    return SQL("array_agg(p.id ORDER BY p.power DESC, p.id) FILTER (WHERE %s)", condition)


def findings(frame):
    """CTE ``finding``: (account_id, code, ids) as ``coverage.findings`` tells them."""
    lists = {
        "decision_ids": SQL("p.decision"),
        "budget_ids": SQL("p.budget"),
        "champion_ids": SQL("p.champion"),
        "opponent_ids": SQL("NOT p.gone AND p.powerful AND p.support = 'opponent'"),
        "alone_ids": SQL("NOT p.gone AND p.powerful AND NOT p.ours"),
        "lost_ids": SQL("NOT p.gone AND p.lost"),
        "gone_ids": SQL("p.gone"),
        "silent_ids": SQL(
            "NOT p.gone AND p.known AND t.silence_days > 0 AND %s - GREATEST(p.last, p.since) > t.silence_days",
            frame.today,
        ),
    }
    return {
        **people(frame),
        "summary": SQL(
            """SELECT p.account_id,
                      bool_or(p.decision AND p.known AND NOT p.gone) AS decision,
                      bool_or(p.budget AND p.known AND NOT p.gone) AS budget,
                      bool_or(p.champion AND p.known AND NOT p.gone) AS champion, %s
                 FROM person p LEFT JOIN kam_tier t ON t.id = p.tier_id GROUP BY p.account_id""",
            SQL(", ").join(SQL("%s AS %s", _those(where), SQL.identifier(name)) for name, where in lists.items()),
        ),
        "thread": SQL(
            """SELECT account_id, COUNT(DISTINCT user_id) AS ours, array_agg(DISTINCT id) AS ids
                 FROM pair WHERE active AND NOT gone GROUP BY account_id"""
        ),
        "finding": SQL(
            """SELECT a.id AS account_id, f.code, COALESCE(f.ids, '{}') AS ids
                 FROM scope a
                 LEFT JOIN summary s ON s.account_id = a.id
                 LEFT JOIN thread t ON t.account_id = a.id
                 CROSS JOIN LATERAL (VALUES
                     ('no_decision_maker', s.decision IS NOT TRUE, s.decision_ids),
                     ('no_budget_owner', s.budget IS NOT TRUE, s.budget_ids),
                     ('no_champion', s.champion IS NOT TRUE, s.champion_ids),
                     ('no_sponsor', a.segment_id = ANY(%s) AND a.sponsor_id IS NULL, '{}'),
                     ('single_threaded_ours', t.ours = 1, t.ids),
                     ('single_threaded_theirs', cardinality(t.ids) = 1, t.ids),
                     ('powerful_opponent', s.opponent_ids IS NOT NULL, s.opponent_ids),
                     ('powerful_without_counterpart', s.alone_ids IS NOT NULL, s.alone_ids),
                     ('counterpart_left', s.lost_ids IS NOT NULL, s.lost_ids),
                     ('contact_left', s.gone_ids IS NOT NULL, s.gone_ids),
                     ('silent', s.silent_ids IS NOT NULL, s.silent_ids)
                 ) AS f(code, holds, ids)
                WHERE f.holds""",
            list(frame.best_segment_ids),
        ),
    }
