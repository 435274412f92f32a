from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import disposition_sql

BATCH = 1000


class CrmLead(models.Model):
    """Nurtured leads come back on their date: once a day, in batches, whatever happened in between."""

    _inherit = "crm.lead"

    @api.model
    def _nurture_due(self):
        """Domain of the leads whose date has come; what was won or lost meanwhile stays where it is."""
        return Domain(
            [
                ("kam_nurture_state", "=", "nurtured"),
                ("kam_nurture_until", "<=", fields.Date.context_today(self)),
                ("won_status", "=", "pending"),
            ]
        )

    @api.model
    def _cron_nurture(self, batch=BATCH):
        """Scheduled action: leads whose date has come are returned, with a to-do for their owner."""
        cron = self.env["ir.cron"]
        accounts = self.env["kam.account"]
        with self.env["kam.run"]._recording(self.env._("Nurtured leads come back")) as run:
            while count := accounts._again(lambda: self._return_batch(run, batch)):
                if not cron._commit_progress(count, remaining=1 if count == batch else 0) and count == batch:
                    return
            accounts._again(self._repair_dispositions)
        cron._commit_progress(remaining=0)

    @api.model
    def _return_batch(self, run, batch):
        """Return up to ``batch`` leads that nobody else holds; their number."""
        query = self.sudo()._search(self._nurture_due(), order="kam_nurture_until, id", limit=batch)
        rows = self.env["kam.account"]._lock_rows(
            SQL("%s FOR NO KEY UPDATE OF %s SKIP LOCKED", query.select(), SQL.identifier(self._table))
        )
        leads = self.sudo().browse(row[0] for row in rows)
        if leads:
            leads._return_from_nurturing(run)
            self.env.flush_all()
        return len(leads)

    def _return_from_nurturing(self, run):
        """Leads are back: set-based, and one to-do each for whoever takes them up."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead SET kam_nurture_state = 'returned',
                          kam_disposition = CASE WHEN won_status = 'pending' THEN 'returned' ELSE won_status END
                    WHERE id = ANY(%s)""",
                self.ids,
            )
        )
        self.env.invalidate_all()
        todos, nobody = [], self.browse()
        model_id = self.env["ir.model"]._get_id("crm.lead")
        type_id = self.env.ref("mail.mail_activity_data_todo").id
        for lead in self:
            user = lead._nurture_owner()
            if not user:
                nobody |= lead
                continue
            todos.append(
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": type_id,
                    "summary": lead._return_summary(user),
                    "date_deadline": fields.Date.context_today(self),
                    "user_id": user.id,
                    "automated": True,
                    "kam_source": "nurture",
                }
            )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(todos)
        run._note("changed", self - nobody, self.env._("Leads came back, with a to-do for whoever takes them up"))
        if nobody:
            run._note(
                "failed", nobody, self.env._("Leads came back to nobody: no owner, team leader or account manager")
            )

    def _return_summary(self, user):
        lead = self.with_context(lang=user.lang)
        if lead.user_id and not lead.user_id.active:
            return lead.env._("Back from nurturing; %s has left, who takes it up?", lead.user_id.name)
        if lead.kam_nurture_reason:
            return lead.env._("Back from nurturing (%s): are they ready now?", lead.kam_nurture_reason)
        return lead.env._("Back from nurturing: are they ready now?")

    @api.model
    def _repair_dispositions(self):
        """Correct what statements of others, such as a merge, left behind; writes only what is wrong."""
        self.env.flush_all()
        self.env.cr.execute(disposition_sql.repair())
        self.env.invalidate_all()
