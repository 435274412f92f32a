"""Approving a yearly selection: everything is carried out in one go, then it is frozen."""

from odoo import fields, models
from odoo.exceptions import UserError

from .kam_account_plan import THAWED
from .kam_selection_review_line import APPROVING

#: So many names are listed in a sentence.
NAMES = 5


class KamSelectionReview(models.Model):
    """The approval: check, carry out, freeze, tell."""

    _inherit = "kam.selection.review"

    def action_approve(self):
        """Carry all decisions out at once (managers only), tell the account managers, and freeze the review."""
        self._check_manager()
        self.lock_for_update()
        self._check_open()
        for review in self:
            lines = review.sudo().line_ids
            lines.lock_for_update()
            lines.invalidate_recordset()
            review._check_complete(lines)
            review._check_present(lines)
            review._check_own(lines)
            effect = review._effect()
            review._carry_out(lines)
            review._freeze(lines, effect)
        self.sudo()._tell_managers()
        return True

    # -- checks ---------------------------------------------------------------------------------------------

    def _check_complete(self, lines):
        if not lines:
            raise UserError(self.env._("%s has no accounts yet. Add some first.", self.name))
        missing = lines.filtered(lambda line: not line.decision)
        if missing:
            raise UserError(
                self.env._("There is no decision yet on %s. Decide, or keep them as they are.", missing._names())
            )
        unexplained = lines.filtered("reason_missing")
        if unexplained:
            raise UserError(
                self.env._(
                    "Say why, in the column Reason, where it is not what was proposed: %s.", unexplained._names()
                )
            )

        gone = lines.filtered(lambda line: line.segment_id and line.decision not in ("keep", "drop")).filtered(
            lambda line: not line.segment_id.active or line.segment_id.mode != "selected"
        )
        if gone:
            raise UserError(
                self.env._(
                    "The segment decided on for %s is not selected any more. Choose another one for them.",
                    gone._names(),
                )
            )

    def _check_present(self, lines):
        """Refuse when an account was decided on elsewhere since: the line was decided on other facts."""
        gone = lines.filtered(
            lambda line: (
                line.account_id.active
                and (
                    (line.status == "key") != (line.account_id.status == "key")
                    or line.decided_segment_id != line.account_id.decided_segment_id
                )
            )
        )
        if gone:
            raise UserError(
                self.env._(
                    "Somebody decided on %s outside of this selection meanwhile. Refresh the recommendations and look "
                    "at those again; nothing else is lost.",
                    gone._names(),
                )
            )

    def _check_own(self, lines):
        """Four eyes, where the settings ask for them."""
        company = self.sudo().company_id or self.env["kam.account"]._main_company()
        if not company.kam_forbid_own_approval:
            return
        own = lines.filtered(
            lambda line: (
                line.decision in ("promote", "select") and self.env.user in (line.proposer_id, line.account_id.user_id)
            )
        )
        if own:
            raise UserError(
                self.env._(
                    "You manage or proposed %s yourself, and the settings ask for four eyes: let another manager "
                    "approve, or decide otherwise on them.",
                    own._names(),
                )
            )

    # -- carrying out ---------------------------------------------------------------------------------------

    def _carry_out(self, lines):
        """Segments and status through the methods of every decision; the background runs adapt the work."""
        # An archived account waits for nothing, but who was dropped does not come back as key with the archive.
        lines = lines.filtered(lambda line: line.account_id.active or line.decision == "drop")
        lines.account_id.lock_for_update()
        for (decision, segment, cause), some in lines.grouped(
            lambda line: (line.decision, line._target(), line._cause())
        ).items():
            accounts = some.account_id.with_context(kam_cause=cause)
            if decision == "drop":
                accounts._undecide()
            elif segment:
                accounts._decide(segment, "review")
        changed = lines.filtered(lambda line: line.decision != "keep")
        bodies = {line.account_id.id: line._sentence() for line in changed}
        if bodies:
            changed.account_id._message_log_batch(bodies=bodies)
        dropped = changed.filtered(lambda line: line.decision == "drop")
        for cause, some in dropped.grouped(lambda line: line._cause()).items():
            some.account_id._end_key_work(cause)
        self.env.flush_all()
        accounts = self.env["kam.account"]
        accounts._rank_company(self.sudo().company_id)
        self.env.invalidate_all()
        accounts._matrix_changed()
        accounts._cadence_changed()

    def _freeze(self, lines, effect):
        now = fields.Datetime.now()
        lines.with_context(kam_approving=APPROVING).write({"state": "approved", "approver_id": self.env.uid})
        self.sudo().with_context(kam_approving=APPROVING).write(
            {"state": "approved", "approver_id": self.env.uid, "approved_on": now, "effect_final": effect}
        )
        counts = {}
        for line in lines:
            counts[line.decision] = counts.get(line.decision, 0) + 1
        labels = dict(lines._fields["decision"]._description_selection(self.env))
        self.sudo()._message_log(
            body=self.env._(
                "Approved and carried out: %s",
                ", ".join(f"{labels[code]} {counts[code]}" for code in labels if code in counts),
            )
        )

    # -- telling --------------------------------------------------------------------------------------------

    def _tell_managers(self, run=None):
        """A to-do for the manager of each account that changed; who has no room is told by a later run."""
        lines = (
            self.env["kam.selection.review.line"]
            .sudo()
            .search([("state", "=", "approved"), ("told", "=", False), ("decision", "!=", "keep")], order="id")
        )
        todos = [line._todo() for line in lines if line.account_id.user_id]
        made, queued = self.env["kam.todo.desk"]._give(todos) if todos else (None, [])
        waiting = {todo["line_id"] for todo in queued}
        lines.filtered(lambda line: line.id not in waiting).write({"told": True})
        if run and made is not None:
            run._note("created", made)
            run._note("queued", lines.browse(waiting), self.env._("until the person has room"))


class KamSelectionReviewLine(models.Model):
    """What a decision leads to, in words and records."""

    _inherit = "kam.selection.review.line"

    def _names(self):
        names = ", ".join(self[:NAMES].mapped("account_id.display_name"))
        more = len(self) - NAMES
        return self.env._("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names

    def _target(self):
        """The segment that is decided; none for who is dropped or stays a candidate."""
        if self.decision == "keep":
            account = self.account_id
            return account.decided_segment_id if account.status == "key" else self.env["kam.segment"]
        return self.segment_id

    def _cause(self):
        """How the history of the account explains the decision."""
        why = (self.reason or "").strip() or (self.proposed_reason if not self._needs_reason() else "")
        return f"{self.review_id.name}: {why}" if why else self.review_id.name

    def _sentence(self):
        before, after = self.decided_segment_id.code or "–", self.segment_id.code or ""
        if self.decision == "drop":
            return self.env._("No longer a key account (before: %(before)s). %(why)s", before=before, why=self._cause())
        return self.env._("%(before)s → %(after)s. %(why)s", before=before, after=after, why=self._cause())

    def _todo(self):
        account = self.account_id
        if self.decision == "drop":
            summary = self.env._("No longer a key account: say so where it matters")
        else:
            summary = self.env._("Now %s: adapt the plan and who looks after it", self.segment_id.code or "")
        return {
            "user_id": account.user_id.id,
            "account_id": account.id,
            "date": fields.Date.context_today(self),
            "summary": summary,
            "note": self._sentence(),
            "source": "selection",
            "importance": 10,
            "line_id": self.id,
        }

    def _reconsider(self):
        """The account was decided on elsewhere: what was decided here on other facts is open again."""
        for version, lines in self.grouped("version").items():
            lines.with_context(kam_approving=APPROVING).write(
                {"state": "proposed", "proposer_id": False, "reason": False, "version": version + 1}
            )


class KamAccountPlan(models.Model):
    """Plans of accounts that are no longer key accounts."""

    _inherit = "kam.account.plan"

    def _close_dropped(self, cause):
        """Close what is under way, as it is: it stays readable, with the reason; nothing in it is lost."""
        plans = self.sudo().filtered(lambda plan: plan.state != "closed" and not plan.merged_into_id)
        plans._withdraw_requests()
        for plan in plans:
            revision = plan._open_revision()
            plan._move("closed", closed_on=fields.Datetime.now(), final=plan._snapshot())
            if revision:
                revision.with_context(kam_thawed=THAWED).write({"state": "withdrawn"})
            plan._message_log(body=self.env._("Closed: no longer a key account. %s", cause))


class KamAccount(models.Model):
    """What an account leaves behind that is no longer a key account."""

    _inherit = "kam.account"

    def _end_key_work(self, cause):
        """Plans under way are closed as they are; milestones not done are cancelled, also those that are late."""
        accounts = self.sudo()
        accounts.plan_ids._close_dropped(cause)
        served = accounts.filtered(lambda one: one.segment_id.mode == "selected")  # an override holds them there
        waiting = (accounts - served).milestone_ids.filtered(lambda one: one.state in ("planned", "due"))
        waiting._cancel(self.env._("No longer a key account. %s", cause))
