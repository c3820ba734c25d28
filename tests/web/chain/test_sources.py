"""Every kind of source has its form: first which plan, table, scheme or design, then lists of what stands there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.consultation.chain.references.reading import RESOLVERS
from corridor.web.chain.forms.sources import HOLDERS, LABELS
from corridor.web.chain.models import EvidenceItem
from corridor.web.chain.places import places
from corridor.web.chain.readings import read_now
from corridor.web.chain.words import reference_rows
from tests.web.plans.made import made_plan

pytestmark = pytest.mark.django_db
TABLE = """isco08,region,period,indicator,value,n,source,vintage
2221,flanders,2025,vacancy_rate,6.5,400,Statbel,2025-12
2221,flanders,2025,jobseekers_per_vacancy,1.2,400,VDAB,2025-12
TOTAL,flanders,2025,vacancy_rate,3.1,,Statbel,2025-12
"""


def add(chain: Any, of: str, **chosen: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in chosen.items())
    return reverse("chain:create", args=[chain.pk, "evidence"]) + f"?of={of}{query}"


def saved(client: Client, chain: Any, address: str, data: dict[str, str]) -> EvidenceItem:
    """Evidence made as a person makes it: read, then saved with what was shown."""
    shown = client.post(address, data | {"do": "read"}).content.decode()
    seen = shown.partition('name="sha256" value="')[2].partition('"')[0]
    assert len(seen) == 64, shown
    assert client.post(address, data | {"do": "save", "sha256": seen}).status_code == 302
    return EvidenceItem.objects.get(programme=chain, key=data["key"])


def test_all_kinds_that_the_library_reads_can_be_made() -> None:
    assert set(LABELS) == set(RESOLVERS)


@pytest.mark.parametrize("of", list(HOLDERS))
def test_what_holds_the_value_is_chosen_first(chain: Any, client: Client, of: str) -> None:
    if of in ("plan", "verdict"):  # no table that ships speaks of single occupations
        told = "no finished plan" if of == "plan" else "no table of indicators"
        assert told in client.get(add(chain, of)).content.decode()
        made_plan(chain.organisation, name="Own plan", indicators=TABLE)
    page = client.get(add(chain, of)).content.decode()
    assert f'name="{HOLDERS[of]}"' in page
    assert 'name="about_en"' not in page


def test_figures_of_a_plan_are_offered_with_their_values(chain: Any, client: Client) -> None:
    plan = made_plan(chain.organisation, name="Own plan")
    address = add(chain, "plan", r_folder=str(plan.pk))
    page = client.get(address).content.decode()
    assert 'label="inputs.posts: 96"' in page
    item = saved(
        client, chain, address, {"key": "p", "about_en": "Posts", "r_folder": str(plan.pk), "r_at": "inputs.posts"}
    )
    assert (item.seen or {})["value"] == 96


@pytest.mark.parametrize(
    ("of", "holder", "path"), [("scheme", "SMP001", "counts.target"), ("simulation", "palim", "begun.p50")]
)
def test_figures_of_schemes_and_designs_are_offered(
    chain: Any, client: Client, of: str, holder: str, path: str
) -> None:
    page = client.get(add(chain, of, **{HOLDERS[of]: holder})).content.decode()
    assert f'<option value="{path}' in page


def test_a_verdict_and_an_indicator_of_a_plan_s_table(chain: Any, client: Client) -> None:
    plan = made_plan(chain.organisation, name="Measured", indicators=TABLE)
    key = str(plan.pk)
    page = client.get(add(chain, "indicator", r_table=key)).content.decode()
    assert "vacancy_rate" in page
    assert "All occupations" in page
    assert "unemployment_rate" not in page, "an indicator that the table has not"
    rows = {"about_en": "Rate", "r_table": key, "r_isco08": "2221", "r_where": "flanders|2025"}
    item = saved(
        client, chain, add(chain, "indicator", r_table=key), {"key": "i", "r_indicator": "vacancy_rate", **rows}
    )
    assert (item.seen or {})["value"] == 6.5
    verdict = saved(client, chain, add(chain, "verdict", r_table=key), {"key": "v", "r_method": "vacancy_rate", **rows})
    assert (verdict.seen or {})["value"] in ("shortage", "watch", "no_shortage", "unknown")
    assert (verdict.seen or {})["source"]["title"]["en"] == "Measured", (
        "the source is the plan, not a file of the machine"
    )
    shown = client.get(reverse("chain:item", args=[chain.pk, "evidence", "v"])).content.decode()
    assert "Measured" in shown
    form = client.get(reverse("chain:edit", args=[chain.pk, "evidence", "v"])).content.decode()
    assert '<option value="flanders|2025" selected>' in form
    bad = rows | {"key": "b", "r_method": "vacancy_rate", "r_isco08": "9999", "do": "read"}
    assert client.post(add(chain, "verdict", r_table=key), bad).status_code == 400


def test_a_table_that_ships_can_be_cited(chain: Any, client: Client) -> None:
    table = "vacancy_rates.csv"
    data = {"key": "s", "about_en": "Rate", "r_table": table, "r_isco08": "TOTAL"}
    data |= {"r_indicator": "vacancy_rate", "r_where": "flanders|2023-Q2"}
    item = saved(client, chain, add(chain, "indicator", r_table=table), data)
    assert item.reference["table"] == table


def test_exact_figures_of_a_plan_about_people_stay_with_its_organisation(
    chain: Any, client: Client, organisation: Any
) -> None:
    other = organisation("Elsewhere")
    people = made_plan(other, name="About people", public=True, synthetic=False)
    made_up = made_plan(other, name="About nobody", public=True, indicators=TABLE)
    page = client.get(add(chain, "plan")).content.decode()
    assert "About people" not in page
    assert "About nobody" in page
    reference = {"kind": "plan", "at": "inputs.posts"}
    assert read_now({**reference, "folder": str(people.pk)}, chain.organisation).seen is None
    assert read_now({**reference, "folder": str(made_up.pk)}, chain.organisation).seen is not None
    assert read_now({**reference, "folder": str(people.pk)}, other).seen is not None


def test_no_place_on_the_machine_is_told(chain: Any, settings: Any) -> None:
    plan = made_plan(chain.organisation, indicators=TABLE)
    for reference in (
        {"kind": "plan", "folder": str(plan.pk), "at": "nothing.there"},
        {
            "kind": "indicator",
            "table": str(plan.pk),
            "indicator": "vacancy_rate",
            "isco08": "1111",
            "region": "flanders",
            "period": "2025",
        },
    ):
        fault = read_now(reference, chain.organisation).fault
        assert fault is not None
        assert "/" not in fault.place, fault.place
        assert str(plan.pk) in fault.place


def test_places_are_told_apart_by_words() -> None:
    document = {"a": [{"name": "x", "n": 1}, {"name": "y", "n": None}], "b": [3, True], "c": {"d": {"e": 2.5}}}
    assert places(document) == [("a[name=x].n", 1), ("b[0]", 3), ("c.d.e", 2.5)]


def test_a_small_count_of_people_is_not_cited(chain: Any) -> None:
    people = made_plan(chain.organisation, name="About people", synthetic=False)
    made_up = made_plan(chain.organisation, name="About nobody")
    few = {"kind": "plan", "at": "circles[name=rest_of_belgium].filled"}
    assert (read_now({**few, "folder": str(made_up.pk)}, chain.organisation).seen or {})["value"] == 2
    reading = read_now({**few, "folder": str(people.pk)}, chain.organisation)
    assert reading.seen is None
    assert "fewer than 5" in str(reading.fault)
    assert read_now({**few, "at": "circles", "folder": str(people.pk)}, chain.organisation).seen is None


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_reference_is_said_in_words(language: str) -> None:
    from django.utils.translation import override

    references: list[tuple[dict[str, str], str]] = [
        ({"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2026-01-15"}, "hs_salary_min"),
        ({"kind": "verdict", "table": "t.csv", "method": "vacancy_rate", "isco08": "2221"}, "vacancy_rate"),
        ({"kind": "indicator", "table": "t.csv", "indicator": "vacancy_rate", "isco08": "TOTAL"}, "vacancy_rate"),
        ({"kind": "simulation", "design": "palim", "at": "begun.p50"}, "palim"),
    ]
    with override(language):
        for reference, raw in references:
            assert raw not in [value for _label, value in reference_rows(reference)]
        gone = {"kind": "law", "region": "flanders", "name": "no_such_name", "day": "2026-01-15"}
        assert "no_such_name" in [value for _label, value in reference_rows(gone)], "a name that is gone stays"
