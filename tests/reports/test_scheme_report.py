"""The report on a scheme: complete in three languages, self-contained, and silent about fewer than ten people."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest

from corridor.labour_market.disclosure import Hidden
from corridor.partnerships import indicators as room
from corridor.partnerships.checks import check
from corridor.partnerships.design import shipped
from corridor.partnerships.events import Log, read_log
from corridor.partnerships.example_log import example_log
from corridor.partnerships.forecast import forecast_against_outcome, updated_design
from corridor.partnerships.indicators import indicators, to_json
from corridor.partnerships.results import summary
from corridor.partnerships.simulation import simulate
from corridor.plan.words import Catalogue
from corridor.reports.learning import learned
from corridor.reports.scheme_report import SchemeReport, render
from corridor.reports.scheme_speech import SCHEME_MESSAGES, SchemeSpeech
from corridor.reports.speech import LANGUAGES

GROUPS = ("sex", "age_band", "origin", "employer_size")
DESIGNS = ("palim", "match", "thamm_enabel", "pem_wecco")
HIDDEN = {"en": "⊘ fewer than 10", "fr": "⊘ moins de 10", "nl": "⊘ minder dan 10"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def log_of(design: str) -> Log:
    return read_log(example_log(shipped()[design], 1))


@cache
def report(design: str) -> SchemeReport:
    made, log = shipped()[design], log_of(design)
    run, again = simulate(made, draws=200), simulate(updated_design(made, log), draws=200)
    return SchemeReport(
        name="Builders & nurses",
        organisation="Agency",
        design=made,
        year=None,
        as_of=log.as_of,
        made_on=date(2026, 11, 22),
        synthetic=True,
        whole=indicators(log),
        groups={by: indicators(log, by=by) for by in GROUPS},
        forecast=forecast_against_outcome(run, log),
        again=forecast_against_outcome(again, log),
        learned=learned(made, log),
        result=summary(run),
        findings=check(made),
        version=1,
        sha256="ab" * 32,
        logged=frozenset(log.events["event"].unique()),
    )


class Cells(HTMLParser):
    """The rows of each table by its id, as texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.tables[dict(attrs)["id"]] = []
        elif tag == "tr":
            list(self.tables.values())[-1].append([])
        elif tag in ("td", "th"):
            list(self.tables.values())[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            list(self.tables.values())[-1][-1][-1] += data.strip("\n")


# ---- words --------------------------------------------------------------------------------------
def test_every_sentence_is_there_in_three_languages_with_the_same_placeholders() -> None:
    def forms(entry: Any) -> list[str]:
        return list(entry.values()) if isinstance(entry, dict) else [entry]

    for key, entry in json.loads(SCHEME_MESSAGES.read_text(encoding="utf-8")).items():
        assert tuple(entry) == LANGUAGES, key
        used = {lang: {p for f in forms(entry[lang]) for p in PLACEHOLDER.findall(f)} for lang in LANGUAGES}
        assert used["en"] == used["fr"] == used["nl"], key
        assert all(f.strip() for lang in LANGUAGES for f in forms(entry[lang])), key


def test_no_sentence_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()
    for name in ("say", "counted"):
        plain = getattr(Catalogue, name)

        def recorded(self: Catalogue, key: str, *args: Any, _plain: Any = plain, **values: str) -> str:
            said.add(key)
            return str(_plain(self, key, *args, **values))

        monkeypatch.setattr(Catalogue, name, recorded)
    for design in DESIGNS:
        render(report(design), "en")
    known = report("palim")
    bare = replace(known.design, stages=tuple(replace(stage, costs=()) for stage in known.design.stages))
    render(replace(known, forecast=None, design=bare), "en")
    speech = SchemeSpeech("en")
    empty = read_log(pl.DataFrame({"participant": ["P-1"], "event": ["complaint"], "date": ["2020-01-01"]}))
    render(replace(known, whole=indicators(empty), logged=frozenset({"complaint"})), "en")
    for key in ("confidence.medium", "confidence.low", "side.origin", "payer_unknown", "share", "hidden"):
        speech.say(f"scheme.{key}", n="", of="", share="")
    for basis in ("stated", "derived", "assumed"):
        speech.say(f"scheme.basis.{basis}")
    unused = set(json.loads(SCHEME_MESSAGES.read_text(encoding="utf-8"))) - said
    assert not unused


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_and_no_english_word_is_left_on_the_page(design: str, lang: str) -> None:
    page = render(report(design), lang)
    assert "scheme." not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).replace("scheme.xml", "")
    assert "None" not in page
    if lang != "en":
        for entry in json.loads(SCHEME_MESSAGES.read_text(encoding="utf-8")).values():
            english = entry["en"] if isinstance(entry["en"], str) else ""
            if len(english) > 25 and "{" not in english and english != entry[lang]:
                assert english not in unescape(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_alone_and_escapes_names(lang: str) -> None:
    page = render(report("palim"), lang)
    assert f'<html lang="{lang}">' in page
    assert "Builders &amp; nurses" in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page.split("</head>")[0])
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"agreed", "reached", "durations", "fairness", "retention", "money", "forecast", "unknown", "method"} <= set(
        ids
    )


# ---- what is small ------------------------------------------------------------------------------
def open_figures(monkeypatch: pytest.MonkeyPatch, log: Log, by: str | None) -> list[dict[str, Any]]:
    """The same figures with nothing hidden."""
    with monkeypatch.context() as patch:
        patch.setattr(room, "hidden", lambda cells, **_: Hidden(frozenset(), frozenset()))
        return indicators(log, by=by).to_dicts()


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_hidden_figure_is_anywhere_on_the_page(monkeypatch: pytest.MonkeyPatch, design: str, lang: str) -> None:
    made, speech = report(design), SchemeSpeech(lang)
    page = unescape(render(made, lang))
    reasons = to_json(made.whole)["reasons"]
    hidden, shown = set(), set()
    for by, frame in [(None, made.whole), *made.groups.items()]:
        for closed, opened in zip(frame.to_dicts(), open_figures(monkeypatch, log_of(design), by), strict=True):
            assert (closed["indicator"], closed["part"], closed["group"]) == (
                opened["indicator"],
                opened["part"],
                opened["group"],
            )
            told = speech.figure(opened, reasons)
            if opened["statistic"] == "share" and opened["value"] is not None:
                (hidden if closed["suppressed"] else shown).add(told)
    assert hidden
    assert not [told for told in hidden - shown if told in page]


@pytest.mark.parametrize("design", DESIGNS)
def test_hidden_counts_carry_the_sign(design: str) -> None:
    made = report(design)
    rows = {row[0]: row[1] for row in Cells(render(made, "en")).tables["people"] if len(row) == 2}
    told = to_json(made.whole)
    for figure in told["rows"]:
        if figure["indicator"] == "people" and figure["part"] in made.logged:
            label = told["parts"][figure["part"]]["en"]
            expected = HIDDEN["en"] if figure["suppressed"] else SchemeSpeech("en").count(figure["value"])
            assert rows[label] == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forecast_shows_no_small_step(lang: str) -> None:
    made = report("palim")
    assert made.forecast is not None
    kinds = made.forecast.filter((pl.col("month") % 6 == 0) & (pl.col("month") > 0))
    tables = Cells(render(made, lang)).tables
    for kind in kinds["outcome"].unique():
        rows = tables[f"{kind}-table"][1:]
        for row, figure in zip(rows, kinds.filter(pl.col("outcome") == kind).to_dicts(), strict=True):
            if figure["suppressed"]:
                assert row[1] == HIDDEN[lang]
    assert kinds["suppressed"].any()


def test_what_nobody_logged_is_not_a_zero() -> None:
    made = report("match")
    assert "home_placed" not in made.logged
    page = render(made, "en")
    assert "In work at home: not known." in page
    assert "In work in the country of origin" not in {row[0] for row in Cells(page).tables["people"]}
