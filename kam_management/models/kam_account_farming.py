from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine import farming_sql

#: A customer who bought longer ago than this has to be won again rather than farmed.
FARM_MONTHS = 12
#: A meeting or a done to-do within so many days is a sign of life.
TOUCH_DAYS = 90


class KamAccount(models.Model):
    """Where the account stands in hunting or farming, since when, and whether hunting has done its work (K11)."""

    _inherit = "kam.account"

    stage_id = fields.Many2one(
        "kam.account.stage",
        string="Hunting or Farming",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        group_expand="_group_expand_all",
        help="A hunter wins the customer and hands over; a farmer grows the business from there.",
    )
    stage_role = fields.Selection(related="stage_id.role", string="Hunter or Farmer")
    stage_guidance = fields.Text(related="stage_id.guidance", string="What to Do")
    stage_since = fields.Date(readonly=True, copy=False, help="The day the account came into this stage.")
    stage_days = fields.Integer(compute="_compute_stage_days", string="Days in Stage")
    farmable = fields.Boolean(compute="_compute_farmable", search="_search_farmable", string="Can Be Farmed Now")
    farm_reason = fields.Char(compute="_compute_farmable", string="Why It Can Be Farmed")

    @api.depends("stage_since")
    def _compute_stage_days(self):
        today = fields.Date.context_today(self)
        for account in self:
            account.stage_days = (today - account.stage_since).days if account.stage_since else 0

    @api.depends("stage_id.role", "lead_ids.won_status", "lead_ids.date_closed")
    def _compute_farmable(self):
        """Two reads for all: the stages, and what was won."""
        since = self._farm_since()
        hunted = self.filtered(lambda one: one.stage_id.role != "farmer")
        found = hunted._origin._won_and_alive()
        for account in self:
            facts = found.get(account._origin.id) if account in hunted else None
            account.farmable = bool(facts and facts["last_won"] and facts["last_won"].date() >= since)
            account.farm_reason = account._farm_reason(facts) if account.farmable else False

    def _search_farmable(self, operator, value):
        if operator != "in":
            return NotImplemented
        won = Domain("won_status", "=", "won") & Domain("date_closed", ">=", self._farm_since())
        # The system's answer, as in the compute: who may not read the opportunity still learns that it was won.
        hunted = Domain("stage_id", "=", False) | Domain("stage_id.role", "!=", "farmer")
        farmable = hunted & Domain("lead_ids", "any!", won)
        return farmable if True in value else ~farmable

    @api.model
    def _farm_since(self):
        return fields.Date.context_today(self) - relativedelta(months=FARM_MONTHS)

    def _won_and_alive(self):
        """{account id: row of :func:`farming_sql.won_and_alive`}"""
        if not self.ids:
            return {}
        self.env["crm.lead"].flush_model(["kam_account_id", "won_status", "date_closed", "active", "type", "name"])
        self.env["mail.activity"].flush_model()
        self.env["calendar.event"].flush_model()
        self.env.cr.execute(farming_sql.won_and_alive(self.ids, fields.Datetime.now()))
        return {row["account_id"]: row for row in self.env.cr.dictfetchall()}

    def _farm_reason(self, facts):
        """Why the account can be farmed, as one sentence."""

        def day(moment):
            return format_date(self.env, fields.Datetime.context_timestamp(self, moment).date())

        if facts["won"] == 1:
            parts = [self.env._("First won on %(day)s", day=day(facts["first_won"]))]
        else:
            parts = [
                self.env._(
                    "First won on %(first)s, %(count)s won in all, the latest on %(last)s",
                    first=day(facts["first_won"]),
                    count=facts["won"],
                    last=day(facts["last_won"]),
                )
            ]
        if facts["open"]:
            parts.append(
                self.env._("one open opportunity")
                if facts["open"] == 1
                else self.env._("%s open opportunities", facts["open"])
            )
        alive = fields.Datetime.now() - relativedelta(days=TOUCH_DAYS)
        if facts["last_touch"] and facts["last_touch"] >= alive:
            parts.append(self.env._("last in touch on %s", day(facts["last_touch"])))
        return ", ".join(parts) + "."

    @api.model_create_multi
    def create(self, vals_list):
        today = fields.Date.context_today(self)
        return super().create([{"stage_since": today, **vals} if vals.get("stage_id") else vals for vals in vals_list])

    def write(self, vals):
        """Count the days in a stage from the day of the move."""
        if "stage_id" not in vals or "stage_since" in vals:
            return super().write(vals)
        moved = self.filtered(lambda one: one.stage_id.id != vals["stage_id"])
        result = super().write(vals)
        since = fields.Date.context_today(self) if vals["stage_id"] else False
        super(KamAccount, moved.sudo()).write({"stage_since": since})
        return result

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"stage_since"}
