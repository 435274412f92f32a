from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from .kam_customer_paper import Sheet, Shown, language, step_table, step_words


class KamSalesPlan(models.Model):
    """How one opportunity is to be won (K11): the customer's view, our answer, the decision, and what is agreed.

    One per opportunity, made when it is opened for the first time; the opportunity itself stays slim. Whoever may
    read or write the opportunity, or write its account, may do so with the plan.
    """

    _name = "kam.sales.plan"
    _description = "Sales Plan"
    _inherit = ["kam.internal.thread", "kam.guard.mixin"]
    _rec_name = "lead_id"
    _order = "id desc"

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", required=True, readonly=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one(related="lead_id.kam_account_id", string="Key Account")
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="lead_id.company_id")
    user_id = fields.Many2one(related="lead_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="lead_id.team_id", string="Sales Team")
    currency_id = fields.Many2one(related="lead_id.company_currency")
    won_status = fields.Selection(related="lead_id.won_status")
    phase = fields.Selection(related="lead_id.kam_phase")
    no_competition = fields.Boolean(related="lead_id.kam_no_competition")

    customer_goals = fields.Text(tracking=True, help="What the customer wants to reach with this.")
    customer_challenges = fields.Text(help="What keeps the customer from reaching it today.")
    customer_vision = fields.Text(help="How the customer pictures the problem solved.")
    customer_activities = fields.Text(
        string="Customer's Own Activities",
        help="What the customer has planned to do, with dates, whether we win or not.",
    )
    people_ids = fields.Many2many("kam.lead.stakeholder", compute="_compute_people_ids", string="Key People")
    solution = fields.Html(string="Solution Proposal", sanitize_attributes=True)
    customer_value = fields.Text(string="Value for the Customer", help="What they gain, in their words and figures.")
    customer_value_amount = fields.Monetary(string="Value a Year", help="What it is worth to the customer in a year.")

    expected_revenue = fields.Monetary(related="lead_id.expected_revenue", string="Size")
    date_deadline = fields.Date(related="lead_id.date_deadline", string="Expected Closing")
    margin_rate = fields.Float(string="Expected Margin (%)", help="Part of the price that is left to us.")
    margin_known = fields.Boolean(
        string="Margin Is Known", help="Unticked, the margin is unknown, which is not the same as none."
    )
    deal_note = fields.Text(
        string="Time Frame and Terms", help="Delivery, payment, risks and whatever else shapes the deal."
    )

    step_ids = fields.One2many("kam.mutual.step", "plan_id", string="Mutual Activity Plan")
    next_step_id = fields.Many2one("kam.mutual.step", compute="_compute_next_step_id", string="Next Agreed Step")
    next_step_date = fields.Date(compute="_compute_next_step_id", string="Next Step On")
    progress = fields.Float(
        compute="_compute_next_step_id", help="Steps done of all that were not dropped, in percent."
    )

    customer_text = fields.Text(compute="_compute_customer_text", string="Text for the Customer")

    _lead_unique = models.Constraint("UNIQUE(lead_id)", "This opportunity has a sales plan already. Open that one.")
    _margin_range = models.Constraint(
        "CHECK(margin_rate BETWEEN -100 AND 100)", "Enter the expected margin as a percentage from -100 to 100."
    )
    _value_positive = models.Constraint(
        "CHECK(customer_value_amount >= 0)", "The value for the customer cannot be negative. Enter what they gain."
    )

    @api.depends("lead_id.name")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = plan.sudo().lead_id.name or ""

    @api.depends_context("uid")
    @api.depends("lead_id")
    def _compute_people_ids(self):
        """The people active in the opportunity, as far as the user may see them."""
        lines = self.env["kam.lead.stakeholder"].search([("lead_id", "in", self.sudo().lead_id.ids)])
        by_lead = lines.grouped("lead_id")
        for plan in self:
            plan.people_ids = by_lead.get(plan.lead_id, lines.browse())

    @api.depends("step_ids.state", "step_ids.date")
    def _compute_next_step_id(self):
        for plan in self:
            steps = plan.step_ids.filtered(lambda step: step.state != "dropped")
            done = steps.filtered(lambda step: step.state == "done")
            ahead = (steps - done).sorted(lambda step: (not step.date, step.date or fields.Date.today(), step.sequence))
            plan.next_step_id = ahead[:1]
            plan.next_step_date = ahead[:1].date
            plan.progress = 100.0 * len(done) / len(steps) if steps else 0.0

    def _customer_steps(self):
        """The steps that the customer may see, with no more than they may see of each: plain dictionaries.

        Steps that are only ours, dropped ones and every internal note are left out.
        """
        self.ensure_one()
        steps = self.step_ids.filtered(lambda step: not step.is_internal and step.state != "dropped")
        steps = steps.sorted(lambda step: (step.sequence, not step.date, step.date or fields.Date.today(), step.id))
        return [step_words(Shown(step)) for step in steps]

    def _customer_sheets(self):
        """What the mutual activity plans say, in the customers' languages: ``Sheet`` by ``Sheet``.

        :raises AccessError: without access to a plan
        """
        self.check_access("read")
        sheets = []
        for plan in self:
            shown = Shown(plan)
            customer, company = shown["partner_id"]["commercial_partner_id"], shown["company_id"]
            plan = plan.with_context(lang=language(self.env, shown["partner_id"]))
            words = {
                "lang": plan.env.lang,
                "customer": customer["name"] or "",
                "us": company["name"] or Shown(self.env.company)["name"],
                "steps": plan._customer_steps(),
            }
            report = self.env["kam.report"].with_context(lang=plan.env.lang)
            words |= {
                "title": plan.env._("Mutual activity plan %s", words["customer"]),
                "head": {
                    "title": plan.env._("Our plan together"),
                    "lines": [f"{words['customer']} · {words['us']}", report._day(fields.Date.context_today(plan))],
                },
                "sections": [report._section("", step_table(report, words))],
            }
            sheets.append(Sheet(plan, words))
        return sheets

    @api.depends("step_ids.name", "step_ids.state", "step_ids.date", "step_ids.is_internal", "step_ids.user_id")
    def _compute_customer_text(self):
        for plan in self:
            lines = [
                " – ".join(part for part in (step["date"], step["what"]) if part)
                + f" ({', '.join(part for part in (step['ours'], step['theirs'], step['state']) if part)})"
                for step in plan._customer_steps()
            ]
            plan.customer_text = "\n".join(lines)

    def write(self, vals):
        if "lead_id" in vals and not self.env.su and any(plan.lead_id.id != vals["lead_id"] for plan in self):
            raise UserError(
                self.env._("A sales plan stays with its opportunity. Open the plan of the other opportunity instead.")
            )
        return super().write(vals)

    @api.model
    def _of_lead(self, lead):
        """The plan of an opportunity, made now if there is none.

        :param lead: one opportunity that the user may read
        :raises AccessError: when there is none and the user may not make it
        """
        plan = self.sudo().search([("lead_id", "=", lead.id)]).sudo(False)
        if plan:
            return plan
        # Two people who open it at once: the second waits here, and the request is done again on what the first left.
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext('kam.sales.plan'), %s)", lead.id))
        try:
            with self.env.cr.savepoint():
                plan = self.create({"lead_id": lead.id, **self._prefilled(lead)})
                self.env.flush_all()
        except Exception as error:
            if getattr(error, "pgcode", None) != "23505":
                raise
            raise ConcurrencyError from error
        return plan

    @api.model
    def _prefilled(self, lead):
        """What the system knows already when a plan is opened for the first time: {field: value}."""
        account = self.env["kam.account"].search([("id", "=", lead.sudo().kam_account_id.id)])
        goals = account.plan_id.goal_ids.mapped("name") if account else []
        return {"customer_goals": "\n".join(goals)} if goals else {}

    def action_open_lead(self):
        """The opportunity of the plan."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(self.env.ref("crm.crm_lead_view_form").id, "form")],
            "name": self.display_name,
        }
