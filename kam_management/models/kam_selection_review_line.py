from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .kam_account_health import STATES as CONDITIONS

DECISIONS = [
    ("keep", "Keep"),
    ("promote", "Promote"),
    ("demote", "Demote"),
    ("select", "Select"),
    ("drop", "Drop"),
]
#: What people write; everything else comes from the account and the review.
BY_HAND = frozenset({"decision", "segment_id", "reason", "seen_version"})
#: In the context of the approval; no caller from outside can hold it.
APPROVING = object()


class KamSelectionReviewLine(models.Model):
    """One account in a yearly selection: the facts as of the review, the proposal, and the decision."""

    _name = "kam.selection.review.line"
    _description = "Account in a Yearly Selection"
    _inherit = ["kam.guard.mixin"]
    _order = "review_id desc, score_known desc, score desc, id"
    _rec_name = "account_id"

    review_id = fields.Many2one(
        "kam.selection.review", string="Yearly Selection", required=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", ondelete="set null")
    currency_id = fields.Many2one(related="review_id.currency_id")
    current_code = fields.Char(related="current_segment_id.code", string="Now")
    recommended_code = fields.Char(related="recommended_segment_id.code", string="Recommended")
    year = fields.Integer(related="review_id.year", store=True, aggregator=None)
    review_state = fields.Selection(related="review_id.state", string="State of the Review")
    user_id = fields.Many2one("res.users", string="Account Manager", index="btree_not_null")
    status = fields.Selection(
        [("prospect", "Prospect"), ("candidate", "Candidate"), ("key", "Key account"), ("former", "Former")]
    )
    current_segment_id = fields.Many2one("kam.segment", string="Segment Now", index="btree_not_null")
    current_tier_id = fields.Many2one("kam.tier", string="Tier Now", index="btree_not_null")
    decided_segment_id = fields.Many2one("kam.segment", string="Decided Before", index="btree_not_null")
    recommended_segment_id = fields.Many2one("kam.segment", index="btree_not_null")
    recommended_tier_id = fields.Many2one("kam.tier", index="btree_not_null")
    score = fields.Float(digits=(5, 2), aggregator=None)
    score_known = fields.Boolean(string="Scored")
    coverage = fields.Float(digits=(5, 2), aggregator=None)
    score_before = fields.Float(digits=(5, 2), aggregator=None, string="Score a Year Ago")
    score_before_known = fields.Boolean(string="Scored a Year Ago")
    coverage_before = fields.Float(digits=(5, 2), aggregator=None, string="Coverage a Year Ago")
    revenue = fields.Monetary(string="Won Revenue")
    revenue_previous = fields.Monetary(string="Won Revenue, 12 Months Before")
    growth = fields.Float(digits=(7, 1), aggregator=None, help="Percent against the 12 months before.")
    growth_known = fields.Boolean()
    cost_to_serve = fields.Monetary(help="What serving an account of its present segment costs in a year.")
    alert_count = fields.Integer(string="Open Alerts")
    health = fields.Float(digits=(5, 1), aggregator=None)
    health_known = fields.Boolean()
    health_state = fields.Selection(CONDITIONS, string="Condition")
    is_overridden = fields.Boolean(related="account_id.is_overridden", string="Override in Force")

    proposed_decision = fields.Selection(DECISIONS, string="Proposed")
    proposed_segment_id = fields.Many2one("kam.segment", index="btree_not_null")
    proposed_reason = fields.Char(string="Why Proposed")
    decision = fields.Selection(DECISIONS, index=True)
    segment_id = fields.Many2one(
        "kam.segment", string="Segment Then", index="btree_not_null", domain="[('mode', '=', 'selected')]"
    )
    reason = fields.Char(help="Why, where it is not what was proposed. Goes into the account's history.")
    reason_missing = fields.Boolean(compute="_compute_reason_missing")
    hint = fields.Char(compute="_compute_reason_missing", string="Note")
    proposer_id = fields.Many2one("res.users", string="Decided by", index="btree_not_null")
    approver_id = fields.Many2one("res.users", string="Approved by", index="btree_not_null")
    state = fields.Selection(
        [("proposed", "Proposed"), ("decided", "Decided"), ("approved", "Approved")],
        default="proposed",
        required=True,
        index=True,
        help="Proposed: by score, floors and slots. Decided: somebody looked at it.",
    )
    version = fields.Integer(default=0, aggregator=None)
    seen_version = fields.Integer(store=False, help="The version that a decision was made on.")
    told = fields.Boolean(help="The account manager was told.")

    _once = models.Constraint("UNIQUE(review_id, account_id)", "The account is in this selection already.")

    @api.depends("decision", "segment_id", "reason", "proposed_decision", "proposed_segment_id", "state")
    def _compute_reason_missing(self):
        for line in self:
            line.reason_missing = line._needs_reason() and not (line.reason or "").strip()
            line.hint = False
            if line.reason_missing:
                line.hint = self.env._("Say why")
            elif line.state != "approved" and line.is_overridden:
                line.hint = self.env._("Override holds")

    def _needs_reason(self):
        """A change that is not what the figures propose has to be explained."""
        return self.decision not in (False, "keep") and (self.decision, self.segment_id) != (
            self.proposed_decision,
            self.proposed_segment_id,
        )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | frozenset(set(self._fields) - BY_HAND - {"id", "display_name"})

    # -- deciding -------------------------------------------------------------------------------------------

    def write(self, vals):
        if self.env.context.get("kam_approving") is APPROVING or set(vals) <= {"told"}:
            return super().write(vals)
        self.check_access("write")
        self.review_id._check_not_approved()
        if not set(vals) & BY_HAND:
            return super().write(vals)
        if not self.env.su:
            self.review_id.sudo()._check_open()
        self._check_unchanged(vals)
        vals = {key: value for key, value in vals.items() if key != "seen_version"}
        order = self.env["kam.segment"].search([("mode", "=", "selected")])
        groups = {}
        for line in self:
            values = line._decision_values(vals, order)
            groups.setdefault(tuple(sorted(values.items())), self.browse())
            groups[tuple(sorted(values.items()))] |= line
        for values, lines in groups.items():
            # A reason or a confirmation by somebody else leaves the decision that of whoever made it: four eyes.
            moved = lines.filtered(lambda line, new=dict(values): not line.proposer_id or line._differs(new))
            super(KamSelectionReviewLine, lines).write(dict(values))
            lines._note_decider(moved)
        return True

    def _differs(self, values):
        """Whether values bring another decision than the one that was made."""
        return ("decision" in values and values["decision"] != self.decision) or (
            "segment_id" in values and (values["segment_id"] or False) != self.segment_id.id
        )

    def _note_decider(self, moved):  # pylint: disable=missing-return
        """Who decided, of the ``moved`` ones; the next one who decides on what they saw before is told."""
        for (version, is_moved), lines in self.sudo().grouped(lambda one: (one.version, one in moved)).items():
            super(KamSelectionReviewLine, lines).write(  # pylint: disable=super-method-mismatch
                {"state": "decided", "version": version + 1, **({"proposer_id": self.env.uid} if is_moved else {})}
            )

    def _check_unchanged(self, vals):
        """Refuse a decision made on a line that somebody else has decided on meanwhile.

        What was seen comes with the values, or for many lines at once in the context: {line id: version}.
        """
        seen = self._seen_versions(vals)
        if not seen:
            return
        self.lock_for_update()
        self.invalidate_recordset(["version", "decision", "segment_id", "proposer_id"])
        for line in self:
            if line.version != seen.get(line.id, line.version):
                labels = dict(self._fields["decision"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(person)s has decided on %(account)s meanwhile: %(decision)s %(segment)s. "
                        "Reload to see it, then decide again if you disagree.",
                        person=line.sudo().proposer_id.name,
                        account=line.account_id.display_name,
                        decision=labels.get(line.decision, "–"),
                        segment=line.segment_id.code or "",
                    )
                )

    def _seen_versions(self, vals):
        if vals.get("seen_version") is not None:
            return dict.fromkeys(self.ids, vals["seen_version"])
        seen = self.env.context.get("kam_seen_versions")
        if not isinstance(seen, dict):
            return {}
        return {int(key): version for key, version in seen.items() if str(key).isdigit()}

    def _decision_values(self, vals, order):
        """The values of one line for a decision: a segment follows from the decision, or the other way round."""
        if not {"decision", "segment_id"} & set(vals):
            return vals
        now = self.decided_segment_id if self.status == "key" else self.env["kam.segment"]
        segment = self.env["kam.segment"].browse(vals.get("segment_id") or [])
        decision = vals["decision"] if "decision" in vals else self._decision_for(segment, now, order)
        if decision in ("promote", "demote", "select") and not segment:
            segment = self._segment_for(decision, now, order)
        elif decision == "keep":
            segment = now
        elif decision in ("drop", False):
            segment = self.env["kam.segment"]
        self._check_decision(decision, segment, now, order)
        return {**vals, "decision": decision, "segment_id": segment.id}

    def _decision_for(self, segment, now, order):
        """What choosing a segment means."""
        if not now:
            return "select" if segment else "keep"
        if not segment:
            return "drop"
        if segment == now:
            return "keep"
        ids = order.ids
        higher = segment.id in ids and now.id in ids and ids.index(segment.id) < ids.index(now.id)
        return "promote" if higher else "demote"

    def _segment_for(self, decision, now, order):
        """Where a decision leads that names no segment: the next one, or the recommended one."""
        ids = order.ids
        if decision == "select":
            return self.recommended_segment_id & order or order[-1:]
        place = ids.index(now.id) if now.id in ids else len(ids)
        if decision == "promote":
            return order[place - 1 : place] if place else order.browse()
        return order[place + 1 : place + 2]

    def _check_decision(self, decision, segment, now, order):
        """Refuse what is not possible for this account, in one sentence."""
        name, code = self.account_id.display_name, now.code
        if segment and segment not in order:
            raise ValidationError(
                self.env._("%s follows from the pipeline by itself. Choose a segment that is selected.", segment.name)
            )
        if not now and decision in ("promote", "demote", "drop"):
            raise ValidationError(self.env._("%s is a candidate: select it, or keep it as a candidate.", name))
        if now and decision == "select":
            raise ValidationError(
                self.env._("%(account)s is a key account already. Keep, promote, demote or drop it.", account=name)
            )
        ids = order.ids
        if decision in ("promote", "demote"):
            better = segment and now.id in ids and ids.index(segment.id) < ids.index(now.id)
            if not segment or segment == now or better != (decision == "promote"):
                raise ValidationError(
                    self.env._(
                        "%(account)s is %(code)s: choose a better segment to promote it.", account=name, code=code
                    )
                    if decision == "promote"
                    else self.env._(
                        "%(account)s is %(code)s: choose a lower segment to demote it, or drop it.",
                        account=name,
                        code=code,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_approved(self):
        self.review_id._check_not_approved()

    def action_as_proposed(self):
        """Decide as proposed, on all chosen lines at once."""
        self.check_access("write")
        self._check_unchanged({})
        for (decision, segment), lines in self.grouped(
            lambda one: (one.proposed_decision, one.proposed_segment_id)
        ).items():
            if decision:
                lines.write({"decision": decision, "segment_id": segment.id})
        return True

    def action_keep(self):
        """Keep all chosen accounts where they are."""
        return self.write({"decision": "keep"})

    def action_drop(self):
        """De-select all chosen key accounts; say why in the list."""
        return self.write({"decision": "drop"})
