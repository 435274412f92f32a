"""Opening the map of 300 people, and coverage of 10 000 accounts × 10 people: queries and time.

``measure(env)`` is what a common runner calls. By itself, on a clone of the database named in ``KAM_TEMPLATE``
(or given as argument)::

    KAM_TEMPLATE=crm_with_kam python benchmarks/stakeholders.py

The floor of coverage ("raw") is the same rows read by one statement each, without a judgement.
Exit code 1 when a goal is missed.
"""

import os
import statistics
import subprocess
import sys
import time

ACCOUNTS, PEOPLE, MAP = 10_000, 10, 300
#: Accounts are looked at in parts of this size, as a scheduled run would.
PART = 1_000
GOAL_QUERIES = 10
GOAL_RATIO = 15.0


def fill(env, accounts, people, prefix):
    """Accounts with people, a third of them placeholders, with roles and counterparts; set-based."""
    env.cr.execute(
        """WITH company AS (
               INSERT INTO res_partner (name, complete_name, is_company, active, type, create_date, write_date)
               SELECT %(p)s || n, %(p)s || n, true, true, 'contact', now(), now() FROM generate_series(1, %(a)s) n
               RETURNING id
           ) SELECT array_agg(id) FROM company""",
        {"p": prefix, "a": accounts},
    )
    companies = env.cr.fetchone()[0]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [companies])
    env.cr.execute(
        """INSERT INTO kam_account (partner_id, active, status, user_id, segment_id, tier_id)
           SELECT id, true, 'key', %s, (SELECT MIN(id) FROM kam_segment), (SELECT MIN(id) FROM kam_tier)
             FROM unnest(%s) id RETURNING id""",
        [env.uid, companies],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """INSERT INTO res_partner (name, complete_name, parent_id, commercial_partner_id, active, type, create_date,
                                    write_date)
           SELECT 'Person ' || n, 'Person ' || n, a.partner_id, a.partner_id, true, 'contact', now(), now()
             FROM kam_account a, generate_series(1, %s) n WHERE a.id = ANY(%s) AND n %% 3 <> 0""",
        [people, ids],
    )
    env.cr.execute(
        """INSERT INTO kam_stakeholder (account_id, partner_id, works_at_id, name, active, since, power, support,
                                        strength, target_strength, is_placeholder, support_rank)
           SELECT a.id, p.id, a.partner_id, p.name, true, '2025-01-01', p.id %% 5 + 1,
                  (ARRAY['opponent', 'sceptic', 'neutral', 'supporter', 'champion'])[p.id %% 5 + 1], p.id %% 5, 3,
                  false, 0
             FROM kam_account a JOIN res_partner p ON p.parent_id = a.partner_id WHERE a.id = ANY(%s)""",
        [ids],
    )
    env.cr.execute(
        """INSERT INTO kam_stakeholder (account_id, name, active, since, power, support, strength, target_strength,
                                        is_placeholder, support_rank)
           SELECT a, 'Place ' || n, true, '2025-01-01', 3, 'neutral', 0, 2, true, 0
             FROM unnest(%s) a, generate_series(3, %s, 3) n""",
        [ids, people],
    )
    env.cr.execute(
        """INSERT INTO kam_stakeholder_role_rel (stakeholder_id, role_id)
           SELECT s.id, r.id FROM kam_stakeholder s JOIN kam_stakeholder_role r ON (s.id + r.id) %% 7 = 0
            WHERE s.account_id = ANY(%s)""",
        [ids],
    )
    env.cr.execute(
        """INSERT INTO kam_stakeholder_counterpart (stakeholder_id, account_id, user_id, strength, is_primary)
           SELECT s.id, s.account_id, %s, s.strength, true FROM kam_stakeholder s
            WHERE s.account_id = ANY(%s) AND s.id %% 2 = 0""",
        [env.uid, ids],
    )
    env.cr.execute(
        """INSERT INTO mail_message (model, res_id, message_type, author_id, date, is_internal, create_date, write_date)
           SELECT 'kam.stakeholder', s.id, 'comment', %s, now() - (s.id %% 90) * interval '1 day', true, now(), now()
             FROM kam_stakeholder s WHERE s.account_id = ANY(%s)""",
        [env.user.partner_id.id, ids],
    )
    env.cr.execute("UPDATE kam_stakeholder SET parent_path = id || '/' WHERE account_id = ANY(%s)", [ids])
    env.cr.execute("ANALYZE kam_stakeholder, kam_stakeholder_counterpart, kam_stakeholder_role_rel, mail_message")
    env.invalidate_all()
    return env["kam.account"].browse(ids)


def timed(env, function, repeats=5):
    """(median seconds, queries of one run), caches of records emptied before each."""
    seconds = []
    for _repeat in range(repeats + 1):  # the first one warms up
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    return statistics.median(seconds[1:]), queries


def raw(env, ids):
    """The floor: the rows alone."""
    env.cr.execute("SELECT * FROM kam_stakeholder WHERE account_id = ANY(%s)", [ids])
    env.cr.fetchall()
    env.cr.execute("SELECT * FROM kam_stakeholder_counterpart WHERE account_id = ANY(%s)", [ids])
    env.cr.fetchall()


def measure(env, accounts=ACCOUNTS):
    """[(metric, value, goal, reached)]"""
    results = []

    def note(metric, value, goal, reached):
        results.append((metric, value, goal, reached))

    small, large = fill(env, 1, 5, "Map of few "), fill(env, 1, MAP, "Map of many ")
    seconds, queries = timed(env, large.map_data)
    _seconds, few = timed(env, small.map_data)
    note(f"map of {MAP} people, queries", queries, f"< {GOAL_QUERIES}", queries < GOAL_QUERIES)
    note(f"map of {MAP} people, queries more than of 5", queries - few, "0", queries == few)
    note(f"map of {MAP} people, ms", round(seconds * 1000, 1), "–", True)

    many = fill(env, accounts, PEOPLE, "Covered ")
    parts = [many[start : start + PART] for start in range(0, len(many), PART)]
    _seconds, flat = timed(env, lambda: many[:1]._coverage())
    _seconds, of_part = timed(env, lambda: parts[0]._coverage())
    note(f"coverage of {PART} accounts, queries more than of 1", of_part - flat, "0", of_part == flat)
    seconds, queries = timed(env, lambda: [part._coverage() for part in parts], 3)
    floor, _queries = timed(env, lambda: [raw(env, part.ids) for part in parts], 3)
    ratio = round(seconds / floor, 2)
    note(f"coverage of {len(many)} accounts × {PEOPLE}, s", round(seconds, 2), "–", True)
    note(f"coverage of {len(many)} accounts × {PEOPLE} ÷ raw rows", ratio, f"≤ {GOAL_RATIO}", ratio <= GOAL_RATIO)
    note("coverage, queries for each 1000 accounts", queries / len(parts), "≤ 5", queries / len(parts) <= 5)
    return results


def main():
    """Clone, measure, print, drop."""
    import odoo
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    template = sys.argv[1] if len(sys.argv) > 1 else os.environ["KAM_TEMPLATE"]
    name = f"{template}_stakeholders"
    odoo.tools.config.parse_config([])
    subprocess.run(["createdb", "-T", template, name], check=True)
    try:
        with Registry(name).cursor() as cr:
            results = measure(Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        odoo.sql_db.close_db(name)
    finally:
        subprocess.run(["dropdb", "--if-exists", name], check=False)
    for metric, value, goal, reached in results:
        print(f"{'ok ' if reached else 'BAD'} {metric:60} {value:>10}   goal {goal}")
    return 0 if all(reached for *_rest, reached in results) else 1


if __name__ == "__main__":
    sys.exit(main())
