"""The report of a plan: its chapters as its page has them."""

from __future__ import annotations

from corridor.plan.result import Plan
from corridor.reports.plan_page import sections
from corridor.reports.report import Report
from corridor.reports.sections.opening import opening
from corridor.reports.speech import Speech


def report(plan: Plan, lang: str) -> Report:
    """A plan in a language.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = Speech(lang)
    return Report("plan", speech, plan.date, opening(plan, speech), sections(plan, speech))
