"""The nightly run of early warnings over many accounts, against one SQL statement that does the same on the same rows.

Every account is in scope and has people, counterparts, opportunities and messages; about every second alert stands.
"""

from pathlib import Path

from data import NOW, draw, fill_leads, vacuum
from harness import Result, compare, database, environment
from shards import together

WORKER = Path(__file__).with_name("alert_worker.py")
PEOPLE = 3


def run(size, reps, template):
    """Ratios of a first night, a night on which nothing changed, and the speed-up of two workers."""
    with database(template, "kam_bench_alerts") as name:
        with environment(name) as env:
            fill(env, size)
            yield from _nights(env, size, reps)
        yield from _workers(name, size, reps)


def fill(env, size):
    """``size`` accounts of A or B with ``PEOPLE`` people, a counterpart each, and a message for two of three."""
    cr = env.cr
    fill_leads(env, size)
    while env["kam.account"]._make_missing(20_000):
        cr.commit()
    cr.execute(
        f"""UPDATE kam_account SET create_date = '2024-01-01',
                   user_id = CASE WHEN {draw("user", 20, "id")} > 0 THEN 2 END,
                   segment_id = (SELECT id FROM kam_segment WHERE code = CASE WHEN id % 4 = 0 THEN 'A' ELSE 'B' END),
                   tier_id = (SELECT id FROM kam_tier
                               WHERE code = CASE WHEN id % 4 = 0 THEN 'strategic' ELSE 'key' END)"""
    )
    cr.execute(
        """INSERT INTO res_partner (name, complete_name, parent_id, commercial_partner_id, active, type, create_date,
                                    write_date)
           SELECT 'Person ' || n, 'Person ' || n, a.partner_id, a.partner_id, true, 'contact', now(), now()
             FROM kam_account a, generate_series(1, %s) n""",
        [PEOPLE],
    )
    cr.execute(
        f"""INSERT INTO kam_stakeholder (account_id, partner_id, works_at_id, name, active, since, power, support,
                                        strength, target_strength, is_placeholder, support_rank, create_date)
            SELECT a.id, p.id, a.partner_id, p.name, true, '2025-01-01', 1 + {draw("power", 5, "p.id")},
                   (ARRAY['opponent', 'sceptic', 'neutral', 'supporter', 'champion'])[1 + {draw("support", 5, "p.id")}],
                   2, 3, false, 0, now()
              FROM kam_account a JOIN res_partner p ON p.parent_id = a.partner_id"""
    )
    cr.execute(
        f"""INSERT INTO kam_stakeholder_role_rel (stakeholder_id, role_id)
            SELECT s.id, r.id FROM kam_stakeholder s
              JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM kam_stakeholder_role) r
                ON r.n = {draw("role", 6, "s.id")}"""
    )
    cr.execute(
        f"""INSERT INTO kam_stakeholder_counterpart (stakeholder_id, account_id, user_id, strength, is_primary)
            SELECT s.id, s.account_id, 2, 2, true FROM kam_stakeholder s WHERE {draw("counterpart", 3, "s.id")} > 0"""
    )
    cr.execute(
        f"""INSERT INTO mail_message (model, res_id, message_type, author_id, date, create_date, write_date)
            SELECT 'res.partner', s.partner_id, 'email', s.partner_id,
                   '{NOW}'::timestamp - {draw("day", 120, "s.id")} * interval '1 day', now(), now()
              FROM kam_stakeholder s WHERE {draw("message", 3, "s.id")} > 0"""
    )
    cr.execute("UPDATE kam_stakeholder SET parent_path = id || '/'")
    cr.execute(
        """INSERT INTO ir_config_parameter (key, value) VALUES ('kam.alerts_first_run', '2026-01-01')
           ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"""
    )
    cr.commit()
    env.invalidate_all()
    vacuum(
        cr,
        "kam_account",
        "res_partner",
        "kam_stakeholder",
        "kam_stakeholder_role_rel",
        "kam_stakeholder_counterpart",
        "mail_message",
        "crm_lead",
        full=True,
    )


def night(env, batch=20_000):
    """The scheduled run without its log: all that are due, batch by batch, each committed."""
    model = env["kam.account"]
    run = model._alert_run()
    domain, count = model._to_alert_domain(run[0].today), 0
    while accounts := model._take(domain, batch):
        accounts._check_alerts(run)
        accounts._give_alert_todos()
        env.cr.commit()
        count += len(accounts)
    return count


def raw(env):
    """The floor: the same checks over all accounts in one statement that inserts what they find."""
    from odoo.addons.kam_management.engine import alerts_sql

    model, cr = env["kam.account"], env.cr
    frame, rules, _leaders = model._alert_run()
    cr.execute("SELECT array_agg(id) FROM kam_account")
    ctes = alerts_sql.found(cr.fetchone()[0], rules)
    cr.execute("SET LOCAL jit = off")
    env.execute_query(
        alerts_sql.SQL(
            """WITH %s INSERT INTO kam_alert (account_id, rule_id, severity, severity_rank, state, since, opened_on,
                                          value, details, user_id, announced, create_uid, write_uid, create_date,
                                          write_date)
               SELECT account_id, rule_id, severity, rank, 'open', LEAST(since, %s), %s, value, details,
                      responsible_id, false, 1, 1, now(), now() FROM found RETURNING id""",
            alerts_sql._with(ctes),
            frame.today,
            frame.today,
        )
    )
    cr.commit()


def _fingerprint(cr):
    cr.execute(
        """SELECT count(*),
                  md5(string_agg(md5((account_id, rule_id, severity, since, value, details, user_id)::text), ''
                                 ORDER BY account_id, rule_id))
             FROM kam_alert
            WHERE state <> 'resolved'"""
    )
    return cr.fetchone()


def _empty(cr):
    cr.execute("DELETE FROM mail_activity WHERE kam_source = 'alert'")
    cr.execute("TRUNCATE kam_alert CASCADE")
    cr.execute("UPDATE kam_account SET alerts_on = NULL WHERE alerts_on IS NOT NULL")
    cr.commit()
    vacuum(cr, "kam_account", "mail_activity")


def _nights(env, size, reps):
    cr = env.cr
    both = []
    for way in (raw, night):
        _empty(cr)
        way(env)
        both.append(_fingerprint(cr))
    assert both[0] == both[1], f"the floor finds something else: {both}"
    alerts = both[0][0]

    def ours():
        assert night(env) >= size

    def yesterday():
        cr.execute("UPDATE kam_account SET alerts_on = '2026-01-01'")
        cr.commit()
        vacuum(cr, "kam_account")

    seconds = compare({"raw": lambda: raw(env), "ours": ours}, reps, lambda: _empty(cr))
    note = f"{size} accounts, {alerts} alerts; raw {seconds['raw']:.2f} s, ours {seconds['ours']:.2f} s"
    yield Result("first night of early warnings ÷ one statement", seconds["ours"] / seconds["raw"], 1.5, note)
    again = compare({"ours": ours}, reps, yesterday)["ours"]
    yield Result("a night on which nothing changed ÷ the same", again / seconds["raw"], 1.0, f"{again:.2f} s")
    done = compare({"ours": lambda: night(env) and None}, reps)["ours"]
    yield Result("run again on the same day ÷ the same", done / seconds["raw"], 0.1, f"{done * 1000:.0f} ms")


def _workers(name, size, reps):
    seconds = {1: [], 2: []}
    for _rep in range(reps):
        for workers in seconds:
            with environment(name) as env:
                _empty(env.cr)
            spent, done = together(name, workers, WORKER)
            assert done >= size, f"{done} accounts done, {size} expected"
            with environment(name) as env:
                env.cr.execute("SELECT count(*) - count(DISTINCT (account_id, rule_id)) FROM kam_alert")
                assert not env.cr.fetchone()[0], "an alert was made twice"
            seconds[workers].append(spent)
    best = {workers: sorted(values)[len(values) // 2] for workers, values in seconds.items()}
    note = f"{size} accounts; one worker {best[1]:.2f} s; no alert twice"
    yield Result("early warnings, speed-up of 2 workers", best[1] / best[2], 1.8, note, at_least=True)
