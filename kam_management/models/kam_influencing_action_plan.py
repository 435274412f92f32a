from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine import schedule
from .kam_influencing_action_outcome import OPEN

SATURDAY = 5


class KamInfluencingAction(models.Model):
    """Planning by hand: what fits whom, which quarter, and the targets' account."""

    _inherit = "kam.influencing.action"

    quarter = fields.Selection(inverse="_inverse_quarter")
    segment_id = fields.Many2one(related="account_id.segment_id", string="Segment")
    tier_id = fields.Many2one(related="account_id.tier_id", string="Tier")
    account_manager_id = fields.Many2one(related="account_id.user_id", string="Account Manager")
    fitting_template_ids = fields.Many2many("kam.message.template", compute="_compute_fitting_template_ids")

    in_this_year = fields.Boolean(
        compute="_compute_in_period", search="_search_in_this_year", string="This Fiscal Year"
    )
    in_this_quarter = fields.Boolean(
        compute="_compute_in_period", search="_search_in_this_quarter", string="This Quarter"
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() - {"quarter"}

    # -- this year, this quarter --------------------------------------------------------------------------------

    @api.model
    def _periods(self):
        """(first, last day) of the present fiscal year and of its quarter, of the main company."""
        today = fields.Date.context_today(self)
        month = int(self.env["kam.account"]._main_company().kam_fiscal_month or 1)
        year = schedule.fiscal_year(today, month)
        return (
            schedule.year_bounds(year, month),
            schedule.quarter_bounds(year, schedule.quarter_of(today, month), month),
        )

    @api.depends("date")
    def _compute_in_period(self):
        year, quarter = self._periods()
        for action in self:
            action.in_this_year = bool(action.date and year[0] <= action.date <= year[1])
            action.in_this_quarter = bool(action.date and quarter[0] <= action.date <= quarter[1])

    def _search_in_this_year(self, operator, value):
        return self._search_in(operator, value, self._periods()[0])

    def _search_in_this_quarter(self, operator, value):
        return self._search_in(operator, value, self._periods()[1])

    def _search_in(self, operator, value, bounds):
        if operator != "in":
            return NotImplemented
        inside = fields.Domain([("date", ">=", bounds[0]), ("date", "<=", bounds[1])])
        return inside if True in value else ~inside

    # -- messages that fit --------------------------------------------------------------------------------------

    @api.depends("stage_id", "stakeholder_ids", "role_ids")
    def _compute_fitting_template_ids(self):
        templates = self.env["kam.message.template"]
        found = {}
        for action in self:
            stage = (action.stage_id or action._stage_of_targets())._origin
            roles = (action.role_ids | action.stakeholder_ids.role_ids)._origin
            key = (stage.id, frozenset(roles.ids))
            if key not in found:
                found[key] = templates._fitting(stage, roles)
            action.fitting_template_ids = found[key][:6]

    def _stage_of_targets(self):
        """The stage that all targets are in, if it is one."""
        stages = self.stakeholder_ids.stage_id
        return stages if len(stages) == 1 else stages.browse()

    @api.model_create_multi
    def create(self, vals_list):
        """What a message says is taken over by every door, where nothing else is said."""
        templates = self.env["kam.message.template"].browse(
            {vals["message_template_id"] for vals in vals_list if vals.get("message_template_id")}
        )
        texts = {one.id: {name: one[name] for name in one.FILLS if one[name]} for one in templates.exists()}
        return super().create([{**texts.get(vals.get("message_template_id"), {}), **vals} for vals in vals_list])

    @api.onchange("stakeholder_ids")
    def _onchange_stakeholder_ids(self):
        self.stage_id = self.stage_id or self._stage_of_targets()

    @api.onchange("account_id")
    def _onchange_account_id(self):
        strangers = self.stakeholder_ids.filtered(lambda person: person.account_id != self.account_id)
        if strangers:
            self.stakeholder_ids -= strangers

    @api.onchange("activity_id")
    def _onchange_activity_id(self):
        """The row of the matrix knows channel, goal, hours … : what is still empty is taken from there."""
        activity = self.activity_id
        for name in ("medium_id", "campaign_id", "goal", "stage_id", "message_template_id", "cost", "hours"):
            self[name] = self[name] or activity[name]
        self._onchange_message_template_id()

    @api.onchange("message_template_id")
    def _onchange_message_template_id(self):
        """Fill in what is empty, or comes from another template unchanged."""
        template = self.message_template_id
        if not template:
            return
        others = self.env["kam.message.template"].search([])
        for name in template.FILLS:
            own = self[name]
            if template[name] and (not own or own in others.mapped(name) or own == self.activity_id.goal):
                self[name] = template[name]
        self.medium_id = template.medium_id or self.medium_id
        self.stage_id = self.stage_id or template.stage_id

    # -- dates --------------------------------------------------------------------------------------------------

    def _inverse_quarter(self):
        """Another quarter: the same place in it, on a weekday, and not in the past."""
        today = fields.Date.context_today(self)
        main = self.env["kam.account"]._main_company()
        for action in self:
            wanted, month = action.quarter, int((action.sudo().company_id or main).kam_fiscal_month or 1)
            year = schedule.fiscal_year(action.date, month)
            here = schedule.quarter_of(action.date, month)
            if not wanted or wanted == f"Q{here}":
                continue
            if action.state not in OPEN:
                raise UserError(
                    self.env._("“%s” is not planned any more, so it stays where it took place.", action.display_name)
                )
            first, last = schedule.quarter_bounds(year, int(wanted[1]), month)
            if last < today:
                raise UserError(
                    self.env._(
                        "%(quarter)s ended on %(date)s. Choose a later quarter.",
                        quarter=wanted,
                        date=format_date(self.env, last),
                    )
                )
            offset = action.date - schedule.quarter_bounds(year, here, month)[0]
            action.date = action._weekday(max(min(first + offset, last), today), last)

    @api.model
    def _weekday(self, day, last):
        """The day itself, or the Monday after a weekend; the Friday before where that is past ``last``."""
        if day.weekday() < SATURDAY:
            return day
        monday = day + timedelta(days=7 - day.weekday())
        return monday if monday <= last else day - timedelta(days=day.weekday() - SATURDAY + 1)

    # -- constraints --------------------------------------------------------------------------------------------

    def _strangers(self, people):
        """Those of ``people`` whom the action cannot be about: of another account, or not of its audience."""
        self.ensure_one()
        if self.account_id:
            return people.filtered(lambda one: one.account_id != self.account_id)
        companies = {self.company_id, self.env["res.company"]} if self.company_id else None

        def addressed(account):
            chosen = account in self.audience_account_ids or account.segment_id in self.audience_segment_ids
            return account in self.reached_ids or (chosen and (companies is None or account.company_id in companies))

        return people.filtered(lambda one: not addressed(one.account_id))

    @api.constrains("stakeholder_ids", "present_ids", "account_id", "audience_account_ids", "audience_segment_ids")
    def _check_people(self):
        for action in self.sudo():
            strangers = action._strangers(action.stakeholder_ids | action.present_ids)
            if strangers and action.account_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s is not on the map of %(account)s. Choose people of that account, or put them on "
                        "its map first.",
                        person=strangers[0].name,
                        account=action.account_id.display_name,
                    )
                )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(account)s, where %(person)s works, is not in the audience of “%(action)s”. Add the account "
                        "or its segment to the audience, or choose other people.",
                        account=strangers[0].account_id.display_name,
                        person=strangers[0].name,
                        action=action.display_name,
                    )
                )

    @api.constrains("user_id", "account_id")
    def _check_owner(self):
        for action in self.sudo():
            company = action.account_id.company_id
            if action.user_id and company and company not in action.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s, to which %(account)s belongs. Choose another owner.",
                        user=action.user_id.name,
                        company=company.name,
                        account=action.account_id.display_name,
                    )
                )
