from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import progress
from .kam_target import PLACES

FILTERS = ("user_id", "team_id", "segment_id")


class KamTarget(models.Model):
    """Targets beside figures for whatever is in view: what dashboards and reports show."""

    _inherit = "kam.target"

    @api.model
    def _figures(self, year, filters=None, measures=None):
        """Target, achieved, forecast and last year of the key accounts in view, by measure.

        In view are the key accounts that the user may read, filtered. The target is the one set for just that (the
        total, a segment, a team, an account manager); where there is none, the sum of the accounts' targets.

        :param year: fiscal year
        :param filters: dict, all optional: ``mine`` (own accounts only), ``user_id``, ``team_id``, ``segment_id``
        :param measures: codes; None = those that a target is set for, and the won revenue
        :return: {measure: {target, achieved, forecast, last_year, progress, label, unit, money, less}}, None where
            unknown; amounts in the main company's currency
        """
        filters = filters or {}
        domain = self._view_domain(filters)
        accounts = self.env["kam.account"].search(domain)
        targets = self._targets_in_view(year, filters, accounts.ids, measures)
        sources = self.env["kam.measure"]._sources()
        if measures is None:
            measures = ["won_revenue", *(code for code in sources if code in targets and code != "won_revenue")]
        key = self._view_key(filters, accounts)
        return {
            code: self._summary(code, year, key, accounts, targets.get(code)) for code in measures if code in sources
        }

    @api.model
    def _view_domain(self, filters):
        """Domain of the key accounts that filters of a screen leave."""
        try:
            chosen = {name: int(filters.get(name) or 0) for name in FILTERS}
        except (TypeError, ValueError):
            raise UserError(self.env._("This view does not exist. Choose its filters again.")) from None
        domain = Domain("status", "=", "key")
        if filters.get("mine"):
            domain &= (
                Domain("user_id", "=", self.env.uid)
                | Domain("substitute_id", "=", self.env.uid)
                | Domain("member_ids.user_id", "=", self.env.uid)
            )
        for name, value in chosen.items():
            if value:
                domain &= Domain(name, "=", value)
        return domain

    @api.model
    def _targets_in_view(self, year, filters, accounts, measures, factors=None):
        """{measure: target of the view}, in the main currency; measures without one are not in it.

        :param accounts: ids of the key accounts in view, or their ``Query``
        :param factors: {company id: factor into the main company's currency}, where the caller knows them
        """
        named = [name for name in FILTERS if filters.get(name)]
        if filters.get("mine"):
            exact = Domain.FALSE if named else Domain("scope", "=", "user") & Domain("user_id", "=", self.env.uid)
        elif named:
            exact = Domain(named[0], "=", int(filters[named[0]])) if len(named) == 1 else Domain.FALSE
        else:
            exact = Domain("scope", "=", "total")
        domain = Domain("year", "=", year)
        if measures is not None:
            domain &= Domain("measure", "in", measures)
        exact &= Domain("scope", "!=", "account")
        ones = self.search(domain & (exact | Domain("scope", "=", "account") & Domain("account_id", "in", accounts)))
        factors, sources = factors or self._factors(), self.env["kam.measure"]._sources()
        found = {}
        for target in ones:
            source = sources.get(target.measure)
            factor = factors.get(target.sudo().company_id.id, 1.0) if source and source.money else 1.0
            slot = found.setdefault(target.measure, [[], []])
            slot[target.scope == "account"].append(target.target * factor)
        joined = {code: self._joined(code, *slot) for code, slot in found.items()}
        return {code: value for code, value in joined.items() if value is not None}

    @api.model
    def _joined(self, code, exact, of_accounts):
        """The target of a view: its own, of all its companies; else the sum of its accounts."""
        if self._is_added(code):
            values = exact or of_accounts
            return round(sum(values), 2) if values else None
        return exact[0] if len(exact) == 1 else None

    @api.model
    def _view_key(self, filters, accounts):
        """The key of the targets that a view is just that of, or one that no target has."""
        companies = {company.id or 0 for company in accounts.sudo().company_id} or {0}
        if accounts.sudo().filtered(lambda one: not one.company_id):
            companies.add(0)
        named = [name for name in FILTERS if filters.get(name)]
        if len(companies) == 1 and not filters.get("mine") and len(named) < 2:
            scope = next((scope for scope, place in PLACES.items() if named == [place]), "total")
            return scope, companies.pop(), int(filters[named[0]]) if named else 0
        return "view", 0, 0

    @api.model
    def _summary(self, code, year, key, accounts, target):
        """What is known of one measure, of all accounts in view taken together."""
        source = self.env["kam.measure"]._sources()[code]
        groups = {key: accounts.ids}
        achieved = self._of_year(code, source, year, groups).get(key)
        return {
            "label": source.label,
            "unit": source.unit,
            "money": source.money,
            "less": source.less,
            "target": target,
            "achieved": achieved,
            "forecast": self.env["kam.measure"]._outlook(code, groups, year).get(key),
            "last_year": self._of_year(code, source, year - 1, groups).get(key),
            "progress": progress.of_target(target, achieved, source.less),
        }
