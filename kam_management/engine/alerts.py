"""Early warnings: which checks there are, what each needs, and how a sentence is filled in (K12).

>>> fill("No contact for {days} days", {"days": "62"})
'No contact for 62 days'
"""

import re

#: Checks in the order in which they are offered.
CHECKS = [
    ("silence", "No contact for too long"),
    ("no_manager", "No account manager"),
    ("no_plan", "No approved plan this year"),
    ("overdue_milestone", "Overdue milestone"),
    ("overdue_tactic", "Overdue tactic of the plan"),
    ("entitlement", "Entitlement of the activity matrix not met"),
    ("coverage", "Finding of the stakeholder map"),
    ("opponent_alone", "Powerful opponent without any of ours"),
    ("revenue_down", "Won revenue down on last year"),
    ("pipeline_down", "Pipeline down on last year"),
    ("win_rate_down", "Win rate down"),
    ("satisfaction_down", "Satisfaction down"),
    ("level_down", "Relationship level moved down"),
    ("competitor_threat", "Competitor's threat up"),
]

#: Findings of ``engine/coverage.py`` that a rule may warn of.
FINDINGS = [
    ("no_decision_maker", "No decision maker known"),
    ("no_budget_owner", "No budget owner known"),
    ("no_champion", "No champion"),
    ("no_sponsor", "No executive sponsor"),
    ("single_threaded_ours", "Only one of ours talks to them"),
    ("single_threaded_theirs", "Only one of theirs talks to us"),
    ("powerful_opponent", "Powerful opponent"),
    ("powerful_without_counterpart", "Powerful, without counterpart"),
    ("counterpart_left", "Our counterpart has left us"),
    ("contact_left", "Contact has left the customer"),
    ("silent", "Somebody silent for too long"),
]

#: What the threshold of a check counts; those without a threshold are not in here.
UNIT_OF = {
    "silence": "days",
    "no_plan": "days",
    "overdue_milestone": "days",
    "overdue_tactic": "days",
    "revenue_down": "percent",
    "pipeline_down": "percent",
    "win_rate_down": "points",
    "satisfaction_down": "tenth",
    "level_down": "days",
    "competitor_threat": "strength",
}

#: Checks that compare a period with the same one a year before.
NEEDS_MONTHS = frozenset({"revenue_down", "win_rate_down", "satisfaction_down"})

#: Checks of something that happened, rather than of a state: whoever closes such a warning is done with it.
EVENTS = frozenset({"level_down", "competitor_threat"})

#: Facts that the sentence of a check may use.
PLACEHOLDERS = {
    "silence": ("days", "last"),
    "no_manager": (),
    "no_plan": ("year",),
    "overdue_milestone": ("what", "count"),
    "overdue_tactic": ("what", "count"),
    "entitlement": ("what", "count"),
    "coverage": ("who", "count"),
    "opponent_alone": ("who", "count"),
    "revenue_down": ("percent", "now", "before", "months"),
    "pipeline_down": ("percent", "now", "before"),
    "win_rate_down": ("points", "now", "before", "months"),
    "satisfaction_down": ("points", "now", "before", "months", "what"),
    "level_down": ("before", "now", "date"),
    "competitor_threat": ("who", "what", "strength", "date"),
}


def fill(sentence, facts):
    """A sentence with its facts; what is not known stays out of it.

    :param sentence: text with names in braces; no other format is understood, so nobody reaches into objects
    :param facts: {name: text}

    >>> fill("{who} of {nobody}", {"who": "Berta"})
    'Berta of –'
    >>> fill("{who.__class__}", {"who": "Berta"})
    '{who.__class__}'
    """
    return re.sub(r"\{(\w+)\}", lambda found: str(facts.get(found[1], "–")), sentence)
