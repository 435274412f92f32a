from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import dashboard_sql

OPEN_ALERT = ("open", "acknowledged")
DECIDES, STRONG = 4, 3
#: From this answer on the customer says that we exceed what they expect (our default).
EXCEEDS = 9
EXCEEDED = ("score", f"%s >= {EXCEEDS}")


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
        accounts = self.env["kam.account"]
        view = dashboard_sql.in_view(accounts._search(scope["domain"]), accounts._table)
        listed = self._leads(scope, [], dashboard_sql.COLUMNS)
        found = dict.fromkeys((True, False), dict.fromkeys(dashboard_sql.FIGURES, 0.0))
        for row in self.env.execute_query(
            dashboard_sql.opportunities(view, listed, scope["span"], scope["stop"], scope["rates"], scope["main"].id)
        ):
            found[row[0]] = dict(zip(dashboard_sql.FIGURES, (float(value) for value in row[1:]), strict=True))
        years = (scope["year"], scope["year"] - 1)
        keys = scope["keys"].subselect()
        reliability = self.env["kam.account.forecast"]._reliability_of_years(
            keys, years, scope["rates"], scope["main"].id
        )
        then = self.env.execute_query(dashboard_sql.people_then(keys, scope["span"].end_before))[0]
        return {
            "key": found[True],
            "other": found[False],
            "reliability": reliability.get(years[0]),
            "reliability_before": reliability.get(years[1]),
            "people_then": dict(zip(("all", "support", "strong", "mirror"), then, strict=True)),
            "parts": self._grouped(scope, view),
        }

    @api.model
    def _leads(self, scope, conditions, names):
        """Subselect of columns of the opportunities that the user may read, of whatever account."""
        leads = self.env["crm.lead"] if scope["may_leads"] else self.env["crm.lead"].sudo()
        query = leads._search([("active", "in", (True, False)), *scope["companies"], *conditions])
        return query.subselect(
            *(SQL("%s AS %s", leads._field_to_sql(query.table, name, query), SQL.identifier(name)) for name in names)
        )

    @api.model
    def _grouped(self, scope, view):
        """Count the records of many domains at once.

        Whoever may read an account may read what belongs to it: the accounts in view carry the rights, and what is
        counted is found through them. That a number opens just as many records is tested for every role.

        :return: {key: {"model", "domain", "rows": [(groups, count, value)]}}
        """
        found, counts = {}, []
        for key, (model_name, accounts, more, groups, value) in self._parts(scope).items():
            found[key] = {
                "model": model_name,
                "domain": [("account_id", "any", list(scope[accounts])), *more],
                "rows": [],
            }
            model = self.env[model_name].sudo()
            query = model._search(
                fields.Domain("account_id", "any!", dashboard_sql.IN_VIEW[accounts]) & fields.Domain(more)
            )
            columns = []
            for group in groups:
                name, around = (group, "%s") if isinstance(group, str) else group
                columns.append(SQL(around, model._field_to_sql(query.table, name, query)))  # pylint: disable=sql-injection
            aggregate = value and SQL("%s(%s)", SQL(value[1]), model._field_to_sql(query.table, value[0], query))  # pylint: disable=sql-injection
            counts.append(dashboard_sql.count_of(key, query, columns, aggregate))
        found |= self._account_parts(scope)
        segments = scope["selected"].ids or [0]
        counts += [
            dashboard_sql.count_accounts("tiers", ("tier_id", "health_state"), SQL("tier_id IS NOT NULL")),
            dashboard_sql.count_accounts(
                "load", ("user_id", "segment_id"), SQL("user_id IS NOT NULL AND segment_id = ANY(%s)", segments)
            ),
            dashboard_sql.count_retention(
                "retention",
                self._leads(scope, self._won_since(scope), ("kam_account_id", "date_closed")),
                scope["span"].start,
            ),
        ]
        for key, groups, count, value in self.env.execute_query(dashboard_sql.together(view, counts)):
            if count:
                found[key]["rows"].append((groups, count, value))
        return found

    @api.model
    def _account_parts(self, scope):
        """The counts of accounts themselves, without their rows."""
        domains = {
            "tiers": scope["domain"] & fields.Domain("tier_id", "!=", False),
            "load": scope["domain"]
            & fields.Domain("segment_id", "in", scope["selected"].ids)
            & fields.Domain("user_id", "!=", False),
            "retention": scope["key"] & self._bought(scope),
        }
        return {key: {"model": "kam.account", "domain": list(one), "rows": []} for key, one in domains.items()}

    @api.model
    def _parts(self, scope):
        """{key: (model, whose: "domain" = accounts in view or "key" accounts, further domain, groups, value)}.

        A group is a stored field or (field, SQL around it); value is (field, aggregate) or None.
        """
        today = str(scope["today"])
        late = ("date", f"%s < date '{scope['today']}'")
        mine = [("user_id", "=", self.env.uid)] if scope["mine"] else []
        due = [("date", "<=", str(fields.Date.end_of(scope["today"], "week"))), *mine]
        year = [("year", "=", scope["year"])]
        days = (scope["start"], scope["end"])
        before = tuple(fields.Date.subtract(day, years=1) for day in days)
        return {
            "actions": (
                "kam.influencing.action",
                "domain",
                [*due, ("state", "in", ("planned", "todo"))],
                [late],
                None,
            ),
            "milestones": ("kam.plan.milestone", "domain", [*due, ("state", "in", ("planned", "due"))], [late], None),
            "year": (
                "kam.plan.milestone",
                "domain",
                [*year, ("state", "not in", ("cancelled", "skipped"))],
                ["step_id", "state", late],
                ("date", "MIN"),
            ),
            "plans": ("kam.account.plan", "domain", year, ["state", "progress_known"], ("progress", "AVG")),
            "alerts": ("kam.alert", "domain", [("state", "in", OPEN_ALERT)], ["severity"], None),
            "alerts_key": ("kam.alert", "key", [("state", "in", OPEN_ALERT)], [], None),
            "alerts_before": ("kam.alert", "key", self._alerts_then(scope), [], None),
            "people": (
                "kam.stakeholder",
                "key",
                [("power", ">=", DECIDES)],
                ["support", ("strength", f"%s >= {STRONG}"), ("user_id", "%s IS NOT NULL")],
                None,
            ),
            "work": ("kam.influencing.action", "key", self._work(*days), ["state"], None),
            "work_before": ("kam.influencing.action", "key", self._work(*before), ["state"], None),
            "answers": ("kam.satisfaction", "key", self._answered(*days), [EXCEEDED], ("score", "SUM")),
            "answers_before": ("kam.satisfaction", "key", self._answered(*before), [EXCEEDED], ("score", "SUM")),
            "forecasts": ("kam.account.forecast", "key", [*year, ("date_stop", "<", today)], [], None),
            "assessments": ("kam.assessment", "domain", [("state", "=", "submitted")], [], None),
            "reviews": ("kam.account.plan", "domain", [("state", "=", "review")], [], None),
        }

    # -- domains ----------------------------------------------------------------------------------------------

    @api.model
    def _won_since(self, scope):
        """Won in this fiscal year so far, or in the whole year before."""
        start, end = (fields.Datetime.to_string(one) for one in (scope["span"].start_before, scope["span"].end))
        return [("won_status", "=", "won"), ("date_closed", ">=", start), ("date_closed", "<", end)]

    @api.model
    def _bought(self, scope, again=False):
        """Domain of accounts that bought in the year before, in all of its months; or in this one."""
        if again:
            bought = self._won(scope)
        else:
            start, end = (fields.Datetime.to_string(one) for one in (scope["span"].start_before, scope["span"].start))
            bought = [("won_status", "=", "won"), ("date_closed", ">=", start), ("date_closed", "<", end)]
        bought = [("active", "in", (True, False)), *scope["companies"], *bought]
        return fields.Domain("lead_ids", "any", bought)

    @api.model
    def _work(self, start, end):
        """Actions that were planned between two days."""
        return [("date", ">=", str(start)), ("date", "<", str(end)), ("state", "!=", "cancelled")]

    @api.model
    def _answered(self, start, end):
        """What customers answered between two days, with a score."""
        return [("score_known", "=", True), ("date", ">=", str(start)), ("date", "<", str(end))]

    @api.model
    def _alerts_then(self, scope):
        """Early warnings that were open a year before."""
        then = str(scope["span"].end_before.date())
        return [("opened_on", "<", then), "|", ("resolved_on", "=", False), ("resolved_on", ">=", then)]

    @api.model
    def _total(self, counted, key):
        """How many records a part has."""
        return sum(count for _groups, count, _value in counted["parts"][key]["rows"])
