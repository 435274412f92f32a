from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .kam_stakeholder import SUPPORT

POWER = [(str(number), str(number)) for number in range(1, 6)]
STRENGTH = [(str(number), str(number)) for number in range(5)]


class KamLeadStakeholder(models.Model):
    """Somebody who is active in one opportunity, with their role and stance there.

    What is left empty is as on the account, whose own values stay untouched.
    """

    _name = "kam.lead.stakeholder"
    _description = "Stakeholder in an Opportunity"
    _order = "lead_id, id"
    _rec_name = "stakeholder_id"

    lead_id = fields.Many2one("crm.lead", string="Opportunity", required=True, ondelete="cascade", index=True)
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Person",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('account_id', '=', lead_account_id)]",
    )
    lead_account_id = fields.Many2one("kam.account", compute="_compute_lead_account_id")
    account_id = fields.Many2one(related="stakeholder_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id")
    title = fields.Char(related="stakeholder_id.title")
    image_128 = fields.Image(related="stakeholder_id.image_128")
    role_ids = fields.Many2many(
        "kam.stakeholder.role", "kam_lead_stakeholder_role_rel", "line_id", "role_id", string="Roles Here"
    )
    support = fields.Selection(SUPPORT, string="Support Here")
    power = fields.Selection(POWER, string="Power Here")
    strength = fields.Selection(STRENGTH, string="Relationship Here")
    effective_role_ids = fields.Many2many("kam.stakeholder.role", compute="_compute_effective", string="Roles")
    effective_support = fields.Selection(SUPPORT, compute="_compute_effective", string="Support")
    effective_power = fields.Integer(compute="_compute_effective", string="Power")
    effective_strength = fields.Integer(compute="_compute_effective", string="Strength")
    goals = fields.Text(related="stakeholder_id.goals")
    challenges = fields.Text(related="stakeholder_id.challenges")
    proposed_solutions = fields.Text(related="stakeholder_id.proposed_solutions")
    note = fields.Text()

    _pair_unique = models.Constraint(
        "UNIQUE(lead_id, stakeholder_id)", "This person is active in the opportunity already. Change that line instead."
    )

    @api.depends("lead_id.kam_account_id")
    def _compute_lead_account_id(self):
        for line in self:
            line.lead_account_id = line.lead_id.sudo().kam_account_id

    @api.depends("role_ids", "support", "power", "strength", "stakeholder_id")
    def _compute_effective(self):
        for line in self:
            person = line.stakeholder_id
            line.effective_role_ids = line.role_ids or person.role_ids
            line.effective_support = line.support or person.support
            line.effective_power = int(line.power or person.power)
            line.effective_strength = int(line.strength or person.strength)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._as_selection(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._as_selection(vals))

    @api.model
    def _as_selection(self, vals):
        """Numbers are understood as well: imports and scripts write power and strength as on the account."""
        numbers = ("power", "strength")
        return {name: str(value) if name in numbers and type(value) is int else value for name, value in vals.items()}

    @api.constrains("lead_id", "stakeholder_id")
    def _check_one_account(self):
        for line in self.sudo():
            account = line.lead_id.kam_account_id
            if line.stakeholder_id.account_id != account:
                raise ValidationError(
                    self.env._(
                        "“%(lead)s” is an opportunity of %(customer)s: only people on the map of that account are "
                        "active in it. Put the person on that map first.",
                        lead=line.lead_id.name,
                        customer=account.display_name or line.lead_id.partner_id.display_name or "–",
                    )
                )

    def _absorb_row(self, row):
        """Two rows about the same person and opportunity: where both say something, ours stays."""
        self.write(
            {
                **{name: row[name] for name in ("support", "power", "strength") if row[name] and not self[name]},
                "role_ids": [(4, role.id) for role in row.role_ids],
                "note": "\n".join(dict.fromkeys(text for text in (self.note, row.note) if text)) or False,
            }
        )
