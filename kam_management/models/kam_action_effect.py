from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .kam_direction import arrow
from .kam_influencing_action_outcome import CLOSED
from .kam_stakeholder import DEGREE, SUPPORT

#: What an action can change on a person; the names are the same on the stakeholder.
EFFECTS = ("support", "awareness", "urgency", "vision", "preference")


class KamActionEffect(models.Model):
    """What one action changed on one person: the value after it, where it changed, and the one before."""

    _name = "kam.action.effect"
    _description = "Effect of an Action"
    _order = "action_id, id"
    _rec_name = "stakeholder_id"

    action_id = fields.Many2one("kam.influencing.action", required=True, ondelete="cascade", index=True)
    stakeholder_id = fields.Many2one("kam.stakeholder", string="Person", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="stakeholder_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id", string="Company")
    support = fields.Selection(SUPPORT)
    awareness = fields.Selection(DEGREE)
    urgency = fields.Selection(DEGREE, string="Sense of Urgency")
    vision = fields.Selection(DEGREE, string="Solution Vision")
    preference = fields.Selection(DEGREE, string="Preference for Us")
    support_before = fields.Selection(SUPPORT, readonly=True)
    awareness_before = fields.Selection(DEGREE, readonly=True)
    urgency_before = fields.Selection(DEGREE, readonly=True)
    vision_before = fields.Selection(DEGREE, readonly=True)
    preference_before = fields.Selection(DEGREE, readonly=True)
    applied = fields.Boolean(readonly=True, help="The person stands on the map as recorded here.")
    summary = fields.Char(compute="_compute_summary", string="What Changed")

    _pair_unique = models.Constraint(
        "UNIQUE(action_id, stakeholder_id)",
        "What this action changed on the person is recorded already. Change that line instead.",
    )

    @api.depends(*EFFECTS, *(f"{name}_before" for name in EFFECTS))
    def _compute_summary(self):
        labels = {
            name: (
                self._fields[name]._description_string(self.env),
                dict(self._fields[name]._description_selection(self.env)),
            )
            for name in EFFECTS
        }
        for effect in self:
            parts = []
            for name, (label, values) in labels.items():
                if effect[name]:
                    before = values.get(effect[f"{name}_before"], "")
                    parts.append(
                        f"{label}: {before} {arrow(self.env)} {values[effect[name]]}"
                        if before
                        else f"{label}: {values[effect[name]]}"
                    )
            effect.summary = ", ".join(parts)

    @api.constrains("action_id", "stakeholder_id")
    def _check_account(self):
        for effect in self.sudo():
            action, person = effect.action_id, effect.stakeholder_id
            if not action._strangers(person):
                continue
            if not action.account_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s, where %(person)s works, is not in the audience of “%(action)s”: an action "
                        "changes people whom it reaches. Add the account to the audience first.",
                        account=person.account_id.display_name,
                        person=person.name,
                        action=action.display_name,
                    )
                )
            raise ValidationError(
                self.env._(
                    "%(person)s is not on the map of %(account)s: an action changes people of its own account. "
                    "Put them on that map first.",
                    person=person.name,
                    account=action.account_id.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever records an effect may write the action."""
        effects = super().create(vals_list)
        effects.action_id.check_access("write")
        effects.filtered(lambda effect: effect.action_id.state in CLOSED)._apply()
        return effects

    def write(self, vals):
        """What was applied is taken back first, and the new values are applied."""
        if self.env.su and vals.keys() <= {"applied", *(f"{name}_before" for name in EFFECTS)}:
            return super().write(vals)
        if {"action_id", "stakeholder_id"} & vals.keys():
            raise UserError(self.env._("An effect stays with its action and person. Delete the line and add another."))
        applied = self.filtered("applied")
        applied._take_back()
        result = super().write(vals)
        applied._apply()
        return result

    def unlink(self):
        """Without the line, the person stands as before."""
        self._take_back()
        return super().unlink()

    # -- the person moves ---------------------------------------------------------------------------------------

    def _apply(self):
        """Let the people stand as recorded; the move history names the action as cause."""
        for effect in self.filtered(lambda one: not one.applied):
            person = effect.stakeholder_id
            before = {f"{name}_before": person[name] for name in EFFECTS}
            values = {name: effect[name] for name in EFFECTS if effect[name] and effect[name] != person[name]}
            if values:
                person.with_context(**effect.action_id._as_cause()).write(values)
            effect.sudo().write({**before, "applied": True})

    def _take_back(self):
        """A mistaken tap is undone: what nobody has changed since stands as before."""
        for effect in self.filtered("applied"):
            person = effect.stakeholder_id
            values = {
                name: effect[f"{name}_before"]
                for name in EFFECTS
                if effect[name]
                and person[name] == effect[name]
                and effect[f"{name}_before"] != effect[name]
                and (effect[f"{name}_before"] or name != "support")
            }
            if values:
                person.with_context(**effect.action_id._as_cause()).write(values)
            effect.sudo().write({"applied": False})

    def _forget(self):
        """Privacy law: the lines go, without moving the person, who is erased next."""
        self.sudo().write({"applied": False})
        return self.unlink()
