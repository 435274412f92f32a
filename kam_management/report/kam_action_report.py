from odoo import fields, models

from ..engine.action_report_sql import action_report
from ..models.kam_action_effect import EFFECTS
from ..models.kam_influencing_action import OUTCOMES, STATES


class KamActionReport(models.Model):
    """What became of what we did: effect on people, leads, won, revenue and cost per activity, channel, message …

    A row is an action that took place (with its cost), a lead that came from one, or a person that one changed.
    Record rules show each row to whoever may read what it tells of.
    """

    _name = "kam.action.report"
    _description = "What Became of Actions"
    _inherit = ["kam.analysis.mixin", "kam.fiscal.mixin"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "action_id"

    action_id = fields.Many2one("kam.influencing.action", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    lead_user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    lead_company_id = fields.Many2one("res.company", string="Company of the Lead", readonly=True)
    effect_id = fields.Many2one("kam.action.effect", readonly=True)
    account_company_id = fields.Many2one("res.company", string="Company of the Account", readonly=True)
    activity_id = fields.Many2one("kam.influencing.activity", readonly=True)
    medium_id = fields.Many2one("utm.medium", string="Channel", readonly=True)
    message_template_id = fields.Many2one("kam.message.template", string="Message", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    stage_id = fields.Many2one("kam.buying.stage", string="Buying Stage", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    date = fields.Date(readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    actions = fields.Integer(string="Actions Done", readonly=True)
    reached = fields.Integer(readonly=True, help="Actions whose planned outcome was reached.")
    effects = fields.Integer(string="People Changed", readonly=True, help="On how many people an effect was recorded.")
    rises = fields.Integer(
        string="Degrees Up", readonly=True, help="Support, awareness, urgency, vision or preference that rose."
    )
    falls = fields.Integer(string="Degrees Down", readonly=True)
    hours = fields.Float(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    cost = fields.Monetary(readonly=True)
    leads = fields.Integer(readonly=True)
    qualified = fields.Integer(readonly=True, help="Leads that became an opportunity.")
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    revenue = fields.Monetary(string="Won Revenue", readonly=True, help="In the currency of the main company.")

    #: What is flushed before the rows are read.
    _depends = {
        "kam.influencing.action": ["state", "date", "done_on", "cost", "hours", "outcome", "account_id", "active"],
        "crm.lead": ["kam_action_id", "won_status", "expected_revenue", "type", "user_id", "kam_account_id"],
        "kam.action.effect": ["applied", "account_id", *EFFECTS, *(f"{name}_before" for name in EFFECTS)],
    }

    @property
    def _table_query(self):
        main = self._main()
        rates = self.env["kam.account"].sudo()._currency_rates(main)
        people = self.env["kam.stakeholder"]
        ladders = {name: [code for code, _label in people._fields[name].selection] for name in EFFECTS}
        return action_report(rates, main.id, main.currency_id.id, self._periods(), ladders)

    def action_open(self):
        """The lead of the row, or the action where it has none."""
        self.ensure_one()
        return self._open_record(self.lead_id or self.action_id)
