from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead import KAM_USER

#: The pipeline of an account (K11).
PHASES = [
    ("identified", "Identified"),
    ("qualified", "Qualified"),
    ("decision", "Go / No-go"),
    ("pursuit", "Pursuit and Closing"),
    ("contract", "Contract"),
]


class CrmLead(models.Model):
    """The sales plan of an opportunity, and the phase that follows from the facts."""

    _inherit = "crm.lead"

    kam_sales_plan_ids = fields.One2many("kam.sales.plan", "lead_id", string="Sales Plans", groups=KAM_USER, copy=False)
    kam_sales_plan_id = fields.Many2one(
        "kam.sales.plan", compute="_compute_kam_sales_plan_id", string="Sales Plan", groups=KAM_USER
    )
    kam_phase = fields.Selection(
        PHASES,
        compute="_compute_kam_phase",
        search="_search_kam_phase",
        string="Phase",
        groups=KAM_USER,
        help="Qualified: customer, size and closing date are known. Go / no-go: assessed, or the decision is asked "
        "for. Pursuit: decided to go. Contract: won.",
    )
    kam_no_competition = fields.Boolean(
        string="No Competition",
        copy=False,
        groups=KAM_USER,
        tracking=False,
        help="Nobody else is asked for an offer.",
    )

    _kam_no_competition_idx = models.Index("(kam_account_id) WHERE kam_no_competition IS TRUE")

    @api.depends("kam_sales_plan_ids")
    def _compute_kam_sales_plan_id(self):
        for lead in self:
            lead.kam_sales_plan_id = lead.kam_sales_plan_ids[:1]

    @api.depends(
        "won_status",
        "type",
        "partner_id",
        "expected_revenue",
        "date_deadline",
        "kam_sales_plan_ids.decision",
        "kam_sales_plan_ids.asked_on",
        "kam_sales_plan_ids.assessed_on",
    )
    def _compute_kam_phase(self):
        plans = self.sudo().kam_sales_plan_ids.grouped("lead_id")
        for lead in self:
            plan = plans.get(lead.sudo(), self.env["kam.sales.plan"])[:1]
            known = lead.partner_id and lead.expected_revenue > 0 and lead.date_deadline
            if lead.won_status == "won":
                lead.kam_phase = "contract"
            elif plan.decision == "go":
                lead.kam_phase = "pursuit"
            elif plan.decision or plan.asked_on or plan.assessed_on:
                lead.kam_phase = "decision"
            else:
                lead.kam_phase = "qualified" if lead.type == "opportunity" and known else "identified"

    def _search_kam_phase(self, operator, value):
        if operator != "in":
            return NotImplemented
        won = Domain("won_status", "=", "won")
        go = Domain("kam_sales_plan_ids", "any", [("decision", "=", "go")])
        asked = Domain(
            "kam_sales_plan_ids",
            "any",
            ["|", "|", ("decision", "=", "no_go"), ("asked_on", "!=", False), ("assessed_on", "!=", False)],
        )
        known = Domain(
            [
                ("type", "=", "opportunity"),
                ("partner_id", "!=", False),
                ("expected_revenue", ">", 0),
                ("date_deadline", "!=", False),
            ]
        )
        found = {
            "contract": won,
            "pursuit": ~won & go,
            "decision": ~won & ~go & asked,
            "qualified": ~won & ~go & ~asked & known,
            "identified": ~won & ~go & ~asked & ~known,
        }
        return Domain.OR(found[phase] for phase in value if phase in found)

    def action_kam_sales_plan(self):
        """Open the sales plan of the opportunity; the first time it is made."""
        self.ensure_one()
        self.check_access("read")
        plan = self.env["kam.sales.plan"]._of_lead(self)
        plan.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_sales_plan_action")
        form = self.env.ref("kam_management.kam_sales_plan_view_form").id
        return {**action, "res_id": plan.id, "views": [(form, "form")], "domain": False, "context": {}}

    def _merge_dependences(self, opportunities):
        """The sales plan of merged opportunities goes on in the one that stays; nothing written is lost."""
        result = super()._merge_dependences(opportunities)
        plans = opportunities.sudo().kam_sales_plan_ids
        own = self.sudo().kam_sales_plan_ids[:1]
        for plan in plans:
            if own:
                own._absorb_plan(plan)
            else:
                plan.lead_id = self
                own = plan
        return result
