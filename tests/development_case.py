"""An account with a plan, and short ways to lay out a development plan on it."""

from datetime import datetime

from .common import KamCase

#: In the third quarter of the fiscal year 2030 that all plans here are for.
NOW = datetime(2030, 8, 15, 12)


class DevelopmentCase(KamCase):
    """``plan`` is the plan of 2030 of ``account``, which ``user_sales`` manages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.main_company").kam_fiscal_month = "1"
        cls.account = cls.make_account("Steered Customer", user_id=cls.user_sales.id)
        cls.plan = cls.env["kam.account.plan"].create({"account_id": cls.account.id, "year": 2030})

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def objective(self, name="Grow", plan=None, **vals):
        plan = plan or self.plan
        return self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": name, **vals})

    def strategy(self, objective, name="Go wide", **vals):
        return self.env["kam.plan.strategy"].create({"objective_id": objective.id, "name": name, **vals})

    def tactic(self, strategy, name="Workshop", **vals):
        return self.env["kam.plan.tactic"].create({"strategy_id": strategy.id, "name": name, **vals})

    def tactics(self, strategy, done, of):
        """So many tactics, of which the first ones are done."""
        return self.env["kam.plan.tactic"].create(
            [{"strategy_id": strategy.id, "name": f"Step {number}", "done": number < done} for number in range(of)]
        )

    def approve(self, plan=None):
        """The plan as it is after its approval, whoever had to sign."""
        from odoo.addons.kam_management.models.kam_account_plan import THAWED

        plan = (plan or self.plan).sudo()
        plan.with_context(kam_thawed=THAWED).write({"state": "approved"})

    def close(self):
        from odoo.addons.kam_management.models.kam_account_plan import THAWED

        self.plan.sudo().with_context(kam_thawed=THAWED).write({"state": "closed"})
