from collections import Counter
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import dashboard_sql, forecast_sql

OPEN_ALERT = ("open", "acknowledged")
DECIDES, STRONG = 4, 3
#: From this answer on the customer says that we exceed what they expect (our default).
EXCEEDS = 9
EXCEEDED = ("score", f"%s >= {EXCEEDS}")


class KamDashboard(models.AbstractModel):
    """What the dashboard counts: the accounts in view are read once, with their rights; one statement counts."""

    _inherit = "kam.dashboard"

    @api.model
    def _counted(self, scope):
        """Everything that is counted.

        Whoever may read an account may read what belongs to it: the accounts in view carry the rights, and what is
        counted is found through them. That a number opens just as many records is tested for every role.

        :return: dict: ``key`` and ``other`` ({figure: number}), ``reliability``, ``reliability_before`` (percent or
            None), ``people_then``, ``parts`` ({key: {"model", "domain", "rows": [(groups, count, value)]}})
        """
        self.env.flush_all()
        view, rows = self._view(scope)
        parts, tallies = self._tallies(scope, view)
        statement = dashboard_sql.together(view, [*tallies, *self._singles(scope, view)])
        for key, groups, count, value in self.env.execute_query(statement):
            rows.setdefault(key, []).append((groups, count, value))
        found, bought, again = dashboard_sql.figures(rows.get("leads", ()))
        rows["retention"] = [((True,), len(again), None), ((False,), len(bought - again), None)]
        years = {groups[0]: value for groups, _count, value in rows.get("reliability", ()) if value is not None}
        reliability = [years.get(year) and round(years[year], 1) for year in (scope["year"], scope["year"] - 1)]
        return {
            "key": found[True],
            "other": found[False],
            "reliability": reliability[0],
            "reliability_before": reliability[1],
            "people_then": dict(zip(("all", "support", "strong", "mirror"), rows["people_then"][0][0], strict=True)),
            "parts": self._split(scope, parts, rows),
        }

    @api.model
    def _view(self, scope):
        """The accounts in view, read with the rights of the user, and what is counted of the accounts themselves.

        :return: (:class:`View`, {"tiers": rows, "load": rows})
        """
        accounts = self.env["kam.account"]
        query = accounts._search(scope["domain"])
        names = ("status", "tier_id", "health_state", "user_id", "segment_id")
        columns = [accounts._field_to_sql(query.table, name, query) for name in names]
        every, keys, tiers, load = [], [], Counter(), Counter()
        for status, tier, health, user, segment, ids in self.env.execute_query(dashboard_sql.accounts(query, columns)):
            every += ids
            keys += ids if status == "key" else []
            if tier:
                tiers[tier, health] += len(ids)
            if user and segment in scope["selected"].ids:
                load[user, segment] += len(ids)
        rows = {
            key: [(one, count, None) for one, count in found.items()]
            for key, found in (("tiers", tiers), ("load", load))
        }
        return dashboard_sql.view_of(every, keys), rows

    @api.model
    def _leads(self, scope):
        """Subselect of the opportunities that the user may read, of whatever account."""
        leads = self.env["crm.lead"] if scope["may_leads"] else self.env["crm.lead"].sudo()
        query = leads._search([("active", "in", (True, False)), *scope["companies"]])
        return query.subselect(
            *(
                SQL("%s AS %s", leads._field_to_sql(query.table, name, query), SQL.identifier(name))
                for name in dashboard_sql.COLUMNS
            )
        )

    @api.model
    def _singles(self, scope, view):
        """The counts that do not come from the records of one table."""
        years, rates = [scope["year"], scope["year"] - 1], (scope["rates"], scope["main"].id)
        reliability = forecast_sql.reliability_together(partial(view.holds, key=True), years, scope["today"], *rates)
        leads, span = self._leads(scope), scope["span"]
        return [
            dashboard_sql.opportunities("leads", view, leads, span, scope["stop"], *rates),
            dashboard_sql.reliability("reliability", reliability),
            dashboard_sql.people_then("people_then", view, span.end_before),
        ]

    @api.model
    def _tallies(self, scope, view):
        """The parts by model, and what counts all parts of a model in one pass over its table.

        :return: ({model: {key: part}}, list of SQL)
        """
        by_model, tallies = {}, []
        for key, part in self._parts(scope).items():
            by_model.setdefault(part[0], {})[key] = part
        for name, parts in by_model.items():
            model = self.env[name].sudo()
            query = model._search([])
            conditions = [
                (fields.Domain(more).optimize_full(model)._to_sql(model, query.table, query), whose == "key")
                for _model, whose, more, _groups, _value in parts.values()
            ]
            columns = []
            for group in self._groups(parts):
                field, around = (group, "%s") if isinstance(group, str) else group
                columns.append(SQL(around, model._field_to_sql(query.table, field, query)))  # pylint: disable=sql-injection
            value = next((part[4] for part in parts.values() if part[4]), None)
            aggregate = value and SQL("%s(%s)", SQL(value[1]), model._field_to_sql(query.table, value[0], query))  # pylint: disable=sql-injection
            tallies.append(dashboard_sql.tally(name, view, query, conditions, columns, aggregate))
        return by_model, tallies

    @api.model
    def _groups(self, parts):
        """What the records of a table are grouped by: the groups of all its parts, each once."""
        return list(dict.fromkeys(group for part in parts.values() for group in part[3]))

    @api.model
    def _split(self, scope, by_model, rows):
        """Give each part its own rows: of the groups it counts for, joined where other parts tell them apart.

        :return: {key: {"model", "domain", "rows": [(groups, count, value)]}}
        """
        found = self._account_parts(scope)
        for key, part in found.items():
            part["rows"] = [row for row in rows[key] if row[1]]
        for name, parts in by_model.items():
            groups = self._groups(parts)
            for number, (key, (_model, whose, more, wanted, value)) in enumerate(parts.items()):
                places, joined = [1 + groups.index(group) for group in wanted], {}
                for row, count, amount in rows.get(name, ()):
                    if count and row[0] & 1 << number:
                        joined.setdefault(tuple(row[place] for place in places), []).append((count, amount))
                join = min if value and value[1] == "MIN" else lambda amounts: sum(amount or 0 for amount in amounts)
                domain = [("account_id", "any", list(scope[whose])), *more]
                found[key] = {
                    "model": name,
                    "domain": domain,
                    "rows": [
                        (group, sum(count for count, _a in ones), value and join([amount for _c, amount in ones]))
                        for group, ones in joined.items()
                    ],
                }
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

        A group is a stored field or (field, SQL around it); value is (field, SUM or MIN) or None, the same for all
        parts of a model that have one.
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
            "plans": ("kam.account.plan", "domain", year, ["state", "progress_known"], ("progress", "SUM")),
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
