from datetime import timedelta

from odoo import api, fields, models

from ..engine import forecast_sql


class KamMeasure(models.AbstractModel):
    """What a measure is expected to be at the end of its fiscal year."""

    _inherit = "kam.measure"

    @api.model
    def _outlook(self, source, groups, year):
        """Expected figures of groups of accounts, see :meth:`_pooled`; only of sources that can be foreseen.

        A source that can has ``_outlook_<code>(accounts, year)``: {account id: value}, to be added up.
        """
        expect = getattr(self.sudo(), f"_outlook_{source}", None)
        everybody = self.env["kam.account"].sudo().browse(sorted(set().union(*groups.values())))
        if not expect or not everybody:
            return {}
        values = expect(everybody, year)
        found = {key: [values[one] for one in ids if one in values] for key, ids in groups.items()}
        return {key: round(sum(float(value) for value in mine), 2) for key, mine in found.items() if mine}

    @api.model
    def _outlook_won_revenue(self, accounts, year):
        """Won in the year, and what is open and expected to close in it, by probability.

        What is open stays out of a year that has ended.
        """
        won = self._measure_won_revenue(accounts, year)
        main = self.env["kam.account"]._main_company()
        today = fields.Date.context_today(self)
        rates = self.env["kam.account"]._currency_rates(main)
        expected = {}
        for company, mine in accounts.grouped("company_id").items():
            start, stop = self._deadlines(company or main, year)
            if stop >= today:
                expected |= self._rows(forecast_sql.expected(mine.ids, start, stop, rates, main.id))
        return {key: float(won.get(key) or 0) + float(expected.get(key) or 0) for key in won.keys() | expected.keys()}

    @api.model
    def _deadlines(self, company, year):
        """First and last expected closing that count for a fiscal year.

        What is overdue is still open: it counts for the running year until somebody closes it.
        """
        start, stop = company._kam_year_bounds(year)
        return (start if start > fields.Date.context_today(self) else start - timedelta(days=366)), stop
