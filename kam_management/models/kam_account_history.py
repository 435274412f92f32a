from odoo import models


class KamAccount(models.Model):
    """The account records its own moves."""

    _inherit = "kam.account"

    def _change_values(self):
        """{account id: {kind: text}} of what moves are recorded of."""
        values = {}
        statuses = dict(self._fields["status"]._description_selection(self.env))
        for account in self.sudo():
            row = values[account.id] = {}
            for kind, name in self.env["kam.account.change"].KINDS.items():
                value = account[name]
                if isinstance(value, models.BaseModel):
                    row[kind] = value._move_text() if hasattr(value, "_move_text") else value.display_name or ""
                else:
                    row[kind] = statuses.get(value, "")
        return values

    def _log_changes(self, before):
        """Record what moved since ``before`` (from :meth:`_change_values`)."""
        rows = []
        cause = self.env.context.get("kam_cause") or ""
        for account_id, values in self._change_values().items():
            old = before.get(account_id, {})
            rows += [
                {
                    "account_id": account_id,
                    "kind": kind,
                    "old_value": old.get(kind, ""),
                    "new_value": value,
                    "user_id": self.env.uid,
                    "cause": cause,
                }
                for kind, value in values.items()
                if value != old.get(kind, "") and not (kind == "status" and not old)
            ]
        if rows:
            self.env["kam.account.change"].sudo().create(rows)
