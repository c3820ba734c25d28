"""JSON-stat 2.0: sparse or dense, what is written is what is read, and what does not fit is refused."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.json_stat import JsonStat, cube

Cells = dict[tuple[str, ...], tuple[float | int | None, str | None]]


def written(names: list[str], codes: list[list[str]], cells: Cells, *, sparse: bool, listed: bool) -> dict[str, Any]:
    """A dense table as JSON-stat: the slow way round, cell by cell in the order of nested loops."""
    every = list(itertools.product(*codes))
    values = [cells.get(key, (None, None))[0] for key in every]
    flags = [cells.get(key, (None, None))[1] for key in every]
    indices = [each if listed else {code: n for n, code in enumerate(each)} for each in codes]
    return {
        "version": "2.0",
        "class": "dataset",
        "id": names,
        "size": [len(each) for each in codes],
        "value": {str(n): v for n, v in enumerate(values) if v is not None} if sparse else values,
        "status": {str(n): f for n, f in enumerate(flags) if f is not None} if sparse else flags,
        "dimension": {n: {"category": {"index": index}} for n, index in zip(names, indices, strict=True)},
    }


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], Cells]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    names = [f"d{n}" for n in range(len(sizes) - 1)]
    names.insert(draw(st.integers(0, len(names))), "time")
    codes = [[f"{name}_{n}" for n in range(size)] for name, size in zip(names, sizes, strict=True)]
    value = st.one_of(st.none(), st.integers(-9, 10**9), st.floats(-1e6, 1e6, allow_nan=False))
    cell = st.tuples(value, st.sampled_from([None, "b", "p", "bp"]))
    cells = {key: draw(cell) for key in itertools.product(*codes)}
    return names, codes, cells


@given(tables(), st.booleans(), st.booleans())
def test_a_table_comes_back_as_it_was(
    made: tuple[list[str], list[list[str]], Cells], sparse: bool, listed: bool
) -> None:
    names, codes, cells = made
    frame = cube(json.loads(json.dumps(written(names, codes, cells, sparse=sparse, listed=listed))))
    columns = ["period" if name == "time" else name for name in names]
    found = {
        tuple(row[name] for name in columns): (row["value_text"], row["flag"]) for row in frame.iter_rows(named=True)
    }
    told = {key: (None if value is None else str(value), flag) for key, (value, flag) in cells.items()}
    assert found == {key: pair for key, pair in told.items() if pair != (None, None)}
    assert frame.height == len(found)


def small() -> dict[str, Any]:
    cells: Cells = {("BE2", "2024"): (3, None), ("BE3", "2023"): (0, "p")}
    return written(["geo", "time"], [["BE2", "BE3"], ["2023", "2024"]], cells, sparse=True, listed=False)


def test_the_last_dimension_moves_fastest() -> None:
    assert small()["value"] == {"1": 3, "2": 0}
    assert cube(small()).rows() == [("BE2", "2024", "3", None), ("BE3", "2023", "0", "p")]


def test_positions_come_from_the_index_and_not_from_the_order_of_keys() -> None:
    raw = small()
    raw["dimension"]["geo"]["category"]["index"] = {"BE3": 1, "BE2": 0}
    assert cube(raw).rows() == cube(small()).rows()


def test_one_status_is_that_of_every_value() -> None:
    assert cube(small() | {"status": "e"})["flag"].to_list() == ["e", "e"]
    assert cube(small() | {"status": ["e"]})["flag"].to_list() == ["e", "e"]


def test_a_dimension_of_one_may_have_a_label_and_no_index() -> None:
    raw = small()
    raw["id"].insert(0, "unit")
    raw["size"].insert(0, 1)
    raw["dimension"]["unit"] = {"category": {"label": {"PER": "Person"}}}
    assert cube(raw)["unit"].to_list() == ["PER", "PER"]


def broken() -> dict[str, dict[str, Any]]:
    index = {"category": {"index": {"BE2": 0, "BE3": 2}}}
    return {
        "other version": small() | {"version": "1.0"},
        "a collection": small() | {"class": "collection"},
        "no sizes": small() | {"size": None},
        "size of another length": small() | {"size": [2, 2, 1]},
        "size that is not the index": small() | {"size": [2, 3]},
        "index with a gap": small() | {"dimension": small()["dimension"] | {"geo": index}},
        "cell outside the cube": small() | {"value": {"4": 1}},
        "cell that is no number": small() | {"value": {"x": 1}},
        "list of another length": small() | {"value": [1, 2, 3]},
        "no time": small()
        | {"id": ["geo", "when"], "dimension": small()["dimension"] | {"when": small()["dimension"]["time"]}},
        "a dimension twice": small() | {"id": ["geo", "geo"]},
        "an error in its place": {"error": [{"status": 400, "label": "invalid parameter"}]},
    }


@pytest.mark.parametrize("name", broken())
def test_what_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(LabourMarketError) as caught:
        cube(broken()[name])
    assert caught.value.key == "json_stat_broken"


def test_other_dimensions_than_expected_are_named(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(small()), encoding="utf-8")
    with pytest.raises(LabourMarketError, match="missing: reason; new: geo"):
        JsonStat().read(table("tps00170"), [file], ["reason"])


def test_decimals_keep_their_digits(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(small()).replace(": 3", ": 39.10"), encoding="utf-8")
    frame = JsonStat().read(table("tps00170"), [file], None).frame
    assert frame.select("value", "value_text").row(0) == (39.1, "39.10")
