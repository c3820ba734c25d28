"""Plans side by side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.plans.made import made_dataset, made_plan, result

pytestmark = pytest.mark.django_db
WHERE = "plans:compare"


def compared(client: Client, *plans: Any) -> Any:
    return client.get(reverse(WHERE), {"plan": [str(plan.pk) for plan in plans]})


def test_plans_of_one_pool_and_of_two(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    client.force_login(person("viewer", here))
    people, posts = made_dataset(here), made_dataset(here, "vacancies")
    first, second = (made_plan(here, name=n, talents=people, vacancies=posts) for n in ("First", "Second"))
    page = compared(client, first, second)
    assert page.context["same"].pool
    assert "The plans rest on the same pool." in page.content.decode()
    lines = {line.label: line.cells for line in page.context["lines"]}
    found = result()[0]
    assert lines["Open posts"] == ((str(found.unfilled), ""), (str(found.unfilled), "0"))
    other = made_plan(here, name="Other people", talents=made_dataset(here), synthetic=False, vacancies=posts)
    other.talents_sha256 = "0" * 64
    other.save()
    page = compared(client, first, other)
    assert "the same vacancies but not on the same talents" in page.content.decode()


def test_every_post_is_in_the_comparison(client: Client) -> None:
    plan = made_plan()
    page = compared(client, plan, made_plan(name="again"))
    found = result()[0]
    said = [line.cells[0][0] for line in page.context["lines"]]
    assert said[0] == str(found.inputs.posts)
    assert [int(s) for s in said[1:5]] == [c.filled for c in found.circles]
    assert [int(s) for s in said[6:12]] == [r.posts for r in found.reasons]


def test_a_plan_that_one_may_not_see_is_not_compared(client: Client, organisation: Any, person: Any) -> None:
    here, elsewhere = organisation(), organisation("Elsewhere")
    ours, theirs = made_plan(here, name="Ours"), made_plan(elsewhere, name="Theirs alone")
    client.force_login(person("analyst", here))
    page = compared(client, ours, theirs)
    assert page.context["sights"] == []
    assert "Theirs alone" not in page.content.decode()
    shown = client.get(reverse(WHERE), {"plan": ["nonsense", str(ours.pk), str(ours.pk)]})
    assert "Choose two to four finished plans." in shown.content.decode()


def test_a_public_plan_about_people_is_compared_in_rounded_numbers(client: Client, organisation: Any) -> None:
    demo, public = made_plan(), made_plan(organisation(), name="Public", synthetic=False, public=True)
    page = compared(client, demo, public)
    assert "in its public form" in page.content.decode()
    second = [line.cells[1][0] for line in page.context["lines"]]
    assert all(cell == "fewer than 5" or int(cell) % 5 == 0 for cell in second)
    exact_difference = {c.filled for c in result()[0].circles if 0 < c.filled < 5}
    assert exact_difference
    changes = [line.cells[1][1] for line in page.context["lines"] if line.cells[1][0] == "fewer than 5"]
    assert set(changes) == {"too few"}


def test_comparing_costs_the_same_for_two_and_four(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any
) -> None:
    here = organisation()
    client.force_login(person("analyst", here))
    plans = [made_plan(here, name=str(n)) for n in range(4)]
    compared(client, *plans[:2])
    with django_assert_num_queries(7):
        assert len(compared(client, *plans[:2]).context["sights"]) == 2
    with django_assert_num_queries(7):
        assert len(compared(client, *plans).context["sights"]) == 4
