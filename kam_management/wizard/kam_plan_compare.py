from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..engine import plan_diff


class KamPlanCompare(models.TransientModel):
    """Two plans side by side, or two states of one: only what differs, in two columns."""

    _name = "kam.plan.compare"
    _description = "Comparison of Plans"

    plan_id = fields.Many2one("kam.account.plan", required=True, readonly=True, ondelete="cascade")
    account_id = fields.Many2one(related="plan_id.account_id")
    mode = fields.Selection(
        [("year", "With another year"), ("revision", "With a revision")],
        default="year",
        required=True,
        string="Compare",
    )
    other_id = fields.Many2one(
        "kam.account.plan",
        string="Year",
        ondelete="cascade",
        domain="[('account_id', '=', account_id), ('id', '!=', plan_id)]",
        context={"active_test": False},
    )
    revision_id = fields.Many2one("kam.plan.revision", ondelete="cascade", domain="[('plan_id', '=', plan_id)]")
    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.model
    def default_get(self, fields):
        """What one most likely wants to see: the open revision, else last year."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "kam.account.plan":
            plan = self.env["kam.account.plan"].browse(self.env.context.get("active_id"))
            values.setdefault("plan_id", plan.id)
            revision = plan.revision_id or (not plan.previous_id and plan.revision_ids[:1])
            values.setdefault("other_id", plan.previous_id.id)
            values.setdefault("revision_id", (revision or plan.revision_ids[:1]).id)
            if revision:
                values["mode"] = "revision"
        return values

    @api.depends("mode", "other_id", "revision_id", "plan_id")
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard._render()

    def _sides(self):
        """((title, content) on the left, (title, content) on the right), or None where nothing is chosen."""
        plan = self.plan_id
        if self.mode == "year" and self.other_id and self.other_id.has_access("read"):
            both = sorted((plan, self.other_id), key=lambda one: one.year)
            return tuple((str(one.year), one._snapshot()) for one in both)
        revision = self.revision_id
        if self.mode == "revision" and revision.plan_id == plan and revision:
            date = format_date(self.env, revision.date.date())
            after = self.env._("Revision %s", revision.number)
            return (self.env._("Before %s", date), revision.before), (after, revision.after or plan._snapshot())
        return None

    def _render(self):
        if not self.plan_id.has_access("read"):
            return False
        sides = self._sides()
        if not sides:
            return Markup('<p class="text-muted">%s</p>') % self.env._("Choose what to compare with.")
        (left, before), (right, after) = sides
        return self.env["ir.qweb"]._render(
            "kam_management.plan_comparison",
            {"left": left, "right": right, "parts": self._parts(before, after)},
        )

    def _parts(self, before, after):
        """The changes with titles and labels that people read, texts cut into what stayed and what changed."""
        names = self.plan_id._part_names()
        kinds = {
            "added": self.env._("new"),
            "removed": self.env._("gone"),
            "changed": self.env._("changed"),
        }
        return [
            {
                "name": names.get(part["part"], part["part"]),
                "changes": [
                    {
                        "label": change["label"],
                        "kind": change["kind"],
                        "kind_name": kinds[change["kind"]],
                        "fields": [
                            self._field(change["model"], *field)
                            for field in change["fields"]
                            if change["kind"] == "changed" or change["label"] not in field[1:]
                        ],
                    }
                    for change in part["changes"]
                ],
            }
            for part in plan_diff.compare(before, after)
            if part["part"] != "header" or self.mode == "revision"
        ]

    def _field(self, model, name, old, new):
        field = model in self.env and self.env[model]._fields.get(name)
        label = field._description_string(self.env) if field else name
        if field and field.type == "selection":
            options = dict(field._description_selection(self.env))
            old, new = options.get(old, old), options.get(new, new)
        elif field and field.type in ("float", "monetary"):
            old, new = (formatLang(self.env, float(one)) if one else one for one in (old, new))
        old, new = plan_diff.words(old, new)
        return {"label": label, "old": old, "new": new}
