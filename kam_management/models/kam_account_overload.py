from collections import Counter, defaultdict

from odoo import api, models


class KamAccount(models.Model):
    """How many accounts of each segment one manager can serve, and who would have more (K3)."""

    _inherit = "kam.account"

    @api.model
    def _overloads(self, company=None, coming=None):
        """Sentences about managers with more accounts of a selected segment than they can serve.

        :param company: ``res.company``: only managers with accounts in it (or shared ones) are looked at
        :param coming: {user id: {segment id: accounts more, or fewer if negative}}: only those are looked at, as they
            would be then
        :return: list of sentences, the worst first
        """
        segments = self.env["kam.segment"].sudo().search([("mode", "=", "selected")])
        domain = [("segment_id", "in", segments.ids), ("active", "=", True), ("user_id", "!=", False)]
        if coming is not None:
            domain.append(("user_id", "in", list(coming)))
        loads = defaultdict(Counter)
        for user, segment, number in self.sudo()._read_group(domain, ["user_id", "segment_id"], ["__count"]):
            loads[user.id][segment.id] = number
        if company:
            here = self.sudo()._read_group([*domain, ("company_id", "in", [False, company.id])], ["user_id"])
            loads = {user.id: loads[user.id] for (user,) in here}
        found = []
        for user in self.env["res.users"].sudo().browse(coming if coming is not None else loads):
            change = (coming or {}).get(user.id, {})
            for segment in segments:
                more = change.get(segment.id, 0)
                then, slots = loads[user.id][segment.id] + more, segment.slots_per_manager
                if then > slots and (coming is None or more > 0):
                    found.append((then - slots, self._overload_sentence(user, segment, then, coming is not None)))
        return [sentence for _much, sentence in sorted(found, key=lambda one: (-one[0], one[1]))]

    @api.model
    def _overload_sentence(self, user, segment, then, is_coming):
        """One sentence; how much somebody else has is for those who decide, and for themselves."""
        if user != self.env.user and not self.env.user.has_group("kam_management.group_kam_manager"):
            text = self.env._("%(person)s would have more %(segment)s accounts than one manager can serve.")
            return text % {"person": user.name, "segment": segment.code}
        text = (
            self.env._("%(person)s would have %(then)s %(segment)s accounts and can serve %(slots)s.")
            if is_coming
            else self.env._("%(person)s has %(then)s %(segment)s accounts and can serve %(slots)s.")
        )
        return text % {"person": user.name, "then": then, "segment": segment.code, "slots": segment.slots_per_manager}

    def _overloads_if(self, user=None, segment=None):
        """The same if these accounts went to ``user``, or into ``segment``, or both.

        :return: list of sentences; empty where everybody can serve what they would have
        """
        coming = defaultdict(Counter)
        for account in self.sudo():
            owner, now = user or account.user_id, account.segment_id
            then = segment or now
            if owner and (owner != account.user_id or then != now):
                coming[owner.id][then.id] += 1
                if owner == account.user_id:
                    coming[owner.id][now.id] -= 1
        return self._overloads(coming={key: dict(one) for key, one in coming.items()}) if coming else []

    @api.onchange("user_id")
    def _onchange_user_id_overload(self):
        """Say so before an account is given to somebody who has no room for it."""
        account = self._origin
        if account and self.user_id and self.user_id != account.user_id:
            sentences = account._overloads_if(user=self.user_id._origin)
            if sentences:
                title = self.env._("More than can be served")
                return {"warning": {"title": title, "message": " ".join(sentences), "type": "notification"}}
        return {}
