from odoo import api, models
from odoo.exceptions import UserError

#: What is taken over where the one who stays has nothing.
FILLED = (
    "unit",
    "target_support",
    "target_date",
    "target_user_id",
    "stage_id",
    "awareness",
    "urgency",
    "vision",
    "preference",
    "sponsor_id",
)
#: Texts: both are kept when they differ.
TEXTS = (
    "target_actions",
    "goals",
    "challenges",
    "proposed_solutions",
    "business_agenda",
    "recognised_by",
    "measured_by",
    "note",
)


class KamStakeholder(models.Model):
    """A placeholder becomes a person, and two entries of one person become one: nothing is lost or doubled."""

    _inherit = "kam.stakeholder"

    def action_replace(self, partner_id):
        """Put a person in the place of a placeholder (or of somebody who left); the lines stay.

        :param partner_id: id of the contact; when they are on this map already, the two entries become one
        :return: the entry that remains
        """
        self.ensure_one()
        self.check_access("write")
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        if partner == self.partner_id:
            return self
        present = self.with_context(active_test=False).search(
            [("account_id", "=", self.account_id.id), ("partner_id", "=", partner.id)]
        )
        if present and self.partner_id:
            raise UserError(
                self.env._(
                    "%(person)s is on the map already. Archive %(old)s, and let whoever reported to them report to "
                    "%(person)s.",
                    person=partner.name,
                    old=self.name,
                )
            )
        if not present:
            self.write({"partner_id": partner.id})
            return self
        present.active = True
        present._absorb(self)
        return present

    def _absorb(self, source):
        """Take over everything of another entry of the same account, then remove that one.

        Where both have a value, ours stays; texts that differ are kept one below the other.
        """
        self.ensure_one()
        target, source = self.sudo(), source.sudo()
        if target == source:
            return
        target = target.with_context(kam_cause=self.env._("Entries merged"))
        vals = {name: source[name] for name in FILLED if source[name] and not target[name]}
        vals = {name: value.id if isinstance(value, models.BaseModel) else value for name, value in vals.items()}
        for name in TEXTS:
            vals[name] = _joined(target[name], source[name])
        for name in ("strength", "target_strength"):
            vals[name] = max(target[name], source[name])
        if target.support == "neutral" and source.support != "neutral":
            vals["support"] = source.support
        if target.power == 3:
            vals["power"] = source.power
        if target.is_placeholder and not source.is_placeholder:
            vals["partner_id"] = source.partner_id.id
        vals["role_ids"] = [(4, role.id) for role in source.role_ids]
        vals["since"] = min(target.since, source.since)
        vals["active"] = target.active or source.active
        target._absorb_line(source)
        target._absorb_rows(source)
        target._absorb_agenda(source)
        self.env.flush_all()
        source.message_ids.filtered("body").write({"res_id": target.id})
        source.with_context(active_test=False).activity_ids.write({"res_id": target.id})
        if vals.get("partner_id"):
            source.partner_id = False
            source.flush_recordset()
        source.unlink()
        target.write(vals)

    def _absorb_line(self, source):
        """Reporting line and lines: what would join somebody to themselves is dropped."""
        target, source = self.with_context(active_test=False), source.with_context(active_test=False)
        above, ancestors = source.parent_id, target.browse()
        for child in source.child_ids - target:
            ancestors = target.browse([int(number) for number in (target.parent_path or "").split("/") if number])
            child.parent_id = source.parent_id if child in ancestors else target
        if target.parent_id == source:
            target.parent_id = above
        elif (
            not target.parent_id
            and above
            and not target.search_count([("id", "child_of", target.id), ("id", "=", above.id)], limit=1)
        ):
            target.parent_id = above
        for mine, theirs, other in (
            ("link_ids", "source_id", "target_id"),
            ("incoming_link_ids", "target_id", "source_id"),
        ):
            present = {(link[other].id, link.kind) for link in target[mine]}
            for link in source[mine]:
                if link[other] == target or (link[other].id, link.kind) in present:
                    link.unlink()
                else:
                    link[theirs] = target

    def _absorb_rows(self, source):
        """Counterparts, competitors, moves, opportunities: the rows of both, each once."""
        for name, key in (("counterpart_ids", "user_id"), ("competitor_ids", "name"), ("lead_line_ids", "lead_id")):
            present = {row[key]: row for row in self[name]}
            for row in source[name]:
                mine = present.get(row[key])
                if mine:
                    mine._absorb_row(row)
                    continue
                vals = {"stakeholder_id": self.id}
                if name == "counterpart_ids" and self.user_id:
                    vals["is_primary"] = False
                row.write(vals)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_stakeholder_move SET stakeholder_id = %s, account_id = %s WHERE stakeholder_id = %s",
            [self.id, self.account_id.id, source.id],
        )
        self.env.invalidate_all()

    def _absorb_agenda(self, source):
        """Both texts; where both had one, only whoever read both reads on, beside the account manager."""
        agendas = self.env["kam.stakeholder.agenda"].sudo()
        theirs = agendas.search([("stakeholder_id", "=", source.id)])
        mine = agendas.search([("stakeholder_id", "=", self.id)])
        if theirs and not mine:
            theirs.stakeholder_id = self
        elif theirs:
            mine.write(
                {
                    "personal_agenda": _joined(mine.personal_agenda, theirs.personal_agenda),
                    "secret_motives": _joined(mine.secret_motives, theirs.secret_motives),
                    "reader_ids": [(6, 0, (mine.reader_ids & theirs.reader_ids).ids)],
                }
            )

    @api.model
    def _absorb_partners(self, src_partners, dst_partner):
        """Contacts are being merged: entries of both on one map become one, the others follow by themselves."""
        stakeholders = self.sudo().with_context(active_test=False)
        for source in stakeholders.search([("partner_id", "in", src_partners.ids)], order="id"):
            target = stakeholders.search(
                [("partner_id", "=", dst_partner.id), ("account_id", "=", source.account_id.id)]
            )
            if target:
                target._absorb(source)
            else:
                source.partner_id = dst_partner
        self.env.flush_all()


class KamStakeholderCounterpart(models.Model):
    """Two rows about the same colleague and person."""

    _inherit = "kam.stakeholder.counterpart"

    def _absorb_row(self, row):
        self.write(
            {
                "strength": max(self.strength, row.strength),
                "function_id": (self.function_id or row.function_id).id,
                "note": _joined(self.note, row.note, "; "),
            }
        )


class KamStakeholderCompetitor(models.Model):
    """Two rows about the same competitor and person."""

    _inherit = "kam.stakeholder.competitor"

    def _absorb_row(self, row):
        self.write({"strength": max(self.strength, row.strength), "note": _joined(self.note, row.note, "; ")})


class KamAccount(models.Model):
    """Two accounts that become one have one map."""

    _inherit = "kam.account"

    def _absorb(self, source):
        if self != source:
            self.sudo()._absorb_people(source.sudo())
        return super()._absorb(source)

    def _absorb_people(self, source):
        people = self.env["kam.stakeholder"].sudo().with_context(active_test=False)
        mine = {one.partner_id: one for one in people.search([("account_id", "=", self.id)]) if one.partner_id}
        theirs = people.search([("account_id", "=", source.id)])
        doubled = {one: mine[one.partner_id] for one in theirs if one.partner_id in mine}
        if not theirs:
            return
        # A person known to both would be there twice while the others move: their contact is put back by _absorb.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_stakeholder SET partner_id = NULL WHERE id = ANY(%s)", [[one.id for one in doubled]]
        )
        for table in (
            "kam_stakeholder",
            "kam_stakeholder_link",
            "kam_stakeholder_counterpart",
            "kam_stakeholder_competitor",
            "kam_stakeholder_agenda",
            "kam_stakeholder_move",
            "kam_lead_stakeholder",
        ):
            self.env.cr.execute(  # pylint: disable=sql-injection
                f"UPDATE {table} SET account_id = %s WHERE account_id = %s", [self.id, source.id]
            )
        self.env.invalidate_all()
        theirs.modified(["account_id"])
        for one, present in doubled.items():
            present._absorb(one)
        self.env.flush_all()

    def unlink(self):
        """People go with their discussions and to-dos, which the database alone would leave behind."""
        self.env["kam.stakeholder"].sudo().with_context(active_test=False).search(
            [("account_id", "in", self.ids)]
        ).unlink()
        return super().unlink()


def _joined(mine, theirs, between="\n"):
    """Two texts as one, without saying anything twice."""
    if not theirs or (mine and theirs in mine):
        return mine
    return f"{mine}{between}{theirs}" if mine else theirs
