"""The law as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from corridor.web.design.csv_files import csv_file
from tests.permits import law_files

pytestmark = pytest.mark.django_db


def rows(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    body = response.content.decode()
    assert body.startswith("\ufeff")  # spreadsheets read UTF-8 by it
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))


def test_the_history_of_a_value_holds_every_value_with_its_source(client):
    response = client.get("/en/law/parameters/hs_salary_min/history.csv?region=flanders")
    found = rows(response)
    written = law_files.parameters("flanders")["hs_salary_min"]["values"]
    assert [(r["from"], r["value"]) for r in found[:-1]] == [(str(v["from"]), str(v["value"])) for v in written]
    assert found[-1]["value"] == ""  # from 2027 on it is not known: empty, no zero
    assert found[-1]["status"] == "not known"
    assert all(r["source"] for r in found[:-1])
    assert response["Content-Disposition"] == 'attachment; filename="hs_salary_min-flanders.csv"'


def test_a_list_holds_all_titles_of_all_versions_and_those_named_as_missing(client):
    found = rows(client.get("/nl/law/lists/medium_skilled/list.csv?region=flanders"))
    for version in law_files.lists("flanders")["medium_skilled"]:
        mine = [r for r in found if r["van"] == str(version["from"])]
        assert len(mine) == len(version["entries"]) + len(version.get("removed", ()))
    assert {r["volledigheid"] for r in found} >= {"volledig", "gedeeltelijk bekend"}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_columns_have_names_of_their_own_in_every_language(client, language):
    for path in ("parameters/hs_salary_min/history.csv", "lists/medium_skilled/list.csv"):
        body = client.get(f"/{language}/law/{path}?region=flanders").content.decode()
        head = body.removeprefix("\ufeff").splitlines()[0].split(";")
        assert len(set(head)) == len(head)


def test_no_cell_is_a_formula():
    response = csv_file("t", ["a", "b"], [["=1+1", "@x"], ["-5", "+cmd|' /C calc'!A0"], ["plain", None]])
    found = [list(r.values()) for r in rows(response)]
    assert found == [["'=1+1", "'@x"], ["-5", "'+cmd|' /C calc'!A0"], ["plain", ""]]


def test_a_region_without_the_value_has_no_table(client):
    assert client.get("/en/law/parameters/hs_pct_of_avg_wage/history.csv?region=wallonia").status_code == 404
