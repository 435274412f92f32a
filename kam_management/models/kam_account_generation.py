from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import generation_sql
from ..engine.reconcile import OPEN, Planned, reconcile
from ..engine.schedule import fiscal_year

#: Accounts per statement and commit.
BATCH = 20_000


class KamAccount(models.Model):
    """The matrix turned into dated actions for the year ahead: once each, and only the difference later."""

    _inherit = "kam.account"

    action_ids = fields.One2many("kam.influencing.action", "account_id", string="Influencing Actions")
    #: What the account's actions were generated for: cells, periods and owners; another stamp means due again.
    generated_stamp = fields.Char(copy=False, readonly=True)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"generated_stamp"}

    @api.model
    def _matrix_changed(self):
        """The matrix, or who stands for a role, changed: call the background run."""
        for cron in self._crons_of("_cron_generate"):
            cron._trigger()

    @api.model
    def _to_generate_domain(self):
        """Accounts that something changed for: cells, segment, owners, people in a role, or a new period in sight.

        The matrix is read when the domain is used, so a run follows it from batch to batch.
        """

        def to_sql(model, alias, _query):
            return SQL(
                "%s IN (%s)",
                SQL.identifier(alias, "id"),
                generation_sql.due(model.env["kam.account"]._matrix(), SQL("true")),
            )

        return Domain.custom(to_sql=to_sql)

    def _generate(self, run=None, matrix=None):
        """Bring the actions of these accounts to what the matrix wants, and note it on them (no commit).

        :param run: ``kam.run`` to write down what was done
        """
        if not self.ids:
            return
        ids = list(self.ids)
        matrix = matrix or self._matrix()
        self.env.flush_all()
        present, skip = self._reconcile_actions(matrix, run)
        if matrix.cells:
            made = self.env.execute_query(generation_sql.insert(matrix, ids, skip, self.env.uid))
            self._aim(made)
            self._fill_messages(matrix, made)
            present._move_to_owners(matrix, run)
            if run:
                run._note("created", ("kam.influencing.action", [row[0] for row in made]))
        self.env.cr.execute(generation_sql.stamp(matrix, ids))
        self.env.invalidate_all()

    @api.model
    def _aim(self, made):
        """Actions made for a person have them as target."""
        rows = [row for row in made if row[1]]
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO kam_influencing_action_stakeholder_rel (action_id, stakeholder_id)
                       SELECT * FROM unnest(%s::int[], %s::int[]) ON CONFLICT DO NOTHING""",
                    [row[0] for row in rows],
                    [row[1] for row in rows],
                )
            )

    @api.model
    def _fill_messages(self, matrix, made):
        """What the message of their row says is taken over, as for an action that is planned by hand."""
        if not made or not any(dict(cell.values).get("message_template_id") for cell in matrix.cells):
            return
        self.env.cr.execute(
            generation_sql.fill_messages([row[0] for row in made], self._main_company().partner_id.lang or "en_US")
        )

    def _move_to_owners(self, matrix, run):
        """Open actions follow the account's people; to-dos go along."""
        moved = self.env.execute_query(generation_sql.reassign(matrix, list(self.ids))) if self else []
        if not moved:
            return
        self._move_todos(moved)
        if run:
            run._note("changed", ("kam.influencing.action", [row[0] for row in moved]), self.env._("New owner"))

    @api.model
    def _move_todos(self, moved):
        """To-dos go to the new owners of their actions: [(action id, user id, state)]."""
        owners = {row[0]: row[1] for row in moved if row[2] == "todo" and row[1]}
        if not owners:
            return
        activities = self.env["mail.activity"].sudo().search([("kam_action_id", "in", list(owners))])
        for user, some in activities.grouped(lambda one: owners[one.kam_action_id.id]).items():
            some.with_context(mail_activity_quick_update=True).user_id = user

    # -- reconciling ----------------------------------------------------------------------------------------

    def _reconcile_actions(self, matrix, run):
        """Withdraw what is too much and let what stays fulfil the periods wanted now.

        :return: (accounts that had actions, [(account, activity, stakeholder, first day)] of periods to leave empty)
        """
        changes = self._differences(matrix)
        if changes["cancel"]:
            self._withdraw(changes["cancel"], run)
        if changes["fulfil"]:
            for statement in generation_sql.fulfil(changes["fulfil"]):
                self.env.cr.execute(statement)
        return self.browse(sorted({place[0] for place in changes["places"]})), changes["skip"]

    def _differences(self, matrix, only=None):
        """What the matrix changes about the actions there are.

        ``place`` is (account, activity, stakeholder or 0).

        :param only: {(segment id, activity id)} to look at; everything when absent
        :return: {"cancel": [(action id, place)], "fulfil": [(id, first, last, rule id)],
            "skip": [(*place, first day)] of periods to leave empty, "keep": [(*place, first day, is open)],
            "places": {place} that have actions}
        """
        accounts = self._generation_facts(matrix)
        cells = {(cell.segment_id, cell.activity_id): cell for cell in matrix.cells}
        changes = {"cancel": [], "fulfil": [], "skip": [], "keep": [], "places": set()}
        groups = {}
        for account, activity, person, *values in self.env.execute_query(generation_sql.generated(list(self.ids))):
            segment, month = accounts[account]
            if only is not None and (segment, activity) not in only:
                continue
            year = fiscal_year(values[1] or values[3], month)
            groups.setdefault((account, activity, person, year), []).append(values)
        memo = {}
        for (account, activity, person, year), rows in groups.items():
            segment, month = accounts[account]
            cell = cells.get((segment, activity))
            if cell and year not in matrix.years(month) and year < fiscal_year(matrix.today, month):
                continue
            wanted = matrix.wanted(cell, year, month) if cell else []
            place = (account, activity, person)
            self._hold_against(place, wanted, rows, cell, matrix.today, changes, memo)
        return changes

    def _generation_facts(self, matrix):
        """{account id: (segment id or None, first month of the fiscal year)}"""
        query = generation_sql.owners(matrix, SQL("a.id = ANY(%s)", list(self.ids)))
        return {
            row[0]: (row[1], row[2])
            for row in self.env.execute_query(SQL("SELECT id, segment_id, month FROM (%s) o", query))
        }

    def _hold_against(self, place, wanted, rows, cell, today, changes, memo):
        """Add to ``changes`` what follows for the actions of one account, activity and year."""
        existing = [
            Planned(number, start or day, end or day, day, "removed" if removed else state)
            for number, start, end, day, state, removed, _rule in rows
        ]
        pattern = (tuple(wanted), tuple((one.start, one.end, one.date, one.state) for one in existing))
        if pattern not in memo:
            numbered = [Planned(i, one.start, one.end, one.date, one.state) for i, one in enumerate(existing)]
            memo[pattern] = reconcile(wanted, numbered, today)
        difference = memo[pattern]
        changes["places"].add(place)
        changes["skip"] += [(*place, period[0]) for period in difference.leave]
        changes["cancel"] += [(existing[i].id, place) for i in difference.cancel]
        for i, period in difference.keep.items():
            number, start, end, _day, state, removed, rule = rows[i]
            first, last = period or (None, None)
            is_open = state in OPEN and not removed
            changes["keep"].append((*place, first, is_open))
            rule_id = cell.id if cell and is_open else rule
            if (first, last, rule_id) != (start, end, rule):
                changes["fulfil"].append((number, first, last, rule_id))

    def _withdraw(self, cancelled, run):
        """Cancel open actions by the rules, with the reason; their to-dos go."""
        reasons = self._withdrawal_reasons({place[:2] for _number, place in cancelled})
        ids = [number for number, _place in cancelled]
        texts = [reasons[place[:2]] for _number, place in cancelled]
        self.env.cr.execute(generation_sql.cancel(ids, texts))
        self.env["mail.activity"].sudo().search([("kam_action_id", "in", ids)]).unlink()
        if run:
            for text in sorted(set(texts)):
                some = [number for number, one in zip(ids, texts, strict=True) if one == text]
                run._note("cancelled", ("kam.influencing.action", some), text)

    def _withdrawal_reasons(self, places):
        """{(account id, activity id): why the matrix withdraws actions}"""
        env = self.with_context(active_test=False).sudo().env
        env["kam.account"].browse({account for account, _activity in places}).fetch(["active", "segment_id"])
        rules = {
            (rule.activity_id.id, rule.segment_id.id): rule
            for rule in env["kam.activity.rule"].search([("active", "=", True)])
        }
        return {place: self._withdrawal_reason(env, rules, *place) for place in places}

    def _withdrawal_reason(self, env, rules, account_id, activity_id):
        account = env["kam.account"].browse(account_id)
        activity = env["kam.influencing.activity"].browse(activity_id)
        rule = rules.get((activity_id, account.segment_id.id))
        if not account.active:
            return self.env._("The customer was archived.")
        if not activity.active:
            return self.env._("“%s” was taken out of the matrix.", activity.name)
        if not account.segment_id:
            return self.env._("The account is in no segment any more.")
        values = {"activity": activity.name, "segment": account.segment_id.code}
        if not rule or rule.mode != "scheduled":
            return self.env._("“%(activity)s” is not planned for segment %(segment)s.", **values)
        return self.env._(
            "“%(activity)s” is planned %(times)s times a year for segment %(segment)s.",
            times=rule.times_per_year,
            **values,
        )

    # -- scheduled action -----------------------------------------------------------------------------------

    @api.model
    def _cron_generate(self, batch=BATCH):
        """Scheduled action: dated actions for the year ahead, and to-dos for what is due. Sharded, resumable.

        A change of the matrix in between holds from the next batch on.
        """
        with self.env["kam.run"]._recording(self.env._("Carry out the activity matrix")) as run:
            done = self._run_batches(
                "_cron_generate",
                self._to_generate_domain(),
                lambda some: some._generate(run),
                lambda account: account._note_failed(run),
                batch=batch,
            )
            if done is not None:
                self._again(lambda: self._finish_generation(run))
        self.env["ir.cron"]._commit_progress(remaining=None if done is None else 0)

    @api.model
    def _finish_generation(self, run):
        """What is done once for all accounts: mass actions, archived people, to-dos. One worker does it."""
        if not self._alone("matrix"):
            return
        self._generate_mass(run)
        self._follow_archived(run)
        self._give_todos(run)
