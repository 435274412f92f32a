"""What somebody at the customer is in the buying: business owner, champion, budget owner … (K6)."""

from odoo import api, fields, models, tools


class KamStakeholderRole(models.Model):
    """A role of stakeholders; three flags say which of them the findings look for."""

    _name = "kam.stakeholder.role"
    _description = "Stakeholder Role"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"
    _is_cached = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    is_decision = fields.Boolean(string="Decides", help="Somebody with this role decides: no such person is a finding.")
    is_budget = fields.Boolean(string="Owns the Budget", help="Nobody with this role is a finding.")
    is_champion = fields.Boolean(string="Champion", help="Nobody with this role is a finding.")
    keywords = fields.Char(
        translate=True,
        help="Words of a position, separated by commas, that suggest this role when somebody is proposed.",
    )
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another role has this code. Choose one that is free.")

    @api.model
    @tools.ormcache("self.env.lang")
    def _data(self):
        """Roles in the user's language: do not change the dictionaries.

        :return: {id: {"id", "name", "color", "keywords": [lower-case words], "flags": set, "active"}}
        """
        roles = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {
            role.id: {
                "id": role.id,
                "name": role.name,
                "color": role.color,
                "keywords": [word.strip().lower() for word in (role.keywords or "").split(",") if word.strip()],
                "flags": {flag for flag in ("decision", "budget", "champion") if role[f"is_{flag}"]},
                "active": role.active,
            }
            for role in roles
        }

    @api.model
    def _suggest(self, title):
        """Ids of the role that a position suggests, at most one.

        The longest word that is found wins: “purchasing manager” is procurement, not management.
        """
        title = (title or "").lower()
        found = [
            (len(word), -number)
            for number, role in self._data().items()
            for word in role["keywords"]
            if role["active"] and word in title
        ]
        return [-max(found)[1]] if found else []
