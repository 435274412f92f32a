from contextlib import contextmanager

from odoo import api, fields, models

#: Tells nested writes that somebody above them compares before and after; nobody can send it by RPC.
RECORDING = object()


class KamStakeholderMove(models.Model):
    """A move of a person: support, strength, power … from what to what. The map of a past day is read from these."""

    _name = "kam.stakeholder.move"
    _description = "Stakeholder Move"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "kind"

    stakeholder_id = fields.Many2one("kam.stakeholder", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", string="Company")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    kind = fields.Selection(
        [
            ("support", "Support"),
            ("strength", "Strength"),
            ("power", "Power"),
            ("target", "Strength wanted"),
            ("parent", "Reports to"),
            ("counterpart", "Counterpart"),
            ("person", "Person"),
            ("active", "On the map"),
            ("awareness", "Awareness"),
            ("urgency", "Sense of urgency"),
            ("vision", "Solution vision"),
            ("preference", "Preference for us"),
        ],
        required=True,
    )
    old = fields.Char(string="Value before")
    new = fields.Char(string="Value after")
    old_text = fields.Char(string="From", compute="_compute_texts")
    new_text = fields.Char(string="To", compute="_compute_texts")
    user_id = fields.Many2one("res.users", string="By", ondelete="set null", index="btree_not_null")
    cause = fields.Char()
    action_id = fields.Many2one(
        "kam.influencing.action", string="By Action", ondelete="set null", index="btree_not_null", readonly=True
    )

    #: field of the stakeholder that each kind of move follows
    KINDS = {
        "support": "support",
        "strength": "strength",
        "power": "power",
        "target": "target_strength",
        "parent": "parent_id",
        "counterpart": "user_id",
        "person": "partner_id",
        "active": "active",
        "awareness": "awareness",
        "urgency": "urgency",
        "vision": "vision",
        "preference": "preference",
    }

    @api.depends("kind", "old", "new")
    def _compute_texts(self):
        people = self.env["kam.stakeholder"]
        selections = {
            name: dict(people._fields[name]._description_selection(self.env))
            for name in ("support", "awareness", "urgency", "vision", "preference")
        }
        names = {}
        for kind, model in (("parent", "kam.stakeholder"), ("counterpart", "res.users"), ("person", "res.partner")):
            ids = {int(value) for move in self if move.kind == kind for value in (move.old, move.new) if value}
            records = self.env[model].sudo().with_context(active_test=False).search([("id", "in", list(ids))])
            names[kind] = {str(record.id): record.name for record in records}
        for move in self:
            for name in ("old", "new"):
                value = move[name] or ""
                if move.kind in selections:
                    value = selections[move.kind].get(value, "–" if value in ("", "0") else value)
                elif move.kind == "active":
                    value = self.env._("yes") if value == "1" else self.env._("no")
                elif move.kind in names:
                    value = names[move.kind].get(value, "–")
                move[f"{name}_text"] = value


class KamStakeholder(models.Model):
    """The stakeholder records its own moves."""

    _inherit = "kam.stakeholder"

    def _move_values(self):
        """{stakeholder id: {kind: text}} of what moves are recorded of."""
        return {
            stakeholder.id: {
                kind: self._move_text(stakeholder[name])
                for kind, name in self.env["kam.stakeholder.move"].KINDS.items()
            }
            for stakeholder in self.sudo()
        }

    def _move_text(self, value):
        if isinstance(value, models.BaseModel):
            return str(value.id) if value else ""
        return str(int(value)) if isinstance(value, bool) else str(value or 0)

    @contextmanager
    def _recording(self):
        """Record what moves inside the block, once for nested ones; yields the records to write on."""
        if self.env.context.get("kam_recording") is RECORDING:
            yield self
            return
        before = self._move_values()
        action = self.env.context.get("kam_cause_action")
        yield self.with_context(kam_recording=RECORDING)
        rows = [
            {
                "stakeholder_id": stakeholder_id,
                "account_id": self.browse(stakeholder_id).sudo().account_id.id,
                "kind": kind,
                "old": before[stakeholder_id][kind],
                "new": value,
                "user_id": self.env.uid,
                "cause": self.env.context.get("kam_cause") or "",
                # A record, not an id: nobody can send one by RPC.
                "action_id": isinstance(action, models.BaseModel) and action.id,
            }
            for stakeholder_id, values in self._move_values().items()
            for kind, value in values.items()
            if value != before[stakeholder_id][kind]
        ]
        if rows:
            self.env["kam.stakeholder.move"].sudo().create(rows)

    @api.model_create_multi
    def create(self, vals_list):
        """How somebody is first recorded is no move."""
        return super(KamStakeholder, self.with_context(kam_recording=RECORDING)).create(vals_list).with_env(self.env)

    def write(self, vals):
        with self._recording() as stakeholders:
            return super(KamStakeholder, stakeholders).write(vals)


class KamStakeholderCounterpart(models.Model):
    """Changing the first counterpart is a move of the person."""

    _inherit = "kam.stakeholder.counterpart"

    @api.model_create_multi
    def create(self, vals_list):
        people = self.env["kam.stakeholder"].browse(
            {vals["stakeholder_id"] for vals in vals_list if vals.get("stakeholder_id")}
        )
        with people._recording() as recording:
            lines = super(KamStakeholderCounterpart, self.with_env(recording.env)).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        with self.stakeholder_id._recording() as stakeholders:
            return super(KamStakeholderCounterpart, self.with_env(stakeholders.env)).write(vals)

    def unlink(self):
        with self.stakeholder_id._recording() as stakeholders:
            return super(KamStakeholderCounterpart, self.with_env(stakeholders.env)).unlink()
