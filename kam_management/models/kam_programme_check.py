"""What the data can say about the programme by itself: the registry of checks (K12)."""

import logging
from typing import NamedTuple

from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..engine import programme

_logger = logging.getLogger(__name__)


class Check(NamedTuple):
    """A check: its name in the catalogue, its figure in words, and what is said while nothing is known."""

    label: str
    text: str
    unknown: str

    def _say(self, env, answer, values):
        """The figure in words; numbers as the reader's language writes them."""
        if answer == "unknown" or not values:
            return self.unknown
        return self.text % {key: _number(env, value) for key, value in values.items()}


class Result(NamedTuple):
    """What a check found.

    ``answer``: None = from the share ``values["count"]`` of ``values["base"]``, at the item's threshold.
    ``model``, ``domain``, ``missing``: the records behind the figure, and those that a yes still needs.
    """

    answer: str | None
    values: dict
    model: str = ""
    domain: object = None
    missing: object = None
    #: archived records count as well (opportunities that were lost)
    all_states: bool = False


class Scope(NamedTuple):
    """What is looked at: one company's accounts (with those that all companies share), one fiscal year, a day."""

    company: object
    year: int
    today: object
    start: object
    end: object
    accounts: Domain
    key: Domain
    of_key: tuple
    cache: dict


def _number(env, value):
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        return formatLang(env, value, digits=1)
    return formatLang(env, value, digits=0) if isinstance(value, int | float) else str(value)


class KamProgrammeCheck(models.AbstractModel):
    """Checks by code. An addon with one of its own extends :meth:`_checks` and adds ``_check_<code>(scope)``."""

    _name = "kam.programme.check"
    _description = "Checks of the Programme"

    @api.model
    def _checks(self):
        """{code: :class:`Check`}, in the order in which they are offered."""
        return {}

    @api.model
    def _selection(self):
        return [(code, check.label) for code, check in self._checks().items()]

    @api.model
    def _scope(self, company, year):
        """What the checks of a company and year look at."""
        start, end = company._kam_year_bounds(year)
        today = min(self.env["kam.account"]._today(), end)
        accounts = Domain("company_id", "in", [company.id, False])
        key = accounts & Domain("status", "=", "key") & Domain("active", "=", True)
        return Scope(company, year, today, start, end, accounts, key, ("account_id", "any", list(key)), {})

    @api.model
    def _result(self, code, scope):
        """Carry out one check, once for each scope."""
        if code not in scope.cache:
            scope.cache[code] = getattr(self, f"_check_{code}")(scope)
        return scope.cache[code]

    @api.model
    def _try(self, code, scope):
        """The result of a check; nothing where it fails, which is logged."""
        if code in scope.cache:
            return scope.cache[code]
        try:
            with self.env.cr.savepoint(flush=False):
                return self._result(code, scope)
        except OperationalError:
            raise  # somebody else was faster: all of it is done again
        except Exception:
            _logger.exception("The check %s of the programme failed", code)
            self.env.invalidate_all()
            scope.cache[code] = None
            return None

    @api.model
    def _plain(self, domain):
        """A domain that can travel to the client."""
        return [
            (*part[:2], self._plain(part[2]) if isinstance(part[2], Domain) else part[2])
            if isinstance(part, tuple | list)
            else part
            for part in Domain(domain)
        ]

    # -- what the checks share --------------------------------------------------------------------------------

    @api.model
    def _share(self, model, base, met, all_states=False):
        """How many records of ``base`` fulfil ``met``; nothing is known without any."""
        records = self.env[model].sudo().with_context(active_test=not all_states)
        base, met = Domain(base), Domain(met)
        total = records.search_count(base)
        if not total:
            return Result("unknown", {}, model, base, None, all_states)
        values = {"count": records.search_count(base & met), "base": total}
        return Result(None, values, model, base & met, base & ~met, all_states)

    @api.model
    def _compare(self, now, before, model="", domain=None, **more):
        """Two figures, of which the first one is to be larger; None = not known."""
        answer = programme.more_answer(now, before)
        return Result(answer, {"now": now, "before": before}, model, domain, **more)

    @api.model
    def _key_count(self, scope):
        """How many key accounts there are, counted once."""
        if "key accounts" not in scope.cache:
            scope.cache["key accounts"] = self.env["kam.account"].sudo().search_count(scope.key)
        return scope.cache["key accounts"]
