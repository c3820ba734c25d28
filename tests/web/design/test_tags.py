"""Numbers, dates, names, marks and parts in three languages, and what is not known in each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from corridor.web.design.templatetags import design

NOT_KNOWN = {"en": "not known", "fr": "inconnu", "nl": "niet bekend"}
LANGUAGES = tuple(NOT_KNOWN)


def rendered(source: str, lang: str = "en", path: str = "/en/", **context: Any) -> str:
    """A piece of template on a page in a language."""
    with override(lang):
        template = engines["django"].from_string("{% load design %}" + source)
        return template.render(context, RequestFactory().get(path)).strip()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "expression",
    ["number", "number:1", "money", "percent", "day", "moment", "months", "country", "region", "yes_no"],
)
def test_none_is_said_as_not_known(expression: str, lang: str) -> None:
    assert rendered("{{ nothing|" + expression + " }}", lang, nothing=None) == NOT_KNOWN[lang]


@pytest.mark.parametrize(
    ("expression", "value", "en", "fr", "nl"),
    [
        ("number", 1234567, "1,234,567", "1\u202f234\u202f567", "1.234.567"),
        ("number", 0, "0", "0", "0"),
        ("number:1", 0.25, "0.2", "0,2", "0,2"),
        ("money", 46632, "EUR\u00a046,632", "46\u202f632\u00a0€", "€\u00a046.632"),
        ("money", 46632.5, "EUR\u00a046,632.50", "46\u202f632,50\u00a0€", "€\u00a046.632,50"),
        ("money", -12.5, "−EUR\u00a012.50", "−12,50\u00a0€", "−€\u00a012,50"),
        ("percent", 0.5, "50%", "50\u00a0%", "50\u00a0%"),
        ("percent", 0.999, ">\u00a099%", ">\u00a099\u00a0%", ">\u00a099\u00a0%"),
        ("percent", 0, "0%", "0\u00a0%", "0\u00a0%"),
        (
            "day",
            date(2026, 11, 21),
            "21\u00a0November\u00a02026",
            "21\u00a0novembre\u00a02026",
            "21\u00a0november\u00a02026",
        ),
        ("day", "2026-01-01", "1\u00a0January\u00a02026", "1er\u00a0janvier\u00a02026", "1\u00a0januari\u00a02026"),
        ("day", "soon", "soon", "soon", "soon"),
        ("months", 12, "12 months", "12 mois", "12 maanden"),
        ("months", 1, "1 month", "1 mois", "1 maand"),
        ("months", 0, "0 months", "0 mois", "0 maanden"),
        ("months", "never", "never", "jamais", "nooit"),
        ("country", "MA", "Morocco", "Maroc", "Marokko"),
        ("country", "XX", "XX", "XX", "XX"),
        ("region", "wallonia", "Wallonia", "Wallonie", "Wallonië"),
        ("yes_no", True, "yes", "oui", "ja"),
        ("yes_no", False, "no", "non", "nee"),
    ],
)
def test_values_in_each_language(expression: str, value: Any, en: str, fr: str, nl: str) -> None:
    source = "{{ value|" + expression + "|safe }}"
    assert [rendered(source, lang, value=value) for lang in LANGUAGES] == [en, fr, nl]


def test_a_moment_is_told_in_local_time() -> None:
    value = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert rendered("{{ value|moment }}", "nl", value=value) == "2\u00a0juli\u00a02026, 00:30"
    assert rendered("{{ value|day }}", "nl", value=value) == "2\u00a0juli\u00a02026"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"en": "law", "fr": "droit", "nl": "recht"}, "recht"),
        ({"en": "law", "fr": "droit", "nl": ""}, "law"),
        ({"fr": "droit"}, "droit"),
        ({}, ""),
        (None, ""),
        ("plain", "plain"),
    ],
)
def test_a_text_falls_back_to_english_then_to_any(texts: Any, said: str) -> None:
    assert rendered("{{ texts|in_language }}", "nl", texts=texts) == said


def test_texts_are_escaped() -> None:
    assert rendered("{{ texts|in_language }}", texts={"en": "<b>"}) == "&lt;b&gt;"
    assert "<b>" not in rendered("{% state 'open' word %}{% confidence '<b>' %}", word="<b>")
    assert "<b>" not in rendered(
        "{% source reference %}", reference={"source": "<b>", "article": "<b>", "url": "javascript:<b>"}
    )
    assert "<b>" not in rendered('{% crumbs word "/" word %}', word="<b>")
    assert "<b>" not in rendered("{% figure '' word word %}{{ word }}{% endfigure %}", word="<b>")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_a_sign_and_a_word_of_the_language(lang: str) -> None:
    words = set()
    for name in design.STATES:
        html = rendered("{% state name %}", lang, name=name)
        assert "<svg" in html
        assert 'aria-hidden="true"' in html
        words.add(html.rpartition("</svg>")[2])
    assert len(words) == len(design.STATES)


def test_a_state_that_nobody_knows_is_not_shown_as_closed() -> None:
    assert "c-state--unknown" in rendered("{% state name %}", name=None)
    assert "undecided" in rendered("{% state 'no such state' %}")


def test_marks_are_for_what_is_less_than_certain() -> None:
    assert rendered("{% confidence 'high' %}{% confidence none %}{% confidence 'enacted' %}", none=None) == ""
    said = {rendered("{% confidence name %}", "fr", name=name) for name in design.MARKS}
    assert len(said) == len(design.MARKS)
    assert "peu sûr" in rendered("{% confidence 'low' %}", "fr")


def test_a_source_links_only_to_the_web() -> None:
    reference = {"source": "A decree", "article": "art. 17", "url": "https://example.org/a", "basis": "practice"}
    html = rendered("{% source reference %}", "nl", reference=reference)
    assert 'href="https://example.org/a"' in html
    assert "art. 17" in html
    assert "praktijk van de administratie" in html
    assert "href" not in rendered("{% source reference %}", reference={**reference, "url": "javascript:alert(1)"})
    assert rendered("{% source none %}", none=None) == ""
    both = rendered("{% source references %}", references=[reference, {"source": "A circular"}])
    assert "A decree" in both
    assert "A circular" in both


def test_pages_keep_the_rest_of_the_address() -> None:
    page = Paginator(range(95), 10).page(3)
    html = rendered("{% paginate page %}", path="/en/?q=nurse&page=3", page=page)
    assert 'href="?q=nurse&amp;page=2"' in html
    assert 'href="?q=nurse&amp;page=10"' in html
    assert html.count('aria-current="page"') == 1
    assert rendered("{% paginate page %}", page=Paginator(range(5), 10).page(1)) == ""


def test_crumbs_begin_at_the_start_and_end_where_one_is() -> None:
    html = rendered('{% crumbs "Law" "/en/law/" "Parameters" %}', "fr")
    assert html.index("Accueil") < html.index("Law") < html.index("Parameters")
    assert 'href="/en/law/"' in html
    assert html.count("<a ") == 2


def test_a_figure_keeps_its_table_as_markup() -> None:
    html = rendered("{% figure svg 'Pay' 'It rises.' %}<table></table>{% endfigure %}", svg="")
    assert "<table></table>" in html
    assert "The numbers as a table" in html
    assert "details" not in rendered("{% figure svg 'Pay' 'It rises.' %}{% endfigure %}", svg="")


@pytest.mark.parametrize(
    ("start", "end", "parts"), [(0, 50, ("0.00", "50.00")), (80, 30, ("30.00", "50.00")), (5, 5, ("5.00", "0.00"))]
)
def test_a_bar_stands_where_its_numbers_say(start: float, end: float, parts: tuple[str, str]) -> None:
    html = rendered("{% bar start end 100 'filled' %}", start=start, end=end)
    assert f'x="{parts[0]}" width="{parts[1]}"' in html
    assert "style=" not in html


def test_a_bar_of_nothing_known_is_not_drawn() -> None:
    assert rendered("{% bar none 5 100 %}{% bar 0 none 100 %}{% bar 0 5 0 %}", none=None) == ""
