"""Analyses of moves, warnings, objectives, assessments and accounts: figures by hand, and who sees which rows."""

from ast import literal_eval
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import KamCase

MODELS = (
    "kam.move.report",
    "kam.alert.report",
    "kam.objective.report",
    "kam.assessment.report",
    "kam.account.report",
)
CUTS = (
    "team_id",
    "manager_id",
    "segment_id",
    "tier_id",
    "level_id",
    "country_id",
    "industry_id",
    "company_id",
    "account_id",
)


class AnalysisCase(KamCase):
    """One account of ours in Norway, one of somebody else in Spain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.norway, cls.spain = cls.env.ref("base.no"), cls.env.ref("base.es")
        cls.industry = cls.env["res.partner.industry"].create({"name": "Boats"})
        cls.team = cls.env["crm.team"].create({"name": "North"})
        cls.own = cls.make_account(
            "Own Ltd",
            user_id=cls.user_sales.id,
            team_id=cls.team.id,
            partner_vals={"country_id": cls.norway.id, "industry_id": cls.industry.id},
        )
        cls.foreign = cls.make_account(
            "Foreign Ltd", user_id=cls.user_sales2.id, partner_vals={"country_id": cls.spain.id}
        )
        cls.both = cls.own + cls.foreign
        cls.levels = cls.env["kam.relationship.level"].search([])

    def sums(self, model, groupby, *measures, user=None, domain=()):
        """{value: sums} of our two accounts, as the user may see them."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env[model]
            .with_user(user or self.user_manager)
            ._read_group([("account_id", "in", self.both.ids), *domain], [groupby], list(measures))
        )
        return {row[0]: row[1] if len(row) == 2 else row[1:] for row in rows}


class TestMoves(AnalysisCase):
    """Up, down, first and out."""

    def test_directions(self):
        self.own.level_id = self.levels[1]
        self.own.level_id = self.levels[3]
        self.own.level_id = self.levels[0]
        self.own.level_id = False
        moves = self.own.change_ids.filtered(lambda one: one.kind == "level").sorted("id")
        self.assertEqual(moves.mapped("direction"), ["first", "up", "down", "out"])
        figures = self.sums("kam.move.report", "kind", "moves:sum", "ups:sum", "downs:sum", "net:sum")
        self.assertEqual(figures["level"], (4, 1, 1, 0))
        managers = self.own.change_ids.filtered(lambda one: one.kind == "manager")
        self.assertEqual(set(managers.mapped("direction")), {False}, "people have no order")

    def test_segment_by_the_rules_of_a_bulk_run(self):
        """What the bulk run records has the same direction as a move by hand."""
        self.own.screened_segment_id = self.env.ref("kam_management.segment_d")
        self.own.screened_segment_id = self.env.ref("kam_management.segment_c")
        moved = self.own.change_ids.filtered(lambda one: one.kind == "segment").sorted("id")
        self.assertEqual(moved.mapped("direction"), ["first", "up"])
        segments = [self.env.ref(f"kam_management.segment_{code}").id for code in "cd"]
        self.own._record_moves([(self.own.id, *segments, None, None)])
        self.env.invalidate_all()
        last = self.own.change_ids.filtered(lambda one: one.kind == "segment").sorted("id")[-1]
        self.assertEqual((last.old_value, last.new_value, last.direction), ("C", "D", "down"))

    def test_a_renamed_level_keeps_its_history(self):
        self.own.level_id = self.levels[1]
        self.own.level_id = self.levels[2]
        self.env.flush_all()
        self.levels[1].name = "Another word"
        self.env.invalidate_all()
        ups = self.sums("kam.move.report", "kind", "ups:sum")
        self.assertEqual(ups["level"], 1)

    def test_fiscal_year_of_the_company(self):
        change = self.own.change_ids[:1]
        company = self.env["res.company"].create({"name": "April Ltd", "kam_fiscal_month": "4"})
        for month, day, expected in (
            ("1", "2026-03-31 12:00:00", ("2026", "2026 Q1")),
            ("4", "2026-03-31 12:00:00", ("2025/26", "2025/26 Q4")),
            ("4", "2026-04-01 12:00:00", ("2026/27", "2026/27 Q1")),
        ):
            with self.subTest(month=month, day=day):
                company.kam_fiscal_month = month
                self.own.partner_id.company_id = company
                change.date = day
                self.env.flush_all()
                self.env.invalidate_all()
                row = self.env["kam.move.report"].search([("change_id", "=", change.id)])
                self.assertEqual((row.fiscal_year, row.fiscal_quarter), expected)

    def test_by_country_team_and_industry(self):
        self.own.level_id = self.levels[1]
        self.own.level_id = self.levels[2]
        self.foreign.level_id = self.levels[2]
        self.foreign.level_id = self.levels[1]
        self.assertEqual(self.sums("kam.move.report", "country_id", "net:sum"), {self.norway: 1, self.spain: -1})
        self.assertEqual(self.sums("kam.move.report", "team_id", "ups:sum")[self.team], 1)
        self.assertEqual(self.sums("kam.move.report", "industry_id", "ups:sum")[self.industry], 1)


class TestAlerts(AnalysisCase):
    """How long warnings stand."""

    def test_days(self):
        rule = self.env["kam.alert.rule"].search([], limit=1)
        other = self.env["kam.alert.rule"].search([], limit=2)[1]
        today = fields.Date.today()
        alerts = self.env["kam.alert"].create(
            [
                {
                    "account_id": account.id,
                    "rule_id": one.id,
                    "severity": "high",
                    "since": today - timedelta(days=days),
                    "opened_on": today - timedelta(days=days),
                    **vals,
                }
                for account, one, days, vals in (
                    (self.own, rule, 10, {}),
                    (
                        self.foreign,
                        rule,
                        30,
                        {
                            "state": "resolved",
                            "resolved_on": today - timedelta(days=10),
                            "resolved_by": "gone",
                            "acknowledged_on": today - timedelta(days=26),
                        },
                    ),
                    (self.own, other, 4, {"state": "acknowledged", "acknowledged_on": today - timedelta(days=2)}),
                )
            ]
        )
        self.env.flush_all()
        names = ("alerts:sum", "unresolved:sum", "gone:sum", "days_open:avg", "days_until_seen:avg")
        figures = self.sums("kam.alert.report", "rule_id", *names)
        self.assertEqual(figures[rule], (2, 1, 1, 15, 4), "10 and 20 days; one was never seen")
        self.assertEqual(figures[other], (1, 1, 0, 4, 2))
        row = self.env["kam.alert.report"].search([("alert_id", "=", alerts[0].id)])
        opened = row.action_open()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("kam.alert", alerts[0].id))


class TestObjectives(AnalysisCase):
    """Reached, late and not measured."""

    def test_reached(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.own.id, "year": 2025})
        figures = (
            {"baseline": 0, "target": 10, "current": 10},
            {"baseline": 0, "target": 10, "current": 5},
            {"baseline": 0, "target": 10},
        )
        self.env["kam.plan.objective"].create(
            [{"plan_id": plan.id, "name": "Fewer complaints", "measure": "complaints", **one} for one in figures]
        )
        with self.at(datetime(2026, 2, 1, 9)):
            found = self.sums(
                "kam.objective.report",
                "source",
                "objectives:sum",
                "reached:sum",
                "late:sum",
                "unmeasured:sum",
                "progress:avg",
            )
        self.assertEqual(found["typed"], (3, 1, 2, 1, 75), "unknown progress is not zero: (100 + 50) / 2")
        years = self.sums("kam.objective.report", "fiscal_year", "objectives:sum")
        self.assertEqual(years, {"2025": 3})


class TestAssessments(AnalysisCase):
    """Scores over the years."""

    def test_gain_and_unknown(self):
        self.env["kam.criterion"].search([]).active = False
        criteria = self.env["kam.criterion"].with_context(active_test=False)
        criteria.search([("code", "in", ("size", "trust"))]).write({"active": True, "source": "manual"})
        criteria.search([("code", "=", "size")]).band_ids.unlink()
        self.rate(self.own, {"size": 3, "trust": 3})  # 50 of 100
        first = self.env["kam.assessment"].create({"account_id": self.own.id})
        first.with_user(self.user_manager).action_approve()
        self.rate(self.own, {"size": 4, "trust": 4})  # 75 of 100
        second = self.env["kam.assessment"].create({"account_id": self.own.id})
        unknown = self.env["kam.assessment"].create({"account_id": self.foreign.id})
        self.assertEqual((first.score, second.score, unknown.score_known), (50, 75, False))
        figures = self.sums(
            "kam.assessment.report",
            "account_id",
            "assessments:sum",
            "score:avg",
            "gain:avg",
            "better:sum",
            "worse:sum",
            "unscored:sum",
        )
        self.assertEqual(figures[self.own], (2, 62.5, 25, 1, 0, 0))
        self.assertEqual(figures[self.foreign], (1, False, False, 0, 0, 1))


class TestAccounts(AnalysisCase):
    """Volume and geography."""

    def test_revenue(self):
        for account, revenue, before in ((self.own, 500, 300), (self.foreign, 100, 150)):
            account.sudo().write({"revenue": revenue, "revenue_previous": before})
        names = ("accounts:sum", "revenue:sum", "growth:sum")
        figures = self.sums("kam.account.report", "country_id", *names)
        self.assertEqual(figures, {self.norway: (1, 500, 200), self.spain: (1, 100, -50)})
        self.foreign.partner_id.active = False
        self.assertNotIn(self.spain, self.sums("kam.account.report", "country_id", "accounts:sum"))


class TestRights(AnalysisCase):
    """Every way to read rows of an account that one may not read."""

    def test_rows_of_others(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.foreign.id, "year": 2031})
        self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Secret"})
        self.env["kam.assessment"].create({"account_id": self.foreign.id})
        rule = self.env["kam.alert.rule"].search([], limit=1)
        vals = {"account_id": self.foreign.id, "rule_id": rule.id, "severity": "low", "since": "2026-01-01"}
        self.env["kam.alert"].create(vals)
        self.foreign.level_id = self.levels[1]
        self.env.flush_all()
        for model in MODELS:
            with self.subTest(model=model):
                reports = self.env[model]
                rows = reports.search([("account_id", "=", self.foreign.id)])
                self.assertTrue(rows, "there is something to hide")
                mine = reports.with_user(self.user_sales)
                domain = [("account_id", "in", self.both.ids)]
                self.assertFalse(mine.search([("account_id", "=", self.foreign.id)]))
                self.assertNotIn("Foreign Ltd", str(mine.search_read(domain)))
                with self.assertRaises(AccessError):
                    rows.with_user(self.user_sales).read(["account_id"])
                for cut in CUTS:
                    groups = mine.formatted_read_group(domain, [cut], ["__count"])
                    counted = sum(group["__count"] for group in groups)
                    self.assertEqual(counted, mine.search_count(domain), cut)
                    self.assertNotIn("Spain", str(groups))
                with self.assertRaises(AccessError):
                    rows[0].with_user(self.user_sales).action_open()
                for user in (self.user_employee, self.user_portal):
                    with self.assertRaises(AccessError):
                        reports.with_user(user).formatted_read_group([], ["country_id"], ["__count"])
                everything = reports.with_user(self.user_manager).search_count(domain)
                self.assertEqual(everything, reports.search_count(domain))

    def test_nobody_writes(self):
        for model in MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.user_admin_kam).create({})

    def test_other_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.foreign.partner_id.company_id = elsewhere
        self.env.flush_all()
        for model in ("kam.move.report", "kam.account.report"):
            found = self.env[model].with_user(self.user_manager).search([("account_id", "in", self.both.ids)])
            self.assertEqual(found.account_id, self.own)


class TestScreens(AnalysisCase):
    """The menus, their favourites, and the cost of a pivot."""

    def test_favourites_are_understood(self):
        """Every domain and measure of a favourite runs."""
        data = self.env["ir.model.data"].search([("module", "=", "kam_management"), ("model", "=", "ir.filters")])
        favourites = self.env["ir.filters"].browse(data.mapped("res_id"))
        self.assertEqual(len(favourites), 12)
        for one in favourites:
            with self.subTest(name=one.name):
                context, domain = literal_eval(one.context), literal_eval(one.domain)
                cuts = context["pivot_row_groupby"] + context["pivot_column_groupby"]
                measures = [
                    f"{name}:{self.env[one.model_id]._fields[name].aggregator}" for name in context["pivot_measures"]
                ]
                self.env[one.model_id].with_user(self.user_manager).formatted_read_group(domain, cuts, measures)
                self.assertEqual(one.action_id.id, self.env.ref(f"kam_management.{self.action_of(one)}").id)
                self.assertFalse(one.user_ids, "for everybody")

    def action_of(self, favourite):
        return f"{favourite.model_id.replace('.', '_')}_action"

    def test_a_pivot_is_one_query(self):
        """No figure is computed row by row, however many rows there are."""
        for model in (*MODELS, "kam.action.report"):
            with self.subTest(model=model):
                reports = self.env[model].with_user(self.user_sales)
                reports._read_group([], ["segment_id"], ["__count"])
                before = self.cr.sql_log_count
                names = [
                    f"{name}:{field.aggregator}"
                    for name, field in reports._fields.items()
                    if field.type in ("integer", "float", "monetary") and field.aggregator and name != "id"
                ]
                reports._read_group([], ["segment_id", "manager_id", "country_id"], names)
                self.assertLessEqual(self.cr.sql_log_count - before, 6)

    def test_lists_open(self):
        self.own.level_id = self.levels[1]
        for model in MODELS:
            with self.subTest(model=model):
                action = self.env.ref(f"kam_management.{model.replace('.', '_')}_action")
                self.assertEqual(action.view_mode, "pivot,graph,list")
                self.assertTrue(action.path and action.help)
                for kind in ("search", "pivot", "graph", "list"):
                    self.env[model].get_view(view_type=kind)
        row = self.env["kam.account.report"].search([("account_id", "=", self.own.id)])
        self.assertEqual(Form(self.env[row.action_open()["res_model"]].browse(self.own.id)).record, self.own)
