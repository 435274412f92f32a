"""The nightly alert run as SQL: one statement per batch of accounts finds, opens, updates, wakes and closes.

Nothing is executed here. Whatever comes twice, at once or again, opens nothing twice: there is a unique index on the
unresolved alerts of an account and rule.
"""

from odoo.tools import SQL

from .alerts import EVENTS

#: Who answers for an account ``a``: its manager, else the leader of its team, else of the manager's team.
RESPONSIBLE = SQL(
    """COALESCE(
        (SELECT u.id FROM res_users u WHERE u.id = a.user_id AND u.active),
        (SELECT u.id FROM crm_team t JOIN res_users u ON u.id = t.user_id AND u.active WHERE t.id = a.team_id),
        (SELECT u.id FROM crm_team_member m JOIN crm_team t ON t.id = m.crm_team_id
           JOIN res_users u ON u.id = t.user_id AND u.active
          WHERE m.user_id = a.user_id AND m.active ORDER BY t.sequence, t.id LIMIT 1))"""
)


def _with(ctes):
    return SQL(", ").join(SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query) for name, query in ctes.items())


def scope(ids, rules):
    """The accounts of a batch that any rule looks at."""
    segments = sorted({segment for rule, _check in rules for segment in rule.segment_ids})
    return SQL(
        """SELECT a.id, a.partner_id, a.segment_id, a.tier_id, a.level_id, a.target_level_id, a.user_id, a.team_id,
                  a.sponsor_id, a.company_id, a.decided_on, a.create_date, %(responsible)s AS responsible_id
             FROM kam_account a
            WHERE a.id = ANY(%(ids)s) AND a.active AND a.segment_id = ANY(%(segments)s)""",
        responsible=RESPONSIBLE,
        ids=ids,
        segments=segments,
    )


def found(ids, rules):
    """CTEs up to ``found``: what stands today, one row for each account and rule.

    :param rules: [(engine Rule, engine Check)]
    :return: {name: SQL} in their order
    """
    ctes = {"scope": scope(ids, rules)}
    parts = []
    for rule, check in rules:
        ctes |= {name: query for name, query in check.ctes.items() if name not in ctes}
        parts.append(
            SQL(
                """SELECT %(rule)s AS rule_id, %(severity)s AS severity, %(rank)s AS rank, %(event)s AS event,
                          f.account_id, f.since::date AS since, f.value::float8 AS value, f.details,
                          a.responsible_id
                     FROM (%(query)s) AS f(account_id, since, value, details)
                     JOIN scope a ON a.id = f.account_id
                    WHERE a.segment_id = ANY(%(segments)s)""",
                rule=rule.id,
                severity=rule.severity,
                rank=rule.rank,
                event=rule.check in EVENTS,
                query=check.query,
                segments=list(rule.segment_ids),
            )
        )
    nothing = SQL(
        """SELECT NULL::int AS rule_id, NULL::varchar AS severity, NULL::int AS rank, NULL::bool AS event,
                  NULL::int AS account_id, NULL::date AS since, NULL::float8 AS value, NULL::jsonb AS details,
                  NULL::int AS responsible_id WHERE false"""
    )
    return ctes | {"found": SQL(" UNION ALL ").join(parts) if parts else nothing}


def sync(ids, rules, today, uid):
    """Bring the alerts of a batch in step with what stands today.

    :return: query of (what, account_id, alert id); what = opened, changed, woken or resolved
    """
    return SQL(
        """WITH %(ctes)s, old AS MATERIALIZED (
               SELECT * FROM kam_alert WHERE account_id = ANY(%(ids)s) AND state <> 'resolved'
           ), opened AS (
               INSERT INTO kam_alert (account_id, rule_id, severity, severity_rank, state, since, opened_on, value,
                                      details, user_id, announced, create_uid, write_uid, create_date, write_date)
               SELECT f.account_id, f.rule_id, f.severity, f.rank, 'open', LEAST(f.since, %(today)s), %(today)s,
                      f.value, f.details, f.responsible_id, false, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                      now() AT TIME ZONE 'UTC'
                 FROM found f
                WHERE NOT EXISTS (SELECT FROM old WHERE old.account_id = f.account_id AND old.rule_id = f.rule_id)
                  AND NOT (f.event AND EXISTS (
                      SELECT FROM kam_alert done
                       WHERE done.account_id = f.account_id AND done.rule_id = f.rule_id AND done.state = 'resolved'
                         AND done.resolved_by = 'hand' AND done.since >= f.since))
               ON CONFLICT DO NOTHING RETURNING account_id, id
           ), changed AS (
               UPDATE kam_alert k
                  SET severity = f.severity, severity_rank = f.rank, user_id = f.responsible_id,
                      value = CASE WHEN k.details IS DISTINCT FROM f.details THEN f.value ELSE k.value END,
                      details = f.details, since = CASE WHEN f.since < %(today)s THEN f.since ELSE k.since END,
                      state = CASE WHEN n.wakes THEN 'open' ELSE k.state END,
                      announced = k.announced AND NOT n.wakes,
                      write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                 FROM old JOIN found f ON f.account_id = old.account_id AND f.rule_id = old.rule_id
                 CROSS JOIN LATERAL (
                     SELECT old.state = 'snoozed' AND old.snooze_until <= %(today)s AS wakes) n
                WHERE k.id = old.id AND (n.wakes OR f.since < %(today)s AND f.since <> k.since
                      OR (k.severity, k.user_id, k.details) IS DISTINCT FROM (f.severity, f.responsible_id, f.details))
               RETURNING k.account_id, k.id, n.wakes
           ), gone AS (
               UPDATE kam_alert k
                  SET state = 'resolved', resolved_on = %(today)s, resolved_by = 'gone', write_uid = %(uid)s,
                      write_date = now() AT TIME ZONE 'UTC'
                 FROM old
                WHERE k.id = old.id AND NOT EXISTS (
                      SELECT FROM found f WHERE f.account_id = old.account_id AND f.rule_id = old.rule_id)
               RETURNING k.account_id, k.id
           )
           SELECT 'opened', account_id, id FROM opened
            UNION ALL SELECT CASE WHEN wakes THEN 'woken' ELSE 'changed' END, account_id, id FROM changed
            UNION ALL SELECT 'resolved', account_id, id FROM gone""",
        ctes=_with(found(ids, rules)),
        ids=ids,
        today=today,
        uid=uid,
    )


def escalate(ids, today, leaders):
    """Alerts that nobody dealt with in time go to the leader of the team, or else to somebody who decides.

    The days count from the opening, from taking note, or from waking up, whichever was last.

    :param leaders: ids of users who may see every account; only these are told
    :return: statement that returns (account_id, alert id)
    """
    return SQL(
        """UPDATE kam_alert k
              SET escalated_on = %(today)s, escalated_to_id = up.id, announced = false
             FROM kam_alert_rule r, kam_account a
             LEFT JOIN crm_team own ON own.id = a.team_id
             LEFT JOIN LATERAL (
                 SELECT t.user_id FROM crm_team_member m JOIN crm_team t ON t.id = m.crm_team_id
                  WHERE m.user_id = a.user_id AND m.active ORDER BY t.sequence, t.id LIMIT 1) member ON true
             JOIN LATERAL (
                 SELECT u.id FROM res_users u
                  WHERE u.id = ANY(%(leaders)s) AND u.id IS DISTINCT FROM a.user_id
                    AND (a.company_id IS NULL OR EXISTS (
                        SELECT FROM res_company_users_rel c WHERE c.user_id = u.id AND c.cid = a.company_id))
                  ORDER BY u.id IS DISTINCT FROM COALESCE(own.user_id, member.user_id), u.id LIMIT 1) up ON true
            WHERE k.account_id = ANY(%(ids)s) AND a.id = k.account_id AND r.id = k.rule_id
              AND k.state IN ('open', 'acknowledged') AND k.escalated_on IS NULL AND r.escalate_days > 0
              AND GREATEST(k.acknowledged_on, k.opened_on, k.snooze_until) + r.escalate_days <= %(today)s
           RETURNING k.account_id, k.id""",
        today=today,
        leaders=list(leaders),
        ids=ids,
    )


def todo_rows(ids):
    """What the to-dos of some accounts follow (see ``KamAccount._alert_todo_rows``), by account."""
    return SQL(
        """WITH standing AS (
               SELECT k.account_id, bool_or(NOT k.announced) AS fresh, MIN(k.severity_rank) AS rank,
                      MAX(k.escalated_to_id) AS boss_id, MAX(k.user_id) AS user_id
                 FROM kam_alert k
                WHERE k.account_id = ANY(%(ids)s) AND k.state IN ('open', 'acknowledged')
                GROUP BY k.account_id
           ), todo AS (
               SELECT t.res_id AS account_id, array_agg(t.id ORDER BY t.id) AS ids, MIN(t.user_id) AS user_id
                 FROM mail_activity t
                WHERE t.kam_source = 'alert' AND t.active AND t.res_model = 'kam.account' AND t.res_id = ANY(%(ids)s)
                GROUP BY t.res_id
           )
           SELECT COALESCE(standing.account_id, todo.account_id) AS account, standing.account_id IS NOT NULL AS stands,
                  COALESCE(standing.fresh, false) AS fresh, COALESCE(standing.rank, 9) AS rank,
                  COALESCE(standing.boss_id, standing.user_id) AS user, COALESCE(todo.ids, '{}') AS todos,
                  todo.user_id AS todo_user
             FROM standing FULL JOIN todo ON todo.account_id = standing.account_id
            ORDER BY 1""",
        ids=ids,
    )


def announced(ids):
    """Statement: somebody has been told of what stands on these accounts."""
    return SQL(
        """UPDATE kam_alert SET announced = true
            WHERE account_id = ANY(%s) AND state IN ('open', 'acknowledged') AND NOT announced
        RETURNING id""",
        ids,
    )
