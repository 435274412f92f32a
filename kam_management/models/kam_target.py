from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: What a target is set for, from the top down; each but the total names one record.
SCOPES = [
    ("total", "All key accounts"),
    ("segment", "Segment"),
    ("team", "Sales team"),
    ("user", "Account manager"),
    ("account", "Account"),
]
#: {scope: field that says which one}
PLACES = {"segment": "segment_id", "team": "team_id", "user": "user_id", "account": "account_id"}
#: What a target is for stays; another one is another target.
IDENTITY = frozenset({"year", "measure", "scope", "company_id", *PLACES.values()})
#: Written by the split and by the nightly look, never by hand.
RULED = frozenset({"proposed", "proposed_known", "basis", "kept", "kept_known", "kept_on"})


class KamTarget(models.Model):
    """What is to be reached in a fiscal year, by one measure, for one account or several taken together (K9, K12).

    Management sets the total and the segments; a split proposes those of the accounts; whoever leads them adjusts.
    """

    _name = "kam.target"
    _description = "Target"
    _inherit = ["kam.guard.mixin"]
    _order = "year desc, measure, scope desc, id"

    name = fields.Char(compute="_compute_name", string="For")
    year = fields.Integer(
        string="Fiscal Year",
        required=True,
        aggregator=None,
        index=True,
        default=lambda self: self.env.company._kam_fiscal_year(self.env["kam.account"]._today()),
    )
    measure = fields.Selection("_selection_measure", required=True, default="won_revenue", index=True)
    unit = fields.Char(compute="_compute_unit")
    scope = fields.Selection(SCOPES, required=True, default="account", string="Set for")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Whose accounts it is for. Empty: the accounts that all companies share.",
    )
    segment_id = fields.Many2one("kam.segment", index="btree_not_null", ondelete="cascade")
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null", ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    account_id = fields.Many2one("kam.account", index="btree_not_null", ondelete="cascade")
    target = fields.Float(
        required=True,
        digits=(16, 2),
        aggregator=None,
        help="Amounts are in the currency of the company, or in the main company's for accounts that all share.",
    )
    adjusted = fields.Boolean(string="Set by Hand", help="A split that is repeated leaves it as it is.")
    proposed = fields.Float(digits=(16, 2), aggregator=None, copy=False, help="What the split proposed.")
    proposed_known = fields.Boolean(copy=False)
    basis = fields.Char(copy=False, help="How the proposal came about.")
    note = fields.Char(help="Why it differs from the proposal.")

    # Once for each year, measure and whatever it is set for.
    _once = models.UniqueIndex(
        "(year, measure, scope, COALESCE(company_id, 0), COALESCE(segment_id, team_id, user_id, account_id, 0))",
        "This target is set already: one for each year, measure and account, manager, team, segment or the total. "
        "Change the one that is there.",
    )

    # -- computes -------------------------------------------------------------------------------------------

    @api.model
    def _selection_measure(self):
        return self.env["kam.measure"]._selection()

    @api.depends("scope", *PLACES.values())
    def _compute_name(self):
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for target in self:
            place = PLACES.get(target.scope)
            target.name = target.sudo()[place].display_name if place else labels.get(target.scope)

    @api.depends("name", "year", "measure")
    def _compute_display_name(self):
        labels = dict(self._selection_measure())
        for target in self:
            target.display_name = f"{target.name or ''}, {labels.get(target.measure, '')} {target.year}"

    @api.depends("measure", "company_id")
    def _compute_unit(self):
        sources = self.env["kam.measure"]._sources()
        for target in self:
            source = sources.get(target.measure)
            target.unit = target._currency().name if source and source.money else source.unit if source else False

    @api.depends("account_id")
    def _compute_company_id(self):
        for target in self:
            if target.account_id:
                target.company_id = target.account_id.sudo().company_id
            elif not target.company_id:
                target.company_id = self.env["kam.selection.review"]._default_company()

    def _currency(self):
        """The currency of the amounts: the company's, or the main company's for accounts that all share."""
        return self.sudo().company_id.currency_id or self.env["kam.account"]._main_company().currency_id

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("year")
    def _check_year(self):
        for target in self:
            if not 1990 <= target.year <= 2100:
                raise ValidationError(
                    self.env._("%s is not a fiscal year. Give the calendar year in which it starts.", target.year)
                )

    @api.constrains("scope", "company_id", *PLACES.values())
    def _check_scope(self):
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for target in self.sudo():
            place = PLACES.get(target.scope)
            named = {name for name in PLACES.values() if target[name]}
            if named != {place} - {None}:
                raise ValidationError(
                    self.env._(
                        "A target for “%s” names just that. Choose the one it is for, and nothing beside it.",
                        labels[target.scope],
                    )
                )
            if target.account_id and target.account_id.company_id != target.company_id:
                raise ValidationError(
                    self.env._("The target of %s belongs to the company of the account.", target.name)
                )

    @api.constrains("target", "measure")
    def _check_target(self):
        sources = self.env["kam.measure"]._sources()
        for target in self:
            source = sources.get(target.measure)
            if target.target < 0:
                raise ValidationError(
                    self.env._("The target of %s is below zero. Give the figure that is to be reached.", target.name)
                )
            if source and target.target > source.highest():
                raise ValidationError(
                    self.env._(
                        "%(value)g for %(name)s is more than there can be of “%(measure)s”. Give a figure from 0 to "
                        "%(highest)g.",
                        value=target.target,
                        name=target.name,
                        measure=source.label,
                        highest=source.highest(),
                    )
                )

    # -- create and write -----------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | RULED

    @api.model_create_multi
    def create(self, vals_list):
        """A target that somebody sets is set by hand: the split, which says so itself, leaves it alone."""
        vals_list = [{"adjusted": True, **vals} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if IDENTITY & set(vals) and not self.env.su:
            for name in IDENTITY & set(vals):
                field = self._fields[name]
                if any(field.convert_to_write(one[name], one) != (vals[name] or False) for one in self):
                    raise ValidationError(
                        self.env._("A target stays what it was set for. Set another one, and delete this one.")
                    )
        if "target" in vals and "adjusted" not in vals:
            vals = {**vals, "adjusted": True}
        return super().write(vals)

    # -- whose accounts -------------------------------------------------------------------------------------

    def _key(self):
        """(scope, company id, id of the one it is for): the accounts it is for."""
        self.ensure_one()
        target = self.sudo()
        place = PLACES.get(target.scope)
        return target.scope, target.company_id.id or 0, target[place].id if place else 0

    @api.model
    def _accounts_domain(self, key):
        """Domain of the accounts that a target is for: key accounts, as they are assigned now.

        A segment of which the members are screened has no key accounts: there, all its accounts count.
        """
        scope, company_id, place_id = key
        if scope == "account":
            return Domain("id", "=", place_id)
        domain = Domain("company_id", "=", company_id or False) & Domain("active", "=", True)
        if scope == "segment" and self.env["kam.segment"].sudo().browse(place_id).mode == "screened":
            return domain & Domain("segment_id", "=", place_id)
        domain &= Domain("status", "=", "key")
        return domain & Domain(PLACES[scope], "=", place_id) if scope in PLACES else domain
