from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Records that a list hands to an action at most; more come as the domain.
LIST_LIMIT = 20_000


class KamXlsx(models.AbstractModel):
    """Downloading a workbook: what the menus of a list and a form call, and what the route asks for."""

    _inherit = "kam.xlsx"

    @api.model
    def _kinds(self):
        """{kind: (model, what the notice says, file name, writer)}"""
        return {
            "portfolio": ("kam.account", self.env._("portfolio workbook"), "portfolio", self._portfolio),
            "plan": ("kam.account.plan", self.env._("plan workbook"), "account_plan", self._plan_workbook),
            "rating": ("kam.account", self.env._("rating sheet"), "rating_sheet", self._rating_sheet),
        }

    @api.model
    def _workbook(self, kind, ids, domain, stream):
        """Write a workbook for the route.

        :return: the name of the file
        """
        if kind not in self._kinds():
            raise UserError(self.env._("There is no such workbook. Reload the page and try again."))
        model_name, _label, name, writer = self._kinds()[kind]
        model = self.env[model_name]
        model.check_access("read")
        asked = Domain("id", "in", [int(one) for one in ids]) if ids is not None else Domain(domain or [])
        found = list(model.with_context(active_test=ids is None)._search(asked))
        if not found:
            raise UserError(self.env._("There is nothing to export that you may read. Choose other records."))
        writer(found, stream)
        return f"{name}_{fields.Date.context_today(self)}.xlsx"

    @api.model
    def _download(self, kind, records):
        """The client action that shows the notice and downloads.

        :param records: what was chosen; the whole search when that is more than a list hands over
        """
        context = self.env.context
        limit = int(self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", LIST_LIMIT))
        whole = len(records) >= limit and context.get("active_domain") is not None
        domain = context["active_domain"] if whole else None
        count = records.search_count(domain) if whole else len(records)
        label = self._kinds()[kind][1]
        return {
            "type": "ir.actions.client",
            "tag": "kam_xlsx",
            "params": {
                "url": f"/kam_management/xlsx/{kind}",
                "data": {"domain": domain} if whole else {"ids": records.ids},
                "notice": self.env._("Preparing the %s", label),
                "count": count,
                "done": self.env._("The %s is ready.", label),
            },
        }
