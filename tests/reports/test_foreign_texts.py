"""A text that a dossier lacks in the language of the report says in which language it is, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from docx.oxml.ns import qn

from corridor.consultation.dossier import Dossier
from corridor.reports.document import pieces
from corridor.reports.kinds import render
from tests.reports.made_dossier import made_dossier
from tests.reports.opened import langs, pdf, word
from tests.reports.page_reader import read

TITLES = {
    "region": "Vaststelling alleen hier",
    "initiatives": "Initiatief alleen hier",
    "practices": "Praktijk alleen hier",
    "recommendations": "Aanbeveling alleen hier",
    "programme": "Evenement alleen hier",
    "differences": "Vaststelling alleen hier",
}
"""The title of a thing that every report has a heading of, in one language alone."""
WHOLE = "Dossier alleen hier"


@cache
def dutch() -> Dossier:
    """A dossier some titles of which are in Dutch alone."""
    made = made_dossier()

    def first(items: tuple[Any, ...], title: str) -> tuple[Any, ...]:
        return replace(items[0], title={"nl": title}), *items[1:]

    decision = replace(made.decisions[0], body={"nl": "Raad alleen hier"})
    return replace(
        made,
        title={"nl": WHOLE},
        findings=first(made.findings, TITLES["region"]),
        initiatives=first(made.initiatives, TITLES["initiatives"]),
        practices=first(made.practices, TITLES["practices"]),
        recommendations=first(made.recommendations, TITLES["recommendations"]),
        events=first(made.events, TITLES["programme"]),
        decisions=(decision, *made.decisions[1:]),
    )


def made(kind: str, lang: str, format: str) -> bytes:
    changed = replace(dutch().findings[0], kind="threat")
    later = replace(dutch(), findings=(changed, *dutch().findings[1:]))
    subject = (dutch(), later) if kind == "differences" else dutch()
    return render(kind, subject, lang, format, region="flanders" if kind == "region" else None)


@pytest.mark.parametrize("kind", TITLES)
def test_headings_and_names_of_tables_say_their_language_on_a_page(kind: str) -> None:
    page = read(made(kind, "fr", "html").decode())
    for tag in ("h3", "h4", "caption"):
        for element in page.all(tag):
            if TITLES[kind] in element.text:
                assert [(e.attributes.get("lang"), e.text) for e in element.all("span")] == [("nl", TITLES[kind])]
    heads = [element for element in page.all("h3", "h4") if TITLES[kind] in element.text]
    assert len(heads) == 1
    assert WHOLE in [e.text for e in page.all("span") if e.attributes.get("lang") == "nl"]
    assert not [e for e in read(made(kind, "nl", "html").decode()).all("span") if e.attributes.get("lang") == "nl"]


@pytest.mark.parametrize("kind", TITLES)
def test_headings_and_names_of_tables_say_their_language_in_word(kind: str) -> None:
    document = word(made(kind, "en", "docx"))
    seen = set()
    for paragraph in document.paragraphs:
        if TITLES[kind] in paragraph.text:
            seen.add(paragraph.style.name.split()[0])
            assert TITLES[kind] in list(dutch_runs(paragraph._p)), paragraph.text
    assert "Heading" in seen
    assert WHOLE in list(dutch_runs(document.element.body)), "on the first page"


def dutch_runs(inside: Any) -> Iterator[str]:
    for run in inside.iter(qn("w:r")):
        lang = run.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        if lang is not None and lang.get(qn("w:val")) == "nl-BE":
            yield "".join(t.text or "" for t in run.iter(qn("w:t")))


def test_headings_say_their_language_in_a_pdf() -> None:
    assert "nl" in {lang[:2] for lang in langs(pdf(made("practices", "en", "pdf")))}
    assert "nl" not in {lang[:2] for lang in langs(pdf(made("practices", "nl", "pdf")))}


def test_a_body_that_decides_says_its_language_inside_the_sentence() -> None:
    page = read(made("recommendations", "fr", "html").decode())
    told = [e for e in page.all("p") if "Raad alleen hier" in e.text]
    assert told
    assert all(any(s.attributes.get("lang") == "nl" for s in e.all("span")) for e in told)


def test_a_field_that_differs_in_another_language_says_so() -> None:
    before = made_dossier()
    first = replace(before.findings[0], title={**before.findings[0].title, "nl": "Anders gezegd"})
    after = replace(before, findings=(first, *before.findings[1:]))
    page = read(render("differences", (before, after), "fr", "html").decode())
    said = {(e.attributes["lang"], e.text) for e in page.all("span") if "lang" in e.attributes}
    assert ("nl", "Anders gezegd") in said


def test_words_of_a_comment_say_their_language_wherever_they_stand() -> None:
    before = made_dossier()
    draft = before.drafts[0]
    first = draft.rounds[0]
    comment = replace(first.comments[1], text="Voeg nu beroepen toe.")
    round_ = replace(first, comments=(first.comments[0], comment, first.comments[2]))
    after = replace(before, drafts=(replace(draft, rounds=(round_, *draft.rounds[1:])),))
    page = read(render("differences", (before, after), "en", "html").decode())
    said = {(e.attributes["lang"], e.text) for e in page.all("span") if "lang" in e.attributes}
    assert {("nl", "Voeg nu beroepen toe."), ("nl", "nu")} <= said
    waiting = read(render("recommendations", before, "en", "html").decode())
    doubts = next(e for e in waiting.all("table") if e.attributes["id"] == "doubts-table")
    assert "fr" in {e.attributes.get("lang") for e in doubts.all("span")}, "a comment that nobody answered"


def test_a_text_is_cut_where_its_language_changes() -> None:
    assert pieces("What it rests on: Loon.", (("Loon", "nl"),)) == (
        ("What it rests on: ", ""),
        ("Loon", "nl"),
        (".", ""),
    )
    assert pieces("Sur\N{NO-BREAK SPACE}: a : b", (("a : b", "en"),))[1] == ("a : b", "en")
    assert pieces("fr : a\N{NO-BREAK SPACE}: b", (("a : b", "en"),))[1] == ("a\N{NO-BREAK SPACE}: b", "en")
    assert pieces("", (("", "nl"),)) == ()
