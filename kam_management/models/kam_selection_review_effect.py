"""The effect of the decisions while deciding: accounts per segment against slots, load per manager (K3)."""

from collections import Counter, defaultdict

from odoo import models
from odoo.exceptions import AccessError, ValidationError

from ..engine import selection_sql

#: So many decisions in the making are looked at; nobody marks more lines at once.
MOST_PENDING = 2_000


def _after(decided, falls, now):
    """The segment after a decision: (decision, segment), where the account falls if dropped, where it is."""
    decision, segment = decided
    if decision == "drop":
        return falls
    return segment if decision in ("promote", "demote", "select") else now


class KamSelectionReview(models.Model):
    """What the decisions would do, also those not saved yet; after the approval, what they did."""

    _inherit = "kam.selection.review"

    def _compute_effect(self):
        may = self.env.su or self.env.user.has_group("kam_management.group_kam_manager")
        for review in self:
            review.effect = review._origin._effect() if may and review._origin else False

    def effect_data(self, pending=None):
        """Accounts per segment and each manager's load, now and after the decisions (managers only).

        :param pending: [{"id": line, "decision": …, "segment_id": …}], decisions that are not saved yet: they count as
            if they were, unless they are not possible
        :return: {"segments": [{"code", "name", "now", "then", "slots", "ok"}], "managers": [{"user_id", "name",
            "now", "then", "capacity", "ok", "parts": [{"code", "now", "then", "slots", "ok"}]}], "lines",
            "undecided", "looked_at", "unsaved", "problem"}
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("kam_management.group_kam_manager"):
            raise AccessError(self.env._("Only those who decide on key accounts see the load of everybody."))
        return self._effect(pending)

    def _effect(self, pending=None):
        review = self.sudo()
        if review.state == "approved" and review.effect_final:
            return review.effect_final
        self.env.flush_all()
        found = self.env.execute_query(selection_sql.effect(review.id))
        thought, problem = review._thought_of(pending or [])
        rows = [
            (user, now, _after(thought[line], falls, now) if line in thought and not held else then)
            for line, user, now, then, falls, held in found
        ]
        counts = {
            (line_state, decision or ""): count
            for line_state, decision, count in self.env["kam.selection.review.line"]
            .sudo()
            ._read_group([("review_id", "=", review.id)], ["state", "decision"], ["__count"])
        }
        return {
            "segments": review._segment_effect(rows),
            "managers": review._manager_effect(rows),
            "lines": sum(counts.values()),
            "undecided": sum(count for (_state, decision), count in counts.items() if not decision),
            "looked_at": sum(count for (state, _decision), count in counts.items() if state != "proposed"),
            "unsaved": len(thought),
            "problem": problem,
        }

    def _thought_of(self, pending):
        """({line: (decision, segment)}, problem) of decisions in the making.

        What cannot be decided so is left out; the problem is the sentence that says why, of the first one.
        """
        wanted = {}
        for one in pending[:MOST_PENDING]:
            vals = {key: one[key] for key in ("decision", "segment_id") if key in one}
            if isinstance(one.get("id"), int) and isinstance(vals.get("segment_id", 0), int) and vals:
                wanted[one["id"]] = vals
        lines = self.env["kam.selection.review.line"].search([("review_id", "=", self.id), ("id", "in", list(wanted))])
        order = self.env["kam.segment"].search([("mode", "=", "selected")])
        thought, problem = {}, False
        for line in lines:
            try:
                vals = line._decision_values(wanted[line.id], order)
            except ValidationError as error:
                problem = problem or str(error)
                continue
            thought[line.id] = (vals["decision"], vals["segment_id"])
        return thought, problem

    def _segment_effect(self, rows):
        accounts = self.env["kam.account"].sudo()
        now = Counter(
            {
                segment.id: count
                for segment, count in accounts._read_group(
                    [("company_id", "=", self.company_id.id), ("active", "=", True)], ["segment_id"], ["__count"]
                )
            }
        )
        then = now.copy()
        for _user, before, after in rows:
            then[before or False] -= 1
            then[after or False] += 1
        use = accounts.slot_use(self.company_id)
        result = []
        for segment in self.env["kam.segment"].sudo().search([]):  # pylint: disable=no-search-all
            slots = use["segments"].get(segment.id, {}).get("limit", 0)
            result.append(
                {
                    "code": segment.code,
                    "name": segment.name,
                    "now": now[segment.id],
                    "then": then[segment.id],
                    "slots": slots,
                    "ok": segment.mode != "selected" or then[segment.id] <= slots,
                }
            )
        return result

    def _manager_effect(self, rows):
        """Each manager's key accounts in all companies, and what this selection changes about them."""
        segments = self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        loads = {"now": defaultdict(Counter), "then": defaultdict(Counter)}
        groups = (
            self.env["kam.account"]
            .sudo()
            ._read_group(
                [("segment_id", "in", segments.ids), ("active", "=", True)], ["user_id", "segment_id"], ["__count"]
            )
        )
        for user, segment, count in groups:
            loads["now"][user.id][segment.id] += count
            loads["then"][user.id][segment.id] += count
        users = {user.id for user, _segment, _count in groups}
        for user, before, after in rows:
            users.add(user or False)
            loads["then"][user or False][before] -= 1
            loads["then"][user or False][after] += 1
        mine = {user or False for user, _before, _after in rows}
        names = {one.id: one.name for one in self.env["res.users"].sudo().browse(filter(None, mine))}
        result = []
        for user in users & mine:
            parts = [
                {
                    "code": segment.code,
                    "now": loads["now"][user][segment.id],
                    "then": loads["then"][user][segment.id],
                    "slots": segment.slots_per_manager if user else 0,
                    "ok": not user or loads["then"][user][segment.id] <= segment.slots_per_manager,
                }
                for segment in segments
            ]
            result.append(
                {
                    "user_id": user,
                    "name": names.get(user) or self.env._("Nobody yet"),
                    "now": sum(part["now"] for part in parts),
                    "then": sum(part["then"] for part in parts),
                    "capacity": sum(part["slots"] for part in parts),
                    "ok": all(part["ok"] for part in parts),
                    "parts": parts,
                }
            )
        return sorted(result, key=lambda one: (one["ok"], -one["then"], one["name"]))
