from odoo import api, fields, models
from odoo.exceptions import ValidationError

THREATS = [("0", "Not rated"), ("1", "Hardly any"), ("2", "Low"), ("3", "Medium"), ("4", "High"), ("5", "Very high")]


class KamCompetitor(models.Model):
    """A competitor at an account: how much of a threat, strong and weak in what, and our response (K9)."""

    _name = "kam.competitor"
    _description = "Competitor at an Account"
    _inherit = ["kam.move.mixin"]
    _order = "threat desc, name, id"
    _parents = ("account_id",)

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Their Contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_company', '=', True), ('company_id', 'in', [company_id, False])]",
        help="The competing company, where it is a contact; otherwise the name is enough.",
    )
    name = fields.Char(
        string="Competitor", compute="_compute_name", store=True, readonly=False, required=True, precompute=True
    )
    active = fields.Boolean(default=True)
    threat = fields.Selection(
        THREATS, default="0", required=True, string="Threat (1–5)", help="How likely they are to take business from us."
    )
    threat_ids = fields.One2many("kam.competitor.threat", "competitor_id", string="History of the Threat")
    strengths = fields.Text()
    weaknesses = fields.Text()
    response = fields.Text(string="Our Response")
    standing_ids = fields.One2many("kam.stakeholder.competitor", "competitor_id", string="Standing with People")

    # A plain constraint, not a unique index: Odoo's contact merge looks for it in pg_constraint.
    _partner_unique = models.Constraint(
        "UNIQUE(account_id, partner_id)",
        "This competitor is listed at the account already, perhaps archived. Open that entry instead.",
    )

    @api.depends("partner_id.name")
    def _compute_name(self):
        for competitor in self:
            competitor.name = competitor.partner_id.sudo().name or competitor.name

    @api.constrains("name", "account_id")
    def _check_name(self):
        for competitor in self:
            if not (competitor.name or "").strip():
                raise ValidationError(self.env._("Choose the competitor, or type its name."))
            twin = self.with_context(active_test=False).search(
                [
                    ("account_id", "=", competitor.account_id.id),
                    ("name", "=ilike", competitor.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")),
                    ("id", "!=", competitor.id),
                ],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    self.env._(
                        "%s is listed at the account already, perhaps archived. Open that entry instead.", twin.name
                    )
                )

    @api.constrains("partner_id", "account_id")
    def _check_partner_id(self):
        for competitor in self.sudo():
            partner, company = competitor.partner_id, competitor.account_id.company_id
            if partner and partner.commercial_partner_id == competitor.account_id.partner_id:
                raise ValidationError(
                    self.env._("%s is the customer itself. Choose the company that competes with us.", partner.name)
                )
            if company and partner.company_id and partner.company_id != company:
                raise ValidationError(
                    self.env._(
                        "%(competitor)s belongs to another company than the account %(account)s. Share the contact "
                        "between the companies, or type the name only.",
                        competitor=partner.name,
                        account=competitor.account_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        competitors = super().create([self._trimmed(vals) for vals in vals_list])
        competitors._log_threat({})
        competitors._find_standing()
        return competitors

    def write(self, vals):
        before = {one.id: one.threat for one in self} if "threat" in vals else None
        result = super().write(self._trimmed(vals))
        if before is not None:
            self._log_threat(before)
        if "name" in vals or "partner_id" in vals:
            self._find_standing()
        return result

    @api.model
    def _trimmed(self, vals):
        return {**vals, "name": vals["name"].strip()} if vals.get("name") else vals

    def _find_standing(self):
        """What is known of their standing with people of the account belongs to them, where the name is the same."""
        lines = self.env["kam.stakeholder.competitor"].sudo().search([("account_id", "in", self.account_id.ids)])
        lines._compute_competitor_id()

    def _log_threat(self, before):
        """Keep from what to what the threat went; a first rating counts as a move as well."""
        self.env["kam.competitor.threat"].sudo().create(
            [
                {
                    "competitor_id": one.id,
                    "before": before.get(one.id, "0"),
                    "after": one.threat,
                    "user_id": self.env.uid,
                }
                for one in self
                if one.threat != before.get(one.id, "0")
            ]
        )


class KamStakeholderCompetitor(models.Model):
    """A competitor's standing with a person belongs to the competitor at the account."""

    _inherit = "kam.stakeholder.competitor"

    competitor_id = fields.Many2one(
        "kam.competitor",
        string="At the Account",
        compute="_compute_competitor_id",
        store=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        help="The competitor of that name at the account.",
    )

    @api.depends("name", "account_id")
    def _compute_competitor_id(self):
        """By name, whatever the case: one read for all."""
        listed = self.env["kam.competitor"].sudo().with_context(active_test=False)
        listed = listed.search([("account_id", "in", self.account_id.ids)])
        by_name = {(one.account_id.id, one.name.strip().lower()): one for one in listed}
        for line in self:
            line.competitor_id = by_name.get((line.account_id.id, (line.name or "").strip().lower()))
