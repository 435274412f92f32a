from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead import KAM_USER


class KamProgrammeAnswer(models.Model):
    """The daily run: the rows of a new year, what use answers, and to-dos for owners of what is due."""

    _inherit = "kam.programme.answer"

    todo_ids = fields.One2many("mail.activity", "kam_programme_id", string="To-dos")
    reminded_for = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_programme(self):
        """Scheduled action, once a day. What it leaves on the last day of a year is what that year shows for good."""
        with self.env["kam.run"]._recording(self.env._("Status of the programme")) as run:
            today = self.env["kam.account"]._today()
            for company in self._companies():
                answers = self.sudo()
                made = answers._prepare(company, company._kam_fiscal_year(today))
                run._note("created", made, self.env._("Answers of a new year"))
                changed, failed = answers._evaluate(company, company._kam_fiscal_year(today))
                run._note("changed", changed, self.env._("Answers that use gave"))
                run._note("failed", failed, self.env._("Could not be computed: the server's log says why"))
                answers._remind(company, today, run)
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _companies(self):
        """The companies that have a programme: the main one, and those that opened theirs."""
        groups = self.sudo()._read_group([], ["company_id"])
        main = self.env["kam.account"]._main_company()
        return main | main.browse([company.id for (company,) in groups])

    # -- to-dos ---------------------------------------------------------------------------------------------

    @api.model
    def _remind(self, company, today, run):
        """A to-do for the owner of what is due and not a yes yet; those without room queue until tomorrow."""
        year = company._kam_fiscal_year(today)
        mine = Domain("company_id", "=", company.id)
        over = self.search(mine & Domain("todo_ids", "!=", False)).filtered(
            lambda one: one.year < year or not one.is_open or not one.is_used or not one.user_id
        )
        run._note("cancelled", ("mail.activity", len(over.todo_ids)), self.env._("To-dos of items that are a yes now"))
        over.todo_ids.unlink()
        notice = timedelta(days=int(self.env["res.config.settings"]._kam_get("notice_days")))
        due = self.search(
            mine
            & Domain("year", "=", year)
            & Domain("is_used", "=", True)
            & Domain("is_open", "=", True)
            & Domain("user_id.active", "=", True)
            & Domain("date_due", "<=", today + notice)
            & Domain("todo_ids", "=", False),
            order="date_due, id",
        ).filtered(lambda one: one.reminded_for != one.date_due)
        made, queued = self.env["kam.todo.desk"]._give([answer._todo() for answer in due])
        for activity in made:
            activity.kam_programme_id.reminded_for = activity.kam_programme_id.date_due
        run._note("created", made, self.env._("To-dos about the programme"))
        run._note(
            "queued",
            self.browse([todo["vals"]["kam_programme_id"] for todo in queued]),
            self.env._("No room among the open to-dos; tried again tomorrow"),
        )

    def _todo(self):
        item = self.item_id.with_context(lang=self.user_id.lang)
        return {
            "user_id": self.user_id.id,
            "date": self.date_due,
            "summary": item.env._("Programme: %s", item.name),
            "note": item.question,
            "source": "programme",
            "importance": 30,
            "vals": {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "kam_programme_id": self.id,
            },
        }


class MailActivity(models.Model):
    """To-dos about an item of the programme."""

    _inherit = "mail.activity"

    kam_source = fields.Selection(selection_add=[("programme", "Programme")])
    kam_programme_id = fields.Many2one(
        "kam.programme.answer",
        string="Item of the Programme",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"kam_programme_id"}
