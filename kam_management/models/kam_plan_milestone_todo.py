from datetime import timedelta

from odoo import models

from ..engine.cadence import working_day_before


class KamPlanMilestone(models.Model):
    """The to-do of a milestone: what it says, and until when."""

    _inherit = "kam.plan.milestone"

    def _todo(self, day):
        """The to-do of a milestone, for the to-do desk.

        :param day: until when, see :meth:`_working_days`
        """
        self.ensure_one()
        return {
            "user_id": self.user_id.id,
            "account_id": self.account_id.id,
            "date": day,
            "summary": self._label(),
            "note": self.step_id.description or False,
            "source": "milestone",
            "importance": 20,
            "vals": {"kam_milestone_id": self.id},
        }

    def _working_days(self):
        """{milestone id: the last day on or before its own on which its owner works}, with a handful of queries."""
        if not self:
            return {}
        first, last = min(self.mapped("date")) - timedelta(days=31), max(self.mapped("date"))
        calendars, key_of = self.env["kam.account"]._work_calendars(self.user_id.ids, first, last)
        return {one.id: working_day_before(one.date, calendars[key_of.get(one.user_id.id, 0)]) for one in self}
