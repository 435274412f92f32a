"""The company's answers to the items of the programme, one a year; those of years that are over stay (K12)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import programme
from .kam_programme_item import ELEMENTS, KINDS

ANSWERS = [("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("unknown", "Not known")]
#: Kinds that are reached once: the next year starts with their answers.
LASTING = ("milestone", "pre_launch")
#: Written by the programme itself, never by hand.
RULED = frozenset({"item_id", "company_id", "year", "kind", "element", "source", "values", "evaluated_on"})
#: Of a computed item the facts answer.
COMPUTED = frozenset({"answer", "date_done"})
THREAD = frozenset({"message_follower_ids", "activity_ids", "message_ids", "message_main_attachment_id"})


class KamProgrammeAnswer(models.Model):
    """What one company answers to one item in one fiscal year: by a manager, or computed from use."""

    _name = "kam.programme.answer"
    _description = "Answer of the Programme"
    _inherit = ["kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _order = "year desc, kind, sequence, id"
    _rec_name = "item_id"

    item_id = fields.Many2one("kam.programme.item", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    year = fields.Integer(string="Fiscal Year", required=True, aggregator=None)
    is_used = fields.Boolean(related="item_id.active", string="Item in Use")
    question = fields.Text(related="item_id.question")
    hint = fields.Text(related="item_id.hint")
    is_warning = fields.Boolean(related="item_id.is_warning")
    sequence = fields.Integer(related="item_id.sequence", store=True)
    # As they were when it was answered: the item may move on.
    kind = fields.Selection(KINDS, string="List", required=True)
    element = fields.Selection(ELEMENTS)
    source = fields.Char(help="What it is computed from; empty: answered by hand.")
    answer = fields.Selection(ANSWERS, required=True, default="unknown", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Who sees to it that this becomes a yes.",
    )
    date_due = fields.Date(string="Due", tracking=True, help="Until when it is to be a yes; the owner gets a to-do.")
    date_done = fields.Date(string="Yes since", tracking=True)
    evidence = fields.Text(help="What shows it: a decision, a document, a figure.")
    evidence_ref = fields.Reference(
        selection="_evidence_models", string="Evidence in the System", help="The record that shows it."
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    note = fields.Text()
    values = fields.Json(help="The numbers of the figure, as they were computed.")
    figure = fields.Char(compute="_compute_figure", help="What the answer was computed from.")
    evaluated_on = fields.Datetime(string="Computed on")
    is_computed = fields.Boolean(compute="_compute_is_computed", search="_search_is_computed", string="Computed")
    is_frozen = fields.Boolean(compute="_compute_is_frozen", help="The year is over: this stays as it was.")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open", string="Open")
    is_late = fields.Boolean(compute="_compute_is_open", string="Late")
    color = fields.Integer(compute="_compute_is_open")

    _once = models.Constraint(
        "UNIQUE(item_id, company_id, year)", "This item has its answer of the year already. Change that one."
    )

    # -- computes -------------------------------------------------------------------------------------------

    @api.depends("item_id.name", "year")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = f"{answer.item_id.name or ''} ({answer.year})"

    @api.depends("source")
    def _compute_is_computed(self):
        for answer in self:
            answer.is_computed = bool(answer.source)

    def _search_is_computed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("source", "!=" if True in value else "=", False)]

    @api.depends("source", "values", "answer")
    @api.depends_context("lang")
    def _compute_figure(self):
        checks = self.env["kam.programme.check"]._checks()
        for answer in self:
            check = checks.get(answer.source)
            answer.figure = check._say(self.env, answer.answer, answer.values) if check else False

    @api.depends("year", "company_id")
    def _compute_is_frozen(self):
        years = self._this_years(self.company_id)
        for answer in self:
            answer.is_frozen = answer.year < years.get(answer.company_id.id, 0)

    @api.depends("answer", "date_due", "item_id.is_warning")
    def _compute_is_open(self):
        today = self.env["kam.account"]._today()
        colors = {"yes": 10, "partly": 3, "no": 1, "unknown": 0}
        for answer in self:
            state = answer._state()
            answer.is_open = state != "yes"
            answer.is_late = bool(state != "yes" and answer.date_due and answer.date_due < today)
            answer.color = colors[state]

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        good = ["|", "&", ("answer", "=", "yes"), ("item_id.is_warning", "=", False)]
        good += ["&", ("answer", "=", "no"), ("item_id.is_warning", "=", True)]
        return ["!", *good] if True in value else good

    def _state(self):
        """The answer as it counts: where yes is a warning, it counts as no."""
        turned = {"yes": "no", "no": "yes"}
        return turned.get(self.answer, self.answer) if self.item_id.is_warning else self.answer

    @api.model
    def _this_years(self, companies):
        """{company id: its fiscal year of today}."""
        today = self.env["kam.account"]._today()
        return {company.id: company.sudo()._kam_fiscal_year(today) for company in companies}

    @api.model
    def _evidence_models(self):
        """Kinds of records that show something."""
        models_ = self.env["ir.model"].sudo()
        names = (
            "kam.account",
            "kam.account.plan",
            "kam.selection.review",
            "kam.contract",
            "kam.reference",
            "kam.value.proposition",
            "crm.lead",
            "res.partner",
            "calendar.event",
        )
        return [(name, models_._get(name).name) for name in names if name in self.env]

    # -- what may be written ----------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | RULED

    @api.constrains("user_id")
    def _check_user_id(self):
        group = self.env.ref("kam_management.group_kam_user")
        for answer in self:
            owner = answer.user_id.sudo()
            if owner and (group not in owner.all_group_ids or answer.company_id not in owner.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot own an item of %(company)s: that takes access to its key accounts. "
                        "Choose somebody else.",
                        user=owner.name,
                        company=answer.company_id.sudo().name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """List, element and source are those of the item."""
        items = self.env["kam.programme.item"].browse([vals.get("item_id") for vals in vals_list])
        return super().create(
            [
                {"kind": item.kind, "element": item.element, "source": item.source, **vals}
                for item, vals in zip(items, vals_list, strict=True)
            ]
        )

    def write(self, vals):
        if not self.env.su and set(vals) - THREAD:
            self._check_by_hand(vals)
        if "answer" not in vals or "date_done" in vals:
            return super().write(vals)
        if vals["answer"] != "yes":
            return super().write({**vals, "date_done": False})
        # An answer comes with the day on which it became a yes.
        fresh = self.filtered(lambda one: not one.date_done)
        super(KamProgrammeAnswer, fresh).write({**vals, "date_done": self.env["kam.account"]._today()})
        return super(KamProgrammeAnswer, self - fresh).write(vals)

    def _check_by_hand(self, vals):
        """Years that are over stay, and what use answers is not answered by hand, by any door."""
        for answer in self:
            if answer.is_frozen:
                raise UserError(
                    self.env._(
                        "%(year)s is over, and its answers stay as they were. Answer “%(item)s” for this year.",
                        year=answer.year,
                        item=answer.item_id.name,
                    )
                )
            touched = {name for name in COMPUTED & vals.keys() if str(vals[name] or "") != str(answer[name] or "")}
            if answer.source and touched:
                raise UserError(
                    self.env._(
                        "“%(item)s” is computed from use (%(figure)s) and cannot be ticked by hand. "
                        "It changes when the facts do.",
                        item=answer.item_id.name,
                        figure=answer.figure or self.env._("not computed yet"),
                    )
                )

    # -- rows of a year ---------------------------------------------------------------------------------------

    @api.model
    def _prepare(self, company, year):
        """Make the answers of a year that are missing; running it again, or twice at once, makes nothing twice.

        Milestones and the list before the launch start as the last year ended; owners stay.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO kam_programme_answer (item_id, company_id, year, kind, element, source, sequence, answer,
                                              date_done, evidence, evidence_ref, user_id,
                                              create_uid, create_date, write_uid, write_date)
            SELECT i.id, %(company)s, %(year)s, i.kind, i.element, i.source, i.sequence,
                   CASE WHEN l.lasts THEN p.answer ELSE 'unknown' END, CASE WHEN l.lasts THEN p.date_done END,
                   CASE WHEN l.lasts THEN p.evidence END, CASE WHEN l.lasts THEN p.evidence_ref END,
                   CASE WHEN u.active THEN p.user_id END,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM kam_programme_item i
              LEFT JOIN LATERAL (SELECT * FROM kam_programme_answer b
                                  WHERE b.item_id = i.id AND b.company_id = %(company)s AND b.year < %(year)s
                                  ORDER BY b.year DESC LIMIT 1) p ON true
              LEFT JOIN LATERAL (SELECT p.id IS NOT NULL AND i.source IS NULL AND p.source IS NULL
                                        AND i.kind = ANY(%(lasting)s) AS lasts) l ON true
              LEFT JOIN res_users u ON u.id = p.user_id
             WHERE i.active AND NOT EXISTS (SELECT FROM kam_programme_answer t
                       WHERE t.item_id = i.id AND t.company_id = %(company)s AND t.year = %(year)s)
             ORDER BY i.id
            ON CONFLICT (item_id, company_id, year) DO NOTHING
            RETURNING id
            """,
            {"company": company.id, "year": year, "uid": self.env.uid, "lasting": list(LASTING)},
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        if ids:
            self.env.invalidate_all()
        return self.browse(ids)

    @api.model
    def _follow_items(self, items):
        """The answers of the years that are not over follow their items; a new source starts from not known."""
        answers = self.sudo().search([("item_id", "in", items.ids)])
        for answer in answers.filtered(lambda one: not one.is_frozen):
            item = answer.item_id
            vals = {"kind": item.kind, "element": item.element, "source": item.source or False}
            if (answer.source or False) != (item.source or False):
                vals |= {"answer": "unknown", "values": False, "evaluated_on": False}
            answer.write(vals)

    @api.model
    def _evaluate(self, company, year):
        """Compute what use answers, for a year that is not over, in a number of queries that does not grow.

        A check that fails leaves its answers as they were and does not stop the others.

        :return: (the answers that changed, those whose check failed)
        """
        answers = self.sudo().search(
            [("company_id", "=", company.id), ("year", "=", year), ("source", "!=", False), ("is_used", "=", True)]
        )
        checks = self.env["kam.programme.check"].sudo()
        known, scope, now = checks._checks(), checks._scope(company, year), fields.Datetime.now()
        changed, failed = self.browse(), self.browse()
        # Whether the self-assessment is answered can be told once everything else is.
        for answer in answers.sorted(lambda one: (one.source == "self_assessed", one.id)):
            if answer.source not in known:
                continue
            result = checks._try(answer.source, scope)
            if not result:
                failed |= answer
            elif answer._take_result(result, now):
                changed |= answer
        return changed, failed

    def _take_result(self, result, now):
        """Store what a check found; true when the answer is another one."""
        answer = result.answer or programme.share_answer(
            result.values.get("count"), result.values.get("base"), self.item_id.threshold
        )
        vals = {"evaluated_on": now}
        is_new = answer != self.answer
        if is_new:
            vals["answer"] = answer
        if (self.values or {}) != result.values:
            vals["values"] = result.values
        self.with_context(tracking_disable=True).write(vals)
        return is_new

    # -- records behind a figure ------------------------------------------------------------------------------

    def action_open_records(self):
        """The records that make up the figure."""
        return self._open_records("domain")

    def action_open_missing(self):
        """The records that are missing for a yes."""
        return self._open_records("missing")

    def _open_records(self, which):
        self.ensure_one()
        self.check_access("read")
        checks = self.env["kam.programme.check"].sudo()
        result = self.source in checks._checks() and checks._result(
            self.source, checks._scope(self.company_id.sudo(), self.year)
        )
        domain = result and getattr(result, which)
        if self.is_frozen or not result or not result.model or domain is None:
            raise UserError(self.env._("There are no records to show for “%s”.", self.item_id.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.item_id.name,
            "res_model": result.model,
            "domain": checks._plain(domain),
            "views": [[False, "list"], [False, "form"]],
            "context": {"active_test": False} if result.all_states else {},
        }
