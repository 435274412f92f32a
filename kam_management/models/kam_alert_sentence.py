from collections import defaultdict

from odoo import api, models
from odoo.fields import Date
from odoo.tools import format_amount, format_date

from ..engine.alerts import fill


class KamAlert(models.Model):
    """What is wrong, since when, and what to do: one sentence in the reader's language, made of stored facts."""

    _inherit = "kam.alert"

    @api.depends("rule_id.sentence", "rule_id.advice", "details", "since")
    @api.depends_context("lang")
    def _compute_sentence(self):
        names = self._fact_names()
        for alert in self:
            rule = alert.rule_id.sudo()
            alert.sentence = self.env._(
                "%(problem)s (since %(since)s): %(advice)s",
                problem=fill(rule.sentence or rule.name or "", alert._facts(names)),
                since=format_date(self.env, alert.since),
                advice=rule.advice or "",
            )

    #: Where the ids of a detail lead: {(check, key of the details): model}.
    _FACT_MODELS = {
        ("coverage", "ids"): "kam.stakeholder",
        ("opponent_alone", "ids"): "kam.stakeholder",
        ("overdue_tactic", "ids"): "kam.plan.tactic",
        ("overdue_milestone", "ids"): "kam.plan.milestone",
        ("entitlement", "ids"): "kam.influencing.activity",
        ("satisfaction_down", "ids"): "kam.moment",
        ("level_down", "before"): "kam.relationship.level",
        ("level_down", "now"): "kam.relationship.level",
        ("competitor_threat", "rivals"): "kam.competitor",
        ("competitor_threat", "standings"): "kam.stakeholder.competitor",
    }

    def _fact_names(self):
        """Names of everything that the details of these alerts point at: one read for each model.

        Whoever may read the alert may read what belongs to its account, so this reads as the system.

        :return: {model name: {id: name}}
        """
        wanted = defaultdict(set)
        for alert in self:
            for key, value in (alert.details or {}).items():
                model = self._FACT_MODELS.get((alert.rule_id.check, key))
                if model:
                    wanted[model].update(value if isinstance(value, list) else filter(None, [value]))
        names = defaultdict(dict)
        for model, ids in wanted.items():
            records = self.env[model].sudo().with_context(active_test=False).search([("id", "in", list(ids))])
            names[model] = {record.id: record.display_name for record in records}
        if names["kam.stakeholder.competitor"]:
            rivals = self.env["kam.stakeholder.competitor"].sudo().browse(names["kam.stakeholder.competitor"])
            names["person"] = {rival.id: rival.stakeholder_id.name for rival in rivals}
        return names

    def _facts(self, names):
        """The facts of one alert as text: what the sentence of its rule may name."""
        self.ensure_one()
        details = self.details or {}
        facts = {"months": self.rule_id.months, "percent": round(self.value), "points": round(self.value)}
        facts["date"] = format_date(self.env, self.since)
        own = getattr(self, f"_facts_{self.rule_id.check}", None)
        return facts | (own(details, names) if own else {})

    def _listed(self, words, rest=0):
        """The first three of some names, and how many more."""
        text = ", ".join(words[:3])
        more = len(words) - 3 + rest if len(words) > 3 else rest
        return self.env._("%(names)s and %(count)s more", names=text, count=more) if more > 0 else text or "–"

    def _named(self, names, model, key="ids"):
        """The names that a detail points at, as far as they still exist."""
        ids = (self.details or {}).get(key) or []
        return [names[model][number] for number in ids if number in names[model]]

    def _facts_coverage(self, details, names):
        return {"who": self._listed(self._named(names, "kam.stakeholder")), "count": len(details.get("ids") or ())}

    def _facts_opponent_alone(self, details, names):
        return self._facts_coverage(details, names)

    def _facts_no_plan(self, details, _names):
        return {"year": details.get("year")}

    def _facts_overdue_tactic(self, details, names):
        return {"what": self._listed(self._named(names, "kam.plan.tactic")), "count": len(details.get("ids") or ())}

    def _facts_overdue_milestone(self, details, names):
        return {"what": self._listed(self._named(names, "kam.plan.milestone")), "count": len(details.get("ids") or ())}

    def _facts_entitlement(self, details, names):
        words = self._named(names, "kam.influencing.activity")
        return {"what": self._listed(words), "count": len(details.get("ids") or ())}

    def _facts_silence(self, details, _names):
        last = details.get("last")
        return {
            "days": (Date.context_today(self) - self.since).days if self.state != "resolved" else round(self.value),
            "last": format_date(self.env, last) if last else self.env._("never"),
        }

    def _amounts(self, details):
        currency = self.env["kam.account"]._main_company().currency_id

        def money(amount):
            return format_amount(self.env, amount or 0, currency, trailing_zeroes=False)

        return {"now": money(details.get("now")), "before": money(details.get("before"))}

    def _facts_revenue_down(self, details, _names):
        return self._amounts(details)

    def _facts_pipeline_down(self, details, _names):
        return self._amounts(details)

    def _facts_win_rate_down(self, details, _names):
        return {"now": details.get("now"), "before": details.get("before")}

    def _facts_level_down(self, details, names):
        levels = names["kam.relationship.level"]
        return {key: levels.get(details.get(key), "–") for key in ("before", "now")}

    def _facts_competitor_threat(self, details, names):
        rivals = self._named(names, "kam.competitor", "rivals")
        rivals += self._named(names, "kam.stakeholder.competitor", "standings")
        people = self._named(names, "person", "standings")
        return {
            "what": self._listed(list(dict.fromkeys(rivals))),
            "who": self._listed(list(dict.fromkeys(people))) if people else self.env._("the customer as a whole"),
            "strength": round(self.value),
        }
