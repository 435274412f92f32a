"""What we say to whom, by which channel and to what end: ready-made rows of an influencing plan (K7)."""

from odoo import api, fields, models


class KamMessageTemplate(models.Model):
    """A message that fits a buying stage, certain roles and a level of benefit; it fills the action in."""

    _name = "kam.message.template"
    _description = "Message Template"
    _inherit = ["kam.configuration.mixin"]
    _order = "stage_id, sequence, id"

    #: What choosing a template fills in on an action: the same names on both.
    FILLS = ("message", "goal", "planned_outcome", "success_measure")

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    stage_id = fields.Many2one(
        "kam.buying.stage",
        string="Buying Stage",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: fits every stage.",
    )
    role_ids = fields.Many2many(
        "kam.stakeholder.role",
        "kam_message_template_role_rel",
        "template_id",
        "role_id",
        string="For Whom",
        help="Empty: fits everybody.",
    )
    benefit_id = fields.Many2one(
        "kam.benefit",
        string="Benefit Level",
        ondelete="restrict",
        index="btree_not_null",
        help="Which benefit it speaks of: a higher one overrides a lower one.",
    )
    medium_id = fields.Many2one("utm.medium", string="Channel", ondelete="restrict", index="btree_not_null")
    message = fields.Html(translate=True, help="What is said or shown; it is copied to the action and changed there.")
    goal = fields.Char(translate=True, help="What it is to bring about, such as a sense of urgency.")
    planned_outcome = fields.Char(translate=True)
    success_measure = fields.Char(string="Measure of Success", translate=True)
    action_ids = fields.One2many("kam.influencing.action", "message_template_id", string="Actions")
    action_count = fields.Integer(compute="_compute_action_count", string="Used")

    @api.depends("action_ids")
    def _compute_action_count(self):
        counts = {
            template.id: count
            for template, count in self.env["kam.influencing.action"]._read_group(
                [("message_template_id", "in", self.ids)], ["message_template_id"], ["__count"]
            )
        }
        for template in self:
            template.action_count = counts.get(template.id, 0)

    @api.model
    def _fitting(self, stage, roles):
        """Templates for a stage and roles, the closest fit first.

        :param stage: ``kam.buying.stage``; empty: any
        :param roles: ``kam.stakeholder.role`` of the targets; empty: any
        :return: those that speak to the stage and to one of the roles, or to everybody
        """
        templates = self.search([("stage_id", "in", [stage.id, False])] if stage else [])
        if roles:
            templates = templates.filtered(lambda one: not one.role_ids or one.role_ids & roles)
        return templates.sorted(lambda one: (not (one.role_ids & roles), bool(stage) and not one.stage_id))

    def action_open_actions(self):
        """The actions that use this message."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_influencing_action_action")
        return {**action, "domain": [("message_template_id", "=", self.id)], "context": {}}
