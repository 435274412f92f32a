"""The floor: one SQL statement that computes the same on the same data, and nothing else.

No locks, batches, history, push or versions; criteria, weights, floors and tiers are written into it as numbers.
"""

SCORED = """id, round(attractiveness, 2), attractiveness_known, round(strength, 2), strength_known, round(score, 2),
    score_known, round(coverage, 2), round(attractiveness_coverage, 2), round(strength_coverage, 2),
    round(financial_score, 2), financial_known, recommended_segment_id, segment_id, tier_id"""
SCREENED = SCORED + ", revenue, revenue_previous, pipeline, group_revenue, screened_segment_id"
RATED = "account_id, criterion_id, value, measure, origin FROM kam_account_rating"


def _numbers(rules):
    """Literals of the rules, for the statements below."""
    rows = []
    for criterion in rules.criteria:
        units = rules.units[criterion.id]
        parts = (criterion.axis == "attractiveness", criterion.axis == "strength", criterion.group == "financial")
        rows.append(f"({criterion.id}, " + ", ".join(f"{units if part else 0}::bigint" for part in parts) + ")")
    totals = {
        axis: sum(rules.units[one.id] for one in rules.criteria if one.axis == axis)
        for axis in ("attractiveness", "strength")
    }
    segments = " ".join(
        f"WHEN x.score >= {one.score} AND x.attractiveness >= {one.attractiveness} AND x.strength >= {one.strength}"
        f" THEN {one.segment_id}"
        for one in rules.floors
    )
    tiers = []
    for tier in rules.tiers:
        condition = f"a.seg IN ({_list(tier.segment_ids)})"
        if not tier.any_level:
            condition += f" AND (a.level_id IN ({_list(tier.level_ids)})"
            condition += f" OR a.target_level_id IN ({_list(tier.target_level_ids)}))"
        tiers.append(f"WHEN {condition} THEN {tier.id}")
    return ", ".join(rows), totals, segments, " ".join(tiers)


def _list(ids):
    return ", ".join(map(str, ids)) or "NULL"


def score_statement(rules):
    """``UPDATE … FROM`` one aggregate over the ratings."""
    return _update(rules, "kam_account_rating", "k.screened_segment_id")


def _update(rules, ratings, screened, join="", columns="", assignments=""):
    """The update from an aggregate over ``ratings``.

    :param screened: SQL of the screened segment
    :param join: one row more per account, with the facts; ``columns`` picks them, ``assignments`` writes them
    """
    weights, totals, segments, tiers = _numbers(rules)
    share = f"{rules.share / 100}::numeric"
    return f"""
    UPDATE kam_account k
       SET attractiveness = COALESCE(x.attractiveness, 0), attractiveness_known = x.attractiveness IS NOT NULL,
           strength = COALESCE(x.strength, 0), strength_known = x.strength IS NOT NULL,
           score = COALESCE(x.score, 0), score_known = x.score IS NOT NULL, coverage = x.coverage,
           attractiveness_coverage = x.a_coverage, strength_coverage = x.s_coverage,
           financial_score = COALESCE(x.financial, 0), financial_known = x.financial IS NOT NULL,
           recommended_segment_id = COALESCE(CASE {segments} END, x.screened),
           segment_id = x.seg, tier_id = x.tier {assignments}
      FROM (
        SELECT a.*, CASE {tiers} END AS tier, LEAST(a_coverage, s_coverage) AS coverage,
               CASE WHEN a_coverage >= {rules.min_coverage} AND s_coverage >= {rules.min_coverage}
                    THEN round(attractiveness * {share} + strength * (1 - {share}), 2) END AS score
          FROM (
            SELECT k.id, k.level_id, k.target_level_id, {screened} AS screened,
                   COALESCE(k.decided_segment_id, {screened}) AS seg, {columns}
                   round(r.a_points * 25 / NULLIF(r.a_units, 0), 2) AS attractiveness,
                   round(r.s_points * 25 / NULLIF(r.s_units, 0), 2) AS strength,
                   round(r.f_points * 25 / NULLIF(r.f_units, 0), 2) AS financial,
                   round(r.a_units * 100 / {totals["attractiveness"]}, 2) AS a_coverage,
                   round(r.s_units * 100 / {totals["strength"]}, 2) AS s_coverage
              FROM (
                SELECT account_id, SUM(w.a) AS a_units, SUM(w.s) AS s_units, SUM(w.f) AS f_units,
                       SUM(w.a * (value - 1)) AS a_points, SUM(w.s * (value - 1)) AS s_points,
                       SUM(w.f * (value - 1)) AS f_points
                  FROM {ratings} r JOIN (VALUES {weights}) AS w(id, a, s, f) ON w.id = criterion_id
                 GROUP BY account_id
              ) r JOIN kam_account k ON k.id = r.account_id {join}
          ) a
      ) x
     WHERE k.id = x.id"""


def _band_case(criterion):
    lowest = next(band.value for band in criterion.bands if band.lowest)
    steps = " ".join(
        f"WHEN v >= {band.lower} THEN {band.value}"
        for band in sorted(criterion.bands, key=lambda one: -one.value)
        if not band.lowest
    )
    return f"CASE {steps} ELSE {lowest} END" if steps else str(lowest)


def screen_statement(cr, run, rules):
    """Facts → computed ratings (inserted) → scores over these and the manual ones → segment and tier.

    All opportunities are in one currency here, and no account has others below it.
    """
    measures = " UNION ALL ".join(
        f"SELECT account_id, {one.id} AS criterion_id, {_band_case(one)} AS value, v AS measure"
        f" FROM (SELECT account_id, ({cr.mogrify(one.expression.code, one.expression.params).decode()})::float8 AS v"
        f" FROM facts f) m WHERE v IS NOT NULL"
        for one in run.criteria
        if one.bands
    )
    live, history = run.segments
    window = run.window
    facts = f"""
        SELECT l.kam_account_id AS account_id,
               COALESCE(SUM(l.expected_revenue) FILTER (WHERE l.won_status = 'won'
                   AND l.date_closed > '{window.year}' AND l.date_closed <= '{window.now}'), 0) AS won_year,
               COALESCE(SUM(l.expected_revenue) FILTER (WHERE l.won_status = 'won'
                   AND l.date_closed > '{window.before}' AND l.date_closed <= '{window.year}'), 0) AS won_before,
               COUNT(*) FILTER (WHERE l.won_status <> 'pending') AS decided,
               COALESCE(SUM(l.expected_revenue * l.probability / 100)
                   FILTER (WHERE l.won_status = 'pending' AND l.active), 0) AS pipeline,
               COUNT(*) FILTER (WHERE l.won_status = 'pending' AND l.active AND l.expected_revenue > 0) AS valued_open,
               COUNT(*) FILTER (WHERE l.won_status = 'won' AND l.date_closed > '{window.decided}') AS won,
               COUNT(*) FILTER (WHERE l.won_status = 'lost' AND l.date_closed > '{window.decided}') AS lost,
               COUNT(DISTINCT l.user_id) + COUNT(DISTINCT l.partner_id) FILTER (WHERE l.partner_id <> k.partner_id)
                   AS people,
               MIN(l.date_closed) FILTER (WHERE l.won_status = 'won') AS first_won,
               MAX(CASE WHEN l.won_status = 'won' THEN l.date_closed
                        WHEN l.won_status = 'pending' AND l.active THEN '{window.now}' END) AS last_live
          FROM crm_lead l JOIN kam_account k ON k.id = l.kam_account_id
         WHERE l.type = 'opportunity' GROUP BY l.kam_account_id"""
    update = _update(
        rules,
        "(SELECT account_id, criterion_id, value FROM measures UNION ALL"
        " SELECT account_id, criterion_id, value FROM kam_account_rating)",
        f"(CASE WHEN f.last_live >= '{live.since}' THEN {live.id} WHEN f.account_id > 0 THEN {history.id} END)",
        "LEFT JOIN facts f ON f.account_id = k.id",
        "round(COALESCE(f.won_year, 0), 2) AS revenue, round(COALESCE(f.won_before, 0), 2) AS revenue_previous,"
        " round(COALESCE(f.pipeline, 0)::numeric, 2) AS pipeline,",
        ", revenue = x.revenue, revenue_previous = x.revenue_previous, pipeline = x.pipeline,"
        " group_revenue = x.revenue, screened_segment_id = x.screened",
    )
    return f"""WITH facts AS MATERIALIZED ({facts}), measures AS MATERIALIZED ({measures}),
        inserted AS (
            INSERT INTO kam_account_rating (account_id, criterion_id, value, measure, origin, date)
            SELECT account_id, criterion_id, value, measure, 'computed', '{run.today}' FROM measures)
        {update}"""
