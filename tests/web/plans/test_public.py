"""What everybody sees of a plan about people: rounded counts, and nothing of a person or a vacancy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from corridor.web.audit.models import AuditEvent
from corridor.web.plans.guarded import guarded, rounded
from corridor.web.plans.models import Plan
from tests.web.plans.made import made_plan, result
from tests.web.plans.test_reading import CHAPTERS, address, row_of, text_of

ROW = re.compile(r"\b[TV]0\d{5,6}\b")
NUMBERS = re.compile(r"<td[^>]*>\s*([\d,]+)\s*<")


@given(st.integers(0, 10_000))
def test_rounding_hides_what_is_small(count: int) -> None:
    found = rounded(count)
    assert found % 5 == 0
    assert (found == 0) == (count < 5)
    if count >= 5:
        assert abs(found - count) <= 2


def test_no_exact_count_is_left_in_a_guarded_plan() -> None:
    found = guarded(result(False)[0])

    def counts(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from counts(inner, key if isinstance(key, str) else name)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from counts(inner, name)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield name, value

    document = found.document()
    for kept in ("provenance", "notes", "policy"):
        document.pop(kept)
    months = {name: n for name, n in counts(document) if n % 5}
    assert not months


@pytest.mark.django_db
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_public_pages_tell_of_nobody(client: Client, organisation: Any, chapter: str) -> None:
    plan = made_plan(organisation(), name="About people", synthetic=False, public=True)
    response = client.get(address(chapter, plan))
    page = response.content.decode()
    assert response.status_code == 200
    assert "rounded to the nearest five" in page
    assert not ROW.search(page)
    if chapter in ("detail", "levers"):
        shown = [int(n.replace(",", "")) for n in NUMBERS.findall(page)]
        assert all(n % 5 == 0 for n in shown), shown


@pytest.mark.django_db
def test_occupations_of_a_public_plan_are_rounded_too(client: Client, organisation: Any) -> None:
    plan = made_plan(organisation(), synthetic=False, public=True)
    exact = {o.isco08: o for o in result(False)[0].occupations}
    rows = client.get(address("occupations", plan)).context["rows"]
    assert rows
    for row in rows:
        occupation = row.occupation
        assert occupation.posts == rounded(exact[occupation.isco08].posts) > 0
        page = client.get(address("occupation", plan, code=row.code))
        assert page.context["vacancies"] is None
        assert not ROW.search(page.content.decode())
    hidden = next(o for o in exact.values() if o.posts < 5 and o.isco08)
    assert client.get(address("occupation", plan, code=hidden.isco08)).status_code == 404


@pytest.mark.django_db
def test_rows_and_files_of_a_public_plan_ask_to_sign_in(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    plan = made_plan(here, synthetic=False, public=True)
    wanted = [
        address("vacancy", plan, vacancy=row_of(plan)["vacancy"]),
        address("report", plan),
        *(address("download", plan, file=f) for f in ("plan.json", "vacancies.csv", "audit.csv", "candidates.parquet")),
    ]
    for where in wanted:
        assert reverse("account_login") in client.get(where).headers["Location"]
    client.force_login(person("employer", here))
    for where in wanted:
        assert client.get(where).status_code == 403


@pytest.mark.django_db
def test_a_made_up_pool_that_was_made_public_is_shown_in_full(client: Client, organisation: Any) -> None:
    plan = made_plan(organisation(), public=True)
    row = row_of(plan)
    page = client.get(address("vacancy", plan, vacancy=row["vacancy"])).content.decode()
    assert row["talent"] in page
    assert "made up" in page
    assert client.get(address("download", plan, file="candidates.csv")).status_code == 200


@pytest.mark.django_db
def test_only_makers_make_a_plan_public_and_it_is_asked_before(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    plan = made_plan(here, synthetic=False)
    where = address("publish", plan)
    client.force_login(person("viewer", here))
    assert client.post(where, {"public": "yes"}).status_code == 403
    assert not Plan.objects.get(pk=plan.pk).public
    client.force_login(person("analyst", here))
    assert "no row of a person" in text_of(client, where)
    assert not Plan.objects.get(pk=plan.pk).public
    assert client.post(where, {"public": "yes"}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).public
    event = AuditEvent.objects.get(verb="plans.made_public")
    assert event.detail == {"synthetic": False}
    client.post(where, {"public": "no"})
    assert not Plan.objects.get(pk=plan.pk).public


@pytest.mark.django_db
def test_nobody_changes_the_demonstration(client: Client, organisation: Any, person: Any) -> None:
    plan = made_plan()
    client.force_login(person("manager", organisation()))
    for name in ("publish", "delete", "again"):
        assert client.post(address(name, plan)).status_code == 403
    assert Plan.objects.filter(pk=plan.pk).exists()
