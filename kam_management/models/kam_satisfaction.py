from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

KINDS = [("interview", "Interview"), ("survey", "Survey")]
CHANNELS = [
    ("meeting", "Meeting"),
    ("phone", "Telephone"),
    ("online", "On screen"),
    ("form", "Form or e-mail"),
]
LOWEST, HIGHEST = 0, 10


class KamSatisfaction(models.Model):
    """One answer of the customer: how satisfied, with which moment of truth, in which words (K12).

    A score is 0 to 10, and 0 is a real one: whether there is a score says ``score_known``. An answer without a person
    is anonymous; one without a moment is about everything.
    """

    _name = "kam.satisfaction"
    _description = "Satisfaction"
    _inherit = ["kam.account.child.mixin", "kam.guard.mixin"]
    _order = "date desc, id desc"
    _own_account = ("stakeholder_id",)

    active = fields.Boolean(default=True)
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(KINDS, required=True, default="interview", help="In a talk, or by a form for many.")
    channel = fields.Selection(CHANNELS, help="How they were asked.")
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Who Answered",
        index="btree_not_null",
        ondelete="set null",
        domain="[('account_id', '=', account_id)]",
        help="Empty: an anonymous answer.",
    )
    moment_id = fields.Many2one(
        "kam.moment",
        string="Moment of Truth",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: about working with us as a whole.",
    )
    score = fields.Float(digits=(4, 1), aggregator="avg", help="From 0, very dissatisfied, to 10, very satisfied.")
    score_known = fields.Boolean(string="With a Score", help="Unticked, there is no score, which is not the same as 0.")
    verbatim = fields.Text(string="In Their Words")
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    segment_id = fields.Many2one(related="account_id.segment_id")
    tier_id = fields.Many2one(related="account_id.tier_id")
    team_id = fields.Many2one(related="account_id.team_id")
    manager_id = fields.Many2one(related="account_id.user_id", string="Account Manager")

    _score_known_zero = models.Constraint(
        "CHECK(score_known OR score = 0)", "An unknown score has no figure. Say that it is known, or leave it out."
    )
    _account_date_idx = models.Index("(account_id, date) WHERE active AND score_known")

    @api.depends("account_id", "moment_id", "date")
    def _compute_display_name(self):
        for answer in self:
            about = answer.moment_id.name or self.env._("All in all")
            account = answer.sudo().account_id.display_name
            day = format_date(self.env, answer.date) if answer.date else ""
            answer.display_name = ", ".join(part for part in (about, account, day) if part)

    # -- known and unknown ----------------------------------------------------------------------------------

    @api.model
    def _with_known(self, vals):
        """Values in which a score says by itself that it is known: an import has one column for it."""
        if "score" in vals and "score_known" not in vals:
            vals = {**vals, "score_known": vals["score"] not in (None, "") and vals["score"] is not False}
        if "score_known" in vals and not vals["score_known"]:
            vals = {**vals, "score": 0}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        """Create; a score that is given is known, be it 0."""
        return super().create([self._with_known(vals) for vals in vals_list])

    def write(self, vals):
        """Write; a score that is given is known, be it 0."""
        return super().write(self._with_known(vals))

    def _read_group_select(self, aggregate_spec, query):
        """Means count the answers with a score only: unknown is not zero."""
        name, _colon, function = aggregate_spec.partition(":")
        if name == "score" and function in ("avg", "min", "max", "sum"):
            return SQL(
                "%s(%s) FILTER (WHERE %s)",
                SQL(function.upper()),
                self._field_to_sql(self._table, name, query),
                self._field_to_sql(self._table, "score_known", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("score")
    def _check_score(self):
        for answer in self:
            if not LOWEST <= answer.score <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "The score is %(score)g. Enter a number from 0, very dissatisfied, to 10, very satisfied.",
                        score=answer.score,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for answer in self:
            if answer.date > today:
                raise ValidationError(
                    self.env._(
                        "Nobody has answered on %(day)s yet. Enter the day on which they were asked, today at the "
                        "latest.",
                        day=format_date(self.env, answer.date),
                    )
                )

    @api.constrains("moment_id")
    def _check_moment(self):
        for answer in self:
            if answer.moment_id and not answer.moment_id.active:
                raise ValidationError(
                    self.env._(
                        "“%s” is archived and not asked about any more. Choose another moment, or leave it empty.",
                        answer.moment_id.name,
                    )
                )

    @api.constrains("score_known", "verbatim")
    def _check_content(self):
        for answer in self:
            if not answer.score_known and not (answer.verbatim or "").strip():
                raise ValidationError(
                    self.env._("Enter a score from 0 to 10, or what they said: one of them is needed.")
                )

    @api.constrains("user_id", "account_id")
    def _check_user(self):
        for answer in self:
            answer._check_colleague(answer.user_id)
