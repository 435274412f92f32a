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

    def _fact_names(self):
        """Names of everything that the details of these alerts point at: one query for each model.

        :return: {model name: {id: name}}, and the competitors' rows with the person they stand with
        """
        wanted = {"kam.stakeholder": set(), "kam.relationship.level": set(), "kam.stakeholder.competitor": set()}
        for alert in self:
            details = alert.details or {}
            wanted["kam.stakeholder"].update(details.get("ids") or ())
            wanted["kam.stakeholder.competitor"].update(details.get("competitors") or ())
            if alert.rule_id.check == "level_down":
                wanted["kam.relationship.level"].update(filter(None, (details.get("before"), details.get("now"))))
        names = {}
        rivals = self.env["kam.stakeholder.competitor"].sudo().browse(wanted["kam.stakeholder.competitor"]).exists()
        names["kam.stakeholder.competitor"] = {rival.id: (rival.name, rival.stakeholder_id.name) for rival in rivals}
        for model in ("kam.stakeholder", "kam.relationship.level"):
            records = self.env[model].sudo().with_context(active_test=False).search([("id", "in", list(wanted[model]))])
            names[model] = {record.id: record.name or "" for record in records}
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

    def _people_facts(self, details, names):
        people = names["kam.stakeholder"]
        ids = details.get("ids") or []
        return {"who": self._listed([people[number] for number in ids if number in people]), "count": len(ids)}

    def _facts_coverage(self, details, names):
        return self._people_facts(details, names)

    def _facts_opponent_alone(self, details, names):
        return self._people_facts(details, names)

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
        rivals = [names["kam.stakeholder.competitor"].get(one) for one in details.get("competitors") or ()]
        rivals = [rival for rival in rivals if rival]
        return {
            "what": self._listed(list(dict.fromkeys(rival for rival, _person in rivals))),
            "who": self._listed(list(dict.fromkeys(person for _rival, person in rivals))),
            "strength": round(self.value),
        }
