from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine import contacts_sql


class DigestDigest(models.Model):
    """Figures of the programme in Odoo's digest: what its reader may see, and nothing else."""

    _inherit = "digest.digest"

    kpi_kam_alert = fields.Boolean("New Early Warnings")
    kpi_kam_alert_value = fields.Integer(compute="_compute_kpi_kam_alert_value")
    kpi_kam_action = fields.Boolean("Influencing Actions Done")
    kpi_kam_action_value = fields.Integer(compute="_compute_kpi_kam_action_value")
    kpi_kam_contact = fields.Boolean("Key Accounts Contacted")
    kpi_kam_contact_value = fields.Integer(compute="_compute_kpi_kam_contact_value")

    def _kam_check_role(self):
        """A digest leaves out what its reader has no role for."""
        if not self.env.user.has_group("kam_management.group_kam_user"):
            raise AccessError(self.env._("Key account figures are for those with a key account role."))

    def _kam_of_company(self, prefix=""):
        """Domain of what belongs to the digest's company, or to all of them."""
        company = self.company_id or self.env.company
        return Domain(f"{prefix}company_id", "in", [company.id, False])

    def _compute_kpi_kam_alert_value(self):
        self._kam_check_role()
        start, end, _companies = self._get_kpi_compute_parameters()
        for digest in self:
            domain = digest._kam_of_company("account_id.")
            domain &= Domain("opened_on", ">=", start) & Domain("opened_on", "<", end)
            digest.kpi_kam_alert_value = self.env["kam.alert"].search_count(domain)

    def _compute_kpi_kam_action_value(self):
        self._kam_check_role()
        start, end, _companies = self._get_kpi_compute_parameters()
        for digest in self:
            domain = digest._kam_of_company() & Domain("state", "in", ("done", "evaluated"))
            domain &= Domain("done_on", ">=", start) & Domain("done_on", "<", end)
            digest.kpi_kam_action_value = self.env["kam.influencing.action"].search_count(domain)

    def _compute_kpi_kam_contact_value(self):
        self._kam_check_role()
        start, end, _companies = self._get_kpi_compute_parameters()
        frame = self.env["kam.alert.rule"]._alert_frame()
        for digest in self:
            domain = digest._kam_of_company() & Domain("segment_id.mode", "=", "selected")
            accounts = self.env["kam.account"].search(domain)
            self.env.flush_all()
            query = contacts_sql.touched(accounts.ids, frame, start, end)
            digest.kpi_kam_contact_value = self.env.execute_query(query)[0][0]

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("kam_management.menu_root").id
        actions["kpi_kam_alert"] = f"kam_management.kam_alert_action?menu_id={menu}"
        actions["kpi_kam_contact"] = f"kam_management.kam_account_my_action?menu_id={menu}"
        return actions
