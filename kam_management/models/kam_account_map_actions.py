from odoo import models


class KamAccount(models.Model):
    """What is planned with each person, on the stakeholder map."""

    _inherit = "kam.account"

    def map_data(self, date=None, lead_id=None):
        """The map with the next action of each person; a past day has none."""
        data = super().map_data(date=date, lead_id=lead_id)
        planned = {} if data["date"] else self.env["kam.stakeholder"]._next_actions(self.id)
        for person in data["people"]:
            count, name, day, number = planned.get(person["id"], (0, "", None, False))
            person["actions"] = count
            person["next_action"] = number and {"id": number, "name": name, "date": str(day)}
        return data
