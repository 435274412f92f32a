"""Working days of those who carry out actions, as plain calendars for the engine."""

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, models

from ..engine.schedule import STANDARD, Calendar


class KamAccount(models.Model):
    """Whose calendar counts: one's own, or else the company's, or else Monday to Friday."""

    _inherit = "kam.account"

    @api.model
    def _work_calendars(self, user_ids, first, last):
        """Working days of users between two dates, read with a handful of queries.

        :return: ({key: engine ``Calendar``}, {user id: key}); users with the same days share a key, key 0 is that
            of the main company, for whoever has none
        """
        users = self.env["res.users"].sudo().with_context(active_test=False).browse(sorted(user_ids))
        resources = self.env["resource.resource"].sudo().search_fetch([("user_id", "in", users.ids)], ["calendar_id"])
        resource_of = {}
        for resource in resources:
            resource_of.setdefault(resource.user_id.id, resource)
        main = self._main_company().resource_calendar_id
        calendars = resources.calendar_id | users.company_id.resource_calendar_id | main
        weeks = {calendar.id: self._weeks(calendar) for calendar in calendars}
        general, own = self._days_off(calendars, resources, weeks, first, last)

        def plain(calendar, resource):
            if not weeks.get(calendar.id):
                return STANDARD
            off = general[calendar.id] | (own[resource.id] if resource else set())
            return Calendar(tuple(frozenset(week) for week in weeks[calendar.id][0]), frozenset(off))

        keys = {plain(main, None): 0}
        key_of = {}
        for user in users:
            resource = resource_of.get(user.id)
            calendar = (resource and resource.calendar_id) or user.company_id.resource_calendar_id
            key_of[user.id] = keys.setdefault(plain(calendar, resource), len(keys))
        return {key: calendar for calendar, key in keys.items()}, key_of

    @api.model
    def _weeks(self, calendar):
        """([weekdays of one or two weeks], earliest hour, latest hour) of a calendar; None without working time."""
        lines = calendar.attendance_ids.filtered(lambda one: not one.display_type and one.day_period != "lunch")
        if not lines:
            return None
        weeks = [set(), set()] if calendar.two_weeks_calendar else [set()]
        for line in lines:
            for number, week in enumerate(weeks):
                if not calendar.two_weeks_calendar or line.week_type in (False, str(number)):
                    week.add(int(line.dayofweek))
        hours = (min(lines.mapped("hour_from")), max(lines.mapped("hour_to")))
        return weeks, *(hours if hours[1] else (0.0, 24.0))

    @api.model
    def _days_off(self, calendars, resources, weeks, first, last):
        """({calendar id: days off for all}, {resource id: own days off}) between two dates.

        A day is off when a leave covers its whole working time.
        """
        general, own = defaultdict(set), defaultdict(set)
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", datetime.combine(last, time.max)),
                    ("date_to", ">=", datetime.combine(first, time.min)),
                    "|",
                    ("resource_id", "in", resources.ids),
                    ("resource_id", "=", False),
                ]
            )
        )
        for leave in leaves:
            if leave.resource_id:
                calendar = leave.resource_id.calendar_id or leave.calendar_id
                own[leave.resource_id.id] |= self._covered(leave, calendar, weeks)
                continue
            for calendar in calendars:
                same = leave.calendar_id == calendar or (
                    not leave.calendar_id and (not leave.company_id or leave.company_id == calendar.company_id)
                )
                if same:
                    general[calendar.id] |= self._covered(leave, calendar, weeks)
        return general, own

    @api.model
    def _covered(self, leave, calendar, weeks):
        """The days whose working time a leave covers from the first to the last hour."""
        zone = pytz.timezone(calendar.tz or "UTC")
        start, end = (
            pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
            for moment in (leave.date_from, leave.date_to)
        )
        hour_from, hour_to = weeks[calendar.id][1:] if weeks.get(calendar.id) else (0.0, 24.0)
        day, days = start.date(), set()
        while day <= end.date():
            opens = datetime.combine(day, time.min) + timedelta(hours=hour_from)
            # The last minute does not count: leaves end at 23:59:59.
            closes = datetime.combine(day, time.min) + timedelta(hours=hour_to, minutes=-1)
            if start <= opens and end >= closes:
                days.add(day)
            day += timedelta(days=1)
        return days
