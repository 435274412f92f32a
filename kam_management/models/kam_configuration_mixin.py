"""What all configuration rows have in common."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class KamConfigurationMixin(models.AbstractModel):
    """Rows that shape the classification: seeded ones stay, and accounts follow what changes.

    ``_account_fields``: fields whose change can move accounts; a background run follows it.
    ``_is_cached``: rows of the model are kept in ``tools.ormcache``.
    """

    _name = "kam.configuration.mixin"
    _description = "Key account configuration"

    _account_fields = frozenset()
    _is_cached = False

    active = fields.Boolean(default=True, help="Archived rows keep their history but are no longer offered or applied.")

    @api.depends("name")
    def _compute_code(self):
        """For the models with a technical code: nobody has to think one up."""
        for record in self:
            record.code = record.code or self.env["ir.http"]._slugify(record.name or "").replace("-", "_")

    def copy_data(self, default=None):
        """The copy has a name and a code of its own: both must be unique."""
        copies = super().copy_data(default)
        for record, vals in zip(self, copies, strict=True):
            free = {"name": record._free_name, "code": record._free_code}
            for name in (free.keys() & self._fields.keys()) - (default or {}).keys():
                vals.pop(name, None)
                value = free[name]()
                if value:
                    vals[name] = value
        return copies

    def _free_name(self):
        """A name for the copy of a row that no other row has."""
        taken = set(self.sudo().with_context(active_test=False).search([]).mapped("name"))  # pylint: disable=no-search-all
        again = (self.env._("%(name)s (copy %(number)s)", name=self.name, number=number) for number in range(2, 100))
        names = (self.env._("%s (copy)", self.name), *again)
        return next(name for name in names if name not in taken)

    def _free_code(self):
        """A code for the copy of a row; false = it is made from the name."""
        return False

    @api.model_create_multi
    def create(self, vals_list):
        """Create, then let the accounts follow."""
        records = super().create(vals_list)
        records._configuration_changed()
        return records

    def write(self, vals):
        """Write, then let the accounts follow."""
        result = super().write(vals)
        self._configuration_changed(set(vals))
        return result

    def unlink(self):
        """Delete, then let the accounts follow."""
        result = super().unlink()
        self._configuration_changed()
        return result

    def _update_field_translations(self, *args, **kwargs):
        """A new translation changes what is cached as well."""
        result = super()._update_field_translations(*args, **kwargs)
        self._configuration_changed(set())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seeded(self):
        seeded = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [("module", "=", "kam_management"), ("model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                limit=1,
            )
        )
        if seeded:
            raise UserError(
                self.env._(
                    "“%(name)s” came with key account management and other settings rely on it. "
                    "Archive it instead of deleting it.",
                    name=self.browse(seeded.res_id).display_name,
                )
            )

    def _configuration_changed(self, names=None):
        """Called after every change.

        :param names: fields that were written; None when rows were made or deleted
        """
        if self._is_cached:
            self.env.registry.clear_cache()
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        if self._account_fields and (names is None or self._account_fields & names):
            self.env["kam.account"]._mark_dirty()
