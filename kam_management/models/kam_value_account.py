from odoo import api, fields, models


class KamValueFinding(models.Model):
    """A finding becomes a value proposition."""

    _inherit = "kam.value.finding"

    def action_make_proposition(self):
        """Make the value proposition that answers this finding, and open it; the finding knows it from then on."""
        self.ensure_one()
        self.check_access("write")
        if not self.proposition_id:
            self.proposition_id = self.env["kam.value.proposition"].create(self._proposition_values())
        return self.action_open_proposition()

    def _proposition_values(self):
        research = self.research_id
        return {
            "account_id": self.account_id.id,
            "name": self.name,
            "answers": self.name,
            "answers_kind": "goal" if self.kind == "goal" else "challenge",
            "stakeholder_ids": [(6, 0, research.stakeholder_ids.ids)],
            "value_year": self.value_year,
            "value_text": self.value_text,
            "value_basis": self.is_quantified
            and self.env._("From “%(research)s” on %(date)s.", research=research.name, date=research.date),
        }

    def action_open_proposition(self):
        """The value proposition that this finding led to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.value.proposition",
            "res_id": self.proposition_id.id,
            "views": [[False, "form"]],
        }


class KamValueProposition(models.Model):
    """Forward and back on the way from hypothesis to delivered."""

    _inherit = "kam.value.proposition"

    def action_validate(self):
        """Somebody at the customer agrees with it."""
        self.check_access("write")
        self.state = "validated"
        return True

    def action_deliver(self):
        """The value is there, with evidence."""
        self.check_access("write")
        self.state = "delivered"
        return True


class KamAccount(models.Model):
    """What we are worth to the customer, and how we found out."""

    _inherit = "kam.account"

    value_ids = fields.One2many("kam.value.proposition", "account_id", string="Value Propositions")
    research_ids = fields.One2many("kam.value.research", "account_id", string="Value Research")
    value_delivered = fields.Monetary(
        compute="_compute_value_delivered",
        string="Value Delivered per Year",
        help="Of the value propositions that were delivered with evidence.",
    )

    @api.depends("value_ids.state", "value_ids.value_year")
    def _compute_value_delivered(self):
        sums = {
            account.id: total
            for account, total in self.env["kam.value.proposition"]._read_group(
                [("account_id", "in", self.ids), ("state", "=", "delivered")], ["account_id"], ["value_year:sum"]
            )
        }
        for account in self:
            account.value_delivered = sums.get(account._origin.id, 0.0)


class KamAccountPlan(models.Model):
    """The value propositions of the account, on its plan. They live on from year to year, so they do not freeze."""

    _inherit = "kam.account.plan"

    value_ids = fields.One2many(related="account_id.value_ids", string="Value Propositions")
