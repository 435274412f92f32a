"""Many companies and opportunities at once, the same on every run: for tests with processes and benchmarks.

Plain SQL through any DB-API cursor. Numbers come from a hash of the row's number, so nothing is random.
"""

DRAW = "mod(('x' || substr(md5({salt} || {row}), 1, 8))::bit(32)::bigint, {top})"


def draw(salt, top, row="n"):
    """SQL of a reproducible number from 0 to ``top`` - 1 for the row with the given number."""
    return DRAW.format(salt=f"'{salt}'", top=int(top), row=row)


def insert_companies(cursor, count):
    """Insert ``count`` companies; returns the id of the first, the others follow without a gap."""
    cursor.execute(
        """WITH ids AS (
             SELECT setval('res_partner_id_seq', nextval('res_partner_id_seq') + %(count)s - 1) AS last
           )
           INSERT INTO res_partner (id, name, complete_name, active, is_company, type, lang, commercial_partner_id,
                                    commercial_company_name, email, email_normalized, phone, partner_share,
                                    create_uid, write_uid, create_date, write_date)
           SELECT ids.last - %(count)s + n, 'Company ' || n, 'Company ' || n, true, true, 'contact', 'en_US',
                  ids.last - %(count)s + n, 'Company ' || n, 'office@c' || n || '.example.com',
                  'office@c' || n || '.example.com', '+1 555 ' || lpad(n::text, 7, '0'), true, 1, 1, now(), now()
             FROM ids, generate_series(1, %(count)s) n
           RETURNING id""",
        {"count": count},
    )
    return min(row[0] for row in cursor.fetchall())


def insert_leads(cursor, count, first_partner, partners, users=(2,), now="2026-11-20 12:00"):
    """Insert ``count`` opportunities, evenly over ``partners`` companies, a third each won, lost and open.

    Won and lost ones were closed within the last three years before ``now``.
    """
    cursor.execute("SELECT id FROM crm_stage WHERE is_won ORDER BY sequence LIMIT 1")
    won = cursor.fetchone()[0]
    cursor.execute("SELECT array_agg(id ORDER BY sequence) FROM crm_stage WHERE is_won IS NOT TRUE")
    stages = cursor.fetchone()[0]
    cursor.execute("SELECT id FROM crm_team ORDER BY id LIMIT 1")
    team = cursor.fetchone()[0]
    cursor.execute(
        f"""INSERT INTO crm_lead (name, type, active, won_status, stage_id, probability, automated_probability,
                   expected_revenue, prorated_revenue, recurring_revenue, partner_id, partner_name, email_from,
                   email_normalized, phone, phone_sanitized, user_id, team_id, company_id, priority, color,
                   date_closed, date_open, date_last_stage_update, create_uid, write_uid, create_date, write_date)
           SELECT 'Opportunity ' || n, 'opportunity', s.status <> 'lost', s.status,
                  CASE WHEN s.status = 'won' THEN %(won)s ELSE (%(stages)s)[1 + mod({draw("stage", 97)}, %(open)s)] END,
                  s.probability, s.probability, s.revenue, s.revenue * s.probability / 100, 0,
                  %(first)s + mod(n, %(partners)s), 'Company ' || (1 + mod(n, %(partners)s)),
                  'buyer' || n || '@c' || (1 + mod(n, %(partners)s)) || '.example.com',
                  'buyer' || n || '@c' || (1 + mod(n, %(partners)s)) || '.example.com',
                  '+1 555 ' || lpad(n::text, 7, '0'), '+1555' || lpad(n::text, 7, '0'),
                  (%(users)s)[1 + mod({draw("user", 8191)}, %(number)s)], %(team)s,
                  (SELECT min(id) FROM res_company), '0', 0,
                  CASE WHEN s.status <> 'pending' THEN s.moment END, s.moment - interval '30 days', s.moment,
                  1, 1, s.moment - interval '60 days', now()
             FROM generate_series(1, %(count)s) n,
                  LATERAL (SELECT (ARRAY['won', 'lost', 'pending'])[1 + {draw("status", 3)}] AS status,
                                  100 + {draw("revenue", 500_000)} / 10.0 AS revenue,
                                  %(now)s::timestamp - {draw("day", 1095)} * interval '1 day' AS moment) base,
                  LATERAL (SELECT base.*, CASE base.status WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                                          ELSE 10 + {draw("probability", 80)} END AS probability) s""",
        {
            "won": won,
            "stages": stages,
            "open": len(stages),
            "first": first_partner,
            "partners": partners,
            "users": list(users),
            "number": len(users),
            "team": team,
            "count": count,
            "now": now,
        },
    )


def insert_ratings(cursor, salt="rating", keep=100):
    """Rate every account by hand on every active manual criterion, ``keep`` percent of the pairs."""
    row = "(a.partner_id * 1009 + c.id)"
    value, chance = draw(salt, 5, row), draw("keep", 100, row)
    cursor.execute(
        f"""INSERT INTO kam_account_rating (account_id, criterion_id, value, origin, user_id, date)
            SELECT a.id, c.id, 1 + {value}, 'manual', 2, '2026-01-01'
              FROM kam_account a CROSS JOIN kam_criterion c
             WHERE c.active AND c.source = 'manual' AND {chance} < %s
             ORDER BY a.id, c.id
            ON CONFLICT DO NOTHING""",
        [keep],
    )


def analyse(cursor):
    """Let the planner know what was inserted, as the server does by itself after a while."""
    cursor.execute("ANALYZE crm_lead, res_partner, kam_account, kam_account_rating")
