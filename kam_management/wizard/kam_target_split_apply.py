from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount

from ..engine import target_split
from ..engine.target_split import Part
from ..models.kam_target import PLACES


class KamTargetSplit(models.TransientModel):
    """Propose the split, then set it. What was set by hand stays, and is said to."""

    _inherit = "kam.target.split"

    def action_propose(self):
        """Work out the target of each account from what is given, to be looked at before it is set."""
        self.ensure_one()
        self._check_own_company()
        ground = self._ground()
        if not ground["accounts"]:
            raise UserError(
                self.env._(
                    "There are no key accounts here to divide a target among. Select key accounts first, or choose "
                    "another company."
                )
            )
        proposed = {}
        for target, accounts in self._given(ground):
            proposed |= self._divided(target, accounts, ground)
        self.line_ids = [(5, 0, 0), *((0, 0, vals) for vals in proposed.values())]
        self.flush_recordset()
        self.proposed_for = self._inputs()
        return self._reopen()

    def _check_own_company(self):
        if self.company_id and self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose a company that you work for."))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Divide a Target"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # -- what is given --------------------------------------------------------------------------------------

    def _given(self, ground):
        """[(target, accounts)] that are to be divided: one, or one for each segment."""
        if self.level == "total":
            return [(self._asked(self, self.env._("the key accounts")), ground["accounts"])]
        by_segment = ground["accounts"].sudo().grouped("segment_id")
        given = []
        for line in self.segment_ids:
            accounts = by_segment.get(line.segment_id)
            if not accounts:
                raise UserError(
                    self.env._(
                        "No key account is in segment %s any more. Take it out of the list, or open this again.",
                        line.segment_id.display_name,
                    )
                )
            given.append((self._asked(line, line.segment_id.display_name), accounts))
        if not given:
            raise UserError(self.env._("Give the growth of at least one segment."))
        return given

    def _asked(self, record, name):
        """The target that a line, or the whole, asks for."""
        if self.mode == "target" or not self.is_added:
            if not record.target:
                raise UserError(self.env._("Give the target of %s.", name))
            return self._whole(record.target)
        if not record.base_known or record.base <= 0:
            raise UserError(
                self.env._(
                    "Nothing is known of %(year)s for %(name)s that could grow. Give the figure itself instead of a "
                    "growth.",
                    year=self.year - 1,
                    name=name,
                )
            )
        return self._whole(record.base * (1 + record.growth / 100))

    def _least(self):
        """The smallest part, in hundredths: that of the currency; what is counted comes in whole numbers."""
        if self._is_money():
            return max(1, round(self._currency().rounding * 100))
        return 100 if self.is_added else 1

    def _whole(self, figure):
        """A figure in whole parts, see :meth:`_least`."""
        least = self._least()
        return round(round(figure * 100 / least) * least / 100, 2)

    # -- the proposal ---------------------------------------------------------------------------------------

    def _present(self, accounts):
        """{account id: target set now}."""
        targets = self.env["kam.target"].search(
            [
                ("scope", "=", "account"),
                ("account_id", "in", accounts.ids),
                ("year", "=", self.year),
                ("measure", "=", self.measure),
            ]
        )
        return {one.account_id.id: one for one in targets}

    def _ratings(self, accounts):
        """{account id: rating of the growth potential}."""
        criterion = self.env.ref("kam_management.criterion_growth_potential", raise_if_not_found=False)
        rows = self.env["kam.account.rating"].search_read(
            [("account_id", "in", accounts.ids), ("criterion_id", "=", criterion.id if criterion else 0)],
            ["account_id", "value"],
        )
        return {row["account_id"][0]: row["value"] for row in rows}

    def _weights(self, accounts, ground):
        """{account id: where it starts}: the year before, else what is open and expected to close in the year."""
        company_id = self.company_id.id or 0
        fresh = {("account", company_id, one): one for one in accounts.ids if not ground["base"][one]}
        found = self.env["kam.target"]._measured(self.measure, self.year, set(fresh)) if fresh else {}
        start = {one: ground["base"][one] or 0.0 for one in accounts.ids}
        return start | {one: (found.get(key) or {}).get("forecast") or 0.0 for key, one in fresh.items()}

    def _divided(self, target, accounts, ground):
        """{account id: values of its line}."""
        present, ratings = self._present(accounts), self._ratings(accounts)
        kept = {one: row.target for one, row in present.items() if row.adjusted}
        if self.is_added:
            weights = self._weights(accounts, ground)
            parts = [
                Part(
                    one,
                    round(max(weights[one], 0) * 100),
                    target_split.factor_of(ratings.get(one)),
                    round(kept[one] * 100) if one in kept else None,
                )
                for one in accounts.ids
            ]
            total = round(target * 100)
            try:
                proposed = target_split.propose(total, parts, self._unit_step(total, len(parts)))
            except target_split.FixedTooMuch as error:
                raise UserError(self._too_much(error.fixed / 100, target)) from None
        else:  # a share or a level cannot be divided: everybody gets the same
            proposed = {one: round(kept.get(one, target) * 100) for one in accounts.ids}
        return {
            account.id: self._line_vals(account, proposed[account.id] / 100, ground, present, ratings)
            for account in accounts.sudo()
        }

    def _unit_step(self, total, count):
        """What to round to, in hundredths; what is counted comes in whole numbers."""
        return max(round(self.step * 100) or target_split.sensible_step(total, count), self._least())

    def _too_much(self, fixed, target):
        def text(amount):
            return format_amount(self.env, amount, self._currency()) if self._is_money() else f"{amount:g}"

        return self.env._(
            "What was set by hand comes to %(fixed)s already, more than the %(target)s that are to be divided. Ask for "
            "more, or let go of some of it: clear “Set by Hand” in the list of targets.",
            fixed=text(fixed),
            target=text(target),
        )

    def _is_money(self):
        return self.env["kam.measure"]._sources()[self.measure].money

    def _line_vals(self, account, target, ground, present, ratings):
        row = present.get(account.id)
        is_kept = bool(row and row.adjusted)
        base, rating = ground["base"][account.id], ratings.get(account.id, 0)
        return {
            "account_id": account.id,
            "segment_id": account.segment_id.id,
            "user_id": account.user_id.id,
            "base": base or 0.0,
            "base_known": base is not None,
            "rating": rating,
            "present": row.target if row else 0.0,
            "present_known": bool(row),
            "is_kept": is_kept,
            "target": target,
            "basis": self._basis(ground, base, rating, is_kept),
        }

    def _basis(self, ground, base, rating, is_kept):
        """How a proposal came about, in a sentence."""
        if is_kept:
            return self.env._("Set by hand, so it stays.")
        if not self.is_added:
            return self.env._("The same for everybody: it cannot be divided.")
        start = f"{base:,.0f} {ground['text']}" if base else self.env._("nothing in the year before")
        potential = self.env._("potential %s of 5", rating) if rating else self.env._("potential not rated")
        return self.env._("From %(start)s; %(potential)s.", start=start, potential=potential)

    # -- set ------------------------------------------------------------------------------------------------

    def action_apply(self):
        """Set what was proposed, from the total down; targets set by hand stay as they are."""
        self.ensure_one()
        self._check_own_company()
        if not self.is_current:
            raise UserError(self.env._("Something was changed since. Propose the split again, then set it."))
        wanted = {("account", line.account_id.id): (line.target, line.basis) for line in self.line_ids}
        wanted |= self._above()
        targets = self.env["kam.target"]
        targets._set_proposed(self.year, self.measure, self.company_id, wanted)
        filters = {"year": self.year, "measure": self.measure, "company_id": self.company_id.id or 0}
        return {"type": "ir.actions.act_window_close", "infos": filters}

    def _above(self):
        """{(scope, id): (target, basis)} of the total, the segments, the teams and the managers."""
        added = self.is_added
        of = {line.account_id.id: line.target for line in self.line_ids}
        accounts, wanted = self.line_ids.account_id.sudo(), {}
        for scope in ("segment", "team", "user") if added or self.level == "total" else ():
            for place, mine in accounts.grouped(PLACES[scope]).items():
                share = round(sum(of[one] for one in mine.ids), 2) if added else self.target
                wanted |= {(scope, one): (share, self.env._("Sum of its accounts.")) for one in place.ids}
        if self.level == "total":
            wanted["total", 0] = (self._asked(self, ""), self._given_text(self))
            return wanted
        given = {
            ("segment", line.segment_id.id): (self._asked(line, line.segment_id.display_name), self._given_text(line))
            for line in self.segment_ids
        }
        if added:
            total = round(sum(target for target, _basis in given.values()), 2)
            wanted["total", 0] = (total, self.env._("Sum of the segments."))
        return wanted | given

    def _given_text(self, record):
        if self.mode == "growth" and self.is_added:
            return self.env._(
                "Growth of %(growth)s %% on the %(base)s %(text)s.",
                growth=f"{record.growth:g}",
                base=f"{record.base:,.0f}",
                text=self.base_text,
            )
        return self.env._("Set by management.")
