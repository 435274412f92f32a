from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.plan_content import changed_parts


class KamPlanRevision(models.Model):
    """An amendment of an approved plan: why, what the plan said before, and what it says since."""

    _name = "kam.plan.revision"
    _description = "Revision of an Account Plan"
    _order = "number desc"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="restrict", index=True, readonly=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    reason = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Approved"), ("withdrawn", "Withdrawn")],
        default="open",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Opened by", required=True, readonly=True, index=True)
    date = fields.Datetime(string="Opened on", required=True, readonly=True)
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, index="btree_not_null")
    approved_on = fields.Datetime(readonly=True)
    before = fields.Json(readonly=True, help="The plan as it was before.")
    after = fields.Json(readonly=True, help="The plan as it was approved again.")

    _one_open = models.UniqueIndex(
        "(plan_id) WHERE state = 'open'", "This plan has an open revision already. Finish that one first."
    )

    @api.depends("number", "reason")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "Revision %(number)s: %(reason)s", number=revision.number, reason=revision.reason or ""
            )

    def write(self, vals):
        """A finished revision is history."""
        if any(one.state != "open" for one in self):
            self.check_access("write")
            raise UserError(self.env._("A finished revision is history and cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Revisions are history and cannot be deleted."))


class KamAccountPlan(models.Model):
    """Amending an approved plan: never unnoticed, always with a reason."""

    _inherit = "kam.account.plan"

    revision_id = fields.Many2one("kam.plan.revision", compute="_compute_revision_id", string="Open Revision")
    revision_reason = fields.Char(compute="_compute_revision_id", string="Amended Because")

    @api.depends("revision_ids.state")
    def _compute_revision_id(self):
        for plan in self:
            plan.revision_id = plan._open_revision().sudo(False)
            plan.revision_reason = plan._open_revision().reason

    def open_revision(self, reason):
        """Thaw an approved plan to amend it; what it said is kept.

        :param reason: why, in a few words
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("approved", "implementation")
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the plan is amended."))
        if self._open_revision():
            raise UserError(self.env._("%s has an open revision already. Finish that one first.", self.name))
        revision = (
            self.env["kam.plan.revision"]
            .sudo()
            .create(
                {
                    "plan_id": self.id,
                    "number": max(self.sudo().revision_ids.mapped("number"), default=0) + 1,
                    "reason": reason,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "before": self._snapshot(),
                }
            )
        )
        self.sudo().approval_queued = False
        self.invalidate_recordset(["is_frozen", "revision_id"])
        self.message_post(
            body=self.env._("Revision %(number)s opened: %(reason)s", number=revision.number, reason=reason)
        )
        return revision.sudo(False)

    def action_withdraw_revision(self):
        """End a revision in which nothing was changed."""
        self.check_access("write")
        self.lock_for_update()
        for plan in self:
            revision = plan._open_revision()
            changed = revision and changed_parts(revision.before, plan._snapshot())
            if changed:
                names = plan._part_names()
                raise UserError(
                    self.env._(
                        "%(plan)s was changed in this revision: %(parts)s. Have it approved, or change that back.",
                        plan=plan.name,
                        parts=", ".join(names.get(part, part) for part in changed),
                    )
                )
            revision.write({"state": "withdrawn"})
            plan._withdraw_requests()
        self.invalidate_recordset(["is_frozen", "revision_id"])
        return True

    def action_request_resign(self):
        """Ask the areas whose signatures have lapsed, or that are new, to sign the amended plan."""
        self.check_access("write")
        for plan in self:
            if not plan._open_revision():
                raise UserError(self.env._("%s has no open revision.", plan.name))
        self._request_signatures()
        return True

    def _finish_revision(self, revision):
        revision.write(
            {
                "state": "done",
                "approver_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
                "after": self._snapshot(),
            }
        )
        self.invalidate_recordset(["is_frozen", "revision_id"])
        self.message_post(body=self.env._("Revision %s approved.", revision.number))
