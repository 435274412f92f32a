"""What a plan says, as data: for signatures, revisions and comparisons."""

from odoo import api, fields, models

from .kam_plan_child_mixin import TECHNICAL

#: Fields of every row that say where it belongs, not what it says.
PLACE = frozenset({*models.MAGIC_COLUMNS, "plan_id", "account_id", "company_id", "currency_id", "display_name"})
#: Rows shown first in their part; others follow by the name of their model.
ORDER = ("kam.plan.goal", "kam.plan.objective", "kam.plan.strategy", "kam.plan.tactic")


class KamPlanChildMixin(models.AbstractModel):
    """How a row of a plan is written down."""

    _inherit = "kam.plan.child.mixin"

    @api.model
    def _plan_content_fields(self):
        """(names of the fields that are agreed, names of those that are progress), in the order of the model."""
        own, live = [], []
        for name, field in self._fields.items():
            if not field.store or name in PLACE or name in TECHNICAL or name in self._unsigned_fields:
                continue
            if field.type in ("one2many", "binary", "json", "many2one_reference", "reference") or name == "sequence":
                continue
            if name in self._live_fields or (field.compute and field.readonly and not field.related):
                live.append(name)
            elif not field.related:
                own.append(name)
        return own, live

    def _plan_rows(self):
        """{plan id: [(part, row)]} of these rows, see ``engine.plan_content``."""
        own, live = self._plan_content_fields()
        rows = {}
        for record in self:
            row = {
                "model": self._name,
                "id": record.id,
                "label": record.display_name,
                "values": {name: record._plan_value(name) for name in own},
                "live": {name: record._plan_value(name) for name in live},
            }
            for part in record._plan_parts():
                rows.setdefault(record.plan_id.id, []).append((part, row))
        return rows

    def _plan_value(self, name):
        """A value that JSON can keep; empty ones are None."""
        return plan_value(self._fields[name], self[name])


def plan_value(field, value):
    """A field's value as JSON keeps it: references with their names of now, dates as ISO text, empty as None."""
    if field.type == "many2one":
        return {"id": value.id, "name": value.sudo().display_name} if value else None
    if field.relational:
        return [{"id": one.id, "name": one.sudo().display_name} for one in value.sorted("id")] or None
    if field.type in ("date", "datetime"):
        return value.isoformat() if value else None
    if field.type == "float":
        return round(value, 6)
    if field.type in ("boolean", "integer", "monetary"):
        return value
    return str(value) if value else None


class KamAccountPlan(models.Model):
    """The content of plans, part by part."""

    _inherit = "kam.account.plan"

    final = fields.Json(readonly=True, copy=False, help="What the plan and its figures were when it was closed.")

    @api.model
    def _child_models(self):
        """Names of the models whose rows are part of a plan."""
        names = self.env.registry.descendants(["kam.plan.child.mixin"], "_inherit", "_inherits")
        names = [name for name in names if name in self.env and not self.env[name]._abstract]
        return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))

    def _content(self):
        """What the plans say: one read of each model for all of them.

        :return: {plan id: {part: [row]}}, see ``engine.plan_content``
        """
        plans = self.sudo().with_context(active_test=False, lang=None)
        result = {plan.id: {"header": [plan._own_row(("account_id", "year"))]} for plan in plans}
        for plan in plans:
            result[plan.id]["proposition"] = [plan._own_row(("proposition",))]
        for name in self._child_models():
            rows = plans.env[name].search([("plan_id", "in", plans.ids)])
            for plan_id, entries in rows._plan_rows().items():
                for part, row in entries:
                    result[plan_id].setdefault(part, []).append(row)
        return result

    def _own_row(self, names):
        return {
            "model": self._name,
            "id": self.id,
            "label": "",
            "values": {name: plan_value(self._fields[name], self[name]) for name in names},
            "live": {},
        }

    def _snapshot(self):
        """The content of one plan with its figures of now beside it: for revisions and comparisons.

        A closed plan keeps those it was closed with.
        """
        self.ensure_one()
        plan = self.sudo()
        if plan.state == "closed" and plan.final:
            return plan.final
        names = ("segment_id", "tier_id", "level_id", "target_level_id", "progress", "pipeline")
        live = {name: plan_value(plan._fields[name], plan[name]) for name in names}
        live["revenue"] = round(plan._revenue_by_year().get(plan.year, 0.0), 2)
        figures = [{"model": self._name, "id": self.id, "label": "", "values": {}, "live": live}]
        return {"figures": figures, **plan._content()[plan.id]}

    @api.model
    def _part_names(self):
        """{part: title}, in the order of the plan."""
        templates = self.env["kam.plan.section.template"].sudo().with_context(active_test=False)
        names = {"figures": self.env._("Figures"), "header": self.env._("Plan")}
        return names | {one.code: one.name for one in templates.search([("code", "!=", False)])}
