"""Everything users read exists in three languages with the same placeholders, and nothing is kept that is not said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corridor.matching.search import CONDITIONS
from corridor.plan import words as plan_words
from corridor.plan.result import LEVERS, REASONS
from corridor.plan.words import Catalogue, plural
from corridor.reports import kinds, speech
from corridor.reports.plan_page import render
from corridor.reports.references import References
from corridor.reports.sections.evidence import of_occupation
from corridor.reports.speech import LANGUAGES, LanguageError, Speech
from tests.reports.page_reader import read
from tests.reports.plans import EDGES

FILES = {"messages": speech.MESSAGES, "words": plan_words.WORDS}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
SAME = {"Corridor", "Actiris", "Sources", "ISCO-08"}
"""Names, and words that two of the languages write alike."""


def entries(file: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def forms(entry: Any) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_three_languages_with_the_same_placeholders(file: Path) -> None:
    for key, entry in entries(file).items():
        assert tuple(entry) == LANGUAGES, key
        used = {lang: {p for f in forms(entry[lang]) for p in PLACEHOLDER.findall(f)} for lang in LANGUAGES}
        assert used["en"] == used["fr"] == used["nl"], key
        assert all(f.strip() for lang in LANGUAGES for f in forms(entry[lang])), key
        kinds = {isinstance(entry[lang], dict) for lang in LANGUAGES}
        assert len(kinds) == 1, key
        assert all(set(entry[lang]) == {"one", "other"} for lang in LANGUAGES if kinds == {True}), key


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_no_key_stands_twice(file: Path) -> None:
    keys = re.findall(r'^ "([^"]+)":', file.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(entries(file))


def test_no_text_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    """All plans together say every sentence at least once."""
    said: set[str] = set()
    for name in ("say", "counted"):
        plain = getattr(Catalogue, name)

        def recorded(self: Catalogue, key: str, *args: Any, _plain: Any = plain, **values: str) -> str:
            said.add(key)
            return str(_plain(self, key, *args, **values))

        monkeypatch.setattr(Catalogue, name, recorded)
    for plan in EDGES.values():
        render(plan(), "en")
    told, voice = EDGES["evidence"](), Speech("en")
    for occupation in told.occupations:
        of_occupation(told, occupation, voice, References(told.provenance.sources, voice))
    for region in ("flanders", "wallonia", "brussels", "german_community"):
        Speech("en").say(f"region.{region}")
    LanguageError("de").told("nl")
    kinds.render("plan", EDGES["made"](), "en", "docx")
    known = {key for file in FILES.values() for key in entries(file)}
    assert known - said == set()


def test_every_reason_lever_and_condition_has_its_words() -> None:
    keys = entries(plan_words.WORDS).keys()
    wanted = {f"reason.{r}.{part}" for r in REASONS for part in ("label", "meaning", "because", "action")}
    wanted |= {f"lever.{a}.{part}" for actions in LEVERS.values() for a in actions for part in ("label", "sentence")}
    wanted |= {f"condition.{c}" for c in CONDITIONS}
    assert wanted <= keys


@pytest.mark.parametrize("name", ["made", "odd", "evidence", "one open", "three occupations"])
def test_a_page_speaks_one_language(name: str) -> None:
    """What two pages have in common are numbers, codes and names."""
    plan = EDGES[name]()
    sources = {str(s["publisher"]) + "." for s in plan.provenance.sources.values()}
    sources |= {str(s["title"]) + "." for s in plan.provenance.sources.values()}
    texts = {
        lang: {t for t in read(render(plan, lang)).texts(skip=frozenset({"code"})) if re.search(r"[^\W\d_]{4}", t)}
        for lang in LANGUAGES
    }
    for a, b in (("en", "fr"), ("en", "nl"), ("fr", "nl")):
        alike = {t for t in texts[a] & texts[b] if t not in SAME | sources and not is_code(t)}
        assert alike <= ALIKE[a + b], (a, b)


ALIKE = {
    "enfr": {
        "Cause",
        "Date",
        "Observations",
        "Source",
        "Verdict",
        "Article 18 §2.",
        "Provenance",
        "Table",
        *(f"source {n}" for n in range(1, 12)),
    },
    "ennl": {"Indicator", "Route"},
    "frnl": set(),
}
"""Words that are the same in two languages."""


def is_code(text: str) -> bool:
    return not re.search(r"[a-z]", text)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [("en", [1], [0, 1.5, 2, 1000]), ("fr", [0, 1, 1.5], [2, 1000]), ("nl", [1], [0, 1.5, 2, 1000])],
)
def test_plural_forms(lang: str, one: list[float], other: list[float]) -> None:
    """The rules of Unicode CLDR."""
    assert {plural(n, lang) for n in one} == {"one"}
    assert {plural(n, lang) for n in other} == {"other"}


def test_french_signs_stay_with_their_word() -> None:
    for run in read(render(EDGES["made"](), "fr")).texts(skip=frozenset({"code"})):
        assert not re.search(r" [;:!?»%]|« ", run), run


def test_another_language_is_refused_with_a_remedy() -> None:
    with pytest.raises(LanguageError, match="de is no language of the report; use one of en, fr, nl"):
        render(EDGES["made"](), "de")
    assert LanguageError("de").told("nl")[1] == "kies uit en, fr, nl"
