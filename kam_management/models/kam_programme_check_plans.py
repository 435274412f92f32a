from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .kam_programme_check import Check, Result

#: A plan that the company works by.
IN_FORCE = ("approved", "implementation", "closed")
#: Progress that nobody looked at for so many days is not tracked.
TRACKED_DAYS = 90
#: The yearly selection is repeated yearly; some weeks late are no reason to say that it is not.
SELECTION_DAYS = 400


class KamProgrammeCheck(models.AbstractModel):
    """Checks of plans, targets, cadence and the yearly selection."""

    _inherit = "kam.programme.check"

    @api.model
    def _checks(self):
        env = self.env
        no_plan = env._("No key account has a plan of this year yet")
        return {
            **super()._checks(),
            "plans_in_place": Check(
                env._("Key accounts with a plan in force"),
                env._("%(count)s of %(base)s key accounts have an approved plan of the year"),
                env._("No key account needs a plan yet"),
            ),
            "more_plans": Check(
                env._("Plans in force: this year against last"),
                env._("Plans in force: %(now)s, the year before: %(before)s"),
                env._("No plan of the year before to compare with"),
            ),
            "pilot": Check(
                env._("Plans carried out"),
                env._("Tactics are done in %(count)s of %(base)s plans in implementation or closed"),
                env._("No plan was carried out yet"),
            ),
            "targets_set": Check(
                env._("Key accounts with a target of the year"),
                env._("%(count)s of %(base)s key accounts"),
                env._("No key account yet"),
            ),
            "measures_set": Check(
                env._("Measures of the programme with a target"),
                env._("Measures with a target for the whole of the year: %(count)s"),
                env._("No target can be counted yet"),
            ),
            "industry_analysed": Check(
                env._("Plans with an industry analysis"), env._("%(count)s of %(base)s plans of the year"), no_plan
            ),
            "swot": Check(env._("Plans with a SWOT"), env._("%(count)s of %(base)s plans of the year"), no_plan),
            "plan_template": Check(
                env._("Parts of the plan template"),
                env._("%(count)s of %(base)s segments with a plan have a template of their parts"),
                env._("No segment has a plan"),
            ),
            "plans_evaluated": Check(
                env._("Last year's plans evaluated"),
                env._("%(count)s of %(base)s plans of last year are closed"),
                env._("No plan of last year"),
            ),
            "tactics_owned": Check(
                env._("Plans with dated tactics that somebody owns"),
                env._("%(count)s of %(base)s plans of the year"),
                no_plan,
            ),
            "progress_tracked": Check(
                env._("Objectives measured in the last 90 days"),
                env._("%(count)s of %(base)s objectives of the plans of the year"),
                env._("No plan of this year has an objective"),
            ),
            "areas_signed": Check(
                env._("Signatures of the business areas"),
                env._("%(count)s of %(base)s signatures asked for are there"),
                env._("No signature was asked for"),
            ),
            "cadence_kept": Check(
                env._("Milestones of the yearly cadence kept"),
                env._("%(count)s of %(base)s milestones due so far in the year are done"),
                env._("No milestone was due this year"),
            ),
            "reviews_held": Check(
                env._("Business and plan reviews held"),
                env._("%(count)s of %(base)s reviews due so far in the year"),
                env._("No review was due this year"),
            ),
            "selection_held": Check(
                env._("Yearly selection held"),
                env._("Approved in the last 13 months: %(count)s, open: %(open)s"),
                env._("No selection was opened yet"),
            ),
            "self_assessed": Check(
                env._("Questions of the self-assessment answered"),
                env._("%(count)s of %(base)s questions"),
                env._("No question is in use"),
            ),
        }

    @api.model
    def _plans_of(self, scope, year=0):
        """The plans of key accounts in a year (this one), whatever their state."""
        return Domain(*scope.of_key) & Domain("year", "=", year or scope.year)

    @api.model
    def _check_plans_in_place(self, scope):
        wanted = scope.key & Domain("segment_id.has_plan", "=", True)
        in_force = Domain("plan_ids", "any", [("year", "=", scope.year), ("state", "in", IN_FORCE)])
        return self._share("kam.account", wanted, in_force)

    @api.model
    def _check_more_plans(self, scope):
        plans = self.env["kam.account.plan"].sudo()
        counts = dict(
            plans._read_group(
                [
                    ("company_id", "in", [scope.company.id, False]),
                    ("year", "in", [scope.year, scope.year - 1]),
                    ("state", "in", IN_FORCE),
                ],
                ["year"],
                ["__count"],
            )
        )
        domain = Domain("company_id", "in", [scope.company.id, False]) & Domain("state", "in", IN_FORCE)
        before = counts.get(scope.year - 1) or None
        return self._compare(
            counts.get(scope.year, 0), before, "kam.account.plan", domain & Domain("year", "=", scope.year)
        )

    @api.model
    def _check_pilot(self, scope):
        plans = Domain("company_id", "in", [scope.company.id, False])
        plans &= Domain("state", "in", ("implementation", "closed"))
        found = self._share("kam.account.plan", plans, Domain("tactic_ids.done", "=", True))
        if found.answer == "unknown":
            return found
        return found._replace(answer="yes" if found.values["count"] else "partly")

    @api.model
    def _targets(self, scope):
        """Domain of the targets of the scope's year."""
        return Domain("company_id", "in", [scope.company.id, False]) & Domain("year", "=", scope.year)

    @api.model
    def _check_targets_set(self, scope):
        """By a target of the account, or by an objective of its plan that has one."""
        objective = [("year", "=", scope.year), ("objective_ids.target_known", "=", True)]
        met, targets = Domain("plan_ids", "any", objective), self._targets(scope)
        if targets is not None:
            groups = (
                self.env["kam.target"].sudo()._read_group(targets & Domain("account_id", "!=", False), ["account_id"])
            )
            met |= Domain("id", "in", [account.id for (account,) in groups])
        return self._share("kam.account", scope.key, met)

    @api.model
    def _check_measures_set(self, scope):
        """Yes from five measures on: those that a programme reports at least."""
        domain = self._targets(scope) & Domain("scope", "=", "total")
        groups = self.env["kam.target"].sudo()._read_group(domain, ["measure"])
        answer = "yes" if len(groups) >= 5 else "partly" if groups else "no"
        return Result(answer, {"count": len(groups)}, "kam.target", domain)

    @api.model
    def _check_industry_analysed(self, scope):
        rated = Domain("force_ids", "any", [("rating", "!=", "0")])
        return self._share("kam.account.plan", self._plans_of(scope), rated)

    @api.model
    def _check_swot(self, scope):
        return self._share("kam.account.plan", self._plans_of(scope), Domain("swot_ids", "!=", False))

    @api.model
    def _check_plan_template(self, scope):
        segments = Domain("active", "=", True) & Domain("has_plan", "=", True)
        templates = self.env["kam.plan.section.template"].sudo()
        used = {segment.id for (segment,) in templates._read_group([("segment_ids", "!=", False)], ["segment_ids"])}
        return self._share("kam.segment", segments, Domain("id", "in", sorted(used)))

    @api.model
    def _check_plans_evaluated(self, scope):
        return self._share(
            "kam.account.plan", self._plans_of(scope, scope.year - 1), Domain("state", "=", "closed"), all_states=True
        )

    @api.model
    def _check_tactics_owned(self, scope):
        owned = Domain("tactic_ids", "any", [("user_id", "!=", False), ("deadline", "!=", False)])
        return self._share("kam.account.plan", self._plans_of(scope), owned)

    @api.model
    def _check_progress_tracked(self, scope):
        base = Domain("plan_id", "any", list(self._plans_of(scope)))
        since = scope.today - timedelta(days=TRACKED_DAYS)
        return self._share(
            "kam.plan.objective", base, Domain("current_known", "=", True) & Domain("measured_on", ">=", str(since))
        )

    @api.model
    def _check_areas_signed(self, scope):
        asked = Domain("plan_id", "any", list(self._plans_of(scope))) & Domain("state", "!=", "skipped")
        return self._share("kam.plan.signoff", asked, Domain("state", "=", "signed"))

    @api.model
    def _milestones(self, scope):
        """Milestones of the year that were due until today and still are."""
        return (
            Domain(*scope.of_key)
            & Domain("year", "=", scope.year)
            & Domain("date", "<=", str(scope.today))
            & Domain("state", "not in", ("cancelled", "skipped"))
        )

    @api.model
    def _check_cadence_kept(self, scope):
        return self._share("kam.plan.milestone", self._milestones(scope), Domain("state", "=", "done"))

    @api.model
    def _check_reviews_held(self, scope):
        reviews = self._milestones(scope) & Domain("kind", "in", ("quarterly", "review", "plan_review"))
        return self._share("kam.plan.milestone", reviews, Domain("state", "=", "done"))

    @api.model
    def _check_selection_held(self, scope):
        reviews = self.env["kam.selection.review"].sudo()
        mine = Domain("company_id", "in", [scope.company.id, False])
        since = scope.today - timedelta(days=SELECTION_DAYS)
        recent = mine & Domain("state", "=", "approved") & Domain("approved_on", ">=", str(since))
        values = {
            "count": reviews.search_count(recent),
            "open": reviews.search_count(mine & Domain("state", "=", "open")),
        }
        if not reviews.search_count(mine, limit=1):
            return Result("no" if self._key_count(scope) else "unknown", values, "kam.selection.review", mine)
        answer = "yes" if values["count"] else "partly" if values["open"] else "no"
        return Result(answer, values, "kam.selection.review", recent | (mine & Domain("state", "=", "open")))

    @api.model
    def _check_self_assessed(self, scope):
        questions = (
            Domain("company_id", "=", scope.company.id)
            & Domain("year", "=", scope.year)
            & Domain("kind", "=", "assessment")
            & Domain("item_id.active", "=", True)
        )
        return self._share("kam.programme.answer", questions, Domain("answer", "!=", "unknown"))
