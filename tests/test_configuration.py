"""Configuration: the tables K2-K5 as they are seeded, what is refused and how, tiers, bands."""

from collections import namedtuple
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import convert_file, mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.kam_management.engine.bands import Band, rate

from .common import KamCase

SEEDED = (
    "kam.segment",
    "kam.tier",
    "kam.relationship.level",
    "kam.benefit",
    "kam.buying.stage",
    "kam.team.function",
    "kam.criterion",
)

LADDER = {  # code: (name, alias, benefits, sales profile, price sensitivity, loyalty, access, tier)
    "vendor": (
        "Product Vendor",
        "Commodity, Vendor",
        ["functional"],
        "Product seller",
        "High",
        "None",
        "Lower levels and gatekeepers",
        "account",
    ),
    "solution": (
        "Solution Provider",
        "Product Provider, Preferred Provider",
        ["operational", "financial"],
        "Solution seller",
        "High",
        "Low",
        "Low and middle levels",
        "plus",
    ),
    "partner": (
        "Business Partner",
        "Value-add, Business Consultant",
        ["financial", "political"],
        "Key account management: relationship sales, competitive new business",
        "Lower",
        "Some",
        "All or most levels",
        "key",
    ),
    "advisor": (
        "Trusted Advisor",
        "Partner, Strategic",
        ["political", "strategic"],
        "Strategic account management",
        "Low",
        "High",
        "All or most levels",
        "strategic",
    ),
}

CRITERIA = {  # code: (axis, group, active, weight, source)
    "size": ("attractiveness", "financial", True, 20, "won_revenue"),
    "growth_potential": ("attractiveness", "financial", True, 10, "growth"),
    "financial_stability": ("attractiveness", "financial", False, 10, "manual"),
    "ease_of_access": ("attractiveness", "attitude", False, 10, "manual"),
    "closeness": ("attractiveness", "attitude", False, 10, "people"),
    "strategic_fit": ("attractiveness", "strategic", True, 10, "manual"),
    "early_adopter": ("attractiveness", "strategic", False, 10, "manual"),
    "values_offer": ("attractiveness", "attitude", True, 10, "manual"),
    "competition": ("attractiveness", "strategic", False, 10, "manual"),
    "market_standing": ("attractiveness", "strategic", False, 10, "manual"),
    "price": ("strength", "attitude", True, 10, "manual"),
    "service": ("strength", "attitude", True, 10, "manual"),
    "people": ("strength", "attitude", False, 10, "manual"),
    "speed": ("strength", "attitude", False, 10, "manual"),
    "relationships": ("strength", "attitude", True, 10, "manual"),
    "innovation": ("strength", "strategic", False, 10, "manual"),
    "value_in_use": ("strength", "strategic", False, 10, "manual"),
    "sustainability": ("strength", "strategic", False, 10, "manual"),
    "trust": ("strength", "attitude", True, 10, "manual"),
}

Case = namedtuple("Case", "segment level target tier")
TIER_DECISIONS = [
    # nothing classified: no tier, whatever the relationship
    Case("", "", "", ""),
    Case("", "advisor", "advisor", ""),
    # A: Business Partner now or Trusted Advisor as the goal makes it strategic
    Case("a", "", "", "key"),
    Case("a", "vendor", "", "key"),
    Case("a", "solution", "partner", "key"),
    Case("a", "vendor", "advisor", "strategic"),
    Case("a", "", "advisor", "strategic"),
    Case("a", "partner", "", "strategic"),
    Case("a", "partner", "partner", "strategic"),
    Case("a", "advisor", "vendor", "strategic"),
    # B: a key account manager at every level
    Case("b", "", "", "key"),
    Case("b", "vendor", "vendor", "key"),
    Case("b", "partner", "advisor", "key"),
    Case("b", "advisor", "advisor", "key"),
    # C: the current level decides, the goal does not
    Case("c", "", "", "account"),
    Case("c", "vendor", "", "account"),
    Case("c", "vendor", "advisor", "account"),
    Case("c", "", "advisor", "account"),
    Case("c", "solution", "", "plus"),
    Case("c", "partner", "", "plus"),
    Case("c", "advisor", "advisor", "plus"),
    # D: always the plain tier
    Case("d", "", "", "account"),
    Case("d", "vendor", "vendor", "account"),
    Case("d", "advisor", "advisor", "account"),
]


class ConfigurationCase(KamCase):
    def ref(self, name):
        return self.env.ref(f"kam_management.{name}")

    def by_code(self, model):
        rows = self.env[model].with_context(active_test=False).search([])
        return {row.code: row for row in rows}

    def assert_refused(self, sentence, function, *args, error=ValidationError):
        """``function`` is refused with a sentence that contains ``sentence``, and nothing is changed."""
        with self.assertRaises(error) as caught, self.cr.savepoint():
            function(*args)
            self.env.flush_all()
        self.assertIn(sentence, str(caught.exception))
        self.env.invalidate_all()


class TestSeeds(ConfigurationCase):
    """The tables of the domain handbook, row by row."""

    def test_segments(self):
        rows = [
            (one.code, one.mode, one.min_score, one.slots_per_manager, one.months)
            for one in self.env["kam.segment"].search([])
        ]
        self.assertEqual(
            rows,
            [
                ("A", "selected", 70, 3, 0),
                ("B", "selected", 55, 10, 0),
                ("C", "screened", 0, 0, 24),
                ("D", "screened", 0, 0, 0),
            ],
        )
        self.assertEqual(self.ref("segment_a").display_name, "A · Strategically important")
        for segment in self.env["kam.segment"].search([]):
            self.assertEqual(segment, self.ref(f"segment_{segment.code.lower()}"))
            self.assertTrue(segment.management_model and segment.description and segment.hours_per_account)

    def test_ladder(self):
        levels = self.env["kam.relationship.level"].search([])
        self.assertEqual(levels.mapped("code"), list(LADDER))
        self.assertEqual(levels.mapped("sequence"), [1, 2, 3, 4])
        for level in levels:
            row = (
                level.name,
                level.alias,
                level.benefit_ids.mapped("code"),
                level.sales_profile,
                level.price_sensitivity,
                level.loyalty,
                level.client_access,
                level.tier_id.code,
            )
            self.assertEqual(row, LADDER[level.code])
            self.assertEqual(level, self.ref(f"level_{level.code}"))
            self.assertTrue(level.lifted_by and level.resources and level.task and level.contribution)

    def test_alias_finds_level(self):
        found = self.env["kam.relationship.level"].name_search("Preferred Prov")
        self.assertEqual([row[0] for row in found], self.ref("level_solution").ids)
        self.assertEqual(
            self.env["kam.buying.stage"].search([("display_name", "ilike", "search and")]),
            self.ref("stage_selection"),
        )

    def test_tiers(self):
        tiers = self.env["kam.tier"].search([])
        rows = [(one.code, one.short_name, one.name, one.aligned_level_id.code) for one in tiers]
        self.assertEqual(
            rows,
            [
                ("strategic", "Strategic", "Strategic Account Manager", "advisor"),
                ("key", "Key", "Key Account Manager", "partner"),
                ("plus", "Plus", "Account Manager Plus", "solution"),
                ("account", "Account", "Account Manager", "vendor"),
            ],
        )
        perspectives = [name for name in tiers._fields if name.startswith(("value_", "risk_"))]
        self.assertEqual(len(perspectives), 7)
        for tier in tiers:
            self.assertEqual(tier, self.ref(f"tier_{tier.code}"))
            self.assertTrue(tier.serves)
            # the table has no perspectives for the plain account manager
            self.assertEqual(all(tier[name] for name in perspectives), tier.code != "account", tier.code)
            self.assertEqual(any(tier[name] for name in perspectives), tier.code != "account", tier.code)

    def test_benefits_stages_functions(self):
        benefits = self.env["kam.benefit"].search([])
        self.assertEqual(benefits.mapped("code"), ["functional", "operational", "financial", "political", "strategic"])
        self.assertTrue(all(benefits.mapped("description")))
        stages = [(one.name, one.led_by) for one in self.env["kam.buying.stage"].search([])]
        self.assertEqual(
            stages,
            [
                ("Pressure to change", "marketing"),
                ("Solution vision", "marketing_sales"),
                ("Selection", "sales"),
                ("Commitment", "sales_account"),
                ("Value co-creation", "account"),
            ],
        )
        functions = self.env["kam.team.function"].search([]).mapped("name")
        for name in ("Technical", "Service", "Logistics", "Finance", "Marketing", "Management"):
            self.assertIn(name, functions)

    def test_criteria(self):
        criteria = self.by_code("kam.criterion")
        rows = {code: (one.axis, one.group, one.active, one.weight, one.source) for code, one in criteria.items()}
        self.assertEqual(rows, CRITERIA)
        for code, criterion in criteria.items():
            self.assertEqual(criterion, self.ref(f"criterion_{code}"))
            self.assertTrue(criterion.guidance and criterion.low_label and criterion.high_label, code)
        self.assertIn("Low competition is attractive", criteria["competition"].guidance)
        self.assertIn("strong competitors", criteria["competition"].low_label)

    def test_seeds_are_not_forced(self):
        """They are loaded once; an update neither resets nor brings back what was changed."""
        rows = self.env["ir.model.data"].search([("module", "=", "kam_management"), ("model", "in", SEEDED)])
        self.assertEqual(len(rows), 4 + 4 + 4 + 5 + 5 + 8 + 19)
        self.assertTrue(all(rows.mapped("noupdate")))

    def test_update_leaves_configuration_alone(self):
        """What was deleted behind the application's back stays deleted, what was changed stays changed."""
        self.ref("segment_a").min_score = 71
        gone = self.ref("team_function_development")
        self.env.flush_all()
        self.cr.execute("DELETE FROM ir_model_data WHERE model = %s AND res_id = %s", [gone._name, gone.id])
        self.cr.execute("DELETE FROM kam_team_function WHERE id = %s", [gone.id])
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        for name in ("kam_segment", "kam_team_function"):
            convert_file(self.env, "kam_management", f"data/{name}_data.xml", {}, mode="update")
        self.assertEqual(self.ref("segment_a").min_score, 71)
        self.assertEqual(len(self.env["kam.team.function"].search([])), 7)

    def test_seeds_stay(self):
        for model in SEEDED:
            seed = self.env[model].with_context(active_test=False).search([], limit=1)
            self.assert_refused("Archive it instead of deleting it", seed.unlink, error=UserError)
            seed.action_archive()
            self.assertFalse(seed.active)
            seed.action_unarchive()

    def test_own_rows_can_be_deleted(self):
        own = self.env["kam.benefit"].create({"name": "Social & green"})
        self.assertEqual(own.code, "social_green")
        own.unlink()
        self.assertFalse(own.exists())

    @mute_logger("odoo.sql_db")
    def test_code_is_unique(self):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.env["kam.criterion"].create({"name": "Size again", "code": "size"})
        self.assertIn("code_uniq", str(caught.exception))

    def test_only_the_administrator_configures(self):
        for model in SEEDED:
            rows = self.env[model].search([])
            for user in (self.user_sales, self.user_manager):
                rows.with_user(user).check_access("read")
                with self.assertRaises(AccessError):
                    rows.with_user(user).check_access("write")
            for operation in ("read", "write", "create", "unlink"):
                rows.with_user(self.user_admin_kam).check_access(operation)
            for user in (self.user_employee, self.user_portal):
                with self.assertRaises(AccessError):
                    rows.with_user(user).check_access("read")


class TestSegments(ConfigurationCase):
    def test_floors_out_of_order(self):
        best, second = self.ref("segment_a"), self.ref("segment_b")
        sentence = "must be above that of segment B (55.0). Raise the floor of A or lower that of B"
        self.assert_refused(sentence, best.write, {"min_score": 55})
        self.assert_refused(sentence, best.write, {"min_score": 54.99})
        self.assert_refused("must be above that of segment B (70.0)", second.write, {"min_score": 70})
        second.min_score = 69.99
        self.assert_refused("must be above", second.write, {"sequence": 1})

    def test_axis_floors_out_of_order(self):
        best, second = self.ref("segment_a"), self.ref("segment_b")
        second.min_attractiveness = 50  # A does not ask for attractiveness: nothing to compare
        self.assert_refused(
            "Attractiveness floor of segment A (49.0) must not be below that of segment B (50.0)",
            best.write,
            {"min_attractiveness": 49},
        )
        best.min_attractiveness = 50

    def test_floor_range(self):
        for value in (-0.01, 100.01):
            self.assert_refused("scores run from 0 to 100", self.ref("segment_a").write, {"min_score": value})
        self.ref("segment_a").min_score = 100

    def test_archived_and_screened_segments_have_no_order(self):
        self.ref("segment_b").min_score = 60
        self.ref("segment_b").action_archive()
        self.ref("segment_a").min_score = 50
        self.assert_refused("must be above", self.ref("segment_b").action_unarchive)
        self.ref("segment_c").min_score = 90

    def test_floors_written_together(self):
        best, second = self.ref("segment_a"), self.ref("segment_b")
        self.env["kam.segment"]._write_together({best: {"min_score": 50}, second: {"min_score": 40}})
        self.assertEqual((best.min_score, second.min_score), (50, 40))
        self.assert_refused(
            "must be above",
            self.env["kam.segment"]._write_together,
            {best: {"min_score": 30}, second: {"min_score": 40}},
        )

    def test_context_cannot_postpone_the_check(self):
        for forged in (True, "CHECK_LATER", {}):
            best = self.ref("segment_a").with_context(kam_floors_later=forged)
            self.assert_refused("must be above", best.write, {"min_score": 10})

    def test_no_slots(self):
        for slots in (0, -1):
            self.assert_refused("has no slots", self.ref("segment_b").write, {"slots_per_manager": slots})
        self.assert_refused("has no slots", self.ref("segment_c").write, {"mode": "selected"})

    def test_not_negative(self):
        for name in ("months", "cost_to_serve", "service_budget", "hours_per_account"):
            self.assert_refused("Enter 0 or more", self.ref("segment_d").write, {name: -1})

    def test_accounts_counted_are_accounts_opened(self):
        segment = self.ref("segment_a")
        account = self.make_account("Counted", segment_id=segment.id)
        action = segment.action_open_accounts()
        found = self.env["kam.account"].search(action["domain"])
        self.assertIn(account, found)
        segment.invalidate_recordset(["account_count"])
        self.assertEqual(segment.account_count, len(found))

    def test_import_is_refused_as_well(self):
        result = self.env["kam.segment"].load(
            ["id", "name", "code", "mode", "min_score", "sequence"],
            [["kam_management.segment_b", "Key", "B", "selected", "95", "20"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("must be above", result["messages"][0]["message"])
        self.assertEqual(self.ref("segment_b").min_score, 55)


class TestTiers(ConfigurationCase):
    def test_decision_table(self):
        none = {"": ""}
        for case in TIER_DECISIONS:
            with self.subTest(case=case):
                segment, level, target = (
                    self.ref(f"{kind}_{code}") if code else self.env[model]
                    for kind, code, model in (
                        ("segment", case.segment, "kam.segment"),
                        ("level", case.level, "kam.relationship.level"),
                        ("level", case.target, "kam.relationship.level"),
                    )
                )
                tier = self.env["kam.tier"]._recommend(segment, level, target)
                self.assertEqual(none.get(case.tier, tier.code or ""), case.tier)
        self.assertEqual({case.tier for case in TIER_DECISIONS}, {"", *self.by_code("kam.tier")})

    def recommend(self, segment, level=None, target=None):
        none = self.env["kam.relationship.level"]
        return self.env["kam.tier"]._recommend(self.ref(segment), level or none, target or none).code

    def test_conditions_can_be_changed(self):
        plus = self.ref("tier_plus")
        self.assertEqual(self.recommend("segment_c"), "account")
        plus.min_level_id = False
        self.assertEqual(self.recommend("segment_c"), "plus")
        plus.action_archive()
        self.assertEqual(self.recommend("segment_c", self.ref("level_advisor")), "account")
        self.ref("tier_account").sequence = 1
        self.assertEqual(self.recommend("segment_a"), "account")

    def test_rank_follows_the_order_of_the_ladder(self):
        level = self.ref("level_vendor")
        self.assertEqual(self.recommend("segment_c", level), "account")
        level.sequence = 9
        self.assertEqual(self.recommend("segment_c", level), "plus")

    def test_archived_segment_keeps_its_tier(self):
        self.ref("segment_c").action_archive()
        self.assertEqual(self.recommend("segment_c"), "account")

    def test_no_query_per_account(self):
        segment, level = self.ref("segment_a"), self.ref("level_partner")
        self.recommend("segment_a", level)
        level.sequence  # noqa: B018
        with self.assertQueryCount(0):
            for _index in range(10):
                self.env["kam.tier"]._recommend(segment, level, level)

    def test_aligned_tier_of_a_level(self):
        level = self.ref("level_vendor")
        self.ref("tier_account").aligned_level_id = False
        self.assertFalse(level.tier_id)
        self.ref("tier_key").aligned_level_id = level
        self.assertEqual(level.tier_id, self.ref("tier_key"))


class TestCriteria(ConfigurationCase):
    def bands(self, criterion, *bands):
        """Replace the bands of a criterion: (value, lower) or (value, None) for the lowest."""
        lines = [
            Command.create({"value": value, "lowest": lower is None, "lower": lower or 0}) for value, lower in bands
        ]
        criterion.write({"band_ids": [Command.clear(), *lines]})

    def test_weight(self):
        size = self.ref("criterion_size")
        for weight in (0, -1, 0.004):
            self.assert_refused("Give it a weight above 0", size.write, {"weight": weight})
        size.weight = 0.01

    def test_share(self):
        for share in (-1, 100.01):
            self.assert_refused("between 0 (no cap) and 100", self.ref("criterion_size").write, {"max_share": share})
        self.ref("criterion_size").max_share = 40

    def test_default_weight(self):
        criterion = self.env["kam.criterion"].create({"name": "Own factor"})
        self.assertEqual((criterion.weight, criterion.source, criterion.code), (10, "manual", "own_factor"))

    def test_band_borders(self):
        """By hand: below 100 is 1, exactly 100 is 2, exactly 200 is 4."""
        size = self.ref("criterion_size")
        self.bands(size, (1, None), (2, 100), (4, 200))
        bands = [Band(band.value, band.lower, band.lowest) for band in size.band_ids]
        measured = {-5: 1, 0: 1, 99.99: 1, 100: 2, 199.99: 2, 200: 4, 1e9: 4}
        self.assertEqual({measure: rate(measure, bands) for measure in measured}, measured)
        self.assertIsNone(rate(None, bands))
        self.assertEqual([band.upper for band in size.band_ids.sorted("value")], ["100.00", "200.00", "no limit"])

    def test_bands_refused(self):
        size = self.ref("criterion_size")
        self.bands(size, (1, None), (3, 50))
        refused = {
            "overlap: rating 3 starts at 100.0": [(1, None), (2, 100), (3, 100)],
            "overlap: rating 2 starts at 200.0": [(1, None), (3, 100), (2, 200)],
            "leave a gap: values below 10.0": [(1, 10), (2, 100)],
            "give the rating 2. Merge them": [(1, None), (2, 10), (2, 100)],
            "take everything below": [(1, None), (2, None)],
            "gives the rating 6. Ratings go from 1 to 5": [(1, None), (6, 100)],
            "gives the rating 0. Ratings go from 1 to 5": [(0, None), (5, 100)],
        }
        for sentence, bands in refused.items():
            with self.subTest(sentence=sentence):
                self.assert_refused(sentence, self.bands, size, *bands)
        self.assertEqual(size.band_ids.sorted("value").mapped("value"), [1, 3], "nothing is lost")

    def test_bands_edited_together(self):
        """A save that is wrong half-way and right at the end is accepted, and a forged context is not."""
        size = self.ref("criterion_size")
        self.bands(size, (1, None), (2, 100), (3, 200))
        low, middle, high = size.band_ids.sorted("value")
        size.write(
            {
                "band_ids": [
                    Command.update(middle.id, {"lower": 300}),
                    Command.update(high.id, {"lower": 400}),
                    Command.update(low.id, {"lowest": True}),
                ]
            }
        )
        self.assertEqual(size.band_ids.sorted("value").mapped("lower")[1:], [300, 400])
        self.assert_refused("overlap", middle.write, {"lower": 500})
        self.assert_refused("leave a gap", low.write, {"lowest": False})
        self.assert_refused("leave a gap", low.unlink)
        forged = middle.with_context(kam_bands_later=True)
        self.assert_refused("overlap", forged.write, {"lower": 500})
        created = self.env["kam.criterion"].create(
            {"name": "Other", "band_ids": [Command.create({"value": 1, "lowest": True})]}
        )
        self.assertNotIn("kam_bands_later", created.env.context)
        self.assert_refused("leave a gap", low.write, {"criterion_id": created.id})

    def test_bands_in_the_form(self):
        with Form(self.ref("criterion_size").with_user(self.user_admin_kam)) as form:
            with form.band_ids.new() as line:
                line.value, line.lowest = 1, True
            with form.band_ids.new() as line:
                line.value, line.lower = 5, 1000
        self.assertEqual(self.ref("criterion_size").band_ids.mapped("value"), [1, 5])

    def test_set_bands_freezes_the_date(self):
        size = self.ref("criterion_size")
        size._set_bands([Band(1, 0, True), Band(5, 10)])
        self.assertEqual(size.band_ids.mapped("value"), [1, 5])
        self.assertTrue(size.bands_on)
        size._set_bands([])
        self.assertEqual(len(size.band_ids), 2, "without data the old bands stay")

    def test_recalculate_button(self):
        size = self.ref("criterion_size")
        account_class = self.env.registry["kam.account"]
        with patch.object(account_class, "_recalculate_bands", autospec=True) as recalculate:
            size.action_recalculate_bands()
        self.assertEqual(recalculate.call_args.args[1], size)


class TestFollowUp(ConfigurationCase):
    """Accounts follow a change in the background, and badges show it at once."""

    def count_marks(self, function, *args):
        account_class = self.env.registry["kam.account"]
        with patch.object(account_class, "_mark_dirty", autospec=True) as mark:
            function(*args)
        return mark.call_count

    def test_changes_that_move_accounts(self):
        size = self.ref("criterion_size")
        size._set_bands([Band(1, 0, True), Band(5, 10)])
        moving = [
            (size, {"weight": 30}),
            (size, {"max_share": 50}),
            (size, {"source": "pipeline"}),
            (size, {"active": False}),
            (size, {"axis": "strength"}),
            (size, {"band_ids": [Command.update(size.band_ids[1].id, {"lower": 20})]}),
            (size.band_ids[1], {"lower": 30}),
            (self.ref("segment_a"), {"min_score": 80}),
            (self.ref("segment_c"), {"months": 12}),
            (self.ref("tier_plus"), {"segment_ids": [Command.link(self.ref("segment_d").id)]}),
            (self.ref("tier_plus"), {"min_level_id": self.ref("level_partner").id}),
            (self.ref("level_partner"), {"sequence": 7}),
        ]
        for record, vals in moving:
            self.assertEqual(self.count_marks(record.write, vals), 1, (record, vals))

    def test_uninstallation_leaves_no_work_behind(self):
        segment = self.ref("segment_a").with_context(**{MODULE_UNINSTALL_FLAG: True})
        self.assertEqual(self.count_marks(segment._configuration_changed), 0)

    def test_changes_that_move_nothing(self):
        for record, vals in (
            (self.ref("criterion_size"), {"guidance": "Look it up"}),
            (self.ref("segment_a"), {"name": "Top", "hours_per_account": 10}),
            (self.ref("tier_key"), {"color": 3}),
            (self.ref("benefit_financial"), {"sequence": 1}),
        ):
            self.assertEqual(self.count_marks(record.write, vals), 0, (record, vals))

    def test_badge_data(self):
        segments, tiers = self.env["kam.segment"], self.env["kam.tier"]
        best, key = self.ref("segment_a"), self.ref("tier_key")
        self.assertEqual(
            segments._badge_data()[best.id],
            {"code": "A", "name": "Strategically important", "strength": 0},
        )
        self.assertEqual(segments._badge_data()[self.ref("segment_d").id]["strength"], 3)
        best.name, key.short_name = "Top", "KAM"
        self.assertEqual(segments._badge_data()[best.id]["name"], "Top")
        self.assertEqual(
            tiers._badge_data()[key.id],
            {"short_name": "KAM", "name": "Key Account Manager", "color": key.color},
        )
        with self.assertQueryCount(0):
            segments._badge_data()
            tiers._badge_data()

    def test_badge_data_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        best = self.ref("segment_a")
        french = self.env["kam.segment"].with_context(lang="fr_FR")
        self.assertEqual(french._badge_data()[best.id]["name"], "Strategically important")
        best.update_field_translations("name", {"fr_FR": "Stratégique"})
        self.assertEqual(french._badge_data()[best.id]["name"], "Stratégique")
        self.assertEqual(
            self.env["kam.segment"].with_context(lang="en_US")._badge_data()[best.id]["name"],
            "Strategically important",
        )


class TestCopies(KamCase):
    def test_seeded_rows_can_be_duplicated(self):
        for model in (*SEEDED, "kam.stakeholder.role"):
            if model == "kam.segment":
                continue
            with self.subTest(model=model):
                record = self.env[model].search([], limit=1)
                copy = record.copy()
                self.assertEqual(copy.name, f"{record.name} (copy)")
                if "code" in record._fields:
                    self.assertTrue(copy.code)
                    self.assertNotEqual(copy.code, record.code)
                self.assertEqual(record.copy().name, f"{record.name} (copy 2)")

    def test_the_copy_of_a_segment_gets_a_free_letter(self):
        copy = self.env.ref("kam_management.segment_c").copy()
        self.assertEqual((copy.code, copy.name[-6:]), ("E", "(copy)"))
        self.assertEqual(copy.copy().code, "F")
