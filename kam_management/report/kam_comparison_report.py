from markupsafe import Markup

from odoo import api, models

from ..engine.comparison_svg import SERIES, radar


class KamComparisonReport(models.AbstractModel):
    """Chosen accounts side by side on one landscape page."""

    _name = "report.kam_management.report_account_comparison"
    _description = "Accounts Side by Side, Printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The comparison as the screen shows it.

        :param docids: accounts chosen in a list
        :param data: from the screen: ``account_ids`` ("3,4"), ``segment_id``, ``only_differences``
        """
        data = data or {}
        given = str(data.get("account_ids") or "").split(",")
        ids = [int(one) for one in given if one.isdigit()] or list(docids or [])
        segment = str(data.get("segment_id") or "")
        table = self.env["kam.comparison"].comparison_data(ids, int(segment) if segment.isdigit() else False)
        if data.get("only_differences"):
            for section in table["sections"]:
                section["rows"] = [row for row in section["rows"] if row["differs"]]
        table["sections"] = [section for section in table["sections"] if section["rows"]]
        # a criterion takes two lines: the rating, and who gave it
        lines = sum(
            1 + sum(2 if any(cell.get("by") for cell in row["cells"]) else 1 for row in section["rows"])
            for section in table["sections"]
        )
        chart = table["radars"][0] if table["radars"] else None
        return {
            "doc_ids": ids,
            "doc_model": "kam.account",
            "docs": self.env["kam.account"].browse(ids),
            "table": table,
            "signs": [sign for sign, _dash, _color in SERIES],
            # what fits between header and footer, whatever the number of rows
            "size": 12 if lines <= 38 else 10 if lines <= 46 else 8 if lines <= 58 else 6,
            "wide": round(78 / max(len(table["columns"]), 1), 1),
            "radar": Markup(radar(chart["spokes"], [one["values"] for one in chart["series"]])) if chart else "",  # noqa: S704
            "radar_label": chart["label"] if chart else "",
        }
