"""Checks of a design: lessons of earlier schemes, health safeguards, fair recruitment, roles, permit routes.

`check` gives the findings of a design, `worst` the severity of the worst, `to_json` what is written to a file. The
checks are rules of `corridor.rules` over a vocabulary of facts about designs: see `rules/` beside this file.
"""

from corridor.partnerships.checks.book import SEVERITIES, Check, Severity, catalogue
from corridor.partnerships.checks.checking import check, decide
from corridor.partnerships.checks.facts import facts, profile_facts
from corridor.partnerships.checks.finding import Finding, Source, State, to_json, worst
from corridor.partnerships.checks.roles import stage_facts

__all__ = [
    "SEVERITIES", "Check", "Finding", "Severity", "Source", "State", "catalogue", "check", "decide", "facts",
    "profile_facts", "stage_facts", "to_json", "worst",
]  # fmt: skip
