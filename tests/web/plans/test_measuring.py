"""A plan that is asked for with a table of indicators measures shortages, as the command does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.plan.writing import DOCUMENT
from corridor.web.plans.evidence_fields import LARGEST
from corridor.web.plans.models import Plan
from tests.web.plans.made import made_dataset, result
from tests.web.plans.test_making import filled_in

pytestmark = pytest.mark.django_db
HEAD = "isco08,region,period,indicator,value,n,source,vintage,flag\n"


def code() -> str:
    return max((o for o in result()[0].occupations if o.isco08), key=lambda o: o.posts).isco08


def table(*rows: str) -> str:
    return HEAD + "".join(f"{row}\n" for row in rows)


def good(period: str = "2025") -> tuple[str, str]:
    start = f"{code()},flanders,{period}"
    return f"{start},vacancies,400,400,office,2026-02,", f"{start},unemployed,100,100,office,2026-02,"


def sent(client: Client, organisation: Any, person: Any, text: str | bytes | None, **values: Any) -> Any:
    here = organisation()
    client.force_login(person("analyst", here))
    given = filled_in(made_dataset(here, "talents"), made_dataset(here, "vacancies"), here, **values)
    if text is not None:
        raw = text if isinstance(text, bytes) else text.encode()
        given["indicators"] = SimpleUploadedFile("table.csv", raw, "text/csv")
    return client.post(reverse("plans:create"), given)


def errors(response: Any) -> dict[str, str]:
    assert response.status_code == 400
    assert not Plan.objects.exists()
    return {name: str(told) for name, told in response.context["form"].errors.items()}


def test_the_plan_measures_with_the_table(
    client: Client, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = sent(client, organisation, person, table(*good()), measures=["tightness"])
    assert response.status_code == 302
    plan = Plan.objects.get()
    document = json.loads((plan.path / DOCUMENT).read_text("utf-8"))
    found = next(o for o in document["occupations"] if o["isco08"] == code())["evidence"]["measured"]
    assert [(one["method"], one["period"], one["verdict"]) for one in found] == [("tightness", "2025", "shortage")]
    page = client.get(reverse("plans:occupation", args=[plan.pk, code()])).content.decode()
    assert 'id="evidence-conditions"' in page
    assert client.get(reverse("plans:create"), {"like": plan.pk}).context["form"].initial["measures"] == ["tightness"]


def test_a_row_that_cannot_be_read_is_left_out_and_told(client: Client, organisation: Any, person: Any) -> None:
    response = sent(client, organisation, person, table(*good(), "9999,x,,,,,,,"), measures=["tightness"])
    page = client.get(response.headers["Location"]).content.decode()
    assert "1 row of the table of indicators cannot be read and is left out." in page


def test_a_table_needs_a_method_and_a_method_a_table(client: Client, organisation: Any, person: Any) -> None:
    assert set(errors(sent(client, organisation, person, table(*good())))) == {"measures"}
    assert set(errors(sent(client, organisation, person, None, measures=["tightness"]))) == {"measures"}


def test_the_period_must_be_told_where_there_are_several(client: Client, organisation: Any, person: Any) -> None:
    both = table(*good(), *good("2024"))
    assert "2024" in errors(sent(client, organisation, person, both, measures=["tightness"]))["period"]
    assert sent(client, organisation, person, both, measures=["tightness"], period="2024").status_code == 302


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "isco08"),
        ((HEAD + "9999,x,,,,,,,\n").encode(), "no row can be used"),
        (b"x" * (LARGEST + 1), "larger than 2"),
    ],
)
def test_what_is_no_table_is_refused(client: Client, organisation: Any, person: Any, raw: bytes, said: str) -> None:
    assert said in errors(sent(client, organisation, person, raw, measures=["tightness"]))["indicators"]
