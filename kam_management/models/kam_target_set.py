from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .kam_target import PLACES


class KamTarget(models.Model):
    """Setting targets: many at once by a split, or one in the table."""

    _inherit = "kam.target"

    @api.model
    def _place_vals(self, scope, place_id):
        return {"scope": scope, **({PLACES[scope]: place_id} if scope in PLACES else {})}

    @api.model
    def _existing(self, year, measure, company_id):
        """{(scope, id): target} of a year and measure of one company, or of the accounts that all share."""
        # also those that the user may not read: a second one for the same place is refused
        targets = self.sudo().search(
            [("year", "=", year), ("measure", "=", measure), ("company_id", "=", company_id or False)]
        )
        return {(key[0], key[2]): target for target, key in ((one, one._key()) for one in targets)}

    @api.model
    def _set_proposed(self, year, measure, company, wanted):
        """Set proposals of a split; what was set by hand stays, with the proposal beside it.

        :param wanted: {(scope, id): (target, basis)}
        :return: the targets
        """
        self.check_access("create")
        if not (self.env.su or self.env.user.has_group("kam_management.group_kam_manager")):
            raise AccessError(self.env._("Targets are divided by those who decide on key accounts."))
        existing = self._existing(year, measure, company.id)
        fresh = []
        for (scope, place_id), (target, basis) in wanted.items():
            known = {"proposed": target, "proposed_known": True, "basis": basis}
            row = existing.get((scope, place_id))
            if not row:
                fresh.append(
                    {
                        "year": year,
                        "measure": measure,
                        "company_id": company.id,
                        **self._place_vals(scope, place_id),
                        "target": target,
                        "adjusted": False,
                        **known,
                    }
                )
            elif row.adjusted:
                row.write(known)
            else:
                row.write({**known, "target": target, "adjusted": False})
        # of places that the user need not be able to read one by one; the role is checked above
        return self.sudo().create(fresh).sudo(False) | self.browse(one.id for one in existing.values())

    # -- in the table ---------------------------------------------------------------------------------------

    @api.model
    def set_target(self, row, value, seen=None):
        """Set one target in the table, change it, or take it back. Access as for create, write and delete.

        :param row: dict: ``year``, ``measure``, ``scope``, ``place_id``, ``company_id`` (0 = accounts all share)
        :param value: the figure, or None for no target
        :param seen: what the user saw there before: another figure now means that somebody else was faster
        :return: dict: ``target_id``, ``target``, ``adjusted``, ``proposed``, ``basis``
        """
        target = self._row_target(row)
        present = target.target if target else None
        if present != seen and present != value:
            raise UserError(
                self.env._(
                    "%s was changed by somebody else meanwhile. Reload the table and set it again.",
                    target.name or self.env._("This target"),
                )
            )
        if value is None:
            target.unlink()
            target = self.browse()
        elif target:
            target.write({"target": value})
        else:
            target = self.create(self._row_vals(row) | {"target": value})
        return self._row_setting(target)

    @api.model
    def _row_vals(self, row):
        """What a row of the table says it is about, as values of a target; anything else is refused."""
        try:
            year, company_id, place_id = (int(row.get(name) or 0) for name in ("year", "company_id", "place_id"))
        except (TypeError, ValueError):
            year = company_id = place_id = 0
        scope, measure = row.get("scope"), row.get("measure")
        if not year or scope not in ("total", *PLACES) or measure not in self.env["kam.measure"]._sources():
            raise UserError(self.env._("This view does not exist. Choose its filters again."))
        return {
            "year": year,
            "measure": measure,
            "company_id": company_id or False,
            **self._place_vals(scope, place_id),
        }

    @api.model
    def _row_target(self, row):
        return self.search(Domain.AND([Domain(name, "=", value)] for name, value in self._row_vals(row).items()))

    def action_release(self):
        """Let the split decide again: back to what it proposed, where it did."""
        for target in self:
            target.write({"adjusted": False, **({"target": target.proposed} if target.proposed_known else {})})
        return True

    # -- clicks ---------------------------------------------------------------------------------------------

    @api.model
    def open_records(self, row, figure):
        """The records that a figure of the table was made of, as far as the user may read them.

        :param row: dict as for :meth:`set_target`
        :param figure: ``achieved``, ``forecast`` or ``last_year``
        """
        vals = self._row_vals(row)
        place_id = vals.get(PLACES.get(vals["scope"])) or 0
        year = vals["year"] - (figure == "last_year")
        measure = self.env["kam.measure"]
        accounts = self._accounts_domain((vals["scope"], vals["company_id"] or 0, place_id))
        model, domain = measure._records(vals["measure"], accounts, year, outlook=figure == "forecast")
        return {
            "type": "ir.actions.act_window",
            "name": measure._sources()[vals["measure"]].label,
            "res_model": model,
            "domain": domain,
            "context": {"active_test": False},
            "views": [(False, "list"), (False, "form")],
        }

    def action_open_records(self):
        """The records behind what was achieved."""
        self.ensure_one()
        scope, company_id, place_id = self._key()
        row = {"year": self.year, "measure": self.measure, "scope": scope, "company_id": company_id}
        return self.open_records({**row, "place_id": place_id}, "achieved")
