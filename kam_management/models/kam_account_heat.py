from collections import Counter

from odoo import models
from odoo.tools import SQL


class KamAccount(models.Model):
    """Who stands where at an account, and who of ours talks to whom: in one call and a handful of queries."""

    _inherit = "kam.account"

    def heat_data(self):
        """What the grid of power × support and the heat map of their people × ours draw.

        People come by power; those of ours by the number of people they talk to.

        :return: {"account", "people", "users", "lines"}: a line is one counterpart of one person
        """
        self.ensure_one()
        if not self._allows("read"):
            self.check_access("read")
        self.env.flush_all()
        people = self._heat_rows(
            SQL(
                """SELECT s.id, s.name, COALESCE(s.title, '') AS title, s.power, s.support,
                          s.partner_id IS NULL AS placeholder
                     FROM kam_stakeholder s
                    WHERE s.account_id = %s AND s.active
                    ORDER BY s.power DESC, s.support_rank DESC, s.name, s.id""",
                self.id,
            )
        )
        rows = self._heat_rows(
            SQL(
                """SELECT c.id, c.stakeholder_id, c.user_id, c.strength, COALESCE(c.is_primary, false) AS is_primary,
                          p.name AS user_name, u.active AS user_active
                     FROM kam_stakeholder_counterpart c
                     JOIN kam_stakeholder s ON s.id = c.stakeholder_id AND s.active
                     JOIN res_users u ON u.id = c.user_id
                     JOIN res_partner p ON p.id = u.partner_id
                    WHERE s.account_id = %s
                    ORDER BY c.id""",
                self.id,
            )
        )
        contacts = Counter(row["user_id"] for row in rows)
        users = {
            row["user_id"]: {"id": row["user_id"], "name": row["user_name"], "active": row["user_active"]}
            for row in rows
        }
        names = ("id", "stakeholder_id", "user_id", "strength", "is_primary")
        return {
            "account": {"id": self.id, "name": self._map_name(), "readonly": not self._allows("write")},
            "people": people,
            "users": sorted(users.values(), key=lambda user: (-contacts[user["id"]], user["name"] or "", user["id"])),
            "lines": [{name: row[name] for name in names} for row in rows],
        }

    def _heat_rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()
