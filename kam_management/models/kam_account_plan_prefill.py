"""What the system knows already, so that nobody types it: the facts above the text of a section."""

from datetime import date, datetime

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import format_amount, format_date

from .kam_direction import arrow

#: Rows of one group at most; more help nobody on a page.
ROWS = 12
#: Years of figures: the plan's, and those before.
YEARS_BACK = 3


class KamAccountPlan(models.Model):
    """Facts by kind: ``_prefill_<kind>`` gives ``[{"title", "items": [{"label", "value"}]}]``."""

    _inherit = "kam.account.plan"

    def _prefill_facts(self, kind):
        """Facts of one kind, as far as the user may know them; an unknown kind gives none."""
        self.ensure_one()
        method = getattr(self, f"_prefill_{kind}", None)
        return method() if method else []

    @staticmethod
    def _group(title, items):
        """One group of facts; values that are empty are left out."""
        pairs = [(str(label), value) for label, value in items if value]
        return {"title": title, "items": [{"label": label, "value": str(value)} for label, value in pairs[:ROWS]]}

    def _prefill_customer(self):
        """Name, locations, team."""
        env, account = self.env, self.account_id.sudo()
        company = account.partner_id
        places = company.child_ids.filtered(lambda one: one.type != "contact" and (one.city or one.street))
        functions = [(one.function_id.name or env._("Team"), one.user_id.name) for one in account.member_ids]
        return [
            self._group(
                env._("Company"),
                [
                    (env._("Name"), company.name),
                    (env._("Belongs to"), company.parent_id.name or account.parent_id.display_name),
                    (env._("Industry"), company.industry_id.name),
                    (env._("Website"), company.website),
                    (env._("Reference"), company.ref),
                ],
            ),
            self._group(
                env._("Locations"),
                [(env._("Main address"), self._address(company))]
                + [(one.name or one.city, self._address(one)) for one in places],
            ),
            self._group(
                env._("Our Team"),
                [
                    (env._("Account manager"), account.user_id.name),
                    (env._("Executive sponsor"), account.sponsor_id.name),
                    (env._("Sales team"), account.team_id.name),
                    *functions,
                ],
            ),
        ]

    @staticmethod
    def _address(partner):
        return ", ".join(filter(None, (partner.street, partner.zip, partner.city, partner.country_id.name)))

    def _prefill_figures(self):
        """Won revenue by fiscal year, and the open pipeline by the year it is expected to close."""
        env, money = self.env, self._money
        won, expected = self._revenue_by_year(), self._pipeline_by_year()
        years = range(self.year - YEARS_BACK, self.year + 1)
        return [
            self._group(env._("Won revenue"), [(str(year), money(won.get(year, 0.0))) for year in years]),
            self._group(
                env._("Open pipeline, by expected closing"),
                [(str(year or env._("No date")), money(total)) for year, total in sorted(expected.items())],
            ),
        ]

    def _money(self, amount, lead=None):
        """An amount as text: of an opportunity in the currency of its company, else in the account's."""
        currency = lead and lead.company_currency or self.account_id.currency_id
        return format_amount(self.env, amount, currency)

    def _fiscal_bounds(self, year):
        """First day of a fiscal year of the account's company, and of the next one."""
        company = self.account_id.sudo().company_id or self.env["kam.account"]._main_company()
        start = date(year, int(company.kam_fiscal_month or 1), 1)
        return start, start + relativedelta(years=1)

    def _local_day(self, moment):
        """The day of a date, or of a moment where the account's company is; False for none."""
        if not isinstance(moment, datetime):
            return moment
        company = self.account_id.sudo().company_id or self.env["kam.account"]._main_company()
        zone = pytz.timezone(company.partner_id.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _leads(self, domain):
        """Opportunities of the account that the user may see, in whatever state."""
        leads = self.account_id._readable_leads().with_context(active_test=False)
        return leads.search([("kam_account_id", "=", self.account_id.id), ("type", "=", "opportunity"), *domain])

    def _revenue_by_year(self):
        """{fiscal year: won revenue in the account's currency}."""
        start = self._fiscal_bounds(self.year - YEARS_BACK)[0] - relativedelta(
            days=1
        )  # elsewhere it is that day already
        return self._sum_by_year(self._leads([("won_status", "=", "won"), ("date_closed", ">=", start)]), "date_closed")

    def _pipeline_by_year(self):
        """{fiscal year or 0 without a date: expected revenue of open opportunities}."""
        return self._sum_by_year(self._leads([("won_status", "=", "pending"), ("active", "=", True)]), "date_deadline")

    def _sum_by_year(self, leads, name):
        company = self.account_id.sudo().company_id or self.env["kam.account"]._main_company()
        currency, today, totals = self.account_id.currency_id, fields.Date.context_today(self), {}
        for lead in leads:
            day = self._local_day(lead[name])
            year = company._kam_fiscal_year(day) if day else 0
            own = lead.company_currency or currency
            amount = own._convert(lead.expected_revenue, currency, company, day or today)
            totals[year] = totals.get(year, 0.0) + amount
        return totals

    def _prefill_relationship(self):
        """Level now and wanted, its moves, and how the two companies touch."""
        env, account = self.env, self.account_id
        moves = account.change_ids.filtered(lambda one: one.kind in ("level", "target"))[:ROWS]
        kinds = dict(moves._fields["kind"]._description_selection(env))
        return [
            self._group(
                env._("Relationship"),
                [
                    (env._("Level today"), account.level_id.name),
                    (env._("Level wanted"), account.target_level_id.name),
                    (env._("What lifts it"), account.level_id.sudo().lifted_by),
                ],
            ),
            self._group(
                env._("Moves"),
                [
                    (
                        format_date(env, self._local_day(one.date)),
                        f"{kinds[one.kind]}: {one.old_value or '–'} {arrow(env)} {one.new_value or '–'}",
                    )
                    for one in moves
                ],
            ),
        ]

    def _prefill_people(self):
        """Stakeholders by power, then contacts who are not on the map."""
        env, account = self.env, self.account_id
        people = account.stakeholder_ids.sorted(lambda one: (-int(one.power or 0), one.id))
        supports = dict(people._fields["support"]._description_selection(env))
        contacts = env["res.partner"].search(
            [
                ("commercial_partner_id", "=", account.partner_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
                ("id", "not in", people.partner_id.ids),
            ],
            limit=ROWS,
        )
        return [
            self._group(
                env._("On the map"),
                [
                    (
                        one.name,
                        ", ".join(filter(None, (one.title, *one.role_ids.mapped("name"), supports.get(one.support)))),
                    )
                    for one in people
                ],
            ),
            self._group(env._("Other contacts"), [(one.name, one.function or one.email or "–") for one in contacts]),
        ]

    def _prefill_competition(self):
        """Competitors known at the account, and what was lost in the last years."""
        env = self.env
        start = self._fiscal_bounds(self.year - YEARS_BACK)[0]
        lost = self._leads([("won_status", "=", "lost"), ("date_closed", ">=", start)])
        return [
            self._group(env._("Competitors"), self._competitor_items()),
            self._group(
                env._("Lost opportunities"),
                [
                    (
                        one.name,
                        ", ".join(
                            filter(
                                None,
                                (
                                    one.date_closed and format_date(env, self._local_day(one.date_closed)),
                                    self._money(one.expected_revenue, one),
                                    one.lost_reason_id.name,
                                ),
                            )
                        ),
                    )
                    for one in lost.sorted("date_closed", reverse=True)
                ],
            ),
        ]

    def _competitor_items(self):
        """(competitor, threat and our response), then those met on lost opportunities but not listed yet."""
        listed = self.env["kam.competitor"].search([("account_id", "=", self.account_id.id)])
        threats = dict(listed._fields["threat"]._description_selection(self.env))
        met = self.account_id._propose_competitors()
        partners = self.env["res.partner"].sudo().browse([one["partner_id"] for one in met if one.get("partner_id")])
        names = [*partners.mapped("name"), *(one["name"] for one in met if one.get("name"))]
        return [
            (one.name, ", ".join(filter(None, (self.env._("threat: %s", threats[one.threat]), one.response))))
            for one in listed
        ] + [(name, self.env._("met, not listed yet")) for name in names]

    def _prefill_opportunities(self):
        """Open opportunities by stage, the largest first."""
        leads = self._leads([("won_status", "=", "pending"), ("active", "=", True)])
        leads = leads.sorted(lambda one: (-one.expected_revenue, one.id))
        return [
            self._group(
                self.env._("Open opportunities (%s)", len(leads)),
                [
                    (one.name, ", ".join(filter(None, (one.stage_id.name, self._money(one.expected_revenue, one)))))
                    for one in leads
                ],
            )
        ]

    def _prefill_results(self):
        """Last year's plan: how far it came, and what the year brought."""
        env, before = self.env, self.previous_id
        if not before:
            return [self._group(env._("Last year's plan"), [])]
        phases = dict(before._fields["state"]._description_selection(env))
        objectives = before.objective_ids if "objective_ids" in before else []
        return [
            self._group(
                before.name,
                [
                    (env._("Phase"), phases[before.state]),
                    (env._("Progress"), f"{before.progress:.0f} %"),
                    (env._("Won revenue"), self._money(self._revenue_by_year().get(before.year, 0.0))),
                ],
            ),
            self._group(env._("Its objectives"), [(one.name, f"{one.progress:.0f} %") for one in objectives]),
        ]
