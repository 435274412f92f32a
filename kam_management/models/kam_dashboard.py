from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine import dashboard_sql

FILTERS = ("user_id", "team_id", "segment_id", "year", "company_id")


class KamDashboard(models.AbstractModel):
    """The first screen of the app: for a manager all that they may read, for an account manager their own.

    Every number comes with the domain of exactly the records that it counts, for the same user.
    """

    _name = "kam.dashboard"
    _description = "Key Account Dashboard"

    @api.model
    def dashboard_data(self, filters=None):
        """Everything the dashboard shows, of the accounts the user may read, in a flat number of queries.

        :param filters: dict, all optional: ``mine`` (own accounts only), ``user_id``, ``team_id``, ``segment_id``,
            ``year`` (fiscal year), ``company_id``
        :return: dict: ``filters`` (as used, with the choices), ``domain`` (of the accounts in view), ``figures``,
            ``objectives``, ``measures``, ``tiers``, ``top``, ``week``, ``alerts``, ``year``, ``plans``, ``approvals``,
            ``load``
        """
        self.env["kam.account"].check_access("read")
        scope = self._scope(filters or {})
        self.env.flush_all()
        counted = self._counted(scope)
        return {
            "filters": self._filter_choices(scope),
            "currency_id": scope["main"].currency_id.id,
            "domain": list(scope["domain"]),
            "figures": self._figures(scope, counted),
            "objectives": self._objectives(scope, counted),
            "measures": self._measures(scope, counted),
            "tiers": self._tiers(scope, counted),
            "top": self._top(scope),
            "week": self._week(scope, counted),
            "alerts": self._alerts(counted),
            "year": self._year(scope, counted),
            "plans": self._plans(counted),
            "approvals": self._approvals(counted),
            "load": self._load(scope, counted),
        }

    # -- what is looked at ------------------------------------------------------------------------------------

    @api.model
    def _scope(self, filters):
        """The filters as used: domain of accounts, fiscal year, and the span of its months so far."""
        env, today = self.env, fields.Date.context_today(self)
        chosen = self._chosen(filters)
        company = self._company(chosen["company_id"])
        mine = bool(filters.get("mine", not env.user.has_group("kam_management.group_kam_manager")))
        this_year = company._kam_fiscal_year(today)
        year = chosen["year"] or this_year
        if not 1990 <= year <= this_year:
            raise UserError(env._("Choose a fiscal year from 1990 to %s.", this_year))
        start, stop = company._kam_year_bounds(year)
        end = fields.Date.add(min(today, stop), days=1)
        main = env["kam.account"]._main_company()
        domain = self._account_domain(chosen, mine, today)
        return {
            "chosen": chosen,
            "mine": mine,
            "domain": domain,
            "key": domain & Domain("status", "=", "key"),
            "companies": Domain("company_id", "in", (chosen["company_id"], False))
            if chosen["company_id"]
            else Domain.TRUE,
            "year": year,
            "this_year": this_year,
            "start": start,
            "stop": stop,
            "end": end,
            "today": today,
            "span": self._span(company, start, end),
            "main": main,
            "rates": env["kam.account"]._currency_rates(main),
            "selected": env["kam.segment"]
            .sudo()
            .search_fetch([("mode", "=", "selected")], ["code", "slots_per_manager"]),
            "may_leads": env["crm.lead"].has_access("read"),
        }

    @api.model
    def _chosen(self, filters):
        """The filters as numbers; 0 = not chosen."""
        try:
            return {name: int(filters.get(name) or 0) for name in FILTERS}
        except (TypeError, ValueError):
            raise UserError(
                self.env._("This view of the dashboard does not exist. Choose its filters again.")
            ) from None

    @api.model
    def _company(self, company_id):
        """The company whose fiscal year counts: the chosen one, if the user works in it."""
        if not company_id:
            return self.env.company.sudo()
        company = self.env.companies.filtered(lambda one: one.id == company_id)
        if not company:
            raise AccessError(self.env._("Switch this company on at the top right to see its accounts."))
        return company.sudo()

    @api.model
    def _account_domain(self, chosen, mine, today):
        """Accounts in view; archived ones are not, whatever looks at them through another record."""
        domain = Domain("active", "=", True)
        if mine:
            uid = self.env.uid
            domain &= (
                Domain("user_id", "=", uid)
                | (Domain("substitute_id", "=", uid) & Domain("substitute_until", ">=", fields.Date.to_string(today)))
                | Domain("member_ids.user_id", "=", uid)
            )
        for name in ("user_id", "team_id", "segment_id"):
            if chosen[name]:
                domain &= Domain(name, "=", chosen[name])
        if chosen["company_id"]:
            domain &= Domain("company_id", "in", (chosen["company_id"], False))
        return domain

    @api.model
    def _span(self, company, start, end):
        """The months of the year so far and the same a year before, as moments in UTC of the company's days."""
        zone = pytz.timezone(company.partner_id.tz or "UTC")
        days = (start, end, start - relativedelta(years=1), end - relativedelta(years=1))
        return dashboard_sql.Span(
            *(zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None) for day in days)
        )

    @api.model
    def _filter_choices(self, scope):
        self.env.flush_all()
        accounts = self.env["kam.account"]
        query = accounts._search([])
        listed = query.subselect(*(accounts._field_to_sql(query.table, name, query) for name in ("user_id", "team_id")))
        found = {"users": [], "teams": [], "steps": []}
        for kind, key, name in self.env.execute_query(dashboard_sql.choices(listed, self.env.lang or "en_US")):
            found[kind].append({"id": key, "name": name})
        scope["steps"] = {one["id"]: one["name"] for one in found.pop("steps")}
        scope["names"] = {one["id"]: one["name"] for one in found["users"]}
        companies = self.env.companies.sudo()
        return {
            **{name: scope["chosen"][name] or False for name in FILTERS},
            "mine": scope["mine"],
            "year": scope["year"],
            "years": [scope["this_year"] - number for number in range(3)],
            **found,
            "segments": [
                {"id": key, "name": one["code"]} for key, one in self.env["kam.segment"].sudo()._badge_data().items()
            ],
            "companies": [{"id": one.id, "name": one.name} for one in companies] if len(companies) > 1 else [],
        }

    # -- domains and figures ----------------------------------------------------------------------------------

    @api.model
    def _lead_domain(self, scope, *conditions, accounts="key"):
        """Opportunities of the accounts in view; lost ones are not active."""
        return [
            ("kam_account_id", "any", list(scope[accounts])),
            ("active", "in", (True, False)),
            *scope["companies"],
            *conditions,
        ]

    @api.model
    def _in_span(self, scope, name="date_closed", before=False):
        moments = scope["span"][2:] if before else scope["span"][:2]
        start, end = (fields.Datetime.to_string(moment) for moment in moments)
        return [(name, ">=", start), (name, "<", end)]

    @api.model
    def _won(self, scope, before=False):
        return [("won_status", "=", "won"), *self._in_span(scope, before=before)]

    @api.model
    def _figure(self, key, label, value, model, domain, count, **more):
        """One figure with the records it counts.

        :param value: None = not known
        :param model: of the records; False where the user may not open them
        :param count: how many records the domain holds
        :param more: ``kind`` (number, money, percent), ``before`` (a year before), ``target``, ``hint``, ``part``
            (count and domain of the records that make the percentage)
        """
        may_open = model and self.env[model].has_access("read")
        return {
            "key": key,
            "label": label,
            "value": value,
            "before": None,
            "target": None,
            "kind": "number",
            "model": may_open and model,
            "domain": domain,
            "count": int(count),
            "part": False,
            "hint": "",
            **more,
        }

    @api.model
    def _ratio(self, key, label, part, whole, model, domain, more, **extra):
        """A percentage: how many of the records of a domain fulfil further conditions.

        :param more: those conditions
        """
        return self._figure(
            key,
            label,
            self._percent(part, whole),
            model,
            domain,
            whole,
            kind="percent",
            part={"count": int(part), "domain": [*domain, *more]},
            **extra,
        )

    @api.model
    def _percent(self, part, whole):
        return round(float(part) * 100 / float(whole), 1) if whole else None
