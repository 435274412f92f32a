from odoo import api, models
from odoo.fields import Domain

from ..engine import programme
from .kam_measure import EXECUTIVE_POWER
from .kam_programme_check import Check, Result


class KamProgrammeCheck(models.AbstractModel):
    """Checks of who is a key account, who serves it, and by what rules."""

    _inherit = "kam.programme.check"

    @api.model
    def _checks(self):
        env, none = self.env, self.env._("No key account yet")
        return {
            **super()._checks(),
            "criteria_defined": Check(
                env._("Criteria and floors of the selection"),
                env._("Criteria: %(attractiveness)s of attractiveness, %(strength)s of strength; floors: %(floors)s"),
                env._("No criterion is in use"),
            ),
            "key_accounts": Check(
                env._("Key accounts named"),
                env._("Key accounts: %(count)s, candidates: %(candidates)s"),
                env._("No account is recorded"),
            ),
            "managers_named": Check(
                env._("Key accounts with an account manager"), env._("%(count)s of %(base)s key accounts"), none
            ),
            "account_teams": Check(
                env._("Key accounts with an account team"), env._("%(count)s of %(base)s key accounts"), none
            ),
            "team_functions": Check(
                env._("Account teams of several functions"),
                env._("%(count)s of %(base)s key accounts have people of two functions or more"),
                none,
            ),
            "sponsors": Check(
                env._("Key accounts with an executive sponsor"), env._("%(count)s of %(base)s key accounts"), none
            ),
            "levels_set": Check(
                env._("Key accounts with a present and a wanted relationship level"),
                env._("%(count)s of %(base)s key accounts"),
                none,
            ),
            "within_slots": Check(
                env._("Account managers within their slots"),
                env._("%(count)s of %(base)s account managers"),
                env._("Nobody manages a key account yet"),
            ),
            "counterparts": Check(
                env._("Deciders with a counterpart of ours"),
                env._("%(count)s of %(base)s people who can decide"),
                env._("Nobody who can decide is on the maps yet"),
            ),
            "areas_staffed": Check(
                env._("Business areas with people named"),
                env._("%(count)s of %(base)s business areas"),
                env._("No business area takes part"),
            ),
            "service_levels": Check(
                env._("Segments with activities and a service package"),
                env._("%(count)s of %(base)s selected segments"),
                env._("No segment is selected by people"),
            ),
            "packages_higher": Check(
                env._("Included services: key segments against others"),
                env._("Services included per key segment: %(now)s, per other segment: %(before)s"),
                env._("No service package is filled in"),
            ),
            "service_higher": Check(
                env._("Activities per account: key accounts against others"),
                env._("Activities of the year per key account: %(now)s, per other account: %(before)s"),
                env._("No activity of this year, or nothing to compare with"),
            ),
        }

    @api.model
    def _check_criteria_defined(self, scope):
        criteria = self.env["kam.criterion"].sudo()
        domain = Domain("active", "=", True) & Domain("weight", ">", 0)
        counts = dict(criteria._read_group(domain, ["axis"], ["__count"]))
        segments = self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        floors = sum(1 for segment in segments if segment.min_score > 0)
        values = {axis: counts.get(axis, 0) for axis in ("attractiveness", "strength")}
        parts = [bool(values["attractiveness"]), bool(values["strength"]), bool(segments) and floors == len(segments)]
        answer = "yes" if all(parts) else "partly" if any(parts) else "no"
        return Result(answer, {**values, "floors": floors}, "kam.criterion", domain)

    @api.model
    def _check_key_accounts(self, scope):
        accounts = self.env["kam.account"].sudo()
        counts = dict(accounts._read_group(scope.accounts, ["status"], ["__count"]))
        values = {"count": counts.get("key", 0), "candidates": counts.get("candidate", 0)}
        if not counts:
            return Result("unknown", {}, "kam.account", scope.key)
        answer = "yes" if values["count"] else "partly" if values["candidates"] else "no"
        missing = scope.accounts & Domain("status", "=", "candidate")
        return Result(answer, values, "kam.account", scope.key, missing)

    @api.model
    def _check_managers_named(self, scope):
        return self._share("kam.account", scope.key, Domain("user_id.active", "=", True))

    @api.model
    def _check_account_teams(self, scope):
        return self._share("kam.account", scope.key, Domain("member_ids", "!=", False))

    @api.model
    def _check_team_functions(self, scope):
        groups = (
            self.env["kam.account.member"]
            .sudo()
            ._read_group(
                [scope.of_key, ("function_id", "!=", False)],
                ["account_id"],
                having=[("function_id:count_distinct", ">=", 2)],
            )
        )
        return self._share("kam.account", scope.key, Domain("id", "in", [account.id for (account,) in groups]))

    @api.model
    def _check_sponsors(self, scope):
        return self._share("kam.account", scope.key, Domain("sponsor_id.active", "=", True))

    @api.model
    def _check_levels_set(self, scope):
        return self._share(
            "kam.account", scope.key, Domain("level_id", "!=", False) & Domain("target_level_id", "!=", False)
        )

    @api.model
    def _check_within_slots(self, scope):
        """Of the account managers, those with no more accounts of any segment than it has slots."""
        accounts = self.env["kam.account"].sudo()
        held = scope.accounts & Domain("segment_id.mode", "=", "selected") & Domain("user_id", "!=", False)
        over, users = set(), set()
        for user, segment, count in accounts._read_group(held, ["user_id", "segment_id"], ["__count"]):
            users.add(user.id)
            if count > segment.slots_per_manager:
                over.add(user.id)
        if not users:
            return Result("unknown", {}, "kam.account", held)
        within = held & Domain("user_id", "in", sorted(users - over))
        values = {"count": len(users - over), "base": len(users)}
        return Result(None, values, "kam.account", within, held & Domain("user_id", "in", sorted(over)))

    @api.model
    def _check_counterparts(self, scope):
        deciders = Domain(*scope.of_key) & Domain("power", ">=", EXECUTIVE_POWER)
        return self._share("kam.stakeholder", deciders, Domain("user_id", "!=", False))

    @api.model
    def _check_areas_staffed(self, scope):
        return self._share("kam.business.area", Domain("active", "=", True), Domain("member_ids", "!=", False))

    @api.model
    def _check_service_levels(self, scope):
        rules = self.env["kam.activity.rule"].sudo()
        active = {segment.id for (segment,) in rules._read_group([("activity_id.active", "=", True)], ["segment_id"])}
        package = Domain("package_line_ids", "any", [("offer", "!=", "none")])
        selected = Domain("active", "=", True) & Domain("mode", "=", "selected")
        return self._share("kam.segment", selected, package & Domain("id", "in", sorted(active)))

    @api.model
    def _check_packages_higher(self, scope):
        """Included services, on the average of the segments that have a package at all."""
        lines = self.env["kam.service.package.line"].sudo()
        base = Domain("segment_id.active", "=", True) & Domain("service_id.active", "=", True)
        segments, included = {"selected": set(), "screened": set()}, {"selected": 0, "screened": 0}
        for segment, offer, count in lines._read_group(base, ["segment_id", "offer"], ["__count"]):
            segments[segment.mode].add(segment.id)
            included[segment.mode] += count if offer == "included" else 0
        now, before = (
            included[mode] / len(segments[mode]) if segments[mode] else None for mode in ("selected", "screened")
        )
        domain = base & Domain("offer", "=", "included") & Domain("segment_id.mode", "=", "selected")
        return self._compare(now, before, "kam.service.package.line", domain)

    @api.model
    def _check_service_higher(self, scope):
        """Activities of the year, planned and done, per account in use."""
        accounts, actions = self.env["kam.account"].sudo(), self.env["kam.influencing.action"].sudo()
        others = scope.accounts & Domain("status", "!=", "key") & Domain("segment_id", "!=", False)
        base = Domain("year", "=", scope.year) & Domain("state", "!=", "cancelled")
        of_key = base & Domain(*scope.of_key)
        key, other = self._key_count(scope), accounts.search_count(others)
        counts = [actions.search_count(of_key), actions.search_count(base & Domain("account_id", "any", list(others)))]
        if not key or not other or not any(counts):
            return Result("unknown", {}, "kam.influencing.action", of_key)
        now, before = round(counts[0] / key, 1), round(counts[1] / other, 1)
        return Result(
            programme.more_answer(now, before), {"now": now, "before": before}, "kam.influencing.action", of_key
        )
