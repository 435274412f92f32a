from odoo import api, models


class KamGuardMixin(models.AbstractModel):
    """Fields that some or all people may not write, or not even read, whatever door they come through.

    Read-only in a view does not stop RPC and import. Odoo asks ``_has_field_access`` for the values of create,
    write and import and for ``default_*`` keys of the context, but not for a user's own default values.
    """

    _name = "kam.guard.mixin"
    _description = "Fields nobody writes by hand"

    @api.model
    def _guarded_fields(self):
        """Names of the fields that the user may not write; to be extended."""
        return frozenset()

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if not allowed or operation != "write" or self.env.su:
            return allowed
        return field.name not in self._guarded_fields()

    @api.model
    def default_get(self, fields):
        """A default that a user set for a guarded field does not count; the field's own one does."""
        defaults = super().default_get(fields)
        if self.env.su:
            return defaults
        set_by_users = self.env["ir.default"]._get_model_defaults(self._name)
        for name in self._guarded_fields() & defaults.keys() & set_by_users.keys():
            if f"default_{name}" in self.env.context:
                continue  # create refuses it, aloud
            field = self._fields[name]
            del defaults[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    def _field_to_sql(self, alias, field_expr, query=None):
        # Odoo does not ask for the groups of a related field when it groups, sorts or sums by it.
        field = self._fields.get(field_expr.partition(".")[0])
        if field and field.related and not field.store and "kam_management" in field._modules:
            self._check_field_access(field, "read")
        return super()._field_to_sql(alias, field_expr, query)
