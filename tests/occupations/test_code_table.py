"""Codes for a table of titles."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from corridor.occupations.search import Searcher, code_table


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return Searcher.open(tmp_path_factory.mktemp("empty"))


def table(*rows: tuple[str | None, str | None]) -> pl.DataFrame:
    schema = {"title": pl.String, "isco08": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_row_index("id")


def test_null_codes_are_filled_where_sure(searcher: Searcher) -> None:
    given = table(("Metselaar (m/v)", None), ("iets anders", None), (None, None), (" ", None), ("kok", "1"))
    found = code_table(given, searcher=searcher)
    assert found.frame["isco08"].to_list() == ["7112", None, None, None, "1"]
    assert found.how.to_list() == ["exact", "not_sure", "empty", "empty", "given"]
    assert (found.given, found.sure, found.not_sure, found.empty) == (1, 1, 1, 2)
    assert found.frame.columns == given.columns
    assert_frame_equal(found.frame.drop("isco08"), given.drop("isco08"))


def test_what_is_open_has_candidates_the_most_frequent_first(searcher: Searcher) -> None:
    odd, odder = "dakwerker met liefde voor leien", "metser van kleine muren"
    found = code_table(table((odd, None), (odder, None), (f" {odder}", None), ("kok", None)), searcher=searcher)
    assert found.open["title"].to_list() == [odder, odd]
    assert found.open["rows"].to_list() == [2, 1]
    assert "7112" in found.open["candidates"][0].to_list()
    assert all(found.open["candidate_titles"].list.len() > 0)


def test_a_table_without_titles_or_without_codes(searcher: Searcher) -> None:
    given = table(("Couvreur", None), ("Couvreur", "2512"))
    without_titles = code_table(given.drop("title"), searcher=searcher)
    assert (without_titles.given, without_titles.empty) == (1, 1)
    without_codes = code_table(given.drop("isco08"), searcher=searcher)
    assert without_codes.frame["isco08"].to_list() == ["7121", "7121"]
    assert code_table(given.head(0), searcher=searcher).frame.schema == given.schema


def test_other_names_of_columns(searcher: Searcher) -> None:
    given = pl.DataFrame({"functie": ["Couvreur"]})
    assert code_table(given, "functie", "isco", searcher=searcher).frame["isco"].to_list() == ["7121"]


def test_each_distinct_title_is_coded_once(searcher: Searcher) -> None:
    told: list[tuple[int, int]] = []
    given = table(*[(title, None) for title in ("kok", "metselaar", "xx")] * 5000)
    found = code_table(given, searcher=searcher, progress=lambda done, steps: told.append((done, steps)))
    assert told == [(3, 3)]
    assert found.sure == 10_000
    assert found.open["rows"].to_list() == [5000]


def test_titles_that_are_read_alike_are_coded_once_and_keep_their_words(searcher: Searcher) -> None:
    told: list[tuple[int, int]] = []
    odd = "dakwerker met liefde"
    given = table(*[(title, None) for title in ("Kok (m/v)", "kok - Gent", "Kok", odd, f"{odd} (m/v/x)")])
    found = code_table(given, searcher=searcher, progress=lambda done, steps: told.append((done, steps)))
    assert told == [(2, 2)]
    assert found.frame["isco08"].to_list() == ["5120"] * 3 + [None] * 2
    assert found.open["title"].to_list() == [odd, f"{odd} (m/v/x)"]


def test_the_place_of_a_row_does_not_matter(searcher: Searcher) -> None:
    given = table(("kok", None), ("xx", None), ("metselaar", "9999"), ("Couvreur", None))
    turned = code_table(given.reverse(), searcher=searcher).frame.reverse()
    assert_frame_equal(code_table(given, searcher=searcher).frame, turned)


def test_without_esco_the_shipped_titles_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path))
    assert code_table(table(("Couvreur", None))).frame["isco08"].to_list() == ["7121"]
