from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KamInfluencingAction(models.Model):
    """Whom a mass action speaks to: while it is planned, whoever belongs to it today; once done, whom it reached."""

    _inherit = "kam.influencing.action"

    reached_ids = fields.Many2many(
        "kam.account",
        "kam_action_reached_rel",
        "action_id",
        "account_id",
        readonly=True,
        copy=False,
        help="The accounts that belonged to the audience when the action was closed.",
    )
    audience_count = fields.Integer(
        compute="_compute_audience_count", string="Accounts", help="Of those you may read: who is or was addressed."
    )

    def _is_frozen(self):
        self.ensure_one()
        return self.state in ("done", "evaluated")

    def _audience_domain(self):
        """Domain of the accounts that one mass action speaks to, or spoke to when it is done."""
        self.ensure_one()
        if self._is_frozen():
            return Domain("reached_action_ids", "in", self._origin.ids)
        return self._chosen_domain()

    def _chosen_domain(self):
        """Domain of the accounts of the segments and those named, of the action's company."""
        chosen = Domain("id", "in", self.audience_account_ids._origin.ids) | Domain(
            "segment_id", "in", self.audience_segment_ids._origin.ids
        )
        return chosen & Domain("company_id", "in", [self.company_id.id, False]) if self.company_id else chosen

    @api.depends("state", "account_id", "company_id", "audience_segment_ids", "audience_account_ids", "reached_ids")
    def _compute_audience_count(self):
        """A handful of queries for any number of actions; of segments with many accounts only the count is read."""
        mass = self.filtered(lambda action: not action.account_id)
        (self - mass).audience_count = 1
        frozen = mass.filtered(lambda action: action._is_frozen())
        accounts = self.env["kam.account"]
        reached = {
            action.id: count
            for action, count in accounts._read_group(
                [("reached_action_ids", "in", frozen._origin.ids)], ["reached_action_ids"], ["__count"]
            )
        }
        for action in frozen:
            action.audience_count = reached.get(action._origin.id, 0)
        planned = mass - frozen
        segments = {
            (segment.id, company.id): count
            for segment, company, count in accounts._read_group(
                [("segment_id", "in", planned.audience_segment_ids._origin.ids)],
                ["segment_id", "company_id"],
                ["__count"],
            )
        }
        named = accounts.search_fetch(
            [("id", "in", planned.audience_account_ids._origin.ids)], ["segment_id", "company_id"]
        )
        for action in planned:
            wanted = set(action.audience_segment_ids._origin.ids)
            companies = {action.company_id.id, False} if action.company_id else None
            action.audience_count = sum(
                count
                for (segment_id, company_id), count in segments.items()
                if segment_id in wanted and (companies is None or company_id in companies)
            ) + sum(
                account.segment_id.id not in wanted and (companies is None or account.company_id.id in companies)
                for account in named & action.audience_account_ids._origin
            )

    def _freeze_audience(self):
        """Keep whom mass actions reach, a statement each: later moves of accounts change nothing any more."""
        for action in self.filtered(lambda one: not one.account_id):
            self.env.flush_all()
            query = self.env["kam.account"].sudo()._search(action.sudo()._chosen_domain())
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kam_action_reached_rel (action_id, account_id)"
                    " SELECT %s, a.id FROM (%s) AS a(id) ON CONFLICT DO NOTHING",
                    action.id,
                    query.select(),
                )
            )
        self.invalidate_recordset(["reached_ids", "audience_count"])

    def _thaw_audience(self):
        """Not done after all: whoever belongs to the audience today counts again."""
        self.sudo().write({"reached_ids": [fields.Command.clear()]})

    def action_open_audience(self):
        """Exactly the accounts counted."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._kam_titled("kam_account_action")
        domain = Domain("id", "=", self.account_id.id) if self.account_id else self._audience_domain()
        return {
            **action,
            "name": self.env._("Reached by %s", self.display_name) if self._is_frozen() else self.display_name,
            "domain": list(domain),
            "context": {},
        }


class KamAccount(models.Model):
    """The other side: mass actions that reached an account."""

    _inherit = "kam.account"

    reached_action_ids = fields.Many2many(
        "kam.influencing.action",
        "kam_action_reached_rel",
        "account_id",
        "action_id",
        string="Reached by",
        readonly=True,
        copy=False,
    )
