from odoo import api, fields, models
from odoo.fields import Domain

#: The tour of a role is for whoever has it and none above it.
ROLES = [
    ("administrator", "Administrator", "kam_management.group_kam_admin"),
    ("manager", "Manager", "kam_management.group_kam_manager"),
    ("salesperson", "Salesperson", "kam_management.group_kam_user"),
]


class WebTourTour(models.Model):
    """Tours of the addon are each for one role: the one of another role does not start by itself."""

    _inherit = "web_tour.tour"

    kam_role = fields.Selection([(code, name) for code, name, _group in ROLES], string="Key Account Role")
    kam_title = fields.Char(string="Title", translate=True)
    kam_description = fields.Char(string="What It Shows", translate=True)

    @api.model
    def _kam_roles(self):
        """Codes of the roles that the user has, the highest first."""
        return [code for code, _name, group in ROLES if self.env.user.has_group(group)]

    @api.model
    def get_current_tour(self):
        """The next tour that starts by itself: of the addon's, only that of the user's role."""
        return super(WebTourTour, self.with_context(kam_role_of_user=self._kam_roles()[:1])).get_current_tour()

    @api.model
    def _search(self, domain, *args, **kwargs):
        roles = self.env.context.get("kam_role_of_user")
        if isinstance(roles, list):
            domain = Domain(domain) & Domain("kam_role", "in", [False, *roles])
        return super()._search(domain, *args, **kwargs)

    @api.model
    def kam_tours(self):
        """Tours that the user may be shown, that of their own role first.

        :return: [{"name", "title", "description", "seen"}]
        """
        roles = self._kam_roles()
        tours = self.search([("kam_role", "in", roles)]) if roles else self.browse()
        seen = tours.sudo().filtered(lambda tour: self.env.user in tour.user_consumed_ids)
        return [
            {
                "name": tour.name,
                "title": tour.kam_title,
                "description": tour.kam_description,
                "seen": tour in seen.with_env(self.env),
            }
            for tour in tours.sorted(lambda tour: roles.index(tour.kam_role))
        ]
