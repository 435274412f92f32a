from odoo import models


class KamMoveMixin(models.AbstractModel):
    """Rows that belong to another record: nobody moves one under a record that is not theirs.

    Odoo asks for access to a row before it is written only, not to where it lies afterwards.

    ``_parents``: the fields that say where a row belongs.
    """

    _name = "kam.move.mixin"
    _description = "Row that stays where one may write"

    _parents = ()

    def write(self, vals):
        """Write; a row that was moved must still be one's to write."""
        result = super().write(vals)
        if not self.env.su and any(name in vals for name in self._parents):
            self.flush_recordset()
            self.check_access("write")
            for name in self._parents:
                self[name].check_access("read")
        return result
