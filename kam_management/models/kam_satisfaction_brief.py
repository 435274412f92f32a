from odoo import models

from ..engine.talking_points import Point


class KamAccount(models.Model):
    """Satisfaction in the brief: the mean, and what they said last. The brief stays inside."""

    _inherit = "kam.account"

    def brief_data(self):
        data = super().brief_data()
        last = self._satisfaction_verbatims(limit=1)
        data["satisfaction"] = {
            "known": self.satisfaction_known,
            "mean": self.satisfaction,
            "trend": self.satisfaction_trend or "",
            "last": last[0] if last else False,
        }
        return data

    def _brief_points(self, people, promises, leads, alerts):
        """What we promised after an answer is worth asking about."""
        points = super()._brief_points(people, promises, leads, alerts)
        answers = self.env["kam.satisfaction"].search(
            [("account_id", "=", self.id), ("follow_up_state", "=", "done")], limit=1
        )
        points += [
            Point("value", self.env._("Ask whether this made it better: %s", answer.follow_up)) for answer in answers
        ]
        return points
