"""SQL of the what-if: scores under two sets of rules side by side, and the accounts nobody moves."""

from odoo.tools import SQL

from .scoring_sql import eligible_case, scores_query


def _companies(ids):
    return SQL("a.active AND (a.company_id IS NULL OR a.company_id = ANY(%s))", ids)


def standings(now, then, company_ids):
    """Accounts that rules can move, with their standing under the rules ``now`` and ``then``.

    Columns: id, company, manager, is key account, override in force, decided, screened segment, then score,
    attractiveness, strength and eligible segment, for each of the two sets of rules.
    """
    return SQL(
        """WITH q AS MATERIALIZED (%(now)s), r AS MATERIALIZED (%(then)s),
        s AS (
          SELECT a.id, a.company_id, a.user_id, a.status = 'key' AS is_key,
                 CASE WHEN a.override_until IS NULL OR a.override_until >= %(today)s
                      THEN a.override_segment_id END AS override_id,
                 a.decided_segment_id, a.screened_segment_id,
                 q.score AS q_score, q.attractiveness AS q_a, q.strength AS q_s, %(q_eligible)s AS q_eligible,
                 r.score AS r_score, r.attractiveness AS r_a, r.strength AS r_s, %(r_eligible)s AS r_eligible
            FROM kam_account a JOIN q ON q.id = a.id JOIN r ON r.id = a.id
           WHERE %(companies)s
        )
        SELECT * FROM s
         WHERE is_key OR override_id IS NOT NULL OR q_eligible IS NOT NULL OR r_eligible IS NOT NULL
         ORDER BY id""",
        now=scores_query(None, now),
        then=scores_query(None, then),
        today=then.today,
        q_eligible=eligible_case(now, "q"),
        r_eligible=eligible_case(then, "r"),
        companies=_companies(company_ids),
    )


def base_counts(company_ids):
    """Accounts by company and screened segment, and the account managers of each company."""
    return SQL(
        """SELECT a.company_id, a.screened_segment_id, COUNT(*),
                  (SELECT COUNT(DISTINCT b.user_id) FROM kam_account b JOIN res_users u ON u.id = b.user_id
                    WHERE b.active AND u.active AND b.company_id IS NOT DISTINCT FROM a.company_id)
             FROM kam_account a WHERE %s GROUP BY a.company_id, a.screened_segment_id""",
        _companies(company_ids),
    )
