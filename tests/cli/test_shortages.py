"""`corridor shortages` as a person uses it: lists, one occupation over time, differences, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import string
from typing import Any

import pytest

from corridor.cli import shortages_lists as command
from tests.cli.command import Ran
from tests.cli.command import corridor as ran_corridor

LANGUAGES = ("en", "fr", "nl")
DAY = ("--on", "2026-11-22")


def shortages(*arguments: object) -> Ran:
    return ran_corridor("shortages", *arguments)


def json_of(*arguments: object) -> Any:
    ran = shortages(*arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def rows_of(*arguments: object) -> list[dict[str, str]]:
    ran = shortages(*arguments, "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_every_message_is_in_three_languages_with_the_same_values() -> None:
    for key, told in command.say.entries.items():
        assert set(told) == set(LANGUAGES), key
        fields = {tuple(sorted({f for _, f, _, _ in string.Formatter().parse(text) if f})) for text in told.values()}
        assert len(fields) == 1, key


# ---- list ----
def test_lists_say_what_was_published_and_what_is_known() -> None:
    editions = json_of("list")["editions"]
    empty = next(e for e in editions if (e["list"], e["edition"]) == ("vdab", "2021-01-28"))
    assert (empty["count"], empty["titles"], empty["holding"]) == (190, 0, "empty")
    rebuilt = next(e for e in editions if (e["list"], e["edition"]) == ("medium_skilled", "2023-09-01"))
    assert "reconstructed" in rebuilt["marks"]
    assert rebuilt["basis"] == "derived"
    assert all(e["source"] and e["read"] for e in editions)


def test_lists_of_a_region_on_a_day() -> None:
    found = rows_of("list", "--region", "flanders", *DAY)
    assert [(r["list"], r["edition"]) for r in found] == [("medium_skilled", "2026-01-01"), ("vdab", "2026-02-01")]


def test_the_titles_of_a_list_on_a_day() -> None:
    found = rows_of("list", "--list", "medium_skilled", *DAY, "--lang", "nl")
    assert len(found) == 21
    assert "Diamantbewerker" in {r["title"] for r in found}
    assert {r["mapping"] for r in found} == {"main"}
    assert {r["causes"] for r in found} == {"quantitative"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "nothing is known"), ("fr", "rien n'est connu"), ("nl", "niets bekend")],
    ids=LANGUAGES,
)
def test_a_gap_is_said_and_prints_no_titles(lang: str, words: str) -> None:
    ran = shortages("list", "--list", "forem", *DAY, "--lang", lang)
    assert ran.code == 0
    assert ran.out == ""
    assert words in ran.err


def test_titles_that_were_not_found_are_not_an_empty_list() -> None:
    ran = shortages("list", "--list", "vdab", "--on", "2025-06-01")
    assert ran.code == 0
    assert "nothing can be said" in ran.err


@pytest.mark.parametrize(
    ("lang", "mark"), [("en", "reconstructed"), ("fr", "reconstituée"), ("nl", "gereconstrueerd")], ids=LANGUAGES
)
def test_the_table_shows_marks(lang: str, mark: str) -> None:
    assert mark in shortages("list", "--list", "medium_skilled", "--lang", lang).out


# ---- show ----
def test_one_occupation_over_all_lists() -> None:
    found = json_of("show", "7412")
    assert found["isco08"] == "7412"
    spells = {(s["list"], s["edition"]): s for s in found["spells"]}
    assert spells["vdab", "2022-01-29"]["on"] is True
    assert spells["vdab", "2021-01-28"]["on"] is None
    assert spells["blue_card_annex", "2023-11-18"]["on"] is False
    assert spells["medium_skilled", "2026-01-01"]["causes"] == ["quantitative"]
    assert spells["vdab", "2026-02-01"]["causes"] is None
    assert spells["vdab", "2026-02-01"]["mappings"] == ["main"]


def test_unknown_is_an_empty_cell_never_false() -> None:
    found = {r["list"]: r["on"] for r in rows_of("show", "2221", *DAY)}
    assert found["forem"] == ""
    assert (found["vdab"], found["blue_card_annex"]) == ("true", "false")


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [("Verpleegkundige", "nl", "2221"), ("asbestos remover", "en", "7133"), ("Couvreur", "fr", "7121")],
    ids=LANGUAGES[::-1],
)
def test_words_find_an_occupation_in_each_language(text: str, lang: str, code: str) -> None:
    assert json_of("show", text, "--lang", lang)["isco08"] == code


def test_the_table_leaves_out_lists_that_say_nothing_and_names_them() -> None:
    ran = shortages("show", "8350", "--lang", "en")
    assert ran.code == 0
    assert "eures_belgium" not in ran.out
    assert "eures_belgium" in ran.err


# ---- compare ----
def test_what_changed_between_two_editions() -> None:
    found = json_of("compare", "--list", "medium_skilled", "--from", "2023-09-01", "--to", "2026-01-01")
    assert (found["published_change"], found["to"]["came"], found["to"]["left"]) == (-8, 6, 14)
    added = {c["after"]["title_en"] for c in found["changes"] if c["change"] == "added"}
    assert "Diamond worker" in added
    ran = shortages("compare", "--list", "medium_skilled")
    assert "15 cannot be decided" in ran.err


def test_without_editions_the_last_is_compared_with_the_one_before() -> None:
    assert rows_of("compare", "--list", "forem") == rows_of(
        "compare", "--list", "forem", "--from", "2024-07-01", "--to", "2025-07-02"
    )


def test_a_draft_can_be_compared() -> None:
    found = rows_of("compare", "--list", "medium_skilled", "--from", "2023-09-01", "--to", "draft-2025-04")
    dropped = {r["before"] for r in found if r["change"] == "dropped"}
    assert dropped == {"Plumber (sanitary installer)", "Drilling and piling machine operator", "Lift installer"}
    assert {r["change"] for r in found} == {"dropped", "perhaps_dropped"}


def test_regions_on_a_day() -> None:
    found = rows_of("compare", "--regions", "flanders,wallonia,brussels", *DAY)
    assert sum(r["state"] == "common" for r in found) == 25
    bricklayer = next(r for r in found if r["isco08"] == "7112")
    assert bricklayer["brussels_titles"] == "Bricklayer"
    undecided = next(r for r in found if r["isco08"] == "7313")
    assert (undecided["flanders"], undecided["wallonia"], undecided["brussels"]) == ("true", "", "")
    ran = shortages("compare", "--regions", "flanders,wallonia", *DAY)
    assert "Of list wallonia/forem nothing is known" in ran.err


@pytest.mark.parametrize("format", ["table", "json", "csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_command_answers_in_each_form_and_language(format: str, lang: str) -> None:
    for arguments in (
        ("list",),
        ("list", "--list", "actiris", *DAY),
        ("show", "2512"),
        ("compare", "--list", "vdab"),
        ("compare", "--regions", "brussels,german_community", "--on", "2020-06-01"),
    ):
        ran = shortages(*arguments, "--format", format, "--lang", lang)
        assert ran.code == 0, ran.err
        assert ran.out


# ---- what is refused ----
@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("--list", ("list", "--list", "nothing")),
        ("--region", ("list", "--region", "france")),
        ("--on", ("list", "--on", "tomorrow")),
        ("OCCUPATION", ("show", "9999")),
        ("OCCUPATION", ("show", "zzzqq")),
        ("--list", ("compare",)),
        ("--list", ("compare", "--list", "vdab", "--regions", "flanders,wallonia")),
        ("--regions", ("compare", "--regions", "flanders")),
        ("--region", ("compare", "--regions", "flanders,france")),
        ("vdab", ("compare", "--list", "vdab", "--to", "1999-01-01")),
        ("--from", ("compare", "--list", "vdab", "--to", "2018-02-01")),
    ],
    ids=["list", "region", "date", "code", "words", "neither", "both", "one region", "no region", "edition", "first"],
)
def test_wrong_use_is_refused_with_place_and_remedy(place: str, arguments: tuple[str, ...]) -> None:
    told = []
    for lang in LANGUAGES:
        ran = shortages(*arguments, "--lang", lang)
        assert ran.code == 2
        assert ran.out == ""
        error, remedy = ran.err.strip().splitlines()[-2:]
        assert place in error
        told.append(error + remedy)
    assert len(set(told)) == len(LANGUAGES)
