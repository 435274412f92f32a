from odoo import api, models
from odoo.exceptions import UserError

from .kam_target_summary import FILTERS

#: Measures that are compared, and whether a sum is shown per account, so that the two groups can be compared.
COMPARED = {
    "growth": False,
    "margin": False,
    "retention": False,
    "satisfaction": False,
    "cost_to_serve": True,
    "won_revenue": True,
    "win_rate": False,
}


class KamKeyComparison(models.AbstractModel):
    """Key accounts beside all others: does the attention pay (K12)?"""

    _name = "kam.key.comparison"
    _description = "Key Accounts and Others"

    @api.model
    def comparison_data(self, filters=None):
        """Both groups side by side, of the accounts the user may read, in a flat number of queries.

        :param filters: dict, all optional: ``year``, ``user_id``, ``team_id``
        :return: dict: ``year``, ``years``, ``groups`` (label, count and domain of the key accounts and of the
            others), ``rows`` (code, label, help, unit, money, less, and for each group value and value of the year
            before), None where unknown; amounts in the main company's currency
        """
        accounts = self.env["kam.account"]
        accounts.check_access("read")
        year, domains = self._asked(filters or {})
        groups = {code: accounts.search(domain).ids for code, domain in domains.items()}
        sources = self.env["kam.measure"]._sources()
        rows = [
            self._row(code, sources[code], per_account, groups, year)
            for code, per_account in COMPARED.items()
            if code in sources
        ]
        this_year = self.env.company._kam_fiscal_year(accounts._today())
        labels = {"key": self.env._("Key accounts"), "other": self.env._("All others")}
        return {
            "year": year,
            "years": sorted({year, *range(this_year - 2, this_year + 1)}, reverse=True),
            "currency_id": accounts._main_company().currency_id.id,
            "groups": [
                {"code": code, "label": labels[code], "count": len(ids), "domain": domains[code]}
                for code, ids in groups.items()
            ],
            "rows": [*rows, self._cost_share(groups, sources, year)],
        }

    @api.model
    def _asked(self, filters):
        """(year, {group: domain of its accounts})."""
        this_year = self.env.company._kam_fiscal_year(self.env["kam.account"]._today())
        try:
            year = int(filters.get("year") or this_year)
            chosen = [(name, "=", int(filters[name])) for name in FILTERS if filters.get(name)]
        except (TypeError, ValueError):
            raise UserError(self.env._("This view does not exist. Choose its filters again.")) from None
        if not 1990 <= year <= this_year:
            raise UserError(self.env._("Choose a fiscal year from 1990 to %s.", this_year))
        return year, {
            "key": [("status", "=", "key"), ("active", "=", True), *chosen],
            "other": [("status", "!=", "key"), ("active", "=", True), *chosen],
        }

    @api.model
    def _row(self, code, source, per_account, groups, year):
        """One measure of both groups; a sum is shown per account that it is known of."""
        figures = [
            self._figures(code, per_account, groups, one, source.period or one == year) for one in (year, year - 1)
        ]
        label = self.env._("%s per account", source.label) if per_account else source.label
        return {
            "code": code,
            "label": label,
            "help": source.help,
            "unit": "" if source.money else source.unit,
            "money": source.money,
            "less": source.less,
            "figures": {group: {"value": figures[0][group], "before": figures[1][group]} for group in groups},
        }

    @api.model
    def _figures(self, code, per_account, groups, year, known):
        """{group: figure of a year or None}."""
        if not known:
            return dict.fromkeys(groups)
        measure = self.env["kam.measure"]
        if not per_account:
            found = measure._pooled(code, groups, year)
            return {group: found.get(group) for group in groups}
        everybody = self.env["kam.account"].browse(sorted({one for ids in groups.values() for one in ids}))
        values = measure._measure(code, everybody, year)
        found = {group: [values[one] for one in ids if one in values] for group, ids in groups.items()}
        return {group: round(sum(mine) / len(mine), 2) if mine else None for group, mine in found.items()}

    @api.model
    def _cost_share(self, groups, sources, year):
        """What serving costs, in percent of what was won: too much service loses money (K3)."""
        everybody = self.env["kam.account"].browse(sorted({one for ids in groups.values() for one in ids}))
        measure = self.env["kam.measure"]
        costs = measure._measure("cost_to_serve", everybody, year)
        won = measure._measure("won_revenue", everybody, year)
        figures = {}
        for group, ids in groups.items():
            cost, revenue = (
                sum(values[one] for one in ids if one in costs and one in values) for values in (costs, won)
            )
            figures[group] = {"value": round(cost * 100 / revenue, 1) if revenue else None, "before": None}
        return {
            "code": "cost_share",
            "label": self.env._("Cost to serve in percent of won revenue"),
            "help": self.env._(
                "Cost to serve of a year, of accounts of which it is known, by what they brought so far."
            ),
            "unit": "%",
            "money": False,
            "less": True,
            "figures": figures,
        }

    @api.model
    def open_records(self, filters, group, code):
        """The records that a figure was made of, as far as the user may read them."""
        year, domains = self._asked(filters or {})
        measure = self.env["kam.measure"]
        if group not in domains or code not in (*COMPARED, "cost_share"):
            raise UserError(self.env._("This view does not exist. Choose its filters again."))
        source = "cost_to_serve" if code == "cost_share" else code
        model, domain = measure._records(source, domains[group], year)
        return {
            "type": "ir.actions.act_window",
            "name": measure._sources()[source].label,
            "res_model": model,
            "domain": domain,
            "context": {"active_test": False},
            "views": [(False, "list"), (False, "form")],
        }
