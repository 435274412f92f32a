from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import comparison

#: More columns than this nobody reads side by side.
MOST = 6


class KamComparison(models.AbstractModel):
    """Chosen accounts side by side, criterion by criterion, with the average of a segment beside them (K3).

    The rows are made in ``kam_comparison_rows.py``; which cell is strongest and which row differs is decided by
    ``engine/comparison.py``, the same for the screen and the printed page.
    """

    _name = "kam.comparison"
    _description = "Accounts Side by Side"

    @api.model
    def comparison_data(self, account_ids, segment_id=False):
        """What the comparison shows; the number of queries does not depend on how many accounts are chosen.

        :param account_ids: at most six; those that the user may not read are left out, and that is said
        :param segment_id: the average of its accounts (those that the user may read) is one more column
        :return: dict: ``columns`` (key, id, name, badge, kind = account or average), ``sections`` of ``rows`` of
            ``cells`` (text, sub, title, known, mark = best, worst or False, open = what a click shows),
            ``radars`` (code, label, spokes, series), ``segments`` (to choose from), ``notes`` (sentences)
        :raise UserError: more than six accounts, or ids that are none
        """
        self.env["kam.account"].check_access("read")
        accounts, notes = self._accounts(account_ids)
        segments = accounts.segment_id
        segment = segments.filtered(lambda one: one.id == segment_id)
        average = self._average(segment) if segment else None
        if segment and len(accounts) >= MOST:
            average = None
            notes.append(self.env._("Take one account out to see the average: at most six columns are shown."))
        table = self._ratings(accounts)
        sections = self._sections(accounts, average, table)
        for section in sections:
            for row in section["rows"]:
                comparison.mark(row)
        return {
            "columns": self._columns(accounts, average),
            "sections": sections,
            "radars": self._radars(accounts, average, table),
            "segments": [{"id": one.id, "name": one.display_name} for one in segments.sorted()],
            "segment_id": segment.id,
            "most": MOST,
            "notes": notes + self._notes(accounts),
        }

    @api.model
    def _accounts(self, account_ids):
        """The accounts in the order of their choice, and a sentence about those that may not be seen."""
        try:
            wanted = list(dict.fromkeys(int(one) for one in account_ids or []))
        except (TypeError, ValueError, OverflowError):
            raise UserError(self.env._("These are not accounts. Choose the accounts to compare again.")) from None
        if len(wanted) > MOST:
            raise UserError(
                self.env._(
                    "%(chosen)s accounts are too many to compare. Choose at most %(most)s.",
                    chosen=len(wanted),
                    most=MOST,
                )
            )
        found = self.env["kam.account"].with_context(active_test=False).search([("id", "in", wanted)])
        accounts = found.sorted(lambda one: wanted.index(one.id))
        hidden = len(wanted) - len(accounts)
        if not hidden:
            return accounts, []
        return accounts, [
            self.env._(
                "%s of the chosen accounts are not compared: you may not see them, or they are gone. Ask their account "
                "manager, or a manager, for access.",
                hidden,
            )
        ]

    @api.model
    def _columns(self, accounts, average):
        badge = accounts._badge_maker()
        names = {partner.id: partner.complete_name for partner in accounts.sudo().partner_id}
        several = len(accounts.company_id) > 1 or (accounts.company_id and not all(accounts.mapped("company_id")))
        columns = [
            {
                "key": f"account_{account.id}",
                "kind": "account",
                "id": account.id,
                "name": names[account.partner_id.id] or "",
                "badge": badge(account.segment_id.id, account.tier_id.id, account.id, account._override_holds()),
                "company": account.sudo().company_id.name or self.env._("All companies") if several else "",
                "archived": not account.active,
            }
            for account in accounts
        ]
        if average:
            columns.append(
                {
                    "key": "average",
                    "kind": "average",
                    "id": False,
                    "name": self.env._("Average of %s", average["name"]),
                    "badge": False,
                    "company": self.env._("one account")
                    if average["count"] == 1
                    else self.env._("%s accounts", average["count"]),
                    "archived": False,
                }
            )
        return columns

    @api.model
    def _notes(self, accounts):
        notes = []
        version = accounts._scoring_version()
        stale = accounts.filtered(lambda one: one.scored_version and one.scored_version != version)
        if stale:
            notes.append(
                self.env._(
                    "The scores of %s still follow earlier criteria or weights; they are renewed in the background.",
                    ", ".join(stale.mapped("display_name")),
                )
            )
        if len(accounts.company_id) > 1:
            notes.append(
                self.env._(
                    "The accounts belong to several companies: amounts are converted to %s at today's rate.",
                    accounts._main_company().currency_id.name,
                )
            )
        return notes

    # -- the average of a segment -------------------------------------------------------------------------------

    @api.model
    def _average(self, segment):
        """Means over the accounts of a segment that the user may read; what nobody knows is not in it.

        :return: dict: ``segment_id``, ``name``, ``code``, ``count``, ``domain`` (of accounts), ``figures``
            {row key: mean}, ``ratings`` {criterion id: mean}
        """
        accounts = self.env["kam.account"]
        domain = [("segment_id", "=", segment.id)]
        names = ("attractiveness", "strength", "score", "coverage", "health")
        rows = accounts._read_group(
            domain,
            ["company_id"],
            ["__count", "revenue:sum", "revenue_previous:sum", "pipeline:sum"],
        )
        means = accounts._read_group(domain, [], [f"{name}:avg" for name in names])[0]
        main = accounts._main_company()
        rates = accounts._currency_rates(main)
        count = sum(row[1] for row in rows)
        totals = [sum((row[place] or 0) * rates.get(row[0].id or main.id, 1.0) for row in rows) for place in (2, 3, 4)]
        alerts = self.env["kam.alert"].search_count(
            [
                ("account_id.segment_id", "=", segment.id),
                ("account_id.active", "=", True),
                ("state", "in", ("open", "acknowledged")),
            ]
        )
        ratings = self.env["kam.account.rating"]._read_group(
            [("account_id.segment_id", "=", segment.id), ("account_id.active", "=", True)],
            ["criterion_id"],
            ["value:avg"],
        )
        figures = {name: mean for name, mean in zip(names, means, strict=True) if mean is not None}
        if count:
            figures |= {
                "revenue": totals[0] / count,
                "revenue_previous": totals[1] / count,
                "pipeline": totals[2] / count,
                "alerts": alerts / count,
            }
        if totals[1] > 0:
            figures["growth"] = (totals[0] - totals[1]) * 100 / totals[1]
        return {
            "segment_id": segment.id,
            "name": segment.display_name,
            "code": segment.code,
            "count": count,
            "domain": domain,
            "figures": figures | self._average_years(domain, count),
            "ratings": {criterion.id: mean for criterion, mean in ratings},
        }

    @api.model
    def _average_years(self, domain, count):
        """Mean won revenue by fiscal year; of a very large segment nobody waits for it."""
        if count > 2000:
            return {}
        accounts = self.env["kam.account"].search(domain)
        means = {}
        for year in self._years():
            values = self.env["kam.measure"]._measure("won_revenue", accounts, year).values()
            if values:
                means[f"year_{year}"] = sum(values) / len(values)
        return means

    @api.model
    def _years(self):
        """Two fiscal years before the present one, and that."""
        year = self.env.company._kam_fiscal_year(fields.Date.context_today(self))
        return [year - 2, year - 1, year]
