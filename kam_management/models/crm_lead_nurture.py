from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql

from ..engine import disposition_sql
from .crm_lead import KAM_USER

DISPOSITIONS = [
    ("new", "New"),
    ("working", "Being worked on"),
    ("nurtured", "Nurtured"),
    ("returned", "Back from nurturing"),
    ("qualified", "Qualified"),
    ("won", "Won"),
    ("lost", "Lost"),
]
#: What somebody sets who takes a lead up again: nurturing is over.
TAKEN_UP = frozenset({"type", "stage_id"})


class CrmLead(models.Model):
    """What becomes of each lead; one that is not ready is nurtured, and comes back on its date (K2)."""

    _inherit = "crm.lead"

    kam_disposition = fields.Selection(
        DISPOSITIONS,
        compute="_compute_kam_disposition",
        store=True,
        copy=False,
        string="Disposition",
        group_expand=True,
        groups=KAM_USER,
        tracking=False,
        help="New: nobody has it. Being worked on: somebody of ours has it. Nurtured: not ready, comes back on its "
        "date. Back: the date has come. Qualified: an opportunity. Won, lost.",
    )
    kam_nurture_state = fields.Selection(
        [("nurtured", "Nurtured"), ("returned", "Back from nurturing")],
        string="Nurturing",
        copy=False,
        groups=KAM_USER,
        tracking=False,
    )
    kam_nurture_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Nurture Track",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=KAM_USER,
        tracking=False,
    )
    kam_nurture_until = fields.Date(string="Comes Back on", copy=False, groups=KAM_USER, tracking=False)
    kam_nurture_reason = fields.Char(string="Not Ready Because", copy=False, groups=KAM_USER, tracking=False)

    _kam_nurture_until_idx = models.Index("(kam_nurture_until) WHERE kam_nurture_state = 'nurtured'")

    def _auto_init(self):
        """Add the column with the commonest disposition at once, instead of computing it lead by lead."""
        cr = self.env.cr
        if not sql.column_exists(cr, self._table, "kam_disposition"):
            cr.execute(SQL("ALTER TABLE crm_lead ADD COLUMN IF NOT EXISTS kam_nurture_state varchar"))
            cr.execute(disposition_sql.commonest())
            # A default of the column costs no rewriting of the rows that have it; the few others are corrected.
            commonest = (cr.fetchone() or ["new"])[0]
            cr.execute(SQL("ALTER TABLE crm_lead ADD COLUMN kam_disposition varchar DEFAULT %s", commonest))
            cr.execute(SQL("ALTER TABLE crm_lead ALTER COLUMN kam_disposition DROP DEFAULT"))
            cr.execute(disposition_sql.repair())
        return super()._auto_init()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"kam_disposition", "kam_nurture_state"}

    @api.depends("type", "won_status", "user_id", "kam_nurture_state")
    def _compute_kam_disposition(self):
        for lead in self:
            if lead.won_status in ("won", "lost"):
                lead.kam_disposition = lead.won_status
            elif lead.kam_nurture_state:
                lead.kam_disposition = lead.kam_nurture_state
            elif lead.type == "opportunity":
                lead.kam_disposition = "qualified"
            else:
                lead.kam_disposition = "working" if lead.user_id else "new"

    def write(self, vals):
        """Whoever converts a nurtured lead or moves it to another stage has taken it up."""
        if vals.keys().isdisjoint(TAKEN_UP):
            return super().write(vals)
        before = {
            lead: [lead[name] for name in ("type", "stage_id")]
            for lead in self.sudo()
            if lead.kam_nurture_state and "kam_nurture_state" not in vals
        }
        result = super().write(vals)
        taken_up = [lead.id for lead, values in before.items() if [lead.type, lead.stage_id] != values]
        if taken_up:
            self.browse(taken_up)._end_nurturing()
        return result

    # -- nurturing --------------------------------------------------------------------------------------------

    def _nurture(self, plan, until, reason=""):
        """Put leads on a nurture track: its steps become to-dos, the lead comes back on its date.

        :param plan: a ``mail.activity.plan`` of leads, or none: then it only comes back
        :param until: the day on which it comes back
        :raises UserError: when a lead is won or lost
        """
        self.check_access("write")
        closed = self.filtered(lambda lead: lead.won_status != "pending" or not lead.active)
        if closed:
            raise UserError(
                self.env._(
                    "“%s” is closed and cannot be nurtured. Restore it first, or take it out of the selection.",
                    closed[0].name,
                )
            )
        self.sudo()._nurture_todos().unlink()
        self.sudo().write(
            {
                "kam_nurture_state": "nurtured",
                "kam_nurture_plan_id": plan.id,
                "kam_nurture_until": until,
                "kam_nurture_reason": reason or False,
            }
        )
        self._schedule_track(plan, until)

    def _schedule_track(self, plan, until):
        """The steps of the track as to-dos of each lead's owner; what would be due after the return is left out."""
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id("crm.lead")
        todos = []
        for template in plan.sudo().template_ids:
            day = max(template._get_date_deadline(today), today)
            if day >= until:
                continue
            todos += [
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": template.activity_type_id.id,
                    "summary": template.summary,
                    "note": template.note,
                    "date_deadline": day,
                    "user_id": (template.responsible_id or lead._nurture_owner() or self.env.user).id,
                    "automated": True,
                    "kam_source": "nurture",
                }
                for lead in self
            ]
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(todos)

    def _nurture_owner(self):
        """Who gets a to-do of the lead: its salesperson, else the team's leader, else the account manager."""
        lead = self.sudo()
        users = (lead.user_id, lead.team_id.user_id, lead.kam_account_id.user_id, lead.kam_account_id.team_id.user_id)
        return next((user for user in users if user.active), self.env["res.users"])

    def _nurture_todos(self):
        """Open to-dos that nurturing made."""
        return self.env["mail.activity"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "in", self.ids), ("kam_source", "=", "nurture")]
        )

    def _end_nurturing(self):
        """Nothing more to do for the track; the reason is kept for the next time."""
        leads = self.sudo()
        leads._nurture_todos().unlink()
        leads.write({"kam_nurture_state": False, "kam_nurture_until": False})

    def action_kam_nurture(self):
        """The small window that asks for track and date."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Ready Yet"),
            "res_model": "kam.nurture",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_ids": [(6, 0, self.ids)]},
        }

    def action_kam_take_up(self):
        """Somebody works on these leads again, before or after their date."""
        self.check_access("write")
        self._end_nurturing()
        return True
