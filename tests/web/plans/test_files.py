"""The report and the files of a plan, and what is done with what lies in them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.utils import translation

from corridor.web.audit.models import AuditEvent
from corridor.web.consent.held import erasers, exporters, undeclared, unsound
from corridor.web.plans import queries, restored
from corridor.web.plans.personal import erase_rows, rows_of
from corridor.web.pool.models import Claim
from tests.web.plans.made import made_plan, result
from tests.web.plans.test_reading import address, row_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_report_stands_under_a_policy_that_allows_its_own_style_alone(client: Client, language: str) -> None:
    plan = made_plan()
    with translation.override(language):
        response = client.get(address("report", plan))
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    sheet = page.split("<style>")[1].split("</style>")[0]
    wanted = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{wanted}'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.count("<style>") == 1
    assert 'style="' not in page
    assert "<script" not in page


def test_the_report_as_a_file(client: Client) -> None:
    plan = made_plan()
    response = client.get(address("report", plan), {"save": ""})
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")


def test_tables_as_parquet_and_csv(client: Client) -> None:
    plan = made_plan()
    for name in ("vacancies", "placements", "candidates", "audit"):
        response = client.get(address("download", plan, file=f"{name}.parquet"))
        assert response.getvalue() == (plan.path / f"{name}.parquet").read_bytes()
        for close in response._resource_closers:  # closing the response would end the connection to the database
            close()
        lines = client.get(address("download", plan, file=f"{name}.csv")).content.decode("utf-8-sig").splitlines()
        assert len(lines) == queries.table(plan, name).height + 1  # type: ignore[arg-type]


def test_a_spreadsheet_runs_nothing_of_a_csv(client: Client) -> None:
    plan = made_plan()
    file = plan.path / "vacancies.parquet"
    evil = '=HYPERLINK("https://example.org")'
    pl.read_parquet(file).with_columns(title=pl.lit(evil)).write_parquet(file)
    text = client.get(address("download", plan, file="vacancies.csv")).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ';"=HYPERLINK' not in text
    page = client.get(address("vacancy", plan, vacancy=row_of(plan)["vacancy"])).content.decode()
    assert "HYPERLINK(&quot;https://example.org&quot;)" in page


@pytest.mark.parametrize(
    "file",
    ["scores.parquet", "plan.en.html", "plan.json.csv", "..%2f..%2fsecret_key", "vacancies.exe", "vacancies", ".json"],
)
def test_no_other_file_is_handed_out(client: Client, file: str) -> None:
    plan = made_plan()
    assert client.get(address("download", plan, file="x").removesuffix("x") + file).status_code == 404


def test_what_is_taken_away_about_people_is_written_down(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    plan = made_plan(here, synthetic=False)
    adviser = person("adviser", here)
    client.force_login(adviser)
    client.get(address("download", plan, file="placements.csv"))
    event = AuditEvent.objects.get(verb="plans.downloaded")
    assert (event.actor, event.detail) == (adviser.pk, {"file": "placements.csv"})


def test_html_in_names_is_text(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    plan = made_plan(here, name='<script>alert("x")</script>')
    client.force_login(person("analyst", here))
    for name in ("detail", "levers", "occupations", "provenance", "delete", "publish"):
        page = client.get(address(name, plan)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# ---- the engine's results ---------------------------------------------------------------------------


def test_a_plan_read_back_is_the_plan() -> None:
    found, folder = result()
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in found.tables}
    again = restored.plan(found.document(), tables)
    assert again.document() == found.document()
    assert (again.occupations, again.levers, again.reforms) == (found.occupations, found.levers, found.reforms)
    assert again.policy == found.policy


def test_the_parts_of_candidates_are_those_of_the_plan() -> None:
    plan = made_plan()
    scores, placements = queries.table(plan, "scores"), queries.table(plan, "placements")
    assert scores.select("vacancy", "talent", "score").equals(
        queries.table(plan, "candidates").select("vacancy", "talent", "score")
    )
    both = placements.join(scores, on=["vacancy", "talent"], suffix="_again")
    assert both.height == placements.height > 0
    for part in (
        "occupation",
        "skills",
        "experience",
        "languages",
        "education",
        "presumed",
        "route",
        "dependence_months",
    ):
        assert both[part].equals(both[f"{part}_again"], null_equal=True, check_names=False), part
    # the score is the sum of weight and part; one that is not known counts as one half
    weights = queries.document(plan)["provenance"]["parameters"]["weights"]
    neutral = queries.document(plan)["provenance"]["parameters"]["neutral"]
    summed = scores.select(s=sum(pl.col(p).fill_null(neutral) * w for p, w in weights.items()))["s"]
    assert (summed - scores["score"]).abs().max() < 1e-5  # type: ignore[operator]


# ---- people who have an account -------------------------------------------------------------------------


def test_keys_to_users_are_declared() -> None:
    assert not [name for name in undeclared() if name.startswith("plans.")]
    assert not [name for name in unsound() if name.startswith("plans.")]
    assert "plans" in exporters
    assert "plans" in erasers


def test_a_talents_rows_are_exported_and_erased(
    organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    plan, other = made_plan(here, synthetic=False), made_plan(here, name="Another", synthetic=False)
    row = row_of(plan)
    user = person()
    Claim.objects.create(user=user, dataset=plan.talents, record_id=row["talent"])
    exported = rows_of(user).data
    assert {entry["talent"] for entry in exported} == {row["talent"]}
    assert {entry["plan"] for entry in exported} == {plan.name}
    with django_capture_on_commit_callbacks(execute=True):
        erase_rows(user=user, actor=user)
    for table in ("candidates", "placements", "scores"):
        assert row["talent"] not in queries.table(plan, table)["talent"]  # type: ignore[arg-type]
    assert row["talent"] in queries.table(other, "candidates")["talent"]
    assert queries.table(plan, "vacancies").equals(queries.table(other, "vacancies"))
