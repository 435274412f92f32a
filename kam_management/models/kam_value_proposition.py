from odoo import api, fields, models
from odoo.exceptions import ValidationError

STATES = [("hypothesis", "Hypothesis"), ("validated", "Validated"), ("delivered", "Delivered")]


class KamValueProposition(models.Model):
    """What our solution is worth to this customer, to whom, and how we know (K4, K9)."""

    _name = "kam.value.proposition"
    _description = "Value Proposition"
    _inherit = ["kam.account.child.mixin", "kam.document.mixin", "kam.internal.thread", "kam.guard.mixin"]
    _order = "sequence, id"
    _own_account = ("stakeholder_ids",)

    name = fields.Char(string="In One Sentence", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    benefit_id = fields.Many2one(
        "kam.benefit",
        index="btree_not_null",
        ondelete="restrict",
        group_expand="_group_expand_benefits",
        tracking=True,
        help="The higher benefit overrides the lower one: going up answers why, going down answers how.",
    )
    stakeholder_ids = fields.Many2many(
        "kam.stakeholder",
        "kam_value_proposition_stakeholder_rel",
        "proposition_id",
        "stakeholder_id",
        string="For",
        domain="[('account_id', '=', account_id)]",
    )
    answers_kind = fields.Selection([("goal", "Goal"), ("challenge", "Challenge")], default="goal", string="Answers a")
    answers = fields.Text(string="Their Goal or Challenge", help="In their words.")
    statement = fields.Html(help="What we offer, and what it changes for them.")
    value_year = fields.Monetary(string="Value per Year for Them", tracking=True)
    value_text = fields.Char(string="Value in Words", help="Where it is not money: days saved, risk avoided.")
    value_basis = fields.Text(string="How Computed", help="From which figures, whose, and what is assumed.")
    evidence = fields.Text(
        tracking=True, help="What shows that it is so: a measurement, a signed calculation, a letter."
    )
    state = fields.Selection(STATES, default="hypothesis", required=True, group_expand=True, tracking=True, copy=False)
    validated_by_id = fields.Many2one("res.users", string="Validated by", readonly=True, copy=False)
    validated_on = fields.Date(readonly=True, copy=False)
    delivered_by_id = fields.Many2one("res.users", string="Delivered by", readonly=True, copy=False)
    delivered_on = fields.Date(readonly=True, copy=False)
    finding_ids = fields.One2many("kam.value.finding", "proposition_id", string="From Research")

    _value_positive = models.Constraint("CHECK(value_year >= 0)", "The value for the customer is not negative.")

    def _group_expand_benefits(self, benefits, domain):
        return benefits.search([])

    @api.constrains("state", "evidence", "document_ids")
    def _check_evidence(self):
        for proposition in self:
            if (
                proposition.state == "delivered"
                and not (proposition.evidence or "").strip()
                and not proposition.document_ids
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” counts as delivered only with evidence. Write down what shows it, or attach it.",
                        proposition.name,
                    )
                )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"validated_by_id", "validated_on", "delivered_by_id", "delivered_on"}

    @api.model_create_multi
    def create(self, vals_list):
        propositions = super().create(vals_list)
        propositions._stamp()
        return propositions

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._stamp()
        return result

    def _stamp(self):
        """Who validated and delivered it, and when; going back takes it back."""
        mark = {"user": self.env.uid, "day": fields.Date.context_today(self)}
        rank = {code: place for place, (code, _name) in enumerate(STATES)}
        for proposition in self.sudo():
            vals = {}
            for step in ("validated", "delivered"):
                reached = rank[proposition.state] >= rank[step]
                if reached != bool(proposition[f"{step}_on"]):
                    vals |= {
                        f"{step}_by_id": mark["user"] if reached else False,
                        f"{step}_on": mark["day"] if reached else False,
                    }
            if vals:
                proposition.write(vals)
