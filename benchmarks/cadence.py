"""The yearly cadence: a run that lays out the year of all accounts, and one with nothing due, against raw SQL."""

from data import fill_leads, vacuum
from harness import Result, compare, database, environment, timed


def fill(env, size):
    """``size`` accounts of segment A with a manager, none laid out yet."""
    fill_leads(env, size)
    while env["kam.account"]._make_missing(20_000):
        env.cr.commit()
    segment = env.ref("kam_management.segment_a")
    env.cr.execute("UPDATE kam_account SET segment_id = %s, user_id = 2", [segment.id])
    env["ir.config_parameter"].set_param("kam.cadence_started", "2999-01-01")
    env.invalidate_all()
    vacuum(env.cr, "kam_account", "kam_plan_milestone")


def reset(env):
    """As if the cadence had never run."""
    env.cr.execute("UPDATE mail_activity SET kam_milestone_id = NULL WHERE kam_milestone_id IS NOT NULL")
    env.cr.execute("DELETE FROM kam_plan_milestone")
    env.cr.execute("UPDATE kam_account SET cadence_stamp = NULL WHERE cadence_stamp IS NOT NULL")
    env.invalidate_all()
    vacuum(env.cr, "kam_account", "kam_plan_milestone")


def carry_out(env):
    """What the scheduled action does, on one worker."""
    env.invalidate_all()
    env["kam.account"]._cron_cadence()


def run(size, reps, template):
    """All figures of the cadence."""
    with database(template, "kam_bench_cadence") as name, environment(name) as env:
        fill(env, size)
        reset(env)
        # Plans have a benchmark of their own: here no step makes any.
        env["kam.cadence.step"].search([]).write({"opens_plan": False})
        queries = env.cr.sql_log_count
        carry_out(env)
        queries = env.cr.sql_log_count - queries
        env.cr.execute("CREATE TABLE bench_copy AS SELECT * FROM kam_plan_milestone")
        env.cr.execute(
            "SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute"
            " WHERE attrelid = 'bench_copy'::regclass AND attnum > 0 AND attname <> 'id'"
        )
        columns = env.cr.fetchone()[0]
        total = _count(env)
        env.cr.commit()

        def raw():
            env.cr.execute(f"INSERT INTO kam_plan_milestone ({columns}) SELECT {columns} FROM bench_copy")
            env.cr.commit()

        def ours():
            carry_out(env)
            assert _count(env) == total

        def nothing():
            carry_out(env)
            env.invalidate_all()
            spent = timed(lambda: carry_out(env))
            assert _count(env) == total
            return spent

        seconds = compare({"raw": raw, "ours": ours, "nothing": nothing}, reps, lambda: reset(env))
        note = f"{total} milestones in {seconds['ours']:.2f} s"
        yield Result("cadence, the year laid out ÷ INSERT … SELECT", seconds["ours"] / seconds["raw"], 1.5, note)
        note = f"{seconds['nothing'] * 1000:.0f} ms"
        yield Result("cadence, nothing due ÷ the year laid out", seconds["nothing"] / seconds["ours"], 0.1, note)
        yield Result("cadence, queries for each account", queries / size, 0.1, f"{queries} queries for {size} accounts")


def _count(env):
    env.cr.execute("SELECT count(*) FROM kam_plan_milestone")
    return env.cr.fetchone()[0]
