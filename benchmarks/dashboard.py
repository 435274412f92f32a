"""The dashboard: all that a manager may read, against opening the pipeline kanban in the same database."""

from contextlib import ExitStack
from datetime import date
from unittest.mock import patch

from data import fill_leads, vacuum
from harness import Result, compare, database, environment
from pipeline import _card, _open

#: Of a hundred accounts these are key ones.
KEY = 20


def fill(env, size, leads):
    """``size`` accounts, a fifth of them key ones with people, actions, milestones and early warnings, and leads."""
    first = fill_leads(env, size)
    from tests.bulk import insert_leads

    if leads > size:
        insert_leads(env.cr, leads - size, first, size)
    while env["kam.account"]._make_missing(20_000):
        env.cr.commit()
    env.cr.execute(
        """UPDATE kam_account a SET segment_id = s.ids[1 + a.id %% 4], tier_id = t.ids[1 + a.id %% 4], user_id = 2,
                  status = CASE WHEN a.id %% 100 < %s THEN 'key' ELSE 'prospect' END, revenue = a.id * 13 %% 10007,
                  health_state = (ARRAY['green', 'amber', 'red'])[1 + a.id %% 3], health_known = true
             FROM (SELECT array_agg(id ORDER BY sequence) AS ids FROM kam_segment) s,
                  (SELECT array_agg(id ORDER BY sequence) AS ids FROM kam_tier) t""",
        [KEY],
    )
    for statement in _STATEMENTS:
        env.cr.execute(statement)
    env.invalidate_all()
    env.cr.commit()
    tables = ("crm_lead", "res_partner", "kam_account", "kam_stakeholder", "kam_influencing_action", "kam_alert")
    vacuum(env.cr, *tables, "kam_plan_milestone", "kam_account_forecast", full=True)


_STATEMENTS = (
    """INSERT INTO kam_stakeholder (account_id, name, power, support,
                                    strength, active, since, create_date)
       SELECT a.id, 'Person ' || n, 1 + (a.id + n) % 5,
              (ARRAY['opponent', 'neutral', 'supporter', 'champion'])[1 + (a.id + n) % 4],
              n % 5, true, '2025-01-01', '2025-01-01'
         FROM kam_account a, generate_series(1, 10) n WHERE a.status = 'key'""",
    """INSERT INTO kam_influencing_action (account_id, name, date, year, state, active, user_id)
       SELECT a.id, 'Action ' || n, date '2026-01-01' + 15 * n, 2026,
              CASE WHEN n < 20 THEN 'done' ELSE 'planned' END, true, 2
         FROM kam_account a, generate_series(1, 24) n WHERE a.status = 'key'""",
    """INSERT INTO kam_plan_milestone (account_id, step_id, kind, year, occurrence, date, state, user_id)
       SELECT a.id, s.id, 'other', 2026, 0, date '2026-01-01' + 40 * (s.place - 1)::int,
              CASE WHEN s.place < 6 THEN 'done' ELSE 'planned' END, 2
         FROM kam_account a, (SELECT id, row_number() OVER (ORDER BY id) AS place FROM kam_cadence_step) s
        WHERE a.status = 'key'""",
    """INSERT INTO kam_alert (account_id, rule_id, severity, severity_rank, state, since, opened_on)
       SELECT a.id, r.id, 'high', 1, 'open', '2026-06-01', '2026-06-01'
         FROM kam_account a, (SELECT id FROM kam_alert_rule ORDER BY id LIMIT 2) r WHERE a.status = 'key'""",
    """INSERT INTO kam_account_forecast (account_id, year, quarter, date_start, date_stop, taken_on, forecast)
       SELECT a.id, 2026, n, make_date(2026, 3 * n - 2, 1), make_date(2026, 3 * n - 2, 1) + 89,
              make_date(2026, 3 * n - 2, 1), 1000
         FROM kam_account a, generate_series(1, 3) n WHERE a.status = 'key'""",
)


def run(size, leads, reps, template):
    """The ratio, the queries, and the seconds that a person waits for the answer."""
    from odoo.fields import Date

    with ExitStack() as stack:
        env = stack.enter_context(environment(stack.enter_context(database(template, "kam_bench_dashboard"))))
        stack.enter_context(patch.object(Date, "context_today", lambda *_args: date(2026, 11, 20)))
        fill(env, size, leads)
        model = env["kam.dashboard"].with_user(env.ref("base.user_admin"))

        def ours():
            env.invalidate_all()
            return model.dashboard_data({"mine": False}) and None

        def kanban():
            _open(env, "stage_id", _card("kam_badge"))

        seconds = compare({"ours": ours, "kanban": kanban}, max(reps, 9))
        env.invalidate_all()
        before = env.cr.sql_log_count
        data = model.dashboard_data({"mine": False})
        queries = env.cr.sql_log_count - before
        assert len(data["top"]) == 20
        assert data["figures"][0]["count"] > 0
        assert sum(one["total"] for one in data["tiers"]) >= size
        note = f"{size} accounts, {leads} opportunities; kanban {seconds['kanban'] * 1000:.0f} ms"
        yield Result("dashboard ÷ pipeline kanban", seconds["ours"] / seconds["kanban"], 2, note)
        yield Result("dashboard, queries", queries, 19)
        yield Result("dashboard, seconds on the server", seconds["ours"], 1)
