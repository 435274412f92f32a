"""Actions become to-dos when they are due, few at a time, and both are closed together."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError

from .test_generation import GenerationCase

STARTED = "kam.todos_started"


class TestTodos(GenerationCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(STARTED, "2000-01-01")
        # To-dos of the seed and of other tests do not take up anybody's room.
        self.env["mail.activity"].search([("user_id", "=", self.user_sales.id)]).unlink()

    def action(self, account, day, **values):
        return self.actions.create(
            {"account_id": account.id, "name": "Call", "date": day, "user_id": self.user_sales.id, **values}
        )

    def todos(self, user=None):
        user = user or self.user_sales
        return self.env["mail.activity"].search([("user_id", "=", user.id), ("kam_source", "=", "action")])

    def test_only_when_due(self):
        """Seven days before by default, or as many as the activity says."""
        account = self.account("A")
        soon = self.action(account, "2026-01-08")
        later = self.action(account, "2026-01-09")
        early = self.action(account, "2026-01-22", activity_id=self.planning.id)  # 21 days of notice
        self.generate()
        self.assertEqual((soon.state, later.state, early.state), ("todo", "planned", "todo"))
        todo = self.todos().filtered(lambda one: one.kam_action_id == soon)
        self.assertEqual(
            (todo.res_model, todo.res_id, todo.date_deadline), ("kam.account", account.id, date(2026, 1, 8))
        )
        self.assertEqual((todo.summary, todo.kam_source), ("Call", "action"))

    def test_five_open(self):
        """Five at most, the accounts of the highest segment first; the next one comes when one is done."""
        for code in "CBA":
            account = self.account(code, f"Customer {code}")
            for number in range(3):
                self.action(account, date(2026, 1, 2 + number))
        self.generate()
        codes = [self.env["kam.account"].browse(one.res_id).segment_id.code for one in self.todos()]
        self.assertEqual(sorted(codes), ["A", "A", "A", "B", "B"])
        queued = self.env["kam.run.line"].search([("kind", "=", "queued")], order="id desc", limit=1)
        self.assertEqual(queued.count, 4)
        self.todos()[0].with_user(self.user_sales).action_feedback()
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(len(self.todos()), 5)

    def test_the_desk_does_not_wait_for_itself(self):
        """While our own transaction holds the table, as an update of the addon does, the second cursor gives up."""
        self.cr.execute("LOCK TABLE mail_activity IN ACCESS EXCLUSIVE MODE")
        todo = {"user_id": self.user_sales.id, "date": date(2026, 1, 1), "summary": "x", "source": "alert"}
        made, queued = self.env["kam.todo.desk"]._give([todo] * 7)
        self.assertEqual((len(made), len(queued)), (5, 2))

    def test_room_is_shared(self):
        """To-dos that other parts of the programme gave count as well; a person's own ones do not."""
        account = self.account("A")
        values = {"user_id": self.user_sales.id, "account_id": account.id, "date": date(2026, 1, 1), "summary": "Alert"}
        self.env["kam.todo.desk"]._give([{**values, "source": "alert"}] * 3)
        account.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_sales.id)
        for _number in range(4):
            self.action(account, "2026-01-02")
        self.generate()
        self.assertEqual(len(self.todos()), 2)

    def test_nurture_tracks_take_no_room_before_their_day(self):
        """Steps that lie months ahead do not keep what is due today from being handed out."""
        account = self.account("A")
        lead = self.env["crm.lead"].create({"name": "Later", "type": "lead", "user_id": self.user_sales.id})
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "user_id": self.user_sales.id,
            "kam_source": "nurture",
        }
        days = ["2026-03-01"] * 6 + ["2026-01-01"]
        self.env["mail.activity"].create([{**values, "date_deadline": day} for day in days])
        for _number in range(6):
            self.action(account, "2026-01-02")
        self.generate()
        self.assertEqual(len(self.todos()), 4)

    def test_nobody_ties_a_todo_to_what_is_not_theirs(self):
        """Finishing a to-do closes its action with all rights: so only the programme ties them."""
        foreign = self.action(self.account("A", "Foreign", user_id=self.user_sales2.id), "2026-06-01")
        foreign.user_id = self.user_sales2
        mine = self.env["mail.activity"].with_user(self.user_sales)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.user_sales.partner_id.id,
            "user_id": self.user_sales.id,
        }
        for name in ("kam_action_id", "kam_milestone_id", "kam_tactic_id", "kam_source"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                mine.create({**values, name: foreign.id if name == "kam_action_id" else False})
        todo = mine.create(values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            todo.kam_action_id = foreign.id
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.with_context(default_kam_action_id=foreign.id).create(values)
        self.env["ir.default"].set("mail.activity", "kam_action_id", foreign.id, user_id=self.user_sales.id)
        mine.create(values).action_feedback()
        self.assertEqual(foreign.state, "planned")

    def test_standstill(self):
        """Weeks without a run: what became due meanwhile comes five at a time, and nothing is lost or doubled."""
        self.cell(self.meetings, "A", 12)
        for number in range(6):
            self.account("A", f"Customer {number}")
        self.generate()
        planned = self.actions.search_count([("activity_id", "=", self.meetings.id), ("year", "=", 2026)])
        self.generate("2026-04-01 08:00:00")
        self.assertEqual(len(self.todos()), 5)
        after = self.actions.search([("activity_id", "=", self.meetings.id), ("year", "=", 2026)])
        self.assertEqual((len(after), set(after.mapped("state"))), (planned, {"planned", "todo"}))

    def test_first_day_only_reports(self):
        """The day after the installation to-dos begin; the log says what was due."""
        self.env["ir.config_parameter"].search([("key", "=", STARTED)]).unlink()
        action = self.action(self.account("A"), "2026-01-02")
        self.generate()
        self.generate("2026-01-01 23:00:00")
        self.assertEqual((action.state, len(self.todos())), ("planned", 0))
        line = self.env["kam.run.line"].search([("kind", "=", "skipped"), ("res_model", "=", action._name)], limit=1)
        self.assertEqual(line.res_ids, action.ids)
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(action.state, "todo")

    def test_closed_together(self):
        """One click on either side closes both."""
        account = self.account("A")
        first, second, third = (self.action(account, "2026-01-02") for _ in range(3))
        self.generate()
        by_action = {todo.kam_action_id: todo for todo in self.todos()}
        by_action[first].with_user(self.user_sales).action_feedback(feedback="Went well")
        self.assertEqual(first.state, "done")
        second.with_user(self.user_sales).write({"state": "done"})
        self.assertFalse(by_action[second].active)
        third.with_user(self.user_sales).write({"state": "cancelled"})
        self.assertFalse(by_action[third].exists())

    def test_moved_together(self):
        account = self.account("A")
        action = self.action(account, "2026-01-02")
        self.generate()
        action.write({"date": "2026-01-20", "user_id": self.user_sales2.id})
        todo = self.todos(self.user_sales2)
        self.assertEqual((todo.kam_action_id, todo.date_deadline), (action, date(2026, 1, 20)))

    def test_put_off_together(self):
        """Whoever puts the to-do off moves the action: it is not late."""
        action = self.action(self.account("A"), "2026-01-05")
        self.generate()
        todo = self.todos().with_user(self.user_sales)
        todo.date_deadline = date(2026, 1, 19)
        self.assertEqual((action.date, action.state), (date(2026, 1, 19), "todo"))

    def test_cancelled_todo_does_not_come_back(self):
        """A to-do that somebody deletes is not made again: they know about the action."""
        action = self.action(self.account("A"), "2026-01-02")
        self.generate()
        self.todos().with_user(self.user_sales).unlink()
        self.generate("2026-01-02 08:00:00")
        self.assertEqual((len(self.todos()), action.state), (0, "todo"))

    def test_mass_todo(self):
        """The to-do of a mass action belongs to no account, and closes it all the same."""
        self.cell(self.newsletter, "A", 1)
        self.env["kam.owner.role"].search([("code", "=", "marketing")]).user_id = self.user_all
        self.generate()
        action = self.actions.search([("activity_id", "=", self.newsletter.id), ("year", "=", 2026)])
        self.generate(f"{action.date} 08:00:00")
        todo = self.todos(self.user_all)
        self.assertEqual((todo.kam_action_id, todo.res_model), (action, False))
        todo.with_user(self.user_all).action_feedback()
        self.assertEqual(action.state, "done")

    def test_queries(self):
        """Giving forty to-dos takes as many queries as giving five."""
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1000")
        counts = []
        for number in (5, 5, 40):
            account = self.account("A", f"{number}")
            for _ in range(number):
                self.action(account, "2026-01-02")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self.at(datetime(2026, 1, 1, 8)):
                self.env["kam.account"]._give_todos()
                self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # One query more or less: which records are read along with others depends on their ids.
        self.assertLessEqual(counts[2], counts[1] + 2)


class TestMergedAccounts(GenerationCase):
    def test_merge(self):
        """Of two sessions for one quarter one stays, the one that was held; nothing done is lost."""
        self.cell(self.planning, "A", 4)
        ours, theirs = self.account("A"), self.account("A", "Other")
        self.generate()
        held = self.of(theirs, year=2026)[:1]
        held.state = "done"
        both = self.of(ours, year=2026)[1] | self.of(theirs, year=2026)[1]
        both.write({"state": "done"})
        with self.at(datetime(2026, 1, 2, 8)):
            ours._absorb(theirs)
        kept = self.of(ours, year=2026)
        self.assertLessEqual(held | both, kept)
        self.assertEqual(len(kept), 5, "four periods, and the second session that was held in one of them")


class TestBadInput(GenerationCase):
    def refused(self, words, function, *args, **kwargs):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            function(*args, **kwargs)
            self.env.flush_all()
        self.assertIn(words, str(caught.exception))

    def test_times(self):
        self.refused("enter 1 to 260 times a year", self.cell, self.planning, "A", 400)
        self.refused("enter 1 to 260 times a year", self.cell, self.planning, "A", 0)
        self.refused("enter 1 to 65 times a year", self.cell, self.planning, "A", 66, q1=True)

    def test_hours_and_costs(self):
        self.refused("kam_influencing_activity_hours_positive", self.planning.write, {"hours": -1})
        self.refused("kam_influencing_activity_cost_positive", self.planning.write, {"cost": -1})
        role = self.env["kam.owner.role"].search([], limit=1)
        self.refused("kam_owner_role_hours_positive", role.write, {"hours_per_month": -1})

    def test_rule_without_owner(self):
        """A cell without an owner has that of its activity, which must have one."""
        rule = self.cell(self.planning, "A", 4, owner_role=False)
        self.assertEqual(rule._role(), "account_manager")
        account = self.account("A")
        self.generate()
        self.assertEqual(self.of(account).user_id, self.user_sales)
        self.refused("owner_role", self.planning.write, {"owner_role": False})

    def test_calendars(self):
        """No calendar at all, one without working time, one's own days off, holidays of all."""
        self.cell(self.meetings, "A", 12)
        company = self.env.company.resource_calendar_id
        empty = self.env["resource.calendar"].create({"name": "Never", "attendance_ids": [(5, 0, 0)]})
        tuesdays = self.env["resource.calendar"].create(
            {
                "name": "Tuesdays",
                "tz": "UTC",
                "attendance_ids": [
                    (5, 0, 0),
                    (0, 0, {"name": "Tuesday", "dayofweek": "1", "hour_from": 8, "hour_to": 16}),
                ],
            }
        )
        resource = self.env["resource.resource"].create(
            [
                {"name": "Never", "user_id": self.user_sales.id, "calendar_id": empty.id},
                {"name": "Tuesdays", "user_id": self.user_sales2.id, "calendar_id": tuesdays.id},
            ]
        )
        leave = self.env["resource.calendar.leaves"]
        leave.create(
            {
                "name": "Parental leave",
                "resource_id": resource[1].id,
                "calendar_id": tuesdays.id,
                "date_from": "2026-06-01 00:00:00",
                "date_to": "2026-08-31 23:59:59",
            }
        )
        leave.create({"name": "Holidays", "date_from": "2026-02-01 00:00:00", "date_to": "2026-02-20 23:59:59"})
        for user in (self.user_sales, self.user_sales2, self.user_all):
            for number in range(4):
                self.account("A", f"{user.login} {number}", user_id=user.id)
        self.assertTrue(company)
        self.generate()
        found = {
            user: self.actions.search([("user_id", "=", user.id), ("year", "=", 2026)]).mapped("date")
            for user in (self.user_sales, self.user_sales2, self.user_all)
        }
        self.assertTrue(all(46 <= len(days) <= 48 for days in found.values()))
        self.assertTrue(all(day.weekday() < 5 for day in found[self.user_sales]), "never: Monday to Friday")
        self.assertEqual({day.weekday() for day in found[self.user_sales2]}, {1})
        self.assertFalse([day for day in found[self.user_sales2] if date(2026, 6, 1) <= day <= date(2026, 8, 31)])
        holidays = [date(2026, 2, 1) + timedelta(days=number) for number in range(20)]
        self.assertFalse(set(found[self.user_all]) & set(holidays))

    def test_account_without_manager(self):
        """No manager, no team: nobody has the action, it is flagged, and the run goes on."""
        self.cell(self.planning, "A", 4)
        account = self.account("A", user_id=False)
        self.generate()
        self.generate("2026-02-20 08:00:00")
        self.assertEqual(set(self.of(account).mapped("owner_flag")), {"nobody"})
        self.assertEqual(set(self.of(account).mapped("state")), {"planned"})

    def test_guarded(self):
        """What the rules set cannot be written by RPC."""
        self.cell(self.planning, "A", 1)
        account = self.account("A")
        self.generate()
        action = self.of(account)[:1].with_user(self.user_sales)
        for values in ({"removed": True}, {"slot_date": "2026-01-05"}, {"withdrawn": True}, {"is_generated": False}):
            self.refused("", action.write, values)

    def test_queries(self):
        """A generation of forty accounts takes as many queries as one of five."""
        self.cell(self.planning, "A", 4)
        self.cell(self.meetings, "A", 12)
        counts = []
        for number in (5, 5, 40):
            accounts = self.env["kam.account"].concat(*(self.account("A", f"{number} {n}") for n in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            accounts._generate()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
        before = self.cr.sql_log_count
        self.env["kam.account"].search(self.env["kam.account"]._to_generate_domain())
        self.assertLessEqual(self.cr.sql_log_count - before, 40)
