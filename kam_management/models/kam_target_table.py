from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .kam_target import PLACES

FIGURES = ("achieved", "forecast", "last_year")
BY = ("segment", "team")


class KamTarget(models.Model):
    """The one table of the year: from the total down to the accounts, each figure beside its target."""

    _inherit = "kam.target"

    @api.model
    def table_data(self, filters=None):
        """Rows of the table, of what the user may see, in a flat number of queries.

        :param filters: dict, all optional: ``year``, ``measure``, ``company_id`` (0 = accounts that all share),
            ``by`` (``segment`` or ``team``); or ``scope`` and ``place_id``: all measures of just that
        :return: dict: ``filters`` (as used, with the choices), ``measure`` (of the rows), ``rows``, ``may_split``
        """
        self.check_access("read")
        chosen = self._table_filters(filters or {})
        rows = self._measure_rows(chosen) if chosen["scope"] else self._place_rows(chosen)
        return {
            "filters": chosen | self._table_choices(chosen),
            "rows": rows,
            "one_name": self._one_name(chosen),
            "may_split": self._is_manager(),
            "currency_id": self._company_of(chosen["company_id"]).currency_id.id,
            **self._measure_info(chosen["measure"]),
        }

    # -- filters --------------------------------------------------------------------------------------------

    @api.model
    def _is_manager(self):
        return self.env.su or self.env.user.has_group("kam_management.group_kam_manager")

    @api.model
    def _sees_all(self):
        return self._is_manager() or self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    @api.model
    def _company_of(self, company_id):
        company = self.env["res.company"].sudo().browse(company_id) if company_id else None
        return company or self.env["kam.account"]._main_company()

    @api.model
    def _table_filters(self, filters):
        """What was asked for, in the terms of the table; anything else is refused."""
        company = self.env["kam.selection.review"]._default_company()
        try:
            company_id = int(company.id if filters.get("company_id") is None else filters["company_id"])
            year = int(filters.get("year") or self._this_year(company_id))
            place_id = int(filters.get("place_id") or 0)
        except (TypeError, ValueError):
            raise UserError(self.env._("This view does not exist. Choose its filters again.")) from None
        chosen = {
            "year": year,
            "measure": filters.get("measure") or "won_revenue",
            "company_id": company_id,
            "by": filters.get("by") or ("segment" if self._sees_all() else "team"),
            "scope": filters.get("scope") or False,
            "place_id": place_id,
        }
        if (
            chosen["measure"] not in self.env["kam.measure"]._sources()
            or chosen["by"] not in BY
            or chosen["scope"] not in (False, "total", *PLACES)
            or (company_id and company_id not in self.env.companies.ids)
            or not 1990 <= year <= 2100
        ):
            raise UserError(self.env._("This view does not exist. Choose its filters again."))
        return chosen

    @api.model
    def _table_choices(self, chosen):
        this_year = self._this_year(chosen["company_id"])
        companies = [{"id": one.id, "name": one.name} for one in self.env.companies]
        return {
            "years": sorted({chosen["year"], *range(this_year - 2, this_year + 2)}, reverse=True),
            "this_year": this_year,
            "measures": [{"id": code, "name": label} for code, label in self._selection_measure()],
            "companies": [{"id": 0, "name": self.env._("Shared by all companies")}, *companies]
            if self.env.user.has_group("base.group_multi_company")
            else [],
        }

    @api.model
    def _measure_info(self, measure):
        source = self.env["kam.measure"]._sources()[measure]
        return {
            "measure": measure,
            "label": source.label,
            "help": source.help,
            "unit": "" if source.money else source.unit,
            "money": source.money,
            "less": source.less,
            "is_added": self._is_added(measure),
        }

    # -- rows -----------------------------------------------------------------------------------------------

    @api.model
    def _table_accounts(self, company_id):
        """The key accounts that the user may read, largest first."""
        domain = Domain("status", "=", "key") & Domain("company_id", "=", company_id or False)
        accounts = self.env["kam.account"].search(domain, order="revenue desc nulls last, id")
        # fetched for all at once, and as what it is called it may be known to all who read the account
        accounts.sudo().mapped("partner_id.complete_name")
        return accounts

    @api.model
    def _may_see(self, scope, place, led):
        """Whether the figures of a row above the accounts are for the user, as the record rules have it."""
        if self._sees_all():
            return True
        if scope == "user":
            return place == self.env.user or place.id in led["users"]
        return scope == "team" and place.id in led["teams"]

    @api.model
    def _led(self):
        """Teams that the user leads, and the people in them."""
        # whom one leads is known to oneself, whatever teams one may open
        teams = self.env["crm.team"].sudo().search([("user_id", "=", self.env.uid)])
        return {"teams": set(teams.ids), "users": set(teams.crm_team_member_ids.user_id.ids)}

    @api.model
    def _may_set(self, scope, place, led):
        """Whether the user may set a target, as the record rules have it."""
        if self._is_manager():
            return True
        if scope == "account":
            return place.sudo().team_id.id in led["teams"]
        return scope == "user" and place.id in led["users"]

    @api.model
    def _places(self, chosen):
        """[(scope, record or None, level)] from the top down, accounts under what they belong to."""
        accounts = self._table_accounts(chosen["company_id"])
        by_team = [("team", "team_id"), ("user", "user_id")]
        levels = [("segment", "segment_id")] if chosen["by"] == "segment" else by_team
        places = [("total", None, 0)] if self._sees_all() else []
        return places + self._below(accounts, levels, len(places))

    @api.model
    def _below(self, accounts, levels, depth):
        if not levels:
            return [("account", account, depth) for account in accounts]
        (scope, name), *rest = levels
        groups = accounts.sudo().grouped(name)
        places = accounts.sudo().mapped(name).sorted()
        found = []
        for place in [*places, *([places.browse()] if places.browse() in groups else [])]:
            found.append((scope, place.sudo(False), depth))
            found += self._below(groups[place].sudo(False), rest, depth + 1)
        return found

    @api.model
    def _place_rows(self, chosen):
        """Total, groups and accounts, by one measure."""
        company_id, led = chosen["company_id"], self._led()
        places = self._places(chosen)
        seen = [
            (scope, company_id, place.id if place else 0)
            for scope, place, _depth in places
            if scope in ("total", "account") or place and self._may_see(scope, place, led)
        ]
        figures = self._measured(chosen["measure"], chosen["year"], seen)
        targets = {
            target._key(): target
            for target in self.search(
                [
                    ("year", "=", chosen["year"]),
                    ("measure", "=", chosen["measure"]),
                    ("company_id", "=", company_id or False),
                ]
            )
        }
        everybody = dict(self._fields["scope"]._description_selection(self.env))["total"]
        rows, above = [], {}
        for scope, place, depth in places:
            key = (scope, company_id, place.id if place else 0)
            above[depth] = len(rows)
            rows.append(
                {
                    "id": "/".join(str(above[level]) for level in range(depth + 1)),
                    "scope": scope,
                    "place_id": key[2],
                    "name": self._place_name(scope, place, everybody),
                    "depth": depth,
                    "above": above.get(depth - 1) if depth else None,
                    "measure": chosen["measure"],
                    **self._row_figures(figures.get(key), targets.get(key)),
                    "may_set": bool(scope == "total" or place) and self._may_set(scope, place, led),
                    "is_heading": key not in figures,
                }
            )
        return rows

    @api.model
    def _place_name(self, scope, place, everybody):
        if scope == "total":
            return everybody
        missing = {"segment": self.env._("No segment"), "team": self.env._("No team")}
        return place.sudo().display_name if place else missing.get(scope, self.env._("No account manager"))

    @api.model
    def _row_figures(self, figures, target):
        return {name: (figures or {}).get(name) for name in FIGURES} | self._row_setting(target)

    @api.model
    def _row_setting(self, target):
        """What is set in a row, and how it came about."""
        return {
            "target_id": target.id if target else False,
            "target": target.target if target else None,
            "adjusted": bool(target) and target.adjusted,
            "proposed": target.proposed if target and target.proposed_known else None,
            "basis": (target.basis or "") if target else "",
        }

    @api.model
    def _one_name(self, chosen):
        """What the rows are about, where they are the measures of just one."""
        scope, place_id = chosen["scope"], chosen["place_id"]
        labels = dict(self._fields["scope"]._description_selection(self.env))
        if scope in PLACES:
            # a name only, of a place whose rows the user was just shown
            return self.env[self._fields[PLACES[scope]].comodel_name].sudo().browse(place_id).display_name
        return labels.get(scope, "")

    @api.model
    def _measure_rows(self, chosen):
        """One row for each measure, of just one account, manager, team, segment or of all key accounts."""
        place = self._place_record(chosen["scope"], chosen["place_id"])
        led = self._led()
        key = (chosen["scope"], chosen["company_id"], place.id if place else 0)
        conditions = Domain("year", "=", chosen["year"]) & Domain("scope", "=", chosen["scope"])
        conditions &= Domain("company_id", "=", chosen["company_id"] or False)
        if place:
            conditions &= Domain(PLACES[chosen["scope"]], "=", place.id)
        targets = {target.measure: target for target in self.search(conditions)}
        rows = []
        for code, source in self.env["kam.measure"]._sources().items():
            figures = self._measured(code, chosen["year"], [key]).get(key)
            rows.append(
                {
                    "id": code,
                    "scope": chosen["scope"],
                    "place_id": key[2],
                    "name": source.label,
                    "help": source.help,
                    "depth": 0,
                    "above": None,
                    **self._measure_info(code),
                    **self._row_figures(figures, targets.get(code)),
                    "may_set": self._may_set(chosen["scope"], place, led),
                    "is_heading": False,
                }
            )
        return rows

    @api.model
    def _place_record(self, scope, place_id):
        """What a row is about, if the user may see its figures."""
        if scope == "total":
            place = None
        else:
            place = self.env[self._fields[PLACES[scope]].comodel_name].browse(place_id)
            if scope == "account":
                place.check_access("read")
        if not (place is None or place.sudo().exists()) or (
            scope != "account" and not self._may_see(scope, place, self._led())
        ):
            raise UserError(self.env._("This view does not exist. Choose its filters again."))
        return place
