"""Statements of a generation: whose account, which are due, and the crossing of periods with accounts.

Everything here is one statement per batch; the dates of each cell and calendar come from :mod:`.matrix`.
"""

from odoo.tools import SQL

from .owners_sql import LEADER, PERSON_JOINS
from .schedule import GOLDEN, seed

COLUMNS = (
    "account_id, company_id, activity_id, rule_id, stakeholder_id, is_generated, active, removed, withdrawn, state,"
    " slot_date, slot_end, date, year, quarter, user_id, rule_user_id, owner_flag, hours, cost, medium_id,"
    " campaign_id, stage_id, message_template_id, goal, create_uid, write_uid, create_date, write_date"
)


def owners(matrix, condition):
    """Query of the accounts and the persons around them.

    Columns: id, company_id, segment_id (empty for archived accounts), manager, leader, sponsor, marketing, service:
    active users; ``month`` of the fiscal year.

    :param condition: SQL about the account ``a``
    """
    companies = list(matrix.months)
    return SQL(
        """SELECT a.id, a.company_id, CASE WHEN a.active THEN a.segment_id END AS segment_id, manager.id AS manager,
                  %(leader)s AS leader, sponsor.id AS sponsor,
                  marketing.user_id AS marketing, service.user_id AS service, COALESCE(fiscal.month, %(month)s) AS month
             FROM kam_account a
             %(persons)s
             LEFT JOIN (%(marketing)s) marketing ON marketing.account_id = a.id
             LEFT JOIN (%(service)s) service ON service.account_id = a.id
             LEFT JOIN unnest(%(companies)s::int[], %(months)s::int[]) AS fiscal(company_id, month)
                    ON fiscal.company_id = a.company_id
            WHERE %(condition)s""",
        leader=LEADER,
        persons=PERSON_JOINS,
        month=matrix.month,
        marketing=_members(matrix.marketing),
        service=_members(matrix.service),
        companies=companies,
        months=[matrix.months[company] for company in companies],
        condition=condition,
    )


def _members(function_id):
    """The first active member of each account team with a function."""
    return SQL(
        """SELECT DISTINCT ON (m.account_id) m.account_id, m.user_id
             FROM kam_account_member m JOIN res_users u ON u.id = m.user_id AND u.active
            WHERE m.function_id = %s ORDER BY m.account_id, m.id""",
        function_id or 0,
    )


def owner(matrix, role, fixed):
    """SQL of the owner of an action, of the account ``o`` of :func:`owners`.

    :param role, fixed: SQL of the role's code, and of the person who always does it
    """
    person = _person(matrix, role)
    return SQL("COALESCE(%s, %s, o.manager, o.leader, %s)", fixed, _natural(matrix, role), person)


def _natural(matrix, role):
    return SQL(
        """CASE %(role)s WHEN 'sponsor' THEN COALESCE(o.sponsor, o.manager)
                         WHEN 'management' THEN o.leader
                         WHEN 'marketing' THEN COALESCE(o.marketing, %(person)s, o.leader)
                         WHEN 'service' THEN COALESCE(o.service, %(person)s, o.leader)
                         ELSE o.manager END""",
        role=role,
        person=_person(matrix, role),
    )


def _person(matrix, role):
    cases = SQL(" ").join(SQL("WHEN %s THEN %s", code, user) for code, user in sorted(matrix.persons.items()))
    return SQL("CASE %s %s END", role, cases) if matrix.persons else SQL("NULL::int")


def owner_flag(matrix, role, fixed):
    """SQL of why the owner is not the natural one; NULL when it is."""
    return SQL(
        """CASE WHEN %(fixed)s IS NOT NULL OR %(natural)s IS NOT NULL THEN NULL
                WHEN %(owner)s IS NULL THEN 'nobody'
                WHEN o.manager IS NULL THEN 'no_manager'
                ELSE 'no_role' END""",
        fixed=fixed,
        natural=_natural(matrix, role),
        owner=owner(matrix, role, fixed),
    )


def stamped(matrix, condition):
    """Query of accounts with the stamp they should have: (id, generated_stamp, stamp)."""
    keys = matrix.keys()
    by_person = [cell.segment_id for cell in matrix.cells if cell.person_roles]
    people = SQL("NULL")
    if by_person:
        people = SQL(
            """CASE WHEN o.segment_id = ANY(%s) THEN (SELECT string_agg(s.id::text, ',' ORDER BY s.id)
                 FROM kam_stakeholder s JOIN res_partner p ON p.id = s.partner_id AND p.active
                WHERE s.account_id = o.id AND s.active
                  AND EXISTS (SELECT FROM kam_stakeholder_role_rel r
                               WHERE r.stakeholder_id = s.id AND r.role_id = ANY(%s))) END""",
            by_person,
            sorted({role for cell in matrix.cells for role in cell.person_roles}),
        )
    return SQL(
        """SELECT o.id, COALESCE(CASE WHEN k.key IS NOT NULL THEN concat_ws('/', k.key, COALESCE(o.manager, 0),
                  COALESCE(o.leader, 0), COALESCE(o.sponsor, 0), COALESCE(o.marketing, 0), COALESCE(o.service, 0),
                  %(people)s) END, '') AS stamp
             FROM (%(owners)s) o
             LEFT JOIN unnest(%(segments)s::int[], %(months)s::int[], %(keys)s::varchar[]) AS k(segment_id, month, key)
                    ON k.segment_id = o.segment_id AND k.month = o.month""",
        people=people,
        owners=owners(matrix, condition),
        segments=[segment for segment, _month in keys],
        months=[month for _segment, month in keys],
        keys=list(keys.values()),
    )


def due(matrix, condition):
    """Query of the ids of accounts that something changed for since they were generated."""
    return SQL(
        """SELECT a.id FROM kam_account a JOIN (%s) s ON s.id = a.id
            WHERE COALESCE(a.generated_stamp, '') <> s.stamp""",
        stamped(matrix, condition),
    )


def stamp(matrix, ids):
    """Note on the accounts what they are generated for now."""
    return SQL(
        "UPDATE kam_account a SET generated_stamp = s.stamp FROM (%s) s WHERE s.id = a.id",
        stamped(matrix, SQL("a.id = ANY(%s)", ids)),
    )


def _cells(matrix):
    """CTE ``cell``: one row per cell and first month; its place is its number."""
    rows = [(cell, month) for cell in matrix.cells for month in matrix.all_months()]
    names = ("hours", "cost", "medium_id", "campaign_id", "stage_id", "message_template_id", "goal")
    values = [dict(cell.values) for cell, _month in rows]
    return rows, SQL(
        """cell(no, id, activity_id, segment_id, month, role, user_id, by_person, shift, hours, cost, medium_id,
                campaign_id, stage_id, message_template_id, goal)
           AS MATERIALIZED (
             SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::varchar[], %s::int[],
                                    %s::bool[], %s::bigint[], %s::float8[], %s::numeric[], %s::int[], %s::int[],
                                    %s::int[], %s::int[], %s::varchar[]))""",
        list(range(len(rows))),
        [cell.id for cell, _month in rows],
        [cell.activity_id for cell, _month in rows],
        [cell.segment_id for cell, _month in rows],
        [month for _cell, month in rows],
        [cell.role for cell, _month in rows],
        [cell.user_id or None for cell, _month in rows],
        [bool(cell.person_roles) for cell, _month in rows],
        [seed(cell.activity_id) for cell, _month in rows],
        *[[value.get(name) for value in values] for name in names],
    )


def _slots(matrix, rows):
    """CTE ``slot``: one row per cell, period and calendar in use, with the days as numbers from the first one."""
    used = sorted(matrix.calendars)
    columns = [[] for _ in range(7)]
    for number, (cell, month) in enumerate(rows):
        for year, period in matrix.periods(cell, month):
            for key in used:
                days = matrix.days(cell, year, period, month, key)
                offsets = "{" + ",".join(str((day - period[0]).days) for day in days) + "}"
                row = (number, key, year, period[0], period[1], offsets, len(days))
                for column, value in zip(columns, row, strict=True):
                    column.append(value)
    return SQL(
        """slot(cell, calendar, year, first, last, days, count) AS MATERIALIZED (
             SELECT cell, calendar, year, first, last, days::smallint[], count
               FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[], %s::date[], %s::text[], %s::int[])
                    AS s(cell, calendar, year, first, last, days, count))""",
        *columns,
    )


def _people(matrix, rows):
    """CTE ``person``: those for whom a cell makes actions of their own: people in its roles whom we know."""
    pairs = [(number, role) for number, (cell, _month) in enumerate(rows) for role in cell.person_roles]
    return SQL(
        """person AS (
             SELECT DISTINCT w.cell, s.id, s.account_id
               FROM unnest(%s::int[], %s::int[]) AS w(cell, role_id)
               JOIN kam_stakeholder_role_rel r ON r.role_id = w.role_id
               JOIN kam_stakeholder s ON s.id = r.stakeholder_id AND s.active
               JOIN res_partner p ON p.id = s.partner_id AND p.active)""",
        [number for number, _role in pairs],
        [role for _number, role in pairs],
    )


def _planned(matrix, ids):
    """Common table expressions up to ``planned``: every action that the matrix wants for the accounts.

    Narrow rows, and calendars looked up by place in an array: the planner cannot tell how many rows come out of
    arrays, and would join the large side the wrong way round.
    """
    rows, cells = _cells(matrix)
    role, fixed = SQL("c.role"), SQL("c.user_id")
    keys = [matrix.calendar_of.get(user, 0) for user in range(1, max(matrix.calendar_of, default=0) + 1)]
    return SQL(
        """%(cells)s, %(slots)s, %(people)s,
           owned AS MATERIALIZED (
             SELECT w.*, COALESCE((%(keys)s::int[])[w.owner], 0) AS calendar
               FROM (SELECT o.id AS account_id, o.company_id, c.no, c.shift, person.id AS stakeholder_id,
                            %(owner)s AS owner, %(flag)s AS flag
                       FROM (%(owners)s) o
                       JOIN cell c ON c.segment_id = o.segment_id AND c.month = o.month
                       LEFT JOIN person ON person.cell = c.no AND person.account_id = o.id
                      WHERE person.id IS NOT NULL OR NOT c.by_person) w),
           planned AS (
             SELECT w.*, s.year, s.first, s.last, s.first + s.days[1 + ((w.account_id::bigint * %(golden)s + w.shift
                    + COALESCE(w.stakeholder_id, 0) * %(person_seed)s) %% 65536 * s.count / 65536)::int] AS day
               FROM owned w JOIN slot s ON s.cell = w.no AND s.calendar = w.calendar)""",
        cells=cells,
        slots=_slots(matrix, rows),
        people=_people(matrix, rows),
        keys=keys,
        owner=owner(matrix, role, fixed),
        flag=owner_flag(matrix, role, fixed),
        owners=owners(matrix, SQL("a.id = ANY(%s)", ids)),
        golden=GOLDEN,
        person_seed=seed(0, 1),
    )


def insert(matrix, ids, skip, uid):
    """Make the actions that the matrix wants for accounts and that are not there yet.

    :param skip: [(account, activity, stakeholder or 0, first day)] of periods that stay empty
    :return: statement with the columns id, stakeholder_id of those made
    """
    return SQL(
        """WITH %(planned)s
           INSERT INTO kam_influencing_action (%(columns)s)
           SELECT p.account_id, p.company_id, c.activity_id, c.id, p.stakeholder_id, true, true, false, false,
                  'planned', p.first, p.last, p.day,
                  (EXTRACT(year FROM p.day) - (EXTRACT(month FROM p.day) < c.month)::int)::int,
                  'Q' || ((EXTRACT(month FROM p.day)::int - c.month + 12) %% 12 / 3 + 1),
                  p.owner, p.owner, p.flag, c.hours, c.cost, c.medium_id, c.campaign_id, c.stage_id,
                  c.message_template_id, c.goal, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
             FROM planned p JOIN cell c ON c.no = p.no
            WHERE p.day >= %(today)s %(unless)s
           ON CONFLICT DO NOTHING RETURNING id, stakeholder_id""",
        planned=_planned(matrix, ids),
        columns=SQL(COLUMNS),
        uid=uid,
        today=matrix.today,
        unless=_unless(skip),
    )


def count(matrix, ids, taken):
    """How many actions :func:`insert` would make: (activity_id, segment_id, number).

    :param taken: [(account, activity, stakeholder or 0, first day)] of periods that are fulfilled or stay empty
    """
    return SQL(
        """WITH %(planned)s
           SELECT c.activity_id, c.segment_id, count(*) FROM planned p JOIN cell c ON c.no = p.no
            WHERE p.day >= %(today)s %(unless)s GROUP BY c.activity_id, c.segment_id""",
        planned=_planned(matrix, ids),
        today=matrix.today,
        unless=_unless(taken),
    )


def _unless(skip):
    if not skip:
        return SQL()
    columns = [list(column) for column in zip(*skip, strict=True)]
    return SQL(
        """AND (p.account_id, c.activity_id, COALESCE(p.stakeholder_id, 0), p.first) NOT IN
               (SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[]))""",
        *columns,
    )


def generated(ids):
    """Query of what was generated for accounts before, as far as the rules did not withdraw it.

    Columns: account_id, activity_id, stakeholder_id, id, slot_date, slot_end, date, state, removed, rule_id.
    """
    return SQL(
        """SELECT account_id, activity_id, COALESCE(stakeholder_id, 0), id, slot_date, slot_end, date, state, removed,
                  rule_id
             FROM kam_influencing_action
            WHERE account_id = ANY(%s) AND is_generated AND NOT withdrawn ORDER BY date, id""",
        ids,
    )


def reassign(matrix, ids):
    """Give open actions to the owners that the rules name now; one chosen by hand stays, unless archived.

    :return: statement with the columns id, user_id, state of those that moved
    """
    rows, cells = _cells(matrix)
    role, fixed = SQL("c.role"), SQL("c.user_id")
    return SQL(
        """WITH %(cells)s, owned AS (
             SELECT o.id AS account_id, c.id AS rule_id, %(owner)s AS owner, %(flag)s AS flag
               FROM (%(owners)s) o JOIN cell c ON c.segment_id = o.segment_id AND c.month = o.month)
           UPDATE kam_influencing_action a
              SET user_id = w.owner, rule_user_id = w.owner, owner_flag = w.flag,
                  write_date = now() AT TIME ZONE 'UTC'
             FROM owned w
            WHERE a.account_id = w.account_id AND a.rule_id = w.rule_id AND a.state IN ('planned', 'todo') AND a.active
              AND (a.user_id IS NOT DISTINCT FROM a.rule_user_id
                   OR EXISTS (SELECT FROM res_users u WHERE u.id = a.user_id AND NOT u.active))
              AND (a.user_id, a.owner_flag) IS DISTINCT FROM (w.owner, w.flag)
           RETURNING a.id, a.user_id, a.state""",
        cells=cells,
        owner=owner(matrix, role, fixed),
        flag=owner_flag(matrix, role, fixed),
        owners=owners(matrix, SQL("a.id = ANY(%s)", ids)),
    )


def cancel(ids, reasons):
    """Withdraw actions by the rules, each with its reason."""
    return SQL(
        """UPDATE kam_influencing_action a
              SET state = 'cancelled', withdrawn = true, cancel_reason = c.reason,
                  write_date = now() AT TIME ZONE 'UTC'
             FROM unnest(%s::int[], %s::varchar[]) AS c(id, reason) WHERE a.id = c.id""",
        ids,
        reasons,
    )


def fulfil(rows):
    """Two statements that let actions fulfil other periods: [(id, first or None, last or None, rule id)].

    Two, because the unique index would see half-way states.
    """
    ids, firsts, lasts, rules = (list(column) for column in zip(*rows, strict=True))
    return (
        SQL("UPDATE kam_influencing_action SET slot_date = NULL, slot_end = NULL WHERE id = ANY(%s)", ids),
        SQL(
            """UPDATE kam_influencing_action a SET slot_date = f.first, slot_end = f.last, rule_id = f.rule_id
                 FROM unnest(%s::int[], %s::date[], %s::date[], %s::int[]) AS f(id, first, last, rule_id)
                WHERE a.id = f.id""",
            ids,
            firsts,
            lasts,
            rules,
        ),
    )


def fill_messages(ids, lang):
    """Fill in what the templates of actions say, where nothing else is said (``kam.message.template.FILLS``)."""
    names = ("message", "goal", "planned_outcome", "success_measure")
    return SQL(
        """UPDATE kam_influencing_action a SET %s
             FROM kam_message_template t WHERE t.id = a.message_template_id AND a.id = ANY(%s)""",
        SQL(", ").join(
            SQL(
                "%(name)s = COALESCE(NULLIF(a.%(name)s, ''), t.%(name)s->>%(lang)s, t.%(name)s->>'en_US')",
                name=SQL.identifier(name),
                lang=lang,
            )
            for name in names
        ),
        ids,
    )
