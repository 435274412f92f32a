from collections import Counter

from odoo import models
from odoo.exceptions import UserError

from ..engine.slots import slot_limits

#: Accounts that are screened within the request; more are left to the scheduled action.
FEW_ACCOUNTS = 5_000


class _Undo(Exception):
    """Takes a trial back."""


class KamSetup(models.TransientModel):
    """The last step: write what the check has shown, all or nothing."""

    _inherit = "kam.setup"

    # -- company --------------------------------------------------------------------------------------------

    def _write_basics(self):
        company = self.company_id
        if company.currency_id != self.currency_id:
            obstacle = self._currency_obstacle()
            if obstacle:
                raise UserError(obstacle)
            company.currency_id = self.currency_id
        if company.kam_fiscal_month != self.fiscal_month:
            company.sudo().kam_fiscal_month = self.fiscal_month

    def _try_basics(self):
        """Let Odoo refuse a currency now, not after the list has been checked; nothing stays written."""
        try:
            with self.env.cr.savepoint():
                self._write_basics()
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return
        except UserError as error:
            raise UserError(
                self.env._(
                    "The currency stays %(currency)s. %(reason)s",
                    currency=self.company_id.currency_id.name,
                    reason=error.args[0],
                )
            ) from error

    # -- slots ----------------------------------------------------------------------------------------------

    def _slot_text(self):
        """Segments that would have more accounts than can be served, with the figures."""
        lines = self._taken_lines().filtered(lambda line: line.state != "problem")
        by_company = lines.grouped(lambda line: line.partner_id.commercial_partner_id.company_id)
        texts = []
        for company, company_lines in by_company.items():
            texts += self._slot_texts(company, company_lines)
        return "\n".join(texts) or False

    def _slot_texts(self, company, lines):
        account_model = self.env["kam.account"].sudo()
        use = account_model.slot_use(company)
        segments = self.env["kam.segment"].browse(use["segments"])
        known = account_model.search([("company_id", "=", company.id), ("user_id.active", "=", True)])
        managers = set(known.user_id.ids) | set(lines.user_id._origin.ids)
        new_accounts = sum(1 for line in lines if not line._account())
        limits, overall = slot_limits(
            segments.mapped("slots_per_manager"),
            max(1, len(managers)),
            use["accounts"] + new_accounts,
            self.env["res.config.settings"].sudo()._kam_get("key_share"),
        )
        selected = {segment.id for segment in segments}
        coming, leaving = Counter(), Counter()
        for line in lines:
            old, new = line._account().segment_id.id, line.segment_id._origin.id
            if new in selected and old != new:
                coming[new] += 1
                leaving[old] += 1
        too_many = self.env._("More than can be served: add slots or account managers, or declare fewer.")
        for segment, limit in zip(segments, limits, strict=True):
            used = use["segments"][segment.id]["used"]
            then = used + coming[segment.id] - leaving[segment.id]
            if coming[segment.id] and then > limit:
                sentence = self.env._(
                    "%(segment)s: %(used)s of %(limit)s slots are taken; %(then)s after this.",
                    segment=segment.display_name,
                    used=used,
                    limit=limit,
                    then=then,
                )
                yield f"{sentence} {too_many}"
        then = use["used"] + sum(coming.values()) - sum(leaving[key] for key in selected)
        if coming and then > overall:
            sentence = self.env._(
                "All key accounts together: %(used)s of %(limit)s slots are taken; %(then)s after this.",
                used=use["used"],
                limit=overall,
                then=then,
            )
            yield f"{sentence} {too_many}"

    # -- apply ----------------------------------------------------------------------------------------------

    def _taken_lines(self):
        """Lines to carry out: each account once."""
        taken, seen = self.env["kam.setup.line"], set()
        for line in self.line_ids.filtered(lambda line: line.todo != "skip").sorted("number"):
            identity = line._identity()
            if identity not in seen:
                seen.add(identity)
                taken |= line
        return taken

    def action_apply(self):
        """Carry the list out: accounts, managers, declarations, screening of the rest."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "check":
            raise UserError(self.env._("Check the list first."))
        problems = self.line_ids.filtered(lambda line: line.state == "problem")
        if problems:
            raise UserError(
                self.env._(
                    "%(count)s lines have to be corrected or left out first. Line %(number)s: %(message)s",
                    count=len(problems),
                    number=problems[0].number,
                    message=problems[0].message,
                )
            )
        self._write_basics()
        lines = self._taken_lines()
        self._create_companies(lines)
        accounts = self._accounts_of(lines)
        self._set_managers(lines, accounts)
        declared = self._declare(lines, accounts)
        later = self._screen_rest()
        return self._finish(len(declared), later)

    def _create_companies(self, lines):
        missing = lines.filtered(lambda line: not line.partner_id)
        partners = self.env["res.partner"].create([{"name": line.name, "is_company": True} for line in missing])
        for line, partner in zip(missing, partners, strict=True):
            line.partner_id = partner

    def _accounts_of(self, lines):
        """{line: its account}; accounts that are missing are made at once."""
        partners = lines.partner_id.commercial_partner_id
        accounts = self.env["kam.account"].sudo().with_context(tracking_disable=True, active_test=False)
        by_partner = {one.partner_id.id: one for one in accounts.search([("partner_id", "in", partners.ids)])}
        managers = {line.partner_id.commercial_partner_id.id: line.user_id for line in lines}
        missing = partners.filtered(lambda partner: partner.id not in by_partner)
        made = accounts.create(
            [
                {"partner_id": partner.id, "user_id": (managers[partner.id] or partner.user_id.filtered("active")).id}
                for partner in missing
            ]
        )
        by_partner |= {one.partner_id.id: one for one in made}
        return {line: by_partner[line.partner_id.commercial_partner_id.id] for line in lines}

    def _set_managers(self, lines, accounts):
        cause = self.env._("Declared at set-up")
        for user, user_lines in lines.filtered("user_id").grouped("user_id").items():
            others = self.env["kam.account"].sudo().union(*(accounts[line] for line in user_lines))
            others = others.filtered(lambda account, user=user: account.user_id != user)
            others.with_context(kam_cause=cause, mail_auto_subscribe_no_notify=True).write({"user_id": user.id})

    def _declare(self, lines, accounts):
        """Declare the A and B accounts that are not what the list says yet."""
        declared = self.env["kam.account"]
        for segment, segment_lines in lines.grouped("segment_id").items():
            if segment.mode != "selected":
                continue
            chosen = self.env["kam.account"].union(*(accounts[line].with_env(self.env) for line in segment_lines))
            chosen = chosen.filtered(
                lambda account, segment=segment: account.status != "key" or account.decided_segment_id != segment
            )
            if chosen:
                chosen.with_context(tracking_disable=True).action_declare(segment, self.env._("Declared at set-up"))
                declared |= chosen
        return declared

    def _screen_rest(self):
        """Make and screen the accounts of all other customers with an opportunity.

        :return: True when there are too many for a request: the scheduled actions are called instead
        """
        accounts = self.env["kam.account"].sudo()
        waiting = accounts.search_count([("screened_on", "=", False)], limit=FEW_ACCOUNTS + 1)
        missing = len(self.env.execute_query(accounts._missing_partners(FEW_ACCOUNTS + 1)))
        if waiting + missing > FEW_ACCOUNTS:
            self.env.ref("kam_management.cron_make_accounts").sudo()._trigger()
            for cron in accounts._crons_of("_cron_screen"):
                cron._trigger()
            return True
        if missing:
            accounts._make_missing()
        accounts.search([("screened_on", "=", False)])._screen()
        accounts._rank_all()
        return False

    def _finish(self, declared, later):
        """Say what happened and go on in the set-up guide."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_setup_step_action")
        action["target"] = "main"
        message = self.env._("Key accounts declared: %s.", declared)
        if later:
            message += " " + self.env._("The other customers are screened in the background; that takes some minutes.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": action},
        }
