from odoo import fields, models

from ..engine.action_report_sql import action_report
from ..models.kam_influencing_action import OUTCOMES, STATES


class KamActionReport(models.Model):
    """What became of what we did: leads, qualified, won, revenue and cost per activity, channel, message …

    A row is either an action that took place (with its cost) or a lead that came from one. Record rules show the
    rows of actions, and those of leads, to whoever may read them.
    """

    _name = "kam.action.report"
    _description = "What Became of Actions"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "action_id"

    action_id = fields.Many2one("kam.influencing.action", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    lead_user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    lead_company_id = fields.Many2one("res.company", string="Company of the Lead", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    activity_id = fields.Many2one("kam.influencing.activity", readonly=True)
    medium_id = fields.Many2one("utm.medium", string="Channel", readonly=True)
    message_template_id = fields.Many2one("kam.message.template", string="Message", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    stage_id = fields.Many2one("kam.buying.stage", string="Buying Stage", readonly=True)
    segment_id = fields.Many2one("kam.segment", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    date = fields.Date(readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    actions = fields.Integer(string="Actions Done", readonly=True)
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
        "kam.account": ["segment_id"],
    }

    @property
    def _table_query(self):
        accounts = self.env["kam.account"].sudo()
        main = accounts._main_company()
        return action_report(accounts._currency_rates(main), main.id, main.currency_id.id)

    def action_open(self):
        """The lead of the row, or the action where it has none."""
        self.ensure_one()
        record = self.lead_id or self.action_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
