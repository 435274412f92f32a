from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KamAccountRating(models.Model):
    """Today's rating of one account on one criterion. One narrow row; scores read nothing else."""

    _name = "kam.account.rating"
    _description = "Key Account Rating"
    _log_access = False
    _order = "account_id, criterion_id"
    _rec_name = "criterion_id"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one("kam.criterion", required=True, ondelete="cascade", index=True)
    axis = fields.Selection(related="criterion_id.axis")
    value = fields.Integer(required=True, aggregator="avg", string="Rating")
    note = fields.Char(string="Evidence")
    user_id = fields.Many2one("res.users", string="Rated by", ondelete="set null", index="btree_not_null")
    date = fields.Date(default=fields.Date.context_today)
    origin = fields.Selection([("manual", "By hand"), ("computed", "Computed")], required=True, default="manual")
    measure = fields.Float(readonly=True, aggregator=None, help="The value that was measured; the bands rate it.")

    _account_criterion_unique = models.Constraint(
        "UNIQUE(account_id, criterion_id)",
        "This account is already rated on that criterion. Change that rating instead.",
    )
    _value_range = models.Constraint(
        "CHECK(value BETWEEN 1 AND 5)", "A rating is a whole number from 1 to 5. Correct the value."
    )

    @api.model
    def _check_value(self, vals, criterion):
        """Before the database does, so that the sentence names the criterion and imports go on to the next row."""
        if "value" in vals and vals["value"] not in (1, 2, 3, 4, 5):
            raise ValidationError(
                self.env._(
                    "%(value)s is not a rating: %(criterion)s is rated with a whole number from 1 to 5.",
                    value=vals["value"],
                    criterion=criterion.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        by_hand = self._by_hand()
        for vals in vals_list:
            self._check_value(vals, self.env["kam.criterion"].browse(vals.get("criterion_id")))
            if not self.env.su:
                vals.update(by_hand)
            elif vals.get("origin", "manual") == "manual":
                vals.setdefault("user_id", self.env.uid)
        return super().create(vals_list)

    def write(self, vals):
        self._check_value(vals, self.criterion_id[:1])
        if not self.env.su:
            self._check_not_moved(vals)
            vals = {key: value for key, value in vals.items() if key in ("value", "note")}
        if "value" in vals and "origin" not in vals:
            # A person rates over what was computed; screening leaves it alone from then on.
            vals = {**vals, **self._by_hand()}
        return super().write(vals)

    @api.model
    def _by_hand(self):
        """Who and when: what is true of a rating that a person gives, whatever the client says."""
        return {
            "origin": "manual",
            "user_id": self.env.uid,
            "date": fields.Date.context_today(self),
            "measure": 0,
        }

    def _check_not_moved(self, vals):
        """A rating belongs to its account and criterion; the same values again (an import) do no harm."""
        for name in {"account_id", "criterion_id"} & vals.keys():
            if any(rating[name].id != vals[name] for rating in self):
                raise UserError(
                    self.env._("A rating stays with its account and criterion. Rate the other one on its own account.")
                )
