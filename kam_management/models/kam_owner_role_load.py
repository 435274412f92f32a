from odoo import api, fields, models


class KamOwnerRole(models.Model):
    """How many people share the work of a role: its capacity is theirs together (K8)."""

    _inherit = "kam.owner.role"

    persons = fields.Integer(
        string="People",
        help="How many people share the work of this role. 0 = counted from the accounts: their managers, "
        "sponsors and team leaders, and whoever stands for the role.",
    )

    _persons_positive = models.Constraint(
        "CHECK(persons >= 0)", "The number of people cannot be negative. Enter 0 to have them counted."
    )

    @api.model
    def _load_data(self):
        """What each role can take.

        :return: [{"code", "name", "persons", "hours_per_month", "capacity"}]; capacity in hours a month
        """
        counted = self._count_persons()
        roles = self.sudo().search([("active", "=", True)])
        return [
            {
                "code": role.code,
                "name": role.name,
                "persons": role.persons or counted.get(role.code, 0),
                "hours_per_month": role.hours_per_month,
                "capacity": (role.persons or counted.get(role.code, 0)) * role.hours_per_month,
            }
            for role in roles
        ]

    @api.model
    def _count_persons(self):
        """{role code: number of people who are found in it}: a number, whoever looks at it."""
        accounts = self.env["kam.account"].sudo()
        domain = accounts._matrix_domain()
        [(managers, sponsors)] = accounts._read_group(
            domain, [], ["user_id:count_distinct", "sponsor_id:count_distinct"]
        )
        teams = [team for (team,) in accounts._read_group([*domain, ("team_id", "!=", False)], ["team_id"])]
        leaders = {team.user_id.id for team in teams if team.user_id}
        found = {"account_manager": managers, "sales": managers, "sponsor": sponsors, "management": len(leaders)}
        return {**dict.fromkeys(self._persons(), 1), **{code: number for code, number in found.items() if number}}
