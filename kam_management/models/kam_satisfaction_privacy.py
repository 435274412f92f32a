import re

from odoo import models

#: Texts in which somebody's name may stand.
TEXTS = ("verbatim", "follow_up", "follow_up_result")


class KamStakeholder(models.Model):
    """What somebody answered is theirs to know, and loses their name when they are erased."""

    _inherit = "kam.stakeholder"

    def _answers(self):
        everything = self.env["kam.satisfaction"].sudo().with_context(active_test=False)
        return everything.search([("stakeholder_id", "in", self.ids)])

    def _export_entry(self):
        entry = super()._export_entry()
        entry[self.env._("answers on satisfaction")] = [
            {
                "date": answer.date,
                "about": answer.moment_id.name or "",
                "score": answer.score if answer.score_known else "",
                "words": answer.verbatim or "",
                "follow-up": answer.follow_up or "",
            }
            for answer in self._answers()
        ]
        return entry

    def _erase(self):
        """The answers stay, as anonymous ones: without the person, and without the name in any text."""
        for answer in self._answers():
            person = answer.stakeholder_id
            names = _names(person.name, person.partner_id.name)
            texts = {name: _without(answer[name], names) for name in TEXTS if answer[name]}
            answer.write({"stakeholder_id": False, **texts})
        return super()._erase()

    def _absorb_rows(self, source):
        """Two entries of one person become one: the answers are all theirs."""
        result = super()._absorb_rows(source)
        source._answers().write({"stakeholder_id": self.id})
        return result


class KamAccount(models.Model):
    """Answers go with their account: to another one, or away with their to-dos."""

    _inherit = "kam.account"

    def _absorb_tables(self):
        return [*super()._absorb_tables(), ("kam.satisfaction", "account_id", [])]

    def unlink(self):
        self.env["kam.satisfaction"].sudo().with_context(active_test=False).search(
            [("account_id", "in", self.ids)]
        ).unlink()
        return super().unlink()


def _names(*names):
    """Full names first, then the parts of them that are long enough to be names."""
    whole = [name for name in names if name]
    parts = [part for name in whole for part in re.split(r"[\s,;]+", name) if len(part) > 2 and part[0].isupper()]
    return sorted({*whole, *parts}, key=len, reverse=True)


def _without(text, names):
    """A text in which names are blacked out."""
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return text
