from odoo import api, fields, models
from odoo.fields import Domain

from .kam_measure import CONTACT_STRENGTH, EXECUTIVE_POWER
from .kam_measure_reported import ALERTS_OPEN


class KamMeasure(models.AbstractModel):
    """The records behind a figure: every number opens exactly those that were counted.

    A source of another addon has ``_records_<code>(in_accounts, year, span)``; without one the accounts open.
    """

    _inherit = "kam.measure"

    @api.model
    def _records(self, source, accounts, year, outlook=False):
        """Model and domain of the records that a figure was made of; archived ones count too.

        :param accounts: domain of the accounts that were measured, all of them of one company, or shared
        :param outlook: of what is expected of the year, instead of what was reached
        :return: (model name, domain)
        """
        some = self.env["kam.account"].sudo().search(Domain(accounts), limit=1)
        moments = self._year_moments(some, year)
        span = tuple(fields.Datetime.to_string(moment) for moment in moments[0][0]) if moments else ("1900-01-01",) * 2
        if outlook and source == "won_revenue":
            return self._records_outlook(list(accounts), year, span, some.company_id)
        find = getattr(self, f"_records_{source}", None)
        if not find:
            return "kam.account", list(accounts)
        return find(list(accounts), year, span)

    @api.model
    def _lead_records(self, accounts, *conditions, kinds=("opportunity",)):
        of_accounts = [("kam_account_id", "any", accounts), ("type", "in", list(kinds))]
        return "crm.lead", [*of_accounts, ("active", "in", (True, False)), *conditions]

    @api.model
    def _closed(self, span):
        return [("date_closed", ">=", span[0]), ("date_closed", "<", span[1])]

    def _records_won_revenue(self, accounts, year, span):
        return self._lead_records(accounts, ("won_status", "=", "won"), *self._closed(span))

    def _records_pipeline(self, accounts, year, span):
        model, domain = self._lead_records(accounts, ("won_status", "=", "pending"))
        return model, [*domain, ("active", "=", True)]

    _records_open_opportunities = _records_pipeline

    def _records_outlook(self, accounts, year, span, company):
        won = Domain("won_status", "=", "won") & Domain(self._closed(span))
        first, last = self._deadlines(company or self.env["kam.account"]._main_company(), year)
        still = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        still &= Domain("date_deadline", ">=", str(first)) & Domain("date_deadline", "<=", str(last))
        return self._lead_records(accounts, *list(won | still if last >= fields.Date.context_today(self) else won))

    def _records_win_rate(self, accounts, year, span):
        return self._lead_records(accounts, ("won_status", "in", ("won", "lost")), *self._closed(span))

    def _records_no_competition(self, accounts, year, span):
        is_open = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        won = Domain("won_status", "=", "won") & Domain(self._closed(span))
        return self._lead_records(accounts, ("kam_no_competition", "=", True), *list(is_open | won))

    _records_no_competition_share = _records_won_revenue

    def _records_margin(self, accounts, year, span):
        model, domain = self._records_won_revenue(accounts, year, span)
        return model, [*domain, ("kam_sales_plan_ids", "any", [("margin_known", "=", True)])]

    def _records_identified(self, accounts, year, span):
        entered = [("create_date", ">=", span[0]), ("create_date", "<", span[1])]
        return self._lead_records(accounts, *entered, kinds=("lead", "opportunity"))

    def _records_qualified(self, accounts, year, span):
        return self._lead_records(accounts, ("create_date", ">=", span[0]), ("create_date", "<", span[1]))

    def _records_pursued(self, accounts, year, span):
        model, domain = self._records_pipeline(accounts, year, span)
        return model, [*domain, ("kam_sales_plan_ids", "any", [("decision", "=", "go")])]

    @api.model
    def _people_records(self, accounts, *conditions):
        return "kam.stakeholder", [("account_id", "any", accounts), ("active", "=", True), *conditions]

    def _records_executives(self, accounts, year, span):
        talks = [("partner_id", "!=", False), ("strength", ">=", CONTACT_STRENGTH)]
        return self._people_records(accounts, ("power", ">=", EXECUTIVE_POWER), *talks)

    def _records_people_covered(self, accounts, year, span):
        return self._people_records(accounts, ("power", ">=", EXECUTIVE_POWER))

    _records_supporters = _records_people_covered
    _records_deciders_known = _records_people_covered

    def _records_forecast(self, accounts, year, span):
        ended = [("year", "=", year), ("date_stop", "<", str(fields.Date.context_today(self)))]
        return "kam.account.forecast", [("account_id", "any", accounts), *ended]

    def _records_actions_done(self, accounts, year, span):
        due = [("date", "<=", str(fields.Date.context_today(self))), ("state", "!=", "cancelled")]
        of_year = [("account_id", "any", accounts), ("year", "=", year), ("active", "=", True)]
        return "kam.influencing.action", [*of_year, *due]

    def _records_alerts(self, accounts, year, span):
        return "kam.alert", [("account_id", "any", accounts), ("state", "in", ALERTS_OPEN)]
