from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import next_steps

#: To-dos shown at once; the rest is counted.
SHOWN = 5
#: To-dos looked at, the most urgent by date first.
LOOKED_AT = 300


class KamAccount(models.Model):
    """Today: the five things that matter most to the user, ranked, each with its reason."""

    _inherit = "kam.account"

    @api.model
    def today_data(self, shown=SHOWN):
        """The user's own to-dos on key accounts, their opportunities and plans, the most important first.

        :param shown: how many are told in full
        :return: dict: ``items`` (id of the to-do, title, account with badge, date, days late, source, why,
            res_model and res_id of the record it lies on), ``more`` = number of the others,
            ``domain`` of all of them
        """
        self.check_access("read")
        activities, accounts = self._today_activities()
        today = fields.Date.context_today(self)
        segments = self.env["kam.segment"].sudo()._badge_data()
        steps = {}
        for activity in activities:
            account = accounts[activity.id]
            steps[activity.id] = next_steps.Step(
                activity.id,
                (today - activity.date_deadline).days,
                segments.get(account.segment_id.id, {}).get("strength"),
                activity.kam_source or None,
            )
        ranked = next_steps.rank(steps.values())
        badge = self._badge_maker()
        return {
            "items": [
                self._today_item(activities.browse(one.step.id), accounts[one.step.id], one, badge)
                for one in ranked[:shown]
            ],
            "more": max(0, len(ranked) - shown),
            "domain": [("id", "in", [one.step.id for one in ranked])],
        }

    @api.model
    def _today_activities(self):
        """(the user's to-dos, {to-do id: account}): on accounts, their plans and opportunities."""
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.env.uid), ("res_model", "in", list(self._today_models()))],
            order="date_deadline, id",
            limit=LOOKED_AT,
        )
        owner = {}
        for model, name in self._today_models().items():
            mine = activities.filtered(lambda activity, model=model: activity.res_model == model)
            # The badge of the account is shown to whoever has the to-do; nothing else of it is.
            records = self.env[model].sudo().browse(mine.mapped("res_id")).exists()
            accounts = {record.id: record[name] if name else record for record in records}
            owner |= {activity.id: accounts.get(activity.res_id) for activity in mine}
        kept = activities.filtered(lambda activity: owner.get(activity.id))
        return kept, owner

    @api.model
    def _today_models(self):
        """{model that to-dos lie on: its field with the account}."""
        return {"kam.account": "", "kam.account.plan": "account_id", "crm.lead": "kam_account_id"}

    def _today_item(self, activity, account, ranked, badge):
        sources = dict(activity._fields["kam_source"]._description_selection(self.env))
        return {
            "id": activity.id,
            "title": activity.summary or activity.activity_type_id.name or "",
            "account": {
                "id": account.id,
                "name": account.display_name,
                "badge": badge(account.segment_id.id, account.tier_id.id, account.id),
            },
            "record": "" if activity.res_model == "kam.account" else activity.res_name or "",
            "date": fields.Date.to_string(activity.date_deadline),
            "late": ranked.step.late,
            "source": sources.get(activity.kam_source, ""),
            "why": self._today_why(ranked, account),
            "res_model": activity.res_model,
            "res_id": activity.res_id,
        }

    def _today_why(self, ranked, account):
        """One sentence: what gave points, and how many."""
        env = self.env
        parts = [
            env._("%(reason)s (%(points)+d)", reason=self._today_reason(reason, account), points=reason.points)
            for reason in ranked.reasons
        ]
        return env._("Importance %(points)s: %(reasons)s.", points=ranked.points, reasons=", ".join(parts))

    def _today_reason(self, reason, account):
        """One reason in words."""
        env = self.env
        if reason.code == "late":
            return env._("1 day late") if reason.value == 1 else env._("%s days late", reason.value)
        if reason.code == "today":
            return env._("due today")
        if reason.code == "ahead":
            return env._("due tomorrow") if reason.value == 1 else env._("due in %s days", reason.value)
        if reason.code == "segment":
            return env._("segment %s", account.segment_id.code)
        return self._today_source_words(reason.value)

    @api.model
    def _today_source_words(self, source):
        """What a to-do was made for, as a reason to do it."""
        env = self.env
        words = {
            "signature": env._("a plan waits for a signature"),
            "alert": env._("an early warning asks for it"),
            "contract": env._("a contract has to be decided on"),
            "milestone": env._("a milestone of the year is due"),
            "selection": env._("the yearly selection asks for it"),
            "satisfaction": env._("they said how satisfied they are, or are to be asked"),
            "action": env._("the activity matrix asks for it"),
            "tactic": env._("the account plan says so"),
            "nurture": env._("a lead is being nurtured"),
        }
        labels = env["mail.activity"]._fields["kam_source"]._description_selection(env)
        return words.get(source) or dict(labels).get(source, "")

    # -- buttons --------------------------------------------------------------------------------------------

    @api.model
    def today_done(self, activity_id, shown=SHOWN):
        """Mark one's own to-do as done; returns the new :meth:`today_data`."""
        self._today_own(activity_id).action_done()
        return self.today_data(shown)

    @api.model
    def today_later(self, activity_id, days, shown=SHOWN):
        """Put one's own to-do off by 1 to 90 days from today; returns the new :meth:`today_data`."""
        if not 1 <= days <= 90:
            raise UserError(self.env._("Put it off by 1 to 90 days."))
        date = fields.Date.add(fields.Date.context_today(self), days=days)
        self._today_own(activity_id).write({"date_deadline": date})
        return self.today_data(shown)

    @api.model
    def _today_own(self, activity_id):
        activity = self.env["mail.activity"].browse(activity_id).exists()
        if not activity or activity.user_id != self.env.user:
            raise UserError(self.env._("This to-do is not yours any more. Reload the page."))
        return activity
