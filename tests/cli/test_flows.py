"""`corridor flows` as a person uses it, on a store with a few made answers: each form, each language, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from corridor.labour_market.sources import importing, store
from tests.cli.command import Ran, corridor

LANGUAGES = ("en", "fr", "nl")
REMEDY = {"en": "remedy: ", "fr": "remède: ", "nl": "oplossing: "}
HEAD = "DATAFLOW,LAST UPDATE,freq,reason,citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
LINES = (
    "TOTAL,TOTAL,TOTAL,PER,BE,2021,63504,,", "TOTAL,TOTAL,TOTAL,PER,BE,2022,68522,p,",
    "TOTAL,UA,TOTAL,PER,BE,2021,900,,", "TOTAL,UA,TOTAL,PER,BE,2022,1500,b,",
    "TOTAL,MA,TOTAL,PER,BE,2022,4000,,", "EMP,TOTAL,TOTAL,PER,BE,2022,9000,,",
)  # fmt: skip


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder with first permits in its store."""
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))
    file = tmp_path / "tps00170.csv"
    file.write_text("\n".join([HEAD, *(f"ESTAT:TPS00170(1.0),22/05/26 11:00:00,A,{line}" for line in LINES)]) + "\n")
    importing.import_file("tps00170", file)
    assert store.find("tps00170") is not None
    return tmp_path


def flows(*arguments: object) -> Ran:
    return corridor("flows", *arguments)


def test_without_a_table_it_lists_them(stored: Path) -> None:
    found = json.loads(flows("--format", "json").out)["tables"]
    assert [one["id"] for one in found if one["stored"]] == ["first_permits"]
    ran = flows("--lang", "nl")
    assert "opgeslagen" in ran.out
    assert "alleen België" in ran.out
    assert "corridor data refresh migr_resfirst" in ran.err
    assert len(list(csv.DictReader(io.StringIO(flows("--format", "csv").out)))) == len(found)


def test_values_as_json_with_where_they_come_from(stored: Path) -> None:
    ran = flows("first_permits", "--years", "2020-2022", "--group", "TOTAL", "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [(row["year"], row["value"], row["flag"], row["reason"]) for row in found["rows"]] == [
        (2020, None, None, "not_published"),
        (2021, 63504, None, None),
        (2022, 68522, "p", None),
    ]
    assert found["rows"][0]["reason_told"]
    assert found["provenance"]["licence"] == "CC BY 4.0"
    assert len(found["provenance"]["sha256"]) == 64
    assert "Eurostat" in found["provenance"]["attribution"]


def test_values_as_csv(stored: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(flows("tps00170", "--years", "2022", "--part", "all", "--format", "csv").out))
    )
    known = {(row["group"], row["part"]): row["value"] for row in rows}
    assert (known["TOTAL", "TOTAL"], known["TOTAL", "EMP"], known["UA", "EMP"]) == ("68522.0", "9000.0", "")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("68,522", "provisional", "Ukraine")),
        ("fr", ("68\u202f522", "provisoire", "Ukraine")),
        ("nl", ("68.522", "voorlopig", "Oekraïne")),
    ],
    ids=LANGUAGES,
)
def test_the_table_is_told_in_each_language(stored: Path, lang: str, words: tuple[str, ...]) -> None:
    ran = flows("first_permits", "--lang", lang)
    assert ran.code == 0
    assert all(word in ran.out for word in words)
    assert "CC BY 4.0" in ran.err


def test_a_region_is_unknown_with_the_reason_and_never_the_national_number(stored: Path) -> None:
    ran = flows("first_permits", "--area", "flanders,BE", "--years", "2022", "--group", "TOTAL", "--lang", "nl")
    flemish = next(line for line in ran.out.splitlines() if "Vlaanderen" in line)
    assert "onbekend" in flemish
    assert "68.522" not in flemish
    assert "alleen voor heel België" in " ".join(ran.out.split()) or "Eurostat publiceert" in ran.out


def test_the_difference_of_two_groups(stored: Path) -> None:
    found = json.loads(flows("first_permits", "--gap", "MA,UA", "--format", "json").out)["rows"]
    assert [(row["year"], row["value"], row["flag"], row["reason"]) for row in found] == [
        (2021, None, None, "not_published"),
        (2022, 2500, "b", None),
    ]
    assert "–" in flows("first_permits", "--gap", "MA,UA").out


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["nothing"], "TABLE"),
        (["emigration"], "migr_emi1ctz"),
        (["first_permits", "--area", "Ghent"], "--area"),
        (["first_permits", "--years", "20-22"], "--years"),
        (["first_permits", "--years", "2022-2020"], "--years"),
        (["first_permits", "--group", "ZZ"], "--group"),
        (["first_permits", "--part", "ZZ"], "--part"),
        (["first_permits", "--gap", "NAT"], "--gap"),
        (["first_permits", "--gap", "UA,MA", "--all"], "--gap"),
    ],
    ids=["table", "not-stored", "area", "years", "backwards", "group", "part", "one-group", "gap-and-all"],
)
def test_refusals_say_where_and_what_to_do_in_each_language(stored: Path, arguments: list[str], place: str) -> None:
    told = []
    for lang in LANGUAGES:
        ran = flows(*arguments, "--lang", lang)
        assert (ran.code, ran.out) == (2, "")
        assert place in ran.err
        assert REMEDY[lang] in ran.err
        told.append(ran.err)
    assert len(set(told)) == 3
