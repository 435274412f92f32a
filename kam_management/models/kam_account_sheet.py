from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, formatLang

from ..engine.scoring import AXES


class KamAccount(models.Model):
    """The rating sheet: every active criterion of one account, one click each, with what it contributes."""

    _inherit = "kam.account"

    missing_text = fields.Char(compute="_compute_missing_text", string="Not Rated Yet")

    @api.depends("rating_ids.value", "rating_ids.criterion_id")
    def _compute_missing_text(self):
        criteria = self._active_criteria()
        for account in self:
            rated = account.sudo().rating_ids.criterion_id
            account.missing_text = ", ".join((criteria - rated).mapped("name"))

    @api.model
    def _active_criteria(self):
        return self.env["kam.criterion"].sudo().with_context(active_test=True).search([])

    def rating_sheet(self):
        """What the rating widget shows of one account.

        :return: dict: both axes with score, coverage and factors (weight, share in percent, rating, points
            of the axis' 100 it contributes, evidence, who, when), the account score, what is missing
        """
        self.ensure_one()
        self.check_access("read")
        criteria = self._active_criteria()
        rules = self._scoring_rules()
        ratings = {rating.criterion_id.id: rating for rating in self.sudo().rating_ids}
        labels = dict(criteria._fields["axis"]._description_selection(self.env))
        return {
            "account_id": self.id,
            "readonly": not self.has_access("write"),
            "axes": [
                {
                    "axis": axis,
                    "label": labels[axis],
                    "score": self[axis],
                    "known": self[f"{axis}_known"],
                    "coverage": self[f"{axis}_coverage"],
                    "factors": self._sheet_factors(
                        criteria.filtered(lambda one, axis=axis: one.axis == axis), ratings, rules.units
                    ),
                }
                for axis in AXES
            ],
            "score": self.score,
            "known": self.score_known,
            "coverage": self.coverage,
            "recommended": self.sudo().recommended_segment_id.display_name,
            "waiting": self.waiting,
            "missing": (criteria - self.sudo().rating_ids.criterion_id).mapped("name"),
        }

    def _sheet_factors(self, criteria, ratings, units):
        total = sum(units[one.id] for one in criteria)
        rated_units = sum(units[one.id] for one in criteria if one.id in ratings)
        factors = []
        for one in criteria:
            rating = ratings.get(one.id)
            value = rating.value if rating else False
            factors.append(
                {
                    "criterion_id": one.id,
                    "name": one.name,
                    "guidance": one.guidance or "",
                    "low_label": one.low_label or "",
                    "high_label": one.high_label or "",
                    "group": one.group or "",
                    "weight": one.weight,
                    "share": round(units[one.id] * 100 / total, 1),
                    "value": value,
                    "contribution": round(units[one.id] * (value - 1) * 25 / rated_units, 2) if value else 0.0,
                    "note": rating.note or "" if rating else "",
                    "by": rating.user_id.name or "" if rating else "",
                    "date": fields.Date.to_string(rating.date) if rating and rating.date else False,
                    "origin": rating.origin if rating else False,
                    "measure": self._measure_text(one, rating) if rating else False,
                    "computed": one.source != "manual",
                }
            )
        return factors

    @api.model
    def _measure_text(self, criterion, rating):
        """The measured value as people write it: an amount, a percentage, a count, years."""
        if rating.origin != "computed":
            return False
        if criterion.source in ("won_revenue", "pipeline"):
            return format_amount(self.env, rating.measure, self._main_company().currency_id)
        if criterion.source in ("growth", "win_rate"):
            return self.env._("%s %%", formatLang(self.env, rating.measure, digits=1))
        if criterion.source == "years":
            return self.env._("%s years", formatLang(self.env, rating.measure, digits=1))
        return formatLang(self.env, rating.measure, digits=0)

    def rate(self, criterion_id, value, note=None):
        """Rate the account on one criterion, or take the rating back.

        :param value: 1-5; false takes the rating back (a computed criterion then falls back to its source)
        :param note: evidence, kept when not given
        :return: the new :meth:`rating_sheet`
        """
        self.ensure_one()
        self.check_access("write")
        criterion = self.env["kam.criterion"].browse(criterion_id).exists()
        if not criterion.active:
            raise UserError(self.env._("This criterion is not in use any more. Reload the page."))
        rating = self.rating_ids.filtered(lambda one: one.criterion_id == criterion)
        if not value:
            rating.unlink()
            if criterion.source != "manual":
                self.sudo()._screen()
        elif rating:
            rating.write({"value": value} if note is None else {"value": value, "note": note})
        else:
            self.env["kam.account.rating"].create(
                {"account_id": self.id, "criterion_id": criterion.id, "value": value, "note": note or False}
            )
        return self.rating_sheet()

    def rate_note(self, criterion_id, note):
        """Write the evidence of a rating.

        :return: the new :meth:`rating_sheet`
        """
        self.ensure_one()
        self.check_access("write")
        rating = self.rating_ids.filtered(lambda one: one.criterion_id.id == criterion_id)
        if not rating:
            raise UserError(self.env._("Rate the criterion first, then write down the evidence."))
        rating.write({"note": note})
        return self.rating_sheet()

    def action_compare(self):
        """The chosen accounts side by side, factor by factor.

        :raise UserError: more than fit beside each other
        """
        self.env["kam.comparison"]._accounts(self.ids)
        action = self.env["ir.actions.actions"]._for_xml_id("kam_management.kam_account_comparison_action")
        action["params"] = {"account_ids": ",".join(map(str, self.ids))}
        return action

    def action_assess(self):
        """Open assessments of the chosen accounts: the open one of each, or a new snapshot.

        :return: action showing them
        """
        self.check_access("write")
        assessments = self.env["kam.assessment"].search(
            [("account_id", "in", self.ids), ("state", "in", ("draft", "submitted"))]
        )
        missing = self - assessments.account_id
        assessments |= self.env["kam.assessment"].create([{"account_id": account.id} for account in missing])
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_assessment_action")
        action["domain"] = [("id", "in", assessments.ids)]
        if len(assessments) == 1:
            action.update(views=[(False, "form")], res_id=assessments.id)
        return action
