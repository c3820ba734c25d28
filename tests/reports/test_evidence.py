"""Evidence on a page: every figure leads to an entry of the list of sources, and that to an address or says none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corridor.reports.document import Cell, Line, Part, Prose, Table
from corridor.reports.plan_page import render
from corridor.reports.references import References
from corridor.reports.sections.evidence import evidence, of_occupation
from corridor.reports.speech import LANGUAGES, Speech
from tests.reports.made_evidence import KINDS, OFFICE, evidence_plan
from tests.reports.made_plan import made_plan
from tests.reports.page_reader import Element, read

FIRST = re.compile(r"^#source-\d+$")
NONE = {"en": "No address is known.", "fr": "Aucune adresse n'est connue.", "nl": "Er is geen adres bekend."}


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> Element:
    return read(render(evidence_plan(), request.param))


def part(page: Element) -> Element:
    return next(e for e in page.all("section") if e.attributes.get("id") == "evidence")


def tables(page: Element) -> dict[str, Element]:
    return {t.attributes["id"]: t for t in part(page).all("table")}


def links(element: Element) -> list[str]:
    return [a.attributes["href"] for a in element.all("a")]


def cells(table: Element) -> list[list[Element]]:
    return [list(row.all("th", "td")) for row in table.one("tbody").all("tr")]


def test_every_occupation_has_lists_verdict_and_gap(page: Element) -> None:
    rows = [row for name in ("evidence-first", "evidence-rest") for row in cells(tables(page)[name])]
    codes = [next(row[0].all("code")).text for row in rows]
    assert codes == [f"ISCO-08 {o.isco08}" for o in evidence_plan().occupations if o.evidence]
    assert all(len(row) == 4 and all(cell.text for cell in row) for row in rows)


def test_each_figure_is_one_click_from_its_source(page: Element) -> None:
    """In the row: a list with its day, a verdict of a method, a gap with a value."""
    for row, o in zip(cells(tables(page)["evidence-first"]), evidence_plan().occupations, strict=False):
        assert o.evidence is not None
        listed, verdicts, gaps = ([line for line in cell.children if isinstance(line, Element)] for cell in row[1:])
        told = [one for one in o.evidence.lists if one.source]
        assert [len(links(line)) for line in listed[: len(told)]] == [1] * len(told)
        for line, one in zip(verdicts, o.evidence.measured, strict=True):
            assert len(links(line)) == len(one.sources) == (0 if one.method is None else len(one.sources))
        known = [one for one in o.evidence.gap if one.value is not None]
        for line, one in zip(gaps, known, strict=False):
            assert len([href for href in links(line) if FIRST.match(href)]) == len(one.sources) > 0
        for line in gaps[len(known) :]:
            assert "#evidence-totals" in links(line), "an unknown gap leads to the totals that are known"


def test_values_thresholds_and_totals_have_their_source(page: Element) -> None:
    for row in cells(tables(page)["evidence-totals"]):
        assert len(links(row[-1])) == 1
    compared = cells(tables(page)["evidence-conditions"])
    values = [c for o in evidence_plan().occupations if o.evidence for m in o.evidence.measured for c in m.conditions]
    told = [c for c in values if c.value is not None or c.threshold is not None]
    assert [len(links(row[-1])) for row in compared] == [
        (c.value is not None) + (c.threshold_source is not None) for c in told
    ]


def test_an_entry_has_an_address_or_says_that_it_has_none(page: Element) -> None:
    entries = {e.attributes["id"]: e for e in page.all("li") if e.attributes.get("id", "").startswith("source-")}
    lang = page.one("html").attributes["lang"]
    followed = [href for href in links(part(page)) if FIRST.match(href)]
    assert len(set(followed)) > 4
    for href in set(followed):
        entry = entries[href[1:]]
        outward = [target for target in links(entry) if target.startswith("https://")]
        assert len(outward) == 1 or NONE[lang] in entry.text, href
        assert not (outward and NONE[lang] in entry.text)


def test_unknown_is_never_no_shortage() -> None:
    """An occupation that a table does not speak of, and a plan without a table, are not known."""
    text = read(render(evidence_plan(), "en"))
    rows = cells(tables(text)["evidence-first"])
    assert "not known (the indicator table does not speak of it)" in rows[2][2].text
    assert rows[3][2].text == "not known (no indicator table was given)"
    assert "no shortage" not in rows[2][2].text + rows[3][2].text
    assert "2030, 2035: not known. No source gives demand and supply" in rows[2][3].text


def test_a_figure_of_a_wider_group_says_so_and_a_gap_keeps_its_interval() -> None:
    rows = cells(tables(read(render(evidence_plan(), "en")))["evidence-first"])
    first = rows[0][3].text.replace("\xa0", " ")
    assert first.startswith("2030: 1,520 posts (1,010 to 2,030) derived of ISCO group 71 2026-01")
    assert "−20 posts" in rows[1][3].text
    assert "of ISCO group 71" in rows[1][2].text


def test_a_plan_without_evidence_reads_as_before() -> None:
    plan, voice = made_plan(), Speech("en")
    assert evidence(plan, voice, References({}, voice)) is None
    assert of_occupation(plan, plan.occupations[0], voice, References({}, voice)) == ()
    assert 'id="evidence"' not in render(plan, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_one_occupation_alone_tells_the_same(kind: int, lang: str) -> None:
    """The blocks of an occupation's own page: every source of its evidence is linked; no cell is blank."""
    plan, voice = evidence_plan(), Speech(lang)
    blocks = of_occupation(plan, plan.occupations[kind], voice, References(plan.provenance.sources, voice))
    found = {block.id: block for block in blocks if isinstance(block, Table)}
    told = KINDS[kind]
    assert ("evidence-lists" in found) == bool(told.lists)
    assert len(found["evidence-measured"].rows) == len(told.measured)
    assert len(found["evidence-gap"].rows) == len(told.gap)
    hrefs = {line.href for table in found.values() for row in table.rows for cell in row.cells for line in runs(cell)}
    anchors = References(plan.provenance.sources, voice)
    for source in {s for m in told.measured for s in m.sources} | {s for g in told.gap for s in g.sources}:
        assert f"#{anchors.anchor(source)}" in hrefs
    assert all(runs(cell) for table in found.values() for row in table.rows for cell in row.cells)


def runs(cell: Cell) -> list[Line]:
    return [line for lines in cell.lines for line in lines if line.text]


def test_words_of_the_user_are_escaped() -> None:
    """The name of a source in a user's table is text, and an address that is none is not followed."""
    made = evidence_plan()
    bad = {**made.provenance.sources[OFFICE], "title": "<script>x</script>", "url": "javascript:alert(1)"}
    plan = replace(made, provenance=replace(made.provenance, sources={**made.provenance.sources, OFFICE: bad}))
    page = render(plan, "en")
    assert "<script>" not in page
    assert "javascript:" not in page


def test_what_methods_cannot_say_stands_on_the_page() -> None:
    voice = Speech("nl")
    plan = evidence_plan()
    found = evidence(plan, voice, References(plan.provenance.sources, voice))
    assert isinstance(found, Part)
    texts = str(found)
    assert "Ze ziet weinig." in texts
    assert any(isinstance(block, Prose) and "lijst c" in str(block) for block in found.blocks)
