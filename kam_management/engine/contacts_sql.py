"""When anybody of ours was in touch with a customer, as SQL for any number of accounts (see ``alerts_sql.py``)."""

from odoo.tools import SQL

from . import alert_people_sql
from .stakeholders_sql import MESSAGES


def moments(frame):
    """CTE ``moment``: (account_id, date) of every contact up to now with anybody at the accounts of the CTE ``scope``.

    Messages by and to the customer's contacts, on its opportunities and about its people; meetings; to-dos done, but
    for those that the programme made for itself; influencing actions done.
    """
    return {
        **alert_people_sql.last_days(frame),
        "contact": SQL(
            """SELECT a.id AS account_id, p.id AS partner_id FROM scope a
                 JOIN res_partner p ON p.commercial_partner_id = a.partner_id"""
        ),
        "lead": SQL("SELECT a.id AS account_id, l.id FROM scope a JOIN crm_lead l ON l.kam_account_id = a.id"),
        "moment": SQL(
            """SELECT account_id, date FROM (
                   SELECT c.account_id, m.date FROM contact c JOIN mail_message m ON m.author_id = c.partner_id
                    WHERE m.message_type IN %(types)s
                    UNION ALL
                   SELECT c.account_id, m.date FROM contact c
                     JOIN mail_message_res_partner_rel rel ON rel.res_partner_id = c.partner_id
                     JOIN mail_message m ON m.id = rel.mail_message_id
                    WHERE m.message_type IN %(types)s
                    UNION ALL
                   SELECT c.account_id, m.date FROM contact c
                     JOIN mail_message m ON m.model = 'res.partner' AND m.res_id = c.partner_id
                    WHERE m.message_type IN %(types)s
                    UNION ALL
                   SELECT lead.account_id, m.date FROM lead
                     JOIN mail_message m ON m.model = 'crm.lead' AND m.res_id = lead.id
                    WHERE m.message_type IN %(types)s AND m.is_internal IS NOT TRUE
                    UNION ALL
                   SELECT s.account_id, m.date FROM scope a
                     JOIN kam_stakeholder s ON s.account_id = a.id
                     JOIN mail_message m ON m.model = 'kam.stakeholder' AND m.res_id = s.id
                    WHERE m.message_type IN %(types)s
                    UNION ALL
                   SELECT c.account_id, e.start FROM contact c
                     JOIN calendar_attendee at ON at.partner_id = c.partner_id AND at.state IS DISTINCT FROM 'declined'
                     JOIN calendar_event e ON e.id = at.event_id AND e.active
                    UNION ALL
                   SELECT lead.account_id, e.start FROM lead
                     JOIN calendar_event e ON e.opportunity_id = lead.id AND e.active
                    UNION ALL
                   SELECT t.account_id, t.date_done FROM (
                       SELECT c.account_id, t.* FROM contact c
                         JOIN mail_activity t ON t.res_model = 'res.partner' AND t.res_id = c.partner_id
                        UNION ALL
                       SELECT lead.account_id, t.* FROM lead
                         JOIN mail_activity t ON t.res_model = 'crm.lead' AND t.res_id = lead.id
                        UNION ALL
                       SELECT a.id, t.* FROM scope a
                         JOIN mail_activity t ON t.res_model = 'kam.account' AND t.res_id = a.id
                        UNION ALL
                       SELECT s.account_id, t.* FROM scope a
                         JOIN kam_stakeholder s ON s.account_id = a.id
                         JOIN mail_activity t ON t.res_model = 'kam.stakeholder' AND t.res_id = s.id
                   ) t WHERE NOT t.active AND (t.kam_source IS NULL OR t.kam_source = 'action')
                    UNION ALL
                   SELECT a.id, act.date FROM scope a
                     JOIN kam_influencing_action act ON act.account_id = a.id
                    WHERE act.state IN ('done', 'evaluated')
                    UNION ALL
                   SELECT s.account_id, d.day FROM last_day d JOIN kam_stakeholder s ON s.id = d.id
               ) every WHERE date <= %(now)s""",
            types=MESSAGES,
            now=frame.now,
        ),
    }


def touches(frame):
    """CTE ``touch``: (account_id, day) of the latest contact."""
    return {
        **moments(frame),
        "touch": SQL("SELECT account_id, MAX(date)::date AS day FROM moment GROUP BY account_id"),
    }


def touched(ids, frame, start, end):
    """Query of the number of accounts with a contact from ``start`` to before ``end`` (naive UTC datetimes)."""
    scope = SQL("SELECT id, partner_id FROM kam_account WHERE id = ANY(%s)", ids)
    ctes = {"scope": scope, **moments(frame)}
    return SQL(
        "WITH %s SELECT COUNT(DISTINCT account_id) FROM moment WHERE date >= %s AND date < %s",
        SQL(", ").join(SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query) for name, query in ctes.items()),
        start,
        end,
    )
