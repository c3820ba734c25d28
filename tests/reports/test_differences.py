"""What the report on differences shows: every part of a dossier, every part of a plan, and what is not known."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from corridor.consultation.dossier import Dossier
from corridor.plan.result import Plan
from corridor.reports.document import Part
from corridor.reports.kinds import written
from corridor.reports.kinds.changes import changes
from corridor.reports.report import Report
from corridor.reports.speech import LANGUAGES
from tests.reports.made_dossier import made_dossier
from tests.reports.made_plan import made_plan
from tests.reports.test_kinds import chapter, said, table

OTHER = {"en": "Otherwise", "fr": "Autrement", "nl": "Anders"}


def changed() -> Dossier:
    """The dossier with one thing of every sort changed."""
    made = made_dossier()
    assert made.programme is not None
    draft = made.drafts[0]
    first = draft.rounds[0]
    comment = replace(first.comments[0], stance="object", answer=None)
    section = replace(first.sections[0], heading=OTHER)
    round_ = replace(first, closes=date(2026, 7, 1), comments=(comment, *first.comments[1:]), sections=(section,))
    step = replace(made.programme.steps[0], title=OTHER)
    rec = made.recommendations
    assert rec[0].regulatory is not None
    assert rec[0].regulatory.effect is not None
    effect = replace(rec[0].regulatory.effect, after=70)
    regulatory = replace(rec[0], regulatory=replace(rec[0].regulatory, effect=effect))
    return replace(
        made,
        title=OTHER,
        evidence=(replace(made.evidence[0], confidence="low"), *made.evidence[1:]),
        findings=(replace(made.findings[0], kind="threat"), *made.findings[1:]),
        practices=(replace(made.practices[0], result=None if made.practices[0].result else OTHER), *made.practices[1:]),
        initiatives=(replace(made.initiatives[0], regions=()), *made.initiatives[1:]),
        recommendations=(regulatory, *rec[1:]),
        decisions=(replace(made.decisions[0], date=None), *made.decisions[1:]),
        drafts=(replace(draft, title=OTHER, rounds=(round_, *draft.rounds[1:])),),
        programme=replace(made.programme, title=OTHER, steps=(step, *made.programme.steps[1:])),
        events=(replace(made.events[0], attendance=made.events[0].attendance[:1]), *made.events[1:]),
    )


@cache
def differing(lang: str) -> Report:
    return written("differences", (made_dossier(), changed()), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_a_dossier_is_compared(lang: str) -> None:
    report = differing(lang)
    chapters = {section.id for section in report.sections if section.id.startswith("kind-")}
    sorts = ("evidence", "finding", "practice", "initiative", "recommendation", "decision", "comment", "draft")
    assert chapters == {f"kind-{sort}" for sort in (*sorts, "programme", "event", "dossier")}
    told = {(one.kind, one.key) for one in changes(made_dossier(), changed(), lang)}
    assert {("draft", "draft"), ("draft", "draft/1"), ("draft", "draft/1/s1"), ("draft", "draft/1/s2")} <= told
    assert {("programme", "review"), ("programme", "review/kick"), ("dossier", "dossier")} <= told
    sides = [
        row[1:] for kind, key in told if (kind, key) != ("draft", "draft/1/s2") for row in rows_of(report, kind, key)
    ]
    assert all(before != after for before, after in sides)


def rows_of(report: Report, kind: str, key: str) -> list[list[str]]:
    return table(report, f"changed-{kind}:{key}:table")


def test_no_field_of_a_dossier_is_left_out_of_the_comparison() -> None:
    """A field that is added to a dossier is compared too: what is told apart is the whole of it."""
    apart = {"version", "written", "folder"}
    compared = {"key", "title", "note", "programme", "evidence", "findings", "practices", "initiatives"}
    compared |= {"recommendations", "decisions", "drafts", "events"}
    assert {one.name for one in fields(Dossier)} == apart | compared


def test_what_is_known_no_more_is_said() -> None:
    (row,) = rows_of(differing("fr"), "decision", "d1")
    assert row[1:] == ["1er septembre 2026", "rien"]
    (row,) = rows_of(differing("nl"), "event", "day")
    assert "64" in row[2]


def test_things_are_named_in_words_and_the_versions_can_be_told_apart() -> None:
    report = differing("nl")
    titles = [part.title for section in report.sections for part in section.blocks if isinstance(part, Part)]
    assert "Ronde 1 van Anders" in titles
    (row,) = rows_of(report, "recommendation", "law")
    assert "Gevallen met een weg naar werk" in row[1]
    before, after = table(report, "made-table")
    assert before[1] != after[1], "the hash of each"


# ---- plans --------------------------------------------------------------------------------------
def other_plan() -> Plan:
    """The made-up plan, filled otherwise, under another law, of other people."""
    made = made_plan()
    occupations = (replace(made.occupations[0], unfilled=made.occupations[0].unfilled - 3), *made.occupations[2:])
    made_of: Any = made.provenance
    provenance = replace(made_of, law_version="2027-01-01", inputs={"talents": "ff" * 32})
    reasons = (replace(made.reasons[0], posts=made.reasons[0].posts - 3), *made.reasons[2:])
    circles = (replace(made.circles[0], filled=made.circles[0].filled + 3), *made.circles[1:])
    return replace(
        made,
        date=date(2027, 1, 2),
        circles=circles,
        reasons=reasons,
        occupations=occupations,
        provenance=provenance,
        unknown=(),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_two_plans_is_compared(lang: str) -> None:
    made, other = made_plan(), other_plan()
    unknown = {"en": "not known", "fr": "inconnu", "nl": "niet bekend"}[lang]
    report = written("differences", (made, other), lang)
    assert report.day == other.date
    assert table(report, "circles-differ")[0][3] == "+3"
    reasons = table(report, "reasons-differ")
    assert reasons[0][3] == "−3"
    assert [row[2:] for row in reasons if row[2] == unknown] == [[unknown, unknown]]
    occupations = table(report, "occupations-differ")
    assert len(occupations) == 2, "the one that changed, and the one that is in the first plan alone"
    assert [unknown, unknown] in [row[2:] for row in occupations]
    law = {row[0]: row[1:] for row in table(report, "made-differ")}
    assert [made.provenance.law_version, "2027-01-01"] in law.values()
    assert [made.provenance.inputs["vacancies"], unknown] in law.values()
    assert made.provenance.inputs["talents"] != "ff" * 32
    assert len(table(report, "open-posts")) == 2
    assert len(table(report, "doubts-table")) == len(made.unknown)
    assert said(chapter(report, "sources"))
