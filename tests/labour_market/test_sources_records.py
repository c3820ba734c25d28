"""be.STAT and Opendatasoft: views found by name, all records or none, and how long an offer was open."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import store
from corridor.labour_market.sources.bestat import identifier
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.opendatasoft import open_time
from corridor.labour_market.sources.refresh import Outcome, Wish, refresh
from tests.labour_market.offices import QUICK, Office, Reply, office

VIEWS = "/bestat/api/views"
OFFERS = "/api/explore/v2.1/catalog/datasets/offres-d-emploi-forem"


@pytest.fixture
def made() -> Iterator[Office]:
    with office() as running:
        yield running


def run(made: Office, home: Path, name: str) -> Outcome:
    return next(refresh([table(name)], Wish(base=made.address, patience=QUICK), home=home))


def failed(outcome: Outcome) -> LabourMarketError:
    assert outcome.error is not None
    return outcome.error


# ---- be.STAT ----


def views(id: str = "11aa") -> bytes:
    names = {"nl": "Vacatures per gewest", "en": "Job vacancies by region", "fr": "Emplois vacants par région"}
    listed = [{"id": f"{id}-{lang}", "locale": lang, "name": name} for lang, name in names.items()]
    return json.dumps([*listed, {"id": "x", "locale": "de", "name": "Offene Stellen"}]).encode()


def facts(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"facts": rows}).encode()


FACT = {"Quarter": "2023Q2", "Region": "Flemish Region", "Job vacancies": 131_300, "Rate": 5.21}


def test_a_view_is_found_by_name(made: Office, tmp_path: Path) -> None:
    made.has(VIEWS, views())
    made.has(f"{VIEWS}/11aa-en/result/JSON", facts(FACT, FACT | {"Region": "Walloon Region", "Rate": None}))
    assert run(made, tmp_path, "statbel_vacancies").result == "fetched"
    frame = store.read("statbel_vacancies", home=tmp_path).frame
    assert frame.schema == {"Quarter": pl.String, "Region": pl.String, "Job vacancies": pl.Int64, "Rate": pl.Float64}
    assert frame["Rate"].to_list() == [5.21, None]


def test_a_view_that_moved_is_found_again(made: Office, tmp_path: Path) -> None:
    for id, rate in (("11aa", 5.2), ("22bb", 5.3)):
        made.has(VIEWS, views(id))
        made.has(f"{VIEWS}/{id}-en/result/JSON", facts(FACT | {"Rate": rate}))
        assert run(made, tmp_path, "statbel_vacancies").result == "fetched"
    assert store.read("statbel_vacancies", home=tmp_path).provenance.address.endswith("22bb-en/result/JSON")


def test_names_are_compared_without_case_and_blanks() -> None:
    assert identifier(json.loads(views()), {"fr": "EMPLOIS  vacants par Région "}, "views") == "11aa-fr"


def test_a_view_that_is_gone_tells_the_nearest_names() -> None:
    with pytest.raises(LabourMarketError, match="near: Job vacancies by region"):
        identifier(json.loads(views()), {"en": "Job vacancies by district"}, "views")


def test_an_unknown_view_is_404(made: Office, tmp_path: Path) -> None:
    made.has(VIEWS, views())
    assert failed(run(made, tmp_path, "statbel_vacancies")).key == "not_found"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "empty_answer"),
        (b'{"facts": []}', "no_rows"),
        (b'{"message": "x"}', "not_the_form"),
        (b"<html>", "not_the_form"),
    ],
    ids=["empty 200", "no facts", "other json", "page"],
)
def test_an_answer_without_facts_is_an_error(made: Office, tmp_path: Path, body: bytes, key: str) -> None:
    made.has(VIEWS, views())
    made.has(f"{VIEWS}/11aa-en/result/JSON", body)
    assert failed(run(made, tmp_path, "statbel_vacancies")).key == key
    assert store.vintages("statbel_vacancies", tmp_path) == ()


def test_columns_must_be_those_of_the_last_vintage(made: Office, tmp_path: Path) -> None:
    made.has(VIEWS, views())
    place = f"{VIEWS}/11aa-en/result/JSON"
    made.has(place, facts(FACT))
    run(made, tmp_path, "statbel_vacancies")
    made.has(place, facts({"Year": 2024, **{name: value for name, value in FACT.items() if name != "Quarter"}}))
    assert "missing: Quarter; new: Year" in str(failed(run(made, tmp_path, "statbel_vacancies")))


# ---- Opendatasoft ----


def offer(n: int, **more: Any) -> dict[str, Any]:
    return {
        "numerooffreforem": str(n),
        "titreoffre": f"Offre {n}",
        "metier": "Couvreur",
        "secteurs": ["Construction"],
        "nombrepostes": 1,
        "lieuxtravailregionnuts": ["BE", "BE3", "BE35"],
        "lieuxtravailgeo": [{"lat": 50.46, "lon": 4.87}],
        "datedebutdiffusion": "2026-09-23",
        "datefindiffusion": None,
        **more,
    }


def test_the_export_gives_all_offers_in_one_answer(made: Office, tmp_path: Path) -> None:
    made.has(f"{OFFERS}/exports/json", json.dumps([offer(n) for n in range(3)]).encode())
    assert run(made, tmp_path, "forem_offers").rows == 3
    row = store.read("forem_offers", home=tmp_path).frame.row(0, named=True)
    assert row["lieuxtravailregionnuts"] == ["BE", "BE3", "BE35"]
    assert (row["datedebutdiffusion"], row["datefindiffusion"]) == (dt.date(2026, 9, 23), None)
    assert row["nomemployeur"] is None
    assert store.read("forem_offers", home=tmp_path).provenance.share_alike is True


def test_pages_are_taken_where_there_is_no_export(made: Office, tmp_path: Path) -> None:
    pages = [
        json.dumps({"total_count": 150, "results": [offer(n) for n in part]}).encode()
        for part in (range(100), range(100, 150))
    ]
    made.has(f"{OFFERS}/records", *pages)
    assert run(made, tmp_path, "forem_offers").rows == 150
    asked = [path for path in made.paths() if "/records" in path]
    assert [path.split("?")[1] for path in asked] == [
        "order_by=numerooffreforem&limit=100&offset=0",
        "order_by=numerooffreforem&limit=100&offset=100",
    ]


def test_an_offer_on_two_pages_counts_once_and_one_that_slipped_through_is_an_error(
    made: Office, tmp_path: Path
) -> None:
    pages = [
        json.dumps({"total_count": 150, "results": [offer(n) for n in part]}).encode()
        for part in (range(100), range(99, 149))
    ]
    made.has(f"{OFFERS}/records", *pages)
    assert "149 of 150" in str(failed(run(made, tmp_path, "forem_offers")))


def test_pages_that_end_before_the_records_are_an_error(made: Office, tmp_path: Path) -> None:
    made.has(f"{OFFERS}/records", json.dumps({"total_count": 26_204, "results": [offer(1)]}).encode())
    assert failed(run(made, tmp_path, "forem_offers")).key == "too_many_records"
    assert len(made.asked) == 2, "it is known from the first page"


def test_a_page_that_fails_stores_nothing(made: Office, tmp_path: Path) -> None:
    first = json.dumps({"total_count": 150, "results": [offer(n) for n in range(100)]}).encode()
    made.has(f"{OFFERS}/records", first, Reply(status=500))
    assert failed(run(made, tmp_path, "forem_offers")).key == "office_failing"
    assert store.vintages("forem_offers", tmp_path) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"salaire": 3000}, "new: salaire"),
        ({"nombrepostes": 1.5}, "another kind than count"),
        ({"datedebutdiffusion": "hier"}, "another kind than date"),
        ({"datedebutdiffusion": None}, "without a value in: datedebutdiffusion"),
    ],
    ids=["new field", "half a post", "no date", "required"],
)
def test_other_fields_and_kinds_are_errors(made: Office, tmp_path: Path, change: dict[str, Any], told: str) -> None:
    made.has(f"{OFFERS}/exports/json", json.dumps([offer(1), offer(2, **change)]).encode())
    assert told in str(failed(run(made, tmp_path, "forem_offers")))


# ---- how long offers are open ----


def test_days_open_lie_between_the_last_sight_and_the_first_day_without() -> None:
    day = [dt.date(2026, 11, n) for n in (1, 2, 5)]
    started = dt.date(2026, 10, 30)
    seen = [["a", "b"], ["a", "b", "c"], ["a"]]
    snapshots = [
        (at, pl.DataFrame({"id": ids, "from": [started] * len(ids)})) for at, ids in zip(day, seen, strict=True)
    ]
    found = {row["id"]: row for row in open_time(snapshots, "id", "from").iter_rows(named=True)}
    assert (found["a"]["days_low"], found["a"]["days_high"], found["a"]["gone_by"]) == (6, None, None)
    assert (found["b"]["days_low"], found["b"]["days_high"], found["b"]["gone_by"]) == (3, 6, day[2])
    assert (found["c"]["first_seen"], found["c"]["last_seen"]) == (day[1], day[1])


@given(st.dictionaries(st.integers(0, 6), st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), max_size=7))
def test_the_true_time_always_lies_within_what_is_told(spans: dict[int, list[int]]) -> None:
    first = dt.date(2026, 1, 1)
    days = range(0, 20, 3)
    snapshots = [
        (
            first + dt.timedelta(day),
            pl.DataFrame(
                [(str(n), first + dt.timedelta(a)) for n, (a, b) in spans.items() if a <= day <= b],
                schema={"id": pl.String, "from": pl.Date},
                orient="row",
            ),
        )
        for day in days
    ]
    for row in open_time(snapshots, "id", "from").iter_rows(named=True):
        began, ended = spans[int(row["id"])]
        assert row["days_low"] <= ended - began
        assert row["days_high"] is None or ended - began < row["days_high"]
