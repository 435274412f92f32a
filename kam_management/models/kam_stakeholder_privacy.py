import json
import re
from html import escape

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError

from .kam_direction import arrow

#: What is recorded about somebody, in the order of the export.
EXPORTED = (
    "name",
    "title",
    "unit",
    "since",
    "active",
    "power",
    "support",
    "strength",
    "target_strength",
    "target_support",
    "target_date",
    "target_actions",
    "awareness",
    "urgency",
    "vision",
    "preference",
    "goals",
    "challenges",
    "proposed_solutions",
    "business_agenda",
    "recognised_by",
    "measured_by",
    "note",
    "last_contact",
)
NAMED = ("role_ids", "stage_id", "parent_id", "child_ids", "user_id", "sponsor_id", "target_user_id")
ERASED_TEXTS = (
    "unit",
    "target_actions",
    "goals",
    "challenges",
    "proposed_solutions",
    "business_agenda",
    "recognised_by",
    "measured_by",
    "note",
    "awareness",
    "urgency",
    "vision",
    "preference",
    "stage_id",
    "target_support",
    "target_date",
    "target_user_id",
    "sponsor_id",
)


class KamStakeholder(models.Model):
    """Privacy law: everything that is recorded about a person, in one file; and everything gone, in one click."""

    _inherit = "kam.stakeholder"

    def _entries_of_person(self):
        """Every entry of the same person, at whichever account."""
        self.ensure_one()
        everything = self.sudo().with_context(active_test=False)
        return everything.search([("partner_id", "=", self.partner_id.id)]) if self.partner_id else everything

    def _check_privacy_access(self, entries):
        """The account manager answers for their own accounts, a manager for all that they may see."""
        self.check_access("write")
        if self.env.su or self.env.user.has_group("kam_management.group_kam_manager"):
            mine = entries.with_user(self.env.user)
            hidden = entries - mine._filtered_access("write").sudo()
        else:
            hidden = entries.filtered(lambda entry: entry.account_id.user_id != self.env.user)
        if hidden:
            raise AccessError(
                self.env._(
                    "This person is also recorded at accounts that are not yours. Ask somebody who decides on key "
                    "accounts in all their companies to do this, so that nothing is left out."
                )
            )

    def _log_privacy(self, kind):
        self.env["kam.privacy.log"].sudo().create(
            [
                {
                    "kind": kind,
                    "user_id": self.env.uid,
                    "account_id": entry.account_id.id,
                    "company_id": entry.account_id.company_id.id,
                }
                for entry in self.sudo()
            ]
        )

    # -- export ---------------------------------------------------------------------------------------------

    def action_export_person(self):
        """All that is recorded about the person, at every account, as a JSON file to download."""
        entries = self._entries_of_person()
        self._check_privacy_access(entries)
        content = {
            "person": self.name,
            "exported_on": str(fields.Date.context_today(self)),
            "accounts": [entry._export_entry() for entry in entries.with_user(self.env.user)],
        }
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Recorded about %s.json", self.name),
                "raw": json.dumps(content, ensure_ascii=False, indent=2, default=str).encode(),
                "mimetype": "application/json",
            }
        )
        entries._log_privacy("export")
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _export_entry(self):
        """One account's record; the personal agenda as far as the user may read it, and who has it otherwise."""
        self.ensure_one()
        whole = self.sudo().with_context(active_test=False)
        entry = {"account": whole.account_id.display_name}
        entry |= {self._label(name): whole[name] for name in EXPORTED if whole[name]}
        entry |= {self._label(name): whole[name].mapped("display_name") for name in NAMED if whole[name]}
        entry[self.env._("lines")] = [
            f"{link.display_name} ({link.strength}) {link.note or ''}".strip()
            for link in whole.link_ids | whole.incoming_link_ids
        ]
        entry[self.env._("our people")] = [
            f"{line.user_id.name}: {line.strength} {line.note or ''}".strip() for line in whole.counterpart_ids
        ]
        entry[self.env._("competitors' standing")] = [
            f"{line.name}: {line.strength} {line.note or ''}".strip() for line in whole.competitor_ids
        ]
        entry[self.env._("opportunities")] = [
            {
                "name": line.lead_id.name,
                "roles": line.role_ids.mapped("name"),
                "support": line.support,
                "power": line.power,
                "strength": line.strength,
                "note": line.note,
            }
            for line in whole.lead_line_ids
        ]
        to = arrow(self.env)
        entry[self.env._("moves")] = [
            f"{move.date:%Y-%m-%d} {move.kind}: {move.old_text} {to} {move.new_text} {move.cause or ''}".strip()
            for move in whole.move_ids
        ]
        entry[self.env._("discussion")] = [
            f"{message.date:%Y-%m-%d} {message.author_id.name}: {message.preview}"
            for message in whole.message_ids
            if message.preview
        ]
        entry[self.env._("to-dos")] = [
            f"{todo.date_deadline} {todo.activity_type_id.name}: {todo.summary or ''}" for todo in whole.activity_ids
        ]
        entry[self.env._("personal agenda")] = self._export_agenda()
        return entry

    def _export_agenda(self):
        agenda = self._agendas().get(self.id)
        if agenda:
            return {
                self._label("personal_agenda"): agenda.personal_agenda or "",
                self._label("secret_motives"): agenda.secret_motives or "",
            }
        if self.sudo().account_id.user_id == self.env.user:
            return ""
        return self.env._(
            "Kept by the account manager alone: ask %s to export it.",
            self.sudo().account_id.user_id.name or self.env._("the account manager"),
        )

    def _label(self, name):
        return self._fields[name]._description_string(self.env).strip()

    # -- erasure --------------------------------------------------------------------------------------------

    def action_erase_person(self):
        """Erase everything recorded about the person, at every account; their places stay, as placeholders."""
        entries = self._entries_of_person()
        self._check_privacy_access(entries)
        entries._erase()
        entries._log_privacy("erase")
        return True

    def _erase(self):
        """The text is gone, the place, its role and its lines stay."""
        everything = self.sudo().with_context(active_test=False)
        everything._erase_discussions()
        everything._erase_from_account_notes()
        self.env["kam.stakeholder.agenda"].sudo().search([("stakeholder_id", "in", self.ids)]).unlink()
        everything.competitor_ids.unlink()
        (everything.link_ids | everything.incoming_link_ids).write({"note": False})
        everything.counterpart_ids.write({"note": False, "strength": 0})
        everything.lead_line_ids.write({"note": False, "support": False, "power": False, "strength": False})
        for entry in everything:
            title = entry.title
            entry.write(
                {
                    **dict.fromkeys(ERASED_TEXTS, False),
                    "partner_id": False,
                    "name": title or self.env._("Not known"),
                    "title": title,
                    "power": 3,
                    "support": "neutral",
                    "strength": 0,
                    "target_strength": 0,
                }
            )
        everything.move_ids.unlink()

    def _erase_discussions(self):
        """Messages with what they track, to-dos, files."""
        self.message_ids.unlink()
        self.env["mail.message"].sudo().search([("model", "=", self._name), ("res_id", "in", self.ids)]).unlink()
        self.env["mail.activity"].sudo().with_context(active_test=False).search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "in", [False, "image_128"])]
        ).unlink()

    def _erase_from_account_notes(self):
        """Notes on the account, such as debriefs, keep what was said and say the title instead of the name."""
        titles = {entry.name: entry.title or self.env._("Not known") for entry in self if entry.name}
        # A longer name first: "Ann Lee" is not "Ann" with a word behind it.
        names = sorted(titles, key=len, reverse=True)
        if not names:
            return
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(escape(name, quote=False))}(?!\w)" for name in names))
        plain = {escape(name, quote=False): escape(title, quote=False) for name, title in titles.items()}
        notes = (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", "kam.account"), ("res_id", "in", self.account_id.ids), ("message_type", "!=", "email")]
            )
        )
        for note in notes:
            body = pattern.sub(lambda found: plain[found[0]], str(note.body or ""))
            if body != str(note.body or ""):
                note.body = Markup(body)  # noqa: S704  what stood there, with words for words
