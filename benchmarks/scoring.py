"""Screening and scoring of many accounts against the best single statement that does the same work."""

from data import fill_accounts, fill_leads, vacuum
from harness import Result, compare, database, environment

#: One statement, no batches, no lock, no history, no leads: what the same scores cost at least.
RAW_SCORES = """
WITH s AS (
    SELECT r.account_id,
           SUM(w.a_units) AS a_units, SUM(w.a_units * (r.value - 1)) AS a_points,
           SUM(w.s_units) AS s_units, SUM(w.s_units * (r.value - 1)) AS s_points
      FROM kam_account_rating r
      JOIN (SELECT id, CASE WHEN axis = 'attractiveness' THEN (weight * 10000)::bigint ELSE 0 END AS a_units,
                   CASE WHEN axis = 'strength' THEN (weight * 10000)::bigint ELSE 0 END AS s_units
              FROM kam_criterion WHERE active) w ON w.id = r.criterion_id
     GROUP BY r.account_id
), t AS (
    SELECT account_id, round(a_points * 25::numeric / NULLIF(a_units, 0), 2) AS attractiveness,
           round(s_points * 25::numeric / NULLIF(s_units, 0), 2) AS strength,
           LEAST(round(a_units * 100::numeric / %(a_total)s, 2),
                 round(s_units * 100::numeric / %(s_total)s, 2)) AS coverage
      FROM s
)
UPDATE kam_account a
   SET attractiveness = COALESCE(t.attractiveness, 0), strength = COALESCE(t.strength, 0), coverage = t.coverage,
       score = CASE WHEN t.coverage >= 60 THEN round(t.attractiveness * 0.6 + t.strength * 0.4, 2) ELSE 0 END,
       score_known = t.coverage >= 60
  FROM t WHERE t.account_id = a.id
"""


def run(size, reps, template):
    """Ratios of scoring and screening ``size`` accounts with 19 criteria."""
    with database(template, "kam_bench_scoring") as name, environment(name) as env:
        fill_leads(env, size)
        fill_accounts(env, size)
        yield from _scoring(env, size, reps)
        yield from _screening(env, size)


def _weights(env, seed):
    """Other weights than before, so that every score changes; the rules' version moves on."""
    for number, criterion in enumerate(env["kam.criterion"].search([])):
        criterion.weight = 5 + (seed * 7 + number * 3) % 20
    env.cr.commit()


def _totals(env):
    weights = {"attractiveness": 0, "strength": 0}
    for criterion in env["kam.criterion"].search([]):
        weights[criterion.axis] += round(criterion.weight * 10000)
    return {"a_total": weights["attractiveness"], "s_total": weights["strength"]}


def _score_due(env, batch=20_000):
    """The scheduled run over all that is due, batch by batch, each committed."""
    model = env["kam.account"]
    rules, domain, count = model._scoring_rules(), model._due_domain(), 0
    while accounts := model._take(domain, batch):
        accounts._score(rules)
        env.cr.commit()
        count += len(accounts)
    return count


def _scoring(env, size, reps):
    cr, model, seed = env.cr, env["kam.account"], [0]
    _weights(env, 99)
    _score_due(env)

    def between():
        seed[0] += 1
        _weights(env, seed[0])
        vacuum(cr, "kam_account")

    def raw():
        cr.execute(RAW_SCORES, _totals(env))
        cr.commit()

    def ours():
        assert _score_due(env) >= size

    def same():
        """Both ways give the same scores."""
        ours()
        cr.execute("SELECT md5(string_agg(id || ':' || score, ',' ORDER BY id)) FROM kam_account")
        first = cr.fetchone()
        raw()
        cr.execute("SELECT md5(string_agg(id || ':' || score, ',' ORDER BY id)) FROM kam_account")
        assert cr.fetchone() == first

    between()
    same()
    seconds = compare({"raw": raw, "ours": ours}, reps, between)
    note = f"{size} accounts, 19 criteria; raw {seconds['raw']:.2f} s"
    yield Result("scoring and push of changes ÷ raw UPDATE", seconds["ours"] / seconds["raw"], 1.5, note)

    _score_due(env)
    idle = compare({"idle": lambda: _score_due(env)}, reps)["idle"]
    yield Result("nothing changed ÷ raw", idle / seconds["raw"], 0.3)

    def touch():
        cr.execute("UPDATE kam_account SET scored_version = 0 WHERE id % 100 = 0")
        cr.commit()

    changed = compare({"one": lambda: _score_due(env)}, reps, touch)["one"]
    yield Result("1 % changed ÷ raw", changed / seconds["raw"], 0.05)
    assert not model.search_count(model._due_domain())


def _screening(env, size):
    """A first screening of everything against the same statement over all accounts at once."""
    from odoo.addons.kam_management.engine.screening_sql import screen_batch

    cr, model = env.cr, env["kam.account"]
    model._ensure_bands()
    cr.commit()

    def between():
        cr.execute("UPDATE kam_account SET screened_on = NULL, scored_version = 0")
        cr.execute("DELETE FROM kam_account_rating WHERE origin = 'computed'")
        cr.commit()
        vacuum(cr, "kam_account", "kam_account_rating")

    def raw():
        ids = model.with_context(active_test=False).search([]).ids
        cr.execute("SET LOCAL jit = off")
        cr.execute(screen_batch(ids, [], model._screening()))
        cr.execute(RAW_SCORES, _totals(env))
        cr.commit()

    def ours():
        run, rules = model._screening(), model._scoring_rules()
        domain = model._to_screen_domain(run)
        while accounts := model._take(domain, 10_000):
            accounts._screen(run, rules)
            cr.commit()

    seconds = compare({"raw": raw, "ours": ours}, 3, between)
    note = f"{size} accounts, {size} opportunities; raw {seconds['raw']:.2f} s"
    yield Result("screening and classification ÷ one statement each", seconds["ours"] / seconds["raw"], 1.5, note)
