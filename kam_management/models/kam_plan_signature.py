import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.plan_content import canonical, digest

#: Lets ``_sign`` make a signature; an object of this process, so no client can send it.
SIGNING = object()


class KamPlanSignature(models.Model):
    """Who signed what content, when: kept for good, whatever becomes of the plan (K9).

    Each one carries the digest of the one before it on the same plan, so that taking one away or changing one shows.
    """

    _name = "kam.plan.signature"
    _description = "Signature under an Account Plan"
    _order = "id desc"
    _rec_name = "area_name"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="restrict", index=True, readonly=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    area_id = fields.Many2one(
        "kam.business.area", readonly=True, ondelete="restrict", index="btree_not_null", help="Empty: the approval."
    )
    area_name = fields.Char(string="For", readonly=True, help="The name of the area at that time.")
    user_id = fields.Many2one("res.users", string="Signed by", required=True, readonly=True, index=True)
    user_name = fields.Char(string="Name", readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    content = fields.Text(required=True, readonly=True, help="What was signed, by whom and when, as canonical JSON.")
    digest = fields.Char(string="SHA-256", required=True, readonly=True)
    is_intact = fields.Boolean(compute="_compute_is_intact", help="Whether the digest fits the content.")

    @api.depends("content", "digest")
    def _compute_is_intact(self):
        for signature in self:
            signature.is_intact = digest(signature.content or "") == signature.digest and signature._says_itself()

    def _says_itself(self):
        """Whether the columns say what was signed: nobody can be put under a text that another one signed."""
        try:
            signed = json.loads(self.content or "")
        except ValueError:
            return False
        return (
            signed.get("plan") == self.plan_id.id
            and signed.get("user", {}).get("id") == self.user_id.id
            and (signed.get("area") or {}).get("id") == (self.area_id.id or None)
            and signed.get("date") == fields.Datetime.to_string(self.date)
        )

    def _content_signed(self):
        """{part: rows} as signed."""
        return json.loads(self.content or "{}").get("content", {})

    @api.model
    def _sign(self, plan, content, area=None):
        """Make the signature of the user under a content.

        :param content: {part: rows}
        :param area: None for the approval
        """
        user, now = self.env.user, fields.Datetime.now()
        before = self.sudo().search([("plan_id", "=", plan.id)], limit=1)
        text = canonical(
            {
                "plan": plan.id,
                "user": {"id": user.id, "name": user.name, "login": user.login},
                "area": {"id": area.id, "name": area.name} if area else None,
                "date": fields.Datetime.to_string(now),
                "content": content,
                "before": before.digest or None,
            }
        )
        return (
            self.sudo()
            .with_context(kam_signing=SIGNING)
            .create(
                {
                    "plan_id": plan.id,
                    "area_id": area.id if area else False,
                    "area_name": area.name if area else self.env._("Approval"),
                    "user_id": user.id,
                    "user_name": user.name,
                    "date": now,
                    "content": text,
                    "digest": digest(text),
                }
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused, but for whoever signs."""
        if self.env.context.get("kam_signing") is not SIGNING:
            self.check_access("create")
            raise UserError(self.env._("A signature is given on the plan, by a member of the business area."))
        return super().create(vals_list)

    def write(self, vals):
        """Refused: what was signed stays."""
        if self.env.context.get("kam_signing") is SIGNING:
            return super().write(vals)
        self.check_access("write")
        raise UserError(self.env._("A signature is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A signature is evidence and cannot be deleted."))
