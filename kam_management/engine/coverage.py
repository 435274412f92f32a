"""What a stakeholder map shows to whoever reads it with care: findings, and the contact model (K5, K6).

Plain data in, plain data out. An unknown is a gap, not a bad mark: a placeholder holds no role yet.

>>> today = date(2026, 11, 20)
>>> chief = Person(1, power=5, flags={DECISION}, counterparts=(Contact(7, 3, True),), last_contact=date(2026, 11, 2))
>>> buyer = Person(2, power=3, flags={BUDGET, CHAMPION}, counterparts=(Contact(7, 2, True),), last_contact=today)
>>> [finding.code for finding in findings(Frame(today, silence_days=45), [chief, buyer])]
['single_threaded_ours']
>>> contact_model([chief, buyer])
'one_to_many'
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

DECISION, BUDGET, CHAMPION = "decision", "budget", "champion"
#: Power from which a person can decide alone (our default).
POWERFUL = 4
#: Above this part of all people in the hands of one of ours, that one is the hub of a one-to-many model.
HUB_SHARE = 2 / 3
#: Worst first.
SEVERITIES = ("high", "medium", "low")


class Contact(NamedTuple):
    """One of ours who talks to a person: strength 0-4, whether they are the first counterpart, still with us."""

    user_id: int
    strength: int = 0
    primary: bool = False
    active: bool = True


class Person(NamedTuple):
    """What the findings need to know of a stakeholder."""

    id: int
    power: int = 3
    support: str = "neutral"
    flags: frozenset = frozenset()
    counterparts: tuple = ()
    known: bool = True  #: False for a placeholder
    left: bool = False  #: archived, or with another company now
    last_contact: date | None = None
    since: date | None = None  #: on the map since


class Frame(NamedTuple):
    """What the findings need to know of the account."""

    today: date
    silence_days: int = 0  #: longest time without contact that the tier allows; 0 = any
    needs_sponsor: bool = False
    has_sponsor: bool = False


class Finding(NamedTuple):
    """Something to mend: whom it concerns (empty = the account as a whole)."""

    code: str
    severity: str
    ids: tuple = ()


def findings(frame, people):
    """All findings of one account, worst first.

    >>> [(finding.code, finding.ids) for finding in findings(Frame(date(2026, 1, 1)), [])]
    [('no_decision_maker', ()), ('no_budget_owner', ()), ('no_champion', ())]
    """
    people = list(people)
    found = [
        *_missing_roles(people),
        *_missing_sponsor(frame),
        *_threads(people),
        *_people(frame, people),
    ]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _missing_roles(people):
    """No decision maker, no budget owner, no champion: a placeholder or somebody who left is none.

    >>> [finding.code for finding in _missing_roles([Person(1, flags={DECISION, BUDGET}), Person(2, flags={CHAMPION},
    ...     known=False)])]
    ['no_champion']
    """
    held = set().union(*(person.flags for person in people if _is_there(person)))
    for flag, code, severity in (
        (DECISION, "no_decision_maker", "high"),
        (BUDGET, "no_budget_owner", "medium"),
        (CHAMPION, "no_champion", "medium"),
    ):
        if flag not in held:
            yield Finding(code, severity, tuple(person.id for person in people if flag in person.flags))


def _missing_sponsor(frame):
    """An account of the best segment without an executive sponsor.

    >>> [finding.code for finding in _missing_sponsor(Frame(date(2026, 1, 1), needs_sponsor=True))]
    ['no_sponsor']
    """
    if frame.needs_sponsor and not frame.has_sponsor:
        yield Finding("no_sponsor", "high")


def _threads(people):
    """The relationship hangs on one person, of ours or of theirs.

    >>> one = Person(1, counterparts=(Contact(7),))
    >>> [finding.code for finding in _threads([one, Person(2)])]
    ['single_threaded_ours', 'single_threaded_theirs']
    >>> [finding.code for finding in _threads([one, Person(2, counterparts=(Contact(8),))])]
    []
    """
    pairs = pairs_of(people)
    ours = {user_id for user_id, _person_id in pairs}
    theirs = sorted({person_id for _user_id, person_id in pairs})
    if len(ours) == 1:
        yield Finding("single_threaded_ours", "high", tuple(theirs))
    if len(theirs) == 1:
        yield Finding("single_threaded_theirs", "high", tuple(theirs))


def _people(frame, people):
    """Findings about single people, one finding for each kind, with everybody it concerns."""
    concerned = {}
    for person in people:
        for code in gaps(frame, person):
            if code != "no_counterpart":  # a gap on the card, not a finding: only the powerful need one
                concerned.setdefault(code, []).append(person.id)
    for code, severity in (
        ("powerful_opponent", "high"),
        ("powerful_without_counterpart", "high"),
        ("counterpart_left", "high"),
        ("contact_left", "medium"),
        ("silent", "medium"),
    ):
        if code in concerned:
            yield Finding(code, severity, tuple(concerned[code]))


def gaps(frame, person):
    """What is missing or wrong about one person.

    >>> frame = Frame(date(2026, 11, 20), silence_days=30)
    >>> gaps(frame, Person(1, power=5, support="opponent", last_contact=date(2026, 10, 1)))
    ['powerful_opponent', 'no_counterpart', 'powerful_without_counterpart', 'silent']
    >>> gaps(frame, Person(1, counterparts=(Contact(7, active=False, primary=True),), last_contact=frame.today))
    ['no_counterpart', 'counterpart_left']
    >>> gaps(frame, Person(1, power=5, left=True))
    ['contact_left']
    >>> gaps(frame, Person(1, known=False, counterparts=(Contact(7),)))
    []
    """
    if person.left:
        return ["contact_left"]
    found = []
    powerful = person.power >= POWERFUL
    if powerful and person.support == "opponent":
        found.append("powerful_opponent")
    if not any(contact.active for contact in person.counterparts):
        found.append("no_counterpart")
        if powerful:
            found.append("powerful_without_counterpart")
    if any(not contact.active for contact in person.counterparts):
        found.append("counterpart_left")
    if is_silent(frame, person):
        found.append("silent")
    return found


def is_silent(frame, person):
    """Longer without contact than the tier allows; somebody new is not silent at once.

    >>> frame = Frame(date(2026, 11, 20), silence_days=30)
    >>> is_silent(frame, Person(1, last_contact=date(2026, 10, 21)))
    False
    >>> is_silent(frame, Person(1, last_contact=date(2026, 10, 20)))
    True
    >>> is_silent(frame, Person(1, since=date(2026, 11, 1))), is_silent(frame, Person(1, since=date(2026, 1, 1)))
    (False, True)
    >>> is_silent(frame._replace(silence_days=0), Person(1, since=date(2020, 1, 1)))
    False
    """
    last = max((day for day in (person.last_contact, person.since) if day), default=None)
    return bool(person.known and frame.silence_days and last and (frame.today - last).days > frame.silence_days)


def contact_model(people):
    """How the two companies touch: ``bow_tie``, ``one_to_many``, ``diamond``, or ``none``.

    >>> contact_model([Person(1)])
    'none'
    >>> contact_model([Person(1, counterparts=(Contact(7), Contact(8)))])  # everything passes through one buyer
    'bow_tie'
    >>> contact_model([Person(n, counterparts=(Contact(7),)) for n in range(4)])
    'one_to_many'
    >>> contact_model([Person(n, counterparts=(Contact(7 if n < 3 else 8),)) for n in range(4)])  # a hub with a helper
    'one_to_many'
    >>> contact_model([Person(n, counterparts=(Contact(n),)) for n in range(4)])
    'diamond'
    """
    people = [person for person in people if not person.left]
    pairs = pairs_of(people)
    ours = Counter(user_id for user_id, _person_id in pairs)
    theirs = {person_id for _user_id, person_id in pairs}
    if not pairs:
        return "none"
    if len(theirs) == 1:
        return "bow_tie"
    if len(ours) == 1:
        return "one_to_many"
    first = Counter(user_id for user_id in map(first_counterpart, people) if user_id is not None)
    return "one_to_many" if max(first.values()) > HUB_SHARE * len(theirs) else "diamond"


def first_counterpart(person):
    """The one of ours who mirrors the person: the primary, else the strongest, of those still with us.

    >>> first_counterpart(Person(1, counterparts=(Contact(7, 1), Contact(8, 3), Contact(9, 4, True, active=False))))
    8
    """
    ours = [contact for contact in person.counterparts if contact.active]
    best = max(ours, key=lambda contact: (contact.primary, contact.strength, -contact.user_id), default=None)
    return best and best.user_id


def pairs_of(people):
    """Who of ours talks to whom of theirs: {(user id, person id)}, without those who left on either side.

    >>> sorted(pairs_of([Person(1, counterparts=(Contact(7), Contact(8, active=False))), Person(2, left=True)]))
    [(7, 1)]
    """
    return {
        (contact.user_id, person.id)
        for person in people
        if not person.left
        for contact in person.counterparts
        if contact.active
    }


def _is_there(person):
    return person.known and not person.left
