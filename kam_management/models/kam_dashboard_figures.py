from odoo import api, models

from .kam_dashboard_counts import EXCEEDS

#: {figure: measure that a target may be set for}
TARGETS = {
    "revenue": "won_revenue",
    "pipeline": "pipeline",
    "free": "no_competition_share",
    "forecast": "forecast",
    "margin": "margin",
    "influence": "supporters",
    "coordination": "actions_done",
    "satisfaction": "satisfaction",
    "identified": "identified",
    "qualified": "qualified",
    "pursued": "pursued",
    "achieved": "won_revenue",
    "strong": "deciders_known",
    "mirror": "people_covered",
    "alerts": "alerts",
}
SUPPORT = ("supporter", "champion")


class KamDashboard(models.AbstractModel):
    """The figures of the dashboard: those at the top, the six objectives (K1), the five measures (K12)."""

    _inherit = "kam.dashboard"

    @api.model
    def _figures(self, scope, counted):
        """The figures at the top."""
        env, key, other = self.env, counted["key"], counted["other"]
        bought = counted["parts"]["retention"]
        again = sum(count for (once_more,), count, _value in bought["rows"] if once_more)
        figures = [
            self._figure(
                "revenue",
                env._("Won at key accounts"),
                key["won"],
                "crm.lead",
                self._lead_domain(scope, *self._won(scope)),
                key["won_count"],
                before=key["won_before"],
                kind="money",
            ),
            self._figure(
                "share",
                env._("Share of revenue from key accounts"),
                self._percent(key["won"], key["won"] + other["won"]),
                "crm.lead",
                self._lead_domain(scope, *self._won(scope), accounts="domain"),
                key["won_count"] + other["won_count"],
                before=self._percent(key["won_before"], key["won_before"] + other["won_before"]),
                kind="percent",
                part={"count": int(key["won_count"]), "domain": self._lead_domain(scope, *self._won(scope))},
            ),
            self._figure(
                "pipeline",
                env._("Weighted pipeline of key accounts"),
                key["pipeline"],
                "crm.lead",
                self._lead_domain(scope, *self._open()),
                key["pipeline_count"],
                kind="money",
            ),
            self._ratio(
                "retention",
                env._("Retention"),
                again,
                self._total(counted, "retention"),
                scope["may_leads"] and "kam.account",
                bought["domain"],
                list(self._bought(scope, again=True)),
                hint=env._("Bought a year before, and again"),
            ),
        ]
        return self._with_targets(scope, figures)

    @api.model
    def _open(self):
        return [("won_status", "=", "pending"), ("active", "=", True), ("type", "=", "opportunity")]

    @api.model
    def _objectives(self, scope, counted):
        """The six objectives of a key account programme (K1); what cannot be measured yet says so."""
        env, key = self.env, counted["key"]
        won, then = self._lead_domain(scope, *self._won(scope)), counted["people_then"]
        people = self._people(counted)
        forecasts = counted["parts"]["forecasts"]
        return self._with_targets(
            scope,
            [
                self._figure(
                    "free",
                    env._("Won without competition"),
                    self._percent(key["free"], key["won"]),
                    "crm.lead",
                    won,
                    key["won_count"],
                    before=self._percent(key["free_before"], key["won_before"]),
                    kind="percent",
                    part={"count": int(key["free_count"]), "domain": [*won, ("kam_no_competition", "=", True)]},
                    hint=env._("Share of the revenue"),
                ),
                self._figure(
                    "forecast",
                    env._("Forecast reliability"),
                    counted["reliability"],
                    forecasts["model"],
                    forecasts["domain"],
                    self._total(counted, "forecasts"),
                    before=counted["reliability_before"],
                    kind="percent",
                    hint=env._("Forecast against won, per quarter"),
                ),
                self._figure(
                    "margin",
                    env._("Margin of won opportunities"),
                    self._mean(key["margin"], key["margin_base"]),
                    "crm.lead",
                    [*won, ("kam_sales_plan_ids", "any", [("margin_known", "=", True)])],
                    key["margin_count"],
                    before=self._mean(key["margin_before"], key["margin_base_before"]),
                    kind="percent",
                    hint=env._("Where the sales plan says it"),
                ),
                self._ratio(
                    "influence",
                    env._("Deciders who support us"),
                    people["support"],
                    people["all"],
                    "kam.stakeholder",
                    counted["parts"]["people"]["domain"],
                    [("support", "in", SUPPORT)],
                    before=self._percent(then["support"], then["all"]),
                ),
                self._coordination(counted),
                self._exceeded(counted),
            ],
        )

    @api.model
    def _mean(self, total, base):
        return round(total / base, 1) if base else None

    @api.model
    def _people(self, counted):
        """Those who can decide at key accounts: how many, and of them supporters, known well, with a counterpart."""
        rows = counted["parts"]["people"]["rows"]
        return {
            "all": self._total(counted, "people"),
            "support": sum(count for (support, _s, _m), count, _v in rows if support in SUPPORT),
            "strong": sum(count for (_s, strong, _m), count, _v in rows if strong),
            "mirror": sum(count for (_s, _t, mirror), count, _v in rows if mirror),
        }

    @api.model
    def _coordination(self, counted):
        """Objective 5: planned actions of the year so far that were carried out."""

        def done(key):
            return sum(count for (state,), count, _v in counted["parts"][key]["rows"] if state in ("done", "evaluated"))

        return self._ratio(
            "coordination",
            self.env._("Planned actions carried out"),
            done("work"),
            self._total(counted, "work"),
            "kam.influencing.action",
            counted["parts"]["work"]["domain"],
            [("state", "in", ("done", "evaluated"))],
            before=self._percent(done("work_before"), self._total(counted, "work_before")),
        )

    @api.model
    def _measures(self, scope, counted):
        """The five measures of K12, each with its figures."""
        env = self.env
        return [
            {
                "key": "opportunities",
                "label": env._("Opportunities"),
                "figures": self._opportunities(scope, counted["key"]),
            },
            {"key": "sales", "label": env._("Sales"), "figures": self._sales(scope, counted["key"])},
            {"key": "relationships", "label": env._("Relationships"), "figures": self._relationships(scope, counted)},
            {
                "key": "satisfaction",
                "label": env._("Satisfaction"),
                "figures": self._with_targets(scope, [self._satisfaction(counted)]),
            },
            {
                "key": "alerts",
                "label": env._("Early warnings"),
                "figures": self._with_targets(
                    scope,
                    [
                        self._figure(
                            "alerts",
                            env._("Open at key accounts"),
                            self._total(counted, "alerts_key"),
                            "kam.alert",
                            counted["parts"]["alerts_key"]["domain"],
                            self._total(counted, "alerts_key"),
                            before=self._total(counted, "alerts_before"),
                            fewer=True,
                        )
                    ],
                ),
            },
        ]

    @api.model
    def _opportunities(self, scope, key):
        created, env = self._in_span(scope, "create_date"), self.env
        go = [*self._open(), ("kam_sales_plan_ids", "any", [("decision", "=", "go")])]
        found = (
            ("identified", env._("Identified"), created),
            ("qualified", env._("Qualified"), [("type", "=", "opportunity"), *created]),
            ("pursued", env._("Pursued: decided “go”"), go),
        )
        return self._with_targets(
            scope,
            [
                self._figure(
                    code,
                    label,
                    key[code],
                    "crm.lead",
                    self._lead_domain(scope, *conditions),
                    key[code],
                    before=key[f"{code}_before"],
                )
                for code, label, conditions in found
            ],
        )

    @api.model
    def _sales(self, scope, key):
        """Achieved so far, and the forecast of the whole fiscal year; a target where one is set."""
        env = self.env
        expected = [*self._open(), ("date_deadline", "<=", str(scope["stop"]))]
        won = self._won(scope)
        return self._with_targets(
            scope,
            [
                self._figure(
                    "achieved",
                    env._("Achieved so far"),
                    key["won"],
                    "crm.lead",
                    self._lead_domain(scope, *won),
                    key["won_count"],
                    before=key["won_before"],
                    kind="money",
                ),
                self._figure(
                    "expected",
                    env._("Forecast of the year"),
                    key["won"] + key["expected"],
                    "crm.lead",
                    self._lead_domain(scope, "|", *self._all(won), *self._all(expected)),
                    key["won_count"] + key["expected_count"],
                    kind="money",
                    hint=env._("Won, and open by probability"),
                ),
            ],
        )

    @api.model
    def _all(self, conditions):
        """Conditions that hold together, in prefix notation."""
        return ["&"] * (len(conditions) - 1) + conditions

    @api.model
    def _relationships(self, scope, counted):
        """Strength of the interpersonal relationship, and of the mirror relationship with a counterpart of ours."""
        env, people, then = self.env, self._people(counted), counted["people_then"]
        domain = counted["parts"]["people"]["domain"]
        return self._with_targets(
            scope,
            [
                self._ratio(
                    code,
                    label,
                    people[code],
                    people["all"],
                    "kam.stakeholder",
                    domain,
                    more,
                    before=self._percent(then[code], then["all"]),
                )
                for code, label, more in (
                    ("strong", env._("Deciders we know well"), [("strength", ">=", 3)]),
                    ("mirror", env._("Deciders with a counterpart"), [("user_id", "!=", False)]),
                )
            ],
        )

    @api.model
    def _satisfaction(self, counted):
        """Mean of what key accounts answered in the year so far; not known as long as nobody asked them."""
        answers = counted["parts"]["answers"]

        def mean(key):
            total = self._total(counted, key)
            points = sum(float(value or 0) for _groups, _count, value in counted["parts"][key]["rows"])
            return round(points / total, 1) if total else None

        return self._figure(
            "satisfaction",
            self.env._("Mean of their answers"),
            mean("answers"),
            answers["model"],
            answers["domain"],
            self._total(counted, "answers"),
            before=mean("answers_before"),
            kind="score",
            hint=self.env._("From surveys and interviews"),
        )

    @api.model
    def _exceeded(self, counted):
        """Objective 6: of what key accounts answered, how much says that we exceed what they expect."""

        def high(key):
            return sum(count for (exceeds,), count, _value in counted["parts"][key]["rows"] if exceeds)

        return self._ratio(
            "exceeded",
            self.env._("Expectations exceeded"),
            high("answers"),
            self._total(counted, "answers"),
            "kam.satisfaction",
            counted["parts"]["answers"]["domain"],
            [("score", ">=", EXCEEDS)],
            before=self._percent(high("answers_before"), self._total(counted, "answers_before")),
            hint=self.env._("Answers of 9 or 10 in surveys and interviews"),
        )

    # -- targets ----------------------------------------------------------------------------------------------

    @api.model
    def _with_targets(self, scope, figures):
        """The same figures, each with its target of the fiscal year where one is set for what is in view."""
        if "targets" not in scope:
            targets = self.env["kam.target"]
            if scope["chosen"]["company_id"]:
                targets = targets.with_context(allowed_company_ids=[scope["chosen"]["company_id"]])
            names = ("user_id", "team_id", "segment_id")
            filters = {"mine": scope["mine"], **{name: scope["chosen"][name] for name in names}}
            keys = targets.env["kam.account"]._search(scope["key"])
            scope["targets"] = targets._targets_in_view(scope["year"], filters, keys, None, scope["rates"])
        for figure in figures:
            figure["target"] = scope["targets"].get(TARGETS.get(figure["key"]))
        return figures
