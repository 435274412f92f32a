from odoo import api, fields, models

from ..report.xlsx_book import Book

#: What a file to import usually holds, by model; more columns may be added under the label of any field.
COLUMNS = {
    "kam.account": ("partner_id", "user_id", "team_id", "level_id", "target_level_id", "criticality", "replaceability"),
    "kam.stakeholder": ("account_id", "name", "unit", "power", "support", "stage_id", "goals", "challenges"),
    "kam.criterion": ("name", "code", "axis", "group", "weight", "active", "guidance", "low_label", "high_label"),
    "kam.satisfaction": (
        "account_id",
        "date",
        "kind",
        "moment_id",
        "score",
        "verbatim",
        "follow_up",
    ),
    "kam.influencing.action": ("account_id", "activity_id", "name", "date", "user_id", "goal", "cost", "hours"),
}
#: Example rows are made of what is there, so the file can be imported as it is.
EXAMPLES = 2


class KamXlsx(models.AbstractModel):
    """Templates for Odoo's import screen, made when they are asked for: in the user's language, with their data."""

    _inherit = "kam.xlsx"

    @api.model
    def _import_template(self, model_name, stream):
        """Write the template of a model.

        :return: the name of the file
        """
        model = self.env[model_name]
        model.check_access("create")
        columns = COLUMNS[model_name]
        book = Book(stream)
        table = book.table(model._description, self._titles(model, columns), [24] * len(columns))
        for example in getattr(self, "_examples_" + model_name.replace(".", "_"))():
            table.row([self._example_cell(model._fields[name], example.get(name)) for name in columns])
        book.close()
        return f"{model_name.replace('.', '_')}_import.xlsx"

    def _example_cell(self, field, value):
        if field.type == "selection" and value:
            return dict(field._description_selection(self.env))[value]
        if field.type == "boolean":
            return str(bool(value))
        return value

    @api.model
    def _own_accounts(self):
        """Names of accounts that the user works with, for examples."""
        accounts = self.env["kam.account"].search([], order="id", limit=EXAMPLES)
        return [one.display_name for one in accounts._filtered_access("write")]

    def _examples_kam_account(self):
        """Companies that are no accounts yet, and not our own."""
        ours = self.env["res.company"].sudo().search([]).partner_id  # pylint: disable=no-search-all
        customers = self.env["res.partner"].search_fetch(
            [
                ("is_company", "=", True),
                ("parent_id", "=", False),
                ("kam_account_id", "=", False),
                ("id", "not in", ours.ids),
            ],
            ["complete_name"],
            order="id",
            limit=EXAMPLES,
        )
        levels = self.env["kam.relationship.level"].search_fetch([], ["name"])
        names = [one.complete_name for one in customers]
        return [
            {
                "partner_id": name,
                "user_id": self.env.user.name,
                "level_id": levels[:1].name,
                "target_level_id": levels[1:2].name,
                "criticality": "critical",
                "replaceability": "difficult",
            }
            for name in names
            if names.count(name) == 1
        ]

    def _examples_kam_stakeholder(self):
        return [
            {
                "account_id": account,
                "name": self.env._("Head of Purchasing"),
                "unit": self.env._("Purchasing"),
                "power": 4,
                "support": "neutral",
                "goals": self.env._("Fewer suppliers"),
            }
            for account in self._own_accounts()
        ]

    def _examples_kam_criterion(self):
        return [
            {
                "name": self.env._("Payment discipline"),
                "code": "payment_discipline",
                "axis": "attractiveness",
                "group": "financial",
                "weight": 10,
                "active": False,
                "low_label": self.env._("Always late"),
                "high_label": self.env._("Always on time"),
            }
        ]

    def _examples_kam_satisfaction(self):
        moment = self.env["kam.moment"].search([], limit=1)
        return [
            {
                "account_id": account,
                "date": fields.Date.context_today(self),
                "kind": "survey",
                "moment_id": moment.name,
                "score": 8,
                "verbatim": self.env._("It works, but it takes two calls."),
            }
            for account in self._own_accounts()
        ]

    def _examples_kam_influencing_action(self):
        activity = self.env["kam.influencing.activity"].search([("kind", "=", "personal")], limit=1)
        return [
            {
                "account_id": account,
                "activity_id": activity.name,
                "name": self.env._("Visit of the plant"),
                "date": fields.Date.context_today(self),
                "user_id": self.env.user.name,
                "goal": self.env._("They see how we work"),
                "hours": 4,
            }
            for account in self._own_accounts()
        ]

    @api.model
    def _template_links(self, model_name, label):
        """What Odoo's import screen offers for a model."""
        return [{"label": label, "template": f"/kam_management/import_template/{model_name}"}]


class KamAccount(models.Model):
    """Its import template."""

    _inherit = "kam.account"

    @api.model
    def get_import_templates(self):
        """Offered on the import screen."""
        return self.env["kam.xlsx"]._template_links(self._name, self.env._("Template for Key Accounts"))


class KamStakeholder(models.Model):
    """Its import template."""

    _inherit = "kam.stakeholder"

    @api.model
    def get_import_templates(self):
        """Offered on the import screen."""
        return self.env["kam.xlsx"]._template_links(self._name, self.env._("Template for Stakeholders"))


class KamCriterion(models.Model):
    """Its import template."""

    _inherit = "kam.criterion"

    @api.model
    def get_import_templates(self):
        """Offered on the import screen."""
        return self.env["kam.xlsx"]._template_links(self._name, self.env._("Template for Criteria"))


class KamInfluencingAction(models.Model):
    """Its import template."""

    _inherit = "kam.influencing.action"

    @api.model
    def get_import_templates(self):
        """Offered on the import screen."""
        return self.env["kam.xlsx"]._template_links(self._name, self.env._("Template for Influencing Actions"))


class KamSatisfaction(models.Model):
    """Its import template."""

    _inherit = "kam.satisfaction"

    @api.model
    def get_import_templates(self):
        """Offered on the import screen."""
        return self.env["kam.xlsx"]._template_links(self._name, self.env._("Template for Satisfaction"))
