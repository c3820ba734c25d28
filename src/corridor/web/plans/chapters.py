"""The chapters of a plan's pages: the same text as the report, taken apart into pages.

Each is kept for the process by folder, digest and language, so that a page is only filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from corridor.plan.result import OccupationResult, Plan
from corridor.reports.document import Block, Figure, Part, Prose, Section, Table, Trace, cell
from corridor.reports.references import References
from corridor.reports.sections import grounds
from corridor.reports.sections.equality import equality
from corridor.reports.sections.evidence import of_occupation
from corridor.reports.sections.opening import Opening, opening
from corridor.reports.sections.posts import posts
from corridor.reports.sections.reasons import reasons
from corridor.reports.sections.reforms import reforms
from corridor.reports.sections.routes import routes
from corridor.reports.sections.unknowns import unknowns
from corridor.reports.speech import Speech
from corridor.web.plans import results
from corridor.web.plans.guarded import GuardedSpeech, guarded

KEPT = 96


@dataclass(frozen=True)
class Step:
    """A bar of the waterfall: from `start` to `end` posts. `value` as it is said; `anchor` of the reason."""

    label: str
    start: int
    end: int
    value: str
    tone: str
    anchor: str = ""


@dataclass(frozen=True)
class Overview:
    """The first page: what the report opens with, the waterfall, and the tables that say the same."""

    opening: Opening
    top: int
    steps: tuple[Step, ...]
    posts: Section


def result(folder: Path, digest: str, full: bool) -> Plan:
    """The plan as a visitor sees it."""
    return results.result(folder, digest) if full else _guarded(folder, digest)


@lru_cache(maxsize=results.KEPT)
def _guarded(folder: Path, digest: str) -> Plan:
    return guarded(results.result(folder, digest))


def speech(lang: str, full: bool) -> Speech:
    """How numbers are said to a visitor."""
    return Speech(lang) if full else GuardedSpeech(lang)


@lru_cache(maxsize=KEPT)
def overview(folder: Path, digest: str, lang: str, full: bool) -> Overview:
    """The verdict, the waterfall, circles, reasons, and what the order costs."""
    plan, voice = result(folder, digest, full), speech(lang, full)
    chapter = posts(plan, voice, References(plan.provenance.sources, voice))
    top = sum(c.filled for c in plan.circles) + plan.unfilled
    return Overview(opening(plan, voice), top, _steps(plan, voice), _shown(chapter, full))


def _steps(plan: Plan, voice: Speech) -> tuple[Step, ...]:
    level = sum(c.filled for c in plan.circles) + plan.unfilled
    steps = [Step(voice.say("posts.all"), 0, level, voice.count(level), "whole")]
    for circle in plan.circles:
        label = voice.say("posts.filled_by", circle=voice.text(circle.label))
        steps.append(Step(label, level - circle.filled, level, voice.count(circle.filled), "filled"))
        level -= circle.filled
    steps.append(Step(voice.say("posts.open"), 0, level, voice.count(level), "open"))
    for reason in plan.reasons:
        label = voice.word(f"reason.{reason.reason}.label")
        anchor = f"reason-{reason.reason}" if reason.posts else ""
        steps.append(Step(label, level - reason.posts, level, voice.count(reason.posts), "reason", anchor))
        level -= reason.posts
    return tuple(steps)


@lru_cache(maxsize=KEPT)
def levers(folder: Path, digest: str, lang: str, full: bool) -> tuple[Section, ...]:
    """Each reason with what would open its posts, and what is not known."""
    plan, voice = result(folder, digest, full), speech(lang, full)
    found = (reasons(plan, voice, References(plan.provenance.sources, voice)), unknowns(plan, voice))
    return tuple(_shown(section, full) for section in found)


@lru_cache(maxsize=KEPT)
def ways(folder: Path, digest: str, lang: str, full: bool) -> tuple[Section, ...]:
    """Routes with the dependence on one employer, and reforms beside the law as it is."""
    plan, voice = result(folder, digest, full), speech(lang, full)
    return tuple(_shown(section, full) for section in (routes(plan, voice), reforms(plan, voice)))


@lru_cache(maxsize=KEPT)
def audit(folder: Path, digest: str, lang: str, full: bool) -> Section | None:
    """Who is placed, by sex, age and nationality; small numbers are hidden from everybody."""
    found = equality(results.result(folder, digest), Speech(lang))
    return found and _shown(found, full)


def evidence(plan: Plan, occupation: OccupationResult, lang: str) -> Part | None:
    """What lists, measures and projections say of an occupation, under its heading; None where there is none.

    They are public figures and no counts of the pool: they are said exactly, in a guarded plan too.
    """
    voice = Speech(lang)
    blocks = of_occupation(plan, occupation, voice, References(plan.provenance.sources, voice))
    return Part("evidence", voice.say("evidence.title"), blocks) if blocks else None


@lru_cache(maxsize=KEPT)
def provenance(folder: Path, digest: str, lang: str, full: bool) -> tuple[Section, ...]:
    """What the plan rests on: method and notes, versions and fingerprints, sources."""
    plan, voice = result(folder, digest, full), speech(lang, full)
    cited = References(plan.provenance.sources, voice)
    return (grounds.method(plan, voice, cited), _made(plan, Speech(lang)), grounds.sources(cited))


def _made(plan: Plan, voice: Speech) -> Section:
    """Versions and fingerprints, without the moment: plan.json keeps none, and the page says it above."""
    section = grounds.provenance(plan, voice)
    unsaid = cell(voice.say("provenance.made_at"))
    blocks = (
        replace(b, rows=tuple(r for r in b.rows if r.cells[0] != unsaid)) if isinstance(b, Table) else b
        for b in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def _shown(section: Section, full: bool) -> Section:
    """A section as a page has it: without the report's drawing, whose numbers stand in the tables.

    Of a guarded plan also without formulas over tables that are not shown, and without remarks on what is zero.
    """
    return replace(section, blocks=tuple(b for b in section.blocks if _kept(b, full)))


def _kept(block: Block, full: bool) -> bool:
    if isinstance(block, Figure):
        return False
    return full or not (isinstance(block, Trace) or (isinstance(block, Prose) and block.quiet))
