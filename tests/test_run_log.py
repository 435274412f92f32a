"""The run log: what each scheduled action did, left out, and with which records."""

from datetime import datetime, timedelta
from unittest.mock import patch

from .test_generation import GenerationCase

START = datetime(2026, 1, 1, 8)


class TestRunLog(GenerationCase):
    def last(self, job):
        return self.env["kam.run"].search([("job", "=", job)], limit=1)

    def test_generation(self):
        """What was made is counted, opens, and is said in one line; a second run says that there was nothing."""
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        lines = self.env["kam.run"].search([("job", "=", "Carry out the activity matrix")]).line_ids
        line = lines.filtered(lambda one: one.kind == "created")
        self.assertEqual((line.count, line.res_model), (len(self.of(account)), "kam.influencing.action"))
        action = line.with_user(self.user_admin_kam).action_open_records()
        self.assertEqual(self.actions.search(action["domain"]), self.of(account))
        self.assertEqual(line.records_name, "Influencing Action")
        self.assertTrue(line.run_id.summary.startswith(f"Created: {line.count}"))
        self.generate("2026-01-01 09:00:00")
        again = self.env["kam.run"].search([("start", ">=", "2026-01-01 09:00:00")])
        self.assertEqual(len(again), 2)
        self.assertNotIn("created", again.line_ids.mapped("kind"))

    def test_failing_account(self):
        """One account that fails is named, the others are done, and the next run takes it again."""
        self.cell(self.planning, "A", 4)
        accounts = [self.account("A", f"Customer {number}") for number in range(4)]
        broken = accounts[2]
        model = self.env.registry["kam.account"]
        right = model._reconcile_actions

        def fails(some, matrix, run):
            if broken in some:
                raise ZeroDivisionError("broken")
            return right(some, matrix, run)

        with (
            patch.object(model, "_reconcile_actions", fails),
            self.assertLogs("odoo.addons.kam_management.models.kam_account_batches", "ERROR"),
        ):
            self.generate()
        self.assertEqual([bool(self.of(one)) for one in accounts], [True, True, False, True])
        failed = self.env["kam.run.line"].search([("kind", "=", "failed")])
        self.assertEqual(set(failed.mapped("res_model")), {"kam.account"})
        self.assertEqual(failed[-1].res_ids, [broken.id])
        self.generate("2026-01-01 20:00:00")
        self.assertEqual(len(self.of(broken, year=2026)), len(self.of(accounts[0], year=2026)))

    def test_failing_job(self):
        """A job that fails as a whole is there as failed, with what the error said."""
        self.cell(self.planning, "A", 4)
        self.account("A")

        def fails(some, run):
            raise ZeroDivisionError("no day has zero hours")

        with (
            patch.object(self.env.registry["kam.account"], "_finish_generation", fails),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
        ):
            self.generate()
        run = self.last("Carry out the activity matrix")
        self.assertEqual(run.state, "failed")
        self.assertEqual(run.line_ids.filtered(lambda one: one.kind == "failed").text, "no day has zero hours")

    def test_every_failing_job_says_so(self):
        """Also the jobs that keep figures, plans and contracts are there as failed, not as interrupted."""
        broken = {
            "cron_forecast": ("kam.account.forecast", "_take", "Forecast of the quarter"),
            "cron_health": ("kam.account", "_health_scope", "Health of accounts"),
            "cron_cadence_1": ("kam.account", "_to_lay_out_domain", "Yearly cadence"),
            "cron_contracts": ("kam.contract", "_to_renew", "Contracts"),
            "cron_measure": ("kam.plan.objective", "_refresh_batch", "Live figures of the objectives"),
        }
        for cron, (model, method, job) in broken.items():
            with (
                self.subTest(job=job),
                self.at(START),
                patch.object(self.env.registry[model], method, side_effect=ValueError("no figure")),
                self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
            ):
                self.run_crons(cron)
            self.assertEqual(self.last(job).state, "failed", job)

    def test_interrupted(self):
        """A run that says nothing for long, or whose scheduled action starts again, was interrupted."""
        self.enterContext(patch.object(self.env.registry["ir.cron"], "_commit_progress"))
        runs = self.env["kam.run"].with_context(cron_id=self.env.ref("kam_management.cron_generate_1").id)
        with self.at(START):
            first = runs._begin("Job")
            self.assertEqual(first.state, "running")
        with self.at(START + timedelta(hours=1)):
            self.env.invalidate_all()
            self.assertEqual(first.state, "interrupted")
            self.assertIn(first, runs.search([("state", "=", "interrupted")]))
            self.assertNotIn(first, runs.search([("state", "=", "running")]))
            second = runs._begin("Job")
            self.assertEqual((first.stored_state, second.state), ("interrupted", "running"))
            self.assertIn(second, runs.search([("state", "in", ["running", "failed"])]))
            second._end()
            self.assertEqual(second.state, "done")

    def test_notes_add_up(self):
        run = self.env["kam.run"]._begin("Job")
        run._note("created", self.env.user, "Because")
        run._note("created", ("res.users", [1, 2]), "Because")
        run._note("queued", ("res.users", 7))
        run._note("failed", self.env["res.users"])
        self.assertEqual(run.line_ids.mapped("count"), [3, 7])
        self.assertEqual(run.line_ids[0].res_ids, [self.env.uid, 1, 2])
        self.assertFalse(run.line_ids[1].can_open)
        self.assertEqual(run.summary, "Created: 3, Queued: 7")

    def test_every_scheduled_action_writes(self):
        """Each scheduled action of the addon leaves a line in the log."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "kam_management"), ("model", "=", "ir.cron"), ("name", "=like", "cron_%")]
        )
        crons = self.env["ir.cron"].browse(data.mapped("res_id"))
        for cron in crons:
            with self.subTest(cron=cron.name), self.enter_registry_test_mode():
                before = self.env["kam.run"].search_count([])
                cron.method_direct_trigger()
                self.assertGreater(self.env["kam.run"].search_count([]), before)

    def test_old_runs_go(self):
        with self.at(START):
            run = self.env["kam.run"]._begin("Job")
        with self.at(START + timedelta(days=91)):
            self.env["kam.run"]._gc_runs()
        self.assertFalse(run.exists())
