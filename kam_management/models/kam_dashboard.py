from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import dashboard_sql
from ..engine.schedule import year_bounds


class KamDashboard(models.AbstractModel):
    """The first screen of managers, and each account manager's own: figures, each with the records behind it."""

    _name = "kam.dashboard"
    _description = "Key Account Dashboard"

    @api.model
    def dashboard_data(self, filters=None):
        """Everything the dashboard shows, of the accounts the user may read, in a flat number of queries.

        :param filters: dict, all optional: ``mine`` (own accounts only), ``user_id``, ``team_id``, ``segment_id``,
            ``year`` (fiscal year)
        :return: dict: ``filters`` (as used, with the choices), ``figures``, ``objectives``, ``measures``, ``tiers``,
            ``top``, ``week``, ``alerts``, ``year``, ``plans``, ``approvals``, ``load``
        """
        accounts = self.env["kam.account"]
        accounts.check_access("read")
        scope = self._scope(filters or {})
        counted = self._counted(scope)
        return {
            "filters": self._filter_choices(scope),
            "currency_id": accounts._main_company().currency_id.id,
            "figures": self._figures(scope, counted),
            "objectives": self._objectives(scope, counted),
            "measures": self._measures(scope, counted),
            "tiers": self._tiers(scope),
            "top": self._top(scope),
            "week": self._week(scope),
            "alerts": self._alerts(scope),
            "year": self._year(scope),
            "plans": self._plans(scope),
            "approvals": self._approvals(scope),
            "load": self._load(scope),
        }

    # -- what is looked at ------------------------------------------------------------------------------------

    @api.model
    def _scope(self, filters):
        """The filters as used: domain of accounts, fiscal year, and the span of its months so far."""
        env, today = self.env, fields.Date.context_today(self)
        company = env.company
        mine = bool(filters.get("mine", not env.user.has_group("kam_management.group_kam_manager")))
        domain = Domain.TRUE
        if mine:
            domain = (
                Domain("user_id", "=", env.uid)
                | Domain("substitute_id", "=", env.uid)
                | Domain("member_ids.user_id", "=", env.uid)
            )
        this_year = company._kam_fiscal_year(today)
        try:
            chosen = {name: int(filters.get(name) or 0) for name in ("user_id", "team_id", "segment_id", "year")}
        except (TypeError, ValueError):
            raise UserError(
                self.env._("This view of the dashboard does not exist. Choose its filters again.")
            ) from None
        year = chosen.pop("year") or this_year
        if not 1990 <= year <= this_year:
            raise UserError(self.env._("Choose a fiscal year from 1990 to %s.", this_year))
        for name, value in chosen.items():
            if value:
                domain &= Domain(name, "=", value)
        start, stop = year_bounds(year, int(company.kam_fiscal_month or 1))
        end = fields.Date.add(min(today, stop), days=1)
        moments = [datetime.combine(day, time.min) for day in (start, end)]
        return {
            "filters": filters,
            "mine": mine,
            "domain": domain,
            "key": domain & Domain("status", "=", "key"),
            "year": year,
            "this_year": this_year,
            "start": start,
            "end": end,
            "today": today,
            "span": dashboard_sql.Span(*moments, *(moment - relativedelta(years=1) for moment in moments)),
        }

    @api.model
    def _filter_choices(self, scope):
        accounts = self.env["kam.account"]
        users = accounts._read_group([("user_id", "!=", False)], ["user_id"])
        teams = accounts._read_group([("team_id", "!=", False)], ["team_id"])
        segments = self.env["kam.segment"].sudo()._badge_data()
        return {
            "mine": scope["mine"],
            "year": scope["year"],
            **{name: scope["filters"].get(name) or False for name in ("user_id", "team_id", "segment_id")},
            "years": [scope["this_year"] - number for number in range(3)],
            "users": [{"id": user.id, "name": user.sudo().name} for (user,) in users],
            "teams": [{"id": team.id, "name": team.sudo().name} for (team,) in teams],
            "segments": [{"id": key, "name": one["code"]} for key, one in segments.items()],
        }

    @api.model
    def _counted(self, scope):
        """{True: figures of key accounts, False: of all others}, retention, influence and forecast: five statements."""
        self.env.flush_all()
        accounts = self.env["kam.account"]
        query = accounts._search(scope["domain"]).subselect()
        main = accounts._main_company()
        rates = accounts._currency_rates(main)
        rows = self.env.execute_query(dashboard_sql.opportunities(query, scope["span"], rates, main.id))
        empty = dict.fromkeys(dashboard_sql.FIGURES, 0)
        found = {True: empty, False: empty}
        found |= {
            row[0]: dict(zip(dashboard_sql.FIGURES, (float(value or 0) for value in row[1:]), strict=True))
            for row in rows
        }
        bought, again = self.env.execute_query(dashboard_sql.retention(query, scope["span"]))[0]
        key = accounts._search(scope["key"]).subselect()
        forecasts = self.env["kam.account.forecast"]
        powerful, supporters, strong = self.env.execute_query(dashboard_sql.influence(query))[0]
        return {
            "key": found[True],
            "other": found[False],
            "bought": bought,
            "again": again,
            "reliability": forecasts._reliability(key, scope["year"]),
            "reliability_before": forecasts._reliability(key, scope["year"] - 1),
            "powerful": powerful,
            "supporters": supporters,
            "strong": strong,
        }

    # -- parts ------------------------------------------------------------------------------------------------

    @api.model
    def _lead_domain(self, scope, *conditions):
        """Opportunities of the key accounts in view; closed ones are not active when lost."""
        return [("kam_account_id", "any", list(scope["key"])), ("active", "in", (True, False)), *conditions]

    @api.model
    def _in_span(self, scope, name="date_closed"):
        start, end = (fields.Datetime.to_string(moment) for moment in scope["span"][:2])
        return [(name, ">=", start), (name, "<", end)]

    @api.model
    def _figure(self, key, label, value, **more):
        """One figure; ``value`` None = not known. ``kind``: money, percent or number."""
        return {"key": key, "label": label, "value": value, "before": None, "kind": "number", **more}

    @api.model
    def _percent(self, part, whole):
        return round(part * 100 / whole, 1) if whole else None

    @api.model
    def _figures(self, scope, counted):
        env, key, other = self.env, counted["key"], counted["other"]
        won = self._lead_domain(scope, ("won_status", "=", "won"), *self._in_span(scope))
        return [
            self._figure(
                "revenue",
                env._("Won at key accounts"),
                key["won"],
                before=key["won_before"],
                kind="money",
                model="crm.lead",
                domain=won,
            ),
            self._figure(
                "share",
                env._("Share of revenue from key accounts"),
                self._percent(key["won"], key["won"] + other["won"]),
                before=self._percent(key["won_before"], key["won_before"] + other["won_before"]),
                kind="percent",
                model="kam.account",
                domain=list(scope["key"]),
            ),
            self._figure(
                "pipeline",
                env._("Weighted pipeline of key accounts"),
                key["pipeline"],
                kind="money",
                model="crm.lead",
                domain=[
                    ("kam_account_id", "any", list(scope["key"])),
                    ("won_status", "=", "pending"),
                ],
            ),
            self._figure(
                "retention",
                env._("Retention"),
                self._percent(counted["again"], counted["bought"]),
                kind="percent",
                model="kam.account",
                domain=list(scope["key"]),
                hint=env._("%(again)s of %(bought)s bought again", again=counted["again"], bought=counted["bought"]),
            ),
        ]

    @api.model
    def _objectives(self, scope, counted):
        """The six objectives of a key account programme (K1); what cannot be measured yet says so."""
        env, key = self.env, counted["key"]
        won = [("won_status", "=", "won"), *self._in_span(scope)]
        return [
            self._figure(
                "free",
                env._("Won without competition"),
                self._percent(key["free"], key["won_count"]),
                before=self._percent(key["free_before"], key["won_count_before"]),
                kind="percent",
                model="crm.lead",
                domain=self._lead_domain(scope, ("kam_no_competition", "=", True), *won),
            ),
            self._figure(
                "forecast",
                env._("Forecast reliability"),
                counted["reliability"],
                before=counted["reliability_before"],
                kind="percent",
                model="kam.account.forecast",
                domain=[
                    ("account_id", "any", list(scope["key"])),
                    ("year", "=", scope["year"]),
                    ("date_stop", "<", str(scope["today"])),
                ],
                hint=env._("Forecast against won, per quarter"),
            ),
            self._figure(
                "margin",
                env._("Margin of won opportunities"),
                round(key["margin"] / key["margin_base"], 1) if key["margin_base"] else None,
                kind="percent",
                model="crm.lead",
                domain=self._lead_domain(scope, ("kam_sales_plan_ids", "any", [("margin_known", "=", True)]), *won),
                hint=env._("Where the sales plan says it"),
            ),
            self._figure(
                "influence",
                env._("Deciders who support us"),
                self._percent(counted["supporters"], counted["powerful"]),
                kind="percent",
                model="kam.stakeholder",
                domain=[("account_id", "any", list(scope["key"])), ("power", ">=", 4)],
            ),
            self._coordination(scope),
            self._figure(
                "satisfaction", env._("Expectations exceeded"), None, kind="percent", hint=env._("Needs a survey")
            ),
        ]

    @api.model
    def _coordination(self, scope):
        """Objective 5: planned actions of the year so far that were carried out."""
        actions = self.env["kam.influencing.action"]
        domain = [
            ("account_id", "any", list(scope["key"])),
            ("date", ">=", scope["start"]),
            ("date", "<", scope["end"]),
            ("state", "!=", "cancelled"),
        ]
        counts = dict(actions._read_group(domain, ["state"], ["__count"]))
        done = counts.get("done", 0) + counts.get("evaluated", 0)
        return self._figure(
            "coordination",
            self.env._("Planned actions carried out"),
            self._percent(done, sum(counts.values())),
            kind="percent",
            model="kam.influencing.action",
            domain=[*domain[:1], ("date", ">=", str(scope["start"])), ("date", "<", str(scope["end"])), domain[3]],
        )

    @api.model
    def _measures(self, scope, counted):
        """The five measures of K12."""
        env, key = self.env, counted["key"]
        alerts = env["kam.alert"].search_count(
            [("account_id", "any", list(scope["key"])), ("state", "in", ("open", "acknowledged"))]
        )
        created = self._in_span(scope, "create_date")
        return [
            self._figure(
                "identified",
                env._("Opportunities identified"),
                key["identified"],
                model="crm.lead",
                domain=self._lead_domain(scope, *created),
            ),
            self._figure(
                "qualified",
                env._("Opportunities qualified"),
                key["qualified"],
                model="crm.lead",
                domain=self._lead_domain(scope, ("type", "=", "opportunity"), *created),
            ),
            self._figure(
                "pursued",
                env._("Opportunities pursued"),
                key["pursued"],
                model="crm.lead",
                domain=[
                    ("kam_account_id", "any", list(scope["key"])),
                    ("won_status", "=", "pending"),
                    ("kam_sales_plan_ids", "any", [("decision", "=", "go")]),
                ],
            ),
            self._figure(
                "strength",
                env._("Deciders we know well"),
                self._percent(counted["strong"], counted["powerful"]),
                kind="percent",
                model="kam.stakeholder",
                domain=[("account_id", "any", list(scope["key"])), ("power", ">=", 4), ("strength", ">=", 3)],
            ),
            self._figure(
                "alerts",
                env._("Early warnings"),
                alerts,
                model="kam.alert",
                domain=[("account_id", "any", list(scope["key"])), ("state", "in", ("open", "acknowledged"))],
            ),
        ]
