"""A metadata table with a fault is refused, with the row and what to do, in three languages."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from corridor.attractiveness.errors import MESSAGES, AttractivenessError
from corridor.attractiveness.metadata import read_framework
from tests.attractiveness.small import PILLARS, framework, rows


def changed(code: str, **values: Any) -> list[dict[str, Any]]:
    return [{**row, **values} if row["iCode"] == code else row for row in rows(PILLARS)]


FAULTS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "column_missing": ([{k: v for k, v in row.items() if k != "Weight"} for row in rows(PILLARS)], "metadata"),
    "code_missing": (changed("a1", iCode=None), "metadata row 1"),
    "code_twice": (changed("a2", iCode="a1"), "metadata row 2 (a1)"),
    "type_unknown": (changed("b1", Type="indicator"), "metadata row 3 (b1)"),
    "level_wrong": (changed("b1", Level=2), "metadata row 3 (b1)"),
    "direction_wrong": (changed("b2", Direction=0), "metadata row 4 (b2)"),
    "weight_missing": (changed("b2", Weight=None), "metadata row 4 (b2)"),
    "weight_negative": (changed("b2", Weight=-0.5), "metadata row 4 (b2)"),
    "not_a_number": (changed("b2", Weight="much"), "metadata row 4 (b2), Weight"),
    "parent_unknown": (changed("b3", Parent="Index"), "metadata row 5 (b3)"),
    "parent_at_top": (changed("Index", Parent="A"), "metadata row 8 (Index)"),
    "denominator_unknown": (changed("a1", Denominator="GDP"), "metadata row 1 (a1)"),
    "childless": (
        [*rows(PILLARS), {**rows(PILLARS)[5], "iCode": "C"}],
        "metadata row 9 (C)",
    ),
    "level_skipped": (changed("Index", Level=4, Parent=None), "metadata"),
    "no_indicator": ([row for row in rows(PILLARS) if row["Level"] == 1], "metadata"),
}


@pytest.mark.parametrize("key", FAULTS)
def test_each_fault_has_its_message_and_place(key: str) -> None:
    table, place = FAULTS[key]
    with pytest.raises(AttractivenessError) as caught:
        read_framework(table)
    assert (caught.value.key, caught.value.place) == (key, place)
    told = [caught.value.told(lang) for lang in ("en", "fr", "nl")]
    assert len({message for message, _ in told}) == 3
    assert all(remedy for _, remedy in told)


def test_every_message_and_remedy_is_there_in_three_languages() -> None:
    for file in MESSAGES.glob("*.json"):
        for key, texts in json.loads(file.read_text(encoding="utf-8")).items():
            assert set(texts) == {"en", "fr", "nl"}, key
            assert all(len(pair) == 2 and all(pair) for pair in texts.values()), key
            fields = {
                lang: sorted(one.split("}")[0] for text in pair for one in text.split("{")[1:])
                for lang, pair in texts.items()
            }
            assert fields["en"] == fields["fr"] == fields["nl"], key


def test_a_table_and_rows_read_the_same() -> None:
    assert read_framework(pl.DataFrame(rows(PILLARS))).levels == read_framework(rows(PILLARS)).levels


def test_the_hierarchy_answers_by_code() -> None:
    read = framework(PILLARS, down=("a2",), a1=3.0)
    assert read.levels == (("a1", "a2", "b1", "b2", "b3"), ("A", "B"), ("Index",))
    assert (read.index, read.parent("a1"), read.parent("Index")) == ("Index", "A", None)
    assert read.members("B") == ("b1", "b2", "b3")
    assert read.indicators_of("Index") == read.indicators
    assert read.ancestor("b2", 2) == "B"
    assert read.directions().tolist() == [1, -1, 1, 1, 1]
    assert read.weights()["a1"] == 3
    assert [parents.tolist() for parents in read.parents] == [[0, 0, 1, 1, 1], [0, 0]]


def test_unknown_codes_are_refused_and_denominators_are_no_part_of_the_index() -> None:
    size = {"iCode": "size", "Level": None, "Parent": None, "Direction": None, "Weight": None, "Type": "Denominator"}
    read = read_framework([*changed("a1", Denominator="size"), size])
    assert read.entry("a1").denominator == "size"
    for code in ("size", "nothing"):
        with pytest.raises(AttractivenessError, match="not in the framework"):
            read.level_of(code)
    with pytest.raises(AttractivenessError) as caught:
        read.weight_rows({"a1": float("nan")})
    assert caught.value.key == "not_a_number"


def test_empty_fields_of_a_file_are_unknown_not_zero() -> None:
    read = read_framework(changed("a1", Target="", iName="NA", Unit=" "))
    entry = read.entry("a1")
    assert (entry.target, entry.name, entry.unit) == (None, None, None)
