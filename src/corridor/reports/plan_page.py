"""A plan as one page of HTML."""

from __future__ import annotations

from pathlib import Path

from corridor.plan.result import Plan
from corridor.reports.document import Section
from corridor.reports.page import fill, write_whole
from corridor.reports.references import References
from corridor.reports.sections.equality import equality
from corridor.reports.sections.grounds import method, provenance, sources
from corridor.reports.sections.occupations import occupations
from corridor.reports.sections.opening import opening
from corridor.reports.sections.partnership import partnership
from corridor.reports.sections.posts import posts
from corridor.reports.sections.reasons import reasons
from corridor.reports.sections.reforms import reforms
from corridor.reports.sections.routes import routes
from corridor.reports.sections.unknowns import unknowns
from corridor.reports.speech import Speech


def render(plan: Plan, lang: str) -> str:
    """The plan's page in one language.

    Args:
        plan: the plan; nothing else is read.
        lang: en, fr, nl.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = Speech(lang)
    return fill("page.html.jinja", speech=speech, opening=opening(plan, speech), sections=sections(plan, speech))


def write(plan: Plan, path: Path, lang: str) -> None:
    """Write the plan's page to a file, whole or not at all.

    Raises:
        LanguageError: no report is written in this language.
        OSError: the folder cannot be written to.
    """
    write_whole(render(plan, lang), path)


def sections(plan: Plan, speech: Speech) -> tuple[Section, ...]:
    """The chapters that follow the first screen, in their order."""
    references = References(plan.provenance.sources, speech)
    found = (
        posts(plan, speech, references),
        reasons(plan, speech, references),
        occupations(plan, speech, references),
        partnership(plan, speech),
        routes(plan, speech),
        reforms(plan, speech),
        unknowns(plan, speech),
        equality(plan, speech),
        method(plan, speech, references),
        provenance(plan, speech),
        sources(references),
    )
    return tuple(s for s in found if s is not None)
