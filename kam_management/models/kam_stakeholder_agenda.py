"""The personal agenda of a stakeholder: the most sensitive data in the system (invariant 8).

A model of its own without chatter. Nothing refers to it: a relation on the stakeholder would let anybody search
by it. The stakeholder shows it in computed fields that are read and written with the user's own rights.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

AGENDA_GROUP = "kam_management.group_kam_agenda"


class KamStakeholderAgenda(models.Model):
    """What drives a person beyond their job: for the account manager and those named on it, nobody else."""

    _name = "kam.stakeholder.agenda"
    _description = "Personal Agenda"
    _rec_name = "stakeholder_id"
    _order = "id"

    stakeholder_id = fields.Many2one("kam.stakeholder", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="stakeholder_id.account_id", store=True, index=True, precompute=True)
    personal_agenda = fields.Text(help="Personal and social aims.")
    secret_motives = fields.Text(help="Motives that are not spoken of, and may run against the organisation's agenda.")
    reader_ids = fields.Many2many(
        "res.users",
        "kam_stakeholder_agenda_reader_rel",
        "agenda_id",
        "user_id",
        string="Named on It",
        domain="[('share', '=', False)]",
        help="Beside the account manager, only these people read it.",
    )

    _stakeholder_unique = models.Constraint("UNIQUE(stakeholder_id)", "This person has a personal agenda already.")

    @api.model_create_multi
    def create(self, vals_list):
        """The account manager starts one; asked before, so that nobody learns from a refusal whether there is one."""
        if not self.env.su:
            people = self.env["kam.stakeholder"].browse([vals.get("stakeholder_id") for vals in vals_list])
            if any(account.user_id != self.env.user for account in people.sudo().account_id) or not people:
                raise AccessError(self.env._("Only the account manager records the personal agenda of somebody."))
        return super().create(vals_list)

    def write(self, vals):
        """Those named on it may add to it; whom it is shared with is up to the account manager."""
        if not self.env.su and not {"reader_ids", "stakeholder_id", "account_id"}.isdisjoint(vals):
            self.check_access("write")
            if any(agenda.sudo().account_id.user_id != self.env.user for agenda in self) or "stakeholder_id" in vals:
                raise AccessError(self.env._("Only the account manager decides who reads a personal agenda."))
        return super().write(vals)

    def copy_data(self, default=None):
        """There is one for each person."""
        raise AccessError(self.env._("A personal agenda cannot be copied."))


class KamStakeholder(models.Model):
    """Shows the personal agenda to whoever may read it; not stored, hence not found, grouped by or tracked."""

    _inherit = "kam.stakeholder"

    agenda_visible = fields.Boolean(compute="_compute_agenda_visible", groups=AGENDA_GROUP)
    agenda_owned = fields.Boolean(compute="_compute_agenda_visible", groups=AGENDA_GROUP)
    personal_agenda = fields.Text(
        compute="_compute_personal_agenda", inverse="_inverse_personal_agenda", groups=AGENDA_GROUP, copy=False
    )
    secret_motives = fields.Text(
        compute="_compute_secret_motives", inverse="_inverse_secret_motives", groups=AGENDA_GROUP, copy=False
    )
    agenda_reader_ids = fields.Many2many(
        "res.users",
        string="Also Read by",
        compute="_compute_agenda_reader_ids",
        inverse="_inverse_agenda_reader_ids",
        domain="[('share', '=', False)]",
        groups=AGENDA_GROUP,
        copy=False,
    )

    def _agendas(self):
        """{stakeholder id: agenda} as far as the user may read them, even when called by code with all rights."""
        agendas = self.env["kam.stakeholder.agenda"].with_user(self.env.user)
        if not self.ids or not agendas.has_access("read"):
            return {}
        return {agenda.stakeholder_id.id: agenda for agenda in agendas.search([("stakeholder_id", "in", self.ids)])}

    @api.depends("account_id.user_id")
    @api.depends_context("uid")
    def _compute_agenda_visible(self):
        agendas = self._agendas()
        for stakeholder in self:
            stakeholder.agenda_owned = stakeholder.sudo().account_id.user_id == self.env.user
            stakeholder.agenda_visible = stakeholder.agenda_owned or stakeholder._origin.id in agendas

    @api.depends("account_id.user_id")
    @api.depends_context("uid")
    def _compute_personal_agenda(self):
        self._show_agenda("personal_agenda", "personal_agenda")

    @api.depends("account_id.user_id")
    @api.depends_context("uid")
    def _compute_secret_motives(self):
        self._show_agenda("secret_motives", "secret_motives")

    @api.depends("account_id.user_id")
    @api.depends_context("uid")
    def _compute_agenda_reader_ids(self):
        self._show_agenda("agenda_reader_ids", "reader_ids")

    def _show_agenda(self, name, source):
        agendas = self._agendas()
        for stakeholder in self:
            agenda = agendas.get(stakeholder._origin.id)
            stakeholder[name] = agenda.sudo()[source] if agenda else False

    def _inverse_personal_agenda(self):
        self._keep_agenda("personal_agenda", "personal_agenda")

    def _inverse_secret_motives(self):
        self._keep_agenda("secret_motives", "secret_motives")

    def _inverse_agenda_reader_ids(self):
        self._keep_agenda("agenda_reader_ids", "reader_ids")

    def _keep_agenda(self, name, target):
        agendas = self._agendas()
        for stakeholder in self:
            value = stakeholder[name]
            value = fields.Command.set(value.ids) if isinstance(value, models.BaseModel) else value
            value = [value] if isinstance(value, tuple) else value
            agenda = agendas.get(stakeholder.id)
            if agenda:
                agenda.write({target: value})
            elif stakeholder[name]:
                self.env["kam.stakeholder.agenda"].create({"stakeholder_id": stakeholder.id, target: value})


class KamAccount(models.Model):
    """Whoever manages the account reads its agendas, so nobody makes themselves its manager."""

    _inherit = "kam.account"

    def write(self, vals):
        if "user_id" in vals and not self._may_decide():
            for account in self:
                manager = account.sudo().user_id
                if manager and manager != self.env.user and manager.id != vals["user_id"]:
                    raise AccessError(
                        self.env._(
                            "%(user)s manages %(account)s. Ask them, or somebody who decides on key accounts, to hand "
                            "it over.",
                            user=manager.name,
                            account=account.sudo().display_name,
                        )
                    )
        return super().write(vals)
