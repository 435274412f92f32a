from odoo import api, models
from odoo.tools import SQL

from ..engine.scoring_sql import push_to_leads


class KamAccount(models.Model):
    """One account takes over another: after a merge of contacts, or when a company moves into another one."""

    _inherit = "kam.account"

    #: What the remaining account takes over where it has nothing itself.
    _ABSORBED_FIELDS = (
        "user_id",
        "team_id",
        "sponsor_id",
        "level_id",
        "target_level_id",
        "criticality",
        "replaceability",
        "strategic_way",
        "stage_id",
    )

    def _move_to(self, company):
        """Become the account of another company, which has none."""
        account, company = self.sudo(), company.sudo()
        account.partner_id.kam_account_id = False
        account.partner_id = company
        company.kam_account_id = account
        above = company.parent_id.commercial_partner_id.kam_account_id
        if above and not account.parent_id and not above.parent_path.startswith(account.parent_path):
            account.parent_id = above

    def _absorb(self, source):
        """Take over everything of another account, then remove that one. Nothing is lost or doubled.

        Where both have a value, ours stays; what a person rated outranks what was computed; a decision as key
        account is kept from whichever has one.
        """
        self.ensure_one()
        target, source = self.sudo().with_context(active_test=False), source.sudo().with_context(active_test=False)
        if target == source:
            return
        name = source.partner_id.display_name
        target._absorb_group(source)
        given_up = target._absorb_ratings(source)
        target._absorb_assessments(source)
        target._absorb_rows(source)
        target._absorb_decisions(source)
        source.unlink()
        body = self.env._("The account of %s was merged into this one.", name)
        if given_up:
            body += " " + self.env._("Its ratings that differed: %s", ", ".join(given_up))
        target.message_post(body=body)
        target._screen()
        self.env.cr.execute(push_to_leads(target.ids))
        self.env.invalidate_all()

    def _absorb_group(self, source):
        """Accounts below the other one move below this one; its parent becomes ours where we have none."""
        if (self.parent_path or "").startswith(source.parent_path):
            self.parent_id = source.parent_id
        elif not self.parent_id and not source.parent_path.startswith(self.parent_path):
            self.parent_id = source.parent_id
        (source.child_ids - self).write({"parent_id": self.id})

    def _absorb_ratings(self, source):
        """Move ratings; of two on the same criterion the one by a person stays, of two by persons ours.

        :return: the ratings by persons that were given up, as text
        """
        mine = {rating.criterion_id: rating for rating in self.rating_ids}
        given_up = []
        for rating in source.rating_ids:
            own = mine.get(rating.criterion_id)
            if own and own.origin == "computed" and rating.origin == "manual":
                own.unlink()
            elif own:
                if rating.origin == "manual" and rating.value != own.value:
                    given_up.append(f"{rating.criterion_id.name} {rating.value} ({rating.user_id.name or '–'})")
                continue
            rating.write({"account_id": self.id})
        return given_up

    def _absorb_assessments(self, source):
        """Decided assessments are history and all move; of two open ones ours stays open."""
        open_ones = source.assessment_ids.filtered(lambda one: one.state in ("draft", "submitted"))
        if self.assessment_ids.filtered(lambda one: one.state in ("draft", "submitted")):
            open_ones.write({"state": "refused"})
        self.env.flush_all()
        source.assessment_ids.write({"account_id": self.id})

    def _absorb_rows(self, source):
        """Everything else that points at the other account: rows of its own tables, messages, to-dos, files."""
        self.env.flush_all()
        for model, column, unique in self._absorb_tables():
            self._repoint(self.env[model]._table, column, source, unique)
        for table, model_column in (
            ("mail_message", "model"),
            ("mail_activity", "res_model"),
            ("ir_attachment", "res_model"),
            ("mail_followers", "res_model"),
        ):
            unique = ["partner_id"] if table == "mail_followers" else []
            same_model = SQL("AND theirs.%s = 'kam.account'", SQL.identifier(model_column))
            self._repoint(table, "res_id", source, [*unique, model_column] if unique else [], same_model)
        self.env.invalidate_all()

    def _repoint(self, table, column, source, unique=(), condition=SQL()):  # noqa: B008
        """Let rows of a table point at this account; those that would double ``unique`` columns stay behind."""
        same = [SQL("mine.%(key)s IS NOT DISTINCT FROM theirs.%(key)s", key=SQL.identifier(key)) for key in unique]
        unless = SQL(
            "AND NOT EXISTS (SELECT FROM %s mine WHERE mine.%s = %s AND %s)",
            SQL.identifier(table),
            SQL.identifier(column),
            self.id,
            SQL(" AND ").join(same),
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s theirs SET %(column)s = %(target)s"
                " WHERE theirs.%(column)s = %(source)s %(condition)s %(unless)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                target=self.id,
                source=source.id,
                condition=condition,
                unless=unless if unique else SQL(),
            )
        )

    @api.model
    def _absorb_tables(self):
        """(model, column of the account, columns that must be unique beside it); other addons add theirs."""
        return [
            ("kam.account.member", "account_id", ["user_id", "function_id"]),
            ("kam.account.change", "account_id", []),
            ("kam.account.health", "account_id", ["date"]),
            ("kam.account.forecast", "account_id", ["year", "quarter"]),
            ("kam.selection.review.line", "account_id", ["review_id"]),
            ("kam.target", "account_id", ["year", "measure"]),
            ("kam.plan.milestone", "account_id", ["step_id", "year", "occurrence"]),
            ("kam.privacy.log", "account_id", []),
            ("kam.account.handover", "account_id", []),
            ("kam.contract", "account_id", []),
            ("kam.reference", "account_id", []),
            ("kam.reference.use", "account_id", []),
            ("kam.value.proposition", "account_id", []),
            ("kam.value.research", "account_id", []),
            ("kam.value.finding", "account_id", []),
            ("crm.lead", "kam_account_id", []),
        ]

    def _absorb_decisions(self, source):
        """Manager, level …, the decision as key account and an override in force."""
        values = {
            name: source[name].id if isinstance(source[name], models.BaseModel) else source[name]
            for name in self._ABSORBED_FIELDS
            if source[name] and not self[name]
        }
        if self.substitute_id and values.get("user_id") == self.substitute_id.id:
            values |= {"substitute_id": False, "substitute_until": False}
        if source.decided_before:
            values["decided_before"] = True
        if source.out_until_review and self.status != "key":
            values["out_until_review"] = True
        if source._override_holds() and not self._override_holds():
            values |= {
                "override_segment_id": source.override_segment_id.id,
                "override_tier_id": source.override_tier_id.id,
                "override_reason": source.override_reason,
                "override_until": source.override_until,
                "override_by_id": source.override_by_id.id,
            }
        if source.status == "key":
            if self.status != "key":
                values |= {
                    "decided_segment_id": source.decided_segment_id.id,
                    "decided_on": source.decided_on,
                    "decision_basis": source.decision_basis,
                    "status": "key",
                    "waiting": False,
                    "rank": 0,
                }
            source.with_context(tracking_disable=True).write({"status": "former", "decided_segment_id": False})
        self.with_context(kam_cause=self.env._("Contacts merged")).write(values)
