from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import farming, farming_sql


class KamStagePlacement(models.TransientModel):
    """Stages of hunting and farming as the pipeline has them: a proposal, line by line, that somebody confirms."""

    _name = "kam.stage.placement"
    _description = "Place Accounts by the Pipeline"

    line_ids = fields.One2many("kam.stage.placement.line", "placement_id", string="Proposals")
    note = fields.Char(string="Because", help="Kept in the discussion of each account that is placed.")
    text = fields.Char(compute="_compute_text")

    @api.depends("line_ids.take")
    def _compute_text(self):
        for placement in self:
            placement.text = self.env._(
                "%(taken)s of %(all)s would be placed.",
                taken=len(placement.line_ids.filtered("take")),
                all=len(placement.line_ids),
            )

    def action_apply(self):
        """Place those that are ticked; what somebody moved meanwhile stays where it is now."""
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.take and line.account_id.stage_id == line.present_id)
        if not chosen:
            raise UserError(self.env._("Tick at least one account whose stage has not been changed meanwhile."))
        for stage, lines in chosen.grouped("stage_id").items():
            lines.account_id.write({"stage_id": stage.id})
            if (self.note or "").strip():
                for account in lines.account_id:
                    account.message_post(body=self.note.strip())
        return {"type": "ir.actions.act_window_close"}


class KamStagePlacementLine(models.TransientModel):
    """One account: where it is, where the pipeline puts it, and why."""

    _name = "kam.stage.placement.line"
    _description = "Proposed Stage of an Account"

    placement_id = fields.Many2one("kam.stage.placement", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one("kam.account", required=True, readonly=True, ondelete="cascade")
    present_id = fields.Many2one("kam.account.stage", string="Now", readonly=True)
    stage_id = fields.Many2one("kam.account.stage", string="Proposed", required=True)
    why = fields.Char(readonly=True)
    take = fields.Boolean(string="Place", default=True)


class KamAccount(models.Model):
    """The proposal for the accounts that were chosen."""

    _inherit = "kam.account"

    def action_propose_stages(self):
        """Propose stages for those of these accounts that the user may write; nothing is moved yet."""
        accounts = self._filtered_access("write")
        lines = accounts._propose_stages()
        if not lines:
            raise UserError(
                self.env._("The pipeline proposes no other stage for these accounts, or they are not yours to move.")
            )
        placement = self.env["kam.stage.placement"].create({"line_ids": [(0, 0, line) for line in lines]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Place by the Pipeline"),
            "res_model": placement._name,
            "res_id": placement.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _propose_stages(self):
        """Values of the lines: accounts whose stage is another one than the pipeline says, in one query."""
        stages = {one.code: one for one in self.env["kam.account.stage"].search([])}  # pylint: disable=no-search-all
        self.env["crm.lead"].flush_model()
        query = farming_sql.pipeline(self.ids, self._farm_since())
        found = {row[0]: farming.Facts(*row[1:]) for row in self.env.execute_query(query)}
        lines = []
        for account in self.filtered(lambda one: one.id in found):
            facts, present = found[account.id], account.stage_id
            proposed = stages.get(farming.place(facts, present.role or None))
            if proposed and proposed != present:
                ahead = not present or (proposed.sequence, proposed.id) > (present.sequence, present.id)
                lines.append(
                    {
                        "account_id": account.id,
                        "present_id": present.id,
                        "stage_id": proposed.id,
                        "why": self.env._("Won in a year: %(won)s. Open: %(open)s.", won=facts.won, open=facts.open),
                        # Back again is a second thought: shown, and not ticked.
                        "take": ahead,
                    }
                )
        return lines
