"""Nothing of the dossier is lost: every amount, list title, route and fact is in the law or named in LEFT_OUT.md."""

from __future__ import annotations

import csv
import os
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from corridor.permits.book import LAW, book
from corridor.permits.case import REGIONS
from corridor.rules.moment import title_keys
from tests.permits.law_files import FEDERAL, LAYERS, document, lists, parameters, routes, texts
from tests.permits.strategies import used_facts

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CORRIDOR_SHARED", ROOT.parent / "shared"))
REFERENCE = SHARED / "reference"
LEFT_OUT = (LAW / "LEFT_OUT.md").read_text(encoding="utf-8")
dossier = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the dossier is not here (CORRIDOR_SHARED, {SHARED})")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
OWN = {"Federal": "federal", "Flanders": "flanders", "Wallonia": "wallonia", "Brussels": "brussels"}
OWN |= {"German-speaking Community": "german_community"}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reference_vocabulary() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((REFERENCE / "vocabulary.yaml").read_text(encoding="utf-8"))
    return found


def same(written: str, value: Any) -> bool:
    """Whether a value of a file is the one written in a table."""
    if isinstance(value, bool) or value is None:
        return written.lower() == str(value).lower()
    return Decimal(written) == Decimal(str(value))


# ---- parameters ----
@dossier
def test_every_amount_of_the_dossier_stands_in_the_law():
    found = rows("law_parameters.csv")
    assert len(found) >= 335
    lost = []
    for row in found:
        values = parameters(OWN[row["region"]]).get(row["parameter"], {"values": []})["values"]
        begins = date.fromisoformat(row["valid_from"])
        if not any(v["from"] == begins and same(row["value"], v["value"]) for v in values):
            lost.append((row["region"], row["parameter"], row["valid_from"], row["value"]))
    assert [r for r in lost if r[1] not in LEFT_OUT] == []


@dossier
def test_no_amount_lasts_longer_than_the_dossier_says():
    """An end may be nearer (indexed amounts end with the last year that was published), never further."""
    for row in rows("law_parameters.csv"):
        if not row["valid_to"]:
            continue
        values = parameters(OWN[row["region"]])[row["parameter"]]["values"]
        (at,) = [i for i, v in enumerate(values) if v["from"] == date.fromisoformat(row["valid_from"])]
        ends = values[at].get("until") or (values[at + 1]["from"] if at + 1 < len(values) else None)
        assert ends, f"{row['parameter']} from {row['valid_from']} has no end; the dossier: {row['valid_to']}"


@dossier
def test_what_the_dossier_doubts_is_not_made_certain():
    """A row of low confidence is marked: low or medium, or estimated."""
    for row in rows("law_parameters.csv"):
        if row["confidence"] != "low":
            continue
        values = parameters(OWN[row["region"]])[row["parameter"]]["values"]
        (value,) = [v for v in values if v["from"] == date.fromisoformat(row["valid_from"])]
        assert value["confidence"] != "high" or value["status"] == "estimated", (row["parameter"], row["valid_from"])


@cache
def law_text(layer: str) -> str:
    folders = [LAW / layer, LAW / "reforms"]
    return "\n".join(f.read_text(encoding="utf-8") for d in folders for f in sorted(d.rglob("*.yaml")))


@pytest.mark.parametrize("layer", LAYERS)
def test_every_parameter_is_used_or_named_as_left_out(layer):
    """Used: by an expression, outcome, text or finding (`p.name`), a formula, or a list of fees."""
    layers = LAYERS if layer == FEDERAL else (FEDERAL, layer)
    text = "\n".join([(LAW / "vocabulary.yaml").read_text(encoding="utf-8"), *(law_text(x) for x in layers)])
    used = set(re.findall(r"\bp\.(\w+)", text))
    for line in re.findall(r"^\s*(?:formula|fees): (.*)$", text, re.MULTILINE):
        used |= set(re.findall(r"\w+", line))
    used |= {
        n for item in re.findall(r"^\s*fees:\n((?:\s*- \w+\n)+)", text, re.MULTILINE) for n in re.findall(r"\w+", item)
    }
    unused = [n for n in parameters(layer) if n not in used and not re.search(rf"\b{n}\b", LEFT_OUT)]
    assert unused == []


# ---- shortage lists ----
class Title(NamedTuple):
    """A row of the dossier's lists."""

    list: str
    titles: tuple[str, ...]
    code: str


USED_AS = {
    "FL-MB-2019": ("flanders", "medium_skilled", "2019-01-01"),
    "FL-MB-2021-reconstructed": ("flanders", "medium_skilled", "2021-04-01"),
    "FL-MB-2023-reconstructed": ("flanders", "medium_skilled", "2023-09-01"),
    "FL-MB-2026": ("flanders", "medium_skilled", "2026-01-01"),
    "FL-VDAB-2024-top3": ("flanders", "vdab", "2024-01-31"),
    "FL-VDAB-2026": ("flanders", "vdab", "2026-02-01"),
    "WAL-PERMIT-2019": ("wallonia", "shortage", "2019-09-12"),
    "WAL-FOREM-PENURIE-2026obs": ("wallonia", "shortage", "2026-07-01"),
    "BRU-ACTIRIS-2022-partial": ("brussels", "shortage", "2022-07-01"),
    "BRU-ACTIRIS-2023-new-partial": ("brussels", "shortage", "2023-07-01"),
    "BRU-ACTIRIS-2024-new-partial": ("brussels", "shortage", "2024-07-01"),
    "BRU-ACTIRIS-2025-partial": ("brussels", "shortage", "2025-07-01"),
    "BRU-ACTIRIS-2026obs": ("brussels", "shortage", "2026-07-01"),
    "DG-ADG-2020-partial": ("german_community", "shortage", "2020-01-01"),
}
RUN_TOGETHER = {
    ("BE1", "2026"): "BRU-ACTIRIS-2026obs",
    ("BE3", "2026"): "WAL-FOREM-PENURIE-2026obs",
    ("BE3", "2019-09-12"): "WAL-PERMIT-2019",
}
"""One line of the table holds 141 rows without line breaks and without their first column: which list they are of."""


def titles() -> list[Title]:
    out = []
    with (REFERENCE / "shortage_lists.csv").open(encoding="utf-8", newline="") as file:
        for fields in list(csv.reader(file))[1:]:
            for number, at in enumerate(heads(fields)):
                region, begins, _, english, dutch, french, code = fields[at : at + 7]
                name = fields[at - 1] if number == 0 else RUN_TOGETHER[region, begins]
                out.append(Title(name, tuple(t for t in (dutch, french, english) if t), code))
    return out


def heads(fields: list[str]) -> list[int]:
    """Where rows begin in a line: at a region followed by a date."""
    region, day = re.compile(r"BE\d*|EU"), re.compile(r"20\d\d(-\d\d-\d\d)?")
    return [i for i in range(len(fields) - 1) if region.fullmatch(fields[i]) and day.fullmatch(fields[i + 1])]


def entries(layer: str, name: str, begins: str) -> list[dict[str, Any]]:
    (version,) = [v for v in lists(layer)[name] if str(v["from"]) == begins]
    found: list[dict[str, Any]] = version["entries"]
    return found


@dossier
def test_every_title_of_the_dossier_is_on_its_list():
    found = titles()
    assert len(found) >= 448
    lost, elsewhere = [], []
    for row in found:
        if row.list not in USED_AS:
            continue
        listed = [e for e in entries(*USED_AS[row.list]) if title_keys(row.titles) & title_keys(e["title"].values())]
        if not listed:
            lost.append(row)
        elif not any(row.code in e["codes"] for e in listed):
            elsewhere.append(row)
    assert lost == []
    # stands by its title alone: it refers to another list of teaching posts
    assert [r.titles[0].split(",")[0] for r in elsewhere] == ["Enseignant"]


@dossier
def test_every_list_of_the_dossier_is_used_or_named_as_left_out():
    other = {row.list for row in titles()} - set(USED_AS)
    assert {name for name in other if name not in LEFT_OUT} == set()
    assert {"EU-BLUECARD-ANNEX1"} <= other


@dossier
def test_the_codes_of_the_blue_card_directive_are_on_each_regions_list():
    codes = {row.code for row in titles() if row.list == "EU-BLUECARD-ANNEX1"}
    assert codes == {"133", "25"}
    for layer in REGIONS:
        (version,) = lists(layer)["blue_card_ict"]
        assert {c for e in version["entries"] for c in e["codes"]} == codes
        assert {e["mapping"] for e in version["entries"]} == {"exact"}


# ---- vocabulary ----
MORE_PRESUMED = {
    "turnover_to_plan": 1,
    "special_activity": "other",
    "residence_place": "abroad: outside the EU, or the EU where an EEA employer posts",
}
"""Presumptions beyond the given vocabulary, on facts that some route reads. Each one shortens every interview, and each
can be wrong for somebody: a new one asks for a look."""
WIDER_PRESUMED = {"filed_by": "employer", "renewal": False, "start_date": "application_date"}
"""Presumed otherwise than by one value: by the purpose (worker for unlimited access), or as another fact."""


@dossier
def test_the_vocabulary_keeps_every_fact_type_and_value():
    ours = document(LAW / "vocabulary.yaml")["facts"]
    for name, fact in reference_vocabulary()["facts"].items():
        assert name in ours, name
        money = fact["type"] == "number" and str(fact.get("unit", "")).startswith("EUR")
        assert ours[name]["type"] == ("money" if money else fact["type"]), name
        assert set(fact.get("values", ())) <= set(ours[name].get("values", ())), name


@dossier
def test_the_vocabulary_keeps_every_presumption():
    ours = document(LAW / "vocabulary.yaml")["facts"]
    for name, fact in reference_vocabulary()["facts"].items():
        if "presumed" in fact and name not in WIDER_PRESUMED:
            assert ours[name].get("presumed") == fact["presumed"], name
    for name, value in WIDER_PRESUMED.items():
        written = ours[name]["presumed"]
        last = written[-1]["value"] if isinstance(written, list) else written.removeprefix("=")
        assert last == value, name


@dossier
def test_no_other_presumption_was_added_unseen():
    ours, given = document(LAW / "vocabulary.yaml")["facts"], reference_vocabulary()["facts"]
    read = {name for region in REGIONS for name in used_facts(region)}
    more = {n for n in read if "presumed" in ours[n] and "presumed" not in given.get(n, {})}
    assert more == set(MORE_PRESUMED)


@dossier
def test_every_route_and_number_of_the_vocabulary_is_there():
    given, ours = reference_vocabulary(), document(LAW / "vocabulary.yaml")
    for name, route in given["routes"].items():
        for key in ("kind", "regions", "from"):
            assert ours["routes"][name].get(key) == route.get(key), (name, key)
    for name, unit in given["numbers"].items():
        assert ours["numbers"][name]["unit"] == unit, name


@pytest.mark.parametrize("region", REGIONS)
def test_every_route_of_the_vocabulary_has_rules_in_its_regions(region):
    named = document(LAW / "vocabulary.yaml")["routes"]
    expected = {n for n, r in named.items() if region in r.get("regions", REGIONS)}
    assert set(book(region).rules.routes) == expected
    assert expected == {n for n in (*routes(FEDERAL), *routes(region)) if n in expected}


# ---- languages ----
FILES = sorted(LAW.rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(LAW)))
def test_every_text_is_there_in_three_languages(file):
    for at, found in texts(document(file), file.name):
        assert {"en", "fr", "nl"} <= set(found), at
        assert all(isinstance(words, str) and words.strip() for words in found.values()), at
        filled = {tuple(sorted(PLACEHOLDER.findall(found[lang]))) for lang in ("en", "fr", "nl")}
        assert len({tuple(dict.fromkeys(f)) for f in filled}) == 1, (
            f"{at}: other placeholders in other languages: {filled}"
        )


def test_texts_are_not_left_in_english():
    """A French or Dutch text that equals the English one is a word that is the same in both, not a gap."""
    copied = {
        found["en"]
        for file in FILES
        for _, found in texts(document(file))
        if len(found["en"].split()) > 4 and found["en"] in (found.get("fr"), found.get("nl"))
    }
    assert copied == set()
