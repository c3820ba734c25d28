"""What the pages of evidence say, and never say."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corridor.labour_market.gap import REGIONS
from corridor.labour_market.measure import measures
from corridor.labour_market.projection_checks import checks
from corridor.labour_market.projection_facts import facts
from corridor.labour_market.published_stay_rates import published
from corridor.labour_market.sources import catalogue, importing
from corridor.web.evidence.in_memory import LARGEST

pytestmark = pytest.mark.django_db
FLOWS, SPELLS, TABLE = "/en/evidence/flows/", "/en/evidence/retention/file/", "/en/evidence/measures/table/"
HEAD = "DATAFLOW,LAST UPDATE,freq,{part},citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
LINES = (
    "A,TOTAL,TOTAL,TOTAL,PER,BE,2021,7000,,",
    "A,TOTAL,TOTAL,TOTAL,PER,BE,2023,8123,b,",
    "A,EMP,TOTAL,TOTAL,PER,BE,2021,1500,,",
    "A,EMP,TOTAL,TOTAL,PER,BE,2023,1600,,",
    "A,TOTAL,TOTAL,TOTAL,PER,FR,2023,90000,,",
)
INDICATORS = "isco08,region,period,indicator,value,n,source,vintage,flag"


def text(response: Any) -> str:
    """The page with single spaces."""
    return " ".join(response.content.decode().split())


def taken(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a file that can be taken along."""
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """An empty store; called, one with made first permits of Belgium and France."""
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))

    def fill() -> None:
        file = tmp_path / "tps00170.csv"
        code = "ESTAT:TPS00170(1.0),22/05/26 11:00:00"
        file.write_text("\n".join([HEAD.format(part="reason"), *(f"{code},{line}" for line in LINES)]) + "\n")
        importing.import_file("tps00170", file)

    return fill


# ---- flows ----


def test_an_empty_store_gives_no_number_but_the_command(client: Client, store: Callable[[], None]) -> None:
    page = client.get(FLOWS)
    assert "Nothing is stored of this table" in text(page)
    assert "corridor data refresh tps00170" in text(page)
    assert "corridor data import tps00170 FILE" in text(page)
    assert page.context["shown"] is None
    assert client.get("/en/evidence/flows.csv").status_code == 404


def test_figures_come_with_flag_source_and_attribution(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get(FLOWS)
    assert [row["period"] for row in page.context["shown"].rows] == ["2023", "2022", "2021"]
    assert "8,123" in text(page)
    assert "break in the series" in text(page)
    assert "Source: Eurostat, table TPS00170" in text(page)
    assert page.context["provenance"].vintage in text(page)
    assert "90,000" in text(client.get(f"{FLOWS}?area=FR"))


def test_a_missing_year_is_not_known(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get(FLOWS)
    cell = page.context["shown"].rows[1]["cells"][0]
    assert cell["value"] is None
    assert "1 value is not known: The stored table has no value for this period." in text(page)


def test_a_region_has_no_national_number(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get(f"{FLOWS}?area=BE2")
    assert "exists for Belgium as a whole only" in text(page)
    assert "Not known for Flanders." in text(page)
    assert "Eurostat publishes permits for Belgium as a whole only" in text(page)
    assert "8,123" not in text(page)
    assert "<figure" not in page.content.decode()


def test_purposes_stand_side_by_side(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get(f"{FLOWS}?part=*&shown=first_permits&start=2023")
    assert [code for code, _name in page.context["shown"].columns] == ["TOTAL", "EMP"]
    assert [cell["value"] for cell in page.context["shown"].rows[0]["cells"]] == [8123, 1600]
    one = client.get(f"{FLOWS}?part=EMP&shown=first_permits")
    assert [row["cells"][0]["value"] for row in one.context["shown"].rows] == [1600, None, 1500]


def test_choices_made_for_another_table_are_dropped(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get(f"{FLOWS}?table=first_permits&shown=population&part=F&group=MA")
    assert not page.context["form"].errors
    assert page.context["shown"] is not None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("part=SPACE&shown=first_permits", "not one of the available choices"),
        ("start=2023&end=2021", "The last year is before the first one"),
        ("area=XX", "not one of the available choices"),
        ("table=cakes", "not one of the available choices"),
    ],
    ids=["part", "years", "area", "table"],
)
def test_what_a_table_does_not_have_is_said(client: Client, store: Callable[[], None], query: str, said: str) -> None:
    store()
    page = client.get(f"{FLOWS}?{query}")
    assert said in text(page)
    assert page.context["shown"] is None


def test_years_without_values_are_said(client: Client, store: Callable[[], None]) -> None:
    store()
    assert "has nothing for these years" in text(client.get(f"{FLOWS}?start=2030"))


def test_the_file_holds_source_and_reason_a_row(client: Client, store: Callable[[], None]) -> None:
    store()
    rows = taken(client, "/en/evidence/flows.csv?area=BE")
    known = {row["period"]: row for row in rows}
    assert float(known["2023"]["value"]) == 8123
    assert known["2023"]["flag"] == "b"
    assert known["2022"]["value"] == ""
    assert "no value for this period" in known["2022"]["reason"]
    assert all("Eurostat" in row["attribution"] and row["vintage"] for row in rows)


# ---- projections ----


def test_a_gap_is_known_only_where_a_source_gives_it(client: Client) -> None:
    rows = client.get("/en/evidence/projections/").context["gaps"]
    known = {(row["figure"].region, row["figure"].year) for row in rows if row["figure"].value is not None}
    assert known == {("belgium", 2030)}
    assert len(rows) == 2 * len(REGIONS)
    assert all(row["why"] for row in rows if row["figure"].value is None)


def test_the_gap_of_an_occupation_is_not_the_total(client: Client) -> None:
    page = client.get("/en/evidence/projections/?isco=2512")
    assert all(row["figure"].value is None for row in page.context["gaps"])
    assert "Software developers (2512)" in text(page)
    assert "No source gives demand and supply of this occupation in this region." in text(page)
    wrong = client.get("/en/evidence/projections/?isco=9999")
    assert "ISCO-08 has no group 9999." in text(wrong)


def test_every_published_figure_has_its_source(client: Client) -> None:
    page = client.get("/en/evidence/projections/").content.decode()
    for name, fact in facts().items():
        assert f'id="{name}"' in page
        assert fact.url.replace("&", "&amp;") in page


def test_every_check_leads_to_the_figures_it_rests_on(client: Client) -> None:
    page = client.get("/en/evidence/projections/")
    rows = {row["check"].id: row for row in page.context["checks"]}
    assert rows.keys() == {one.id for one in checks(None)}
    assert [name for name, _told in rows["net_jobs"]["rests_on"]] == [
        "agoria_created",
        "agoria_lost",
        "agoria_demand_2030",
        "agoria_demand_2016",
    ]


@pytest.mark.parametrize(("which", "rows"), [("gaps", 10), ("totals", len(facts())), ("checks", len(checks(None)))])
def test_tables_of_projections_can_be_taken_along(client: Client, which: str, rows: int) -> None:
    assert len(taken(client, f"/en/evidence/projections/{which}.csv")) == rows


def test_no_other_table_of_projections(client: Client) -> None:
    assert client.get("/en/evidence/projections/cakes.csv").status_code == 404


# ---- retention ----


def spells(persons: int = 60, bad: str = "") -> bytes:
    """A file of made people who all came in 2015; every third leaves after two years."""
    dice = random.Random(3)
    lines = ["person,permit_type,nationality,region,first_permit,state,start,end,end_state,extract"]
    for at in range(persons):
        came = date(2015, 1, 1) + timedelta(days=dice.randrange(300))
        left = came + timedelta(days=600 + dice.randrange(200)) if at % 3 == 0 else None
        end, state = (left.isoformat(), "left") if left else ("", "")
        who = f"p{at},eu_blue_card,IN,flanders,{came},on_permit"
        lines.append(f"{who},{came},{end},{state},2024-01-01")
    return "\n".join([*lines, *([bad] if bad else [])]).encode()


def sent(client: Client, content: bytes, **more: Any) -> Any:
    return client.post(SPELLS, {"file": SimpleUploadedFile("spells.csv", content)} | more)


def test_every_published_rate_has_its_source(client: Client) -> None:
    page = client.get("/en/evidence/retention/").content.decode()
    for one in published():
        assert one.url.replace("&", "&amp;") in page
    assert len(taken(client, "/en/evidence/retention/published.csv")) == len(published())


def test_a_file_of_spells_gives_rates_states_and_comparison(client: Client) -> None:
    page = sent(client, spells(), by=["permit_type"], years="1, 5", lag="0")
    found = page.context["found"]
    whole = {row["rate"].years: row["rate"] for row in found.rates if not row["rate"].group}
    assert whole[1].rate == 1
    assert whole[5].rate == pytest.approx(2 / 3)
    assert sum(share.share for share in whole[5].states.values()) == pytest.approx(1)
    assert "66.7 %" in text(page)
    assert "83.3 %" in text(page)  # the published rate of the Blue Card after five years
    assert page.content.decode().count("<svg") >= 2


def test_small_cells_are_not_shown(client: Client) -> None:
    page = sent(client, spells(9), years="1")
    assert page.context["found"].rates[0]["rate"].rate is None
    assert page.context["chart"] is None
    assert "fewer than ten people" in text(page)


def test_rows_at_fault_are_told_and_the_others_used(client: Client) -> None:
    page = sent(client, spells(bad="q,eu_blue_card,IN,flanders,2015-13-01,on_permit,,,,2024-01-01"), years="1")
    assert [row["field"] for row in page.context["found"].bad] == ["first_permit"]
    assert "60 of 61 rows were used" in text(page)


def test_nothing_of_a_file_is_kept(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on disk even where it is larger than what Django keeps in memory, not in the page, not in a browser."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spool"))
    (tmp_path / "spool").mkdir()
    content = spells() + b"\n" + b" " * 3_000_000
    made: list[str] = []
    real = SimpleUploadedFile.__init__

    def recorded(self: Any, *args: Any, **kwargs: Any) -> None:
        made.append("temporary file")
        real(self, *args, **kwargs)

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", recorded)
    page = sent(client, content, years="1")
    assert page.status_code == 200
    assert not made
    assert not list((tmp_path / "spool").iterdir())
    assert "no-store" in page.headers["Cache-Control"]
    assert "p17" not in page.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file of spells"),
        ({"file": b"a,b\n1,2"}, "column"),
        ({"file": b"\xff\xfe\x00"}, "not text in UTF-8"),
        ({"file": b"x" * (LARGEST + 1)}, "larger than 5 MB"),
        ({"file": spells(), "years": "0"}, "whole numbers from 1"),
        ({"file": spells(), "years": "²"}, "whole numbers from 1"),
        ({"file": spells(), "lag": "900"}, "less than or equal to"),
        ({"file": spells(), "by": ["name"]}, "not one of the available choices"),
    ],
    ids=["nothing", "columns", "bytes", "size", "years", "digits", "lag", "by"],
)
def test_what_cannot_be_calculated_says_why(client: Client, given: dict[str, Any], said: str) -> None:
    more = {"file": SimpleUploadedFile("s.csv", given["file"])} if "file" in given else {}
    page = client.post(SPELLS, {"years": "1"} | given | more)
    assert page.status_code == 200
    assert said in text(page)
    assert page.context["found"] is None


def test_a_file_needs_the_token_of_the_form() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SPELLS, {"file": SimpleUploadedFile("s.csv", spells())}).status_code == 403
    assert strict.post(TABLE, {"method": "vdab"}).status_code == 403


def test_the_template_of_spells_can_be_sent_back(client: Client) -> None:
    page = sent(client, client.get("/en/evidence/retention/template.csv").content, years="1")
    assert page.context["found"] is not None


# ---- measures ----


def indicators(**filled: tuple[float, float]) -> str:
    """Filling rate and duration of vacancies of occupations of Flanders in 2025."""
    lines = [INDICATORS]
    for code, (rate, days) in filled.items():
        for name, value in (("fill_rate", rate), ("vacancy_duration", days)):
            lines.append(f"{code.removeprefix('o')},BE2,2025,{name},{value},200,Made,2026-01,")
    return "\n".join(lines)


MADE = indicators(o2221=(95, 30), o2512=(50, 90), o3115=(80, 50), o5321=(85, 40), o7112=(88, 45), o8332=(60, 70))


def test_every_method_says_on_what_it_rests(client: Client) -> None:
    page = client.get("/en/evidence/measures/")
    shown = {one.method.id for one in page.context["methods"]}
    assert shown == measures().keys()
    recalled = sum(one.basis == "recalled" for one in measures().values())
    assert page.content.decode().count("from memory: to be checked") >= recalled > 0


def test_a_table_gives_verdicts_causes_and_tipping_points(client: Client) -> None:
    page = client.post(TABLE, {"table": MADE, "method": "vdab"})
    found = page.context["found"]
    assert {row["code"] for row in found.rows} == {"2221", "2512", "3115", "5321", "7112", "8332"}
    assert found.verdicts.one("2512").verdict == "shortage"
    assert found.tips
    assert {row["code"] for row in found.beside} == {row["code"] for row in found.rows}
    assert "2512,BE2,2025,fill_rate,50" in page.content.decode()  # the table stands in the page
    assert found.region == "Flanders"


def test_no_data_is_never_no_shortage(client: Client) -> None:
    page = client.post(TABLE, {"table": MADE, "method": "tightness"})
    found = page.context["found"]
    assert dict(found.counts)["not known"] == 6
    assert dict(found.counts)["no shortage found"] == 0


def test_the_newest_period_is_taken_and_the_others_are_named(client: Client) -> None:
    older = MADE + MADE.replace(",2025,", ",2024,").removeprefix(INDICATORS)
    page = client.post(TABLE, {"table": older, "method": "vdab"})
    assert page.context["found"].period == "2025"
    assert page.context["found"].others == ["Flanders 2024"]
    past = client.post(TABLE, {"table": older, "method": "vdab", "period": "2024", "region": "BE2"})
    assert past.context["found"].period == "2024"


def test_weights_of_many_occupations_are_left_to_the_command(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridor.web.evidence.measured.WEIGHED", 5)
    page = client.post(TABLE, {"table": MADE, "method": "cedefop"})
    assert page.context["found"].tips is None
    assert "too many occupations" in text(page)
    assert client.post(TABLE, {"table": MADE, "method": "vdab"}).context["found"].tips


def test_faulty_rows_are_set_aside(client: Client) -> None:
    page = client.post(TABLE, {"table": MADE + "\n2221,BE2,2025,luck,1,,Made,2026-01,", "method": "vdab"})
    assert [row["field"] for row in page.context["bad"]] == ["indicator"]


def test_a_file_with_semicolons_is_read(client: Client) -> None:
    file = SimpleUploadedFile("t.csv", MADE.replace(",", ";").encode())
    assert client.post(TABLE, {"file": file, "method": "vdab"}).context["found"] is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Send a file or paste a table"),
        ({"table": "a,b\n1,2"}, "column"),
        ({"table": MADE, "region": "BE3"}, "wallonia"),
        ({"table": MADE, "period": "2019"}, "2019"),
        ({"table": MADE, "method": "astrology"}, "not one of the available choices"),
        ({"file": b"x" * (LARGEST + 1)}, "larger than 5 MB"),
        ({"table": INDICATORS}, "no row can be used"),
    ],
    ids=["nothing", "columns", "region", "period", "method", "size", "empty"],
)
def test_what_cannot_be_measured_says_why(client: Client, given: dict[str, Any], said: str) -> None:
    more = {"file": SimpleUploadedFile("t.csv", given["file"])} if "file" in given else {}
    page = client.post(TABLE, {"method": "vdab"} | given | more)
    assert page.status_code == 200
    assert page.context["found"] is None
    assert said in " ".join(str(error) for errors in page.context["form"].errors.values() for error in errors)


def test_what_is_sent_is_shown_as_text(client: Client) -> None:
    page = client.post(TABLE, {"table": MADE.replace("Made", "<b>Made</b>"), "method": "vdab"}).content.decode()
    assert "<b>Made</b>" not in page
    assert "&lt;b&gt;Made" in page


# ---- sources ----


def test_every_table_of_the_catalogue_is_there_with_its_state(client: Client, store: Callable[[], None]) -> None:
    store()
    page = client.get("/en/evidence/sources/")
    rows = {row.status.table.name: row for _name, _office, rows in page.context["offices"] for row in rows}
    assert rows.keys() == catalogue.tables().keys()
    assert [name for name, row in rows.items() if row.days is not None] == ["tps00170"]
    assert rows["tps00170"].attribution in page.content.decode()
    assert "corridor data refresh migr_resfirst" in text(page)
    assert "1 of" in text(client.get("/en/evidence/"))


def test_an_agency_file_is_not_fetched(client: Client, store: Callable[[], None]) -> None:
    page = client.get("/en/evidence/sources/")
    by_file = [one.name for one in catalogue.tables().values() if one.by_file]
    assert by_file
    for name in by_file:
        assert f"corridor data refresh {name}<" not in page.content.decode()
        assert f"corridor data import {name} FILE" in page.content.decode()
