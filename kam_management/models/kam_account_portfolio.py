from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: More bubbles than this are not read any more; the largest by revenue are drawn.
LIMIT = 1000


class KamAccount(models.Model):
    """The portfolio matrix: attractiveness against relative strength, the accounts of a search as bubbles (K3)."""

    _inherit = "kam.account"

    @api.model
    def portfolio_data(self, domain=(), limit=LIMIT):
        """What the portfolio matrix shows of the accounts of a domain that the user may read.

        An account without scores is counted, not placed: unknown is not zero.

        :param domain: search domain on accounts
        :param limit: most bubbles, those with most revenue first; never more than ``LIMIT``
        :return: dict: ``points`` (id, name, x = relative strength, y = attractiveness, revenue in the main company's
            currency, badge, ``trail`` = last year's x and y or False, ``alerts`` = open early warnings), ``total`` of
            the scored accounts, ``unscored`` (number), ``unscored_domain``, ``lines`` (x, y), ``quadrants``,
            ``currency_id``
        :raise UserError: the limit is not a number from 1 on
        """
        self.check_access("read")
        limit = self._portfolio_limit(limit)
        domain = fields.Domain(domain)
        placed = domain & fields.Domain("attractiveness_known", "=", True) & fields.Domain("strength_known", "=", True)
        unplaced = domain & (
            fields.Domain("attractiveness_known", "=", False) | fields.Domain("strength_known", "=", False)
        )
        accounts = self.search_fetch(placed, self._portfolio_fields(), order="revenue desc nulls last, id", limit=limit)
        total = self.search_count(placed) if len(accounts) == limit else len(accounts)
        return {
            "points": accounts._portfolio_points(),
            "total": total,
            "unscored": self.search_count(unplaced),
            "unscored_domain": list(unplaced),
            "placed_domain": list(placed),
            "currency_id": self._main_company().currency_id.id,
            **self.env["kam.portfolio.quadrant"].sudo()._matrix(),
        }

    @api.model
    def _portfolio_limit(self, limit):
        """How many bubbles are drawn, for a limit that came from outside."""
        try:
            limit = int(limit)
        except (TypeError, ValueError, OverflowError):
            limit = 0
        if limit < 1:
            raise UserError(self.env._("Choose from 1 to %s as the number of accounts to draw.", LIMIT))
        return min(limit, LIMIT)

    @api.model
    def _portfolio_fields(self):
        return ["partner_id", "strength", "attractiveness", "revenue", "company_id", "segment_id", "tier_id"]

    def _portfolio_points(self):
        badge = self._badge_maker()
        names = {partner.id: partner.complete_name for partner in self.sudo().partner_id}
        main = self._main_company()
        rates = self._currency_rates(main)
        trails = self._portfolio_trails()
        alerts = self._portfolio_alerts()
        return [
            {
                "id": account.id,
                "name": names[account.partner_id.id] or "",
                "x": account.strength,
                "y": account.attractiveness,
                "revenue": account.revenue * rates.get(account.company_id.id, 1.0),
                "badge": badge(account.segment_id.id, account.tier_id.id, account.id),
                "trail": trails.get(account.id, False),
                "alerts": alerts.get(account.id, 0),
            }
            for account in self
        ]

    def _portfolio_trails(self):
        """{account id: [x, y] a year ago}: the last approved assessment from then, give or take a month."""
        if not self.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (account_id) account_id, strength, attractiveness
                     FROM kam_assessment
                    WHERE account_id = ANY(%s) AND state = 'approved' AND date <= %s
                      AND strength_known AND attractiveness_known
                    ORDER BY account_id, date DESC, id DESC""",
                self.ids,
                fields.Date.context_today(self) - relativedelta(months=11),
            )
        )
        return {account_id: [float(strength), float(attractiveness)] for account_id, strength, attractiveness in rows}

    def _portfolio_alerts(self):
        """{account id: number of early warnings that somebody should look at}; snoozed ones do not count."""
        groups = self.env["kam.alert"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", ("open", "acknowledged"))], ["account_id"], ["__count"]
        )
        return {account.id: count for account, count in groups}

    @api.model
    def portfolio_open(self, ids):
        """The action that shows exactly these accounts in a list."""
        action = self.env["ir.actions.act_window"]._kam_titled("kam_account_action")
        action["domain"] = [("id", "in", list(ids))]
        action["context"] = {}
        action["name"] = self.env._("Chosen Accounts")
        action["views"] = [(False, "list"), (False, "kanban"), (False, "form")]
        return action
