"""The answer as a PDF: readable by screen readers, in three languages, and typed text stays text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from corridor.web.route_check import document, pages
from corridor.web.route_check.given import read_given
from corridor.web.route_check.result import result
from tests.web.route_check.reader import CASE, ask

LANGUAGES = ("en", "fr", "nl")
MARKUP = '#panic("x") *b* _i_ $x$ <label> @ref \\ `raw` #let a = 1'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pdf_for_screen_readers_in_the_language(client: Client, lang: str) -> None:
    response = ask(client, "answer/pdf", lang)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in response.content
    assert f"/Lang({lang}".encode() in response.content


@pytest.mark.parametrize("region", ["flanders", "wallonia", "brussels", "german_community"])
@pytest.mark.parametrize("facts", [{}, {"fact-nationality": "RO"}, {"fact-nationality": "?", "fact-employment": "?"}])
def test_every_kind_of_answer_makes_one(client: Client, region: str, facts: dict[str, str]) -> None:
    assert ask(client, "answer/pdf", region=region, **facts).content.startswith(b"%PDF-")


def test_typed_text_is_no_markup(client: Client) -> None:
    response = ask(client, "answer/pdf", id=MARKUP, **{"fact-list_title": MARKUP})
    assert response.content.startswith(b"%PDF-")
    told = json.dumps(_told(**{"fact-list_title": MARKUP}))
    assert json.dumps(MARKUP.lower())[1:-1] in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_the_page_says(lang: str) -> None:
    with translation.override(lang):
        told = _told(**{"fact-job_level": "?"})
    assert told["lang"] == lang
    assert told["counts"]["unknown"] == len(told["undecided"]) + len(told["perhaps"]) > 0
    route = next(
        r
        for r in told["undecided"]
        if r["failing"] == [] and any(a["marks"] for c in r["conditions"] for a in c["amounts"])
    )
    assert route["missing"]
    assert {c["result"] for c in route["conditions"]} == {"met", "unknown"}
    assert route["documents"]
    assert told["steps"]


def _told(**more: str) -> dict[str, Any]:
    given = read_given([(name, [value]) for name, value in {**CASE, **more}.items()])
    return document.told(result(given, pages.decided(given)))
