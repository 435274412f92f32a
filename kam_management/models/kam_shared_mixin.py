"""What the customer may see of a plan is ticked, line by line; what is ours is not, until somebody ticks it."""

from odoo import fields, models


class KamSharedMixin(models.AbstractModel):
    """Something that can be shown to the customer in the joint plan."""

    _name = "kam.shared.mixin"
    _description = "Can Be Shared with the Customer"

    is_shared = fields.Boolean(string="Shared", copy=False, help="Shown to the customer in the joint plan.")

    def action_toggle_shared(self):
        """Show it to the customer, or no longer."""
        for record in self:
            record.is_shared = not record.is_shared


class KamPlanGoal(models.Model):
    """A goal of theirs that they have confirmed."""

    _name = "kam.plan.goal"
    _inherit = ["kam.plan.goal", "kam.shared.mixin"]


class KamPlanObjective(models.Model):
    """An objective of ours that both sides pursue."""

    _name = "kam.plan.objective"
    _inherit = ["kam.plan.objective", "kam.shared.mixin"]

    shared_name = fields.Char(
        string="As Both Sides Put It", help="What the customer reads instead of our own wording of the objective."
    )


class KamPlanMilestone(models.Model):
    """A day of the year that concerns the customer too."""

    _name = "kam.plan.milestone"
    _inherit = ["kam.plan.milestone", "kam.shared.mixin"]


class KamValueProposition(models.Model):
    """What the customer has gained, and knows that we know."""

    _name = "kam.value.proposition"
    _inherit = ["kam.value.proposition", "kam.shared.mixin"]


class KamAccountMember(models.Model):
    """Somebody of ours whom the customer can turn to."""

    _name = "kam.account.member"
    _inherit = ["kam.account.member", "kam.shared.mixin"]


class KamStakeholder(models.Model):
    """Somebody of theirs who works on the plan with us."""

    _name = "kam.stakeholder"
    _inherit = ["kam.stakeholder", "kam.shared.mixin"]


class KamMutualStep(models.Model):
    """Agreed with the customer, therefore shared unless it is said that it is ours alone."""

    _inherit = "kam.mutual.step"

    def action_toggle_shared(self):
        """Show it to the customer, or no longer."""
        for step in self:
            step.is_internal = not step.is_internal
