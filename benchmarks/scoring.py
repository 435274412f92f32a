"""Screening and scoring of many accounts against the best single statement that does the same work."""

from data import fill_accounts, fill_leads, vacuum
from floor import RATED, SCORED, SCREENED, score_statement, screen_statement
from harness import Result, compare, database, environment

#: The history that the addon writes of a first screening.
HISTORY = """
INSERT INTO kam_account_change (account_id, kind, old_value, new_value, date, user_id, cause)
SELECT a.id, k.kind, '', k.new_value, now() AT TIME ZONE 'UTC', 1, 'Screening'
  FROM kam_account a JOIN kam_segment s ON s.id = a.segment_id JOIN kam_tier t ON t.id = a.tier_id,
       LATERAL (VALUES ('segment', s.code), ('tier', t.code)) AS k(kind, new_value)
"""


def run(size, reps, template):
    """Ratios of scoring and screening ``size`` accounts with 19 criteria."""
    with database(template, "kam_bench_scoring") as name, environment(name) as env:
        fill_leads(env, size)
        fill_accounts(env, size)
        yield from _scoring(env, size, reps)
        yield from _screening(env, size, reps)


def _weights(env, seed):
    """Other weights than before, so that every score changes; the rules' version moves on."""
    for number, criterion in enumerate(env["kam.criterion"].search([])):
        criterion.weight = 5 + (seed * 7 + number * 3) % 20
    env.cr.commit()


def _levels(env, seed):
    """One account in a hundred has another level than before, so that tiers move and are pushed."""
    env.cr.execute(
        """UPDATE kam_account SET level_id = (SELECT id FROM kam_relationship_level ORDER BY sequence
                  OFFSET %s LIMIT 1) WHERE id %% 100 = 0""",
        [seed % 2],
    )
    env.cr.commit()


def _raw_scores(env):
    """The floor: one statement over everything."""
    env.cr.execute("SET LOCAL jit = off")
    env.cr.execute(score_statement(env["kam.account"]._scoring_rules()))
    env.cr.commit()


def _fingerprint(cr, query):
    """Number and checksum of the rows of a query."""
    cr.execute(f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT {query}) t")
    return cr.fetchone()


def _score_due(env, batch=20_000):
    """The scheduled run over all that is due, batch by batch, each committed."""
    model = env["kam.account"]
    rules, domain, count = model._scoring_rules(), model._due_domain(), 0
    while True:
        accounts = model._take(domain, batch)
        accounts._score(rules)
        env.cr.commit()
        count += len(accounts)
        if len(accounts) < batch:
            return count


def _scoring(env, size, reps):
    cr, model, seed = env.cr, env["kam.account"], [0]
    _weights(env, 99)
    _score_due(env)

    def between():
        seed[0] += 1
        _weights(env, seed[0])
        _levels(env, seed[0])
        vacuum(cr, "kam_account", "crm_lead")

    def raw():
        _raw_scores(env)

    def ours():
        assert _score_due(env) >= size

    def same():
        """Both ways give the same scores, coverage, segments and tiers."""
        ours()
        first = _fingerprint(cr, f"{SCORED} FROM kam_account")
        cr.execute("UPDATE kam_account SET score = -1, strength = -1, segment_id = NULL, tier_id = NULL")
        raw()
        assert _fingerprint(cr, f"{SCORED} FROM kam_account") == first, "the floor computes something else"

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


def _screening(env, size, reps):
    """A first screening of everything against one statement that makes the same ratings, scores and segments."""
    from odoo.addons.kam_management.engine.scoring_sql import push_to_leads

    cr, model = env.cr, env["kam.account"]
    model._ensure_bands()
    cr.commit()

    def between():
        cr.execute("DELETE FROM kam_account_rating WHERE origin = 'computed'")
        cr.execute(
            """UPDATE kam_account SET screened_on = NULL, scored_version = 0, screened_segment_id = NULL,
                      segment_id = NULL, tier_id = NULL, recommended_segment_id = NULL"""
        )
        cr.execute("UPDATE crm_lead SET kam_segment_id = NULL, kam_tier_id = NULL WHERE kam_segment_id IS NOT NULL")
        cr.execute("DELETE FROM kam_account_change")
        cr.commit()
        vacuum(cr, "kam_account", "kam_account_rating", "crm_lead", "kam_account_change")

    def raw():
        run, rules = model._screening(), model._scoring_rules()
        cr.execute("SET LOCAL jit = off")
        cr.execute(screen_statement(cr, run, rules))
        cr.commit()

    def push():
        """What the floor leaves out: segment and tier on every opportunity, and two moves in every history."""
        cr.execute(push_to_leads(model.search([]).ids))
        cr.execute(HISTORY)
        cr.commit()

    def ours():
        _screen_due(env)

    def raw_and_push():
        raw()
        push()

    def yesterday():
        cr.execute("UPDATE kam_account SET screened_on = screened_on - 1")
        cr.commit()
        vacuum(cr, "kam_account")

    both = []
    for way in (raw, ours):
        between()
        way()
        both.append([_fingerprint(cr, f"{SCREENED} FROM kam_account"), _fingerprint(cr, RATED)])
    assert both[0] == both[1], "the floor computes something else"
    seconds = compare({"raw": raw_and_push, "ours": ours}, reps, between)
    note = f"{size} accounts and opportunities, all of them new; raw {seconds['raw']:.2f} s"
    yield Result("first screening ÷ one statement, push, history", seconds["ours"] / seconds["raw"], 1.5, note)
    again = compare({"ours": ours}, reps, yesterday)["ours"]
    yield Result("daily screening, no fact changed ÷ the same", again / seconds["raw"], 0.5)


def _screen_due(env, batch=20_000):
    """The scheduled run over all that is due, batch by batch, each committed."""
    model = env["kam.account"]
    run, rules = model._screening(), model._scoring_rules()
    domain = model._to_screen_domain(run)
    while True:
        accounts = model._take(domain, batch)
        accounts._screen(run, rules)
        env.cr.commit()
        if len(accounts) < batch:
            return
