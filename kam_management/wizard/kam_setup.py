import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import pasted_list

#: Lines that one run takes; running set-up again adds to what is there.
MOST_LINES = 2_000


class KamSetup(models.TransientModel):
    """The first ten minutes: currency and fiscal year, managers and their accounts, check, apply.

    Nothing is written before the last step, and nothing that is already so is written at all.
    """

    _name = "kam.setup"
    _description = "Key Account Set-Up"

    state = fields.Selection(
        [("basics", "1. Company"), ("list", "2. Managers and Accounts"), ("check", "3. Check")],
        default="basics",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        context={"active_test": False},
        help="Amounts that are recorded already are not converted.",
    )
    currency_note = fields.Char(compute="_compute_currency_note")
    fiscal_month = fields.Selection(
        selection=lambda self: self.env["res.company"]._kam_month_selection(),
        string="Fiscal Year Starts in",
        required=True,
        default=lambda self: self.env.company.kam_fiscal_month,
    )

    source = fields.Selection("_selection_source", string="How", default="paste", required=True)
    paste_text = fields.Text(string="List")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    pick_partner_ids = fields.Many2many("res.partner", string="Customers", domain="[('parent_id', '=', False)]")
    pick_user_id = fields.Many2one("res.users", string="Account Manager", domain="[('share', '=', False)]")
    pick_segment_id = fields.Many2one("kam.segment", string="Segment", domain="[('mode', '=', 'selected')]")
    read_hash = fields.Char(readonly=True)

    line_ids = fields.One2many("kam.setup.line", "setup_id", string="Accounts")
    line_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")
    slot_note = fields.Text(compute="_compute_slot_note")

    @api.model
    def _selection_source(self):
        ways = [("paste", self.env._("Paste a list")), ("pick", self.env._("Pick customers"))]
        if "base_import.import" in self.env:
            ways.append(("file", self.env._("Import a file")))
        return ways

    def _compute_display_name(self):
        self.display_name = self.env._("Set Up Key Accounts")

    @api.depends("company_id")
    def _compute_currency_note(self):
        for setup in self:
            setup.currency_note = setup._currency_obstacle()

    def _currency_obstacle(self):
        """Why the currency cannot be changed here, or False."""
        if not self.company_id.has_access("write"):
            return self.env._("Only a system administrator changes the currency of the company.")
        company = self.company_id.sudo().root_id
        if hasattr(company, "_existing_accounting") and company._existing_accounting():
            return self.env._("The currency is fixed: %s has journal entries already.", self.company_id.name)
        return False

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for setup in self:
            states = setup.line_ids.mapped("state")
            setup.line_count = len(states)
            setup.problem_count = states.count("problem")
            setup.summary = setup._summary_text(states)

    def _summary_text(self, states):
        labels = dict(self.env["kam.setup.line"]._fields["state"]._description_selection(self.env))
        return " · ".join(f"{labels[state]}: {states.count(state)}" for state in labels if state in states)

    @api.depends("state", "line_ids.state", "line_ids.segment_id", "line_ids.user_id", "line_ids.partner_id")
    def _compute_slot_note(self):
        for setup in self:
            setup.slot_note = setup._slot_text() if setup.state == "check" else False

    # -- steps ----------------------------------------------------------------------------------------------

    def action_next(self):
        """Go one step on; what the present step asks for must be there."""
        self.ensure_one()
        if self.state == "basics":
            self._try_basics()
            self.state = "list"
        elif self.state == "list":
            self._read_list()
            if not self.line_ids:
                raise UserError(self.env._("The list is empty. Name at least one account, or leave set-up."))
            self.state = "check"
        return True

    def action_back(self):
        """Go one step back; nothing is lost."""
        self.ensure_one()
        self.state = "list" if self.state == "check" else "basics"
        return True

    def action_add_picked(self):
        """Put the picked customers on the list, with their manager and segment."""
        self.ensure_one()
        if not self.pick_partner_ids:
            raise UserError(self.env._("Pick at least one customer."))
        last = max(self.line_ids.mapped("number"), default=0)
        self._check_size(len(self.line_ids) + len(self.pick_partner_ids))
        self.line_ids = [
            Command.create(
                {
                    "number": number,
                    "origin": "pick",
                    "partner_id": partner.id,
                    "name": partner.display_name,
                    "user_id": self.pick_user_id.id,
                    "segment_id": self.pick_segment_id.id,
                }
            )
            for number, partner in enumerate(self.pick_partner_ids, start=last + 1)
        ]
        self.pick_partner_ids = False
        return True

    def action_clear_list(self):
        """Start the list anew."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"read_hash": False, "state": "list"})
        return True

    def action_skip_problems(self):
        """Leave out every line that has a problem."""
        self.ensure_one()
        self.line_ids.filtered(lambda line: line.state == "problem").todo = "skip"
        return True

    def action_create_unknown(self):
        """Make a company of every line that names nobody we know."""
        self.ensure_one()
        unknown = self.line_ids.filtered(lambda line: line.todo == "take" and not line.partner_id and line.name)
        unknown.filtered(lambda line: line.match == "unknown").todo = "create"
        return True

    # -- reading --------------------------------------------------------------------------------------------

    def _read_list(self):
        """Read what was pasted or uploaded into lines, unless exactly that was read before."""
        if self.source == "pick":
            if self.pick_partner_ids:
                self.action_add_picked()
            return
        content = self.paste_text if self.source == "paste" else self.file
        if not content:
            return
        raw = content.encode() if isinstance(content, str) else content
        read_hash = hashlib.sha256(self.source.encode() + raw).hexdigest()
        if read_hash == self.read_hash:
            return
        rows = self._pasted_rows() if self.source == "paste" else self._file_rows()
        kept = self.line_ids.filtered(lambda line: line.origin == "pick")
        self._check_size(len(kept) + len(rows))
        (self.line_ids - kept).unlink()
        vals_list = self._match(rows)
        self.env["kam.setup.line"].create([{**vals, "setup_id": self.id, "origin": self.source} for vals in vals_list])
        self.read_hash = read_hash
        self.line_ids._sort_problems_first()

    def _check_size(self, count):
        if count > MOST_LINES:
            raise UserError(
                self.env._(
                    "The list has %(count)s lines; set-up takes %(most)s at a time. Take a part of it first: "
                    "running set-up again adds the rest.",
                    count=count,
                    most=MOST_LINES,
                )
            )

    def _headings(self):
        """Column headings in the user's language, beside the English ones."""
        words = {
            pasted_list.NAME: (
                self.env._("Account"),
                self.env._("Customer"),
                self.env._("Company"),
                self.env._("Name"),
            ),
            pasted_list.MANAGER: (self.env._("Manager"), self.env._("Account Manager"), self.env._("Salesperson")),
            pasted_list.SEGMENT: (self.env._("Segment"), self.env._("Class")),
        }
        return {column: {word.lower() for word in names} for column, names in words.items()}

    def _pasted_rows(self):
        return pasted_list.parse(self.paste_text, self._headings())

    def _file_rows(self):
        """Rows of a CSV or spreadsheet file, through the reader of Odoo's own import."""
        reader = self.env["base_import.import"].create(
            {
                "res_model": "kam.account",
                "file": base64.b64decode(self.file),
                "file_name": self.file_name,
            }
        )
        options = {"quoting": '"', "separator": "", "encoding": "", "has_headers": False}
        try:
            _length, rows = reader._read_file(options)
        except UserError:
            raise
        except Exception as error:  # readers raise whatever their library does
            raise UserError(
                self.env._(
                    "%(file)s could not be read. Save it as XLSX or CSV with the columns name, manager and segment.",
                    file=self.file_name or self.env._("The file"),
                )
            ) from error
        return pasted_list.rows_of(list(enumerate(rows, start=1)), self._headings())
