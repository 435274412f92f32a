from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import dashboard_sql

OPEN_ALERT = ("open", "acknowledged")
DECIDES, STRONG = 4, 3
#: From this answer on the customer says that we exceed what they expect (our default).
EXCEEDS = 9


class KamDashboard(models.AbstractModel):
    """What the dashboard counts: the opportunities in one statement, everything else in another one."""

    _inherit = "kam.dashboard"

    @api.model
    def _counted(self, scope):
        """Everything that is counted.

        :return: dict: ``key`` and ``other`` ({figure: number}), ``reliability``, ``reliability_before`` (percent or
            None), ``people_then``, ``parts`` ({key: {"model", "domain", "rows": [(groups, count, value)]}})
        """
        self.env.flush_all()
        leads = self.env["crm.lead"] if scope["may_leads"] else self.env["crm.lead"].sudo()
        query = leads._search(self._lead_domain(scope, accounts="domain"))
        columns = (leads._field_to_sql(query.table, name, query) for name in dashboard_sql.COLUMNS)
        listed = query.subselect(
            *(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in zip(dashboard_sql.COLUMNS, columns, strict=True)
            )
        )
        found = dict.fromkeys((True, False), dict.fromkeys(dashboard_sql.FIGURES, 0.0))
        for row in self.env.execute_query(
            dashboard_sql.opportunities(listed, scope["span"], scope["stop"], scope["rates"], scope["main"].id)
        ):
            found[row[0]] = dict(zip(dashboard_sql.FIGURES, (float(value) for value in row[1:]), strict=True))
        years = (scope["year"], scope["year"] - 1)
        reliability = self.env["kam.account.forecast"]._reliability_of_years(
            self.env["kam.account"]._search(scope["key"]).subselect(), years, scope["rates"], scope["main"].id
        )
        return {
            "key": found[True],
            "other": found[False],
            "reliability": reliability.get(years[0]),
            "reliability_before": reliability.get(years[1]),
            "people_then": self._people_then(scope),
            "parts": self._grouped(self._parts(scope)),
        }

    @api.model
    def _grouped(self, parts):
        """Count the records of many domains at once, each with the rights of the user.

        :param parts: {key: (model, domain, groups, value)}; a group is a stored field or (field, SQL around it);
            value is (field, aggregate) or None
        :return: {key: {"model", "domain", "rows": [(groups, count, value)]}}
        """
        counts = []
        for key, (model_name, domain, groups, value) in parts.items():
            model = self.env[model_name]
            query = model._search(domain)
            columns = []
            for group in groups:
                name, around = (group, "%s") if isinstance(group, str) else group
                columns.append(SQL(around, model._field_to_sql(query.table, name, query)))  # pylint: disable=sql-injection
            aggregate = value and SQL("%s(%s)", SQL(value[1]), model._field_to_sql(query.table, value[0], query))  # pylint: disable=sql-injection
            counts.append(dashboard_sql.count_of(key, query, columns, aggregate))
        found = {key: {"model": model, "domain": domain, "rows": []} for key, (model, domain, _g, _v) in parts.items()}
        for key, groups, count, value in self.env.execute_query(dashboard_sql.together(counts)):
            if count:
                found[key]["rows"].append((groups, count, value))
        return found

    @api.model
    def _parts(self, scope):
        """{key: (model, domain, groups, value)} of what :meth:`_grouped` counts."""
        today, key = str(scope["today"]), ("account_id", "any", list(scope["key"]))
        in_view = ("account_id", "any", list(scope["domain"]))
        late = ("date", f"%s < date '{scope['today']}'")
        week_end = str(fields.Date.end_of(scope["today"], "week"))
        mine = [("user_id", "=", self.env.uid)] if scope["mine"] else []
        due = [in_view, ("date", "<=", week_end), *mine]
        alive = [key, ("state", "in", OPEN_ALERT)]
        year = [in_view, ("year", "=", scope["year"])]
        return {
            "tiers": (
                "kam.account",
                list(scope["domain"] & fields.Domain("tier_id", "!=", False)),
                ["tier_id", "health_state"],
                None,
            ),
            "load": (
                "kam.account",
                list(
                    scope["domain"]
                    & fields.Domain("segment_id", "in", scope["selected"].ids)
                    & fields.Domain("user_id", "!=", False)
                ),
                ["user_id", "segment_id"],
                None,
            ),
            "bought": ("kam.account", self._bought(scope), [], None),
            "again": ("kam.account", self._bought(scope) + self._bought(scope, again=True), [], None),
            "actions": (
                "kam.influencing.action",
                [*due, ("state", "in", ("planned", "todo"))],
                [late],
                None,
            ),
            "milestones": ("kam.plan.milestone", [*due, ("state", "in", ("planned", "due"))], [late], None),
            "year": (
                "kam.plan.milestone",
                [*year, ("state", "not in", ("cancelled", "skipped"))],
                ["step_id", "state", late],
                ("date", "MIN"),
            ),
            "plans": ("kam.account.plan", year, ["state"], ("progress", "AVG")),
            "alerts": ("kam.alert", [in_view, ("state", "in", OPEN_ALERT)], ["severity"], None),
            "alerts_key": ("kam.alert", alive, [], None),
            "alerts_before": ("kam.alert", self._alerts_then(scope, key), [], None),
            "people": (
                "kam.stakeholder",
                [key, ("power", ">=", DECIDES)],
                ["support", ("strength", f"%s >= {STRONG}"), ("user_id", "%s IS NOT NULL")],
                None,
            ),
            "work": ("kam.influencing.action", self._work(key, scope["start"], scope["end"]), ["state"], None),
            "work_before": (
                "kam.influencing.action",
                self._work(key, *(fields.Date.subtract(day, years=1) for day in (scope["start"], scope["end"]))),
                ["state"],
                None,
            ),
            **self._answers(scope, key),
            "forecasts": (
                "kam.account.forecast",
                [key, ("year", "=", scope["year"]), ("date_stop", "<", today)],
                [],
                None,
            ),
            "assessments": ("kam.assessment", [in_view, ("state", "=", "submitted")], [], None),
            "reviews": ("kam.account.plan", [in_view, ("state", "=", "review")], [], None),
        }

    @api.model
    def _bought(self, scope, again=False):
        """Key accounts that bought a year before, in all of its months; or in this one."""
        if again:
            bought = self._won(scope)
        else:
            start, end = (fields.Datetime.to_string(one) for one in (scope["span"].start_before, scope["span"].start))
            bought = [("won_status", "=", "won"), ("date_closed", ">=", start), ("date_closed", "<", end)]
        bought = [("active", "in", (True, False)), *scope["companies"], *bought]
        if scope["may_leads"]:
            return list(scope["key"] & fields.Domain("lead_ids", "any", bought))
        # For a role without access to the CRM the system answers: which accounts, no opportunity.
        accounts = self.env["kam.account"].sudo()._search([("lead_ids", "any", bought)])
        return list(scope["key"] & fields.Domain("id", "in", list(accounts)))

    @api.model
    def _work(self, key, start, end):
        """Actions that were planned between two days."""
        return [key, ("date", ">=", str(start)), ("date", "<", str(end)), ("state", "!=", "cancelled")]

    @api.model
    def _answers(self, scope, key):
        """What customers answered in the year so far, and in the same months before."""
        days = (scope["start"], scope["end"])
        return {
            name: (
                "kam.satisfaction",
                [key, ("score_known", "=", True), ("date", ">=", str(start)), ("date", "<", str(end))],
                [("score", f"%s >= {EXCEEDS}")],
                ("score", "SUM"),
            )
            for name, (start, end) in {
                "answers": days,
                "answers_before": [fields.Date.subtract(day, years=1) for day in days],
            }.items()
        }

    @api.model
    def _alerts_then(self, scope, key):
        """Early warnings that were open a year before."""
        then = str(scope["span"].end_before.date())
        return [key, ("opened_on", "<", then), "|", ("resolved_on", "=", False), ("resolved_on", ">=", then)]

    @api.model
    def _total(self, counted, key):
        """How many records a part has."""
        return sum(count for _groups, count, _value in counted["parts"][key]["rows"])
