"""The public CRM export ``../shared/data/crm_sales``, read in plain Python and loaded into Odoo.

As messy as real data are: a misspelt sector, ``GTXPro`` for ``GTX Pro``, opportunities without an account,
day-first dates, no value on open opportunities. What is wrong is loaded as it is, except for names that
must be matched with another file.
"""

import csv
from datetime import datetime
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/crm_sales"
#: Just after the last closing of the export.
NOW = datetime(2018, 1, 1, 8, 0)
#: Nothing of this load writes to anybody, follows anything or fills a log.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
}
PRODUCTS = {"GTXPro": "GTX Pro"}
COUNTRIES = {"Korea": "South Korea", "Philipines": "Philippines"}


def read(name):
    """Rows of one file as dictionaries."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text):
    """A day-first date at noon, or None: ``31-12-17`` is the last day of 2017."""
    return datetime.strptime(text, "%d-%m-%y").replace(hour=12) if text else None


class CrmSales:
    """The export as Python knows it: what the tests expect is computed from here, not from Odoo."""

    @cached_property
    def accounts(self):
        """{name: row} of the 85 customers."""
        return {row["account"]: row for row in read("accounts")}

    @cached_property
    def deals(self):
        """The opportunities, with dates and numbers instead of texts."""
        prices = {row["product"]: float(row["sales_price"]) for row in read("products")}
        deals = []
        for row in read("sales_pipeline"):
            product = PRODUCTS.get(row["product"], row["product"])
            assert product in prices, f"unknown product {product}"
            deals.append(
                {
                    "id": row["opportunity_id"],
                    "agent": row["sales_agent"],
                    "product": product,
                    "account": row["account"],
                    "stage": row["deal_stage"],
                    "engaged": day(row["engage_date"]),
                    "closed": day(row["close_date"]),
                    "value": float(row["close_value"] or 0),
                }
            )
        return deals

    def of(self, *names, stage=None):
        """Deals of the named accounts, all of them or those of one stage."""
        return [one for one in self.deals if one["account"] in names and stage in (None, one["stage"])]

    def children(self, name):
        """Names of the subsidiaries of an account."""
        return [key for key, row in self.accounts.items() if row["subsidiary_of"] == name]

    # -- into Odoo ------------------------------------------------------------------------------------------

    def load(self, env):
        """Make partners, users, teams, stages and opportunities; returns {account name: partner}."""
        env = env(context={**env.context, **QUIET})
        partners = self._load_partners(env)
        users, teams = self._load_people(env)
        self._load_leads(env, partners, users, teams)
        return partners

    def _load_partners(self, env):
        sectors = {row["sector"] for row in self.accounts.values()}
        industries = env["res.partner.industry"].create([{"name": name} for name in sorted(sectors)])
        industry = {one.name: one.id for one in industries}
        partners = env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "industry_id": industry[row["sector"]],
                    "country_id": self._country(env, row["office_location"]).id,
                    "comment": f"{row['employees']} employees, revenue {row['revenue']} million",
                }
                for name, row in self.accounts.items()
            ]
        )
        by_name = dict(zip(self.accounts, partners, strict=True))
        for name, row in self.accounts.items():
            if row["subsidiary_of"]:
                by_name[name].parent_id = by_name[row["subsidiary_of"]]
        return by_name

    def _country(self, env, name):
        country = env["res.country"].search([("name", "=", COUNTRIES.get(name, name))], limit=1)
        assert country, f"unknown country {name}"
        return country

    def _load_people(self, env):
        agents = read("sales_teams")
        names = sorted({row["sales_agent"] for row in agents} | {row["manager"] for row in agents})
        salesman = env.ref("sales_team.group_sale_salesman").id
        users = env["res.users"].create(
            [
                {"name": name, "login": f"crm_sales_{index}", "group_ids": [Command.set([salesman])]}
                for index, name in enumerate(names)
            ]
        )
        user = dict(zip(names, users, strict=True))
        managers = sorted({row["manager"] for row in agents})
        teams = env["crm.team"].create([{"name": f"Team {name}", "user_id": user[name].id} for name in managers])
        team = dict(zip(managers, teams, strict=True))
        return user, {row["sales_agent"]: team[row["manager"]] for row in agents}

    def _load_leads(self, env, partners, users, teams):
        stages = env["crm.stage"].search([("team_ids", "=", False)], order="sequence")
        won = stages.filtered("is_won")[:1]
        first, second = (stages - won)[:2]
        stage = {"Prospecting": first, "Engaging": second, "Lost": second, "Won": won}
        values = [
            {
                "name": f"{deal['product']} {deal['id']}",
                "type": "opportunity",
                "partner_id": partners[deal["account"]].id if deal["account"] else False,
                "user_id": users[deal["agent"]].id,
                "team_id": teams[deal["agent"]].id,
                "stage_id": stage[deal["stage"]].id,
                "active": deal["stage"] != "Lost",
                "probability": {"Won": 100, "Lost": 0}.get(deal["stage"], 20),
                "expected_revenue": deal["value"],
                "date_closed": deal["closed"],
            }
            for deal in self.deals
        ]
        # Odoo's statistics for predicted probabilities take half of the time and play no part here.
        with patch.object(env.registry["crm.lead"], "_pls_increment_frequencies", lambda *args, **kwargs: None):
            env["crm.lead"].create(values)
            env.flush_all()
        # The server's own statistics do not know yet what this transaction has loaded.
        env.cr.execute("ANALYZE crm_lead, res_partner")
