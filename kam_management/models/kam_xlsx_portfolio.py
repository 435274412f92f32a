from xlsxwriter.utility import xl_rowcol_to_cell

from odoo import api, models

from ..report.xlsx_book import Book, write

#: Columns of the sheets, by model.
ACCOUNT = (
    "partner_id",
    "segment_id",
    "tier_id",
    "status",
    "level_id",
    "target_level_id",
    "user_id",
    "team_id",
    "sponsor_id",
    "attractiveness",
    "strength",
    "score",
    "coverage",
    "recommended_segment_id",
    "rank",
    "decided_on",
    "position",
    "stage_id",
    "revenue",
    "revenue_previous",
    "pipeline",
    "parent_id",
    "company_id",
)
KNOWN = {"attractiveness": "attractiveness_known", "strength": "strength_known", "score": "score_known"}
PLAN = ("account_id", "year", "state", "user_id", "completeness", "progress", "approver_id", "approved_on")
ACTION = (
    "account_id",
    "activity_id",
    "name",
    "date",
    "year",
    "quarter",
    "state",
    "user_id",
    "medium_id",
    "goal",
    "outcome",
    "outcome_note",
    "hours",
    "cost",
)
ALERT = ("account_id", "rule_id", "severity", "state", "since", "opened_on", "resolved_on", "snooze_until")
RATING = ("account_id", "criterion_id", "value")
#: Markers of a bubble by its share of the largest revenue: a scatter chart has one size per series.
SIZES = ((0.5, 18), (0.2, 13), (0.05, 9), (0, 6))
#: Names are written beside the largest accounts only; all of them would lie over each other.
LABELLED = 25
COLORS = ("#1B5E8C", "#2E8B57", "#B8860B", "#7A5195", "#A0522D", "#4F6D7A", "#8C8C8C")


class KamXlsx(models.AbstractModel):
    """The portfolio workbook: accounts, scores by criterion, the matrix as a chart, plans, actions, alerts."""

    _inherit = "kam.xlsx"

    @api.model
    def _portfolio(self, ids, stream):
        """Write the portfolio workbook.

        :param ids: ids of accounts; those that the user may not read are left out
        :param stream: binary file
        :return: number of accounts written
        """
        accounts = self.env["kam.account"].with_context(active_test=False)
        ids = list(accounts._search([("id", "in", ids)], order="revenue desc nulls last, id"))
        book, cache = Book(stream), {}
        account_table = self._account_table(book)
        scores, criteria = self._score_table(book)
        self._portfolio_chart(book, ids)
        others = [self._other_table(book, *one) for one in self._other_sheets()]
        for chunk in self._chunks(ids):
            names = self._write_accounts(account_table, chunk, cache)
            cache["kam.account"] = names
            self._write_scores(scores, chunk, criteria, names)
            for table, model, columns, order, flags in others:
                for line in self._lines(model, [("account_id", "in", chunk)], columns, cache, order, flags):
                    table.row(line[1:])
        for table in (account_table, scores, *(one[0] for one in others)):
            table.finish()
        book.close()
        return len(ids)

    def _other_sheets(self):
        """(name, model, columns, order, flags of unknown figures) of the sheets with the accounts' records."""
        return [
            (self.env._("Plans"), "kam.account.plan", PLAN, "account_id, year desc", {"progress": "progress_known"}),
            (self.env._("Actions"), "kam.influencing.action", ACTION, "account_id, date, id", None),
            (self.env._("Alerts"), "kam.alert", ALERT, "account_id, state, since, id", None),
        ]

    def _other_table(self, book, name, model_name, columns, order, flags):
        model = self.env[model_name]
        return book.table(name, self._titles(model, columns), (32, 24, 24)), model, columns, order, flags

    # -- accounts ---------------------------------------------------------------------------------------------

    def _account_table(self, book):
        titles = [*self._titles(self.env["kam.account"], ACCOUNT), self.env._("Currency")]
        return book.table(self.env._("Accounts"), titles, (36, 12, 16))

    def _write_accounts(self, table, chunk, cache):
        """Write a chunk of accounts in its order. :return: {account id: name}"""
        model = self.env["kam.account"].with_context(active_test=False)
        cache["res.partner"] = self._partner_names(chunk)
        cache["kam.account"] = {}
        columns = (*ACCOUNT, "company_id")
        lines = {line[0]: line for line in self._lines(model, [("id", "in", chunk)], columns, cache, "id", KNOWN)}
        currencies = self._currencies(cache)
        names = {}
        for account_id in chunk:
            line = lines.get(account_id)
            if line:
                line[-1] = currencies.get(line[-1]) or currencies[None]
                table.row(line[1:])
                names[account_id] = line[1]
        return names

    def _partner_names(self, chunk):
        """{partner id: name} of accounts that the user may read; the customer's own record may be closed to them."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners._search([("kam_account_id", "in", chunk)])
        selected = (partners._field_to_sql(partners._table, name, query) for name in ("id", "complete_name"))
        return dict(self.env.execute_query(query.select(*selected)))

    def _currencies(self, cache):
        """{name of a company: currency of its accounts}; None for accounts that all companies share."""
        if "currencies" not in cache:
            companies = self.env["res.company"].sudo().search_fetch([], ["name", "currency_id"])
            cache["currencies"] = {one.display_name: one.currency_id.name for one in companies}
            cache["currencies"][None] = self.env["kam.account"]._main_company().currency_id.name
        return cache["currencies"]

    # -- scores -----------------------------------------------------------------------------------------------

    def _score_table(self, book):
        criteria = self.env["kam.account"]._active_criteria()
        axes = dict(criteria._fields["axis"]._description_selection(self.env))
        titles = [self.env._("Customer")]
        titles += [
            self.env._(
                "%(criterion)s (%(axis)s, weight %(weight)g)",
                criterion=one.name,
                axis=axes[one.axis],
                weight=one.weight,
            )
            for one in criteria
        ]
        return book.table(self.env._("Scores by Criterion"), titles, (36,)), criteria

    def _write_scores(self, table, chunk, criteria, names):
        place = {criterion_id: number for number, criterion_id in enumerate(criteria.ids, 1)}
        rating = self.env["kam.account.rating"]
        query = rating._search([("account_id", "in", chunk), ("criterion_id", "in", criteria.ids)])
        selected = (
            rating._field_to_sql(rating._table, name, query) for name in ("account_id", "criterion_id", "value")
        )
        rows = {account_id: [name] + [None] * len(place) for account_id, name in names.items()}
        for account_id, criterion_id, value in self.env.execute_query(query.select(*selected)):
            rows[account_id][place[criterion_id]] = value
        for account_id in chunk:
            if account_id in rows:
                table.row(rows[account_id])

    # -- chart ------------------------------------------------------------------------------------------------

    def _portfolio_chart(self, book, ids):
        """The matrix as a chart of Excel's own: colour = tier, size = revenue, lines = the quadrants."""
        data = self.env["kam.account"].portfolio_data([("id", "in", ids)])
        sheet = book.worksheet(self.env._("Portfolio"))
        titles = (
            self.env._("Customer"),
            self.env._("Relative Strength"),
            self.env._("Attractiveness"),
            self.env._("Won Revenue"),
            self.env._("Tier"),
            self.env._("Alerts"),
        )
        for column, title in enumerate(titles):
            sheet.set_column(column, column, 16 if column else 34)
            sheet.write_string(0, column, title, book.format(bold=True, bottom=1))
        labelled = {one["id"] for one in data["points"][:LABELLED]}
        groups = self._chart_groups(data["points"])
        chart = book.workbook.add_chart({"type": "scatter"})
        row = 1
        colors = {}
        for (tier, size), points in groups:
            color = colors.setdefault(tier, COLORS[len(colors) % len(COLORS)])
            for number, point in enumerate(points):
                values = (point["name"], point["x"], point["y"], point["revenue"], tier, point["alerts"])
                for column, value in enumerate(values):
                    write(sheet, row + number, column, value)
            self._add_series(chart, sheet.name, row, points, tier, size, color, labelled)
            row += len(points)
        self._add_lines(chart, sheet, row + 1, data["lines"])
        self._lay_out_chart(chart, data["quadrants"])
        sheet.insert_chart(0, len(titles) + 1, chart, {"x_scale": 2.2, "y_scale": 2.4})

    def _chart_groups(self, points):
        """Points by tier and size of the marker: [((tier, size), points)], largest first."""
        most = max((one["revenue"] for one in points), default=0) or 1
        groups = {}
        for one in points:
            tier = one["badge"]["tier_name"] if one["badge"] else ""
            size = next(size for share, size in SIZES if one["revenue"] / most >= share or share == 0)
            groups.setdefault((tier or self.env._("No tier"), size), []).append(one)
        return sorted(groups.items(), key=lambda item: (item[0][0], -item[0][1]))

    def _add_series(self, chart, name, row, points, tier, size, color, labelled):
        last = row + len(points) - 1
        shown = [
            {"value": "=" + _cell(name, row + number, 0)} if one["id"] in labelled else {"delete": True}
            for number, one in enumerate(points)
        ]
        chart.add_series(
            {
                "name": tier,
                "categories": [name, row, 1, last, 1],
                "values": [name, row, 2, last, 2],
                "marker": {
                    "type": "circle",
                    "size": size,
                    "fill": {"color": color, "transparency": 35},
                    "border": {"color": color},
                },
                "data_labels": {"value": True, "position": "right", "custom": shown, "font": {"size": 8}},
            }
        )

    def _add_lines(self, chart, sheet, row, lines):
        """The two lines between the quadrants, as series of two points each."""
        x, y = lines["x"], lines["y"]
        for number, points in enumerate((((x, 0), (x, 100)), ((0, y), (100, y)))):
            first = row + 2 * number
            for step, (left, up) in enumerate(points):
                sheet.write_number(first + step, 1, left)
                sheet.write_number(first + step, 2, up)
            chart.add_series(
                {
                    "name": self.env._("Quadrants"),
                    "categories": [sheet.name, first, 1, first + 1, 1],
                    "values": [sheet.name, first, 2, first + 1, 2],
                    "marker": {"type": "none"},
                    "line": {"color": "#8C8C8C", "width": 1, "dash_type": "dash"},
                }
            )

    def _lay_out_chart(self, chart, quadrants):
        axis = {"min": 0, "max": 100, "major_gridlines": {"visible": False}}
        names = ", ".join(one["name"] for one in sorted(quadrants, key=lambda one: (not one["upper"], one["right"])))
        chart.set_title({"name": self.env._("Portfolio: %s", names), "name_font": {"size": 12}})
        chart.set_x_axis({**axis, "name": self.env._("Relative Strength")})
        chart.set_y_axis({**axis, "name": self.env._("Attractiveness")})
        chart.set_legend({"position": "bottom"})


def _cell(sheet, row, column):
    """A cell as a formula of a chart names it."""
    return f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"
