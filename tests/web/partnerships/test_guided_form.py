"""The form of a design's main parts: what it shows, what it changes, what it leaves, what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from corridor.partnerships.design import Capacity
from corridor.web.partnerships.design_files import read
from corridor.web.partnerships.guided import guided, text_of
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.queries import examples
from tests.web.partnerships.designs_made import SMALL, made_design
from tests.web.partnerships.test_designs import address, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(organisation: Any) -> Any:
    return organisation("Own")


def sent(client: Client, row: Design) -> dict[str, str]:
    """The form as the page gives it."""
    form = client.get(address("design_form", row.pk)).context["guided"]
    found = {"version": str(row.version)}
    for part in (form.what, *form.waves, *form.demand, *form.stages):
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                found[field.html_name] = value.isoformat() if isinstance(value, date) else str(value)
    for formset in (form.waves, form.demand, form.stages):
        for field in formset.management_form:
            found[field.html_name] = str(field.value())
    return found


@pytest.mark.parametrize("key", ["palim", "thamm_enabel", "match", "pem_wecco"])
def test_a_form_sent_as_it_is_shown_leaves_the_design_as_it_is(client: Client, own: Any, person: Any, key: str) -> None:
    row = made_design(own, text=examples()[key].text)
    client.force_login(person("analyst", own))
    fields = sent(client, row)
    assert client.post(address("design_form", row.pk), fields).status_code == 302
    row.refresh_from_db()
    assert row.version == 2
    assert read(row.text) == examples()[key].found


def test_waves_posts_and_stages_are_changed_added_and_taken_out(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("adviser", own))
    fields = sent(client, row) | {
        "what-name_en": "Renamed",
        "what-origin": "ma, tn",
        "waves-0-intake": "20",
        "waves-1-date": "2027-09-01",
        "waves-1-intake": "15",
        "demand-0-posts": "",
        "demand-1-posts": "8",
        "demand-1-grade": "offer",
        "demand-1-date": "2027-05-01",
        "stages-0-months": "6",
        "stages-0-limit": "4",
        "stages-0-kind": "per_month",
        "stages-3-remove": "on",
        "stages-4-phase": "home_placement",
        "stages-4-track": "home",
        "stages-4-loss": "25",
    }
    response = client.post(address("design_form", row.pk), fields)
    assert response.status_code == 302, text(response)
    row.refresh_from_db()
    before, after = read(SMALL), read(row.text)
    assert after.name.en == "Renamed"
    assert after.origin == ("MA", "TN")
    assert [(wave.date, wave.intake) for wave in after.waves] == [(date(2027, 2, 1), 20), (date(2027, 9, 1), 15)]
    assert [(one.grade, one.posts) for one in after.demand] == [("offer", 8)]
    first = after.stages[0]
    assert first.months is not None
    assert first.months.value == 6
    assert first.capacity == Capacity(None, 4)
    assert first.loss == before.stages[0].loss
    assert first.costs == before.stages[0].costs
    assert [stage.id for stage in after.stages] == ["training", "matching", "arrival", "home_placement"]
    assert after.stages[3].loss is not None
    assert after.stages[3].loss.value == 0.25
    assert after.contract == before.contract


def test_an_emptied_number_is_not_known(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("analyst", own))
    client.post(address("design_form", row.pk), sent(client, row) | {"stages-0-loss": "", "stages-0-limit": ""})
    row.refresh_from_db()
    assert read(row.text).stages[0].loss is None
    assert read(row.text).stages[0].capacity is None


@pytest.mark.parametrize(
    ("fields", "said", "target"),
    [
        ({"waves-0-intake": "1000000000"}, "less than or equal to 100000", "id_waves-0-intake"),
        ({"waves-0-intake": "-1"}, "greater than or equal to 1", "id_waves-0-intake"),
        ({"waves-0-date": "2020-01-01"}, "before", "id_waves-0-date"),
        ({"what-origin": "ZZ"}, "ZZ", "id_what-origin"),
        ({"stages-0-loss": "140"}, "less than or equal to 100", "id_stages-0-loss"),
        ({"stages-1-track": "both"}, "", "id_stages-1-track"),
        ({"stages-0-phase": "nonsense"}, "Select a valid choice", "id_stages-0-phase"),
        ({"waves-0-date": "", "waves-0-intake": ""}, "", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(
    client: Client, own: Any, person: Any, fields: dict[str, str], said: str, target: str
) -> None:
    row = made_design(own)
    client.force_login(person("analyst", own))
    response = client.post(address("design_form", row.pk), sent(client, row) | fields)
    assert response.status_code == 400
    page = response.content.decode()
    assert said in text(response)
    if target:
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    row.refresh_from_db()
    assert row.version == 1


def test_too_many_rows_are_not_built(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("analyst", own))
    response = client.post(address("design_form", row.pk), sent(client, row) | {"waves-TOTAL_FORMS": "1000000"})
    assert response.status_code == 400
    assert len(response.context["guided"].waves.forms) <= 60


def test_of_two_people_the_second_is_told(client: Client, own: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("analyst", own))
    fields = sent(client, row)
    client.post(address("design_form", row.pk), fields | {"waves-0-intake": "20"})
    late = client.post(address("design_form", row.pk), fields | {"waves-0-intake": "40"})
    assert late.status_code == 409
    assert 'value="40"' in late.content.decode()
    row.refresh_from_db()
    assert read(row.text).intake() == 20


def test_readers_and_strangers_have_no_form(client: Client, own: Any, organisation: Any, person: Any) -> None:
    row = made_design(own)
    client.force_login(person("viewer", own))
    assert client.get(address("design_form", row.pk)).status_code == 403
    client.force_login(person("manager", organisation("Elsewhere")))
    assert client.get(address("design_form", row.pk)).status_code == 404


def test_the_places_of_faults_lead_to_fields() -> None:
    form = guided(read(SMALL))
    bound = guided(read(SMALL), _data(form))
    assert bound.is_valid()
    written, fields = text_of(bound)
    assert read(written) == read(SMALL)
    assert fields["waves[0].intake"] == "id_waves-0-intake"
    assert fields["stages[3].loss"] == "id_stages-3-loss"


def _data(form: Any) -> dict[str, Any]:
    parts = [form.what, *form.waves, *form.demand, *form.stages]
    found = {field.html_name: field.value() for part in parts for field in part if field.value() is not None}
    for formset in (form.waves, form.demand, form.stages):
        found |= {field.html_name: field.value() for field in formset.management_form}
    return {name: value for name, value in found.items() if value is not False}
