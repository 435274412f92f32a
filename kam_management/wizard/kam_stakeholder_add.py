from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.kam_stakeholder import SUPPORT


class KamStakeholderAdd(models.TransientModel):
    """Put people on the map: tick those proposed; only role, support and counterpart are asked."""

    _name = "kam.stakeholder.add"
    _description = "Add Stakeholders"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    line_ids = fields.One2many(
        "kam.stakeholder.add.line",
        "add_id",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("account_id")
    def _compute_line_ids(self):
        for add in self:
            lines = [fields.Command.clear()]
            asked = self.env.context.get("kam_role_ids")
            for one in add.account_id.stakeholder_proposals() if add.account_id else []:
                lines.append(
                    fields.Command.create(
                        {
                            "partner_id": one["partner_id"],
                            "name": one["name"],
                            "title": one["title"],
                            "sources": ", ".join(one["sources"]),
                            "last_trace": one["last"],
                            "role_ids": [fields.Command.set(one["role_ids"])],
                            "user_id": one["user_id"],
                        }
                    )
                )
            if asked:
                role = self.env["kam.stakeholder.role"].browse(asked[0])
                lines.append(
                    fields.Command.create(
                        {
                            "name": self.env._("%s, unknown", role.name),
                            "role_ids": [fields.Command.set(role.ids)],
                            "sources": self.env._("place to fill"),
                        }
                    )
                )
            add.line_ids = lines

    def action_add(self):
        """Add those that are ticked."""
        self.ensure_one()
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(
                self.env._("Tick the people who matter, or add a line for a place nobody is known to hold.")
            )
        self.account_id.add_stakeholders(
            [
                {
                    "partner_id": line.partner_id.id,
                    **({} if line.partner_id else {"name": line.name}),
                    "role_ids": [fields.Command.set(line.role_ids.ids)],
                    "support": line.support,
                    "user_id": line.user_id.id,
                }
                for line in chosen
            ]
        )
        return {"type": "ir.actions.act_window_close", "infos": {"kam_changed": True}}


class KamStakeholderAddLine(models.TransientModel):
    """One person to add."""

    _name = "kam.stakeholder.add.line"
    _description = "Stakeholder to Add"
    _order = "id"

    add_id = fields.Many2one("kam.stakeholder.add", string="Window", required=True, ondelete="cascade", index=True)
    chosen = fields.Boolean(string="Add")
    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="cascade", domain="[('is_company', '=', False)]"
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    title = fields.Char(string="Position", readonly=True)
    sources = fields.Char(string="From", readonly=True)
    last_trace = fields.Date(readonly=True)
    role_ids = fields.Many2many(
        "kam.stakeholder.role", "kam_stakeholder_add_role_rel", "line_id", "role_id", string="Roles"
    )
    support = fields.Selection(SUPPORT, default="neutral", required=True)
    user_id = fields.Many2one("res.users", string="Counterpart", domain="[('share', '=', False)]")

    @api.depends("partner_id")
    def _compute_name(self):
        for line in self:
            line.name = line.partner_id.name or line.name

    @api.onchange("role_ids", "support", "user_id", "partner_id")
    def _onchange_chosen(self):
        """Whoever is filled in is meant to be added."""
        if self._origin != self or not self._origin:
            self.chosen = True
