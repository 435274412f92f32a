"""The SQL behind the stakeholder map: people, their last contact, and whom to add. Any number of accounts at once."""

from odoo.tools import SQL

#: Messages that somebody wrote or was written to; notifications of the system are no contact.
MESSAGES = ("comment", "email", "email_outgoing")


def people(where, lang=None):
    """Stakeholders with what the findings and the map need, one row for each; ``where`` is on ``s``.

    :param lang: with the open actions of each person as well (id, date, name in this language), the next one first
    """
    return SQL(
        """SELECT s.id, s.account_id, s.parent_id, s.name, s.title, s.unit, s.partner_id, s.power, s.support,
                  s.strength, s.target_strength, s.active, s.since, s.user_id,
                  s.partner_id IS NOT NULL AND (NOT p.active OR s.works_at_id IS NOT NULL
                      AND p.commercial_partner_id IS DISTINCT FROM s.works_at_id) AS has_left,
                  p.write_date AS photo_date,
                  COALESCE(r.role_ids, '{}') AS role_ids, COALESCE(r.flags, '{}') AS flags,
                  COALESCE(c.counterparts, '[]') AS counterparts%(planned)s
             FROM kam_stakeholder s
             LEFT JOIN res_partner p ON p.id = s.partner_id
             LEFT JOIN LATERAL (
                 SELECT array_agg(role.id ORDER BY role.sequence, role.id) AS role_ids,
                        array_remove(ARRAY[CASE WHEN bool_or(role.is_decision) THEN 'decision' END,
                            CASE WHEN bool_or(role.is_budget) THEN 'budget' END,
                            CASE WHEN bool_or(role.is_champion) THEN 'champion' END], NULL) AS flags
                   FROM kam_stakeholder_role_rel rel JOIN kam_stakeholder_role role ON role.id = rel.role_id
                  WHERE rel.stakeholder_id = s.id) r ON true
             LEFT JOIN LATERAL (
                 SELECT json_agg(json_build_array(line.user_id, line.strength, COALESCE(line.is_primary, false),
                            u.active) ORDER BY line.id) AS counterparts
                   FROM kam_stakeholder_counterpart line JOIN res_users u ON u.id = line.user_id
                  WHERE line.stakeholder_id = s.id) c ON true
            WHERE %(where)s
            ORDER BY s.account_id, s.power DESC, s.id""",
        where=where,
        planned=_planned(lang) if lang else SQL(),
    )


def _planned(lang):
    """Column with the open actions of the person ``s``."""
    return SQL(
        """, COALESCE((SELECT json_agg(json_build_array(a.id, a.date,
                              COALESCE(a.name, t.name->>%s, t.name->>'en_US', '')) ORDER BY a.date, a.id)
                         FROM kam_influencing_action_stakeholder_rel target
                         JOIN kam_influencing_action a ON a.id = target.action_id
                         LEFT JOIN kam_influencing_activity t ON t.id = a.activity_id
                        WHERE target.stakeholder_id = s.id AND a.active AND a.state IN ('planned', 'todo')),
                      '[]') AS planned""",
        lang,
    )


def last_contacts(where, now):
    """(stakeholder id, day) of the latest contact; ``where`` is on ``s``.

    Written by or to the person on the customer's contacts, its opportunities and account; meetings they came to;
    to-dos done with them; notes logged on the stakeholder or the contact.
    """
    return SQL(
        """WITH s AS MATERIALIZED (
               SELECT s.id, s.account_id, s.partner_id, a.partner_id AS company_id
                 FROM kam_stakeholder s JOIN kam_account a ON a.id = s.account_id WHERE %(where)s
           ), said AS (
               SELECT s.id, s.account_id, s.company_id, m.model, m.res_id, m.date FROM s
                 JOIN mail_message m ON m.author_id = s.partner_id
                WHERE m.message_type IN %(types)s
                UNION ALL
               SELECT s.id, s.account_id, s.company_id, m.model, m.res_id, m.date FROM s
                 JOIN mail_message_res_partner_rel rel ON rel.res_partner_id = s.partner_id
                 JOIN mail_message m ON m.id = rel.mail_message_id
                WHERE m.message_type IN %(types)s
           ), moments AS (
               SELECT said.id, said.date FROM said
                 LEFT JOIN crm_lead l ON said.model = 'crm.lead' AND l.id = said.res_id
                 LEFT JOIN res_partner p ON said.model = 'res.partner' AND p.id = said.res_id
                WHERE l.kam_account_id = said.account_id OR p.commercial_partner_id = said.company_id
                   OR said.model = 'kam.account' AND said.res_id = said.account_id
                UNION ALL
               SELECT s.id, m.date FROM s
                 JOIN mail_message m ON m.model = 'res.partner' AND m.res_id = s.partner_id
                WHERE m.message_type IN %(types)s
                UNION ALL
               SELECT s.id, m.date FROM s JOIN mail_message m ON m.model = 'kam.stakeholder' AND m.res_id = s.id
                WHERE m.message_type IN %(types)s
                UNION ALL
               SELECT s.id, e.start FROM s
                 JOIN calendar_attendee at ON at.partner_id = s.partner_id AND at.state IS DISTINCT FROM 'declined'
                 JOIN calendar_event e ON e.id = at.event_id AND e.active AND e.start <= %(now)s
                UNION ALL
               SELECT s.id, t.date_done FROM s
                 JOIN mail_activity t ON t.res_model = 'kam.stakeholder' AND t.res_id = s.id
                WHERE NOT t.active AND t.date_done IS NOT NULL
                UNION ALL
               SELECT s.id, t.date_done FROM s
                 JOIN mail_activity t ON t.res_model = 'res.partner' AND t.res_id = s.partner_id
                WHERE NOT t.active AND t.date_done IS NOT NULL
                UNION ALL
               SELECT s.id, t.date_done FROM s
                 JOIN crm_lead l ON l.partner_id = s.partner_id AND l.kam_account_id = s.account_id
                 JOIN mail_activity t ON t.res_model = 'crm.lead' AND t.res_id = l.id
                WHERE NOT t.active AND t.date_done IS NOT NULL
                UNION ALL
               SELECT s.id, a.done_on::timestamp FROM s
                 JOIN kam_action_present_rel r ON r.stakeholder_id = s.id
                 JOIN kam_influencing_action a ON a.id = r.action_id AND a.done_on IS NOT NULL
           )
           SELECT id, MAX(date)::date AS day FROM moments WHERE date <= %(now)s GROUP BY id""",
        where=where,
        types=MESSAGES,
        now=now,
    )


def proposals(account_id, limit):
    """People around an account who are not on its map: (partner, sources, latest trace, one of ours they know).

    From its contacts, opportunities, meetings and messages; the liveliest first.
    """
    return SQL(
        """WITH account AS (
               SELECT id, partner_id AS company_id FROM kam_account WHERE id = %(account)s
           ), lead AS (
               SELECT l.id, l.partner_id, l.user_id, l.write_date FROM crm_lead l, account a
                WHERE l.kam_account_id = a.id
           ), trace AS (
               SELECT p.id, 'contact' AS source, p.user_id, NULL::timestamp AS date FROM res_partner p, account a
                WHERE p.commercial_partner_id = a.company_id AND p.type = 'contact'
                UNION ALL
               SELECT lead.partner_id, 'lead', lead.user_id, lead.write_date FROM lead
                UNION ALL
               SELECT m.author_id, 'message', NULL, m.date FROM lead
                 JOIN mail_message m ON m.model = 'crm.lead' AND m.res_id = lead.id
                WHERE m.message_type IN %(types)s
                UNION ALL
               SELECT at.partner_id, 'meeting', e.user_id, e.start FROM lead
                 JOIN calendar_event e ON e.opportunity_id = lead.id AND e.active
                 JOIN calendar_attendee at ON at.event_id = e.id
                UNION ALL
               SELECT at.partner_id, 'meeting', e.user_id, e.start FROM res_partner p
                 JOIN account a ON p.commercial_partner_id = a.company_id
                 JOIN calendar_attendee at ON at.partner_id = p.id
                 JOIN calendar_event e ON e.id = at.event_id AND e.active
                UNION ALL
               SELECT m.author_id, 'message', NULL, m.date FROM res_partner p
                 JOIN account a ON p.commercial_partner_id = a.company_id
                 JOIN mail_message m ON m.author_id = p.id AND m.message_type IN %(types)s
           )
           SELECT p.id, array_agg(DISTINCT trace.source) AS sources, MAX(trace.date)::date AS day,
                  (array_agg(trace.user_id ORDER BY trace.date DESC NULLS LAST)
                      FILTER (WHERE u.active AND NOT u.share))[1] AS user_id
             FROM trace
             JOIN account a ON true
             JOIN res_partner p ON p.id = trace.id AND p.active AND NOT p.is_company AND p.id <> a.company_id
             LEFT JOIN res_users u ON u.id = trace.user_id
            WHERE NOT EXISTS (SELECT FROM kam_stakeholder s WHERE s.account_id = a.id AND s.partner_id = p.id
                              AND s.active)
              AND NOT EXISTS (SELECT FROM res_users own WHERE own.partner_id = p.id AND NOT own.share)
              AND COALESCE(p.name, '') <> ''
            GROUP BY p.id
            ORDER BY MAX(trace.date) DESC NULLS LAST, p.id
            LIMIT %(limit)s""",
        account=account_id,
        types=MESSAGES,
        limit=limit,
    )


def as_of(account_id, moment):
    """(stakeholder id, kind, value then) of what has moved since: the old value of the first move after ``moment``."""
    return SQL(
        """SELECT DISTINCT ON (stakeholder_id, kind) stakeholder_id, kind, old
             FROM kam_stakeholder_move WHERE account_id = %s AND date > %s
            ORDER BY stakeholder_id, kind, date, id""",
        account_id,
        moment,
    )
