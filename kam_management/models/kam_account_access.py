from odoo import api, models
from odoo.exceptions import ValidationError

#: Fields that only a manager decides; nobody below writes them, by any door.
DECIDED_FIELDS = frozenset(
    {
        "segment_id",
        "status",
        "override_segment_id",
        "override_tier_id",
        "override_reason",
        "override_until",
    }
)
#: Results of the rules; nobody writes them by RPC or import.
RESULT_FIELDS = frozenset(
    {
        "decided_segment_id",
        "decided_on",
        "decision_basis",
        "decided_before",
        "out_until_review",
        "screened_segment_id",
        "recommended_segment_id",
        "rank",
        "waiting",
        "tier_id",
        "attractiveness",
        "attractiveness_known",
        "attractiveness_coverage",
        "strength",
        "strength_known",
        "strength_coverage",
        "score",
        "score_known",
        "coverage",
        "financial_score",
        "financial_known",
        "override_by_id",
        "revenue",
        "revenue_previous",
        "pipeline",
        "group_revenue",
        "screened_on",
        "scored_version",
        "company_id",
        "active",
        "position",
    }
)


class KamAccount(models.Model):
    """Who may write what: decisions are the manager's, results are the rules', the customer stays."""

    _inherit = "kam.account"

    @api.model
    def _guarded_fields(self):
        guarded = super()._guarded_fields() | RESULT_FIELDS
        return guarded if self._may_decide() else guarded | DECIDED_FIELDS

    def _may_decide(self):
        """Whether the user may decide segments, overrides and status."""
        return self.env.su or self.env.user.has_group("kam_management.group_kam_manager")

    @api.constrains("user_id")
    def _check_user_id(self):
        """A manager without the role could not even open the account."""
        group = self.env.ref("kam_management.group_kam_user")
        for user in self.sudo().user_id:
            if group not in user.all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%s has no access to key accounts. Give them a sales role first, or choose another account "
                        "manager.",
                        user.name,
                    )
                )

    def write(self, vals):
        if "partner_id" in vals and not self.env.su and any(one.partner_id.id != vals["partner_id"] for one in self):
            raise ValidationError(
                self.env._(
                    "An account stays with its customer. Merge the two contacts, or open the other customer's account."
                )
            )
        return super().write(vals)
