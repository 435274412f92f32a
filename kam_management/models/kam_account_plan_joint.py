"""The joint plan: what both sides pursue this year, on paper that the customer gets."""

import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .kam_customer_paper import Sheet, Shown, language, step_table, step_words


class KamAccountPlan(models.Model):
    """What of a plan is shared with the customer, its preview, its PDF and its e-mail."""

    _inherit = "kam.account.plan"

    shares_services = fields.Boolean(
        string="Services Shared", copy=False, help="The joint plan lists the services that their segment is promised."
    )
    joint_step_ids = fields.Many2many("kam.mutual.step", compute="_compute_joint_lines", string="Agreed Steps")
    joint_member_ids = fields.Many2many("kam.account.member", compute="_compute_joint_lines", string="Our Team")
    joint_person_ids = fields.Many2many("kam.stakeholder", compute="_compute_joint_lines", string="Their Team")
    joint_value_ids = fields.Many2many("kam.value.proposition", compute="_compute_joint_lines", string="Value for Them")
    joint_milestone_ids = fields.Many2many(
        "kam.plan.milestone", compute="_compute_joint_lines", string="Days of the Year"
    )

    # -- what there is to choose from -----------------------------------------------------------------------

    @api.depends("account_id", "year")
    def _compute_joint_lines(self):
        lines = self._joint_lines()
        for plan in self:
            for name, found in lines.items():
                plan[f"joint_{name}_ids"] = found.get(plan._origin.id)

    def _joint_lines(self, shared=False):
        """What can be shared with the customers of the plans, or is, as far as the user may read it.

        :param shared: only what is ticked
        :return: {kind: {plan id: records}}
        """
        accounts = self.sudo().account_id
        own = Domain("account_id", "in", accounts.ids)
        tick = Domain("is_shared", "=", True) if shared else Domain.TRUE
        values = Domain("state", "in", ("validated", "delivered"))
        steps = Domain("plan_id.lead_id.kam_account_id", "in", accounts.ids) & Domain("state", "in", ("agreed", "done"))
        steps &= Domain("plan_id.lead_id.won_status", "!=", "lost")
        if shared:
            steps &= Domain("is_internal", "=", False)
        days = Domain("state", "in", ("planned", "due", "done")) & Domain("year", "in", self.mapped("year"))
        people = Domain("partner_id", "!=", False)
        read = {
            "goal": (self.env["kam.plan.goal"], Domain("plan_id", "in", self.ids) & tick),
            "objective": (self.env["kam.plan.objective"], Domain("plan_id", "in", self.ids) & tick),
            "milestone": (self.env["kam.plan.milestone"], own & days & tick),
            "value": (self.env["kam.value.proposition"], own & values & tick),
            "member": (self.env["kam.account.member"], own & tick),
            "person": (self.env["kam.stakeholder"], own & people & tick),
            "step": (self.env["kam.mutual.step"], steps),
        }
        if not shared:  # these two are the plan's own fields
            del read["goal"], read["objective"]
        return {kind: self._joint_grouped(kind, model.search(domain)) for kind, (model, domain) in read.items()}

    def _joint_grouped(self, kind, records):
        """{plan id: those of the records that belong to the plan}"""
        if kind in ("goal", "objective"):
            return records.grouped(lambda one: one.plan_id.id)
        groups = defaultdict(records.browse)
        for one in records.sudo():
            account = one.plan_id.lead_id.kam_account_id if kind == "step" else one.account_id
            groups[account.id] |= one.sudo(False)
        result, bounds = {}, self._joint_bounds() if kind == "step" else {}
        for plan in self:
            found = groups[plan.sudo().account_id.id]
            if kind == "milestone":
                found = found.filtered(lambda one, year=plan.year: one.year == year)
            elif kind == "step":
                found = found.filtered(lambda one, year=bounds[plan.id]: _within(one.date, year))
            result[plan._origin.id] = found
        return result

    def _joint_bounds(self):
        """{plan id: (first day, last day) of its fiscal year}, asked for once for each year and company."""
        years = self.grouped(lambda plan: (plan.year, plan.company_id))
        return {plan.id: found for plans in years.values() for found in [plans[0]._year_bounds()] for plan in plans}

    # -- what the customer reads ----------------------------------------------------------------------------

    def _joint_plans(self):
        """What the joint plans say, in the customers' languages: ``Sheet`` by ``Sheet``, nothing but words.

        :raises AccessError: without access to a plan
        """
        self.check_access("read")
        lines = self._joint_lines(shared=True)
        services, bounds = self._joint_services(), self._joint_bounds()
        sheets = []
        for plan in self:
            lang = language(self.env, Shown(plan)["account_id"]["partner_id"])
            plan = plan.with_context(lang=lang)
            shown = {
                kind: [Shown(one.with_context(lang=lang)) for one in found.get(plan.id, ())]
                for kind, found in lines.items()
            }
            shown["service"] = [Shown(one.with_context(lang=lang)) for one in services.get(plan.id, ())]
            words = plan._joint_words(shown, lang, bounds[plan.id])
            words |= {"title": plan._joint_title(words), "head": plan._joint_head(words)}
            sheets.append(Sheet(plan, words | {"sections": plan._joint_sections(words)}))
        return sheets

    def _joint_services(self):
        """{plan id: lines of the service package} of plans that share it; what is not offered is left out."""
        sharing = self.filtered("shares_services")
        packages = sharing.sudo().account_id._service_packages()
        return {
            plan.id: [
                line
                for offer in ("included", "charged")
                for line in packages.get((plan.sudo().account_id.segment_id.id, offer), ())
            ]
            for plan in sharing
        }

    def _joint_words(self, shown, lang, bounds):
        """The words of one joint plan.

        :param shown: {kind: [Shown]}, all of it ticked
        :param lang: code of the customer's language, which is that of ``self`` too
        :param bounds: first and last day of the fiscal year
        """
        plan = Shown(self)
        account = plan["account_id"]
        company = account["company_id"] or Shown(self.env.company)
        return {
            "lang": lang,
            "customer": account["partner_id"]["name"],
            "us": company["name"],
            "year": _year_label(*bounds),
            "draft": not plan["is_frozen"],
            "date": format_date(self.env, fields.Date.context_today(self)),
            "goals": [{"what": goal["name"], "when": goal.text("horizon")} for goal in shown["goal"]],
            "objectives": [
                {
                    "what": one["shared_name"] or one["name"],
                    "when": one.day("deadline"),
                }
                for one in shown["objective"]
            ],
            "values": [self._joint_value(one) for one in shown["value"]],
            "steps": self._joint_steps(shown),
            "ours": self._joint_ours(account, shown["member"]),
            "theirs": [
                {"name": one["partner_id"]["name"], "function": one["partner_id"]["function"] or ""}
                for one in shown["person"]
            ],
            "services": [{"name": one["service_id"]["name"], "offer": one.text("offer")} for one in shown["service"]],
        }

    def _joint_value(self, one):
        worth = self.env._("%s a year", one.money("value_year", "currency_id")) if one["value_year"] else ""
        return {
            "what": one["name"],
            "worth": ", ".join(part for part in (worth, one["value_text"]) if part),
            "state": self.env._("Delivered on %s", one.day("delivered_on"))
            if one["state"] == "delivered" and one["delivered_on"]
            else self.env._("Delivered")
            if one["state"] == "delivered"
            else self.env._("Agreed"),
        }

    def _joint_steps(self, shown):
        """Milestones and agreed steps in the order of their days."""
        rows = []
        for one in shown["milestone"]:
            name, quarter = one["step_id"]["name"], one["occurrence"]
            done = one["state"] == "done"
            rows.append(
                (
                    one["date"],
                    {
                        "date": one.day("date"),
                        "what": f"{name} Q{quarter}" if quarter else name,
                        "ours": one["user_id"]["name"] or "",
                        "theirs": "",
                        "state": self.env._("Done") if done else self.env._("Planned"),
                        "done": done,
                    },
                )
            )
        rows += [(one["date"], step_words(one)) for one in shown["step"]]
        rows.sort(key=lambda row: (not row[0], row[0] or fields.Date.today()))
        return [words for _day, words in rows]

    def _joint_ours(self, account, members):
        """Account manager and sponsor, and who of the team is ticked; each once, with all their functions."""
        rows = {}
        named = [
            (account["user_id"], self.env._("Account manager")),
            (account["sponsor_id"], self.env._("Executive sponsor")),
            *((one["user_id"], one["function_id"]["name"] or "") for one in members),
        ]
        for user, function in named:
            if user:
                row = rows.setdefault(user["name"], {"user": user, "functions": []})
                row["functions"] += [function] if function and function not in row["functions"] else []
        return [
            {
                "name": name,
                "function": ", ".join(row["functions"]),
                "email": row["user"]["partner_id"]["email"] or "",
                "phone": row["user"]["partner_id"]["phone"] or "",
            }
            for name, row in rows.items()
        ]

    # -- on paper -------------------------------------------------------------------------------------------

    def _joint_title(self, words):
        """What the paper is called: in its file, in its window and in the subject of the e-mail."""
        title = self.env._("Joint plan %(customer)s %(year)s", customer=words["customer"], year=words["year"])
        return f"{title} ({self.env._('draft')})" if words["draft"] else title

    def _joint_head(self, words):
        """The heading, with a mark while nobody has approved the plan."""
        draft = {"label": self.env._("Draft"), "draft": True, "text": self.env._("Not agreed yet.")}
        return {
            "title": self.env._("Our plan together %s", words["year"]),
            "state": draft if words["draft"] else None,
            "lines": [f"{words['customer']} · {words['us']}", words["date"]],
        }

    def _joint_sections(self, words):
        """The words of a joint plan as sections of a document; those without any fall out."""
        env = self.env
        report = env["kam.report"].with_context(lang=words["lang"])

        def listed(title, part, **columns):
            names = [(head, width) for head, width in columns.values()]
            rows = [[one[name] for name in columns] for one in words[part]]
            return report._section(title, report._listing(names, rows))

        people = [
            (side, [" · ".join(filter(None, one.values())) for one in words[part]] or [env._("To be named")])
            for side, part in ((words["customer"], "theirs"), (words["us"], "ours"))
        ]
        found = [
            listed(env._("What you want to reach"), "goals", what=(env._("Goal"), 72), when=(env._("When"), 28)),
            listed(env._("What we pursue together"), "objectives", what=(env._("Goal"), 72), when=(env._("Until"), 28)),
            listed(
                env._("What it brings you"),
                "values",
                what=(env._("Benefit"), 42),
                worth=(env._("Worth"), 30),
                state=(env._("State"), 28),
            ),
            report._section(env._("What we have agreed"), step_table(report, words)),
            report._section(env._("Who works on it"), report._grid(people)),
            listed(env._("What you can count on"), "services", name=(env._("Service"), 72), offer=(env._("Terms"), 28)),
        ]
        return [section for section in found if section]

    def _joint_file(self):
        """The name of the PDF."""
        return " ".join(sheet["title"] for sheet in self._joint_plans()).replace("/", "-")

    # -- doors ----------------------------------------------------------------------------------------------

    def action_open_joint(self):
        """The page on which is ticked what the customer gets."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Joint Plan"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("kam_management.kam_account_plan_view_joint").id, "form")],
        }

    def action_preview_joint(self):
        """The joint plan on the screen, as the customer will read it."""
        report = self.env.ref("kam_management.kam_joint_plan_report")
        return {**report.report_action(self, config=False), "report_type": "qweb-html"}

    def action_print_joint(self):
        """The joint plan as a PDF."""
        return self.env.ref("kam_management.kam_joint_plan_report").report_action(self, config=False)

    def action_send_joint(self):
        """An e-mail to the customer with the PDF attached, ready to be read once more and sent.

        It is written from the customer's contact, since the conversation on the plan is internal and stays so.
        """
        self.ensure_one()
        (sheet,) = self._joint_plans()
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "kam_management.kam_joint_plan_report", self.ids
        )
        customer = self.account_id.partner_id
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self._joint_file()}.pdf",
                "datas": base64.b64encode(content),
                "mimetype": "application/pdf",
                "res_model": "mail.compose.message",
            }
        )
        template = self.env.ref("kam_management.mail_template_joint_plan").with_context(lang=sheet["lang"])
        words = template._generate_template(self.ids, ("subject", "body_html"))[self.id]
        people = self._joint_lines(shared=True)["person"].get(self.id, self.env["kam.stakeholder"])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Joint Plan"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": customer.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": people.partner_id.filtered("email").ids,
                "default_subject": words["subject"],
                "default_body": words["body_html"],
                "default_attachment_ids": attachment.ids,
                "lang": sheet["lang"],
            },
        }


def _within(day, bounds):
    return not day or bounds[0] <= day <= bounds[1]


def _year_label(first, last):
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02}"
