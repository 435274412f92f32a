from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.kam_satisfaction import CHANNELS, HIGHEST, KINDS, LOWEST

#: Key of the question about everything.
WHOLE = "0"


class KamInterview(models.TransientModel):
    """Ask the customer, in thirty seconds or at length: one question about everything, then the moments of truth."""

    _name = "kam.interview"
    _description = "Ask the Customer"

    account_id = fields.Many2one("kam.account", required=True)
    kind = fields.Selection(KINDS, required=True, default="interview")
    channel = fields.Selection(CHANNELS, default="meeting")
    date = fields.Date(required=True, default=fields.Date.context_today, string="When")
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Who Answers",
        domain="[('account_id', '=', account_id)]",
        help="Empty: the answers are anonymous.",
    )
    guide = fields.Json(compute="_compute_guide")
    answers = fields.Json(help="{moment or 0 for everything: {score: 0-10 or null, text}}, only what was touched")
    follow_up = fields.Char(string="What We Do About It")
    follow_up_user_id = fields.Many2one(
        "res.users", string="Who Does It", domain="[('share', '=', False)]", default=lambda self: self.env.user
    )
    follow_up_date = fields.Date(
        string="Until", default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14)
    )

    @api.depends("account_id")
    @api.depends_context("lang")
    def _compute_guide(self):
        moments = self.env["kam.moment"].search([])  # a handful of rows  # pylint: disable=no-search-all
        whole = {
            "id": WHOLE,
            "name": self.env._("All in all"),
            "question": self.env._("All in all, how satisfied are you with working with us?"),
            "hint": "",
        }
        self.guide = [
            whole,
            *[
                {"id": str(one.id), "name": one.name, "question": one.question, "hint": one.description or ""}
                for one in moments
            ],
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody asks for, and so learns the name of, what they may not read."""
        interviews = super().create(vals_list)
        interviews._check_readable()
        return interviews

    def write(self, vals):
        """The same for one that is open."""
        result = super().write(vals)
        self._check_readable()
        return result

    def _check_readable(self):
        # No constraint: those run with all rights.
        for name in ("account_id", "stakeholder_id"):
            self.mapped(name).check_access("read")

    def action_save(self):
        """Keep an answer for each question that was touched."""
        self.ensure_one()
        self.account_id.check_access("write")
        given = self._given()
        if not given:
            raise UserError(self.env._("Nothing was answered yet: tap a figure from 0 to 10, or write what they said."))
        common = {
            "account_id": self.account_id.id,
            "kind": self.kind,
            "channel": self.channel,
            "date": self.date,
            "stakeholder_id": self.stakeholder_id.id,
        }
        if (self.follow_up or "").strip():
            # One follow-up: about everything, or about the worst of what was asked.
            worst = min(given, key=lambda one: (one["moment_id"] is not False, not one["score_known"], one["score"]))
            worst |= {
                "follow_up": self.follow_up.strip(),
                "follow_up_user_id": self.follow_up_user_id.id or self.env.uid,
                "follow_up_date": self.follow_up_date,
            }
        answers = self.env["kam.satisfaction"].create([{**common, **one} for one in given])
        return {"type": "ir.actions.act_window_close", "infos": {"answered": answers.ids}}

    def _given(self):
        """Values of the answers that say something; what is not understood is refused with a sentence."""
        moments = {str(one.id): one.id for one in self.env["kam.moment"].search([])}  # pylint: disable=no-search-all
        given = []
        try:
            for key, answer in (self.answers or {}).items():
                score, text = answer.get("score"), (answer.get("text") or "").strip()
                known = score is not None and score is not False
                if known and not (isinstance(score, int | float) and LOWEST <= score <= HIGHEST):
                    raise ValueError(score)
                if key != WHOLE and key not in moments:
                    raise ValueError(key)
                if known or text:
                    given.append(
                        {
                            "moment_id": moments.get(key, False),
                            "score": score if known else 0,
                            "score_known": known,
                            "verbatim": text or False,
                        }
                    )
        except (AttributeError, TypeError, ValueError):
            raise UserError(
                self.env._("An answer is not understood: scores go from 0 to 10. Reload the screen and try again.")
            ) from None
        return given
