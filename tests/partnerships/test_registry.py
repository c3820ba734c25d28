"""Finding, comparing and handing out schemes: a filter on what is unknown keeps and drops nothing, it counts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.registry import comparison, flows, select, to_csv, to_jsonld
from corridor.partnerships.scheme import Scheme, schemes
from corridor.partnerships.scheme_form import Money, Number, Period, Source
from corridor.partnerships.scheme_words import words

FILTERS = {
    "origin": ["MA", "TN", "IN", "XK"],
    "destination": ["BE", "DE", "flanders", "wallonia"],
    "sector": ["ict", "care"],
    "isco": ["2", "2512", "9211"],
    "active_in": [(2015, 2018), (2020, 2020)],
    "model": ["cgd_gsp", "iom_smp", "permanent"],
    "status": ["running", "completed", "unknown"],
    "text": ["enabel", "verpleegkundigen"],
}


def ids(found: Any) -> list[str]:
    return [scheme.id for scheme in found]


def test_filters_find_what_the_files_say() -> None:
    assert ids(select(schemes(), origin="MA", destination="BE")) == ["SMP001", "SMP002", "SMP036"]
    assert {"SMP001", "SMP011", "SMP012", "SMP013"} == set(ids(select(schemes(), destination="flanders")))
    assert "SMP001" in ids(select(schemes(), isco="2512"))
    assert ids(select(schemes(), text="Enabel Marokko", model="cgd_gsp"))[:2] == ["SMP001", "SMP002"]
    assert ids(select(schemes(), status="paused")) == ["SMP052"]


def test_isco_counts_groups_within_and_groups_around() -> None:
    match, palim = schemes()["SMP005"], schemes()["SMP001"]  # 251; 2512 and 2514
    assert ids(select([match, palim], isco="2513")) == ["SMP005"]
    assert ids(select([match, palim], isco="251")) == ["SMP005", "SMP001"]
    assert ids(select([match, palim], isco="22")) == []


def test_unknown_is_neither_kept_nor_dropped() -> None:
    without = schemes()["SMP002"]  # no occupations known
    found = select([without], isco="2512")
    assert (len(found), ids(found.unknown)) == (0, ["SMP002"])
    assert ids(select([schemes()["SMP036"]], destination="flanders").unknown) == ["SMP036"]  # BE, no region said
    assert select([without], isco="2512", origin="VN").unknown == ()  # another filter drops it for sure


@pytest.mark.parametrize(
    ("start", "end", "status", "years", "answer"),
    [
        ("2019-03-01", "2021-04-30", "completed", (2020, 2020), True),
        ("2019", "2021", "completed", (2022, 2024), False),
        ("2019", "2021", "completed", (2015, 2018), False),
        ("2019", None, "completed", (2019, 2019), True),
        ("2019", None, "completed", (2021, 2021), None),
        ("2019", None, "running", (2021, 2021), True),
        ("2019", None, "running", (2090, 2091), None),
        (None, "2021", "completed", (2021, 2022), True),
        (None, "2021", "completed", (2018, 2019), None),
        (None, None, "running", (2021, 2021), None),
    ],
)
def test_years(start: str | None, end: str | None, status: Any, years: tuple[int, int], answer: bool | None) -> None:
    scheme = replace(schemes()["SMP001"], period=Period(start, end), status=status)
    found = select([scheme], active_in=years)
    assert (len(found), len(found.unknown)) == {True: (1, 0), False: (0, 0), None: (0, 1)}[answer]


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FILTERS.items()}))
def test_one_more_filter_never_adds_a_scheme(filters: dict[str, Any]) -> None:
    found = select(schemes(), **filters)
    kept = set(ids(found))
    assert not kept & set(ids(found.unknown))
    for name in filters:
        fewer = select(schemes(), **{key: value for key, value in filters.items() if key != name})
        assert kept <= set(ids(fewer))
        assert kept | set(ids(found.unknown)) <= set(ids(fewer)) | set(ids(fewer.unknown))


@pytest.mark.parametrize(
    "filters",
    [
        {"origin": "UK"},
        {"destination": "flandres"},
        {"sector": "spying"},
        {"isco": "dev"},
        {"active_in": (2021, 2019)},
        {"model": "best"},
        {"status": "over"},
    ],
)
def test_a_filter_that_cannot_be_is_an_error_with_remedy(filters: dict[str, Any]) -> None:
    with pytest.raises(PartnershipError) as caught:
        select(schemes(), **filters)
    assert caught.value.place == next(iter(filters))
    assert len({caught.value.told(lang) for lang in ("en", "fr", "nl")}) == 3


def test_flows_hold_every_pair_of_every_scheme_once() -> None:
    pairs = {(flow.origin_name["en"], flow.destination_name["en"]) for flow in flows(schemes())}
    assert len(pairs) == len(flows(schemes()))
    assert sum(len(f.schemes) for f in flows([schemes()["SMP005"]])) == 2 * 4
    [morocco] = [f for f in flows(schemes()) if (f.origin, f.destination) == ("MA", "BE")]
    assert morocco.schemes == ("SMP001", "SMP002", "SMP036")
    assert morocco.destination_name == {"en": "Belgium", "fr": "Belgique", "nl": "België"}
    assert {scheme for flow in flows(schemes()) for scheme in flow.schemes} == set(schemes())


def test_comparison_stands_side_by_side_and_unknown_is_none() -> None:
    made = comparison([schemes()["SMP001"], schemes()["SMP004"]], "nl")
    rows = {row.key: row for row in made.rows}
    assert made.ids == ("SMP001", "SMP004")
    assert rows["applicants"].values == ("9.677 personen", None)
    assert rows["recognition"].values == (None, None)
    assert not rows["recognition"].differs
    assert rows["home_track"].values == ("ja", "nee")
    assert rows["home_track"].differs
    assert rows["training_place"].bases == ("assumed", "assumed")
    assert rows["origins"].label == "Herkomst"


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_csv_has_every_scheme_and_an_empty_cell_where_nothing_is_known(lang: str) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(schemes(), lang))))
    assert [row["id"] for row in rows] == list(schemes())
    assert not any(None in row or None in row.values() for row in rows)
    learning = next(row for row in rows if row["id"] == "SMP004")
    assert {learning[key] for key in ("target", "placed_abroad", "money", "end", "instrument", "instrument_basis")} == {
        ""
    }
    assert {row["applicants"] for row in rows if not schemes()[row["id"]].counts.applicants} == {""}
    assert rows[0]["instrument"] == words()["value.yes"][lang]
    assert float(rows[0]["cgd_gsp_low"]) <= float(rows[0]["cgd_gsp_high"])


def test_a_spreadsheet_runs_no_cell() -> None:
    scheme = replace(schemes()["SMP001"], name="=HYPERLINK(1)")
    [row] = csv.DictReader(io.StringIO(to_csv([scheme], "en")))
    assert row["name"] == "'=HYPERLINK(1)"


def test_numbers_in_csv_can_be_read_by_a_machine_and_those_of_a_page_by_people() -> None:
    [row] = csv.DictReader(io.StringIO(to_csv([schemes()["SMP001"]], "fr")))
    assert "1496448.50" in row["money"]
    page = {row.key: row.values[0] for row in comparison([schemes()["SMP001"]], "fr").rows}
    assert "1\u202f496\u202f448,50" in str(page["money"])


def test_json_ld_is_one_document_with_every_scheme_that_survives_json() -> None:
    made = to_jsonld(schemes())
    assert json.loads(json.dumps(made)) == made
    assert [node["identifier"] for node in made["@graph"]] == list(schemes())
    assert all(node["@type"] == "Project" for node in made["@graph"])
    prefixes = {key.split(":")[0] for key in _keys(made) if ":" in key}
    assert prefixes <= set(made["@context"])


def test_json_ld_leaves_out_what_is_unknown() -> None:
    made = to_jsonld(schemes())
    assert None not in list(_values(made))
    palim, learning = made["@graph"][0], made["@graph"][3]
    assert "funding" not in learning
    assert "dissolutionDate" not in learning
    assert palim["funding"][0]["@type"] == "MonetaryGrant"
    assert palim["funding"][0]["amount"]["value"] == 1496448.50
    assert "recognition" not in [criterion["propertyID"] for criterion in palim["corridor:criterion"]]
    assert {"@language": "nl", "@value": "Vlaanderen"} in palim["location"][0]["name"]


def test_a_scheme_of_one_and_nothing_known_can_be_shown_everywhere() -> None:
    bare = Scheme(
        id="SMP999",
        name="x",
        origins=schemes()["SMP001"].origins,
        destinations=schemes()["SMP001"].destinations,
        confidence="low",
        sources=(Source("https://example.org"),),
        checked=schemes()["SMP001"].checked,
        money=(Money("budget", note={"en": "a", "fr": "b", "nl": "c"}),),
    )
    counted = replace(bare.counts, target=(Number(low=3, high=5, qualifier="about"),))
    bare = replace(bare, counts=counted)
    rows = {row.key: row.values[0] for row in comparison([bare], "fr").rows}
    assert rows["target"] == "environ 3 à 5 personnes"
    assert rows["money"] == "budget (b)"
    assert rows["status"] is None
    assert to_jsonld([bare])["@graph"][0]["corridor:count"][0]["minValue"] == 3


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in _keys(value))]
    return [key for value in node for key in _keys(value)] if isinstance(node, list) else []


def _values(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [found for value in node.values() for found in _values(value)]
    return [found for value in node for found in _values(value)] if isinstance(node, list) else [node]
