from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Tells a line that whoever changes several at once checks at the end; nobody can send it by RPC.
CHECKED_LATER = object()


class KamStakeholderCounterpart(models.Model):
    """One of ours who talks to a stakeholder, and how strong that relationship is."""

    _name = "kam.stakeholder.counterpart"
    _description = "Counterpart"
    _order = "is_primary desc, strength desc, id"
    _rec_name = "user_id"

    stakeholder_id = fields.Many2one("kam.stakeholder", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="stakeholder_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id")
    user_id = fields.Many2one(
        "res.users",
        string="Of Ours",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('share', '=', False)]",
    )
    strength = fields.Integer(default=1, aggregator="max", help="0 = none, 4 = counts on us.")
    is_primary = fields.Boolean(string="First Counterpart", help="The mirror of this person; one at most.")
    function_id = fields.Many2one("kam.team.function", index="btree_not_null", ondelete="restrict")
    note = fields.Char()

    _pair_unique = models.Constraint(
        "UNIQUE(stakeholder_id, user_id)", "This colleague is a counterpart of that person already."
    )
    _strength_range = models.Constraint(
        "CHECK(strength BETWEEN 0 AND 4)", "The strength of a relationship goes from 0 (none) to 4 (counts on us)."
    )

    @api.model
    def _later(self):
        """Context in which the rule of one primary counterpart is checked by the caller, at the end."""
        return {"kam_primary": CHECKED_LATER}

    @api.model_create_multi
    def create(self, vals_list):
        """The first one recorded is the primary one, unless something else is said."""
        stakeholders = self.env["kam.stakeholder"].browse({vals.get("stakeholder_id") for vals in vals_list} - {None})
        taken = set(stakeholders.sudo().counterpart_ids.filtered("is_primary").stakeholder_id.ids)
        taken |= {vals.get("stakeholder_id") for vals in vals_list if vals.get("is_primary")}
        for vals in vals_list:
            if "is_primary" not in vals and vals.get("stakeholder_id") not in taken:
                vals["is_primary"] = True
                taken.add(vals.get("stakeholder_id"))
        return super().create(vals_list)

    @api.constrains("is_primary", "stakeholder_id")
    def _check_primary(self):
        if self.env.context.get("kam_primary") is not CHECKED_LATER:
            self._check_primary_once()

    def _check_primary_once(self):
        for stakeholder in self.sudo().stakeholder_id:
            primary = stakeholder.counterpart_ids.filtered("is_primary")
            if len(primary) > 1:
                raise ValidationError(
                    self.env._(
                        "%(person)s can have one first counterpart: keep either %(one)s or %(other)s, and leave the "
                        "other as a further contact.",
                        person=stakeholder.name,
                        one=primary[0].user_id.name,
                        other=primary[1].user_id.name,
                    )
                )

    @api.constrains("user_id", "stakeholder_id")
    def _check_user_id(self):
        for line in self.sudo():
            line.stakeholder_id._check_colleagues(line.user_id)
