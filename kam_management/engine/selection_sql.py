"""Statements of the yearly selection: all lines of a batch at once."""

from odoo.tools import SQL

#: Columns of a line that are taken from the account, in the order of :func:`facts`.
FACTS = (
    "account_id",
    "company_id",
    "user_id",
    "status",
    "current_segment_id",
    "current_tier_id",
    "decided_segment_id",
    "recommended_segment_id",
    "score",
    "score_known",
    "coverage",
    "score_before",
    "score_before_known",
    "coverage_before",
    "revenue",
    "revenue_previous",
    "growth",
    "growth_known",
    "cost_to_serve",
    "alert_count",
    "health",
    "health_known",
    "health_state",
)


def missing(review_id, company_id, limit):
    """Ids of key accounts and candidates of a company without a line in the review."""
    return SQL(
        """SELECT a.id FROM kam_account a
            WHERE a.active AND a.status IN ('key', 'candidate') AND a.company_id IS NOT DISTINCT FROM %(company)s
              AND NOT EXISTS (SELECT FROM kam_selection_review_line l
                               WHERE l.review_id = %(review)s AND l.account_id = a.id)
            ORDER BY a.id LIMIT %(limit)s""",
        company=company_id or None,
        review=review_id,
        limit=limit,
    )


def facts(ids, review_id, year_ago, least_revenue, rate):
    """What is known about accounts now, and of their score a year ago.

    The score a year ago is that of the last assessment approved by then, else of the yearly selection before.

    :param year_ago: date
    :param least_revenue: revenue of the year before from which growth is known, in the company's currency
    :param rate: factor from the main company's currency into that of the company
    """
    return SQL(
        """SELECT a.id, a.company_id, a.user_id, a.status, a.segment_id, a.tier_id, a.decided_segment_id,
                  a.recommended_segment_id, a.score, a.score_known, a.coverage,
                  COALESCE(s.score, p.score, 0), COALESCE(s.score_known, p.score_known, false),
                  COALESCE(s.coverage, p.coverage, 0),
                  a.revenue, a.revenue_previous,
                  CASE WHEN b.known THEN 100 * (COALESCE(a.revenue, 0) / a.revenue_previous - 1) ELSE 0 END, b.known,
                  COALESCE(g.cost_to_serve, 0) * %(rate)s,
                  (SELECT count(*) FROM kam_alert w WHERE w.account_id = a.id AND w.state IN ('open', 'acknowledged')),
                  a.health, COALESCE(a.health_known, false), a.health_state
             FROM kam_account a
             LEFT JOIN kam_segment g ON g.id = a.segment_id
             CROSS JOIN LATERAL (
                 SELECT COALESCE(a.revenue_previous, 0) > 0 AND a.revenue_previous >= %(least)s AS known) b
             LEFT JOIN LATERAL (
                 SELECT score, score_known, coverage FROM kam_assessment
                  WHERE account_id = a.id AND state = 'approved' AND date <= %(ago)s
                  ORDER BY date DESC, id DESC LIMIT 1) s ON true
             LEFT JOIN LATERAL (
                 SELECT l.score, l.score_known, l.coverage
                   FROM kam_selection_review_line l JOIN kam_selection_review r ON r.id = l.review_id
                  WHERE l.account_id = a.id AND r.state = 'approved' AND r.id <> %(review)s
                    AND r.year = (SELECT year - 1 FROM kam_selection_review WHERE id = %(review)s)
                  ORDER BY r.date DESC LIMIT 1) p ON true
            WHERE a.id = ANY(%(ids)s)""",
        ids=list(ids),
        review=review_id,
        ago=year_ago,
        least=least_revenue,
        rate=rate,
    )


def insert(review_id, source, uid):
    """Add the lines of accounts that have none in the review yet; returns their ids."""
    columns = SQL(", ").join(SQL.identifier(name) for name in FACTS)
    return SQL(
        """INSERT INTO kam_selection_review_line
                  (%(columns)s, review_id, year, state, version, told, create_uid, write_uid, create_date, write_date)
           SELECT f.*, %(review)s, (SELECT year FROM kam_selection_review WHERE id = %(review)s),
                  'proposed', 0, false, %(uid)s, %(uid)s,
                  now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
             FROM (%(source)s) f
           ON CONFLICT (review_id, account_id) DO NOTHING RETURNING id""",
        columns=columns,
        review=review_id,
        uid=uid,
        source=source,
    )


def update(review_id, source):
    """Bring the figures of the lines up to now."""
    names = SQL(", ").join(SQL.identifier(name) for name in FACTS)
    sets = SQL(", ").join(SQL("%s = f.%s", SQL.identifier(name), SQL.identifier(name)) for name in FACTS[1:])
    return SQL(
        """UPDATE kam_selection_review_line l SET %(sets)s FROM (%(source)s) AS f(%(names)s)
            WHERE l.review_id = %(review)s AND l.account_id = f.account_id""",
        sets=sets,
        source=source,
        names=names,
        review=review_id,
    )


def standings(review_id):
    """What :func:`..engine.selection.propose` works on, and the tier facts, of each line."""
    return SQL(
        """SELECT l.id, l.account_id, l.status = 'key', l.decided_segment_id, l.recommended_segment_id,
                  CASE WHEN l.score_known THEN l.score END, a.segment_id, a.level_id, a.target_level_id
             FROM kam_selection_review_line l JOIN kam_account a ON a.id = l.account_id
            WHERE l.review_id = %s ORDER BY l.id""",
        review_id,
    )


def propose(rows):
    """Write proposals: [(line id, decision, segment id, sentence, tier id)]; what nobody decided on follows."""
    return SQL(
        """UPDATE kam_selection_review_line l
              SET proposed_decision = p.decision, proposed_segment_id = p.segment, proposed_reason = p.reason,
                  recommended_tier_id = p.tier,
                  decision = CASE WHEN l.state = 'proposed' THEN p.decision ELSE l.decision END,
                  segment_id = CASE WHEN l.state = 'proposed' THEN p.segment ELSE l.segment_id END
             FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[], %s::int[])
                   AS p(id, decision, segment, reason, tier)
            WHERE l.id = p.id""",
        *[[row[place] for row in rows] for place in range(5)],
    )


def effect(review_id):
    """[(line, account manager, segment now, segment after the decisions, where it falls, whether it is held)].

    Of the accounts of a review; *held* is one that no decision moves now: overridden, or archived.
    """
    return SQL(
        """SELECT l.id, a.user_id, a.segment_id,
                  CASE WHEN NOT a.active OR (a.override_segment_id IS NOT NULL AND a.segment_id = a.override_segment_id)
                       THEN a.segment_id
                       WHEN l.decision = 'drop' THEN a.screened_segment_id
                       WHEN l.decision IN ('promote', 'demote', 'select') THEN l.segment_id
                       ELSE a.segment_id END,
                  a.screened_segment_id,
                  NOT a.active OR (a.override_segment_id IS NOT NULL AND a.segment_id = a.override_segment_id)
             FROM kam_selection_review_line l JOIN kam_account a ON a.id = l.account_id
            WHERE l.review_id = %s""",
        review_id,
    )
