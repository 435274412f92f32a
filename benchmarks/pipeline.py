"""The CRM stays as fast: pipeline, leads and the push of a tier, with the addon and without."""

import contextlib
import random

from data import fill_leads, vacuum
from harness import Result, compare, database, environment

CARD = ("name", "expected_revenue", "priority", "activity_state", "probability", "color")
RELATIONS = ("stage_id", "partner_id", "user_id", "team_id", "company_currency")
DOMAIN = [("type", "=", "opportunity")]


def _card(*more):
    """What a pipeline card reads."""
    return {
        **{name: {} for name in (*CARD, *more)},
        **{name: {"fields": {"display_name": {}}} for name in RELATIONS},
        "tag_ids": {"fields": {"display_name": {}, "color": {}}},
    }


def _open(env, groupby, specification):
    """Open the kanban: groups with their sums, and the first cards of each."""
    env.invalidate_all()
    model = env["crm.lead"].with_context(read_group_expand=True)
    return model.web_read_group(
        DOMAIN,
        [groupby],
        ["__count", "expected_revenue:sum"],
        auto_unfold=True,
        unfold_read_specification=specification,
        unfold_read_default_limit=20,
    )


def run(size, reps, template, vanilla):
    """Ratios with the addon ÷ without it, on two clones with the same ``size`` opportunities."""
    with contextlib.ExitStack() as stack:
        envs = {}
        for key, source in (("kam", template), ("vanilla", vanilla)):
            name = stack.enter_context(database(source, f"kam_bench_pipeline_{key}"))
            envs[key] = stack.enter_context(environment(name))
            first = fill_leads(envs[key], size)
        yield from _fill_tiers(envs["kam"])
        yield from _kanban(envs, reps, size)
        yield from _leads(envs, reps, first)
        yield from _tier(envs["kam"], reps, first)


def _fill_tiers(env):
    """Accounts for all companies, spread over segments and tiers."""
    while env["kam.account"]._make_missing(20_000):
        env.cr.commit()
    env.cr.execute(
        """UPDATE kam_account SET segment_id = s.ids[1 + id % 4], tier_id = t.ids[1 + id % 4]
             FROM (SELECT array_agg(id ORDER BY sequence) AS ids FROM kam_segment) s,
                  (SELECT array_agg(id ORDER BY sequence) AS ids FROM kam_tier) t"""
    )
    env.cr.execute(
        """UPDATE crm_lead l SET kam_segment_id = a.segment_id, kam_tier_id = a.tier_id
             FROM kam_account a WHERE a.id = l.kam_account_id"""
    )
    env.cr.commit()
    vacuum(env.cr, "kam_account", "crm_lead", "res_partner", full=True)
    return ()


def _kanban(envs, reps, size):
    kam, vanilla = envs["kam"], envs["vanilla"]
    vacuum(vanilla.cr, "crm_lead", "res_partner", full=True)
    reps = max(reps, 15)
    seconds = compare(
        {
            "vanilla": lambda: _open(vanilla, "stage_id", _card()) and None,
            "kam": lambda: _open(kam, "stage_id", _card("kam_badge")) and None,
            "tier": lambda: _open(kam, "kam_tier_id", _card("kam_badge")) and None,
        },
        reps,
    )

    def queries(env, *call):
        _open(env, *call)
        before = env.cr.sql_log_count
        _open(env, *call)
        return env.cr.sql_log_count - before

    extra = queries(kam, "stage_id", _card("kam_badge")) - queries(vanilla, "stage_id", _card())
    note = f"{size} opportunities; vanilla {seconds['vanilla'] * 1000:.0f} ms"
    yield Result("pipeline kanban ÷ vanilla", seconds["kam"] / seconds["vanilla"], 1.05, note)
    yield Result("pipeline kanban, extra queries", extra, 1)
    yield Result("kanban by tier ÷ by stage", seconds["tier"] / seconds["kam"], 1.15)


def _leads(envs, reps, first):
    """Creating and writing a hundred leads."""
    reps = max(reps, 15)
    chosen = random.Random(1).sample(range(first, first + 1000), 100)

    def create(env):
        env.invalidate_all()
        env["crm.lead"].with_context(tracking_disable=True).create(
            [{"name": "New", "type": "opportunity", "partner_id": partner} for partner in chosen]
        )
        env.cr.commit()

    def write(env, step=[0]):  # noqa: B006 - counts the calls, so that every write changes something
        step[0] += 1
        env.invalidate_all()
        leads = env["crm.lead"].with_context(tracking_disable=True).search(DOMAIN, limit=100, order="id desc")
        leads.write({"partner_id": chosen[step[0] % 100]})
        env.cr.commit()

    for label, function in (("create", create), ("write of the partner", write)):
        seconds = compare({key: lambda env=env, do=function: do(env) for key, env in envs.items()}, reps)
        note = f"100 leads; vanilla {seconds['vanilla'] * 1000:.0f} ms"
        yield Result(f"lead {label} ÷ vanilla", seconds["kam"] / seconds["vanilla"], 1.05, note)


def _tier(env, reps, first):
    """An account with 1,000 leads changes its tier."""
    from odoo.addons.kam_management.engine.scoring_sql import push_to_leads

    cr = env.cr
    account = env["kam.account"].search([("partner_id", "=", first)])
    cr.execute(
        """UPDATE crm_lead SET partner_id = %s, kam_account_id = %s, kam_segment_id = %s, kam_tier_id = %s
            WHERE id IN (SELECT id FROM crm_lead ORDER BY id LIMIT 1000)""",
        [first, account.id, account.segment_id.id, account.tier_id.id],
    )
    env.invalidate_all()
    tiers, step = env["kam.tier"].search([]).ids, [0]

    def between():
        step[0] += 1
        cr.execute("UPDATE kam_account SET tier_id = %s WHERE id = %s", [tiers[step[0] % 4], account.id])
        cr.commit()
        vacuum(cr, "crm_lead")
        env.invalidate_all()

    def raw():
        cr.execute("UPDATE crm_lead SET kam_tier_id = %s WHERE kam_account_id = %s", [tiers[step[0] % 4], account.id])
        cr.commit()

    def ours():
        cr.execute(push_to_leads([account.id]))
        cr.commit()

    seconds = compare({"raw": raw, "ours": ours}, max(reps, 11), between)
    note = f"1,000 leads; raw {seconds['raw'] * 1000:.0f} ms"
    yield Result("push of a tier to leads ÷ raw UPDATE", seconds["ours"] / seconds["raw"], 1.2, note)

    levels = env.ref("kam_management.level_vendor") + env.ref("kam_management.level_advisor")
    account.action_declare(env.ref("kam_management.segment_a"))
    cr.commit()

    def change():
        env.invalidate_all()
        step[0] += 1
        account.with_context(tracking_disable=True).level_id = levels[step[0] % 2]
        env.flush_all()
        cr.commit()

    through = compare({"orm": change}, max(reps, 11), lambda: vacuum(cr, "crm_lead"))["orm"]
    cr.execute(
        "SELECT count(*) FROM crm_lead WHERE kam_account_id = %s AND kam_tier_id = %s", [account.id, account.tier_id.id]
    )
    assert cr.fetchone()[0] >= 1000
    note = f"a person changes the level: {through * 1000:.0f} ms, leads and history included"
    yield Result("tier change through the form ÷ raw UPDATE", through / seconds["raw"], 3, note)
