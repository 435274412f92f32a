"""Who must sign a plan, and what each signature covers."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.plan_content import changed_parts
from .kam_account_plan import THAWED


class KamAccountPlan(models.Model):
    """Sign-off: required areas, requests, lapses (K9)."""

    _inherit = "kam.account.plan"

    signing_text = fields.Char(compute="_compute_signing", string="Signed by")
    signed_count = fields.Integer(compute="_compute_signing")
    required_count = fields.Integer(compute="_compute_signing")
    my_signoff_id = fields.Many2one("kam.plan.signoff", compute="_compute_my_signoff_id")

    # -- what must be signed --------------------------------------------------------------------------------

    def _signing_scope(self):
        """Which parts which area signs.

        The areas of the segment sign everything that names no area of its own; a section that names areas is
        signed by these, and makes them required on the plans that have the section.

        :return: {plan: {area: parts}}; parts is a set of codes, None stands for all that name no area
        """
        templates = self.env["kam.plan.section.template"].sudo().search_fetch([], ["code", "kind", "area_ids"])
        named = {one.code: one for one in templates if one.area_ids}
        result = {}
        for plan in self.sudo():
            scope = {area: {None} for area in plan.segment_id.plan_area_ids if area.active}
            on_plan = set(plan.section_ids.mapped("code"))
            for code, template in named.items():
                if template.kind == "page" or code in on_plan:
                    for area in template.area_ids.filtered("active"):
                        scope.setdefault(area, set()).add(code)
            result[plan.sudo(self.env.su)] = scope
        return result

    @api.model
    def _covered(self, content, parts):
        """The content that a signature covers.

        :param content: {part: rows} of a plan
        :param parts: as in ``_signing_scope``
        """
        templates = self.env["kam.plan.section.template"].sudo().search_fetch([], ["code", "area_ids"])
        named = {one.code for one in templates if one.area_ids}
        return {part: rows for part, rows in content.items() if (part in parts if part in named else None in parts)}

    @api.depends("signoff_ids.state", "segment_id", "state")
    def _compute_signing(self):
        for plan, scope in self._signing_scope().items():
            states = {one.area_id: one.state for one in plan.sudo().signoff_ids}
            asked = [area for area in scope if area.sudo().member_ids]
            plan.required_count = len(asked)
            plan.signed_count = sum(states.get(area) == "signed" for area in asked)
            names = ", ".join(area.name for area in asked)
            skipped = ", ".join(area.name for area in scope if area not in asked)
            if skipped:
                text = self.env._("%(areas)s, then a manager; without members and skipped: %(skipped)s")
                plan.signing_text = text % {"areas": names or "–", "skipped": skipped}
            elif asked:
                plan.signing_text = self.env._("%s, then a manager", names)
            else:
                plan.signing_text = self.env._("a manager alone")

    @api.depends("signoff_ids.state")
    @api.depends_context("uid")
    def _compute_my_signoff_id(self):
        """The signature that the user is asked for."""
        for plan in self:
            plan.my_signoff_id = plan.sudo().signoff_ids.filtered(lambda one: one._may_be_signed())[:1].sudo(False)

    # -- requests -------------------------------------------------------------------------------------------

    def _request_signatures(self):
        """Ask every required area; those without members are skipped, and the chatter says so."""
        for plan, scope in self._signing_scope().items():
            plan = plan.sudo()
            known = {one.area_id: one for one in plan.signoff_ids}
            plan.signoff_ids.filtered(lambda one, scope=scope: one.area_id not in scope).unlink()
            plan.env["kam.plan.signoff"].create(
                [{"plan_id": plan.id, "area_id": area.id} for area in scope if area not in known]
            )
            for signoff in plan.signoff_ids:
                has_members = bool(signoff.area_id.member_ids)
                if has_members and signoff.state in ("skipped", "declined"):
                    signoff.write({"state": "waiting", "note": False})
                elif not has_members and signoff.state != "signed":
                    signoff.write({"state": "skipped", "note": False})
            skipped = plan.signoff_ids.filtered(lambda one: one.state == "skipped").area_id
            if skipped:
                plan.message_post(
                    body=self.env._(
                        "Skipped, because nobody is a member: %s. An administrator adds members to business areas.",
                        ", ".join(skipped.mapped("name")),
                    )
                )
            plan._lapse_signatures()
        self.sudo().signoff_ids._give_todos()
        self.sudo()._tell_approver()

    def _withdraw_requests(self):
        """Nobody is asked any more: open requests for signature and approval go from the to-do lists."""
        self.env["mail.activity"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("kam_source", "=", "signature")]
        ).unlink()

    def _check_all_signed(self):
        """Refuse approval while a signature is missing; the scope is that of now."""
        for plan, scope in self._signing_scope().items():
            states = {one.area_id: one.state for one in plan.sudo().signoff_ids}
            missing = [area.name for area in scope if area.member_ids and states.get(area) != "signed"]
            if missing:
                raise UserError(
                    self.env._(
                        "%(plan)s cannot be approved before all have signed. Missing: %(areas)s.",
                        plan=plan.name,
                        areas=", ".join(missing),
                    )
                )

    # -- lapses ---------------------------------------------------------------------------------------------

    def _content_changed(self, parts):
        result = super()._content_changed(parts)
        self._lapse_signatures()
        return result

    def _lapse_signatures(self):
        """Signatures whose content differs from what was signed lapse, these alone."""
        signed = self.sudo().signoff_ids.filtered(lambda one: one.state == "signed")
        if not signed:
            return
        plans = signed.plan_id
        contents, scopes, titles = plans._content(), plans._signing_scope(), plans._part_names()
        for signoff in signed:
            plan = signoff.plan_id
            parts = scopes[plan].get(signoff.area_id)
            if parts is None:
                continue
            now = self._covered(contents[plan.id], parts)
            changed = changed_parts(signoff.signature_id._content_signed(), now)
            if changed:
                signoff._lapse(changed, [titles.get(part, part) for part in changed])

    def _say_lapsed(self, signoff, names):
        self.with_context(kam_thawed=THAWED).message_post(
            body=Markup("<p>%s</p>")
            % self.env._(
                "The signature of %(area)s by %(user)s has lapsed: %(parts)s changed after it. "
                "The area is asked to sign again.",
                area=signoff.area_id.name,
                user=signoff.user_id.name,
                parts=", ".join(names),
            )
        )
