from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.kam_reference import KINDS

#: More than these are no choice any more.
SHOWN = 20
#: So many are compared at most, the latest agreed ones.
COMPARED = 500


class KamReferenceFind(models.TransientModel):
    """References that fit an opportunity: of customers in the same country, industry, or at the same level."""

    _name = "kam.reference.find"
    _description = "Find References"

    lead_id = fields.Many2one("crm.lead", string="Opportunity", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, string="Only")
    line_ids = fields.One2many(
        "kam.reference.find.line", "find_id", compute="_compute_line_ids", store=True, readonly=False
    )
    left_out = fields.Integer(compute="_compute_left_out")

    @api.depends("lead_id", "kind")
    def _compute_left_out(self):
        for finder in self:
            domain = [*finder._domain(), ("state", "in", ["expired", "spent"])]
            finder.left_out = self.env["kam.reference"].search_count(domain)

    @api.depends("lead_id", "kind")
    def _compute_line_ids(self):
        for finder in self:
            finder.line_ids = [Command.clear(), *map(Command.create, finder.sudo(False)._lines())]

    def _lines(self):
        """Values of the lines: the best fitting usable references first. A handful of queries."""
        self.lead_id.check_access("read")
        lead = self.lead_id.sudo()
        usable = [*self._domain(), ("state", "=", "usable")]
        references = self.env["kam.reference"].search(usable, order="agreed_on desc, id desc", limit=COMPARED)
        used = set(lead.kam_reference_use_ids.reference_id.ids)
        scored = []
        for reference in references:
            fits = self._fits(lead, reference)
            scored.append((-len(fits), reference.id in used, -reference.left_year, reference.id, reference, fits))
        return [
            {
                "reference_id": reference.id,
                "fit": ", ".join(fits) or self.env._("Other trade and country"),
                "fit_count": len(fits),
                "is_used": is_used,
            }
            for _rank, is_used, _left, _id, reference, fits in sorted(scored, key=lambda row: row[:4])[:SHOWN]
        ]

    def _domain(self):
        """References of other customers, in the company of the opportunity."""
        lead = self.lead_id.sudo()
        domain = [("account_id", "!=", lead.kam_account_id.id)]
        if lead.company_id:
            domain.append(("company_id", "in", [lead.company_id.id, False]))
        if self.kind:
            domain.append(("kind", "=", self.kind))
        return domain

    def _fits(self, lead, reference):
        """In what the two customers are alike, as words."""
        customer = lead.partner_id.commercial_partner_id
        other, account = reference.sudo().customer_id, reference.sudo().account_id
        country = customer.country_id or lead.country_id
        fits = []
        if other.industry_id and other.industry_id == customer.industry_id:
            fits.append(other.industry_id.name)
        if other.country_id and other.country_id == country:
            fits.append(other.country_id.name)
        if account.level_id and account.level_id == lead.kam_account_id.level_id:
            fits.append(self.env._("same level: %s", account.level_id.name))
        return fits


class KamReferenceFindLine(models.TransientModel):
    """One reference that may fit."""

    _name = "kam.reference.find.line"
    _description = "Reference That Fits"
    _order = "id"

    find_id = fields.Many2one("kam.reference.find", required=True, ondelete="cascade", index=True)
    reference_id = fields.Many2one("kam.reference", required=True, ondelete="cascade")
    customer_id = fields.Many2one(related="reference_id.customer_id", string="Customer")
    kind = fields.Selection(related="reference_id.kind")
    conditions = fields.Text(related="reference_id.conditions")
    valid_until = fields.Date(related="reference_id.valid_until")
    limit_per_year = fields.Integer(related="reference_id.limit_per_year")
    left_year = fields.Integer(related="reference_id.left_year", string="Left This Year")
    last_use = fields.Date(related="reference_id.last_use")
    user_id = fields.Many2one(related="reference_id.user_id", string="Ask")
    fit = fields.Char(string="Alike in")
    fit_count = fields.Integer()
    is_used = fields.Boolean(string="Used Here")

    @api.constrains("reference_id")
    def _check_reference_id(self):
        """A line shows the conditions of its reference: only to those who may read that."""
        self.sudo(False).reference_id.check_access("read")

    def action_use(self):
        """Use the reference for the opportunity now."""
        self.ensure_one()
        self.find_id.lead_id.check_access("read")
        if self.is_used:
            raise UserError(self.env._("“%s” was used for this opportunity already.", self.reference_id.name))
        self.env["kam.reference.use"].create({"reference_id": self.reference_id.id, "lead_id": self.find_id.lead_id.id})
        self.is_used = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("References that fit"),
            "res_model": "kam.reference.find",
            "res_id": self.find_id.id,
            "views": [[False, "form"]],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_open(self):
        """Read the story."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.reference",
            "res_id": self.reference_id.id,
            "views": [[False, "form"]],
            "context": {"kam_lead_id": self.find_id.lead_id.id},
        }
