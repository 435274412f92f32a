from odoo import fields, models

from ..engine.cadence import WEEKDAYS, working_day_before


class KamPlanMilestone(models.Model):
    """The to-do of a milestone: what it says, and until when."""

    _inherit = "kam.plan.milestone"

    def _todo(self, day):
        """The to-do of a milestone, for the to-do desk."""
        self.ensure_one()
        return {
            "user_id": self.user_id.id,
            "account_id": self.account_id.id,
            "date": day,
            "summary": self.display_name,
            "note": self.step_id.description or False,
            "source": "milestone",
            "importance": 20,
            "vals": {"kam_milestone_id": self.id},
        }

    def _working_days(self):
        """{milestone id: the last working day of its owner on or before its day}.

        An owner without a working calendar has that of the company of the account, else Monday to Friday.
        """
        main = self.env["kam.account"]._main_company()
        calendars = {
            one.id: one.user_id.resource_calendar_id
            or one.account_id.company_id.resource_calendar_id
            or main.resource_calendar_id
            for one in self.sudo()
        }
        all_calendars = self.env["resource.calendar"].sudo().browse({one.id for one in calendars.values() if one})
        weekdays = {
            calendar.id: frozenset(int(line.dayofweek) for line in calendar.attendance_ids)
            or WEEKDAYS
            for calendar in all_calendars
        }
        holidays = self._holidays(all_calendars)
        return {
            one.id: working_day_before(
                one.date,
                weekdays.get(calendars[one.id].id, WEEKDAYS),
                holidays.get(calendars[one.id].id, ()),
            )
            for one in self
        }

    def _holidays(self, calendars):
        """{calendar id: days that nobody works on}, of the months that the milestones lie in."""
        if not self or not calendars:
            return {}
        first, last = min(self.mapped("date")), max(self.mapped("date"))
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", [*calendars.ids, False]),
                    ("date_from", "<=", fields.Datetime.to_datetime(last)),
                    ("date_to", ">=", fields.Datetime.subtract(fields.Datetime.to_datetime(first), days=31)),
                ]
            )
        )
        holidays = {calendar.id: set() for calendar in calendars}
        for leave in leaves:
            days = (leave.date_to.date() - leave.date_from.date()).days
            of_leave = {fields.Date.add(leave.date_from.date(), days=day) for day in range(days + 1)}
            for calendar in [leave.calendar_id.id] if leave.calendar_id else calendars.ids:
                holidays[calendar] |= of_leave
        return holidays
