"""The yearly selection (K2): who is a key account, decided once a year, in one go."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .kam_selection_review_line import APPROVING, DECISIONS

MANAGER = "kam_management.group_kam_manager"
STATES = [("draft", "Collecting"), ("open", "Open"), ("approved", "Approved")]
THREAD = frozenset({"message_follower_ids", "activity_ids", "message_ids", "message_main_attachment_id"})
#: Written by the review itself, never by hand.
RULED = frozenset({"state", "rules_version", "line_ids", "approver_id", "approved_on", "effect_final", "opened_on"})


class KamSelectionReview(models.Model):
    """One company's yearly selection: a line for every key account and candidate. Frozen once approved."""

    _name = "kam.selection.review"
    _description = "Yearly Selection"
    _inherit = ["kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _order = "year desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._default_company(),
        help="Empty: the accounts that all companies share.",
    )
    year = fields.Integer(
        string="Fiscal Year",
        required=True,
        aggregator=None,
        default=lambda self: self.env.company._kam_fiscal_year(self.env["kam.account"]._today()),
    )
    date = fields.Date(required=True, default=lambda self: self.env["kam.account"]._today(), string="As of")
    state = fields.Selection(STATES, required=True, default="draft", tracking=True, index=True, copy=False)
    opened_on = fields.Datetime(readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Approved by", copy=False, index="btree_not_null")
    approved_on = fields.Datetime(copy=False)
    line_ids = fields.One2many("kam.selection.review.line", "review_id", string="Accounts", copy=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    rules_version = fields.Integer(copy=False, aggregator=None)
    is_outdated = fields.Boolean(
        compute="_compute_is_outdated", help="Thresholds or weights changed since the recommendations were made."
    )
    line_count = fields.Integer(compute="_compute_counts", string="Accounts in Review")
    open_count = fields.Integer(compute="_compute_counts", string="Without a Decision")
    change_count = fields.Integer(compute="_compute_counts", string="Changes")
    effect_final = fields.Json(copy=False, help="The effect as it was when approved.")
    effect = fields.Json(compute="_compute_effect")

    # Once each year for a company, and once for the accounts that all companies share.
    _once = models.UniqueIndex(
        "(COALESCE(company_id, 0), year)", "The selection of this year is there already. Open that one."
    )

    @api.model
    def _default_company(self):
        """The user's company where it has accounts of its own; else those that all companies share."""
        company = self.env.company
        has_own = self.env["kam.account"].search_count([("company_id", "=", company.id)], limit=1)
        return company if has_own else self.env["res.company"]

    @api.depends("company_id", "year")
    def _compute_name(self):
        for review in self:
            name = self.env._("Selection %s", review.year or "")
            company = review.sudo().company_id
            review.name = f"{name}, {company.name}" if company else name

    @api.depends("company_id")
    def _compute_currency_id(self):
        main = self.env["kam.account"]._main_company().currency_id
        for review in self:
            review.currency_id = review.sudo().company_id.currency_id or main

    @api.depends("rules_version", "state")
    def _compute_is_outdated(self):
        version = self.env["kam.account"]._scoring_version()
        for review in self:
            review.is_outdated = review.state == "open" and review.rules_version != version

    @api.depends("line_ids.decision", "state")
    def _compute_counts(self):
        """Of the lines one may see: the numbers open exactly those."""
        counts = {}
        for review, decision, count in self.env["kam.selection.review.line"]._read_group(
            [("review_id", "in", self._origin.ids)], ["review_id", "decision"], ["__count"]
        ):
            counts.setdefault(review.id, {})[decision or ""] = count
        for review in self:
            mine = counts.get(review._origin.id, {})
            review.line_count = sum(mine.values())
            review.open_count = mine.get("", 0)
            review.change_count = sum(mine.get(code, 0) for code in ("promote", "demote", "select", "drop"))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | RULED

    # -- frozen ---------------------------------------------------------------------------------------------

    def write(self, vals):
        if set(vals) - THREAD and self.env.context.get("kam_approving") is not APPROVING:
            self._check_not_approved()
            if not self.env.su and {"company_id", "year"} & set(vals) and any(one.state != "draft" for one in self):
                raise UserError(self.env._("An open selection keeps its company and year. Start another one."))
        return super().write(vals)

    def _check_not_approved(self):
        for review in self:
            if review.state == "approved":
                raise UserError(
                    self.env._(
                        "%s is approved and stays as it was. Decide on the account itself: that is a new decision.",
                        review.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_approved(self):
        self._check_not_approved()

    def _check_manager(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("The yearly selection is run by those who decide on key accounts."))

    def _check_open(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            if review.state != "open":
                raise UserError(
                    self.env._(
                        "%(review)s is in the state “%(state)s”; this needs an open one. Reload the page.",
                        review=review.name,
                        state=labels[review.state],
                    )
                )

    # -- screens --------------------------------------------------------------------------------------------

    def action_decide(self):
        """The lines, to decide on in one list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._kam_titled("kam_selection_review_line_action")
        return {
            **action,
            "name": self.name,
            "domain": [("review_id", "=", self.id)],
            "context": {"kam_review_id": self.id, "search_default_group_proposed": 1},
        }

    def action_open_changes(self):
        """The lines that change something."""
        action = self.action_decide()
        action["domain"] = [
            *action["domain"],
            ("decision", "in", [code for code, _name in DECISIONS if code != "keep"]),
        ]
        return action

    def action_open_undecided(self):
        """The lines without a decision."""
        action = self.action_decide()
        action["domain"] = [*action["domain"], ("decision", "=", False)]
        return action
