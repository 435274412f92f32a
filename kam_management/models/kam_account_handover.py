from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: So many of each kind of fact are shown; the rest is one click away on the account.
MANY = 10


class KamAccountHandover(models.Model):
    """A hunter offers a won account to a farmer, with the facts; the farmer accepts or declines (K11).

    The account changes hands in the name of the one who offered it and with their rights at that moment: nobody gives
    away what they may not, and the farmer needs no access before.
    """

    _name = "kam.account.handover"
    _description = "Hand-Over from Hunter to Farmer"
    _inherit = ["kam.account.child.mixin", "kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _order = "id desc"
    _rec_name = "account_id"
    _mail_post_access = "read"

    from_user_id = fields.Many2one(
        "res.users", string="Hunter", default=lambda self: self.env.user, required=True, readonly=True, index=True
    )
    to_user_id = fields.Many2one(
        "res.users", string="Farmer", required=True, index=True, domain="[('share', '=', False)]"
    )
    state = fields.Selection(
        [("offered", "Offered"), ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")],
        default="offered",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    facts = fields.Html(
        compute="_compute_facts",
        store=True,
        readonly=False,
        precompute=True,
        help="What is known, as of the day of the offer.",
    )
    note = fields.Text(string="What Else to Know", help="What was promised, what to avoid, who to call first.")
    with_leads = fields.Boolean(
        string="Open opportunities too", help="Those of the account manager who gives the account away."
    )
    with_todos = fields.Boolean(
        string="Open to-dos too",
        default=True,
        help="Those on the account, of the account manager who gives it away.",
    )
    answered_on = fields.Date(readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    overload = fields.Text(
        compute="_compute_overload", compute_sudo=True, help="Whether the farmer would have more than they can serve."
    )

    _offered_once = models.UniqueIndex(
        "(account_id) WHERE state = 'offered'",
        "This account is offered to somebody already. Withdraw that offer first.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state", "answered_on", "from_user_id"}

    @api.depends("account_id.segment_id", "to_user_id", "state")
    def _compute_overload(self):
        """Before the account changes hands, to both who offers and who accepts."""
        for offer in self:
            account, user = offer.account_id._origin, offer.to_user_id._origin
            is_open = offer.state == "offered" and account and user
            offer.overload = "\n".join(account._overloads_if(user=user)) if is_open else False

    @api.depends_context("uid")
    @api.depends("to_user_id", "state")
    def _compute_is_mine(self):
        for offer in self:
            offer.is_mine = offer.state == "offered" and offer.to_user_id == self.env.user

    # -- the facts ------------------------------------------------------------------------------------------

    @api.depends("account_id")
    def _compute_facts(self):
        for offer in self:
            # What the one who offers may read, and nothing more.
            account = offer.account_id.sudo(False)
            offer.facts = account and self.env["ir.qweb"]._render("kam_management.kam_handover_facts", account._facts())

    @api.constrains("to_user_id", "account_id")
    def _check_to_user(self):
        group = "kam_management.group_kam_user"
        for offer in self:
            user, account = offer.to_user_id, offer.sudo().account_id
            if offer.state == "offered" and user == account.user_id:
                raise ValidationError(
                    self.env._("%s manages this account already. Choose the one who takes over.", user.name)
                )
            if not user.sudo().has_group(group):
                raise ValidationError(
                    self.env._("%s has no access to key accounts. Give them a sales role first.", user.name)
                )
            offer._check_colleague(user)

    @api.model_create_multi
    def create(self, vals_list):
        """Offer: the farmer gets the to-do."""
        offers = super().create(vals_list)
        for offer in offers:
            offer.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=offer.to_user_id.id,
                summary=self.env._("Take over %s?", offer.sudo().account_id.display_name),
                note=offer.note and self.env._("%(hunter)s: %(note)s", hunter=offer.from_user_id.name, note=offer.note),
            )
        return offers

    def write(self, vals):
        """Write; an offer that was answered is history."""
        if not self.env.su and {"to_user_id", "note", "facts", "with_leads", "with_todos"} & vals.keys():
            for offer in self:
                offer._check_open()
        return super().write(vals)

    # -- the answer -----------------------------------------------------------------------------------------

    def action_accept(self):
        """Take the account over (the farmer): manager, stage and what was offered with it."""
        self._check_answer()
        offer = self.sudo()
        hunter = offer.from_user_id
        account = offer.account_id.with_user(hunter).with_context(allowed_company_ids=hunter.company_ids.ids)
        if not account.has_access("write"):
            raise UserError(
                self.env._(
                    "%(hunter)s may not give %(account)s away any more. Ask a manager to hand it over.",
                    hunter=hunter.name,
                    account=offer.account_id.display_name,
                )
            )
        previous = offer.account_id.user_id or hunter
        if offer.with_leads and account.env["crm.lead"].has_access("write"):
            account.env["crm.lead"].search(
                [("kam_account_id", "=", account.id), ("user_id", "=", previous.id), ("won_status", "=", "pending")]
            ).write({"user_id": offer.to_user_id.id})
        if offer.with_todos:
            account.activity_ids.filtered(lambda one: one.user_id == previous).write({"user_id": offer.to_user_id.id})
        cause = self.env._("Handed over by %s", hunter.name)
        account.with_context(mail_auto_subscribe_no_notify=True, kam_cause=cause).write(
            {"user_id": offer.to_user_id.id, **account._first_farmer_stage()}
        )
        self._answer("accepted", self.env._("%s took the account over.", self.env.user.name))
        return offer.account_id.sudo(False)._open()

    def action_decline(self):
        """Leave the account with the hunter, who is told (the farmer)."""
        self._check_answer()
        self._answer("declined", self.env._("%s does not take the account over.", self.env.user.name))
        return True

    def action_withdraw(self):
        """Take the offer back (whoever may write the account)."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._answer("withdrawn", self.env._("The offer was withdrawn."))
        return True

    def _check_open(self):
        if self.state != "offered":
            raise UserError(self.env._("This offer was answered already. Offer the account again if need be."))

    def _check_answer(self):
        self.ensure_one()
        self.check_access("read")
        if self.to_user_id != self.env.user:
            raise AccessError(self.env._("Only %s, to whom the account is offered, answers.", self.to_user_id.name))
        self._check_open()

    def _answer(self, state, text):
        offer = self.sudo()
        offer.write({"state": state, "answered_on": fields.Date.context_today(self)})
        if state == "withdrawn":
            offer.activity_ids.unlink()
        else:
            offer.activity_feedback(["mail.mail_activity_data_todo"], user_id=self.env.uid)
            offer.message_post(body=text, partner_ids=offer.from_user_id.partner_id.ids)


class KamAccount(models.Model):
    """What a hunter hands over."""

    _inherit = "kam.account"

    handover_ids = fields.One2many("kam.account.handover", "account_id", string="Hand-Overs")
    offer_id = fields.Many2one("kam.account.handover", compute="_compute_offer_id", string="Offered in")
    offered_to_id = fields.Many2one("res.users", compute="_compute_offer_id", string="Offered to")

    @api.depends("handover_ids.state", "handover_ids.to_user_id")
    def _compute_offer_id(self):
        offers = {
            offer.account_id.id: offer
            for offer in self.env["kam.account.handover"].search(
                [("account_id", "in", self.ids), ("state", "=", "offered")]
            )
        }
        for account in self:
            account.offer_id = offers.get(account._origin.id)
            account.offered_to_id = account.offer_id.to_user_id

    def action_offer_handover(self):
        """Offer the account to a farmer, with the facts."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_account_handover_new_action")
        return {**action, "context": {"default_account_id": self.id}}

    def action_open_offer(self):
        """The open offer of this account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account.handover",
            "res_id": self.offer_id.id,
            "views": [[False, "form"]],
        }

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    def _first_farmer_stage(self):
        """Values that put a hunted account into the first stage of farming; nothing for a farmed one."""
        self.ensure_one()
        stage = self.env["kam.account.stage"].search([("role", "=", "farmer")], limit=1)
        return {"stage_id": stage.id} if stage and self.stage_id.role != "farmer" else {}

    def _facts(self):
        """What whoever takes over has to know, as far as the user may read it."""
        self.ensure_one()
        leads, won, pending = self.env["crm.lead"], self.env["crm.lead"], self.env["crm.lead"]
        if leads.has_access("read"):
            mine = [("kam_account_id", "=", self.id)]
            won = leads.search([*mine, ("won_status", "=", "won")], order="date_closed desc, id desc", limit=MANY)
            pending = leads.search(
                [*mine, ("won_status", "=", "pending"), ("type", "=", "opportunity")], order="date_deadline", limit=MANY
            )
        todos = self.env["mail.activity"].search(
            [
                "|",
                "&",
                ("res_model", "=", "kam.account"),
                ("res_id", "=", self.id),
                "&",
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", pending.ids),
            ],
            order="date_deadline, id",
            limit=MANY,
        )
        return {
            "account": self,
            "people": self.env["kam.stakeholder"].search([("account_id", "=", self.id)], limit=MANY),
            "won": won,
            "pending": pending,
            "todos": todos,
            "contracts": self.env["kam.contract"].search(
                [("account_id", "=", self.id), ("state", "in", ["running", "notice"])], limit=MANY
            ),
            "propositions": self.env["kam.value.proposition"].search(
                [("account_id", "=", self.id), ("state", "!=", "delivered")], limit=MANY
            ),
        }
