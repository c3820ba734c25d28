"""The register: every file loads, every fault is told with its place and remedy, every word has three languages."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.partnerships.errors import PartnershipErrors
from corridor.partnerships.scheme import (
    CRITERIA,
    FOLDER,
    circularity_types,
    read_scheme,
    read_schemes,
    scheme_from,
    schemes,
    sectors,
)
from corridor.partnerships.scheme_words import words

PALIM = yaml.safe_load((FOLDER / "smp001.yaml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "fr", "nl")


def palim(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(PALIM) | changes


def faults(raw: Any) -> list[Any]:
    with pytest.raises(PartnershipErrors) as caught:
        scheme_from(raw, place="palim.yaml")
    return list(caught.value.errors)


def test_all_sixty_one_schemes_load_in_the_order_of_their_ids() -> None:
    assert list(schemes()) == [f"SMP{n:03}" for n in range(1, 62)]


def test_conflicting_values_stand_side_by_side() -> None:
    assert [target.n for target in schemes()["SMP005"].counts.target] == [105, 210]
    assert [target.n for target in schemes()["SMP001"].counts.target] == [60, 120]


def test_what_is_not_known_is_none_or_empty_never_zero_or_no() -> None:
    scheme = schemes()["SMP001"]
    assert scheme.counts.placed_abroad == ()
    assert scheme.criteria.recognition.value is None
    bare = scheme_from(
        {key: PALIM[key] for key in ("id", "name", "origins", "destinations", "confidence", "sources", "checked")}
        | {"counts": None, "criteria": {"training": None}, "sectors": {"codes": None}, "money": None},
        place="bare.yaml",
    )
    assert set(bare.criteria.values().values()) == {None}
    assert (bare.counts.target, bare.money, bare.sectors.codes, bare.status) == ((), (), (), "unknown")


def test_a_yes_without_quotes_is_a_yes() -> None:
    assert scheme_from(palim(criteria={"training": {"value": True}}), place="x").criteria.training.value == "yes"
    assert scheme_from(palim(criteria={"training": {"value": False}}), place="x").criteria.training.value == "no"


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown country", {"origins": [{"country": "UK"}]}, "origins[0].country", "GB"),
    ("Norway without quotes", {"destinations": [{"country": False}]}, "destinations[0].country", '"NO"'),
    ("neither country nor area", {"origins": [{"country": None}]}, "origins[0]", "describe the area"),
    ("negative number", {"counts": {"target": [{"n": -1}]}}, "counts.target[0].n", "at least 0"),
    ("range backwards", {"counts": {"target": [{"low": 4, "high": 3}]}}, "counts.target[0]", "lower number"),
    ("half a range", {"counts": {"target": [{"low": 4}]}}, "counts.target[0]", "low and high together"),
    ("nothing counted", {"counts": {"target": [{"unit": "people"}]}}, "counts.target[0]", "give a number"),
    ("negative money", {"money": [{"what": "budget", "amount": -5}]}, "money[0].amount", "at least 0"),
    ("money that is no number", {"money": [{"what": "budget", "amount": "much"}]}, "money[0].amount", "null"),
    ("share over one", {"partners": [{"name": "x", "role": "funder", "share": 95}]}, "partners[0].share", "0.95"),
    ("unknown role", {"partners": [{"name": "x", "role": "boss"}]}, "partners[0].role", "implementer, funder"),
    ("date backwards", {"period": {"start": "2020", "end": "2019-01"}}, "period", "swap"),
    ("no date", {"period": {"start": "2019-13"}}, "period.start", "2019-03"),
    ("no day", {"period": {"start": "2019-02-31"}}, "period.start", "2019-03"),
    ("unknown status", {"status": "over"}, "status", "completed"),
    ("a language missing", {"results": {"en": "x", "fr": "y"}}, "results", "en, fr, nl"),
    ("unknown sector", {"sectors": {"codes": ["ict", "spying"]}}, "sectors.codes[1]", "hospitality"),
    ("unknown circularity", {"circularity": {"types": ["forever"]}}, "circularity.types[0]", "permanent"),
    ("unknown value", {"criteria": {"instrument": {"value": "maybe"}}}, "criteria.instrument.value", "roadmap"),
    ("unknown criterion", {"criteria": {"luck": {"value": "yes"}}}, "criteria.luck", "docs/"),
    ("unknown field", {"budget": 5}, "budget", "docs/"),
    ("unknown occupation", {"occupations": {"isco08": ["2512", "9999"]}}, "occupations.isco08[1]", "four figures"),
    ("no source", {"sources": []}, "sources", "null"),
    ("a source that is not there", {"money": [{"what": "budget", "amount": 5, "source": 9}]}, "", "from 0"),
]


@pytest.mark.parametrize(("change", "place", "remedy"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_told_with_file_path_and_remedy_in_three_languages(
    change: dict[str, Any], place: str, remedy: str
) -> None:
    [error] = faults(palim(**change))
    assert error.place == (f"palim.yaml: {place}" if place else "palim.yaml")
    assert remedy in error.told("en")[1] or remedy in error.told("en")[0]
    told = {error.told(lang) for lang in LANGUAGES}
    assert len(told) == 3
    assert not any("{" in part for pair in told for part in pair)


def test_all_faults_of_a_file_are_told_together() -> None:
    found = faults(palim(origins=[{"country": "ZZ"}], status="over", counts={"target": [{"n": -1}]}))
    assert {error.key for error in found} == {"scheme_country", "scheme_choice", "scheme_negative"}


def test_a_missing_field_is_named() -> None:
    [error] = faults({key: value for key, value in PALIM.items() if key != "confidence"})
    assert error.place == "palim.yaml: confidence"


def test_a_folder_tells_the_faults_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(palim(status="over")), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(palim()), encoding="utf-8")
    with pytest.raises(PartnershipErrors) as caught:
        read_schemes(tmp_path)
    keys = {error.place.split(":")[0]: error.key for error in caught.value.errors}
    assert keys == {"a.yaml": "scheme_no_yaml", "b.yaml": "scheme_choice", "c.yaml": "scheme_file_name"}


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PartnershipErrors) as caught:
        read_scheme(tmp_path / "none.yaml")
    assert caught.value.key == "scheme_unreadable"


def test_every_word_has_three_languages_and_every_value_has_a_word() -> None:
    assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in words().values())
    values = {
        f"value.{value}" if value in ("yes", "no") else f"value.{name}.{value}"
        for name, listed in CRITERIA.items()
        for value in listed
    }
    units = {f"unit.{n.unit}" for s in schemes().values() for ns in vars(s.counts).values() for n in ns}
    money = {f"money.{m.what}" for s in schemes().values() for m in s.money}
    assert values | units | money <= words().keys()


def test_circularity_has_eleven_types_whose_examples_are_of_that_type() -> None:
    assert len(circularity_types()) == 11
    for name, kind in circularity_types().items():
        assert set(kind["label"]) == set(kind["meaning"]) == set(LANGUAGES)
        for example in kind["examples"]:
            assert name in schemes()[example].circularity.types, (name, example)


def test_sectors_have_labels_and_each_is_used() -> None:
    used = {code for scheme in schemes().values() for code in scheme.sectors.codes}
    assert used == set(sectors())
    assert all(set(text) == set(LANGUAGES) for text in sectors().values())
