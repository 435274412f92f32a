"""What a plan consists of, what of it is missing, and the rail that lists all of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

#: Rows that a part of the page has room for, and needs to be complete.
ROOM = {"goals": 3, "objectives": 3, "risks": 1}
#: Completeness from which the colour is amber.
AMBER = 50


class KamAccountPlan(models.Model):
    """Parts of a plan by template; completeness with the list of what is missing."""

    _inherit = "kam.account.plan"

    completeness = fields.Integer(
        compute="_compute_completeness",
        store=True,
        aggregator="avg",
        help="Required parts that are filled, in percent.",
    )
    completeness_level = fields.Selection(
        [("red", "Much missing"), ("amber", "Parts missing"), ("green", "Complete")],
        compute="_compute_completeness",
        store=True,
        string="State of the Plan",
    )
    missing_text = fields.Char(compute="_compute_completeness", store=True, string="Missing")

    @api.depends(
        "goal_ids", "risk_ids", "objective_ids", "proposition", "section_ids.is_filled", "account_id.segment_id"
    )
    def _compute_completeness(self):
        templates = self._part_templates()
        for plan in self:
            required = [one for one in templates if plan._requires(one)]
            filled, missing = 0.0, []
            for template in required:
                have, need = plan._part_fill(template.code)
                filled += min(have, need) / need
                if have < need:
                    count = self.env._(" (%(have)s of %(need)s)", have=have, need=need) if need > 1 else ""
                    missing.append(f"{template.name}{count}")
            plan.completeness = int(100 * filled / len(required) + 1e-9) if required else 100
            plan.completeness_level = "green" if not missing else "amber" if plan.completeness >= AMBER else "red"
            plan.missing_text = ", ".join(missing) or False

    @api.model
    def _part_templates(self):
        """All parts that plans can have, those of the page first."""
        return self.env["kam.plan.section.template"].sudo().search([("code", "!=", False)])

    def _requires(self, template):
        """Whether the plan is incomplete without a part; without a segment, the one page is what counts."""
        segment = self.sudo().segment_id
        if not segment:
            return template.kind == "page"
        return segment in template.segment_ids

    def _part_rows(self):
        """{code: rows of the page's part}."""
        return {"goals": self.goal_ids, "objectives": self.objective_ids, "risks": self.risk_ids}

    def _part_fill(self, code):
        """(how much of a part is there, how much is needed)."""
        if code == "proposition":
            return int(not is_html_empty(self.proposition)), 1
        rows = self._part_rows()
        if code in rows:
            return len(rows[code]), ROOM.get(code, 1)
        return int(any(one.is_filled for one in self.section_ids if one.code == code)), 1

    # -- create ---------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make plans with the sections that their segments require, linked to those of the year before."""
        plans = super().create(vals_list)
        for plan in plans:
            plan.account_id.check_access("write")
            segment = plan.sudo().segment_id
            if segment and not segment.has_plan:
                raise UserError(
                    self.env._(
                        "Accounts of segment %(segment)s have no plan, and %(account)s is one of them. "
                        "An administrator can change that at the segment.",
                        segment=segment.code,
                        account=plan.account_id.display_name,
                    )
                )
        plans._link_previous()
        plans._add_required_sections()
        return plans

    def _link_previous(self):
        """One read for all: the latest plan of an earlier year of the same account, and the other way round."""
        others = self.sudo().search([("account_id", "in", self.account_id.ids)], order="account_id, year")
        last = {}
        for plan in others:
            before = last.get(plan.account_id.id)
            last[plan.account_id.id] = plan
            if before and plan.previous_id != before and (plan in self or before in self):
                plan.write({"previous_id": before.id})

    def _add_required_sections(self):
        templates = self._part_templates().filtered(lambda one: one.kind == "section")
        self.env["kam.plan.section"].create(
            [
                {"plan_id": plan.id, "template_id": template.id}
                for plan in self
                for template in templates
                if plan._requires(template) and template.id not in plan.section_ids.template_id.ids
            ]
        )

    # -- the rail -------------------------------------------------------------------------------------------

    def plan_rail(self):
        """All parts that the plan has or could have, with their state.

        :return: {"parts": [{"template_id", "section_id", "code", "name", "kind", "required", "state", "areas"}]};
            state is empty, filled, signed or lapsed
        """
        self.ensure_one()
        self.check_access("read")
        plan, scope = self.sudo(), self._signing_scope()[self]
        signoffs = {one.area_id: one for one in plan.signoff_ids}
        sections = {one.code: one for one in plan.section_ids}
        may_add = not self.is_frozen and self.has_access("write")
        templates = self._part_templates().with_env(self.env(su=True))
        templates |= plan.section_ids.template_id  # archived since, but on this plan
        parts = []
        for template in templates.sorted(lambda one: (one.kind, one.sequence, one.id)):
            section = sections.get(template.code)
            if template.kind == "section" and not section and not may_add:
                continue
            areas = [area for area, codes in scope.items() if (template.code if template.area_ids else None) in codes]
            asked = [signoffs[area] for area in areas if area in signoffs and signoffs[area].state != "skipped"]
            parts.append(
                {
                    "template_id": template.id,
                    "section_id": section.id if section else False,
                    "code": template.code,
                    "name": template.name,
                    "kind": template.kind,
                    "required": plan._requires(template),
                    "state": plan._part_state(template.code, asked),
                    "areas": [area.name for area in areas],
                }
            )
        return {"parts": parts, "frozen": not may_add}

    def _part_state(self, code, signoffs):
        """empty, filled, signed or lapsed: what the dot says."""
        if any(one.state == "lapsed" and code in (one.lapsed_parts or []) for one in signoffs):
            return "lapsed"
        have, need = self._part_fill(code)
        if not have:
            return "empty"
        if signoffs and all(one.state == "signed" for one in signoffs):
            return "signed"
        return "filled"

    def open_section(self, template_id):
        """Open a further section; one that the plan does not have yet is added, with the facts known about it."""
        self.ensure_one()
        section = self.section_ids.filtered(lambda one: one.template_id.id == template_id)
        if not section:
            section = self.env["kam.plan.section"].create({"plan_id": self.id, "template_id": template_id})
        if section.template_id.prefill and not section.facts and not self.is_frozen and self.has_access("write"):
            section._refresh_facts()
        return {
            "type": "ir.actions.act_window",
            "name": section.name,
            "res_model": "kam.plan.section",
            "res_id": section.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
