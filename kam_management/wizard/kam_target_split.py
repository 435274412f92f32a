from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What the proposal depends on: when one changes, the accounts are proposed anew.
INPUTS = ("year", "measure", "company_id", "level", "mode", "growth", "target", "step")
MAX_GROWTH = 1000.0


class KamTargetSplit(models.TransientModel):
    """Set a target from the top down: growth or a figure, in total or per segment, divided among the accounts."""

    _name = "kam.target.split"
    _description = "Divide a Target"

    year = fields.Integer(
        string="Fiscal Year", required=True, default=lambda self: self.env["kam.target"].default_get(["year"])["year"]
    )
    measure = fields.Selection("_selection_measure", required=True, default="won_revenue")
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env["kam.selection.review"]._default_company(),
        help="Whose accounts it is for. Empty: the accounts that all companies share.",
    )
    level = fields.Selection(
        [("total", "In total"), ("segment", "For each segment")], string="Set", required=True, default="total"
    )
    mode = fields.Selection(
        [("growth", "Growth"), ("target", "The figure itself")], string="Give", required=True, default="growth"
    )
    growth = fields.Float(string="Growth %", digits=(7, 1), help="Against the year before; below zero to shrink.")
    target = fields.Float(digits=(16, 2))
    step = fields.Float(
        string="Round to", digits=(16, 2), help="Proposals are multiples of it. 0 = about a hundredth of the mean one."
    )
    unit = fields.Char(compute="_compute_base")
    base = fields.Float(compute="_compute_base", digits=(16, 2), string="Year Before")
    base_known = fields.Boolean(compute="_compute_base")
    base_text = fields.Char(compute="_compute_base")
    account_count = fields.Integer(compute="_compute_base", string="Key Accounts")
    is_added = fields.Boolean(compute="_compute_base")
    segment_ids = fields.One2many(
        "kam.target.split.segment",
        "split_id",
        compute="_compute_segment_ids",
        store=True,
        readonly=False,
        string="Segments",
    )
    line_ids = fields.One2many("kam.target.split.line", "split_id", string="Accounts")
    proposed_for = fields.Json(help="What the lines were proposed for.")
    is_current = fields.Boolean(compute="_compute_is_current")
    kept_count = fields.Integer(compute="_compute_kept_count", string="Set by Hand")

    @api.model
    def _selection_measure(self):
        return self.env["kam.measure"]._selection()

    # -- where it starts ------------------------------------------------------------------------------------

    @api.depends("year", "measure", "company_id")
    def _compute_base(self):
        for split in self:
            ground = split._ground()
            known = [one for one in ground["base"].values() if one is not None]
            split.base, split.base_known = sum(known), bool(known)
            split.base_text = ground["text"]
            split.account_count = len(ground["accounts"])
            split.is_added = self.env["kam.target"]._is_added(split.measure)
            source = self.env["kam.measure"]._sources().get(split.measure)
            split.unit = split._currency().name if source and source.money else source and source.unit

    def _currency(self):
        return self.company_id.sudo().currency_id or self.env["kam.account"]._main_company().currency_id

    def _ground(self):
        """What the split starts from: accounts, and for each the figure of the year before.

        While the year before still runs, what is expected of it counts where that can be foreseen.

        :return: {accounts, base: {account id: figure or None}, text}
        """
        self.ensure_one()
        targets = self.env["kam.target"]
        company_id = self.company_id.id or 0
        total = ("total", company_id, 0)
        accounts = self.env["kam.account"].browse(targets._members([total])[total])
        keys = {("account", company_id, one): one for one in accounts.ids}
        before = self.year - 1
        running = targets._this_year(company_id)
        name = "forecast" if before == running else "achieved"
        found = targets._measured(self.measure, before, set(keys))
        if name == "forecast" and all(values["forecast"] is None for values in found.values()):
            name = "achieved"
        base = {one: (found.get(key) or {}).get(name) for key, one in keys.items()}
        text = self.env._("reached in %s", before)
        if before == running:
            text = (
                self.env._("expected of %s, which still runs", before)
                if name == "forecast"
                else self.env._("as it is now, in %s", before)
            )
        return {"accounts": accounts, "base": base, "text": text}

    @api.depends("year", "measure", "company_id", "level")
    def _compute_segment_ids(self):
        for split in self:
            ground = split._ground()
            rows = [fields.Command.clear()]
            if split.level == "segment":
                accounts = ground["accounts"].sudo().grouped("segment_id")
                for segment in self.env["kam.segment"].sudo().search([]):
                    mine = accounts.get(segment)
                    if mine:
                        known = [ground["base"][one] for one in mine.ids if ground["base"][one] is not None]
                        rows.append(
                            fields.Command.create(
                                {
                                    "segment_id": segment.id,
                                    "account_count": len(mine),
                                    "base": sum(known),
                                    "base_known": bool(known),
                                }
                            )
                        )
            split.segment_ids = rows

    # -- state ----------------------------------------------------------------------------------------------

    def _inputs(self):
        """What the proposal was made for, to see whether it still is."""
        self.ensure_one()
        values = {name: self[name].id if name == "company_id" else self[name] for name in INPUTS}
        values["segments"] = [[one.segment_id.id, one.growth, one.target] for one in self.segment_ids]
        return values

    @api.depends("proposed_for", "line_ids", *INPUTS, "segment_ids.growth", "segment_ids.target")
    def _compute_is_current(self):
        for split in self:
            split.is_current = bool(split.line_ids) and split.proposed_for == split._inputs()

    @api.depends("line_ids.is_kept")
    def _compute_kept_count(self):
        for split in self:
            split.kept_count = len(split.line_ids.filtered("is_kept"))

    @api.constrains("growth", "target", "step", "year", "segment_ids")
    def _check_inputs(self):
        for split in self:
            for growth in (split.growth, *split.segment_ids.mapped("growth")):
                if not -100 <= growth <= MAX_GROWTH:
                    raise ValidationError(
                        self.env._(
                            "A growth of %s %% cannot be meant. Give one from -100 (nothing left) to 1000.", growth
                        )
                    )
            if min(split.target, split.step, *split.segment_ids.mapped("target"), 0) < 0:
                raise ValidationError(self.env._("A target is not below zero. Give the figure that is to be reached."))
            if not 1990 <= split.year <= 2100:
                raise ValidationError(
                    self.env._("%s is not a fiscal year. Give the calendar year in which it starts.", split.year)
                )
