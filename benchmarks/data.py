"""The data that all benchmarks share: companies, opportunities, accounts, nineteen criteria and their ratings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.bulk import draw, insert_companies, insert_leads, insert_ratings  # noqa: E402

#: Every run sees the same present; the data end here.
NOW = "2026-11-20 12:00:00"


def fill_leads(env, size):
    """``size`` companies with one opportunity each; returns the id of the first company."""
    first = insert_companies(env.cr, size)
    insert_leads(env.cr, size, first, size)
    env.cr.commit()
    vacuum(env.cr, "crm_lead", "res_partner")
    return first


def fill_accounts(env, size):
    """Accounts for all companies, nineteen active criteria (three of them computed), ratings, levels."""
    env["kam.criterion"].with_context(active_test=False).search([]).write({"active": True})
    env.cr.commit()
    while env["kam.account"]._make_missing(20_000):
        env.cr.commit()
    insert_ratings(env.cr, keep=95)
    env.cr.execute(
        f"""UPDATE kam_account SET level_id =
                   (SELECT array_agg(id ORDER BY sequence) FROM kam_relationship_level)[1 + {draw("level", 4, "id")}]"""
    )
    env.cr.commit()
    vacuum(env.cr, "kam_account", "kam_account_rating", "crm_lead", "res_partner", full=True)
    env.cr.execute("SELECT count(*) FROM kam_criterion WHERE active")
    assert env.cr.fetchone()[0] == 19
    env.cr.execute("SELECT count(*) FROM kam_account")
    assert env.cr.fetchone()[0] >= size


def vacuum(cr, *tables, full=False):
    """Let every measurement start from the same state of the tables."""
    cr.commit()
    connection = cr._cnx
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"VACUUM ({'FULL, ' if full else ''}ANALYZE) {table}")
    finally:
        connection.autocommit = False
