from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

DECISIONS = [("go", "Go"), ("no_go", "No-go")]
CONSEQUENCES = [
    ("lost", "Mark it as lost"),
    ("later", "Come back to it later"),
    ("open", "Leave it open as it is"),
]
#: Who may decide, beside managers: the setting ``kam.go_decider``.
DECIDERS = [("manager", "Managers and the leader of the sales team"), ("account", "The account manager as well")]


class KamSalesPlan(models.Model):
    """Go or no-go: who may decide, with date, person and reason, and every earlier decision kept (K11)."""

    _inherit = "kam.sales.plan"

    decision = fields.Selection(DECISIONS, readonly=True, copy=False, tracking=True, index="btree_not_null")
    decision_date = fields.Date(readonly=True, copy=False, string="Decided On")
    decision_user_id = fields.Many2one("res.users", readonly=True, copy=False, string="Decided by")
    decision_reason = fields.Text(readonly=True, copy=False)
    decision_ids = fields.One2many("kam.sales.decision", "plan_id", string="Decisions", readonly=True)
    asked_on = fields.Date(readonly=True, copy=False, string="Decision Asked On")
    ask_activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "decision",
            "decision_date",
            "decision_user_id",
            "decision_reason",
            "decision_ids",
            "asked_on",
            "ask_activity_id",
        }

    @api.depends_context("uid")
    @api.depends("lead_id")
    def _compute_may_decide(self):
        for plan in self:
            plan.may_decide = self.env.user in plan._deciders() or self.env.user.has_group(
                "kam_management.group_kam_manager"
            )

    def _deciders(self):
        """Users who may decide beside the managers: the team's leader, the account's manager where set so."""
        self.ensure_one()
        lead = self.sudo().lead_id
        users = lead.team_id.user_id
        if self.env["ir.config_parameter"].sudo().get_param("kam.go_decider") == "account":
            users |= lead.kam_account_id.user_id
        return users.filtered("active")

    def _decider(self):
        """The one who is asked: the leader of the opportunity's team, else of the account's, else the account's
        manager's one; nobody when there is none."""
        lead = self.sudo().lead_id
        account = lead.kam_account_id
        candidates = lead.team_id.user_id | account.team_id.user_id | account.user_id.sale_team_id.user_id
        return candidates.filtered("active")[:1]

    def action_ask_decision(self):
        """Ask for the decision: a to-do on the opportunity, for who decides."""
        self.ensure_one()
        self.check_access("write")
        if self.won_status != "pending":
            raise UserError(self.env._("This opportunity is closed: there is nothing left to decide."))
        if self.asked_on and not self.decision:
            raise UserError(
                self.env._("The decision was asked for on %s already.", format_date(self.env, self.asked_on))
            )
        decider = self._decider()
        if not decider:
            raise UserError(
                self.env._("Nobody can be asked: the sales team has no leader. Set one, or let a manager decide here.")
            )
        plan = self.sudo()
        plan.write({"asked_on": fields.Date.context_today(self), "decision": False})
        plan.ask_activity_id = plan.lead_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.with_context(lang=decider.lang).env._("Go or no-go?"),
            note=Markup('<a href="/odoo/sales-plans/%s">%s</a>')
            % (self.id, self.with_context(lang=decider.lang).env._("Open the sales plan")),
            user_id=decider.id,
        )
        return True

    def action_open_decide(self):
        """The dialog in which to decide."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Go or no-go?"),
            "res_model": "kam.sales.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def _check_may_decide(self):
        self.check_access("read")
        if not self.may_decide and not self.env.su:
            raise AccessError(
                self.env._(
                    "Go or no-go is decided by a manager or the leader of the sales team. "
                    "Ask for the decision instead: they get a to-do."
                )
            )

    def _decide(self, decision, reason, consequence=False, back_on=False, lost_reason=None):
        """Decide, keep the decision as history, and do with the opportunity what was chosen.

        :param decision: "go" or "no_go"
        :param consequence: for a no-go: "lost", "later" or "open"
        :param back_on: when to come back to it, for "later"
        :param lost_reason: ``crm.lost.reason``, for "lost"
        :raises AccessError: when the user may not decide
        :raises ValidationError: when the reason, or what happens to the opportunity, is missing
        """
        self.ensure_one()
        self._check_may_decide()
        reason = (reason or "").strip()
        today = fields.Date.context_today(self)
        if not reason:
            raise ValidationError(self.env._("Give the reason in one sentence: it will be asked for in a year."))
        if decision == "no_go" and not consequence:
            raise ValidationError(self.env._("Say what happens to the opportunity after the no-go."))
        if consequence == "later" and not (back_on and back_on > today):
            raise ValidationError(self.env._("Choose a day after today on which to come back to the opportunity."))
        if self.won_status != "pending":
            raise UserError(self.env._("This opportunity is closed: there is nothing left to decide."))
        plan = self.sudo()
        consequence = consequence if decision == "no_go" else False
        values = {"decision": decision, "reason": reason, "consequence": consequence, "user_id": self.env.uid}
        plan.env["kam.sales.decision"].create({"plan_id": plan.id, "date": today, **values})
        plan.write(
            {
                "decision": decision,
                "decision_date": today,
                "decision_user_id": self.env.uid,
                "decision_reason": reason,
                "asked_on": False,
            }
        )
        plan._after_decision(consequence, reason, back_on, lost_reason)

    def _after_decision(self, consequence, reason, back_on, lost_reason):
        """Close the to-do that asked for the decision; mark the opportunity as lost, or plan to come back."""
        lead = self.lead_id
        self.ask_activity_id.filtered("active").action_feedback(feedback=reason)
        if consequence == "lost":
            lead.action_set_lost(lost_reason_id=lost_reason.id if lost_reason else False)
        elif consequence == "later":
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=back_on,
                summary=self.env._("Look at it again: no-go so far"),
                note=reason,
                user_id=(lead.user_id or self.env.user).id,
            )

    def _absorb_plan(self, plan):
        """Take over what another plan says: texts are joined, rows move, the later decision holds."""
        names = (
            "customer_goals",
            "customer_challenges",
            "customer_vision",
            "customer_activities",
            "customer_value",
            "deal_note",
        )
        values = {
            name: "\n".join(dict.fromkeys(text for text in (self[name], plan[name]) if text)) or False for name in names
        }
        if plan.solution and plan.solution != self.solution:
            values["solution"] = (self.solution or Markup()) + plan.solution
        values["customer_value_amount"] = self.customer_value_amount or plan.customer_value_amount
        if not self.margin_known and plan.margin_known:
            values |= {"margin_rate": plan.margin_rate, "margin_known": True}
        if plan.decision and (not self.decision or plan.decision_date > self.decision_date):
            values |= {
                "decision": plan.decision,
                "decision_date": plan.decision_date,
                "decision_user_id": plan.decision_user_id.id,
                "decision_reason": plan.decision_reason,
            }
        if plan.asked_on and not self.asked_on and not values.get("decision", self.decision):
            values |= {"asked_on": plan.asked_on, "ask_activity_id": plan.ask_activity_id.id}
        self.write(values)
        plan.step_ids.plan_id = self
        plan.decision_ids.plan_id = self
        plan._move_assessments(self)
        plan.unlink()
