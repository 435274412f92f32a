from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine.scoring import AXES
from .kam_direction import arrow

FIGURES = (
    "attractiveness",
    "attractiveness_known",
    "attractiveness_coverage",
    "strength",
    "strength_known",
    "strength_coverage",
    "score",
    "score_known",
    "coverage",
)
#: What the snapshot and the life cycle write; nobody does by hand.
SNAPSHOT = frozenset(
    {
        *FIGURES,
        "user_id",
        "company_id",
        "date",
        "state",
        "approver_id",
        "approved_on",
        "line_ids",
        "segment_id",
        "waiting",
        "previous_id",
        "difference",
    }
)


class KamAssessment(models.Model):
    """A dated snapshot of the ratings of one account, with the weights frozen in.

    Draft → submitted → approved (or refused). Approval decides the segment; an approved one never changes.
    """

    _name = "kam.assessment"
    _description = "Account Assessment"
    _inherit = ["kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["account_id.partner_id.complete_name"]

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        string="Assessed by",
        default=lambda self: self.env.user,
        readonly=True,
        index="btree_not_null",
    )
    date = fields.Date(default=fields.Date.context_today, required=True, readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("refused", "Refused")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    approved_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("kam.assessment.line", "assessment_id", string="Ratings", readonly=True)
    attractiveness = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    attractiveness_known = fields.Boolean(readonly=True)
    attractiveness_coverage = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    strength = fields.Float(digits=(5, 2), readonly=True, aggregator="avg", string="Relative Strength")
    strength_known = fields.Boolean(readonly=True)
    strength_coverage = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    score_known = fields.Boolean(readonly=True, string="Scored")
    coverage = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    segment_id = fields.Many2one("kam.segment", string="Recommended Segment", readonly=True, index="btree_not_null")
    waiting = fields.Boolean(string="Waiting List", readonly=True)
    proposed_segment_id = fields.Many2one(
        "kam.segment",
        string="Decision",
        index="btree_not_null",
        help="The segment that approval decides. Filled with the recommendation; a key account that is not rated "
        "enough stays what it is.",
    )
    current_segment_id = fields.Many2one(related="account_id.segment_id", string="Segment Now")
    previous_id = fields.Many2one("kam.assessment", readonly=True, copy=False, index="btree_not_null")
    previous_score = fields.Float(related="previous_id.score", string="Score Before")
    difference = fields.Text(readonly=True, help="What changed since the assessment before.")
    note = fields.Text(help="What the approver should know.")
    is_stale = fields.Boolean(compute="_compute_is_stale")

    _one_open = models.UniqueIndex(
        "(account_id) WHERE state IN ('draft', 'submitted')",
        "This account has an open assessment already. Submit, approve or refuse that one first.",
    )

    @api.depends("account_id.partner_id", "date")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = self.env._(
                "%(account)s, %(date)s",
                account=assessment.account_id.display_name,
                date=format_date(self.env, assessment.date) if assessment.date else "",
            )

    @api.depends("state", "account_id.rating_ids.value", "line_ids.value", "account_id.score")
    def _compute_is_stale(self):
        """Whether the account's ratings have changed since the snapshot was taken."""
        for assessment in self:
            ratings = {one.criterion_id.id: one.value for one in assessment.sudo().account_id.rating_ids}
            lines = {line.criterion_id.id: line.value for line in assessment.line_ids}
            active = assessment.line_ids.criterion_id.filtered("active").ids
            assessment.is_stale = assessment.state in ("draft", "submitted") and any(
                ratings.get(key, 0) != lines.get(key, 0) for key in active
            )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | SNAPSHOT

    # -- life cycle -----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {key: vals[key] for key in ("account_id", "note", "proposed_segment_id") if key in vals}
                for vals in vals_list
            ]
        # One decided in this very transaction must not stand in the way of its successor.
        self.flush_model(["state"])
        assessments = super().create(vals_list)
        for assessment in assessments:
            assessment.account_id.check_access("write")
        assessments.filtered(lambda one: one.state == "draft")._take_snapshot()
        return assessments

    def write(self, vals):
        self._check_frozen(vals)
        return super().write(vals)

    def _check_frozen(self, vals):
        thread_fields = {"message_follower_ids", "activity_ids", "message_ids", "message_main_attachment_id"}
        if set(vals) <= thread_fields:
            return
        if any(one.state in ("approved", "refused") for one in self) and set(vals) - {
            "account_id",
            "previous_id",
        }:
            raise UserError(self.env._("A decided assessment is history and cannot be changed. Make a new assessment."))
        if not self.env.su and set(vals) - {"note", "proposed_segment_id"}:
            raise AccessError(
                self.env._("Only the note and the decision can be edited. Change the ratings on the account.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_open(self):
        if any(one.state in ("approved", "refused") for one in self):
            raise UserError(self.env._("A decided assessment is history and cannot be deleted."))

    def _take_snapshot(self):
        """Copy the account's ratings with the weights of now, and its scores."""
        criteria = self.env["kam.account"]._active_criteria()
        units = self.env["kam.account"]._scoring_rules().units
        for assessment in self.sudo():
            account = assessment.account_id
            ratings = {one.criterion_id.id: one for one in account.rating_ids}
            previous = self.sudo().search(
                [("account_id", "=", account.id), ("state", "=", "approved"), ("id", "!=", assessment.id)],
                limit=1,
            )
            before = {line.criterion_id.id: line.value for line in previous.line_ids}
            assessment.line_ids.unlink()
            proposed = assessment.proposed_segment_id
            if proposed == assessment._suggestion():
                proposed = None  # nobody chose it: it follows the ratings
            assessment.write(
                {
                    **{name: account[name] for name in FIGURES},
                    "date": fields.Date.context_today(self),
                    "segment_id": account.recommended_segment_id.id,
                    "waiting": account.waiting,
                    "previous_id": previous.id,
                    "line_ids": [
                        fields.Command.create(
                            {
                                "criterion_id": one.id,
                                "name": one.name,
                                "axis": one.axis,
                                "weight": units[one.id] / 10_000,
                                "value": ratings[one.id].value if one.id in ratings else 0,
                                "note": ratings[one.id].note if one.id in ratings else False,
                                "previous_value": before.get(one.id, 0),
                            }
                        )
                        for one in criteria.sorted(lambda one: (AXES.index(one.axis), one.sequence, one.id))
                    ],
                }
            )
            assessment.difference = assessment._difference_text(before)
            assessment.proposed_segment_id = proposed or assessment._suggestion()

    def _suggestion(self):
        """The decision that follows from the snapshot; nobody is downgraded for a missing rating."""
        decided = self.account_id.decided_segment_id
        return decided if decided and not self.score_known else self.segment_id

    def _difference_text(self, before):
        """One line per rating that differs from the assessment before."""
        if not before:
            return self.env._("First assessment")
        return "\n".join(
            f"{line.name}: {line.previous_value or '–'} {arrow(self.env)} {line.value or '–'}"
            for line in self.line_ids
            if line.value != line.previous_value
        ) or self.env._("No rating changed")

    def _check_state(self, *states):
        for assessment in self:
            if assessment.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The assessment of %(account)s is %(state)s already. Reload the page.",
                        account=assessment.account_id.display_name,
                        state=labels[assessment.state].lower(),
                    )
                )

    def action_refresh(self):
        """Take the snapshot again from today's ratings."""
        self.check_access("write")
        self._check_state("draft", "submitted")
        self._take_snapshot()
        return True

    def action_submit(self):
        """Hand the assessment to the manager, with the ratings of this moment."""
        self.check_access("write")
        self._check_state("draft")
        self._take_snapshot()
        self.sudo().write({"state": "submitted"})
        return True

    def action_withdraw(self):
        """Back to draft."""
        self.check_access("write")
        self._check_state("submitted")
        self.sudo().write({"state": "draft"})
        return True

    def action_refuse(self):
        """Refuse (manager only); the account stays as it is."""
        self.account_id._check_may_decide()
        self._check_state("draft", "submitted")
        self.sudo().write({"state": "refused", "approver_id": self.env.uid, "approved_on": fields.Datetime.now()})
        return True

    def action_approve(self):
        """Approve (manager only), many at once: freezes ratings and weights and decides the segments."""
        self.account_id._check_may_decide()
        self.lock_for_update()
        self._check_state("draft", "submitted")
        for assessment in self:
            account, segment = assessment.account_id, assessment.proposed_segment_id
            account = account.with_context(kam_cause=self.env._("Assessment approved"))
            if segment.mode == "selected":
                account._check_four_eyes(segment)
                account._decide(segment, "assessment")
            elif account.status == "key":
                account._undecide()
        self.sudo().write({"state": "approved", "approver_id": self.env.uid, "approved_on": fields.Datetime.now()})
        return True
