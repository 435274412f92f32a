from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

#: What each step opens.
SCREENS = {
    "accounts": "kam_setup_action",
    "capacity": "kam_segment_action",
    "services": "kam_service_packages_action",
    "matrix": "kam_activity_matrix_action",
    "owners": "kam_owner_role_action",
    "cadence": "kam_cadence_step_action",
    "alerts": "kam_alert_rule_action",
    "selection": "kam_settings_action",
    "targets": "kam_target_table_action",
    "programme": "kam_programme_action",
}


class KamSetupStep(models.Model):
    """One step of the set-up guide. Whether it is done follows from the data of the company, never from a tick."""

    _name = "kam.setup.step"
    _description = "Step of the Set-Up"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    skipped_company_ids = fields.Many2many("res.company", string="Left as It Is in", readonly=True)
    number = fields.Integer(compute="_compute_state")
    state = fields.Selection(
        [("todo", "To do"), ("default", "As delivered"), ("done", "Done"), ("skipped", "Left as it is")],
        compute="_compute_state",
        help="As delivered: it works, and nobody has looked whether it fits this company.",
    )
    figure = fields.Char(compute="_compute_state", string="What the Data Says")
    is_current = fields.Boolean(compute="_compute_state", help="The first one that is open.")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another step has this code.")

    @api.depends_context("company", "uid")
    @api.depends("code", "skipped_company_ids")
    def _compute_state(self):
        company = self.env.company
        found = {}
        for number, step in enumerate(self.sudo().search([]), start=1):  # pylint: disable=no-search-all
            state, figure = getattr(step, f"_look_{step.code}", step._look_unknown)(company)
            if state != "done" and company in step.skipped_company_ids:
                state = "skipped"
            found[step.id] = (number, state, figure)
        first = next((key for key, (_no, state, _figure) in found.items() if state in ("todo", "default")), None)
        for step in self:
            step.number, step.state, step.figure = found.get(step._origin.id, (0, "todo", False))
            step.is_current = step._origin.id == first

    # -- buttons --------------------------------------------------------------------------------------------

    def action_open(self):
        """The screen where this step is done."""
        self.ensure_one()
        self.check_access("write")
        return self.env["ir.actions.actions"]._for_xml_id(f"kam_management.{SCREENS[self.code]}")

    def action_skip(self):
        """Leave it as it is, in the user's company."""
        self.check_access("write")
        self.sudo().skipped_company_ids |= self.env.company
        return True

    def action_take_up(self):
        """Take a step up again that was left, in the user's company."""
        self.check_access("write")
        self.sudo().skipped_company_ids -= self.env.company
        return True

    # -- what the data says ---------------------------------------------------------------------------------

    def _look_unknown(self, _company):
        return "todo", False

    @api.model
    def _touched(self, *names):
        """Whether a person has changed the configuration since it was delivered."""
        return any(
            self.env[name]
            .sudo()
            .with_context(active_test=False)
            .search_count([("write_uid", "!=", SUPERUSER_ID)], limit=1)
            for name in names
        )

    @api.model
    def _accounts_of(self, company):
        """The domain of a company's accounts, those that all companies share among them."""
        return [("company_id", "in", [False, company.id]), ("active", "=", True)]

    def _look_accounts(self, company):
        accounts = self.env["kam.account"].sudo()
        domain = [*self._accounts_of(company), ("status", "=", "key")]
        [(keys, managers)] = accounts._read_group(domain, [], ["__count", "user_id:count_distinct"])
        if not keys:
            return "todo", self.env._("No account is a key account yet.")
        alone = accounts.search_count([*domain, ("user_id", "=", False)])
        figure = self.env._("%(keys)s key accounts, %(managers)s account managers", keys=keys, managers=managers)
        if alone:
            return "todo", self.env._("%(figure)s; %(count)s accounts without a manager", figure=figure, count=alone)
        return "done", figure

    def _look_capacity(self, company):
        over = self.env["kam.account"]._overloads(company)
        segments = self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        slots = ", ".join(f"{one.code} {one.slots_per_manager}" for one in segments)
        if over:
            return "todo", self.env._("Per account manager: %(slots)s. %(over)s", slots=slots, over=" ".join(over))
        figure = self.env._("Per account manager: %s. Nobody has more.", slots)
        return ("done" if self._touched("kam.segment") else "default"), figure

    def _look_services(self, _company):
        services = self.env["kam.service"].sudo().search_count([])
        segments = self.env["kam.segment"].sudo().search_count([])
        lines = (
            self.env["kam.service.package.line"]
            .sudo()
            .search_count([("service_id.active", "=", True), ("segment_id.active", "=", True)])
        )
        figure = self.env._(
            "%(services)s services for %(segments)s segments: %(lines)s of %(all)s decided",
            services=services,
            segments=segments,
            lines=lines,
            all=services * segments,
        )
        if lines < services * segments or not services:
            return "todo", figure
        return ("done" if self._touched("kam.service", "kam.service.package.line") else "default"), figure

    def _look_matrix(self, _company):
        rules = self.env["kam.activity.rule"].sudo()
        cells = rules.search_count([("active", "=", True), ("activity_id.active", "=", True)])
        activities = self.env["kam.influencing.activity"].sudo().search_count([])
        figure = self.env._("%(activities)s activities, %(cells)s cells", activities=activities, cells=cells)
        if not cells:
            return "todo", figure
        return ("done" if self._touched("kam.activity.rule", "kam.influencing.activity") else "default"), figure

    def _look_owners(self, _company):
        cells = self.env["kam.activity.rule"].sudo().search([("activity_id.active", "=", True)])
        used = {cell._role() for cell in cells}
        # The others follow from each account: its manager, sponsor and team leader.
        nobody = (
            self.env["kam.owner.role"]
            .sudo()
            .search([("code", "in", [*used & {"marketing", "service"}]), ("user_id", "=", False)])
        )
        if nobody:
            return "todo", self.env._("Nobody stands for: %s", ", ".join(nobody.mapped("name")))
        hours = sum(self.env["kam.owner.role"].sudo().search([]).mapped("hours_per_month"))
        if not hours:
            return "todo", self.env._("No role has hours yet, so no overload shows.")
        figure = self.env._("Every role that is used has a person.")
        return ("done" if self._touched("kam.owner.role") else "default"), figure

    def _look_cadence(self, company):
        year = company._kam_fiscal_year(self.env["kam.account"]._today())
        months = dict(company._kam_month_selection())
        steps = self.env["kam.cadence.step"].sudo().search_count([])
        laid = (
            self.env["kam.plan.milestone"]
            .sudo()
            .search_count([("company_id", "in", [False, company.id]), ("year", "=", year)])
        )
        figure = self.env._(
            "The fiscal year starts in %(month)s; %(steps)s steps; %(laid)s milestones in %(year)s",
            month=months.get(company.kam_fiscal_month, ""),
            steps=steps,
            laid=laid,
            year=year,
        )
        if not steps:
            return "todo", figure
        return ("done" if laid or self._touched("kam.cadence.step") else "default"), figure

    def _look_alerts(self, company):
        rules = self.env["kam.alert.rule"].sudo()
        active = rules.search_count([])
        last = self.env["kam.account"].sudo()._read_group(self._accounts_of(company), [], ["alerts_on:max"])[0][0]
        if not active:
            return "todo", self.env._("No rule is active.")
        figure = self.env._("%s rules are active", active)
        if last:
            figure = self.env._("%(figure)s; last looked on %(day)s", figure=figure, day=format_date(self.env, last))
        return ("done" if self._touched("kam.alert.rule") else "default"), figure

    def _look_selection(self, company):
        today = self.env["kam.account"]._today()
        day = company._kam_selection_date(company._kam_fiscal_year(today))
        held = (
            self.env["kam.selection.review"].sudo().search_count([("company_id", "in", [False, company.id])], limit=1)
        )
        figure = self.env._("Opens on %s each year", format_date(self.env, day, date_format="d MMMM"))
        standard = (company.kam_selection_month, company.kam_selection_day) == (11, 15)
        return ("default" if standard and not held else "done"), figure

    def _look_targets(self, company):
        year = company._kam_fiscal_year(self.env["kam.account"]._today())
        count = (
            self.env["kam.target"].sudo().search_count([("company_id", "in", [False, company.id]), ("year", "=", year)])
        )
        figure = self.env._("%(count)s targets for %(year)s", count=count, year=year)
        return ("done" if count else "todo"), figure

    def _look_programme(self, company):
        year = company._kam_fiscal_year(self.env["kam.account"]._today())
        domain = [("company_id", "=", company.id), ("year", "=", year)]
        answers = self.env["kam.programme.answer"].sudo()
        owned = answers.search_count([*domain, ("user_id", "!=", False)])
        known = answers.search_count([*domain, ("answer", "!=", "unknown")])
        figure = self.env._(
            "%(known)s questions have an answer, %(owned)s an owner, in %(year)s", known=known, owned=owned, year=year
        )
        by_hand = answers.search_count([*domain, ("source", "=", False), ("answer", "!=", "unknown")])
        return ("done" if owned or by_hand else "todo"), figure
