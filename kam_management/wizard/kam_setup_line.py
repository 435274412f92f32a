from collections import Counter

from odoo import api, fields, models

from ..engine.pasted_list import key


class KamSetupLine(models.TransientModel):
    """One account of the list: whom it names, who manages it, which segment, and what is to be said about it."""

    _name = "kam.setup.line"
    _description = "Account in Set-Up"
    _order = "place, number, id"

    setup_id = fields.Many2one("kam.setup", required=True, ondelete="cascade", index=True)
    place = fields.Integer(default=1, help="Lines with a problem come first.")
    number = fields.Integer(string="Line", readonly=True)
    origin = fields.Char(default="pick", readonly=True)
    name = fields.Char(string="As Given")
    given_manager = fields.Char(readonly=True)
    given_segment = fields.Char(readonly=True)
    match = fields.Char(readonly=True)
    user_match = fields.Char(readonly=True)
    contact_name = fields.Char(readonly=True)
    suggestions = fields.Json(readonly=True)

    partner_id = fields.Many2one("res.partner", string="Customer")
    user_id = fields.Many2one("res.users", string="Account Manager", domain="[('share', '=', False)]")
    segment_id = fields.Many2one("kam.segment")
    todo = fields.Selection(
        [("take", "Take over"), ("create", "Create this company"), ("skip", "Leave out")],
        string="What to do",
        default="take",
        required=True,
    )
    state = fields.Selection(
        [
            ("problem", "To correct"),
            ("note", "Note"),
            ("create", "New company"),
            ("ok", "Ready"),
            ("same", "Already so"),
            ("skip", "Left out"),
        ],
        string="Status",
        compute="_compute_state",
    )
    message = fields.Char(string="What to Know", compute="_compute_state")

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Choosing a customer answers "create this company" and "leave out"."""
        partner = self.partner_id
        company = partner.commercial_partner_id
        if partner and company != partner:
            self.contact_name = partner.name or partner.display_name
            self.partner_id = company
        elif partner != self._origin.partner_id:
            self.contact_name = False
        if partner:
            self.todo = "take"
            self.name = self.name or company.display_name

    @api.onchange("todo")
    def _onchange_todo(self):
        if self.todo == "create":
            self.partner_id = False

    # -- check ----------------------------------------------------------------------------------------------

    @api.depends(
        "todo",
        "name",
        "partner_id",
        "user_id",
        "segment_id",
        "setup_id.line_ids.todo",
        "setup_id.line_ids.name",
        "setup_id.line_ids.partner_id",
        "setup_id.line_ids.user_id",
        "setup_id.line_ids.segment_id",
    )
    def _compute_state(self):
        for setup, lines in self.grouped("setup_id").items():
            view = SetupView(setup.line_ids | lines)
            for line in lines:
                line.state, line.message = line._judge(view)

    def _identity(self):
        """What makes two lines the same account: the company, or the name of the one to be made."""
        if self.partner_id:
            return self.partner_id.commercial_partner_id._origin.id
        return key(self.name) if self.todo == "create" and self.name else None

    def _judge(self, view):
        """(state, what to know) of one line; the worst finding gives the state."""
        if self.todo == "skip":
            return "skip", False
        problems = [*self._customer_problems(view), *self._manager_problems(), *self._segment_problems()]
        if problems:
            return "problem", " ".join(problems)
        notes = self._notes(view)
        if notes:
            return "note", " ".join(notes)
        if self.todo == "create":
            return "create", False
        return ("same" if self._is_so() else "ok"), False

    def _customer_problems(self, view):
        if not self.partner_id:
            if self.todo == "create":
                if not self.name:
                    yield self.env._("Give the new company a name.")
            elif not self.name:
                yield self.env._("The line names no customer. Choose one, or leave the line out.")
            elif self.match == "several":
                yield self.env._("Several customers are called “%s”. Choose which one is meant.", self.name)
            else:
                yield self.env._("No customer is called “%s”. Choose one, create it, or leave the line out.", self.name)
            if self.todo != "create":
                return
        else:
            company = self.partner_id.commercial_partner_id
            if not company.active:
                yield self.env._(
                    "%s is archived. Choose another customer, restore it first, or leave the line out.", company.name
                )
            if company._origin.id in view.own_ids:
                yield self.env._("%s is your own company. Leave the line out.", company.name)
        first = view.first.get(self._identity())
        if first and first != self and not self._agrees(first):
            yield self.env._(
                "Line %s is the same customer with another manager or segment. Leave one of them out.", first.number
            )

    def _agrees(self, other):
        return self.user_id == other.user_id and self.segment_id == other.segment_id

    def _manager_problems(self):
        if self.user_id:
            user = self.user_id.sudo()
            reason = self.setup_id._unsuited(user)
            company = self.partner_id.commercial_partner_id.company_id
            if not reason and company and company._origin.id not in user.company_ids.ids:
                yield self.env._(
                    "%(user)s does not work for %(company)s. Choose another manager.",
                    user=user.name,
                    company=company.name,
                )
        elif self.given_manager:
            user, reason = None, self.user_match
        else:
            return
        name = user.name if user else self.given_manager
        if reason == "archived":
            yield self.env._("The user %s is archived. Choose another manager.", name)
        elif reason == "portal":
            yield self.env._("%s is a portal user. Choose a manager from your own people.", name)
        elif reason == "role":
            yield self.env._(
                "%s has no access to key accounts. Give them a sales role first, or choose another manager.", name
            )
        elif reason == "several":
            yield self.env._("Several users are called “%s”. Choose which one is meant.", name)
        elif reason:
            yield self.env._("No user is called “%s”. Choose the manager.", name)

    def _segment_problems(self):
        if self.given_segment and not self.segment_id:
            yield self.env._("There is no segment “%s”. Choose one: A or B makes a key account.", self.given_segment)

    def _notes(self, view):
        first = view.first.get(self._identity())
        if first and first != self:
            return [self.env._("The same as line %s; it counts once.", first.number)]
        notes = []
        if self.contact_name:
            notes.append(
                self.env._(
                    "%(contact)s is a contact of %(company)s: the company is taken.",
                    contact=self.contact_name,
                    company=self.partner_id.commercial_partner_id.name,
                )
            )
        if self.segment_id and self.segment_id.mode != "selected":
            notes.append(
                self.env._(
                    "%s follows from the pipeline by itself; only the account manager is set.", self.segment_id.code
                )
            )
        account = self._account()
        old, new = account.decided_segment_id, self.segment_id
        if account.status == "key" and new.mode == "selected" and old != new._origin:
            notes.append(
                self.env._("Is a key account in %(old)s today and becomes %(new)s.", old=old.code, new=new.code)
            )
        if account.user_id and self.user_id and account.user_id != self.user_id._origin:
            notes.append(self.env._("Goes from %(old)s to %(new)s.", old=account.user_id.name, new=self.user_id.name))
        if new.mode == "selected" and not (self.user_id or account.user_id or self.partner_id.user_id):
            notes.append(self.env._("Nobody manages this account yet."))
        taken = view.load.get((self.user_id._origin.id, new._origin.id), 0)
        if new.mode == "selected" and self.user_id and taken > new.slots_per_manager:
            notes.append(
                self.env._(
                    "%(user)s would have %(taken)s %(segment)s accounts; one manager can serve %(slots)s.",
                    user=self.user_id.name,
                    taken=taken,
                    segment=new.code,
                    slots=new.slots_per_manager,
                )
            )
        return notes

    def _account(self):
        return self.partner_id.commercial_partner_id.sudo().kam_account_id

    def _is_so(self):
        """Whether applying the line would change nothing."""
        account = self._account()
        if not account:
            return False
        declared = self.segment_id.mode != "selected" or (
            account.status == "key" and account.decided_segment_id == self.segment_id._origin
        )
        return declared and (not self.user_id or account.user_id == self.user_id._origin)

    def _sort_problems_first(self):
        """Put what has to be corrected on top; while it is being corrected, lines stay where they are."""
        places = {"problem": 0, "note": 1}
        for place, lines in self.grouped(lambda line: places.get(line.state, 2)).items():
            lines.place = place

    def action_take(self, partner_id):
        """Choose the customer of a suggestion."""
        self.ensure_one()
        self.write({"partner_id": partner_id, "todo": "take"})
        return True


class SetupView:
    """What a line must know of all the others: read once for the whole list."""

    def __init__(self, lines):
        env = lines.env
        taken = lines.filtered(lambda line: line.todo != "skip")
        self.first = {}
        for line in taken.sorted(lambda line: (line.number or 0, str(line.id))):
            identity = line._identity()
            if identity:
                self.first.setdefault(identity, line)
        self.own_ids = set(env["res.company"].sudo().search([]).partner_id.ids)
        self.load = self._load(env, self.first.values())

    @staticmethod
    def _load(env, lines):
        """{(user, segment): key accounts there would be}, those of the list and those they have already."""
        load = Counter()
        users, listed = set(), set()
        for line in lines:
            user, segment = line.user_id._origin, line.segment_id._origin
            if user and segment.mode == "selected":
                load[user.id, segment.id] += 1
                users.add(user.id)
                listed.add(line._account().id)
        groups = (
            env["kam.account"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "in", list(users)),
                    ("status", "=", "key"),
                    ("id", "not in", list(listed - {False})),
                ],
                ["user_id", "decided_segment_id"],
                ["__count"],
            )
        )
        for user, segment, count in groups:
            load[user.id, segment.id] += count
        return load
