from odoo import api, models
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class KamInfluencingAction(models.Model):
    """From planned to done: in step with its to-do, and remembered when somebody deletes what the matrix made."""

    _inherit = "kam.influencing.action"

    @api.model
    def _open_domain(self):
        """Actions that are still to be carried out."""
        return Domain("state", "in", ["planned", "todo"])

    def _todo(self):
        """The action as a to-do for the desk."""
        self.ensure_one()
        kind = self.activity_id.activity_type_id
        return {
            "user_id": self.user_id.id,
            "account_id": self.account_id.id,
            "date": self.date,
            "summary": self.display_name,
            "note": self.goal,
            "source": "action",
            "importance": self.account_id.segment_id.sequence,
            "vals": {
                "kam_action_id": self.id,
                **({"activity_type_id": kind.id} if kind else {}),
            },
        }

    def _close(self):
        """Open actions are done; evaluated and cancelled ones stay as they are."""
        self.filtered(lambda one: one.state in ("planned", "todo")).write({"state": "done"})

    def write(self, vals):
        """Write, and let the to-dos follow: done with the action, gone when it is cancelled, moved with it."""
        self._check_new_account(vals)
        result = super().write(vals)
        if vals.get("user_id") and "owner_flag" not in vals:
            self.sudo().filtered("owner_flag").write({"owner_flag": False})
        if not self.env.context.get("kam_from_todo"):
            self._tell_todos(vals)
        return result

    def _check_new_account(self, vals):
        """Whoever may write an action as its owner does not put it on an account that is not theirs."""
        if vals.get("account_id") and any(one.account_id.id != vals["account_id"] for one in self):
            self.env["kam.account"].browse(vals["account_id"]).check_access("write")

    def _tell_todos(self, vals):
        if not vals.keys() & {"state", "date", "user_id"}:
            return
        todos = self.env["mail.activity"].sudo().search([("kam_action_id", "in", self.ids)])
        if not todos:
            return
        state = vals.get("state")
        if state in ("done", "evaluated"):
            todos.sudo(False).with_context(kam_from_todo=True).sudo()._action_done()
        elif state in ("cancelled", "planned"):
            todos.unlink()
        else:
            moved = {"date_deadline": vals.get("date"), "user_id": vals.get("user_id")}
            moved = {name: value for name, value in moved.items() if value}
            if moved:
                todos.with_context(kam_from_action=True).write(moved)

    def unlink(self):
        """What the matrix made is remembered as deleted, so that it does not come back."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        self.check_access("unlink")
        remembered = self.filtered(lambda one: one.is_generated and not one.withdrawn)
        if remembered:
            self.env["mail.activity"].sudo().search([("kam_action_id", "in", remembered.ids)]).unlink()
            remembered.sudo().with_context(kam_from_todo=True).write(
                {"removed": True, "active": False, "state": "cancelled"}
            )
        return super(KamInfluencingAction, self - remembered).unlink()
