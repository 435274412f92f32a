from odoo import api, fields, models

#: Written by the system, or about the row and not in it; changing them is no change of the content.
TECHNICAL = frozenset({"html_field_history", "message_follower_ids", "activity_ids", "message_ids", "is_shared"})


class KamPlanChildMixin(models.AbstractModel):
    """Part of an account plan: frozen with it, and its change lapses the signatures under it.

    ``_plan_part``: code of the part of the plan it belongs to (a section template's code): whoever signed that part
    has to sign again when a row of it changes.
    ``_live_fields``: progress, written while the plan is carried out and never signed (current value, done …).
    ``_unsigned_fields``: neither content nor progress: not signed, not compared, but frozen with the plan.
    ``_carried_over``: whether the rows are offered to next year's plan; objectives are not: they are set afresh.
    """

    _name = "kam.plan.child.mixin"
    _description = "Part of an account plan"

    _plan_part = None
    _live_fields = frozenset()
    _unsigned_fields = frozenset()
    _carried_over = True

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Create; refused when the plan is frozen."""
        named = {vals["plan_id"] for vals in vals_list if vals.get("plan_id")}
        self.env["kam.account.plan"].browse(named)._check_open()
        records = super().create(vals_list)
        records._check_plan_open()  # those that get their plan from elsewhere
        records._plan_touched()
        return records

    def write(self, vals):
        """Write; content is refused when the plan is frozen, progress when it is closed."""
        content = self._plan_content_names(vals)
        if not content:
            if self._live_fields & set(vals):
                self.plan_id._check_not_closed()
            return super().write(vals)
        self._check_plan_open()
        before, parts = self.plan_id, self._plan_parts()
        result = super().write(vals)
        if self.plan_id != before:  # moved to another plan
            self._check_plan_open()
            self.plan_id.check_access("write")
            before._content_changed(parts)
        if content - self._unsigned_fields:
            self._plan_touched()
        return result

    def unlink(self):
        """Delete; refused when the plan is frozen."""
        self._check_plan_open()
        plans, parts = self.plan_id, self._plan_parts()
        result = super().unlink()
        plans.exists()._content_changed(parts)
        return result

    @api.model
    def _plan_content_names(self, vals):
        """Names of the values that are content. Lines of a one2many are asked for themselves."""
        return {
            name
            for name in vals
            if name not in self._live_fields
            and name not in TECHNICAL
            and name in self._fields
            and self._fields[name].type != "one2many"
        }

    def _plan_parts(self):
        """Codes of the parts of the plan that these rows belong to."""
        return {self._plan_part} if self else set()

    def _check_plan_open(self):
        self.plan_id._check_open()

    def _plan_touched(self):
        """Tell the plans that these rows have changed."""
        self.plan_id._content_changed(self._plan_parts())
