"""Contracts: states by date, notice, renewal, the daily run, who may touch them."""

from datetime import date, datetime

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import KamCase

NOW = datetime(2027, 3, 1, 10)
TODAY = date(2027, 3, 1)


class ContractCase(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Contract Ltd", user_id=cls.user_sales.id)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def contract(self, **vals):
        return self.env["kam.contract"].create(
            {
                "account_id": self.account.id,
                "name": "Frame",
                "start_date": "2026-07-01",
                "end_date": "2027-06-30",
                "is_signed": True,
                **vals,
            }
        )

    def run_daily(self):
        self.run_crons("cron_contracts")
        self.env.invalidate_all()


class TestContract(ContractCase):
    def test_dates_and_value(self):
        contract = self.contract(value_year=24000)
        self.assertEqual(contract.last_notice_date, date(2027, 3, 31))
        self.assertEqual(contract.decide_by, date(2027, 3, 31))
        self.assertEqual(contract.value_total, 24000)
        contract.write({"end_date": "2028-12-31", "renewal_date": "2028-01-15"})
        self.assertEqual(contract.last_notice_date, date(2028, 9, 30))
        self.assertEqual(contract.decide_by, date(2028, 1, 15), "the renewal comes before the notice")
        self.assertEqual(contract.value_total, 60000, "30 months")
        contract.write({"notice_number": 10, "notice_unit": "day", "renewal_date": False})
        self.assertEqual(contract.decide_by, date(2028, 12, 21))

    def test_owner_is_the_account_manager(self):
        self.assertEqual(self.contract().user_id, self.user_sales)
        self.assertEqual(self.contract(user_id=self.user_all.id).user_id, self.user_all)

    def test_states(self):
        expected = {
            "draft": {"is_signed": False},
            "notice": {},  # to decide by 31 March, due from 1 March
            "running": {"remind_days": 29},
            "ended": {"end_date": "2027-02-28"},
        }
        for state, vals in expected.items():
            with self.subTest(state):
                self.assertEqual(self.contract(**vals).state, state)
        self.assertEqual(self.contract(end_date=False).state, "running", "open-ended")

    def test_notice_given_and_taken_back(self):
        contract = self.contract()
        contract.action_give_notice()
        self.assertEqual((contract.state, contract.cancelled_on), ("cancelled", TODAY))
        contract.action_take_back()
        self.assertEqual((contract.state, contract.cancelled_on), ("notice", False))

    def test_renewed_by_another_contract(self):
        contract = self.contract(value_year=100)
        follower = self.env["kam.contract"].browse(contract.action_renew()["res_id"])
        self.assertEqual((follower.start_date, follower.end_date), (date(2027, 7, 1), date(2028, 6, 30)))
        self.assertEqual((follower.state, contract.state), ("draft", "notice"), "not signed yet")
        self.assertEqual(contract.action_renew()["res_id"], follower.id, "drawn up once")
        follower.action_sign()
        self.assertEqual((follower.state, contract.state), ("running", "renewed"))

    def test_several_at_once(self):
        one, two = self.contract(name="One"), self.contract(name="Two", end_date="2027-12-31")
        both = (one | two).with_user(self.user_sales)
        action = both.action_renew()
        followers = self.env["kam.contract"].search(action["domain"])
        self.assertEqual(followers.previous_id, one | two)
        self.assertEqual(both.action_renew()["domain"], action["domain"], "drawn up once")
        with self.assertRaisesRegex(UserError, "never signed has nothing to renew"):
            (one | followers).action_renew()
        with self.assertRaisesRegex(UserError, "Leave out: One"):
            (two | followers.filtered(lambda f: f.previous_id == one)).action_end_selected()
        self.assertEqual(two.state, "running", "nothing done by half")
        both.action_end_selected()
        self.assertEqual(set(both.mapped("state")), {"cancelled"})

    def test_several_to_the_account_manager(self):
        contract = self.contract(user_id=self.user_all.id)
        self.run_daily()
        self.assertEqual(contract.todo_ids.user_id, self.user_all)
        contract.with_user(self.user_sales).action_to_manager()
        self.assertEqual((contract.user_id, contract.todo_ids.user_id), (self.user_sales, self.user_sales))
        orphan = self.contract(account_id=self.make_account("Orphan Ltd").id)
        with self.assertRaisesRegex(UserError, "no manager: Orphan Ltd"):
            (contract | orphan).action_to_manager()
        with self.assertRaises(AccessError):
            contract.with_user(self.user_sales2).action_to_manager()

    def test_bad_input(self):
        for words, vals in {
            "before it starts": {"end_date": "2026-06-30"},
            "longer than its term": {"notice_number": 12},
            "between its start and its end": {"renewal_date": "2027-07-01"},
            "without an end": {"auto_renew": True, "end_date": False},
        }.items():
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                self.contract(**vals)
        self.contract(notice_number=11, name="Long notice")
        lead = self.env["crm.lead"].create({"name": "Elsewhere", "type": "opportunity"})
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self.contract(lead_id=lead.id)

    def test_database_refuses(self):
        for vals in ({"value_year": -1}, {"notice_number": -1}, {"auto_renew": True, "renew_months": 0}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.contract(**vals)
                self.env.flush_all()

    def test_who_may(self):
        contract = self.contract()
        contract.with_user(self.user_sales).value_year = 5
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                contract.with_user(user).read(["name"])
        for name in ("state", "reminded_for", "renewal_count", "cancelled_on"):
            with self.subTest(name), self.assertRaises(AccessError):
                contract.with_user(self.user_sales).write({name: contract[name]})
        with self.assertRaises(AccessError):
            contract.with_user(self.user_sales2).action_give_notice()

    def test_stays_with_its_account(self):
        other = self.make_account("Other Ltd", user_id=self.user_sales.id)
        with self.assertRaisesRegex(UserError, "stays with its account"):
            self.contract().with_user(self.user_sales).account_id = other

    def test_documents_are_read_with_the_contract(self):
        own = self.env["ir.attachment"].with_user(self.user_sales)
        paper = own.create({"name": "Signed.pdf", "raw": b"x", "res_model": "kam.contract", "res_id": 0})
        contract = self.contract()
        contract.with_user(self.user_sales).document_ids = [(4, paper.id)]
        self.assertEqual(paper.res_id, contract.id)
        self.env.invalidate_all()
        self.assertEqual(paper.with_user(self.user_manager).raw, b"x")
        with self.assertRaises(AccessError):
            paper.with_user(self.user_sales2).read(["raw"])

    def test_counts_are_flat(self):
        def queries(number):
            accounts = self.env["kam.account"].browse()
            for place in range(number):
                accounts |= self.make_account(f"Customer {number} {place}")
            self.env["kam.contract"].create(
                [{"account_id": one.id, "name": "Frame", "is_signed": True} for one in accounts]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            contracts = self.env["kam.contract"].search([("account_id", "in", accounts.ids)])
            contracts.read(["name", "account_id", "currency_id", "state", "decide_by", "value_year", "user_id"])
            accounts.read(
                ["contract_count", "reference_count", "value_delivered", "farmable", "farm_reason", "stage_days"]
            )
            return self.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(5), queries(50))


class TestContractRun(ContractCase):
    def todos(self, contract):
        return contract.todo_ids.filtered("active")

    def test_todo_in_time_once(self):
        contract = self.contract()
        self.run_daily()
        todo = self.todos(contract)
        self.assertEqual(
            (todo.user_id, todo.date_deadline, todo.kam_source, todo.res_model, todo.res_id),
            (self.user_sales, date(2027, 3, 31), "contract", "kam.account", self.account.id),
        )
        self.assertIn("Frame", todo.summary)
        self.run_daily()
        self.assertEqual(self.todos(contract), todo, "running again changes nothing")
        todo.action_feedback("Agreed")
        self.run_daily()
        self.assertFalse(self.todos(contract), "done is done")

    def test_not_before_its_time(self):
        contract = self.contract(remind_days=29)
        self.run_daily()
        self.assertFalse(contract.todo_ids)
        with self.at(datetime(2027, 3, 2, 10)):
            self.run_daily()
            self.assertEqual(contract.state, "notice")
            self.assertEqual(len(contract.todo_ids), 1)

    def test_moved_day_moves_the_todo(self):
        contract = self.contract()
        self.run_daily()
        contract.end_date = "2027-06-15"
        self.assertEqual(self.todos(contract).date_deadline, contract.decide_by)
        self.run_daily()
        self.assertEqual(len(self.todos(contract)), 1)

    def test_over_is_no_longer_to_do(self):
        contract = self.contract()
        self.run_daily()
        contract.action_give_notice()
        self.assertFalse(self.todos(contract))
        ended = self.contract(renewal_date="2027-03-05", name="Other")
        self.run_daily()
        self.assertEqual(len(self.todos(ended)), 1)
        with self.at(datetime(2027, 7, 1, 10)):
            self.run_daily()
            self.assertEqual(ended.state, "ended")
            self.assertFalse(self.todos(ended))

    def test_renews_itself_after_a_standstill(self):
        contract = self.contract(
            start_date="2023-03-01", end_date="2024-02-29", auto_renew=True, renew_months=12, renewal_date="2024-02-01"
        )
        self.assertEqual(contract.state, "running")
        self.run_daily()
        self.assertEqual((contract.end_date, contract.renewal_count), (date(2028, 2, 29), 4))
        self.assertEqual(contract.renewal_date, date(2028, 2, 1))
        self.assertIn("Renewed by itself", " ".join(contract.message_ids.mapped("body")))
        self.run_daily()
        self.assertEqual(contract.renewal_count, 4)

    def test_no_room_queues(self):
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1")
        contracts = self.contract(name="First") | self.contract(name="Second")
        self.run_daily()
        self.assertEqual(len(contracts.todo_ids), 1)
        run = self.env["kam.run"].search([], limit=1)
        self.assertIn("queued", run.line_ids.mapped("kind"))
        contracts.todo_ids.action_feedback("Done")
        self.run_daily()
        self.assertEqual(len(contracts.with_context(active_test=False).todo_ids), 2)

    def test_a_broken_contract_does_not_stop_the_others(self):
        broken = self.contract(end_date="2027-02-01", auto_renew=True, name="Broken")
        good = self.contract(end_date="2027-02-01", auto_renew=True, name="Good")
        self.env.flush_all()
        # As an import by SQL would leave it: its constraint refuses every write.
        self.env.cr.execute("UPDATE kam_contract SET renewal_date = '2020-01-01' WHERE id = %s", [broken.id])
        self.env.invalidate_all()
        self.run_daily()
        self.assertEqual((good.end_date, broken.end_date), (date(2028, 2, 1), date(2027, 2, 1)))
        run = self.env["kam.run"].search([], limit=1)
        failed = run.line_ids.filtered(lambda line: line.kind == "failed")
        self.assertEqual(failed.res_ids, broken.ids)
