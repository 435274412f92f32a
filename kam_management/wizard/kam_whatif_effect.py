from collections import Counter, defaultdict

from odoo import models
from odoo.tools.misc import formatLang

from ..engine import whatif as engine
from ..engine.scoring import Criterion, Floor, weight_units
from ..engine.slots import slot_limits
from ..engine.whatif_sql import base_counts, standings

#: Movers and managers that are listed; all are counted.
MOST_MOVERS, MOST_MANAGERS = 50, 50


class KamWhatif(models.TransientModel):
    """The effect: two queries over all accounts, nothing written."""

    _inherit = "kam.whatif"

    def _rules(self):
        """Engine rules (``ScoringRules``) of the values in the form."""
        criteria = [
            Criterion(one._origin.id, one.axis, one.weight, one.max_share, one.group or "")
            for one in self.criterion_line_ids._hypothetical()
            if one.active
        ]
        floors = [
            Floor(one._origin.id, one.min_score, one.min_attractiveness, one.min_strength)
            for one in self.segment_line_ids._hypothetical()
            if one.mode == "selected"
        ]
        return (
            self.env["kam.account"]
            ._scoring_rules()
            ._replace(
                criteria=criteria,
                units=weight_units(criteria),
                floors=floors,
                share=self.attractiveness_share,
                min_coverage=self.min_coverage,
            )
        )

    def _effect(self):
        """What the widget shows: accounts per segment, movers with the reason, load per manager, cost."""
        now, then = self.env["kam.account"]._scoring_rules(), self._rules()
        self.env["kam.account"].flush_model()
        self.env["kam.account.rating"].flush_model()
        companies = self.env.companies.ids
        accounts = [
            engine.Account(*row[:7], engine.Standing(*row[7:11]), engine.Standing(*row[11:15]))
            for row in self.env.execute_query(standings(now, then, companies))
        ]
        base = self.env.execute_query(base_counts(companies))
        saved = self.env["kam.segment"].search([("mode", "=", "selected")])
        lines = self.segment_line_ids.filtered(lambda line: line.mode == "selected")
        key_share = self.env["res.config.settings"].sudo()._kam_get("key_share")
        rules = (
            self._capacity({one.id: one.slots_per_manager for one in saved}, key_share, base),
            self._capacity({one.segment_id._origin.id: one.slots_per_manager for one in lines}, self.key_share, base),
        )
        places = engine.compare(accounts, *rules)
        movers = [one for one in accounts if places[one.id].now.segment != places[one.id].then.segment]
        return {
            "segments": self._segment_effect(accounts, places, rules, base),
            "movers": self._mover_effect(movers[:MOST_MOVERS], places, rules[1], now, then),
            "mover_count": len(movers),
            "managers": self._manager_effect(accounts, places),
            "currency_id": self.env["kam.account"]._main_company().currency_id.id,
        }

    def _capacity(self, slots, key_share, base):
        """Engine ``Rules`` with the capacity of each company."""
        totals, managers = Counter(), {}
        for company, _segment, count, manager_count in base:
            totals[company] += count
            managers[company] = manager_count
        capacity = {}
        for company, total in totals.items():
            limits, overall = slot_limits(list(slots.values()), max(1, managers[company]), total, key_share)
            capacity[company] = engine.Capacity(dict(zip(slots, limits, strict=True)), overall)
        return engine.Rules(list(slots), capacity)

    def _segment_effect(self, accounts, places, rules, base):
        counts = {"now": Counter(), "then": Counter()}
        eligible, waiting = {"now": Counter(), "then": Counter()}, {"now": Counter(), "then": Counter()}
        for _company, segment, count, _managers in base:
            counts["now"][segment] += count
            counts["then"][segment] += count
        for account in accounts:
            for moment, place in places[account.id]._asdict().items():
                counts[moment][account.screened] -= 1
                counts[moment][place.segment] += 1
                reached = getattr(account, moment).eligible
                eligible[moment][reached] += 1
                waiting[moment][reached] += place.waiting
        result = []
        for line in self.segment_line_ids:
            key = line.segment_id._origin.id
            then, selected = counts["then"][key], line.mode == "selected"
            slots = sum(one.limits[key] for one in rules[1].capacity.values()) if selected else 0
            cost = then * line.cost_to_serve
            result.append(
                {
                    "code": line.code,
                    "name": line.segment_id.name,
                    "now": counts["now"][key],
                    "then": then,
                    "slots": slots,
                    "capacity_ok": not selected or then <= slots,
                    "budget": line.service_budget,
                    "cost": cost,
                    "budget_ok": not line.service_budget or cost <= line.service_budget,
                    "eligible_now": eligible["now"][key],
                    "eligible": eligible["then"][key],
                    "waiting_now": waiting["now"][key],
                    "waiting": waiting["then"][key],
                }
            )
        return result

    def _manager_effect(self, accounts, places):
        lines = self.segment_line_ids.filtered(lambda line: line.mode == "selected")
        slots = {line.segment_id._origin.id: line.slots_per_manager for line in lines}
        loads = defaultdict(Counter)
        for account in accounts:
            segment = places[account.id].then.segment
            if segment in slots:
                loads[account.user][segment] += 1
        users = self.env["res.users"].sudo().browse(filter(None, loads))
        names = {user.id: user.name for user in users}
        result = []
        for user_id, load in loads.items():
            parts = [
                self.env._(
                    "%(segment)s %(used)s of %(slots)s",
                    segment=line.code,
                    used=load[line.segment_id._origin.id],
                    slots=line.slots_per_manager,
                )
                for line in lines
            ]
            result.append(
                {
                    "user_id": user_id or False,
                    "name": names.get(user_id) or self.env._("Nobody yet"),
                    "slots": ", ".join(parts),
                    "used": sum(load.values()),
                    "capacity": sum(slots.values()) if user_id else 0,
                    "ok": not user_id or all(load[key] <= free for key, free in slots.items()),
                }
            )
        return sorted(result, key=lambda one: (one["ok"], -one["used"], one["name"]))[:MOST_MANAGERS]

    # -- movers ---------------------------------------------------------------------------------------------

    def _mover_effect(self, movers, places, rules, now, then):
        floors = [
            {one.segment_id: (one.score, one.attractiveness, one.strength) for one in some.floors}
            for some in (now, then)
        ]
        codes = {line.segment_id._origin.id: line.code for line in self.segment_line_ids}
        records = self.env["kam.account"].sudo().browse(one.id for one in movers)
        names = {record.id: record.display_name for record in records}
        return [
            {
                "account_id": one.id,
                "name": names[one.id],
                "from": codes.get(places[one.id].now.segment, False),
                "to": codes.get(places[one.id].then.segment, False),
                "why": self._why(one, *engine.reason(one, places[one.id], rules, floors)),
            }
            for one in movers
        ]

    def _why(self, account, code, values):
        """The reason as a sentence."""
        values = {
            name: value if name in ("axis", "rank") or value is None else self._number(value)
            for name, value in values.items()
        }
        if "axis" in values:
            axes = dict(self.env["kam.criterion"]._fields["axis"]._description_selection(self.env))
            values["axis"] = axes[values["axis"]].lower()
        if code == "reaches":
            if values["old"] not in (None, values["score"]):
                text = self.env._("score changes from %(old)s to %(score)s and reaches %(floor)s", **values)
            else:
                text = self.env._("score %(score)s reaches %(floor)s", **values)
        elif code == "misses":
            if values["old"] not in (None, values["score"]):
                text = self.env._("score changes from %(old)s to %(score)s, below %(floor)s", **values)
            else:
                text = self.env._("score %(score)s no longer reaches %(floor)s", **values)
        elif code == "axis_reaches":
            text = self.env._("%(axis)s %(value)s reaches %(floor)s", **values)
        elif code == "axis_misses":
            text = self.env._("%(axis)s %(value)s no longer reaches %(floor)s", **values)
        elif code == "unrated":
            text = self.env._("too little of it is rated for a score then")
        elif code == "waits":
            text = self.env._("no slot is free: waits at rank %(rank)s", **values)
        elif values.get("rank"):
            text = self.env._("takes a free slot at rank %(rank)s", **values)
        else:
            text = self.env._("takes a free slot")
        if not account.key:
            return text
        if code in ("reaches", "axis_reaches", "slot"):
            return self.env._("%s; the next review decides", text)
        return self.env._("%s; stays a key account until the next review", text)

    def _number(self, value):
        return formatLang(self.env, float(value), digits=0 if float(value).is_integer() else 2)
