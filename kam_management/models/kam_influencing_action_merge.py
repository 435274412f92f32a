from odoo import api, models
from odoo.tools import SQL

#: Relations of accounts and of people to actions: (table, column).
ACCOUNT_RELATIONS = ("kam_action_reached_rel", "kam_influencing_action_account_rel")
PEOPLE_RELATIONS = ("kam_action_present_rel", "kam_influencing_action_stakeholder_rel")


class KamAccount(models.Model):
    """When accounts are merged, their influencing plans are."""

    _inherit = "kam.account"

    @api.model
    def _absorb_tables(self):
        return [
            *super()._absorb_tables(),
            ("kam.influencing.action", "account_id", []),
            ("kam.action.effect", "account_id", []),
        ]

    def _absorb_rows(self, source):
        """Of an action that the matrix made for both, ours stays planned, unless theirs was done; what was done at
        either stays done."""
        self.env.flush_all()
        reason = self.env._("Accounts merged: planned for both")
        self.env.cr.execute(
            SQL(
                """UPDATE kam_influencing_action mine
                      SET withdrawn = true, state = 'cancelled', cancel_reason = %(reason)s
                     FROM kam_influencing_action theirs
                    WHERE theirs.account_id = %(source)s AND mine.account_id = %(target)s
                      AND theirs.is_generated AND theirs.withdrawn IS NOT TRUE
                      AND mine.is_generated AND mine.withdrawn IS NOT TRUE
                      AND theirs.state IN ('done', 'evaluated') AND mine.state IN ('planned', 'todo')
                      AND (theirs.activity_id, theirs.slot_date) = (mine.activity_id, mine.slot_date)
                      AND COALESCE(theirs.stakeholder_id, 0) = COALESCE(mine.stakeholder_id, 0)""",
                reason=reason,
                source=source.id,
                target=self.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE kam_influencing_action theirs
                      SET withdrawn = true,
                          cancel_reason = CASE WHEN theirs.state IN ('planned', 'todo') THEN %(reason)s END,
                          state = CASE WHEN theirs.state IN ('planned', 'todo') THEN 'cancelled' ELSE theirs.state END
                     FROM kam_influencing_action mine
                    WHERE theirs.account_id = %(source)s AND mine.account_id = %(target)s
                      AND theirs.is_generated AND theirs.withdrawn IS NOT TRUE
                      AND mine.is_generated AND mine.withdrawn IS NOT TRUE
                      AND (theirs.activity_id, theirs.slot_date) = (mine.activity_id, mine.slot_date)
                      AND COALESCE(theirs.stakeholder_id, 0) = COALESCE(mine.stakeholder_id, 0)""",
                reason=reason,
                source=source.id,
                target=self.id,
            )
        )
        _follow(self.env, ACCOUNT_RELATIONS, "account_id", source.id, self.id)
        return super()._absorb_rows(source)


class KamStakeholder(models.Model):
    """When two entries of a person become one, so do their actions and what those changed."""

    _inherit = "kam.stakeholder"

    def _absorb_rows(self, source):
        _follow(self.env, PEOPLE_RELATIONS, "stakeholder_id", source.id, self.id)
        self.env.cr.execute(
            SQL(
                """UPDATE kam_action_effect theirs SET stakeholder_id = %(target)s, account_id = %(account)s
                    WHERE stakeholder_id = %(source)s
                      AND NOT EXISTS (SELECT FROM kam_action_effect mine
                                       WHERE mine.stakeholder_id = %(target)s AND mine.action_id = theirs.action_id)""",
                source=source.id,
                target=self.id,
                account=self.account_id.id,
            )
        )
        self.env.cr.execute(
            SQL("UPDATE kam_influencing_action SET stakeholder_id = NULL WHERE stakeholder_id = %s", source.id)
        )
        return super()._absorb_rows(source)


def _follow(env, tables, column, source_id, target_id):
    """Rows of relations that name one record name the other one from now on, each once."""
    env.flush_all()
    for table in tables:
        env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (action_id, %(column)s) SELECT action_id, %(target)s FROM %(table)s"
                " WHERE %(column)s = %(source)s ON CONFLICT DO NOTHING",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                source=source_id,
                target=target_id,
            )
        )
        env.cr.execute(SQL("DELETE FROM %s WHERE %s = %s", SQL.identifier(table), SQL.identifier(column), source_id))
    env.invalidate_all()
