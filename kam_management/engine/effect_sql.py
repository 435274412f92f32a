"""What a matrix would still make, counted without making it: the statement behind the preview of the matrix screen."""

from odoo.tools import SQL

from .generation_sql import _planned, _unless


def missing(matrix, ids, skip, gone):
    """Count the actions that the matrix wants for accounts and that are not there.

    :param matrix: :class:`.matrix.Matrix`
    :param ids: of the accounts
    :param skip: [(account, activity, stakeholder or 0, first day)] of periods that stay empty or are fulfilled
    :param gone: ids of actions that will fulfil nothing, or another period than now
    :return: statement with the columns activity_id, segment_id, number
    """
    return SQL(
        """WITH %(planned)s
           SELECT p.activity_id, p.segment_id, count(*)
             FROM planned p
             LEFT JOIN kam_influencing_action a
                    ON a.account_id = p.account_id AND a.activity_id = p.activity_id AND a.slot_date = p.first
                   AND COALESCE(a.stakeholder_id, 0) = COALESCE(p.stakeholder_id, 0)
                   AND a.is_generated AND NOT a.withdrawn AND a.id <> ALL(%(gone)s)
            WHERE p.day >= %(today)s AND a.id IS NULL %(unless)s
            GROUP BY p.activity_id, p.segment_id""",
        planned=_planned(matrix, ids),
        gone=gone,
        today=matrix.today,
        unless=_unless(skip),
    )
