"""Live references: what each kind reads, and what is said when it cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.chain.items import EvidenceItem, Seen
from corridor.consultation.chain.reference import FAMILIES, Reference, family
from corridor.consultation.chain.references import freshness, noted, seen, stale
from corridor.consultation.chain.references.found import told
from corridor.consultation.chain.references.market import stay_rate_id
from corridor.consultation.chain.references.reading import RESOLVERS
from corridor.consultation.reading import fitted
from corridor.labour_market.published_stay_rates import published
from corridor.told import ToldError

TODAY = date(2026, 11, 22)
TABLE = "isco08,region,period,indicator,value,n,source,vintage\n8332,flanders,2025,vacancies,120,,VDAB,2026-01\n"


def read(**fields: Any) -> Reference:
    """A reference as a file has it."""
    found: Reference = fitted(Reference, fields, place="test")
    return found


def item(**fields: Any) -> EvidenceItem:
    """An item of evidence that nobody has noted yet."""
    return EvidenceItem("e", {"en": "E"}, read(**fields))


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2025-03-01"}, 48912),
        ({"kind": "law", "region": "brussels", "name": "hs_reduced_pct_of_hs", "day": "2026-01-01"}, None),
        ({"kind": "law", "region": "flanders", "name": "hs_reduced_applies_to_nurses", "day": "2026-01-01"}, True),
        ({"kind": "shortage_list", "list": "medium_skilled", "isco08": "8332", "day": "2026-11-01"}, False),
        ({"kind": "shortage_list", "list": "vdab", "isco08": "8332", "day": "2026-11-01"}, True),
        ({"kind": "shortage_list", "list": "walloon_permits", "isco08": "2221", "day": "2026-11-01"}, None),
        ({"kind": "list_titles", "list": "medium_skilled", "day": "2026-11-01"}, 21),
        ({"kind": "published", "table": "projections", "id": "agoria_unfilled"}, 541),
        ({"kind": "published", "table": "stay_rates", "id": "de.eu-blue-card.2012-2017.5"}, 83.3),
        ({"kind": "scheme", "scheme": "SMP001", "at": "counts.applicants[0].n"}, 9677),
    ],
)  # fmt: skip
def test_what_stands_there(fields: dict[str, Any], value: Any) -> None:
    found = seen(read(**fields), today=TODAY)
    assert found.value == value
    assert found.sha256 == sha256(value)
    assert found.date == TODAY
    assert found.source is not None
    assert set(found.source.title) == {"en", "fr", "nl"}
    assert found.text is not None
    assert set(found.text) == {"en", "fr", "nl"}


def test_amounts_read_as_each_language_writes_them() -> None:
    found = seen(read(kind="law", region="flanders", name="hs_salary_min", day="2025-03-01"), today=TODAY)
    assert found.text == {
        "en": "EUR\u00a048,912 a year",
        "fr": "48\u202f912\u00a0€ par an",
        "nl": "€\u00a048.912 per jaar",
    }


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "months", {"en": "1 month", "fr": "1 mois", "nl": "1 maand"}),
        (1, "days", {"en": "1 day", "fr": "1 jour", "nl": "1 dag"}),
        (0, "weeks", {"en": "0 weeks", "fr": "0 semaine", "nl": "0 weken"}),
        (1.5, "years", {"en": "1.5 years", "fr": "1,5 an", "nl": "1,5 jaar"}),
        (2, "weeks", {"en": "2 weeks", "fr": "2 semaines", "nl": "2 weken"}),
    ],
)
def test_one_takes_the_singular(value: float, unit: str, text: dict[str, str]) -> None:
    assert told(value, unit) == text


def test_a_table_that_ships_is_read_from_anywhere(tmp_path: Path) -> None:
    fields = {"kind": "indicator", "table": "vacancy_rates.csv", "isco08": "TOTAL", "region": "wallonia"}
    reference = read(**fields, period="2023-Q2", indicator="vacancy_rate")
    for folder in (None, tmp_path):
        found = seen(reference, folder=folder)
        assert found.value == 3.6
        assert found.source is not None
        assert found.source.title["en"] == "Eurostat and Statbel, job vacancy survey"
        assert found.source.url == "https://ec.europa.eu/eurostat/cache/metadata/en/jvs_esms.htm"


def test_a_range_is_kept_as_one() -> None:
    found = seen(read(kind="published", table="stay_rates", id="nl.highly-skilled-migrants-non-eu.2005-2016.5"))
    assert found.value == {"low": 30, "high": 33}


def test_every_published_stay_rate_has_a_name_of_its_own() -> None:
    names = [stay_rate_id(one) for one in published()]
    assert len(set(names)) == len(names)


def test_a_plan_in_its_folder(tmp_path: Path) -> None:
    document = {"region": "flanders", "date": "2026-01-01", "reasons": [{"reason": "nobody", "posts": 4}]}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    one = item(kind="plan", folder="mine", at="reasons[reason=nobody].posts")
    then = noted(one, folder=tmp_path, today=TODAY)
    assert then.seen is not None
    assert then.seen.value == 4
    assert stale(then, folder=tmp_path) is None
    document["reasons"] = [{"reason": "nobody", "posts": 7}]
    (tmp_path / "mine" / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    found = stale(then, folder=tmp_path)
    assert found is not None
    assert (found.then.value, found.now.value) == (4, 7)


def test_a_table_of_indicators(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    fields = {"kind": "indicator", "table": "table.csv", "isco08": "8332", "region": "flanders", "period": "2025"}
    assert seen(read(**fields, indicator="vacancies"), folder=tmp_path).value == 120
    found = freshness(item(**(fields | {"period": "2024"}), indicator="vacancies"), folder=tmp_path)
    assert found.stale is None
    assert found.why is not None
    assert "2024" in found.why["en"]


def test_a_verdict_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    fields = {"kind": "verdict", "table": "table.csv", "isco08": "8332", "region": "flanders", "period": "2025"}
    assert seen(read(**fields, method="vdab"), folder=tmp_path).value == "unknown"


EVERY_KIND: list[dict[str, Any]] = [
    {"kind": "plan", "folder": "plan", "at": "inputs.posts"},
    {"kind": "verdict", "table": "table.csv", "method": "vdab", "isco08": "8332", "region": "flanders",
     "period": "2025"},
    {"kind": "indicator", "table": "table.csv", "indicator": "vacancies", "isco08": "8332", "region": "flanders",
     "period": "2025"},
    {"kind": "shortage_list", "list": "vdab", "isco08": "8332", "day": "2026-11-01"},
    {"kind": "list_titles", "list": "vdab", "day": "2026-11-01"},
    {"kind": "published", "table": "projections", "id": "agoria_unfilled"},
    {"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2025-03-01"},
    {"kind": "scheme", "scheme": "SMP001", "at": "counts.applicants[0].n"},
    {"kind": "simulation", "design": "palim", "at": "placed_abroad.p50", "draws": 50},
    {"kind": "document", "file": "letter.txt"},
]  # fmt: skip
GONE = {
    "plan": {"folder": "gone"}, "verdict": {"table": "gone.csv"}, "indicator": {"table": "gone.csv"},
    "shortage_list": {"list": "gone"}, "list_titles": {"list": "gone"}, "published": {"id": "gone"},
    "law": {"name": "gone"}, "scheme": {"scheme": "gone"}, "simulation": {"design": "gone"},
    "document": {"file": "gone.txt"},
}  # fmt: skip


def test_every_kind_is_looked_at() -> None:
    assert {one["kind"] for one in EVERY_KIND} == set(GONE) == set(FAMILIES)


@pytest.mark.parametrize("fields", EVERY_KIND, ids=lambda fields: str(fields["kind"]))
def test_each_kind_is_as_it_was_or_changed_or_not_known(fields: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text('{"inputs": {"posts": 4}}', encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("one", encoding="utf-8")
    as_now = noted(item(**fields), folder=tmp_path, today=TODAY)
    assert freshness(as_now, folder=tmp_path).stale is False
    assert as_now.seen is not None
    before = replace(as_now, seen=Seen("otherwise", sha256("otherwise"), TODAY))
    both = stale(before, folder=tmp_path)
    assert both is not None
    assert (both.then.value, both.now.value) == ("otherwise", as_now.seen.value)
    gone = replace(before, reference=read(**(fields | GONE[fields["kind"]])))
    found = freshness(gone, folder=tmp_path)
    assert (found.stale, found.now, found.then) == (None, None, before.seen)
    assert stale(gone, folder=tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 9000, b"[]", b'{"inputs": 4}', b"a,b\n1\n"])
@pytest.mark.parametrize("kind", ["plan", "verdict", "indicator", "simulation"])
def test_a_file_that_is_something_else_is_not_known(kind: str, content: bytes, tmp_path: Path) -> None:
    fields = next(one for one in EVERY_KIND if one["kind"] == kind)
    (tmp_path / "spoilt").write_bytes(content)
    name = {"plan": "folder", "simulation": "design"}.get(kind, "table")
    found = freshness(item(**(fields | {name: "spoilt"})), folder=tmp_path)
    assert (found.stale, found.now) == (None, None)
    assert found.why is not None
    assert all(found.why[lang] for lang in ("en", "fr", "nl"))


def test_a_document_is_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("one", encoding="utf-8")
    then = noted(item(kind="document", file="note.txt"), folder=tmp_path, today=TODAY)
    assert freshness(then, folder=tmp_path).stale is False
    (tmp_path / "note.txt").write_text("two", encoding="utf-8")
    assert freshness(then, folder=tmp_path).stale is True


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "law", "region": "flanders", "name": "no_such_value", "day": "2025-03-01"},
        {"kind": "shortage_list", "list": "no_list", "isco08": "8332", "day": "2026-11-01"},
        {"kind": "shortage_list", "list": "vdab", "isco08": "0000", "day": "2026-11-01"},
        {"kind": "list_titles", "list": "medium_skilled", "day": "2001-01-01"},
        {"kind": "published", "table": "projections", "id": "nothing"},
        {"kind": "published", "table": "stay_rates", "id": "nothing"},
        {"kind": "scheme", "scheme": "SMP999", "at": "name"},
        {"kind": "scheme", "scheme": "SMP001", "at": "counts.applicants[7].n"},
        {"kind": "scheme", "scheme": "SMP001", "at": "counts..n]"},
        {"kind": "simulation", "design": "none.yaml", "at": "placed_abroad.p50"},
        {"kind": "plan", "folder": "nowhere", "at": "inputs.posts"},
        {"kind": "indicator", "table": "none.csv", "indicator": "vacancies", "isco08": "1",
         "region": "x", "period": "1"},
        {"kind": "document", "address": "https://example.org/report"},
        {"kind": "document", "file": "gone.pdf"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_known(fields: dict[str, Any], tmp_path: Path) -> None:
    one = replace(item(**fields), seen=Seen(1, sha256(1), TODAY))
    found = freshness(one, folder=tmp_path)
    assert found.stale is None
    assert found.now is None
    assert found.then == one.seen
    assert found.why is not None
    assert all(found.why[lang] for lang in ("en", "fr", "nl"))
    assert stale(one, folder=tmp_path) is None
    with pytest.raises(ToldError) as caught:
        seen(one.reference, folder=tmp_path)
    assert all(caught.value.told(lang)[1] for lang in ("en", "fr", "nl"))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "document", "file": "/etc/hostname"},
        {"kind": "plan", "folder": "/", "at": "x"},
        {"kind": "simulation", "design": "/etc/hostname", "at": "x"},
    ],
)
def test_without_a_folder_no_file_of_this_machine_is_read(fields: dict[str, Any]) -> None:
    found = freshness(item(**fields))
    assert found.stale is None
    assert found.now is None


def test_evidence_that_nobody_noted_is_not_known() -> None:
    found = freshness(item(kind="law", region="flanders", name="hs_salary_min", day="2025-03-01"))
    assert found.stale is None
    assert found.then is None
    assert found.now is not None


SCALARS = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5)


@settings(max_examples=60, deadline=None)
@given(before=SCALARS, after=SCALARS)
def test_a_changed_value_is_always_flagged(before: Any, after: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plan")
    file = folder / "plan.json"
    file.write_text(json.dumps({"figure": before}), encoding="utf-8")
    then = noted(item(kind="plan", folder=".", at="figure"), folder=folder, today=TODAY)
    file.write_text(json.dumps({"figure": after}), encoding="utf-8")
    changed = type(before) is not type(after) or before != after
    assert freshness(then, folder=folder).stale is changed


def test_every_kind_has_a_resolver_and_a_family() -> None:
    assert set(RESOLVERS) == set(FAMILIES)
    assert family(read(kind="list_titles", list="vdab", day="2026-11-01")) == "measure"
