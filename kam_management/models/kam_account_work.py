from odoo import api, fields, models
from odoo.tools import format_date

from .kam_direction import arrow


class KamAccount(models.Model):
    """What a salesperson sees of an account at nine in the morning: badge, next action, what changed."""

    _inherit = ["kam.account", "kam.badge.mixin"]
    _name = "kam.account"

    badge = fields.Json(compute="_compute_badge")
    next_action = fields.Char(compute="_compute_next_action", string="Next")
    next_action_date = fields.Date(compute="_compute_next_action", string="Next Date")
    last_change = fields.Char(compute="_compute_last_change", string="What Changed")
    growth = fields.Float(compute="_compute_growth", string="Growth %", digits=(16, 1))
    growth_known = fields.Boolean(compute="_compute_growth")
    lead_count = fields.Integer(compute="_compute_lead_count", string="Open Opportunities")
    assessment_count = fields.Integer(compute="_compute_assessment_count")
    contact_count = fields.Integer(compute="_compute_contact_count", string="Contacts")

    @api.depends("segment_id", "tier_id", "override_segment_id", "override_tier_id", "override_until")
    def _compute_badge(self):
        badge = self._badge_maker()
        for account in self:
            account.badge = badge(account.segment_id.id, account.tier_id.id, account.id, account._override_holds())

    @api.depends("activity_ids.date_deadline", "activity_ids.active", "lead_ids.activity_ids.date_deadline")
    def _compute_next_action(self):
        """The earliest open to-do on the account or on one of its opportunities: two reads for all,
        of the opportunities only those that have a to-do."""
        leads = self._readable_leads()._search([("kam_account_id", "in", self.ids)])
        activities = self.env["mail.activity"].search_fetch(
            [
                "|",
                "&",
                ("res_model", "=", "kam.account"),
                ("res_id", "in", self.ids),
                "&",
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads),
            ],
            ["res_model", "res_id", "summary", "activity_type_id", "date_deadline"],
            order="date_deadline, id",
        )
        owners = {("kam.account", account_id): account_id for account_id in self.ids}
        with_to_dos = {activity.res_id for activity in activities if activity.res_model == "crm.lead"}
        for lead in self.env["crm.lead"].sudo().browse(with_to_dos).with_context(active_test=False):
            owners["crm.lead", lead.id] = lead.kam_account_id.id
        first = {}
        for activity in activities:
            first.setdefault(owners[activity.res_model, activity.res_id], activity)
        for account in self:
            activity = first.get(account.id)
            account.next_action = activity and (activity.summary or activity.activity_type_id.name)
            account.next_action_date = activity and activity.date_deadline

    @api.depends("change_ids")
    def _compute_last_change(self):
        """The latest move in one line, such as "Tier: plus → key, 12 Mar"."""
        kinds = dict(self.env["kam.account.change"]._fields["kind"]._description_selection(self.env))
        latest = (
            self.env["kam.account.change"]
            .sudo()
            ._read_group(
                [("account_id", "in", self.ids), ("kind", "in", ["segment", "tier", "level", "status"])],
                ["account_id"],
                ["id:max"],
            )
        )
        changes = {
            change.account_id.id: change
            for change in self.env["kam.account.change"].sudo().browse([row[1] for row in latest])
        }
        for account in self:
            change = changes.get(account.id)
            account.last_change = change and self.env._(
                "%(kind)s: %(old)s %(arrow)s %(new)s, %(date)s",
                arrow=arrow(self.env),
                kind=kinds[change.kind],
                old=change.old_value or "–",
                new=change.new_value or "–",
                date=format_date(
                    self.env, fields.Datetime.context_timestamp(self, change.date).date(), date_format="d MMM"
                ),
            )

    @api.depends("revenue", "revenue_previous")
    def _compute_growth(self):
        base = self.env["res.config.settings"].sudo()._kam_get("growth_min_base")
        for account in self:
            known = account.revenue_previous > 0 and account.revenue_previous >= base
            account.growth_known = known
            account.growth = (
                (account.revenue - account.revenue_previous) * 100 / account.revenue_previous if known else 0.0
            )

    @api.depends("lead_ids.won_status", "lead_ids.active")
    def _compute_lead_count(self):
        counts = {
            account.id: count
            for account, count in self._readable_leads()._read_group(
                self._open_leads_domain(), ["kam_account_id"], ["__count"]
            )
        }
        for account in self:
            account.lead_count = counts.get(account.id, 0)

    @api.model
    def _readable_leads(self):
        """The leads a user sees; for one with a key account role alone, the system's answer: counts and dates."""
        leads = self.env["crm.lead"]
        return leads if leads.has_access("read") else leads.sudo()

    def _open_leads_domain(self):
        return [
            ("kam_account_id", "in", self.ids),
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
        ]

    @api.depends("assessment_ids")
    def _compute_assessment_count(self):
        counts = {
            account.id: count
            for account, count in self.env["kam.assessment"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        }
        for account in self:
            account.assessment_count = counts.get(account.id, 0)

    @api.depends("partner_id.child_ids")
    def _compute_contact_count(self):
        partners = self.sudo().partner_id
        counts = {
            partner.id: count
            for partner, count in self.env["res.partner"]._read_group(
                [("commercial_partner_id", "in", partners.ids), ("id", "not in", partners.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        }
        for account in self:
            account.contact_count = counts.get(account.partner_id.id, 0)

    # -- buttons --------------------------------------------------------------------------------------------

    def action_open_leads(self):
        """Exactly the open opportunities counted on the button."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_opportunities")
        action["domain"] = self._open_leads_domain()
        action["context"] = {"default_partner_id": self.partner_id.id, "default_type": "opportunity"}
        return action

    def action_open_contacts(self):
        """The people of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_form")
        action["domain"] = [
            ("commercial_partner_id", "=", self.partner_id.id),
            ("id", "!=", self.partner_id.id),
        ]
        action["context"] = {"default_parent_id": self.partner_id.id}
        return action

    def action_open_assessments(self):
        """The assessments of this account, the latest first."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_assessment_action")
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"default_account_id": self.id}
        return action

    def action_screen(self):
        """Read the pipeline again for these accounts now."""
        self.check_access("write")
        self.sudo()._screen()
        return True
