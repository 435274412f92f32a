from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, formatLang
from odoo.tools.misc import format_decimalized_amount

from ..engine import comparison
from ..engine.scoring import AXES


class KamComparison(models.AbstractModel):
    """The rows of the comparison: standing, revenue, scores, and every criterion of both axes."""

    _inherit = "kam.comparison"

    @api.model
    def _sections(self, accounts, average, table):
        return [
            {"code": "standing", "label": self.env._("Standing"), "rows": self._standing_rows(accounts, average)},
            {"code": "revenue", "label": self.env._("Revenue"), "rows": self._revenue_rows(accounts, average)},
            {"code": "scores", "label": self.env._("Scores"), "rows": self._score_rows(accounts, average)},
            *self._criterion_sections(accounts, average, table),
        ]

    # -- cells and rows -----------------------------------------------------------------------------------------

    @api.model
    def _cell(self, text="", value=None, known=True, **more):
        """One cell; an unknown one says so, in words."""
        return {
            "kind": "account",
            "text": text if known else self.env._("unknown"),
            "sub": "",
            "title": "",
            "value": value if known else None,
            "known": known,
            "open": False,
            **more,
        }

    @api.model
    def _row(self, key, label, cells, better=0, sub=""):
        return {"key": key, "label": label, "sub": sub, "better": better, "cells": cells}

    @api.model
    def _figure_row(self, key, label, figures, average, write, better=1, sub="", opens=None):
        """A row of numbers, None where unknown, with the mean of the segment behind them.

        :param figures: one number per account
        :param write: function(number) → text, or (text, title)
        :param opens: one thing to open per account
        """

        def cell(number, **more):
            if number is None:
                return self._cell(known=False, **more)
            written = write(number)
            text, title = written if isinstance(written, tuple) else (written, "")
            return self._cell(text, float(number), title=title, **more)

        cells = [
            cell(number, open=target) for number, target in zip(figures, opens or [False] * len(figures), strict=True)
        ]
        if average:
            mean = average["figures"].get(key)
            open_accounts = self._open(self.env._("Accounts of the Segment"), "kam.account", average["domain"])
            cells.append(cell(mean, kind="average", open=open_accounts))
        return self._row(key, label, cells, better, sub)

    @api.model
    def _text_row(self, key, label, texts, average, opens, values=None, better=0):
        """A row of words; an empty one is unknown. The average has none of its own."""
        values = values or [None] * len(texts)
        cells = [
            self._cell(text or "", value, bool(text), open=target)
            for text, value, target in zip(texts, values, opens, strict=True)
        ]
        if average:
            cells.append(self._cell(average["code"] if key == "segment" else "–", kind="average"))
        return self._row(key, label, cells, better)

    @api.model
    def _open(self, name, model, domain=None, res_id=False):
        """What the click on a cell shows: exactly the records behind the number."""
        return {"name": name, "model": model, "domain": list(domain or []), "res_id": res_id}

    @api.model
    def _number(self, number, digits=0):
        return formatLang(self.env, number, digits=digits)

    # -- sections -----------------------------------------------------------------------------------------------

    @api.model
    def _standing_rows(self, accounts, average):
        env = self.env
        forms = [self._open(one.display_name, "kam.account", res_id=one.id) for one in accounts]
        places = env["kam.account.change"]._places()

        def names(records, kind=""):
            texts = [one.display_name or "" for one in records]
            ladder = places.get(kind, {})
            texts_of = [one._move_text() if hasattr(one, "_move_text") else one.display_name for one in records]
            return texts, [ladder.get(text) for text in texts_of]

        rows = []
        for key, label, kind in (
            ("segment_id", env._("Segment"), "segment"),
            ("tier_id", env._("Tier"), "tier"),
            ("level_id", env._("Relationship level"), "level"),
            ("target_level_id", env._("Target level"), ""),
        ):
            texts, values = names([account[key] for account in accounts.sudo()], kind)
            code = "segment" if key == "segment_id" else key
            rows.append(self._text_row(code, label, texts, average, forms, values, 1 if kind else 0))
        for key, label in (
            ("user_id", env._("Account manager")),
            ("country_id", env._("Country")),
        ):
            texts = [account[key].display_name or "" for account in accounts.sudo()]
            rows.append(self._text_row(key, label, texts, average, forms))
        return [*rows, self._health_row(accounts, average), self._alert_row(accounts, average)]

    @api.model
    def _health_row(self, accounts, average):
        name = self.env._("Health")
        row = self._figure_row(
            "health",
            name,
            [account.health if account.health_known else None for account in accounts],
            average,
            self._number,
            opens=[self._open(name, "kam.account.health", [("account_id", "=", one.id)]) for one in accounts],
        )
        states = dict(accounts._fields["health_state"]._description_selection(self.env))
        for account, cell in zip(accounts, row["cells"], strict=False):
            cell["sub"] = states.get(account.health_state, "") if account.health_known else ""
        return row

    @api.model
    def _alert_row(self, accounts, average):
        name, counts = self.env._("Early Warnings"), accounts._portfolio_alerts()
        standing = ("state", "in", ("open", "acknowledged"))
        return self._figure_row(
            "alerts",
            self.env._("Open early warnings"),
            [counts.get(account.id, 0) for account in accounts],
            average,
            lambda number: self._number(number, 0 if number == int(number) else 1),
            better=-1,
            opens=[self._open(name, "kam.alert", [("account_id", "=", one.id), standing]) for one in accounts],
        )

    @api.model
    def _revenue_rows(self, accounts, average):
        env, main = self.env, accounts._main_company()
        currency, rates = main.currency_id, accounts._currency_rates(main)

        def money(number):
            return format_decimalized_amount(currency.round(number), currency), format_amount(env, number, currency)

        def converted(name):
            return [account[name] * rates.get(account.company_id.id or main.id, 1.0) for account in accounts]

        def leads(*domain):
            name, domain = env._("Opportunities"), [("type", "=", "opportunity"), *domain]
            return [self._open(name, "crm.lead", [("kam_account_id", "=", one.id), *domain]) for one in accounts]

        growth = [account.growth if account.growth_known else None for account in accounts]
        return [
            *(self._year_row(accounts, average, year, money) for year in self._years()),
            self._figure_row(
                "revenue",
                env._("Won, last 12 months"),
                converted("revenue"),
                average,
                money,
                opens=leads(*self._won_within(12)),
            ),
            self._figure_row(
                "growth",
                env._("Growth on the 12 months before"),
                growth,
                average,
                lambda number: env._("%s %%", self._number(number)),
                opens=leads(*self._won_within(24)),
            ),
            self._figure_row(
                "pipeline",
                env._("Weighted pipeline"),
                converted("pipeline"),
                average,
                money,
                opens=leads(("won_status", "=", "pending"), ("active", "=", True)),
            ),
        ]

    @api.model
    def _year_row(self, accounts, average, year, money):
        won = self.env["kam.measure"]._measure("won_revenue", accounts, year)
        return self._figure_row(
            f"year_{year}",
            self.env._("Won in %s", year),
            [won.get(account.id) for account in accounts],
            average,
            money,
            opens=[self._won_in(account, year) for account in accounts],
        )

    @api.model
    def _won_within(self, months):
        """Won in the months until now, archived ones too, as the screening counts them."""
        since = fields.Datetime.now() - relativedelta(months=months)
        return [
            ("active", "in", (True, False)),
            ("won_status", "=", "won"),
            ("date_closed", ">", fields.Datetime.to_string(since)),
        ]

    @api.model
    def _won_in(self, account, year):
        """The opportunities that were won in a fiscal year of the account's company, as the measure counts them."""
        measure = self.env["kam.measure"]
        ((moments, _accounts),) = measure._year_moments(account.sudo(), year)
        span = tuple(fields.Datetime.to_string(moment) for moment in moments)
        model, domain = measure._records_won_revenue([("id", "=", account.id)], year, span)
        return self._open(self.env._("Won in %s", year), model, domain)

    @api.model
    def _score_rows(self, accounts, average):
        env = self.env
        ratings = [
            self._open(env._("Ratings"), "kam.account.rating", [("account_id", "=", one.id)]) for one in accounts
        ]
        rows = [
            self._figure_row(
                name,
                label,
                [account[name] if account[f"{name}_known"] else None for account in accounts],
                average,
                lambda number: self._number(number, 1),
                opens=ratings,
            )
            for name, label in (
                ("attractiveness", env._("Client attractiveness")),
                ("strength", env._("Relative strength")),
                ("score", env._("Score")),
            )
        ]
        rows.append(
            self._figure_row(
                "coverage",
                env._("Rated part of the criteria"),
                accounts.mapped("coverage"),
                average,
                lambda number: env._("%s %%", self._number(number)),
                opens=ratings,
            )
        )
        latest = self._latest_assessments(accounts)
        rows.append(
            self._text_row(
                "assessed",
                env._("Last approved assessment"),
                [format_date(env, latest[one.id]) if one.id in latest else "" for one in accounts],
                average,
                [self._open(env._("Assessments"), "kam.assessment", [("account_id", "=", one.id)]) for one in accounts],
            )
        )
        return rows

    @api.model
    def _latest_assessments(self, accounts):
        rows = self.env["kam.assessment"]._read_group(
            [("account_id", "in", accounts.ids), ("state", "=", "approved")], ["account_id"], ["date:max"]
        )
        return {account.id: date for account, date in rows}

    # -- criteria -----------------------------------------------------------------------------------------------

    @api.model
    def _ratings(self, accounts):
        """{account id: {criterion id: rating record}} of the criteria in use."""
        # whoever reads an account reads its ratings: the accounts carry the rights
        ratings = self.env["kam.account.rating"].sudo().search([("account_id", "in", accounts.ids)])
        table = {account.id: {} for account in accounts}
        for rating in ratings:
            table[rating.account_id.id][rating.criterion_id.id] = rating
        return table

    @api.model
    def _criterion_sections(self, accounts, average, table):
        criteria = accounts._active_criteria()
        units = accounts._scoring_rules().units
        labels = dict(criteria._fields["axis"]._description_selection(self.env))
        sections = []
        for axis in AXES:
            mine = criteria.filtered(lambda one, axis=axis: one.axis == axis)
            total = sum(units[one.id] for one in mine) or 1
            rated = {
                account.id: sum(units[one.id] for one in mine if one.id in table[account.id]) or 1
                for account in accounts
            }
            rows = [
                self._criterion_row(one, accounts, average, table, units[one.id], units[one.id] * 100 / total, rated)
                for one in mine
            ]
            sections.append({"code": axis, "label": labels[axis], "rows": rows})
        return sections

    @api.model
    def _criterion_row(self, criterion, accounts, average, table, units, share, rated):
        cells = []
        for account in accounts:
            rating = table[account.id].get(criterion.id)
            domain = [("account_id", "=", account.id), ("criterion_id", "=", criterion.id)]
            target = self._open(criterion.name, "kam.account.rating", domain)
            if not rating:
                cells.append(self._cell(known=False, open=self._open("", "kam.account", res_id=account.id)))
                continue
            points = units * (rating.value - 1) * 25 / rated[account.id]
            who = rating.user_id.name if rating.origin == "manual" else self.env._("Computed")
            cells.append(
                self._cell(
                    str(rating.value),
                    float(rating.value),
                    sub=self.env._("%s points", self._number(points, 1)),
                    title="\n".join(
                        filter(
                            None,
                            (
                                ", ".join(filter(None, (who, rating.date and format_date(self.env, rating.date)))),
                                accounts._measure_text(criterion, rating) or "",
                                rating.note,
                            ),
                        )
                    ),
                    open=target,
                    by=", ".join(filter(None, (who, rating.date and format_date(self.env, rating.date)))),
                )
            )
        if average:
            mean = average["ratings"].get(criterion.id)
            domain = [
                ("account_id.segment_id", "=", average["segment_id"]),
                ("account_id.active", "=", True),
                ("criterion_id", "=", criterion.id),
            ]
            text = self._number(mean, 1) if mean is not None else ""
            target = self._open(criterion.name, "kam.account.rating", domain)
            cells.append(self._cell(text, mean, mean is not None, kind="average", open=target))
        row = self._row(
            f"criterion_{criterion.id}", criterion.name, cells, 1, self.env._("weight %s %%", self._number(share))
        )
        return {**row, "weight": share}

    # -- radar --------------------------------------------------------------------------------------------------

    @api.model
    def _radars(self, accounts, average, table):
        """By group of criteria, and by criterion of each axis; at most ten spokes a reader can follow."""
        criteria = accounts._active_criteria()
        units = accounts._scoring_rules().units
        values = [
            ({key: rating.value for key, rating in table[account.id].items()}, f"account_{account.id}")
            for account in accounts
        ]
        if average:
            values.append((average["ratings"], "average"))
        axes = dict(criteria._fields["axis"]._description_selection(self.env))
        groups = dict(criteria._fields["group"]._description_selection(self.env))
        by_group = {}
        for one in criteria:
            group = ", ".join(filter(None, (groups.get(one.group), axes[one.axis])))
            by_group.setdefault(group, []).append((one.id, units[one.id]))
        radars = [("groups", self.env._("Groups of criteria"), list(by_group), list(by_group.values()))]
        for axis in AXES:
            mine = criteria.filtered(lambda one, axis=axis: one.axis == axis)
            spokes = [[(one.id, 1)] for one in mine]
            radars.append((axis, axes[axis], mine.mapped("name"), spokes))
        return [
            {
                "code": code,
                "label": label,
                "spokes": names,
                "series": [{"column": column, "values": comparison.spokes(rated, spokes)} for rated, column in values],
            }
            for code, label, names, spokes in radars
            if len(names) > 2
        ]
