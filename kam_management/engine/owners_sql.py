"""SQL of who carries out what at an account: the owner roles resolved, with those who stand in (K8, K10)."""

from odoo.tools import SQL

#: The people around an account ``a``: manager, sponsor, head of its team, chief of its manager. Only active users
#: are anybody; of several teams of a manager the first that has a leader counts.
PERSON_JOINS = SQL(
    """LEFT JOIN res_users manager ON manager.id = a.user_id AND manager.active
       LEFT JOIN res_users sponsor ON sponsor.id = a.sponsor_id AND sponsor.active
       LEFT JOIN crm_team own_team ON own_team.id = a.team_id
       LEFT JOIN res_users head ON head.id = own_team.user_id AND head.active
       LEFT JOIN (SELECT DISTINCT ON (m.user_id) m.user_id AS member_id, u.id AS user_id
                    FROM crm_team_member m
                    JOIN crm_team t ON t.id = m.crm_team_id AND t.active
                    JOIN res_users u ON u.id = t.user_id AND u.active
                   WHERE m.active ORDER BY m.user_id, m.id) chief ON chief.member_id = a.user_id"""
)
LEADER = SQL("COALESCE(head.id, chief.user_id)")


def natural_owner(role, persons, functions):
    """SQL of the user that a role means at account ``a``, NULL when there is nobody.

    :param role: code of the owner role
    :param persons: {role code: user id} of who stands for a role where the account does not tell
    :param functions: {role code: id of the team function that means it}
    """
    if role in ("account_manager", "sales"):
        return SQL("manager.id")
    if role == "sponsor":
        return SQL("COALESCE(sponsor.id, manager.id)")
    if role == "management":
        return LEADER
    member = SQL(
        """(SELECT m.user_id FROM kam_account_member m JOIN res_users u ON u.id = m.user_id AND u.active
             WHERE m.account_id = a.id AND m.function_id = %s ORDER BY m.id LIMIT 1)""",
        functions.get(role),
    )
    return SQL("COALESCE(%s, %s::int, %s)", member, persons.get(role), LEADER)


def by_role(column, expressions):
    """CASE over a column with the code of a role.

    :param expressions: {role code: SQL}
    """
    cases = SQL(" ").join(SQL("WHEN %s THEN %s", role, expression) for role, expression in expressions.items())
    return SQL("(CASE %s %s END)", column, cases)


def owner(column, persons, functions, roles):
    """(SQL of the owner, SQL of the flag) for the role in a column.

    The flag is NULL for who is meant, else tells who stands in: manager, leader, role (the person named for the
    role) or nobody.
    """
    natural = by_role(column, {role: natural_owner(role, persons, functions) for role in roles})
    stand_in = by_role(column, {role: SQL("%s::int", persons.get(role)) for role in roles})
    user = SQL("COALESCE(%s, manager.id, %s, %s)", natural, LEADER, stand_in)
    flag = SQL(
        """(CASE WHEN %s IS NOT NULL THEN NULL WHEN manager.id IS NOT NULL THEN 'manager'
                 WHEN %s IS NOT NULL THEN 'leader' WHEN %s IS NOT NULL THEN 'role' ELSE 'nobody' END)""",
        natural,
        LEADER,
        stand_in,
    )
    return user, flag
