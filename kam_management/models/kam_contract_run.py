from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, split_every

from ..engine import terms
from .crm_lead import KAM_USER

BATCH = 200


class KamContract(models.Model):
    """The daily run: renew what renews itself, bring the states up to the day, remind in time."""

    _inherit = "kam.contract"

    todo_ids = fields.One2many("mail.activity", "kam_contract_id", string="To-dos")

    @api.model
    def _cron_contracts(self):
        """Scheduled action, once a day. Running it again changes nothing; after a standstill it catches up."""
        with self.env["kam.run"]._recording(self.env._("Contracts")) as run:
            today = self.env["kam.account"]._today()
            contracts = self.sudo()
            for domain, step in (
                (self._to_renew(today), "_renew_itself"),
                (self._to_restate(today), "_restate"),
                (
                    Domain("todo_ids", "!=", False) & Domain("state", "in", ["ended", "renewed", "cancelled"]),
                    "_drop_todos",
                ),
                (Domain("state", "=", "notice"), "_remind"),
            ):
                found = contracts.search(domain, order="id")
                for ids in split_every(BATCH, found.ids):
                    contracts.browse(ids)._step(step, run, today)

    def _step(self, step, run, today):
        """One batch of one step; a contract that fails is noted and does not stop the others."""
        locked = self.try_lock_for_update()
        try:
            with self.env.cr.savepoint():
                getattr(locked, step)(run, today)
        except Exception:  # one of them: find it, and do the rest
            self.env.invalidate_all()
            for contract in locked:
                try:
                    with self.env.cr.savepoint():
                        getattr(contract, step)(run, today)
                except Exception as error:
                    self.env.invalidate_all()
                    run._note("failed", contract, str(error))
        self.env["ir.cron"]._commit_progress(len(locked))

    # -- renewal and state ----------------------------------------------------------------------------------

    @api.model
    def _to_renew(self, today):
        return (
            Domain("auto_renew", "=", True)
            & Domain("is_signed", "=", True)
            & Domain("cancelled_on", "=", False)
            & Domain("state", "!=", "renewed")
            & Domain("end_date", "<", today)
        )

    def _renew_itself(self, run, today):
        """Move the term on until it reaches today; the chatter keeps from when to when."""
        for contract in self:
            end, count = terms.renewed_end(contract.end_date, contract.renew_months, today)
            months = relativedelta(months=contract.renew_months * count)
            contract.write(
                {
                    "end_date": end,
                    "renewal_date": contract.renewal_date and contract.renewal_date + months,
                    "renewal_count": contract.renewal_count + count,
                }
            )
            contract.message_post(body=self.env._("Renewed by itself, until %s.", format_date(contract.env, end)))
        run._note("changed", self, self.env._("Renewed by themselves"))

    @api.model
    def _to_restate(self, today):
        """Contracts whose state a date has overtaken."""
        due = Domain("state", "=", "running") & Domain("remind_on", "<=", today) & Domain("decide_by", ">=", today)
        past = Domain("state", "=", "notice") & Domain("decide_by", "<", today)
        over = Domain("state", "in", ["running", "notice"]) & Domain("end_date", "<", today)
        return due | past | (over & Domain("auto_renew", "=", False))

    def _restate(self, run, today):
        self.env.add_to_compute(self._fields["state"], self)
        self.flush_recordset(["state"])
        run._note("changed", self, self.env._("State brought up to the day"))

    # -- to-dos ---------------------------------------------------------------------------------------------

    def _remind(self, run, today):
        """A to-do for whoever owns the contract, once for each day to decide by; those without room queue."""
        waiting = self.filtered(lambda one: one.reminded_for != one.decide_by and not one.todo_ids)
        todos = []
        for contract in waiting:
            user = contract._todo_user()
            if user:
                todos.append(contract._todo(user))
            else:
                run._note("skipped", contract, self.env._("Nobody to tell: the account has no manager"))
        made, queued = self.env["kam.todo.desk"]._give(todos)
        for activity in made:
            activity.kam_contract_id.reminded_for = activity.kam_contract_id.decide_by
        run._note("created", made, self.env._("To-dos about contracts"))
        run._note(
            "queued",
            self.browse([todo["vals"]["kam_contract_id"] for todo in queued]),
            self.env._("No room among the open to-dos; tried again tomorrow"),
        )

    def _todo_user(self):
        """The owner, else the account manager, else the leader of the team."""
        account = self.account_id
        people = (self.user_id, account.user_id, account.team_id.user_id, account.user_id.sale_team_id.user_id)
        return next((user for user in people if user.active), self.env["res.users"])

    def _todo(self, user):
        day = format_date(self.env, self.decide_by)
        contract = self.with_context(lang=user.lang)
        if self.auto_renew:
            summary = contract.env._(
                "%(contract)s: notice until %(day)s, or it renews itself", contract=self.name, day=day
            )
        else:
            summary = contract.env._("%(contract)s: agree the renewal until %(day)s", contract=self.name, day=day)
        return {
            "user_id": user.id,
            "account_id": self.account_id.id,
            "date": self.decide_by,
            "summary": summary,
            "source": "contract",
            "importance": 20,
            "vals": {"kam_contract_id": self.id},
        }

    def _drop_todos(self, run=None, today=None):
        """To-dos whose contract is over are no longer to be done."""
        todos = self.sudo().todo_ids
        if run:
            run._note("cancelled", ("mail.activity", len(todos)), self.env._("To-dos of contracts that are over"))
        todos.unlink()


class MailActivity(models.Model):
    """To-dos about a contract."""

    _inherit = "mail.activity"

    kam_contract_id = fields.Many2one(
        "kam.contract",
        string="Contract",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )


class KamAccount(models.Model):
    """Contracts of the account."""

    _inherit = "kam.account"

    contract_ids = fields.One2many("kam.contract", "account_id", string="Contracts")
    contract_count = fields.Integer(compute="_compute_contract_count", string="Contracts in Force")

    @api.depends("contract_ids.state")
    def _compute_contract_count(self):
        counts = {
            account.id: count
            for account, count in self.env["kam.contract"]._read_group(
                [("account_id", "in", self.ids), ("state", "in", ["running", "notice"])], ["account_id"], ["__count"]
            )
        }
        for account in self:
            account.contract_count = counts.get(account._origin.id, 0)

    def action_open_contracts(self):
        """The contracts of this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_contract_action")
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
