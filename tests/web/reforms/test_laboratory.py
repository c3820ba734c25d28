"""The laboratory: what it answers is what the library counts; who sees what; what comes in from outside."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.permits.book import book
from corridor.plan.pairs import plan_pairs
from corridor.rules.amendment import parse_yaml
from corridor.web.plans.offered import EXAMPLES
from corridor.web.reforms.documents import as_json
from corridor.web.reforms.models import Reform
from corridor.web.reforms.state import can_change
from tests.web.reforms.made import DOCUMENT, LIST, PAY, finished_plan, made_reform, pool, ready

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true", "HX-Target": "result"}
CHANGES: dict[str, dict[str, Any]] = {
    "a threshold": {f"value.{PAY}": "30000"},
    "the wage that thresholds follow": {"value.flanders.avg_gross_monthly_wage_base": "3000"},
    "an earlier list": {f"restore.{LIST}": "2023-09-01"},
    "months to another employer": {"value.federal.employer_change_free_after_months": "12"},
    "a route closed": {"close": "flanders.medium_skilled_shortage"},
    "a condition dropped": {"drop": "flanders.medium_skilled_shortage.ms_list"},
    "an occupation more": {"add": f"{LIST} 5120"},
}


def lab(plan: Any, query: str = "", lang: str = "en") -> str:
    return f"/{lang}" + reverse("reforms:laboratory", args=[plan.pk])[3:] + query


def text(response: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def plan() -> Any:
    found = finished_plan()
    ready(found)
    return found


@pytest.fixture
def pairs(plan: Any) -> pl.DataFrame:
    return plan_pairs(plan.path, pool()["talents"], pool()["vacancies"]).frame


# ---- the same as the library --------------------------------------------------------------------


@pytest.mark.parametrize("fields", CHANGES.values(), ids=CHANGES)
def test_the_page_counts_what_the_command_counts_with_the_downloaded_file(
    client: Client, plan: Any, pairs: pl.DataFrame, tmp_path: Path, capsys: Any, fields: dict[str, Any]
) -> None:
    import json

    from corridor.cli.reform import reform

    shown = client.post(lab(plan), fields).context["result"]
    taken = client.post(reverse("reforms:take", args=[plan.pk]), fields)
    assert taken["Content-Disposition"] == 'attachment; filename="trial.yaml"'
    (tmp_path / "reform.yaml").write_bytes(taken.content)
    pairs.write_parquet(tmp_path / "pairs.parquet")
    assert reform(tmp_path / "reform.yaml", tmp_path / "pairs.parquet", format="json") == 0
    counted = json.loads(capsys.readouterr().out)
    crossings = {"any_way": shown.ways, **{c.name: c for c in shown.routes}}
    states = ("open", "unknown", "closed")
    for name, crossing in crossings.items():
        on_page = {
            (before, states[at]): count for before, cells in crossing.table for at, count in enumerate(cells) if count
        }
        rows = [row for row in counted["transitions"] if row["route"] == name]
        assert on_page == {(row["before"], row["after"]): row["cases"] for row in rows}
    moved = {r["route"] for r in counted["transitions"] if r["before"] != r["after"]} - {"any_way"}
    assert moved == {c.name for c in shown.routes}
    assert shown.gain == sum(row["gain"] for row in counted["groups"] if row["dimension"] == "age_band")
    assert shown.unclear == sum(row["unclear"] for row in counted["groups"] if row["dimension"] == "age_band")
    (mean,) = counted["dependence"]
    assert shown.dependence.pairs == mean["cases"]
    assert shown.dependence.before == round(mean["before"], 1)
    assert shown.dependence.after == round(mean["after"], 1)


def test_these_changes_move_something(client: Client, plan: Any) -> None:
    for name, fields in CHANGES.items():
        result = client.post(lab(plan), fields).context["result"]
        tied = result.dependence
        assert result.gain or result.lose or result.unclear or tied.before != tied.after, name


def test_the_numbers_stand_in_the_page(client: Client, plan: Any) -> None:
    response = client.post(lab(plan), CHANGES["an earlier list"])
    result = response.context["result"]
    said = text(response)
    assert result.sentence in re.sub(r"\s+", " ", said)
    assert f"{result.ways.after.open:,}" in said
    assert "Pairs are no posts" in said
    for row in result.dimensions[0].rows:
        assert row.label in said


def test_a_slider_gets_the_part_that_a_button_gets_with_the_page(client: Client, plan: Any) -> None:
    live = client.post(lab(plan), CHANGES["a threshold"], headers=LIVE)
    whole = client.post(lab(plan), CHANGES["a threshold"])
    assert live.context["result"] == whole.context["result"]
    assert b"<html" not in live.content
    assert f'data-announce="{live.context["result"].sentence}"' in live.content.decode()
    assert b'id="brief"' in live.content
    assert whole.content.count(b'value="30000"') >= 1


def test_nothing_changed_shows_the_law_as_it_is(client: Client, plan: Any) -> None:
    response = client.get(lab(plan))
    result = response.context["result"]
    assert result.ways.before == result.ways.after
    assert "This is the law as it is." in text(response)


@pytest.mark.parametrize("example", ["employer_change_after_12_months", "flanders_medium_skilled_2023"])
def test_an_example_opens_with_its_controls_set_and_comes_back_as_the_same_file(
    client: Client, plan: Any, example: str
) -> None:
    page = client.get(lab(plan, f"?example={example}"))
    state, form = page.context["shown"].state, page.context["form"]
    assert state.changes
    assert not state.rest
    fields: dict[str, Any] = {"start": state.start.isoformat(), "later": state.later, "name": example}
    fields |= {f"value.{path}": str(value) for path, value in state.values.items()}
    fields |= {f"restore.{path}": str(one.restore) for path, one in state.lists.items()}
    fields |= {name: form.initial[name] for name in (*form.TITLES, *form.NOTES)}
    taken = client.post(reverse("reforms:take", args=[plan.pk]), fields)
    original = parse_yaml((EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8"))
    assert as_json(parse_yaml(taken.content.decode())) == as_json(original)


# ---- lists --------------------------------------------------------------------------------------


def test_an_occupation_is_found_in_any_language_and_added(client: Client, plan: Any) -> None:
    fields = {f"find.{LIST}": "cuisinier", "find": LIST}
    found = client.post(lab(plan), fields, headers={**LIVE, "HX-Target": "found-flanders-medium_skilled"})
    assert "5120" in {hit.code for hit in found.context["hits"]}
    part = client.post(lab(plan), {"add": f"{LIST} 5120"}, headers={**LIVE, "HX-Target": "c-flanders-medium_skilled"})
    assert part.content.decode().lstrip().startswith('<fieldset class="govuk-fieldset c-control c-control--changed"')
    assert "Cooks" in text(part)
    without_scripts = client.post(lab(plan), {f"find.{LIST}": "cuisinier"})
    assert f'name="add" value="{LIST} 5120"' in without_scripts.content.decode()


def test_another_version_brings_its_own_entries(client: Client, plan: Any) -> None:
    response = client.post(lab(plan), {**CHANGES["an earlier list"], f"shown.{LIST}": ""}, headers=LIVE)
    control = response.context["lists"][0]
    assert str(control.version.start) == "2023-09-01"
    assert 'hx-swap-oob="true"' in response.content.decode()
    same = client.post(lab(plan), {**CHANGES["an earlier list"], f"shown.{LIST}": "2023-09-01"}, headers=LIVE)
    assert same.context["lists"] == []


def test_a_search_without_scripts_shows_what_it_finds(client: Client, plan: Any) -> None:
    page = client.post(lab(plan), {"q": "carte bleue", f"value.{PAY}": "30000"}).content.decode()
    assert "carte bleue" in page
    assert f'name="value.{PAY}" value="30000"' in page
    hidden = re.findall(r'<div class="c-control[^>]*id="c-flanders-hs_salary_min"[^>]*hidden>', page)
    assert hidden


# ---- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"value.flanders.nothing": "3"},
        {f"value.{PAY}": "-3"},
        {f"value.{PAY}": "9" * 60},
        {f"value.{PAY}": "<script>alert(1)</script>"},
        {"close": "flanders.<b>nothing</b>"},
        {"drop": "flanders.x.y"},
        {"rest": "{{"},
        {"rest": '{"terms": {"flanders.shortage_title": {"from": "2026-11-21", "expr": "nothing > 3"}}}'},
        {"rest": '{"parameters": {"wallonia.nothing": {"from": "86400", "value": "yes"}}}'},
        {"rest": '{"parameters": {"flanders.nothing": {"from": 86400, "value": 3}}}'},
        {f"added.{LIST}": "\x00"},
        {"start": "0000-00-00"},
        {f"remove.{LIST}": ["x" * 5000]},
        {f"restore.{LIST}": "not a day"},
        {"add": f"{LIST} \x00"},
        {"without": "x"},
        {"reform": "x", "version": "9" * 50, f"value.{PAY}": "x"},
    ],
    ids=lambda fields: "-".join(fields),
)  # fmt: skip
def test_what_is_forged_is_told_with_a_remedy_and_breaks_nothing(
    client: Client, plan: Any, fields: dict[str, Any]
) -> None:
    for lang in ("en", "fr", "nl"):
        page = client.post(lab(plan, lang=lang), fields)
        live = client.post(lab(plan, lang=lang), fields, headers=LIVE)
        if "without" in fields:  # what is not there is taken out already
            assert (page.status_code, live.status_code) == (200, 200)
            continue
        assert (page.status_code, live.status_code) == (400, 422)
        for response in (page, live):
            faults = response.context["shown"].faults
            assert faults
            assert all(fault.message and fault.remedy for fault in faults)
            assert faults[0].message in unescape(response.content.decode())
            assert "<script>alert" not in response.content.decode()
            assert "<b>nothing" not in response.content.decode()
            assert len(response.content) < 800_000
        assert b"govuk-error-summary" in page.content


def test_a_reform_that_begins_too_late_says_so(client: Client, plan: Any) -> None:
    last = book("flanders").rules.coverage[1]
    response = client.post(lab(plan), {**CHANGES["a threshold"], "start": last.isoformat()})
    assert "The reform begins after" in text(response)
    assert response.context["result"].gain == 0


def test_a_reform_of_another_region_says_that_nothing_hangs_on_it(client: Client, plan: Any) -> None:
    response = client.get(lab(plan, "?example=brussels_under_30"))
    assert "changes the law of other regions alone" in text(response)
    assert response.context["result"].gain == 0
    assert "brussels.highly_skilled.hs_salary" in text(response)


def test_a_plan_whose_dataset_changed_cannot_be_tried(client: Client) -> None:
    plan = finished_plan()
    plan.talents.version = 7
    plan.talents.save()
    response = client.get(lab(plan, lang="fr"))
    assert "a changé depuis que le plan a été fait" in text(response)
    assert response.context["result"] is None


# ---- files --------------------------------------------------------------------------------------


def test_a_file_is_opened_with_what_no_slider_shows(client: Client, plan: Any) -> None:
    raw = (EXAMPLES / "brussels_under_30.yaml").read_bytes()
    address = reverse("reforms:open", args=[plan.pk])
    response = client.post(address, {"file": SimpleUploadedFile("reform.yaml", raw)})
    rest = response.context["rest"]
    assert "hs_reduced_pct_of_hs" in rest
    fields = {"rest": rest, f"value.{PAY}": "30000"}
    assert client.post(lab(plan), fields).context["result"].gain > 0
    taken = parse_yaml(client.post(reverse("reforms:take", args=[plan.pk]), fields).content.decode())
    assert [*taken.conditions] == ["brussels.highly_skilled.hs_salary"]
    assert Reform.objects.count() == 0


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x01", b"[" * 9000, b"id: x", "é".encode("latin-1"), b"x: &a [1]\ny: *a", b"x" * 70_000],
    ids=["empty", "binary", "deep", "not a reform", "latin-1", "aliases", "large"],
)
def test_a_file_that_is_none_is_refused(client: Client, plan: Any, raw: bytes) -> None:
    address = reverse("reforms:open", args=[plan.pk])
    response = client.post(address, {"file": SimpleUploadedFile("../../reform.yaml", raw)})
    assert response.status_code == 400
    assert b"govuk-error-message" in response.content


def test_no_file_is_told(client: Client, plan: Any) -> None:
    response = client.post(reverse("reforms:open", args=[plan.pk]), {})
    assert response.status_code == 400
    assert b"govuk-error-summary" in response.content


def test_texts_of_a_file_are_shown_as_text(client: Client, plan: Any) -> None:
    raw = """id: x
label: {en: "<img src=x onerror=alert(1)>", fr: b, nl: c}
terms: {flanders.shortage_title: {expr: "<script>alert(1)</script>"}}
"""
    address = reverse("reforms:open", args=[plan.pk])
    page = client.post(address, {"file": SimpleUploadedFile("r.yaml", raw.encode())}).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x" in page


# ---- who sees what ------------------------------------------------------------------------------


def test_others_see_neither_plan_nor_reform(client: Client, organisation: Any, person: Any) -> None:
    own, other = organisation("Own"), organisation("Other")
    plan = finished_plan(other)
    theirs = made_reform(other, person("analyst", other), plan, name="Secret intentions", shared=True)
    public = finished_plan()
    ready(public)
    analyst = person("analyst", own)
    for user in (None, analyst):
        if user:
            client.force_login(user)
        assert client.get(lab(plan)).status_code == 404
        assert client.post(lab(plan), {}).status_code == 404
        assert client.get(lab(public, f"?reform={theirs.pk}")).status_code == 404
        assert client.get(reverse("reforms:detail", args=[theirs.pk])).status_code == 404
        assert client.get(reverse("reforms:download", args=[theirs.pk])).status_code == 404
        compare = reverse("reforms:compare", args=[public.pk])
        assert client.get(compare, {"first": f"reform:{theirs.pk}", "second": "law"}).status_code == 404
        for address in (reverse("reforms:index"), compare):
            assert "Secret intentions" not in text(client.get(address))
        assert client.post(lab(public), {"reform": str(theirs.pk)}).context["reform"] is None


def test_the_public_form_of_a_plan_about_people_tells_of_no_few_of_them(
    client: Client, organisation: Any, person: Any
) -> None:
    own = organisation("Own")
    plan = finished_plan(own, synthetic=False, public=True)
    held = ready(plan)
    fields = CHANGES["an earlier list"]
    page = client.post(lab(plan), fields)
    guarded, guard = page.context["result"], page.context["guard"]
    counts = [n for c in (guarded.ways, *guarded.routes) for _, cells in c.table for n in cells]
    counts += [n for d in guarded.dimensions for r in d.rows for n in (r.pairs, r.gain, r.lose, r.unclear)]
    counts += [n for row in guarded.dependence.months for n in row[1:]] if guarded.dependence else []
    assert guard.limit > 4 * held.heaviest
    assert all(n == 0 or (n >= guard.step and n % guard.step == 0) for n in counts)
    assert "You see the public form of this plan." in text(page)
    arranged = page.context["controls"]
    assert all(n % guard.step == 0 for group in arranged for n in group.pairs.values())
    assert not any(group.live for group in arranged.others)
    assert f"{held.total:,}" not in text(page)
    client.force_login(person("viewer", own))
    exact = client.post(lab(plan), fields).context["result"]
    assert any(n % guard.step for _, cells in exact.ways.table for n in cells)
    ids = set(pool()["talents"]["id"]) & set(re.findall(r"\bT\d+\b", text(page)))
    assert not ids


@pytest.mark.parametrize("kept", [1, 3])
def test_the_index_asks_the_database_as_often_for_three_reforms_as_for_one(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any, kept: int
) -> None:
    own = organisation("Own")
    analyst, plan = person("analyst", own), finished_plan(own)
    for number in range(kept):
        made_reform(own, person("analyst", own), plan, name=f"Reform {number}", shared=True)
    client.force_login(analyst)
    client.get(reverse("reforms:index"))
    with django_assert_num_queries(INDEX_QUERIES):
        page = client.get(reverse("reforms:index"))
    assert text(page).count("Reform ") >= kept


INDEX_QUERIES = 9


def test_conditions_and_labels_stand_in_the_language_of_the_page(client: Client, plan: Any) -> None:
    label = next(v.label for v in can_change("flanders", plan.date).values if v.path == PAY)
    for lang in ("en", "fr", "nl"):
        assert label[lang] in text(client.get(lab(plan, lang=lang)))


def test_two_reforms_stand_side_by_side(client: Client, plan: Any) -> None:
    address = reverse("reforms:compare", args=[plan.pk])
    names = ("example:employer_change_after_12_months", "example:flanders_medium_skilled_2023")
    page = client.get(address, {"first": names[0], "second": names[1]})
    first, second = (side.shown.result for side in page.context["sides"])
    alone = client.get(lab(plan, "?example=flanders_medium_skilled_2023")).context["result"]
    assert second == alone
    assert first.dependence.after < first.dependence.before
    assert f"{second.ways.after.open:,}" in text(page)
    assert client.get(address, {"first": "reform:x", "second": "law"}).status_code == 404
    assert client.get(address, {"first": "law", "second": "law"}).context["sides"][0].shown.result.gain == 0


def test_a_page_of_an_unready_plan_says_how_far_it_is_and_then_loads(client: Client) -> None:
    plan = finished_plan()
    first = client.get(lab(plan), headers={"HX-Request": "true"})
    assert b'id="preparing"' in first.content or first.headers.get("HX-Refresh") == "true"
    ready(plan)
    assert client.get(lab(plan), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(lab(plan)).context["result"] is not None


def test_a_kept_document_that_no_longer_fits_is_told(client: Client, organisation: Any, person: Any) -> None:
    own = organisation("Own")
    plan = finished_plan(own)
    ready(plan)
    analyst = person("analyst", own)
    document = {**DOCUMENT, "parameters": {"flanders.gone": DOCUMENT["parameters"][PAY]}}
    reform = made_reform(own, analyst, plan, document=document)
    client.force_login(analyst)
    page = client.get(lab(plan, f"?reform={reform.pk}"))
    assert page.status_code == 200
    assert page.context["shown"].faults
    assert client.get(reverse("reforms:detail", args=[reform.pk])).status_code == 200
