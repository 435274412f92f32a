from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

OPEN = ("waiting", "lapsed", "declined")


class KamPlanSignoff(models.Model):
    """Whether one business area has signed one plan. What it signed is kept in its signatures.

    Nobody writes these rows: members of the area sign or decline by the methods below, content that changes lapses.
    """

    _name = "kam.plan.signoff"
    _description = "Sign-off of an Account Plan"
    _order = "plan_id, sequence, id"
    _rec_name = "area_id"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    area_id = fields.Many2one("kam.business.area", required=True, ondelete="restrict", index=True)
    sequence = fields.Integer(related="area_id.sequence", store=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("signed", "Signed"),
            ("lapsed", "Lapsed"),
            ("declined", "Declined"),
            ("skipped", "Skipped: no members"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Signed by", readonly=True, index="btree_not_null")
    signed_on = fields.Datetime(readonly=True)
    note = fields.Char(readonly=True, help="Why it lapsed or was declined.")
    lapsed_parts = fields.Json(readonly=True)
    signature_id = fields.Many2one("kam.plan.signature", readonly=True, index="btree_not_null", ondelete="restrict")

    _area_unique = models.Constraint("UNIQUE(plan_id, area_id)", "This area is asked to sign the plan already.")

    # -- signing --------------------------------------------------------------------------------------------

    def _may_be_signed(self):
        """Whether the user is asked for this signature now."""
        return (
            self.state in OPEN
            and (self.plan_id.state == "review" or bool(self.plan_id._open_revision()))
            and self.env.user in self.area_id.member_ids
        )

    def _check_signer(self):
        """Only a member of the area signs for it, and only what is there to be signed."""
        self.check_access("read")
        for signoff in self.sudo():
            area, plan = signoff.area_id, signoff.plan_id
            if self.env.user not in area.member_ids:
                raise AccessError(self.env._("Only members of %(area)s sign for it.", area=area.name))
            if plan.state != "review" and not plan._open_revision():
                raise UserError(self.env._("%s is not in review, so there is nothing to sign now.", plan.name))
            if signoff.state not in OPEN:
                raise UserError(self.env._("%(area)s has signed %(plan)s already.", area=area.name, plan=plan.name))

    def action_sign(self):
        """Sign for one's area: the content of this moment is kept with the name, the time and a digest."""
        self._check_signer()
        plans = self.sudo().plan_id
        plans.lock_for_update()
        contents, scopes = plans._content(), plans._signing_scope()
        for signoff in self.sudo():
            parts = scopes[signoff.plan_id].get(signoff.area_id, {None})
            content = plans._covered(contents[signoff.plan_id.id], parts)
            signature = signoff.env["kam.plan.signature"]._sign(signoff.plan_id, content, signoff.area_id)
            signoff.write(
                {
                    "state": "signed",
                    "user_id": self.env.uid,
                    "signed_on": signature.date,
                    "signature_id": signature.id,
                    "note": False,
                    "lapsed_parts": False,
                }
            )
            signoff.plan_id.message_post(body=self.env._("Signed for %s.", signoff.area_id.name))
        self.sudo()._clear_todos()
        self.sudo().plan_id._tell_approver()
        return True

    def action_decline(self, reason=None):
        """Decline to sign, with the reason; the account manager gets a to-do."""
        self._check_signer()
        reason = (reason or self.env.context.get("kam_reason") or "").strip()
        if not reason:
            raise UserError(self.env._("Say why, so that the plan can be mended."))
        for signoff in self.sudo():
            signoff.write({"state": "declined", "note": reason, "user_id": self.env.uid})
            signoff.plan_id.message_post(
                body=self.env._("%(area)s declined to sign: %(reason)s", area=signoff.area_id.name, reason=reason)
            )
        self.sudo()._clear_todos()
        self.sudo()._give_mending_todos(reason)
        return True

    def _lapse(self, parts, names):
        """What was signed has changed: this signature counts no more, and the area is asked again."""
        self.plan_id._say_lapsed(self, names)
        self.write(
            {"state": "lapsed", "lapsed_parts": parts, "note": self.env._("Changed since: %s", ", ".join(names))}
        )
        self._give_todos()

    # -- to-dos ---------------------------------------------------------------------------------------------

    def _todo_values(self):
        return {"kam_signoff_id": self.id, "res_model_id": self.env["ir.model"]._get_id("kam.account.plan")}

    def _give_todos(self):
        """A to-do on the plan for every member of areas that are to sign and have none yet."""
        open_ones = self.filtered(
            lambda one: (
                one.state in ("waiting", "lapsed") and (one.plan_id.state == "review" or one.plan_id._open_revision())
            )
        )
        asked = {
            (activity.kam_signoff_id.id, activity.user_id.id)
            for activity in self.env["mail.activity"].sudo().search([("kam_signoff_id", "in", open_ones.ids)])
        }
        today = fields.Date.context_today(self)
        todos = []
        for signoff in open_ones:
            plan, area = signoff.plan_id, signoff.area_id
            for user in area.member_ids:
                if (signoff.id, user.id) in asked or not user.active:
                    continue
                if signoff.state == "lapsed":
                    summary = self.env._("Sign again for %(area)s: %(plan)s", area=area.name, plan=plan.name)
                else:
                    summary = self.env._("Sign for %(area)s: %(plan)s", area=area.name, plan=plan.name)
                todos.append(
                    {
                        "user_id": user.id,
                        "account_id": plan.account_id.id,
                        "date": today,
                        "summary": summary,
                        "note": signoff.note or False,
                        "source": "signature",
                        "importance": 10,
                        "vals": {**signoff._todo_values(), "res_id": plan.id},
                    }
                )
        return self.env["kam.todo.desk"]._give(todos) if todos else (self.env["mail.activity"], [])

    @api.model
    def _cron_ask(self):
        """Every day: requests that found no room on a full to-do list are handed out when there is some.

        To sign, and to approve what all have signed.
        """
        with self.env["kam.run"]._recording(self.env._("Requests for signature")) as run:
            waiting = self.search(
                [
                    ("state", "in", ("waiting", "lapsed")),
                    "|",
                    ("plan_id.state", "=", "review"),
                    ("plan_id.revision_ids.state", "=", "open"),
                ]
            )
            made, queued = waiting._give_todos()
            if made:
                run._note("created", made, self.env._("Asked to sign"))
            plans = self.env["kam.account.plan"]
            approvals, full = plans.search(plans._approval_domain())._tell_approver()
            if approvals:
                run._note("created", approvals, self.env._("Asked to approve"))
            if queued or full:
                run._note("queued", (self._name, len(queued) + len(full)), self.env._("Wait for room on a to-do list"))

    def _clear_todos(self):
        """Requests that are answered or withdrawn leave the to-do lists."""
        if self.ids:
            self.env["mail.activity"].sudo().search([("kam_signoff_id", "in", self.ids)]).unlink()

    def _give_mending_todos(self, reason):
        todos = [
            {
                "user_id": one.plan_id.user_id.id,
                "account_id": one.account_id.id,
                "date": fields.Date.context_today(self),
                "summary": self.env._(
                    "%(area)s declined to sign %(plan)s", area=one.area_id.name, plan=one.plan_id.name
                ),
                "note": reason,
                "source": "signature",
                "importance": 10,
                "vals": {"res_model_id": self._todo_values()["res_model_id"], "res_id": one.plan_id.id},
            }
            for one in self
            if one.plan_id.user_id
        ]
        self.env["kam.todo.desk"]._give(todos)

    def _summary(self):
        """One line for a card: area, mark, who and when."""
        date = format_date(self.env, self.signed_on.date()) if self.signed_on and self.state == "signed" else ""
        return " ".join(filter(None, (self.area_id.name, self.user_id.name if date else "", date)))
