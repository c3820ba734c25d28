"""Reports opened as their readers open them: Word documents, PDFs and pages, in three languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from corridor.reports.document import Figure, Table, Trace
from corridor.reports.forms.docx import UNDATED
from corridor.reports.forms.docx_xml import mark
from corridor.reports.forms.pdf import _without, pictures
from corridor.reports.forms.plain import plain
from corridor.reports.kinds import FORMATS, render, written
from corridor.reports.report import TAGS, Report
from corridor.reports.speech import LANGUAGES
from tests.reports.made_dossier import HOSTILE, empty_dossier, made_dossier
from tests.reports.opened import PLACEHOLDER, alternatives, groups, headings, parts, pdf, tags, text_of, word
from tests.reports.page_reader import read
from tests.reports.plans import EDGES
from tests.reports.subjects import subjects

NAMES = (
    "plan",
    "scheme",
    "design",
    "region",
    "country",
    "practices",
    "initiatives",
    "recommendations",
    "programme",
    "differences",
    "plans",
)
CASES = [(name, lang) for name in NAMES if name != "country" for lang in LANGUAGES] + [("country", "nl")]
"""Every kind in every language; the country is a region like the others, but for a chapter."""
SUBJECTS = [name for name in NAMES if name != "country"]
HASHED = """
import hashlib, sys
from datetime import UTC, datetime
import time_machine
from tests.reports.subjects import subjects
from corridor.reports.kinds import FORMATS, render
with time_machine.travel(datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC), tick=False):
    for name in sys.argv[1:]:
        kind, subject, region = subjects()[name]
        for format in FORMATS:
            print(name, format, hashlib.sha256(render(kind, subject, "fr", format, region=region)).hexdigest(), sep=";")
"""
"""Makes every report on another day and with another order of sets."""
SAID = HOSTILE[: HOSTILE.index("\x07")].strip()


@cache
def report(name: str, lang: str) -> Report:
    kind, subject, region = subjects()[name]
    return written(kind, subject, lang, region=region)


@cache
def made(name: str, lang: str, format: str) -> bytes:
    kind, subject, region = subjects()[name]
    return render(kind, subject, lang, format, region=region)


@cache
def opened_word(name: str, lang: str) -> Any:
    return word(made(name, lang, "docx"))


@cache
def opened_pdf(name: str, lang: str) -> PdfReader:
    return pdf(made(name, lang, "pdf"))


def figures(found: Report) -> list[Figure]:
    return [block for blocks in groups(found.sections) for block in blocks if isinstance(block, Figure)]


def tables(found: Report) -> list[Table]:
    return [block for blocks in groups(found.sections) for block in blocks if isinstance(block, Table)]


def without_data(text: str) -> str:
    """The text without what the hostile sentence of the dossier says, which looks like placeholders."""
    return re.sub(r"\s", "", text).replace("{{title}}{%raise%}", "")


# ---- every report, before it has a form ----------------------------------------------------------
@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_figure_has_its_words_a_table_and_a_source(name: str, lang: str) -> None:
    for blocks in groups(report(name, lang).sections):
        for figure in (block for block in blocks if isinstance(block, Figure)):
            assert len(figure.description) > len(figure.title) > 3
            assert any(isinstance(block, Table) for block in blocks), figure.id
            assert figure.source or any(isinstance(block, Trace) for block in blocks), figure.id


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_each_report_ends_with_its_uncertainties_and_sources(name: str, lang: str) -> None:
    ids = [section.id for section in report(name, lang).sections]
    assert ids[-1] == "sources"
    assert {"doubts", "unknown"} & set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_linked_to_has_one_place(name: str) -> None:
    page = read(made(name, "en", "html").decode())
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    wanted = [e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_as_long_as_their_heads(name: str) -> None:
    for table in tables(report(name, "nl")):
        assert {len(row.cells) for row in table.rows} <= {len(table.columns)}, table.id


# ---- Word ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_word_document_has_headings_tables_and_words_for_its_pictures(name: str, lang: str) -> None:
    found, document = report(name, lang), opened_word(name, lang)
    titles = headings(document)
    assert [title for level, title in titles if level == 1] == [section.title for section in found.sections]
    steps = [level for level, _ in titles]
    assert all(after - before <= 1 for before, after in pairwise(steps))
    assert document.paragraphs[0].style.name == "Title"
    assert document.paragraphs[0].text == found.opening.title
    on_paper = word_tables(found)
    assert len(document.tables) == len(on_paper)
    assert sorted(alternatives(document)) == sorted(figure.description for figure in figures(found))


def word_tables(found: Report) -> list[Table]:
    """Those that are on paper: what is opened on a screen alone is not."""
    from corridor.reports.document import Block, Details, Part

    def inside(blocks: tuple[Block, ...]) -> list[Table]:
        out: list[Table] = []
        for block in blocks:
            if isinstance(block, Table):
                out.append(block)
            elif isinstance(block, Part) or (isinstance(block, Details) and block.on_paper):
                out += inside(block.blocks)
        return out

    return [table for section in found.sections for table in inside(section.blocks)]


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_word_document_says_its_language_and_leaves_no_placeholder(name: str, lang: str) -> None:
    raw, document = made(name, lang, "docx"), opened_word(name, lang)
    tag = TAGS[lang]
    assert document.core_properties.language == tag
    assert document.core_properties.title == report(name, lang).opening.title
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {tag}
    for part, text in parts(raw).items():
        assert not PLACEHOLDER.search(without_data(text)), part


@pytest.mark.parametrize("name", NAMES)
def test_heads_of_tables_are_repeated_on_each_page(name: str) -> None:
    for table in opened_word(name, LANGUAGES[0]).tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is None or row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        look = table._tbl.tblPr
        assert look.find(qn("w:tblCaption")).get(qn("w:val"))
        assert look.find(qn("w:tblDescription")).get(qn("w:val"))


def test_what_introduces_a_table_stays_with_it() -> None:
    paragraphs = opened_word("region", "en").paragraphs
    intro = next(p for p in paragraphs if p.text == "Each finding stands with the evidence that it rests on.")
    assert intro.paragraph_format.keep_with_next
    assert sum(bool(p.paragraph_format.keep_with_next) for p in paragraphs) < len(paragraphs) / 2


def test_links_of_a_word_document_lead_somewhere() -> None:
    document = word(made("recommendations", "en", "docx"))
    body = document.element.body
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)
    links = list(body.iter(qn("w:hyperlink")))
    assert {one.get(qn("w:anchor")) for one in links if one.get(qn("w:anchor"))} <= set(names)
    outward = {document.part.rels[one.get(qn("r:id"))].target_ref for one in links if one.get(qn("r:id"))}
    assert "https://example.org/fee" in outward
    assert mark("sources") in {one.get(qn("w:anchor")) for one in links}
    ids = [one.get("id") for one in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))


def test_ordered_lists_begin_at_one() -> None:
    document = word(made("plan", "en", "docx"))
    lists = {
        p._p.pPr.numPr.numId.val
        for p in document.paragraphs
        if p.style.name == "List Number" and p._p.pPr.numPr is not None
    }
    numbering = document.part.numbering_part.element
    starts = [numbering.num_having_numId(one).lvlOverride_lst[0].startOverride.val for one in lists]
    assert len(starts) >= 2
    assert set(starts) == {1}


def test_a_text_in_another_language_says_so() -> None:
    document = word(made("region", "en", "docx"))
    (said,) = {run.text for run in document.element.body.iter(qn("w:t")) if run.text == "Een nota"}
    tagged = [
        run
        for run in document.element.body.iter(qn("w:r"))
        if "".join(t.text or "" for t in run.iter(qn("w:t"))) == said
    ]
    assert {run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) for run in tagged} == {"nl-BE"}
    page = read(made("region", "en", "html").decode())
    assert {e.attributes["lang"] for e in page.all("span") if "lang" in e.attributes} == {"fr", "nl"}


# ---- PDF ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_pdf_is_tagged_for_who_listens(name: str, lang: str) -> None:
    found, reader = report(name, lang), opened_pdf(name, lang)
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == TAGS[lang]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == found.opening.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    found_tags = tags(reader)
    kinds = [kind for kind, _ in found_tags]
    assert kinds.count("/H1") == len(found.sections) + 1, "the contents have a heading too"
    assert kinds.count("/Table") == len(word_tables(found)) == kinds.count("/THead")
    told = [re.sub(r"\s", "", words or "") for kind, words in found_tags if kind == "/Figure"]
    assert sorted(told) == sorted(re.sub(r"\s", "", figure.description) for figure in figures(found))


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_no_text_of_a_pdf_has_a_placeholder(name: str, lang: str) -> None:
    assert not PLACEHOLDER.search(without_data(" ".join(all_texts(plain(report(name, lang), "serif")))))


def all_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in all_texts(one)]


@pytest.mark.parametrize(("name", "lang"), [(name, LANGUAGES[n % 3]) for n, name in enumerate(NAMES)])
def test_a_pdf_leaves_no_placeholder(name: str, lang: str) -> None:
    assert not PLACEHOLDER.search(without_data(text_of(opened_pdf(name, lang))))


def test_the_pages_can_be_drawn() -> None:
    drawn = pictures(report("plan", "nl"), ppi=30)
    assert len(drawn) > 5
    assert all(page.startswith(b"\x89PNG") for page in drawn)


# ---- what is said cannot become markup ----------------------------------------------------------
def test_hostile_texts_stay_texts() -> None:
    said = " ".join(text_of(pdf(made("recommendations", "en", "pdf"))).split())
    assert "alert(1)" in said
    assert "#set text(red)" in said
    document = word(made("recommendations", "en", "docx"))
    cells = " ".join(t.text or "" for t in document.element.body.iter(qn("w:t")))
    assert SAID in cells
    assert not list(read(made("recommendations", "en", "html").decode()).all("script"))


@pytest.mark.parametrize("edge", ["hostile", "nothing", "odd", "evidence"])
@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_plans_at_the_edges_have_every_form(edge: str, format: str) -> None:
    assert render("plan", EDGES[edge](), "fr", format)


@pytest.mark.parametrize("kind", ["region", "practices", "initiatives", "recommendations", "programme"])
def test_a_dossier_of_nothing_has_its_reports(kind: str) -> None:
    region = "wallonia" if kind == "region" else None
    for format in ("docx", "pdf", "html"):
        raw = render(kind, empty_dossier(), "nl", format, region=region)
        if format == "docx":
            assert word(raw).core_properties.created == UNDATED.replace(tzinfo=UTC)


# ---- the same data, the same bytes --------------------------------------------------------------
def test_the_same_data_give_the_same_bytes_on_another_day_and_in_another_process() -> None:
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    folders = [folder for folder in sys.path if folder]
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), *folders])
    ran = subprocess.run(
        [sys.executable, "-c", HASHED, *SUBJECTS], env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    there = {tuple(line.split(";")) for line in ran.stdout.splitlines()}
    here = {(name, form, sha256(made(name, "fr", form)).hexdigest()) for name in SUBJECTS for form in FORMATS}
    assert there == here


def test_the_day_of_a_document_is_that_of_its_data() -> None:
    document = word(made("programme", "fr", "docx"))
    assert document.core_properties.created.date() == made_dossier().written
    assert "20261103" in str(pdf(made("programme", "fr", "pdf")).metadata["/CreationDate"])  # type: ignore[index]
    with zipfile.ZipFile(BytesIO(made("programme", "fr", "docx"))) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ---- signs that no document shows ---------------------------------------------------------------
@pytest.mark.parametrize(
    "sign", ["\uf0b7 an item", "1\ufe0f\u20e3 first", "\ufeffbegun elsewhere", "\u2066turned\u2069"]
)
def test_one_strange_sign_does_not_stop_a_pdf(sign: str) -> None:
    made_of = replace(empty_dossier(), note={"fr": sign})
    read_again = text_of(pdf(render("programme", made_of, "fr", "pdf")))
    assert re.sub(r"[^a-z1 ]", "", sign).strip() in " ".join(read_again.split())


def test_signs_are_replaced_alone_and_scripts_whole() -> None:
    assert _without("a\u0531\u0532", "\u0531") == "a\ufffd\u0532"
    assert _without("\u4e00\u4e01", "\u4e00") == "\ufffd\ufffd"


def test_a_long_title_with_a_sign_of_control_is_no_fault_of_the_template() -> None:
    made_of = replace(empty_dossier(), title={"fr": "Vide\x07 " + "et long " * 40})
    assert len(word(render("programme", made_of, "fr", "docx")).core_properties.title) <= 255


def test_no_two_ids_have_the_same_bookmark() -> None:
    assert mark("finding-pay:comments") != mark("finding-pay-comments")
