from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import progress
from .kam_target import PLACES

#: Figures of a target that may be unknown: each has a boolean beside it that says so.
FIGURES = ("achieved", "forecast", "last_year", "progress", "growth", "allocated")


class KamTarget(models.Model):
    """The figures beside a target: achieved, forecast, the year before, and what is given to the accounts.

    They are measured when they are looked at, for all targets of a list in a flat number of queries.
    """

    _inherit = "kam.target"

    achieved = fields.Float(compute="_compute_figures", digits=(16, 2), help="As of now, or at the end of its year.")
    achieved_known = fields.Boolean(compute="_compute_figures")
    forecast = fields.Float(
        compute="_compute_figures",
        digits=(16, 2),
        help="Of the year as a whole: won so far, and what is open and expected to close in it, by probability.",
    )
    forecast_known = fields.Boolean(compute="_compute_figures")
    last_year = fields.Float(
        compute="_compute_figures", digits=(16, 2), help="Of the year before, of the accounts it is for now."
    )
    last_year_known = fields.Boolean(compute="_compute_figures")
    growth = fields.Float(
        compute="_compute_figures", digits=(7, 1), string="Growth Asked %", help="Target against the year before."
    )
    growth_known = fields.Boolean(compute="_compute_figures")
    progress = fields.Float(compute="_compute_figures", digits=(7, 1), string="Reached %")
    progress_known = fields.Boolean(compute="_compute_figures")
    allocated = fields.Float(
        compute="_compute_figures", digits=(16, 2), string="Sum of Accounts", help="Targets of its accounts, added up."
    )
    allocated_known = fields.Boolean(compute="_compute_figures", help="It has been divided among accounts.")
    difference = fields.Float(
        compute="_compute_figures", digits=(16, 2), help="Sum of its accounts less the target: 0 = adds up."
    )

    @api.depends("year", "measure", "scope", "company_id", "target", *PLACES.values())
    def _compute_figures(self):
        sources = self.env["kam.measure"]._sources()
        for (year, measure), targets in self.grouped(lambda one: (one.year, one.measure)).items():
            keys = {target: target._key() for target in targets}
            found = self._measured(measure, year, set(keys.values()))
            sums = self._allocated(measure, year, [key for key in keys.values() if key[0] != "account"])
            for target, key in keys.items():
                values = dict(found.get(key) or {}, allocated=sums.get(key))
                less = measure in sources and sources[measure].less
                values["progress"] = progress.of_target(target.target, values.get("achieved"), less)
                last_year = values.get("last_year")
                values["growth"] = (target.target / last_year - 1) * 100 if last_year else None
                for name in FIGURES:
                    target[name] = values.get(name) or 0.0
                    target[f"{name}_known"] = values.get(name) is not None
                target.difference = round(target.allocated - target.target, 2) if target.allocated_known else 0.0

    # -- whose accounts -------------------------------------------------------------------------------------

    @api.model
    def _members(self, keys):
        """{key: account ids} as :meth:`_accounts_domain` has them, for all keys in one query."""
        keys = set(keys)
        segments = self.env["kam.segment"].sudo().browse({key[2] for key in keys if key[0] == "segment"})
        screened = segments.filtered(lambda one: one.mode == "screened").ids
        wanted = [key[2] for key in keys if key[0] == "account"]
        self.env["kam.account"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id, COALESCE(company_id, 0), active AND status = 'key', active,
                          segment_id, team_id, user_id
                     FROM kam_account
                    WHERE active AND (status = 'key' OR segment_id = ANY(%s)) OR id = ANY(%s)
                    ORDER BY id""",
                screened,
                wanted,
            )
        )
        found = defaultdict(list)
        for account_id, company_id, is_key, active, segment_id, team_id, user_id in rows:
            found["account", company_id, account_id].append(account_id)
            if active and segment_id in screened or is_key:
                found["segment", company_id, segment_id].append(account_id)
            if is_key:
                for scope, place_id in (("total", 0), ("team", team_id), ("user", user_id)):
                    found[scope, company_id, place_id].append(account_id)
        return {key: found.get(key, []) for key in keys}

    # -- measuring ------------------------------------------------------------------------------------------

    @api.model
    def _measured(self, measure, year, keys):
        """Figures of any number of targets of one measure and year, in a flat number of queries.

        :param keys: (scope, company id or 0, id of the one it is for or 0), see :meth:`_key`
        :return: {key: {achieved, forecast, last_year}}, None where unknown; amounts in the company's currency
        """
        source = self.env["kam.measure"]._sources().get(measure)
        if not source or not keys:
            return {}
        groups = self._members(keys)
        figures = {
            "achieved": self._of_year(measure, source, year, groups),
            "forecast": self.env["kam.measure"]._outlook(measure, groups, year),
            "last_year": self._of_year(measure, source, year - 1, groups),
        }
        factors = self._factors() if source.money else {}
        return {
            key: {
                name: None if key not in values else round(values[key] / factors.get(key[1], 1.0), 2)
                for name, values in figures.items()
            }
            for key in keys
        }

    @api.model
    def _factors(self):
        """{company id: factor from its currency into the main company's}."""
        accounts = self.env["kam.account"]
        return accounts._currency_rates(accounts._main_company())

    @api.model
    def _this_year(self, company_id):
        """The running fiscal year of a company, or of the main company for accounts that all share."""
        accounts = self.env["kam.account"]
        company = self.env["res.company"].sudo().browse(company_id) if company_id else accounts._main_company()
        return company._kam_fiscal_year(accounts._today())

    @api.model
    def _of_year(self, measure, source, year, groups):
        """{key: figure of a fiscal year}, amounts in the main currency.

        A figure of a period is measured; one that only says how it is now is known of the running year, and of past
        ones where a target kept it. Nothing is known of a year that has not begun.
        """
        running = {company_id: self._this_year(company_id) for company_id in {key[1] for key in groups}}
        now = {
            key: ids
            for key, ids in groups.items()
            if (year <= running[key[1]] if source.period else year == running[key[1]])
        }
        found = self.env["kam.measure"]._pooled(measure, now, year) if now else {}
        if not source.period and now.keys() != groups.keys():
            found |= self._kept(measure, year, groups.keys() - now.keys())
        return found

    # -- the sum is watched ---------------------------------------------------------------------------------

    @api.model
    def _is_added(self, measure):
        """Whether the targets of accounts add up to that of all of them; a share or a level does not."""
        source = self.env["kam.measure"]._sources().get(measure)
        return bool(source) and source.pool == "sum"

    @api.model
    def _allocated(self, measure, year, keys):
        """{key: sum of the targets of its accounts}, for those of which at least one account has a target."""
        if not keys or not self._is_added(measure):
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT account_id, target FROM kam_target WHERE scope = 'account' AND measure = %s AND year = %s",
                measure,
                year,
            )
        )
        targets = dict(rows)
        found = {}
        for key, ids in self._members(keys).items():
            mine = [float(targets[one]) for one in ids if one in targets]
            if mine:
                found[key] = round(sum(mine), 2)
        return found
