from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class KamAccount(models.Model):
    """Decisions of a manager: declare, de-select, override."""

    _inherit = "kam.account"

    # -- decided segments -----------------------------------------------------------------------------------

    def _inverse_segment_id(self):
        """A segment written by hand: A or B is a decision, C or D holds until the next screening."""
        wanted = [(account, account.segment_id) for account in self]
        for account, segment in wanted:
            if segment.mode == "selected":
                if not self.env.su:
                    account._check_four_eyes(segment)
                account._decide(segment, "declared")
            else:
                account._undecide(segment)

    def _decide(self, segment, basis):
        """Make the accounts key accounts of ``segment`` (basis: declared, assessment, review)."""
        self.sudo().write(
            {
                "decided_segment_id": segment.id,
                "decided_on": fields.Date.context_today(self),
                "decision_basis": basis,
                "status": "key",
                "out_until_review": False,
                "waiting": False,
                "rank": 0,
            }
        )

    def _undecide(self, segment=None):
        """Take the decision back; the accounts fall to ``segment`` or to what screening found."""
        for account in self.sudo():
            account.write(
                {
                    "decided_segment_id": False,
                    "decided_on": False,
                    "decision_basis": False,
                    "status": "former" if account.status in ("key", "former") else account.status,
                    "decided_before": account.decided_before or account.status == "key",
                    "out_until_review": account.out_until_review or account.status == "key",
                    "screened_segment_id": segment.id if segment is not None else account.screened_segment_id.id,
                }
            )

    @api.private
    def action_declare(self, segment, reason=None):
        """Declare the accounts as key accounts of a selected segment (manager only).

        :param segment: ``kam.segment`` record whose mode is *selected*
        :param reason: shown in the history and the chatter
        """
        self._check_may_decide()
        if segment.mode != "selected":
            raise UserError(
                self.env._(
                    "%s follows from the pipeline by itself. Declare an account as A or B.",
                    segment.display_name,
                )
            )
        self._check_four_eyes(segment)
        self.with_context(kam_cause=reason or self.env._("Declared"))._decide(segment, "declared")
        for account in self:
            account.message_post(
                body=self.env._("Declared as %(segment)s. %(reason)s", segment=segment.name, reason=reason or "")
            )

    def action_deselect(self, reason):
        """De-select key accounts (manager only): they fall back to what screening says.

        :param reason: required, kept in the history
        """
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the account is no longer a key account."))
        were_key = self.filtered(lambda account: account.status == "key")
        self.with_context(kam_cause=reason)._undecide()
        were_key._end_key_work(reason)
        for account in self:
            account.message_post(body=self.env._("De-selected: %s", reason))

    def action_consider_again(self):
        """Let de-selected accounts be candidates again before the next yearly selection (manager only)."""
        self._check_may_decide()
        accounts = self.sudo().filtered("out_until_review")
        accounts.with_context(kam_cause=self.env._("Considered again")).write({"out_until_review": False})
        self.env.flush_all()
        for company in accounts.grouped("company_id"):
            self._rank_company(company)
        self.env.invalidate_all()
        return True

    def _check_may_decide(self):
        self.check_access("write")
        if not self._may_decide():
            raise AccessError(
                self.env._("Only a key account manager's manager decides segments. Ask your sales manager.")
            )

    # -- override -------------------------------------------------------------------------------------------

    @api.model
    def _today(self):
        """The day that overrides are held against: one clock for all, that of the main company's working hours.

        Segment and tier are stored, so whoever looks, wherever they are, must come to the same result.
        """
        zone = self._main_company().resource_calendar_id.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _override_holds(self):
        """Whether the override is in force today."""
        self.ensure_one()
        has_override = self.override_segment_id or self.override_tier_id
        return bool(has_override) and (not self.override_until or self.override_until >= self._today())

    @api.depends("override_segment_id", "override_tier_id", "override_until")
    def _compute_is_overridden(self):
        for account in self:
            account.is_overridden = account._override_holds()

    def _search_is_overridden(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._today()
        overridden = (Domain("override_segment_id", "!=", False) | Domain("override_tier_id", "!=", False)) & Domain(
            "override_until", ">=", today
        )
        domains = [overridden if wanted else ~overridden for wanted in value]
        return Domain.OR(domains)

    @api.constrains("override_segment_id", "override_tier_id", "override_reason", "override_until")
    def _check_override(self):
        today = self._today()
        for account in self:
            if not (account.override_segment_id or account.override_tier_id):
                continue
            if not (account.override_reason or "").strip():
                raise ValidationError(self.env._("An override needs a reason. Say why the rule does not fit."))
            if not account.override_until:
                raise ValidationError(self.env._("An override needs an end. Say until when it holds."))
            if account.override_until < today:
                raise ValidationError(
                    self.env._(
                        "The override would have ended on %(date)s already. Choose a date from today on.",
                        date=account.override_until,
                    )
                )

    @api.private
    def action_override(self, segment, reason, until, tier=None):
        """Let a person's judgement outrank the rules until a date (manager only).

        :param segment: ``kam.segment``, may be empty when only the tier is overridden
        :param until: date, today or later
        """
        self._check_may_decide()
        if segment:
            self._check_four_eyes(segment)
        self.with_context(kam_cause=reason).write(
            {
                "override_segment_id": segment.id if segment else False,
                "override_tier_id": tier.id if tier else False,
                "override_reason": reason,
                "override_until": until,
            }
        )
        self.sudo().override_by_id = self.env.user

    def action_end_override(self):
        """End the override now (manager only)."""
        self._check_may_decide()
        self._end_override(self.env._("Override ended by hand"))
        return True

    def _end_override(self, cause):
        self.sudo().with_context(kam_cause=cause).write(
            {
                "override_segment_id": False,
                "override_tier_id": False,
                "override_reason": False,
                "override_until": False,
                "override_by_id": False,
            }
        )

    @api.model
    def _cron_end_overrides(self, batch=500):
        """Scheduled action: overrides and substitutions whose date has passed end by themselves."""
        today = self._today()
        domain = Domain("override_until", "<", today) | Domain("substitute_until", "<", today)
        with self.env["kam.run"]._recording(self.env._("End overrides and substitutions")) as run:
            self._run_batches(
                "_cron_end_overrides",
                domain,
                lambda accounts: accounts._end_passed(today, run),
                lambda account: account._note_failed(run),
                batch=batch,
            )

    def _end_passed(self, today, run):
        """End what was meant to last until a day before today."""
        run._note("changed", self, self.env._("Ended: their date has passed"))
        overridden = self.filtered(lambda one: one.override_until and one.override_until < today)
        # One line in the chatter of each, written for all at once; the history has from what to what.
        overridden.with_context(tracking_disable=True)._end_override(self.env._("Override ended: its date has passed"))
        text = self.env._("The override ended: its date has passed.")
        overridden._message_log_batch(bodies=dict.fromkeys(overridden.ids, text))
        self.filtered(lambda one: one.substitute_until and one.substitute_until < today).write(
            {"substitute_id": False, "substitute_until": False}
        )
