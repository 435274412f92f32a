"""Segments A-D: who is selected or screened into them, and what serving them takes (K3)."""

from itertools import pairwise
from string import ascii_uppercase

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

#: Context value that postpones the check of the order; an object of this process, so no client can send it.
CHECK_LATER = object()
FLOORS = ("min_score", "min_attractiveness", "min_strength")
NOT_NEGATIVE = ("months", "cost_to_serve", "service_budget", "hours_per_account")


class KamSegment(models.Model):
    """A class of accounts with its own management model."""

    _name = "kam.segment"
    _description = "Key account segment"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    _is_cached = True
    _account_fields = frozenset({*FLOORS, "mode", "months", "slots_per_manager", "sequence", "active"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=2, help="The letter on the badge. A is the best segment, D the long tail.")
    sequence = fields.Integer(default=10, help="Best segment first.")
    color = fields.Integer()
    mode = fields.Selection(
        [("selected", "Selected by a manager"), ("screened", "Screened from CRM facts")],
        string="How accounts get in",
        required=True,
        default="screened",
        help="Selected: a manager decides, helped by score, floors and slots.\n"
        "Screened: the opportunities of the account decide, at once and by themselves.",
    )
    min_score = fields.Float(
        string="Score floor",
        digits=(5, 2),
        help="Account score (0 to 100) from which an account is eligible. Exactly at the floor counts.",
    )
    min_attractiveness = fields.Float(
        string="Attractiveness floor",
        digits=(5, 2),
        help="Client attractiveness (0 to 100) that is needed as well; 0 = not asked for.",
    )
    min_strength = fields.Float(
        string="Relative strength floor",
        digits=(5, 2),
        help="Relative strength (0 to 100) that is needed as well; 0 = not asked for.",
    )
    slots_per_manager = fields.Integer(
        string="Slots per account manager",
        help="How many accounts of this segment one account manager can serve well.",
    )
    months = fields.Integer(
        string="Months of history",
        help="An account belongs here when it has an open opportunity, or one won within so many months. "
        "0 = any opportunity it ever had.",
    )
    management_model = fields.Text(
        translate=True, help="Who serves these accounts, and how: the promise everybody can rely on."
    )
    description = fields.Text(translate=True, help="Which accounts belong here, in a sentence.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    cost_to_serve = fields.Monetary(
        string="Cost to serve", help="What serving one account of this segment costs in a year."
    )
    service_budget = fields.Monetary(
        help="What may be spent in a year on serving all accounts of this segment; 0 = no limit."
    )
    hours_per_account = fields.Float(help="Working hours that one account of this segment takes in a year.")
    account_ids = fields.One2many("kam.account", "segment_id", string="Accounts")
    account_count = fields.Integer(string="Number of accounts", compute="_compute_account_count")

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another segment has this letter. Choose a letter that is still free."
    )

    @api.constrains(*FLOORS, "mode", "sequence", "active")
    def _check_floors(self):
        self._check_floor_range()
        if self.env.context.get("kam_floors_later") is not CHECK_LATER:
            self._check_floor_order()

    def _check_floor_range(self):
        for segment in self:
            for name in FLOORS:
                if not 0 <= segment[name] <= 100:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of segment %(segment)s is %(value)s: "
                            "scores run from 0 to 100, so set it within that range.",
                            field=self._fields[name]._description_string(self.env),
                            segment=segment.code,
                            value=segment[name],
                        )
                    )

    def _check_floor_order(self, segments=None):
        """Best segment first: a better one must be harder to reach than the next.

        :param segments: selected segments to check, best first; otherwise all that are saved
        """
        for better, worse in pairwise(
            self.sudo().search([("mode", "=", "selected")]) if segments is None else segments
        ):
            if better.min_score <= worse.min_score:
                raise ValidationError(
                    self.env._(
                        "The score floor of segment %(better)s (%(high)s) must be above that of segment "
                        "%(worse)s (%(low)s). Raise the floor of %(better)s or lower that of %(worse)s.",
                        better=better.code,
                        worse=worse.code,
                        high=better.min_score,
                        low=worse.min_score,
                    )
                )
            for name in FLOORS[1:]:
                if better[name] and better[name] < worse[name]:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of segment %(better)s (%(high)s) must not be below that of segment "
                            "%(worse)s (%(low)s). Raise it for %(better)s, lower it for %(worse)s, "
                            "or set it to 0 for %(better)s, which then does not ask for it.",
                            field=self._fields[name]._description_string(self.env),
                            better=better.code,
                            worse=worse.code,
                            high=better[name],
                            low=worse[name],
                        )
                    )

    @api.constrains("mode", "slots_per_manager")
    def _check_slots(self):
        for segment in self:
            if segment.mode == "selected" and segment.slots_per_manager <= 0:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s is selected by a manager but has no slots, so nobody could be "
                        "in it. Give it at least 1 slot per account manager, or let it be screened.",
                        segment=segment.code,
                    )
                )

    @api.constrains(*NOT_NEGATIVE)
    def _check_not_negative(self):
        for segment in self:
            for name in NOT_NEGATIVE:
                if segment[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of segment %(segment)s is %(value)s. Enter 0 or more.",
                            field=self._fields[name]._description_string(self.env),
                            segment=segment.code,
                            value=segment[name],
                        )
                    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for segment in self:
            segment.display_name = " · ".join(filter(None, (segment.code, segment.name)))

    def _compute_currency_id(self):
        main = self.env.ref("base.main_company", raise_if_not_found=False) or self.env.company
        self.currency_id = main.sudo().currency_id

    def _compute_account_count(self):
        counts = dict(
            self.env["kam.account"]._read_group([("segment_id", "in", self.ids)], ["segment_id"], ["__count"])
        )
        for segment in self:
            segment.account_count = counts.get(segment._origin, 0)

    def action_open_accounts(self):
        """The accounts of this segment, exactly those that are counted."""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "kam.account",
            "view_mode": "list,kanban,form",
            "domain": [("segment_id", "in", self.ids)],
        }

    def _write_together(self, values):
        """Change several segments at once; the order of their floors is checked when all are written.

        :param values: {segment: values to write}
        """
        for segment, vals in values.items():
            segment.with_context(kam_floors_later=CHECK_LATER).write(vals)
        self._check_floor_order()

    @api.model
    @tools.ormcache("self.env.lang")
    def _badge_data(self):
        """What the badge shows, in the user's language: do not change the dictionaries.

        :return: {segment id: {"code", "name", "strength"}}; strength 0 = best … 3
        """
        segments = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {
            segment.id: {"code": segment.code, "name": segment.name, "strength": min(index, 3)}
            for index, segment in enumerate(segments)
        }

    def _free_code(self):
        """The first letter that no segment has."""
        taken = set(self.sudo().with_context(active_test=False).search([]).mapped("code"))  # pylint: disable=no-search-all
        return next(letter for letter in self._letters() if letter not in taken)

    @staticmethod
    def _letters():
        """A, B … Z, AA, AB …"""
        return (first + second for first in ["", *ascii_uppercase] for second in ascii_uppercase)

    def _move_text(self):
        """How the history of an account names this segment."""
        return self.code or ""
