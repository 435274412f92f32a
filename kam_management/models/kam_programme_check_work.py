from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from .kam_programme_check import Check

#: Who did nothing in the system for so many days does not work with it.
USED_DAYS = 90
ASSESSED_DAYS = 90
DONE = ("done", "evaluated")


class KamProgrammeCheck(models.AbstractModel):
    """Checks of what is done with key accounts: contacts, opportunities, value, feedback."""

    _inherit = "kam.programme.check"

    @api.model
    def _checks(self):
        env, none = self.env, self.env._("No key account yet")
        of_accounts = env._("%(count)s of %(base)s key accounts")
        return {
            **super()._checks(),
            "feedback": Check(
                env._("Key accounts asked for feedback in the last 12 months"),
                of_accounts,
                none,
            ),
            "top_management": Check(env._("Key accounts that our management met this year"), of_accounts, none),
            "joint_activities": Check(
                env._("Key accounts with joint planning or agreed steps this year"), of_accounts, none
            ),
            "actions_done": Check(
                env._("Planned activities carried out"),
                env._("%(count)s of %(base)s activities due so far in the year"),
                env._("No activity was due this year"),
            ),
            "marketing_aligned": Check(
                env._("Marketing's activities carried out"),
                env._("%(count)s of %(base)s activities of marketing due so far in the year"),
                env._("No activity of marketing was due this year"),
            ),
            "sales_plans": Check(
                env._("Open opportunities of key accounts with a sales plan"),
                env._("%(count)s of %(base)s open opportunities"),
                env._("Key accounts have no open opportunity"),
            ),
            "opportunities_assessed": Check(
                env._("Open opportunities assessed in the last 90 days"),
                env._("%(count)s of %(base)s open opportunities of key accounts"),
                env._("Key accounts have no open opportunity"),
            ),
            "value_propositions": Check(env._("Key accounts that confirmed a value proposition"), of_accounts, none),
            "value_quantified": Check(env._("Key accounts with a value proposition in money"), of_accounts, none),
            "margins_known": Check(
                env._("Won opportunities whose margin is known"),
                env._("%(count)s of %(base)s won in the year at key accounts"),
                env._("Nothing was won at key accounts this year"),
            ),
            "quick_wins": Check(
                env._("Won by an activity or without competition"),
                env._("%(count)s of %(base)s won in the year at key accounts"),
                env._("Nothing was won at key accounts this year"),
            ),
            "system_used": Check(
                env._("Account managers who work with the system"),
                env._("%(count)s of %(base)s account managers in the last 90 days"),
                env._("Nobody manages a key account yet"),
            ),
        }

    # -- contacts -----------------------------------------------------------------------------------------------

    @api.model
    def _check_feedback(self, scope):
        since = scope.today - relativedelta(years=1)
        asked = (
            self.env["kam.satisfaction"]
            .sudo()
            ._read_group([scope.of_key, ("date", ">=", str(since)), ("date", "<=", str(scope.today))], ["account_id"])
        )
        return self._share("kam.account", scope.key, Domain("id", "in", [account.id for (account,) in asked]))

    @api.model
    def _check_top_management(self, scope):
        met = Domain(
            "action_ids",
            "any",
            [
                ("year", "=", scope.year),
                ("state", "in", DONE),
                ("activity_id.owner_role", "in", ("sponsor", "management")),
            ],
        )
        return self._share("kam.account", scope.key, met)

    @api.model
    def _check_joint_activities(self, scope):
        """Found from the few steps and activities there are: asked of each account, it takes many times as long."""
        planned = [("year", "=", scope.year), ("state", "in", DONE), ("activity_id.code", "=", "planning")]
        agreed = [("state", "in", ("agreed", "done")), ("date", ">=", str(scope.start)), ("date", "<=", str(scope.end))]
        plans = [("step_ids", "any", [*agreed, ("is_internal", "=", False)])]
        actions = self.env["kam.influencing.action"].sudo()._read_group([*planned, scope.of_key], ["account_id"])
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        stepped = leads._read_group(
            [("kam_sales_plan_ids", "any", plans), ("kam_account_id", "!=", False)], ["kam_account_id"]
        )
        found = {account.id for (account,) in (*actions, *stepped)}
        return self._share("kam.account", scope.key, Domain("id", "in", sorted(found)))

    @api.model
    def _due_actions(self, scope):
        return (
            Domain("year", "=", scope.year)
            & Domain("date", "<=", str(scope.today))
            & Domain("state", "!=", "cancelled")
        )

    @api.model
    def _check_actions_done(self, scope):
        due = self._due_actions(scope) & Domain(*scope.of_key)
        return self._share("kam.influencing.action", due, Domain("state", "in", DONE))

    @api.model
    def _check_marketing_aligned(self, scope):
        due = self._due_actions(scope) & Domain("activity_id.owner_role", "=", "marketing")
        due &= Domain("company_id", "in", [scope.company.id, False])
        return self._share("kam.influencing.action", due, Domain("state", "in", DONE))

    @api.model
    def _check_system_used(self, scope):
        """Who carried out an activity or moved somebody on a map: the traces that work leaves."""
        groups = (
            self.env["kam.account"].sudo()._read_group(scope.key & Domain("user_id.active", "=", True), ["user_id"])
        )
        managers = [user.id for (user,) in groups]
        since = str(scope.today - timedelta(days=USED_DAYS))
        actions = self.env["kam.influencing.action"].sudo()
        moves = self.env["kam.stakeholder.move"].sudo()
        ratings = self.env["kam.account.rating"].sudo()
        used = set()
        for model, name, extra in (
            (actions, "user_id", [("state", "in", DONE), ("done_on", ">=", since)]),
            (actions, "done_by_id", [("state", "in", DONE), ("done_on", ">=", since)]),
            (moves, "user_id", [("date", ">=", since)]),
            (ratings, "user_id", [("origin", "=", "manual"), ("date", ">=", since)]),
        ):
            used |= {user.id for (user,) in model._read_group([*extra, (name, "in", managers)], [name])}
        return self._share("res.users", Domain("id", "in", managers), Domain("id", "in", sorted(used)))

    # -- opportunities ------------------------------------------------------------------------------------------

    @api.model
    def _leads(self, scope, *conditions):
        leads = Domain("kam_account_id", "any", list(scope.key)) & Domain("type", "=", "opportunity")
        for condition in conditions:
            leads &= Domain(*condition)
        return leads

    @api.model
    def _won(self, scope):
        """Opportunities that key accounts gave us in the months of the year so far."""
        return self._leads(
            scope,
            ("won_status", "=", "won"),
            ("date_closed", ">=", f"{scope.start} 00:00:00"),
            ("date_closed", "<=", f"{scope.today} 23:59:59"),
        )

    @api.model
    def _check_sales_plans(self, scope):
        still_open = self._leads(scope, ("won_status", "=", "pending"))
        return self._share("crm.lead", still_open, Domain("kam_sales_plan_ids", "!=", False))

    @api.model
    def _check_opportunities_assessed(self, scope):
        still_open = self._leads(scope, ("won_status", "=", "pending"))
        since = str(scope.today - timedelta(days=ASSESSED_DAYS))
        return self._share("crm.lead", still_open, Domain("kam_sales_plan_ids", "any", [("assessed_on", ">=", since)]))

    @api.model
    def _check_margins_known(self, scope):
        known = Domain("kam_sales_plan_ids", "any", [("margin_known", "=", True)])
        return self._share("crm.lead", self._won(scope), known, all_states=True)

    @api.model
    def _check_quick_wins(self, scope):
        """One is enough: what counts is that there is something to show."""
        by_us = Domain("kam_action_id", "!=", False) | Domain("kam_no_competition", "=", True)
        found = self._share("crm.lead", self._won(scope), by_us, all_states=True)
        if found.answer == "unknown":
            return found
        return found._replace(answer="yes" if found.values["count"] else "no")

    # -- value --------------------------------------------------------------------------------------------------

    @api.model
    def _check_value_propositions(self, scope):
        confirmed = Domain("value_ids", "any", [("state", "in", ("validated", "delivered"))])
        return self._share("kam.account", scope.key, confirmed)

    @api.model
    def _check_value_quantified(self, scope):
        return self._share("kam.account", scope.key, Domain("value_ids", "any", [("value_year", ">", 0)]))
