"""The library of good practices: sourced, dated, in three languages, and what is unknown stays so."""

from __future__ import annotations

from pathlib import Path

from corridor.consultation.practices import library, practice
from corridor.consultation.practices.practice import FOLDER
from corridor.partnerships.scheme import schemes

TEXTS = ("title", "what", "for_whom", "result", "caution")
TOPICS = {
    "shortage_lists", "measuring", "procedure", "one_stop", "thresholds", "partnerships", "ethics", "rights", "pool",
    "integration",
}  # fmt: skip


def test_a_file_is_named_after_its_key() -> None:
    assert sorted(library()) == sorted(path.stem for path in Path(FOLDER).glob("*.yaml"))


def test_every_record_says_where_it_is_from_and_when_it_was_checked() -> None:
    for one in library().values():
        assert one.sources, one.key
        assert all(source.title and source.read for source in one.sources), one.key
        assert one.checked is not None, one.key
        assert one.topics, one.key
        assert set(one.topics) <= TOPICS, one.key


def test_every_text_is_in_three_languages() -> None:
    for one in library().values():
        for name in TEXTS:
            text = getattr(one, name)
            assert text is None or (set(text) == {"en", "fr", "nl"} and all(text.values())), (one.key, name)


def test_french_has_its_spaces() -> None:
    for one in library().values():
        for name in TEXTS:
            text = getattr(one, name)
            assert text is None or not any(f" {mark}" in text["fr"] for mark in ":;!?%»"), (one.key, name)


def test_schemes_that_are_named_exist() -> None:
    named = {one.scheme for one in library().values() if one.scheme}
    assert named
    assert named <= set(schemes())


def test_what_a_source_does_not_say_is_unknown() -> None:
    assert practice("be-brussels-unlimited-30") is not None
    assert library()["be-brussels-unlimited-30"].result is None
    assert practice("nothing") is None


def test_the_four_belgian_authorities_and_other_countries_are_there() -> None:
    found = library().values()
    assert {one.authority for one in found if one.country == "BE"} >= {
        "flanders", "wallonia", "brussels", "german_community",
    }  # fmt: skip
    assert len({one.country for one in found}) >= 10
