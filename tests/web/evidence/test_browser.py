"""The pages of evidence in a real browser: three languages, a phone and a screen, with and without scripts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from corridor.labour_market.sources import importing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "index": "evidence/",
    "flows": "evidence/flows/",
    "region": "evidence/flows/?area=BE2",
    "empty": "evidence/flows/?table=emigration",
    "projections": "evidence/projections/?isco=2512",
    "retention": "evidence/retention/",
    "spells": "evidence/retention/file/",
    "measures": "evidence/measures/",
    "measure": "evidence/measures/table/",
    "sources": "evidence/sources/",
}
INDICATORS = Path(__file__).parents[2] / "labour_market" / "invented_indicators.csv"
PHONE, SCREEN = {"width": 360, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with made first permits."""
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))
    head = "DATAFLOW,LAST UPDATE,freq,reason,citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
    code = "ESTAT:TPS00170(1.0),22/05/26 11:00:00,A"
    rows = [f"{code},{reason},TOTAL,TOTAL,PER,BE,{year},{at * year},b," for at, reason in enumerate(("TOTAL", "EMP"), 1)
            for year in range(2015, 2024)]  # fmt: skip
    (tmp_path / "made.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    importing.import_file("tps00170", tmp_path / "made.csv")


@pytest.fixture
def spells(tmp_path: Path) -> Path:
    """A file of made people, a third of whom leave."""
    file = tmp_path / "spells.csv"
    with file.open("w", encoding="utf-8", newline="") as to:
        rows = csv.writer(to)
        rows.writerow(["person", "permit_type", "first_permit", "start", "end", "end_state", "extract"])
        for at in range(90):
            came = date(2015, 1, 1) + timedelta(days=3 * at)
            end = (came + timedelta(days=800), "left") if at % 3 == 0 else ("", "")
            rows.writerow([f"p{at}", "eu_blue_card", came, came, *end, "2024-01-01"])
    return file


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language)
    for name, path in PAGES.items():
        page.set_viewport_size(SCREEN)
        assert page.goto(f"/{language}/{path}").status == 200
        looked_at(page, f"evidence-{name}-{language}-1280")
        page.set_viewport_size(PHONE)
        looked_at(page, f"evidence-{name}-{language}-360", axe=False)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_a_file_of_spells_without_scripts(
    page_for: Callable[..., Any], looked_at: Callable[..., None], spells: Path
) -> None:
    page = page_for("fr", js=False)
    page.goto("/fr/evidence/retention/file/")
    page.locator("#id_file").set_input_files(spells)
    page.get_by_label("Type de permis").check()
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#stay")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("66,7 %")
    page.set_viewport_size(PHONE)
    looked_at(page, "evidence-stayed-fr-360", axe=False)


def test_results_are_accessible(page_for: Callable[..., Any], looked_at: Callable[..., None], spells: Path) -> None:
    page = page_for("nl")
    for path, file, name in (("retention/file/", spells, "stayed"), ("measures/table/", INDICATORS, "measured")):
        page.goto(f"/nl/evidence/{path}")
        page.locator("#id_file").set_input_files(file)
        page.get_by_role("button", name="Berekenen").click()
        expect(page.locator("#result")).to_be_visible()
        looked_at(page, f"evidence-{name}-nl-1280")
        page.set_viewport_size(PHONE)
        looked_at(page, f"evidence-{name}-nl-360")
        page.set_viewport_size(SCREEN)


def test_a_figure_leads_to_its_source_in_two_clicks(page_for: Callable[..., Any]) -> None:
    page = page_for("en")
    page.goto("/en/evidence/projections/")
    page.locator("table").last.get_by_role("link").first.click()
    row = page.locator(page.evaluate("location.hash"))
    expect(row).to_be_in_viewport()
    assert row.get_by_role("link").get_attribute("href").startswith("https://")
