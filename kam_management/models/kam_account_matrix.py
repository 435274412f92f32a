from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..engine.matrix import Cell, Matrix
from ..engine.schedule import fiscal_year, year_bounds


class KamAccount(models.Model):
    """The activity matrix as the generation reads it: afresh for each batch, so that a change in between holds."""

    _inherit = "kam.account"

    @api.model
    def _matrix(self, changes=None):
        """The matrix of now (engine ``Matrix``).

        :param changes: {(activity id, segment id): values of ``kam.activity.rule``} that are not saved yet
        """
        env = self.sudo().with_context(active_test=False, lang=self._main_company().partner_id.lang).env
        today = self._today()
        horizon = today + relativedelta(months=int(env["res.config.settings"]._kam_get("horizon_months")))
        main = self._main_company()
        months = {company.id: int(company.kam_fiscal_month or 1) for company in env["res.company"].search([]) - main}
        months[main.id] = int(main.kam_fiscal_month or 1)
        cells = self._cells(env, changes or {})
        calendars, calendar_of = self._work_calendars(
            self._possible_owners(cells), *self._whole_years(today, horizon, set(months.values()))
        )
        functions = [
            env.ref(f"kam_management.team_function_{name}", raise_if_not_found=False)
            for name in ("marketing", "service")
        ]
        return Matrix(
            cells=[cell for kind, cell in cells if kind == "personal"],
            mass=[cell for kind, cell in cells if kind == "mass"],
            today=today,
            horizon=horizon,
            months=months,
            month=months[main.id],
            persons=env["kam.owner.role"]._persons(),
            calendars=calendars,
            calendar_of=calendar_of,
            marketing=functions[0].id if functions[0] else 0,
            service=functions[1].id if functions[1] else 0,
        )

    @api.model
    def _whole_years(self, first, last, months):
        """First and last day of the fiscal years that touch a time."""
        return (
            min(year_bounds(fiscal_year(first, month), month)[0] for month in months),
            max(year_bounds(fiscal_year(last, month), month)[1] for month in months),
        )

    @api.model
    def _cells(self, env, changes):
        """[(kind, engine ``Cell``)] of the scheduled cells in force, with changes that are not saved."""
        rules = {(one.activity_id.id, one.segment_id.id): one for one in env["kam.activity.rule"].search([])}
        cells = []
        for key in {**rules, **changes}:
            activity = env["kam.influencing.activity"].browse(key[0])
            rule = rules.get(key, env["kam.activity.rule"])
            if key in changes:
                rule = env["kam.activity.rule"].new(self._changed_values(key, rule, changes[key]), origin=rule)
            used = rule.active and rule.mode == "scheduled" and rule.times_per_year > 0
            if used and activity.active and rule.segment_id.active and activity.kind != "standing":
                cells.append((activity.kind, self._cell(rule, activity)))
        return cells

    @api.model
    def _changed_values(self, key, rule, change):
        """Values of a rule with a change of the matrix screen."""
        values = {"activity_id": key[0], "segment_id": key[1], "active": True, **change}
        quarters = values.pop("quarters", None)
        if quarters is not None:
            values |= {f"q{number}": number in quarters for number in (1, 2, 3, 4)}
        return {name: value for name, value in values.items() if name in rule._fields}

    @api.model
    def _cell(self, rule, activity):
        person = rule.user_id if rule.user_id.active else rule.user_id.browse()
        return Cell(
            id=rule._origin.id or 0,
            activity_id=activity.id,
            segment_id=rule.segment_id._origin.id or rule.segment_id.id,
            times=rule.times_per_year,
            quarters=rule._quarters(),
            role=rule.owner_role or activity.owner_role,
            user_id=person._origin.id or person.id or 0,
            person_roles=tuple(sorted(activity.stakeholder_role_ids.ids)) if activity.kind == "personal" else (),
            values=(
                ("hours", activity.hours),
                ("cost", activity.cost),
                ("medium_id", activity.medium_id.id or None),
                ("campaign_id", activity.campaign_id.id or None),
                ("stage_id", activity.stage_id.id or None),
                ("message_template_id", activity.message_template_id.id or None),
                ("goal", activity.goal or None),
            ),
        )

    @api.model
    def _possible_owners(self, cells):
        """Ids of the active users who can own an action."""
        fixed = [cell.user_id for _kind, cell in cells if cell.user_id]
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM res_users u
                    WHERE active AND (id = ANY(%s)
                       OR EXISTS (SELECT FROM kam_account a WHERE a.user_id = u.id)
                       OR EXISTS (SELECT FROM kam_account a WHERE a.sponsor_id = u.id)
                       OR EXISTS (SELECT FROM crm_team t WHERE t.user_id = u.id)
                       OR EXISTS (SELECT FROM kam_account_member m WHERE m.user_id = u.id)
                       OR EXISTS (SELECT FROM kam_owner_role r WHERE r.user_id = u.id))""",
                fixed,
            )
        )
        return [row[0] for row in rows]
