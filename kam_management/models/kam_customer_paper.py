"""What may stand on paper that a customer gets: a list of fields, and a reader that knows no others.

A document for customers is made from plain words and numbers that were read through ``Shown``. Its template gets
those, and no record from which it could go on to others.
"""

from types import SimpleNamespace

from odoo.tools import format_date
from odoo.tools.misc import format_amount

#: All that may be read for a document of a customer. Whatever is not listed here cannot stand in one.
ALLOWED = {
    "kam.account.plan": {"account_id", "company_id", "year", "is_frozen"},
    "kam.account": {"partner_id", "company_id", "user_id", "sponsor_id"},
    "kam.account.member": {"user_id", "function_id"},
    "kam.team.function": {"name"},
    "kam.plan.goal": {"name", "horizon"},
    "kam.plan.objective": {"name", "shared_name", "deadline"},
    "kam.plan.milestone": {"step_id", "occurrence", "date", "state", "user_id"},
    "kam.cadence.step": {"name"},
    "kam.value.proposition": {"name", "state", "value_year", "value_text", "currency_id", "delivered_on"},
    "kam.service.package.line": {"service_id", "offer"},
    "kam.service": {"name"},
    "kam.stakeholder": {"partner_id"},
    "kam.sales.plan": {"partner_id", "company_id"},
    "kam.mutual.step": {"name", "date", "state", "user_id", "partner_id"},
    "res.partner": {"name", "function", "email", "phone", "commercial_partner_id", "lang"},
    "res.users": {"name", "partner_id"},
    "res.company": {"name"},
    "res.currency": {"name"},
}
PLAIN = (str, int, float, bool, type(None))


class Shown:
    """A record of which only the fields in ``ALLOWED`` can be read, by name.

    >>> Shown(partner)["name"]  # doctest: +SKIP
    'Azure Interior'
    """

    __slots__ = ("__record",)

    def __init__(self, record):
        self.__record = record

    def __bool__(self):
        return bool(self.__record)

    def __getitem__(self, name):
        """The value of an allowed field; a reference is another ``Shown``, of whom no access is asked for.

        :raises KeyError: for any other field
        """
        record = self.__record
        if name not in ALLOWED.get(record._name, ()):
            raise KeyError(f"{record._name}.{name} is not among what a customer may read")
        value = record[name]
        return Shown(value.sudo()) if record._fields[name].type == "many2one" else value

    def text(self, name):
        """An allowed field as words: the label of a selection, nothing instead of False."""
        value, field = self[name], self.__record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.__record.env)).get(value, "")
        return str(value) if value else ""

    def day(self, name):
        """An allowed date as the language of the document writes it; nothing for none."""
        return format_date(self.__record.env, self[name]) if self[name] else ""

    def money(self, name, currency):
        """An allowed amount in its currency, an allowed field too, without decimals that say nothing.

        :raises KeyError: for any other field
        """
        if not self[currency]:
            return ""
        record = self.__record
        return format_amount(record.env, self[name], record[currency], trailing_zeroes=False)


class Sheet(dict):
    """The words of one document, with the little that the company's layout asks of what it prints."""

    def __init__(self, record, values):
        super().__init__(plain(values))
        self._name, self.id = record._name, record.id
        self.env = SimpleNamespace(context={"lang": values["lang"]})


def plain(value):
    """``value``, which holds words and numbers in lists and dictionaries and nothing else.

    >>> plain({"a": ["b", 1, None]})
    {'a': ['b', 1, None]}
    >>> plain({"a": [object()]})
    Traceback (most recent call last):
    ...
    TypeError: object cannot be part of what a customer reads
    """
    if type(value) is dict:
        return {key: plain(one) for key, one in value.items()}
    if type(value) in (list, tuple):
        return [plain(one) for one in value]
    if type(value) not in PLAIN:
        raise TypeError(f"{type(value).__name__} cannot be part of what a customer reads")
    return value


def language(env, partner):
    """The language of a customer if it is installed, else that of the user.

    :param partner: ``Shown`` of a contact
    """
    installed = {code for code, _name in env["res.lang"].get_installed()}
    wanted = partner["lang"]
    return wanted if wanted in installed else env.lang or "en_US"


def step_words(step):
    """What the customer reads of a step that is agreed with them.

    :param step: ``Shown`` of a ``kam.mutual.step``
    """
    return {
        "date": step.day("date"),
        "what": step["name"],
        "ours": step["user_id"]["name"] or "",
        "theirs": step["partner_id"]["name"] or "",
        "state": step.text("state"),
        "done": step["state"] == "done",
    }


def step_table(report, words):
    """What is agreed, as a table of a document.

    :param report: ``kam.report`` in the language of the customer
    :param words: of the document: ``steps``, and who both sides are
    """
    env = report.env
    columns = [
        (env._("Until"), 15),
        (env._("What"), 35),
        (words["customer"], 18),
        (words["us"], 18),
        (env._("State"), 14),
    ]
    rows = [
        [one["date"], one["what"], one["theirs"], one["ours"], f"✓ {one['state']}" if one["done"] else one["state"]]
        for one in words["steps"]
    ]
    return report._listing(columns, rows, empty=env._("Nothing is agreed yet."))
