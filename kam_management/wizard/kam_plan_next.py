from odoo import api, fields, models
from odoo.exceptions import UserError

#: Parts that lie on the plan itself.
OWN = "kam.account.plan"


class KamPlanNext(models.TransientModel):
    """Makes next year's plan from this one: analyses where chosen, open tactics on offer, objectives afresh."""

    _name = "kam.plan.next"
    _description = "Next Year's Plan"

    plan_id = fields.Many2one("kam.account.plan", required=True, readonly=True, ondelete="cascade")
    year = fields.Integer(string="Fiscal Year", required=True)
    line_ids = fields.One2many("kam.plan.next.line", "next_id", string="Carry Over")
    open_tactic_ids = fields.Many2many("kam.plan.tactic", compute="_compute_open_tactic_ids")
    tactic_ids = fields.Many2many(
        "kam.plan.tactic",
        "kam_plan_next_tactic_rel",
        "next_id",
        "tactic_id",
        string="Open Tactics",
        domain="[('id', 'in', open_tactic_ids)]",
        help="Not done yet. They are offered on the new plan, to be put under one of its objectives.",
    )

    @api.depends("plan_id")
    def _compute_open_tactic_ids(self):
        for wizard in self:
            wizard.open_tactic_ids = wizard.plan_id.tactic_ids.filtered(lambda one: not one.done)

    @api.model
    def default_get(self, fields):
        """Everything that can be carried over is chosen, and all open tactics."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "kam.account.plan":
            values.setdefault("plan_id", self.env.context.get("active_id"))
        plan = self.env["kam.account.plan"].browse(values.get("plan_id"))
        if plan:
            values.setdefault("year", plan.year + 1)
            values.setdefault("line_ids", [(0, 0, line) for line in self._lines(plan)])
            values.setdefault("tactic_ids", [(6, 0, plan.tactic_ids.filtered(lambda one: not one.done).ids)])
        return values

    @api.model
    def _lines(self, plan):
        """What there is to carry over: the proposition, each section with text, each kind of analysis with rows."""
        lines = []
        if plan._part_fill("proposition")[0]:
            lines.append({"model": OWN, "name": plan._fields["proposition"]._description_string(self.env), "count": 1})
        for section in plan.section_ids.filtered("is_filled"):
            lines.append({"model": section._name, "section_id": section.id, "name": section.name, "count": 1})
        for name in plan._child_models():
            model = self.env[name]
            if name == "kam.plan.section" or not model._carried_over:
                continue
            count = model.search_count([("plan_id", "=", plan.id)])
            if count:
                lines.append({"model": name, "name": self._kind_name(plan, name), "count": count})
        return lines

    def _kind_name(self, plan, model):
        """What the plan calls its rows of a model."""
        for field in plan._fields.values():
            if field.type == "one2many" and field.comodel_name == model and not field.domain:
                return field._description_string(self.env)
        return self.env[model]._description

    def action_create_plan(self):
        """Make the plan, or fill the one that the calendar has made already, and open it."""
        self.ensure_one()
        self.plan_id.check_access("read")
        plan = self._target()
        for line in self.line_ids.filtered("take"):
            line._carry_to(plan)
        offered = self.tactic_ids & self.open_tactic_ids
        plan.offered_tactic_ids |= offered
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account.plan",
            "res_id": plan.id,
            "views": [(False, "form")],
        }

    def _target(self):
        account, plans = self.plan_id.account_id, self.env["kam.account.plan"]
        if self.year <= self.plan_id.year:
            raise UserError(self.env._("Choose a year after %s.", self.plan_id.year))
        plan = plans.search([("account_id", "=", account.id), ("year", "=", self.year)], limit=1)
        if plan and plan.state not in ("draft", "planning"):
            raise UserError(self.env._("%s is past planning already. Nothing can be carried over into it.", plan.name))
        return plan or plans.create({"account_id": account.id, "year": self.year})


class KamPlanNextLine(models.TransientModel):
    """One part of the plan, to be carried over or not."""

    _name = "kam.plan.next.line"
    _description = "Part to Carry Over"

    next_id = fields.Many2one("kam.plan.next", required=True, ondelete="cascade", index=True)
    take = fields.Boolean(string="Carry Over", default=True)
    name = fields.Char(string="Part")
    count = fields.Integer()
    model = fields.Char(required=True)
    section_id = fields.Many2one("kam.plan.section", ondelete="cascade")

    def _carry_to(self, plan):
        """Copy the part; what the new plan has of it already stays and nothing is added to it."""
        old = self.next_id.plan_id
        if self.model == OWN:
            if not plan._part_fill("proposition")[0]:
                plan.proposition = old.proposition
        elif self.section_id:
            self._carry_section(plan)
        elif self.model in plan._child_models() and self.env[self.model]._carried_over:
            rows = self.env[self.model].search([("plan_id", "=", old.id)])
            if not self.env[self.model].search_count([("plan_id", "=", plan.id)], limit=1):
                self.env[self.model].create([values for row in rows for values in self._row_values(row, plan)])

    def _row_values(self, row, plan):
        """Values of a copy; references to rows of the old plan are left behind."""
        values = row.copy_data({"plan_id": plan.id})
        inner = set(plan._child_models())
        for one in values:
            for name in [name for name in one if row._fields[name].comodel_name in inner]:
                del one[name]
        return values

    def _carry_section(self, plan):
        if self.section_id.plan_id != self.next_id.plan_id:
            return
        template = self.section_id.template_id
        mine = plan.section_ids.filtered(lambda one: one.template_id == template)
        if not mine:
            self.env["kam.plan.section"].create(
                {"plan_id": plan.id, "template_id": template.id, "content": self.section_id.content}
            )
        elif not mine.is_filled:
            mine.content = self.section_id.content
