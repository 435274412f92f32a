"""The year on paper: what is done, when and by whom, in twelve boxes on one page (K10)."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.date_utils import date_range

from ..engine import year_sheet
from ..engine.schedule import fiscal_year, month_start, year_bounds

#: Kinds in the order in which they stand on one day.
KINDS = ("milestone", "contract", "action", "tactic")


class KamAccount(models.Model):
    """Milestones, actions, tactics and the dates of contracts of a fiscal year, month by month."""

    _inherit = "kam.account"

    def action_print_year(self, year=None, user_id=None):
        """The calendar of the year as a PDF: of one account, or of all accounts of a manager.

        :param year: fiscal year; None for the present one
        :param user_id: the manager; None for oneself, 0 for all accounts one may read
        """
        self.check_access("read")
        data = {"year": int(year or 0), "account_ids": self.ids}
        if not self:
            data["user_id"] = self.env.uid if user_id is None else int(user_id)
        return self.env.ref("kam_management.kam_year_calendar_report").report_action([], data=data, config=False)

    @api.model
    def _year_sheet_of_manager(self, year, user_id):
        """The calendar of all accounts of a manager in one; 0 for all that one may read."""
        accounts = self.search([("user_id", "=", user_id)] if user_id else [])
        name = self.env["res.users"].browse(user_id).sudo().name if user_id else self.env._("all key accounts")
        return accounts._year_sheet(year, name, several=True)

    def _year_sheet(self, year=None, name="", several=False):
        """What the calendar prints; read with the rights of whoever prints it, in a fixed number of queries.

        :param year: fiscal year; None for the present one
        :param name: whose year it is
        :param several: whether each line says to which account it belongs
        :return: {"head", "months", "legend", "sections"}: ``months`` in four columns of a quarter each, three rows
        """
        self.check_access("read")
        company = self.sudo().company_id[:1] or self.env.company
        today, first_month = fields.Date.context_today(self), int(company.kam_fiscal_month or 1)
        year = year or fiscal_year(today, first_month)
        first, last = year_bounds(year, first_month)
        items = self._year_items(first, last, year, today, several)
        months = []
        for number, month in enumerate(date_range(first, last)):
            found = items[month_start(month.year, month.month)]
            count = year_sheet.fit([f"{one['day']} {one['text']} {one['short']}xx" for one in found])
            months.append(
                {
                    "name": format_date(self.env, month, date_format="LLLL yyyy"),
                    "quarter": f"Q{number // 3 + 1}",
                    "items": found[:count],
                    "rest": found[count:],
                    "more": self.env._("%s more on the next pages", len(found) - count) if found[count:] else "",
                    "now": month.year == today.year and month.month == today.month,
                }
            )
        label = str(year) if first_month == 1 else f"{year}/{(year + 1) % 100:02}"
        return {
            "record": self[:1],
            "head": {
                "title": self.env._("Year %(year)s of %(name)s", year=label, name=name or self[:1].display_name or ""),
                "lines": [self.env._("As of %s", format_date(self.env, today))],
            },
            "quarters": [f"Q{number}" for number in range(1, 5)],
            "months": [[months[row + 3 * column] for column in range(4)] for row in range(3)],
            "legend": {**self._year_legend(), "owners": _owners(months)},
            "sections": self._year_rest(months, several),
        }

    def _year_legend(self):
        """[(letter, state, what it means)]: what the marks before the lines mean."""
        letters = self._year_letters()
        return {
            "kinds": [(letters[kind], name) for kind, name in self._year_kinds().items()],
            "states": [
                ("done", self.env._("done or past")),
                ("planned", self.env._("planned")),
                ("late", self.env._("late")),
            ],
        }

    def _year_kinds(self):
        return {
            "milestone": self.env._("Milestone"),
            "action": self.env._("Action"),
            "tactic": self.env._("Tactic"),
            "contract": self.env._("Contract"),
        }

    def _year_letters(self):
        """{kind: one letter}; translators choose four that differ."""
        return {
            "milestone": self.env._("M (milestone)")[:1],
            "action": self.env._("A (action)")[:1],
            "tactic": self.env._("T (tactic)")[:1],
            "contract": self.env._("C (contract)")[:1],
        }

    # -- lines ----------------------------------------------------------------------------------------------

    def _year_items(self, first, last, year, today, several):
        """{first day of a month: lines of the month, by day}"""
        found = [
            *self._year_milestones(year, today),
            *self._year_actions(first, last, today),
            *self._year_tactics(year, today),
            *self._year_contracts(first, last, today),
        ]
        names = {account.id: account.display_name for account in self} if several else {}
        letters, months = self._year_letters(), defaultdict(list)
        for one in sorted(found, key=lambda one: (one["date"], KINDS.index(one["kind"]), one["text"])):
            if not first <= one["date"] <= last:
                continue
            account = names.get(one["account"], "")
            owner = one.pop("user").sudo().name or ""
            months[month_start(one["date"].year, one["date"].month)].append(
                {
                    **one,
                    "account": account,
                    "text": f"{account}: {one['text']}" if account else one["text"],
                    "what": one["text"],
                    "day": format_date(self.env, one["date"], date_format="d"),
                    "owner": owner,
                    "short": "".join(word[0] for word in owner.split()[:3]),
                    "letter": letters[one["kind"]],
                }
            )
        return months

    def _year_milestones(self, year, today):
        domain = [("account_id", "in", self.ids), ("year", "=", year), ("state", "in", ("planned", "due", "done"))]
        return [
            _line("milestone", one.account_id, one.date, one._label(), one.user_id, one.state == "done", today)
            for one in self.env["kam.plan.milestone"].search(domain)
        ]

    def _year_actions(self, first, last, today):
        """Actions of the accounts, and those for many that one of them is addressed by."""
        audience = Domain("audience_account_ids", "in", self.ids)
        audience |= Domain("audience_segment_ids", "in", self.segment_id.ids)
        whose = Domain("account_id", "in", self.ids) | (Domain("account_id", "=", False) & audience)
        domain = whose & Domain("date", ">=", first) & Domain("date", "<=", last) & Domain("state", "!=", "cancelled")
        return [
            _line(
                "action",
                one.account_id,
                one.date,
                one.display_name,
                one.user_id,
                one.state in ("done", "evaluated"),
                today,
            )
            for one in self.env["kam.influencing.action"].search(domain)
        ]

    def _year_tactics(self, year, today):
        domain = [("account_id", "in", self.ids), ("year", "=", year), ("plan_id.merged_into_id", "=", False)]
        return [
            _line("tactic", one.account_id, one.done_on or one.deadline, one.name, one.user_id, one.done, today)
            for one in self.env["kam.plan.tactic"].search(domain)
            if one.deadline
        ]

    def _year_contracts(self, first, last, today):
        """Start, last day for notice, renewal and end of each contract; a past day is over, whatever came of it."""
        texts = {
            "start_date": self.env._("%s starts", "%s"),
            "last_notice_date": self.env._("%s: last day for notice", "%s"),
            "renewal_date": self.env._("%s: renewal due", "%s"),
            "end_date": self.env._("%s ends", "%s"),
        }
        within = Domain.OR(Domain(name, ">=", first) & Domain(name, "<=", last) for name in texts)
        domain = Domain("account_id", "in", self.ids) & Domain("state", "!=", "cancelled") & within
        return [
            _line("contract", one.account_id, one[name], text % one.name, one.user_id, one[name] < today, today)
            for one in self.env["kam.contract"].search(domain)
            for name, text in texts.items()
            if one[name]
        ]

    # -- what did not fit -----------------------------------------------------------------------------------

    def _year_rest(self, months, several):
        """What the boxes had no room for, as tables, month by month."""
        report, kinds = self.env["kam.report"], self._year_kinds()
        states = dict(self._year_legend()["states"])
        columns = [(self.env._("Day"), 6), (self.env._("What"), 44), (self.env._("Kind"), 12)]
        columns += [(self.env._("Account"), 18)] if several else []
        columns += [(self.env._("Owner"), None), (self.env._("State"), 10)]
        sections = []
        for month in months:
            rows = [
                [one["day"], one["what"], kinds[one["kind"]]]
                + ([one["account"]] if several else [])
                + [one["owner"] or "–", states[one["state"]]]
                for one in month["rest"]
            ]
            sections.append(report._section(self.env._("%s, continued", month["name"]), report._listing(columns, rows)))
        return [{**section, "page": number == 0} for number, section in enumerate(filter(None, sections))]


def _line(kind, account, day, text, user, done, today):
    return {
        "kind": kind,
        "account": account.id,
        "date": day,
        "text": text or "",
        "user": user,
        "state": "done" if done else "late" if day < today else "planned",
    }


def _owners(months):
    """[(initials, name)] of the owners in the boxes."""
    return sorted({(one["short"], one["owner"]) for month in months for one in month["items"] if one["owner"]})
