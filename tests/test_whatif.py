"""What-if: the effect before anything is saved, the gate before Apply, and what Apply writes."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.kam_management.engine.whatif import Account, Capacity, Place, Rules, Standing, compare, reason
from odoo.addons.kam_management.wizard import kam_whatif

from .common import KamCase, KamHttpCase

#: Seeded weights: 20, 10, 10, 10 on attractiveness and 10 each on strength; share 60/40.
ATTRACTIVENESS = ("size", "growth_potential", "strategic_fit", "values_offer")
STRENGTH = ("price", "service", "relationships", "trust")


class WhatifCase(KamCase):
    """Four customers of two managers, alone in the programme.

    Each is rated alike on all factors of an axis, so that scores can be told by hand: rating 1 = 0, 2 = 25,
    3 = 50, 4 = 75, 5 = 100; score = 0.6 attractiveness + 0.4 strength.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.account"].search([]).partner_id.action_archive()
        cls.env["res.config.settings"]._kam_set({"key_share": 0.0, "attractiveness_share": 60.0, "min_coverage": 60.0})
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.segment_c = cls.env.ref("kam_management.segment_c")
        active = cls.env["kam.criterion"].search([])
        cls.axes = {
            axis: active.filtered(lambda one, axis=axis: one.axis == axis) for axis in ("attractiveness", "strength")
        }
        # score: 85 (100, 62.5 is not possible with equal ratings) …
        cls.star = cls.rated("Zzstar", 5, 4, cls.user_sales)  # 60 + 30 = 90
        cls.good = cls.rated("Zzgood", 4, 4, cls.user_sales)  # 45 + 30 = 75
        cls.fair = cls.rated("Zzfair", 4, 3, cls.user_sales2)  # 45 + 20 = 65
        cls.poor = cls.rated("Zzpoor", 2, 3, cls.user_sales2)  # 15 + 20 = 35
        accounts = cls.star | cls.good | cls.fair | cls.poor
        accounts.write({"screened_segment_id": cls.segment_c.id})
        cls.star.action_declare(cls.segment_a, "Known")
        cls.env["kam.account"]._rank_all()

    @classmethod
    def rated(cls, name, attractiveness, strength, user):
        account = cls.make_account(name, user_id=user.id)
        for axis, value in (("attractiveness", attractiveness), ("strength", strength)):
            cls.rate(account, dict.fromkeys(cls.axes[axis].mapped("code"), value))
        return account

    def open(self, **shares):
        """A what-if of the administrator."""
        model = self.env["kam.whatif"].with_user(self.user_admin_kam)
        whatif = model.create(model.default_get(list(model._fields)))
        whatif.write(shares)
        return whatif

    def line(self, whatif, record):
        """Line of a segment or criterion."""
        if record._name == "kam.segment":
            return whatif.segment_line_ids.filtered(lambda line: line.segment_id == record)
        return whatif.criterion_line_ids.filtered(lambda line: line.criterion_id == record)

    def counts(self, whatif):
        return {one["code"]: (one["now"], one["then"]) for one in whatif.effect["segments"]}

    def movers(self, whatif):
        return {one["name"]: (one["from"], one["to"], one["why"]) for one in whatif.effect["movers"]}


class TestWhatifEffect(WhatifCase):
    """Hand-computed."""

    def test_scores_of_the_example(self):
        self.assertEqual([one.score for one in self.star | self.good | self.fair | self.poor], [90, 75, 65, 35])

    def test_nothing_changed(self):
        whatif = self.open()
        whatif.action_compute()
        self.assertEqual(self.counts(whatif), {"A": (2, 2), "B": (1, 1), "C": (1, 1), "D": (0, 0)})
        self.assertEqual(whatif.effect["mover_count"], 0)
        self.assertFalse(whatif.is_changed)

    def test_a_lower_floor(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).min_score = 65
        self.assertEqual(self.line(whatif, self.segment_a).is_changed, True)
        whatif.action_compute()
        self.assertEqual(self.counts(whatif), {"A": (2, 3), "B": (1, 0), "C": (1, 1), "D": (0, 0)})
        self.assertEqual(self.movers(whatif), {"Zzfair": ("B", "A", "score 65 reaches 65")})

    def test_a_higher_floor_and_a_key_account(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).min_score = 95
        whatif.action_compute()
        self.assertEqual(self.counts(whatif), {"A": (2, 0), "B": (1, 3), "C": (1, 1), "D": (0, 0)})
        self.assertEqual(
            self.movers(whatif),
            {
                "Zzgood": ("A", "B", "score 75 no longer reaches 95"),
                "Zzstar": ("A", "B", "score 90 no longer reaches 95; stays a key account until the next review"),
            },
        )

    def test_an_axis_floor(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).min_strength = 80
        whatif.action_compute()
        self.assertEqual(self.movers(whatif)["Zzgood"], ("A", "B", "relative strength 75 no longer reaches 80"))

    def test_fewer_slots(self):
        # Two managers, one A slot each: the star holds one, the good one gets the other. With floor 65 both
        # good and fair reach A, and fair has to take a slot of B.
        whatif = self.open()
        line = self.line(whatif, self.segment_a)
        line.write({"min_score": 65, "slots_per_manager": 1})
        whatif.action_compute()
        self.assertEqual(self.counts(whatif), {"A": (2, 2), "B": (1, 1), "C": (1, 1), "D": (0, 0)})
        segment = whatif.effect["segments"][0]
        self.assertEqual((segment["slots"], segment["capacity_ok"]), (2, True))
        self.assertEqual(segment["eligible"], 3)

    def test_waiting(self):
        whatif = self.open(key_share=25)  # a quarter of four accounts: the star has the only place
        whatif.action_compute()
        self.assertEqual(self.counts(whatif), {"A": (2, 1), "B": (1, 0), "C": (1, 3), "D": (0, 0)})
        self.assertEqual(self.movers(whatif)["Zzgood"], ("A", "C", "no slot is free: waits at rank 1"))
        self.assertEqual([one["waiting"] for one in whatif.effect["segments"][:2]], [1, 1])

    def test_a_share(self):
        # Attractiveness alone: fair 75 reaches A, poor 25 stays.
        whatif = self.open(attractiveness_share=100)
        whatif.action_compute()
        self.assertEqual(self.movers(whatif), {"Zzfair": ("B", "A", "score changes from 65 to 75 and reaches 70")})

    def test_a_weight(self):
        # Fair with size 5: attractiveness (20·4 + 30·3) / 4 / 50 · 100 = 85, score 51 + 20 = 71. With size
        # weighing 5: (5·4 + 30·3) / 4 / 35 · 100 = 78.57, score 67.14.
        self.rate(self.fair, {"size": 5})
        self.assertEqual(self.fair.score, 71)
        whatif = self.open()
        size = self.env["kam.criterion"].search([("code", "=", "size")])
        self.line(whatif, size).weight = 5
        whatif.action_compute()
        self.assertEqual(self.movers(whatif), {"Zzfair": ("A", "B", "score changes from 71 to 67.14, below 70")})

    def test_a_criterion_switched_on(self):
        # Six more criteria of weight 10 on attractiveness, rated by nobody: 50 of 110 is below 60 %.
        whatif = self.open()
        off = (
            self.env["kam.criterion"]
            .with_context(active_test=False)
            .search([("active", "=", False), ("axis", "=", "attractiveness")])
        )
        self.assertEqual(len(off), 6)
        for criterion in off:
            self.line(whatif, criterion).counts = True
        whatif.action_compute()
        self.assertEqual(
            self.movers(whatif),
            {
                "Zzgood": ("A", "C", "too little of it is rated for a score then"),
                "Zzfair": ("B", "C", "too little of it is rated for a score then"),
            },
        )

    def test_load_and_budget(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).write({"slots_per_manager": 1, "cost_to_serve": 600, "service_budget": 1000})
        whatif.action_compute()
        segment = whatif.effect["segments"][0]
        self.assertEqual((segment["then"], segment["cost"], segment["budget_ok"]), (2, 1200, False))
        managers = {one["user_id"]: one for one in whatif.effect["managers"]}
        sam = managers[self.user_sales.id]
        self.assertEqual((sam["used"], sam["capacity"], sam["slots"], sam["ok"]), (2, 11, "A 2 of 1, B 0 of 10", False))
        self.assertTrue(managers[self.user_sales2.id]["ok"])

    def test_other_companies_stay_out(self):
        company = self.env["res.company"].create({"name": "Zzother"})
        self.good.partner_id.company_id = company
        whatif = self.open()
        whatif.action_compute()
        self.assertEqual(self.counts(whatif)["A"], (1, 1))

    def test_queries_are_flat(self):
        def count():
            whatif = self.open()
            self.line(whatif, self.segment_a).min_score = 60
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            whatif.action_compute()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(12):
            self.rated(f"Zzmore {number}", 4, 3, self.user_sales)
        count()
        self.assertLessEqual(count(), few)

    def test_nothing_is_written(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).min_score = 95
        version = self.env["kam.account"]._scoring_version()
        whatif.action_compute()
        self.env.flush_all()
        self.assertEqual(self.env["kam.account"]._scoring_version(), version)
        self.assertEqual((self.segment_a.min_score, self.good.recommended_segment_id), (70, self.segment_a))


class TestWhatifEngine(KamCase):
    """Cases of the plain engine that are awkward to set up."""

    def standing(self, score, eligible):
        return Standing(score, score, score, eligible)

    def test_a_declared_account_below_the_floor_stays(self):
        low = self.standing(10, None)
        account = Account(1, None, None, True, None, "A", "C", low, low)
        rules = Rules(["A", "B"], {None: Capacity({"A": 1, "B": 1}, 2)})
        self.assertEqual(compare([account], rules, rules)[1].then, Place("A"))

    def test_a_key_account_rises_when_a_slot_is_free(self):
        account = Account(1, None, None, True, None, "B", "C", self.standing(72, "A"), self.standing(72, "A"))
        other = Account(2, None, None, True, None, "A", "C", self.standing(None, None), self.standing(None, None))
        full = Rules(["A", "B"], {None: Capacity({"A": 1, "B": 1}, 2)})
        wide = Rules(["A", "B"], {None: Capacity({"A": 2, "B": 1}, 3)})
        places = compare([account, other], full, wide)
        self.assertEqual((places[1].now.segment, places[1].then.segment), ("B", "A"))
        floors = [{"A": (70, 0, 0), "B": (55, 0, 0)}] * 2
        self.assertEqual(reason(account, places[1], wide, floors), ("slot", {"rank": 0}))

    def test_an_override_outranks_all(self):
        account = Account(1, None, None, False, "D", None, "C", self.standing(90, "A"), self.standing(90, "A"))
        rules = Rules(["A", "B"], {None: Capacity({"A": 1, "B": 1}, 2)})
        self.assertEqual(compare([account], rules, rules)[1].then, Place("D"))

    def test_companies_have_their_own_slots(self):
        accounts = [
            Account(number, company, None, False, None, None, "C", self.standing(80, "A"), self.standing(80, "A"))
            for number, company in ((1, 1), (2, 2))
        ]
        capacity = {1: Capacity({"A": 1, "B": 1}, 2), 2: Capacity({"A": 0, "B": 0}, 0)}
        places = compare(accounts, Rules(["A", "B"], capacity), Rules(["A", "B"], capacity))
        self.assertEqual((places[1].then.segment, places[2].then), ("A", Place("C", 1, True)))


class TestWhatifGate(WhatifCase):
    """Apply only what has been looked at, on the configuration that was looked at."""

    def test_apply(self):
        whatif = self.open(min_coverage=50)
        self.line(whatif, self.segment_a).write({"min_score": 80, "slots_per_manager": 4})
        size = self.env["kam.criterion"].search([("code", "=", "size")])
        access = self.env.ref("kam_management.criterion_ease_of_access")
        self.line(whatif, size).weight = 30
        self.line(whatif, access).counts = True
        whatif.action_compute()
        self.assertTrue(whatif.is_current)
        version = self.env["kam.account"]._scoring_version()
        others = self.env["kam.criterion"].search([("id", "!=", size.id)]).mapped("write_date")
        action = whatif.action_apply()
        self.assertEqual((self.segment_a.min_score, self.segment_a.slots_per_manager), (80, 4))
        self.assertEqual((self.segment_b.min_score, size.weight, access.active), (55, 30, True))
        self.assertEqual(self.env["res.config.settings"]._kam_get("min_coverage"), 50)
        self.assertGreater(self.env["kam.account"]._scoring_version(), version)
        self.assertIn("A background run brings", action["params"]["message"])
        self.assertEqual(
            others, self.env["kam.criterion"].search([("id", "not in", (size | access).ids)]).mapped("write_date")
        )

    def test_floors_that_pass_each_other(self):
        """Both floors move so far that no order of single writes would be allowed."""
        whatif = self.open()
        self.line(whatif, self.segment_a).min_score = 40
        self.line(whatif, self.segment_b).min_score = 30
        whatif.action_compute()
        whatif.action_apply()
        self.assertEqual((self.segment_a.min_score, self.segment_b.min_score), (40, 30))

    def test_not_before_it_has_been_computed(self):
        whatif = self.open()
        self.line(whatif, self.segment_a).min_score = 80
        with self.assertRaisesRegex(UserError, "has not been computed yet"):
            whatif.action_apply()
        whatif.action_compute()
        self.assertTrue(whatif.is_current)
        self.line(whatif, self.segment_a).min_score = 81
        self.assertFalse(whatif.is_current)
        with self.assertRaisesRegex(UserError, "has not been computed yet"):
            whatif.action_apply()
        self.assertEqual(self.segment_a.min_score, 70)

    def test_not_after_somebody_else_changed_something(self):
        for change in (
            lambda: self.segment_b.write({"min_score": 50}),
            lambda: self.env.ref("kam_management.criterion_size").write({"max_share": 40}),
            lambda: self.env["res.config.settings"]._kam_set({"key_share": 30}),
        ):
            whatif = self.open()
            self.line(whatif, self.segment_a).min_score = 80
            change()
            whatif.action_compute()
            with self.assertRaisesRegex(UserError, "Somebody changed segments, criteria or settings"):
                whatif.action_apply()

    def test_nothing_to_apply(self):
        whatif = self.open()
        whatif.action_compute()
        with self.assertRaisesRegex(UserError, "Nothing differs"):
            whatif.action_apply()

    def test_bad_input_has_the_sentences_of_the_models(self):
        size = self.env["kam.criterion"].search([("code", "=", "size")])
        cases = (
            (self.segment_a, {"min_score": 50}),
            (self.segment_a, {"min_score": 101}),
            (self.segment_a, {"slots_per_manager": 0}),
            (self.segment_a, {"service_budget": -1}),
            (size, {"weight": 0}),
            (size, {"weight": -3}),
        )
        for record, vals in cases:
            with self.subTest(vals=vals):
                with self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
                    record.write(vals)
                whatif = self.open()
                self.line(whatif, record).write(vals)
                self.assertEqual(whatif.problem, refused.exception.args[0])
                self.assertFalse(whatif.is_current)
                for method in (whatif.action_compute, whatif.action_apply):
                    with self.assertRaises(ValidationError) as again:
                        method()
                    self.assertEqual(again.exception.args, refused.exception.args)
        self.assertIn("enter a number from 0.0 to 100.0", self.open(min_coverage=101).problem)

    def test_live_in_the_form(self):
        with Form(self.env["kam.whatif"].with_user(self.user_admin_kam)) as form:
            self.assertTrue(form.is_current)
            with form.segment_line_ids.edit(0) as line:
                line.min_score = 95
            self.assertTrue(form.is_current)
            self.assertTrue(form.is_changed)
            self.assertEqual(form.effect["mover_count"], 2)
            with form.segment_line_ids.edit(0) as line:
                line.min_score = 10
            self.assertIn("must be above that of segment B", form.problem)
            self.assertFalse(form.is_current)

    def test_large_bases_wait_for_the_button(self):
        self.patch(kam_whatif, "LIVE_ACCOUNTS", 3)
        with Form(self.env["kam.whatif"].with_user(self.user_admin_kam)) as form:
            self.assertFalse(form.is_current)
            self.assertFalse(form.effect)

    def test_roles(self):
        whatif = self.open()
        for user in (self.user_manager, self.user_sales, self.user_employee, self.user_portal):
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(AccessError):
                    self.env["kam.whatif"].with_user(user).create({"segment_line_ids": [Command.clear()]})
                for method in ("action_compute", "action_apply"):
                    with self.assertRaises(AccessError):
                        getattr(whatif.with_user(user), method)()


class TestWhatifBrowser(KamHttpCase):
    """Change a floor, see the effect, apply."""

    def test_change_and_apply(self):
        code = """
            const wait = async (find, what) => {
                for (let turn = 0; turn < 200; turn++) {
                    const found = find();
                    if (found) { return found; }
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                throw new Error("missing: " + what);
            };
            const one = (selector) => wait(() => document.querySelector(selector), selector);
            const all = (name) => [...document.querySelectorAll(`button[name=${name}]`)];
            const visible = (name) => all(name).find((button) => button.offsetParent);
            await one(".o_kam_effect");
            if (visible("action_apply")) { throw new Error("apply is offered before anything was changed"); }
            (await one("div[name=segment_line_ids] .o_data_row td[name=min_score]")).click();
            const input = await one("div[name=segment_line_ids] .o_selected_row div[name=min_score] input");
            input.value = "81";
            input.dispatchEvent(new Event("input", { bubbles: true }));
            input.dispatchEvent(new Event("change", { bubbles: true }));
            (await wait(() => visible("action_apply"), "apply")).click();
            (await one(".modal footer .btn-primary")).click();
            await one(".o_notification");
            console.log("test successful");
        """
        self.browser_js(
            "/odoo/kam-what-if",
            f"(async () => {{ {code} }})().catch((error) => console.error(error.message));",
            ready="Boolean(document.querySelector('.o_kam_effect'))",
            login="kam_user_admin_kam",
            timeout=90,
        )
        self.assertEqual(self.env.ref("kam_management.segment_a").min_score, 81)
