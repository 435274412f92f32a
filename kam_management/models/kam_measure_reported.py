from odoo import api, models
from odoo.tools import SQL

from ..engine import measures_sql
from .kam_measure import CONTACT_STRENGTH, Source

#: An early warning that still calls for something.
ALERTS_OPEN = ("open", "acknowledged")


class KamMeasure(models.AbstractModel):
    """What is reported of every account (K12): opportunities by how far they are, relationships, early warnings."""

    _inherit = "kam.measure"

    @api.model
    def _sources(self):
        env = self.env
        return {
            **super()._sources(),
            "identified": Source(
                env._("Opportunities identified"),
                "",
                env._("Leads and opportunities entered in the fiscal year."),
                pool="sum",
                period=True,
            ),
            "qualified": Source(
                env._("Opportunities qualified"),
                "",
                env._("Opportunities entered in the fiscal year, without mere leads."),
                pool="sum",
                period=True,
            ),
            "pursued": Source(
                env._("Opportunities pursued"),
                "",
                env._("Open ones of which the sales plan says: go."),
                pool="sum",
            ),
            "deciders_known": Source(
                env._("Deciders we know well"),
                "%",
                env._("Of those who can decide, with how many our relationship is strong."),
                pool="ratio",
            ),
            "alerts": Source(
                env._("Open early warnings"), "", env._("Symptoms of a retention problem now."), pool="sum", less=True
            ),
        }

    @api.model
    def _entered(self, accounts, year, condition):
        def figure(mine, start, end):
            entered = SQL("%s AND l.create_date >= %s AND l.create_date < %s", condition, start, end)
            counted = SQL("COUNT(*) FILTER (WHERE %s)", entered)
            return self._opportunities(mine, counted, SQL("TRUE"), kinds=("lead", "opportunity"))

        return self._in_year(accounts, year, figure)

    @api.model
    def _measure_identified(self, accounts, year):
        return self._entered(accounts, year, SQL("TRUE"))

    @api.model
    def _measure_qualified(self, accounts, year):
        return self._entered(accounts, year, SQL("l.type = 'opportunity'"))

    @api.model
    def _measure_pursued(self, accounts, year):
        go = SQL(
            "COUNT(*) FILTER (WHERE %s AND EXISTS (SELECT FROM kam_sales_plan p"
            " WHERE p.lead_id = l.id AND p.decision = 'go'))",
            measures_sql.OPEN,
        )
        return self._opportunities(accounts, go, SQL("TRUE"))

    @api.model
    def _parts_deciders_known(self, accounts, year):
        """Unknown where nobody on the map can decide."""
        return self._deciders(accounts, SQL("s.strength > %s", CONTACT_STRENGTH))

    @api.model
    def _measure_alerts(self, accounts, year):
        """Accounts without any have none: that is known."""
        return self._rows(
            SQL(
                """SELECT a.id, COUNT(w.id) FROM kam_account a
                     LEFT JOIN kam_alert w ON w.account_id = a.id AND w.state = ANY(%s)
                    WHERE a.id = ANY(%s) GROUP BY a.id""",
                list(ALERTS_OPEN),
                accounts.ids,
            )
        )
