"""SQL of the question which hunted accounts can be farmed: what was won there, and what goes on."""

from odoo.tools import SQL


def won_and_alive(account_ids, now):
    """One row per account with a won opportunity: a single statement for any number of accounts.

    :param account_ids: list of ids
    :param now: timestamp in UTC; meetings after it have not taken place yet
    :return: statement with the columns account_id, first_won, last_won (timestamps in UTC), won (number), title (of
        the first one), open (number of open opportunities), last_touch (timestamp of the latest done to-do or past
        meeting about one of its opportunities, or None)
    """
    return SQL(
        """
        SELECT l.kam_account_id AS account_id,
               min(l.date_closed) FILTER (WHERE l.won_status = 'won') AS first_won,
               max(l.date_closed) FILTER (WHERE l.won_status = 'won') AS last_won,
               count(*) FILTER (WHERE l.won_status = 'won') AS won,
               (array_agg(l.name ORDER BY l.date_closed, l.id) FILTER (WHERE l.won_status = 'won'))[1] AS title,
               count(*) FILTER (WHERE l.won_status = 'pending' AND l.type = 'opportunity') AS open,
               max(greatest(done.at, met.at)) AS last_touch
          FROM crm_lead l
          LEFT JOIN LATERAL (
                   SELECT max(a.date_done)::timestamp AS at
                     FROM mail_activity a
                    WHERE a.res_model = 'crm.lead' AND a.res_id = l.id AND NOT a.active
               ) done ON TRUE
          LEFT JOIN LATERAL (
                   SELECT max(e.start) AS at
                     FROM calendar_event e
                    WHERE e.opportunity_id = l.id AND e.active AND e.start <= %(now)s
               ) met ON TRUE
         WHERE l.kam_account_id = ANY(%(ids)s) AND l.active
         GROUP BY l.kam_account_id
        HAVING count(*) FILTER (WHERE l.won_status = 'won') > 0
        """,
        ids=list(account_ids),
        now=now,
    )


def pipeline(account_ids, since):
    """Rows (account id, won since a moment, open, highest probability of the open ones): one statement for all."""
    return SQL(
        """SELECT l.kam_account_id, count(*) FILTER (WHERE l.won_status = 'won' AND l.date_closed >= %(since)s),
                  count(*) FILTER (WHERE l.won_status = 'pending'),
                  COALESCE(max(l.probability) FILTER (WHERE l.won_status = 'pending'), 0)
             FROM crm_lead l
            WHERE l.kam_account_id = ANY(%(ids)s) AND l.type = 'opportunity' AND l.active
            GROUP BY l.kam_account_id""",
        ids=list(account_ids),
        since=since,
    )
