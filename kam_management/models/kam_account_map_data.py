from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import coverage, stakeholders_sql


class KamAccount(models.Model):
    """Everything the stakeholder map shows, in one call and fewer than ten queries."""

    _inherit = "kam.account"

    def map_data(self, date=None, lead_id=None):
        """What the map draws.

        :param date: the map as it was at the end of that day; None for today's
        :param lead_id: only the people active in this opportunity, with their role and stance there
        """
        self.ensure_one()
        if not self._allows("read"):
            self.check_access("read")
        day = fields.Date.to_date(date) or None
        frame = self._coverage_frames()[self.id]
        rows = self._people_rows(SQL("s.account_id = %s", self.id), contacts=True, planned=True)
        everybody = {row["id"]: row for row in rows}
        if day and day < frame.today:
            rows = self._rows_as_of(rows, day)
        else:
            day, rows = None, [row for row in rows if row["active"]]
        if lead_id:
            rows = self._rows_in_lead(rows, everybody, lead_id)
        people = {row["id"]: self._coverage_person(row) for row in rows}
        found = coverage.findings(frame, people.values())
        names = {row["id"]: row["name"] for row in rows}
        users = self._map_users(rows, people)
        model = coverage.contact_model(people.values())
        roles = self.env["kam.stakeholder.role"]._data()
        return {
            "account": {
                "id": self.id,
                "name": self._map_name(),
                "readonly": bool(day) or not self._allows("write"),
            },
            "date": str(day) if day else False,
            "people": [self._map_person(row, people, users, roles, frame) for row in rows],
            "links": self._map_links(names, day),
            "findings": [self._map_finding(finding, names, bool(day)) for finding in found],
            "contact_model": {
                "code": model,
                "label": dict(self._fields["contact_model"]._description_selection(self.env))[model],
                "risk": self._contact_risks()[model],
            },
            "roles": [
                {"id": number, "name": roles[number]["name"]}
                for number in roles
                if any(number in row["role_ids"] for row in rows)
            ],
            "units": sorted({row["unit"] for row in rows if row["unit"]}),
            "proposals_count": 0 if day else len(self._proposal_rows()),
        }

    def _allows(self, operation):
        """Whether the user has access, asked of the database: the ORM would read team and opportunities first."""
        if not self.env["ir.model.access"].check(self._name, operation, raise_exception=False):
            return False
        domain = self.env["ir.rule"]._compute_domain(self._name, operation)
        everything = self.sudo().with_context(active_test=False)
        return bool(everything.search_count(fields.Domain("id", "=", self.id) & domain, limit=1))

    def _map_name(self):
        query = "SELECT p.complete_name FROM kam_account a JOIN res_partner p ON p.id = a.partner_id WHERE a.id = %s"
        return self.env.execute_query(SQL(query, self.id))[0][0]

    def _map_person(self, row, people, users, roles, frame):
        person = people[row["id"]]
        user_id = coverage.first_counterpart(person)
        return {
            "id": row["id"],
            "parent_id": row["parent_id"] if row["parent_id"] in people else False,
            "name": row["name"],
            "title": row["title"] or "",
            "unit": row["unit"] or "",
            "placeholder": not row["partner_id"],
            "partner_id": row["partner_id"] or False,
            "avatar": self._map_avatar("res.partner", row["partner_id"], row["photo_date"]),
            "initials": "".join(word[0] for word in (row["name"] or "").split()[:2] if word).upper(),
            "roles": [
                {name: roles[number][name] for name in ("id", "name", "color")}
                for number in row["role_ids"]
                if number in roles
            ],
            "power": row["power"],
            "support": row["support"],
            "strength": row["strength"],
            "target_strength": row["target_strength"],
            "user": users.get(user_id, False),
            "last_contact": str(row["last_contact"]) if row.get("last_contact") else False,
            "gaps": coverage.gaps(frame, person),
            "active": row["active"],
            "actions": len(row["planned"]),
            "next_action": self._map_action(row["planned"]),
        }

    def _map_action(self, planned):
        """The next action with somebody, or False."""
        return dict(zip(("id", "date", "name"), planned[0], strict=True)) if planned else False

    def _map_avatar(self, model, number, moment):
        stamp = int(moment.timestamp()) if moment else 0
        return f"/web/image/{model}/{number}/avatar_128?unique={stamp}" if number else False

    def _map_users(self, rows, people):
        """{user id: what the card shows of our counterpart}"""
        ids = {coverage.first_counterpart(people[row["id"]]) for row in rows} - {None}
        if not ids:
            return {}
        found = self.env.execute_query(
            SQL(
                "SELECT u.id, p.name, p.write_date FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
                " WHERE u.id = ANY(%s)",
                list(ids),
            )
        )
        return {
            number: {"id": number, "name": name, "avatar": self._map_avatar("res.users", number, moment)}
            for number, name, moment in found
        }

    def _map_links(self, names, day):
        until = datetime.combine(day, time.max) if day else datetime.max
        self.env.cr.execute(
            SQL(
                """SELECT id, source_id AS source, target_id AS target, kind, strength, COALESCE(note, '') AS note
                     FROM kam_stakeholder_link WHERE account_id = %s AND create_date <= %s ORDER BY id""",
                self.id,
                until,
            )
        )
        return [link for link in self.env.cr.dictfetchall() if link["source"] in names and link["target"] in names]

    def _map_finding(self, finding, names, past):
        labels = self._fix_labels()
        return {
            "code": finding.code,
            "severity": finding.severity,
            "text": self._finding_text(finding, names),
            "stakeholder_ids": list(finding.ids),
            "fix": not past
            and {"label": labels[finding.code], "method": "action_fix", "args": [finding.code, list(finding.ids)]},
        }

    # -- the map of a past day, and of one opportunity -------------------------------------------------------------

    def _rows_as_of(self, rows, day):
        """The same rows with the values of that day, without whoever was not on the map yet."""
        then = {}
        query = stakeholders_sql.as_of(self.id, datetime.combine(day, time.max))
        for stakeholder_id, kind, old in self.env.execute_query(query):
            then.setdefault(stakeholder_id, {})[kind] = old
        kept = []
        for row in rows:
            old = then.get(row["id"], {})
            numbers = {"strength": "strength", "power": "power", "target": "target_strength"}
            row |= {name: int(old[kind]) for kind, name in numbers.items() if kind in old}
            row |= {"support": old["support"]} if "support" in old else {}
            row |= {"active": old["active"] == "1"} if "active" in old else {}
            row |= {"parent_id": int(old["parent"] or 0) or None} if "parent" in old else {}
            if "counterpart" in old:
                user_id = int(old["counterpart"] or 0)
                row["counterparts"] = [[user_id, row["strength"], True, True]] if user_id else []
            if "person" in old and not old["person"]:
                row |= {"partner_id": None, "name": row["title"] or row["name"], "has_left": False}
            if row["since"] <= day and row["active"]:
                row["last_contact"], row["planned"] = None, []
                row["since"] = day  # silence cannot be told any more
                kept.append(row)
        return kept

    def _rows_in_lead(self, rows, everybody, lead_id):
        """Only those active in the opportunity, with what they are there; the next one above them who is."""
        lead = self.env["crm.lead"].browse(lead_id)
        lead.check_access("read")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT l.stakeholder_id, l.support, l.power, l.strength,
                          (SELECT array_agg(r.role_id) FROM kam_lead_stakeholder_role_rel r WHERE r.line_id = l.id)
                     FROM kam_lead_stakeholder l WHERE l.lead_id = %s AND l.account_id = %s""",
                lead.id,
                self.id,
            )
        )
        here = {line[0]: line[1:] for line in self.env.cr.fetchall()}
        roles = self.env["kam.stakeholder.role"]._data()
        kept = []
        for row in rows:
            if row["id"] not in here:
                continue
            support, power, strength, role_ids = here[row["id"]]
            row["support"] = support or row["support"]
            row["power"] = int(power or row["power"])
            row["strength"] = int(strength or row["strength"])
            if role_ids:
                row["role_ids"] = role_ids
                row["flags"] = set().union(*(roles[number]["flags"] for number in role_ids if number in roles))
            above = row["parent_id"]
            while above and above not in here:
                above = everybody[above]["parent_id"] if above in everybody else None
            row["parent_id"] = above
            kept.append(row)
        return kept

    # -- the button beside each finding ---------------------------------------------------------------------------

    def _fix_labels(self):
        find, name = self.env._("Add the person"), self.env._("Name a counterpart")
        return {
            "no_decision_maker": find,
            "no_budget_owner": find,
            "no_champion": find,
            "no_sponsor": self.env._("Ask for a sponsor"),
            "single_threaded_ours": name,
            "single_threaded_theirs": self.env._("Add people"),
            "powerful_opponent": self.env._("Plan a meeting"),
            "powerful_without_counterpart": name,
            "counterpart_left": name,
            "contact_left": self.env._("Replace"),
            "silent": self.env._("Plan a contact"),
        }

    def action_fix(self, code, stakeholder_ids=()):
        """The screen on which a finding is mended, ready to be filled in.

        :param stakeholder_ids: whom the finding concerns
        """
        self.ensure_one()
        self.check_access("read")
        people = self.env["kam.stakeholder"].search([("account_id", "=", self.id), ("id", "in", list(stakeholder_ids))])
        if code in ("no_decision_maker", "no_budget_owner", "no_champion", "single_threaded_theirs"):
            return self._fix_by_adding(code, people)
        if code == "no_sponsor":
            return self._dialog(
                "kam.account", self.id, self.env._("Executive Sponsor"), "kam_account_view_form_sponsor"
            )
        if not people:
            raise UserError(self.env._("This is mended already. Reload the map."))
        if code in ("powerful_opponent", "silent"):
            return people.action_plan_contact()
        if code == "contact_left" and len(people) == 1:
            return people.action_open_replace()
        if len(people) == 1:
            return self._dialog("kam.stakeholder", people.id, people.name)
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_stakeholder_action")
        views = [(self.env.ref("kam_management.kam_stakeholder_view_list_counterparts").id, "list"), (False, "form")]
        return {**action, "views": views, "domain": [("id", "in", people.ids)], "context": {"active_test": False}}

    def _fix_by_adding(self, code, people):
        """Add somebody in the role that is missing; a placeholder that holds it becomes a person."""
        if len(people) == 1 and people.is_placeholder:
            return people.action_open_replace()
        flags = {"no_decision_maker": "decision", "no_budget_owner": "budget", "no_champion": "champion"}
        roles = [
            number
            for number, role in self.env["kam.stakeholder.role"]._data().items()
            if flags.get(code) in role["flags"] and role["active"]
        ]
        return self.with_context(kam_role_ids=roles[:1]).action_add_people()

    def _dialog(self, model, number, name, view=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": number,
            "views": [(view and self.env.ref(f"kam_management.{view}").id or False, "form")],
            "target": "new",
        }
