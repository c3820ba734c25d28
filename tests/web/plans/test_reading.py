"""The pages of a plan: what stands on them, for whom, and at what cost."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corridor.plan.result import REASONS
from corridor.web.audit.models import AuditEvent
from corridor.web.plans import queries
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Dataset
from tests.web.plans.made import made_dataset, made_plan, result

pytestmark = pytest.mark.django_db
CHAPTERS = ("detail", "levers", "occupations", "reforms", "audit", "provenance")


def address(name: str, plan: Plan, **values: Any) -> str:
    return reverse(f"plans:{name}", kwargs={"key": plan.pk, **values})


def text_of(client: Client, where: str) -> str:
    """The words of a page, without markup."""
    response = client.get(where)
    assert response.status_code == 200, where
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def row_of(plan: Plan, name: str = "scores") -> dict[str, Any]:
    return queries.table(plan, name).row(0, named=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_is_read_by_everybody_of_the_demonstration(client: Client, chapter: str, language: str) -> None:
    plan = made_plan()
    with translation.override(language):
        text = text_of(client, address(chapter, plan))
    marked = {"en": "no row is a person", "fr": "aucune ligne n’est une personne", "nl": "geen rij is een persoon"}
    assert marked[language] in text


def test_the_waterfall_adds_up(client: Client) -> None:
    plan = made_plan()
    found = result()[0]
    response = client.get(address("detail", plan))
    steps = {step.label: step for step in response.context["overview"].steps}
    assert steps["All posts"].end == found.inputs.posts
    assert steps["Open posts"].end == found.unfilled
    filled = [s for s in steps.values() if s.tone == "filled"]
    reasons = [s for s in steps.values() if s.tone == "reason"]
    assert sum(s.end - s.start for s in filled) + found.unfilled == found.inputs.posts
    assert [s.end - s.start for s in reasons] == [r.posts for r in found.reasons]
    assert reasons[-1].start == 0


def test_levers_say_what_the_library_says(client: Client) -> None:
    from corridor.reports.lever_text import what_to_do

    plan = made_plan()
    text = text_of(client, address("levers", plan))
    first = max(result()[0].levers, key=lambda lever: lever.posts)
    said = re.sub(r"\s+", " ", what_to_do(first, "en").replace("\xa0", " "))
    assert said in text.replace("\xa0", " ")


# ---- occupations ----------------------------------------------------------------------------------


def names_on(client: Client, where: str, **query: str) -> list[str]:
    response = client.get(where, query)
    return [row.name for row in response.context["rows"]]


def test_occupations_are_sorted_filtered_and_searched(client: Client) -> None:
    plan = made_plan()
    where = address("occupations", plan)
    occupations = [o for o in result()[0].occupations if o.isco08]
    by_posts = [row.occupation.posts for row in client.get(where, {"sort": "posts"}).context["rows"]]
    assert by_posts == sorted(by_posts, reverse=True)
    by_name = names_on(client, where, sort="name")
    assert by_name == sorted(by_name, key=str.casefold)
    one = occupations[0]
    assert one.label["en"] in names_on(client, where, q=one.label["nl"].upper())
    assert names_on(client, where, q=one.isco08) == [one.label["en"]]
    assert names_on(client, where, q="no such occupation anywhere") == []
    for reason in REASONS:
        for row in client.get(where, {"reason": reason}).context["rows"]:
            assert max(row.occupation.reasons.values()) == row.occupation.reasons[reason] > 0
    assert all(not row.occupation.lists for row in client.get(where, {"listed": "no"}).context["rows"])


def test_a_strange_sort_or_page_is_as_if_none_was_asked(client: Client) -> None:
    where = address("occupations", made_plan())
    plain = names_on(client, where)
    assert names_on(client, where, sort="drop table", page="99999") == names_on(client, where, page="99999")
    assert names_on(client, where, sort="__class__", reason="x", listed="y", page="-1") == names_on(
        client, where, page="-1"
    )
    assert names_on(client, where, page="one") == plain


def test_htmx_gets_the_table_alone(client: Client) -> None:
    where = address("occupations", made_plan())
    part = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "<table" in part
    assert "<html" not in part


def test_an_occupation_has_its_own_levers_and_vacancies(client: Client) -> None:
    plan = made_plan()
    occupation = max((o for o in result()[0].occupations if o.isco08), key=lambda o: o.unfilled)
    response = client.get(address("occupation", plan, code=occupation.isco08))
    vacancies = queries.table(plan, "vacancies").filter(pl.col("isco08") == occupation.isco08)
    assert [v["id"] for v in response.context["vacancies"]] == vacancies.sort(
        "unfilled", "id", descending=[True, False]
    )["id"].to_list()
    expected = {
        (lever.reason, entry["posts"])
        for lever in result()[0].levers
        for entry in lever.occupations
        if entry["isco08"] == occupation.isco08
    }
    assert {lever.posts for lever in response.context["levers"]} == {posts for _, posts in expected}
    assert client.get(address("occupation", plan, code="0000")).status_code == 404


# ---- a vacancy --------------------------------------------------------------------------------------


def test_a_vacancy_says_why_it_is_open(client: Client) -> None:
    plan = made_plan()
    table = queries.table(plan, "vacancies")
    open_ = table.filter(pl.col("reason") == "not_qualified").row(0, named=True)
    response = client.get(address("vacancy", plan, vacancy=open_["id"]))
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    assert "All who do such work lack a skill, level, licence or language that is asked." in text
    standings = response.context["standings"]
    names = ("not_qualified", "not_willing", "not_allowed", "undecided", "feasible")
    for circle, standing in zip(result()[0].circles, standings, strict=True):
        assert standing.counts == tuple(open_[f"{circle.name}_{state}"] for state in names)
    alone = {o.label: o.alone for o in response.context["obstacles"]}
    assert alone.get("Skills", 0) == open_["only_skills"]


def test_candidates_have_the_parts_of_their_score_and_their_route(client: Client) -> None:
    plan = made_plan()
    scores = queries.table(plan, "scores")
    needs = scores.filter(pl.col("route").is_not_null()).row(0, named=True)
    response = client.get(address("vacancy", plan, vacancy=needs["vacancy"]))
    people = {person.talent: person for person in response.context["candidates"]}
    assert people.keys() == set(scores.filter(pl.col("vacancy") == needs["vacancy"])["talent"])
    one = people[needs["talent"]]
    assert one.score == needs["score"]
    assert one.parts == tuple(needs[part] for part in ("occupation", "skills", "experience", "languages", "education"))
    assert one.route
    assert one.dependence_months == needs["dependence_months"]
    assert f"{needs['dependence_months']} months" in response.content.decode().replace("\xa0", " ")


def test_looking_at_people_is_written_down_and_at_nobody_is_not(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    about_people, made_up = made_plan(here, synthetic=False), made_plan(here)
    adviser = person("adviser", here)
    client.force_login(adviser)
    for plan in (about_people, made_up):
        client.get(address("vacancy", plan, vacancy=row_of(plan)["vacancy"]))
    seen = AuditEvent.objects.get(verb="plans.people_seen")
    assert (seen.actor, seen.subject) == (adviser.pk, str(about_people.pk))
    assert seen.detail["rows"] > 0


@pytest.mark.parametrize("role", ["viewer", "convener"])
def test_who_does_not_work_with_people_sees_none(client: Client, organisation: Any, person: Any, role: str) -> None:
    here = organisation()
    plan = made_plan(here, synthetic=False)
    client.force_login(person(role, here))
    row = row_of(plan)
    page = client.get(address("vacancy", plan, vacancy=row["vacancy"])).content.decode()
    assert row["vacancy"] in page
    assert row["talent"] not in page
    assert client.get(address("download", plan, file="candidates.csv")).status_code == 403
    assert client.get(address("download", plan, file="vacancies.csv")).status_code == 200
    assert not AuditEvent.objects.filter(verb="plans.people_seen").exists()


def test_a_pool_that_was_given_for_planning_alone_shows_no_people(
    client: Client, organisation: Any, person: Any
) -> None:
    here = organisation()
    talents = made_dataset(here, "talents", synthetic=False, purpose="planning")
    plan = made_plan(here, synthetic=False, talents=talents)
    client.force_login(person("adviser", here))
    row = row_of(plan)
    assert row["talent"] not in client.get(address("vacancy", plan, vacancy=row["vacancy"])).content.decode()
    assert client.get(address("download", plan, file="placements.parquet")).status_code == 403


def test_a_vacancy_that_is_not_there(client: Client) -> None:
    plan = made_plan()
    for forged in ("V999999", "../../etc/passwd", "' or 1=1"):
        assert client.get(address("vacancy", plan, vacancy=forged)).status_code == 404


# ---- who sees which plan ------------------------------------------------------------------------------


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_private_plan_is_there_for_its_readers_alone(
    client: Client, organisation: Any, person: Any, chapter: str
) -> None:
    here, elsewhere = organisation(), organisation("Elsewhere", kind="one_stop_shop")
    plan = made_plan(here, name="Our secret plan", synthetic=False)
    made_plan(elsewhere, name="Their plan")
    for user in (None, person("employer", here), person("analyst", elsewhere), person("administrator"), person()):
        client.logout()
        if user is not None:
            client.force_login(user)
        assert client.get(address(chapter, plan)).status_code == 404
        assert "Our secret plan" not in client.get(reverse("plans:list")).content.decode()
    client.force_login(person("viewer", here))
    assert "Our secret plan" in client.get(address(chapter, plan)).content.decode()


def test_the_list_shows_only_ones_own(client: Client, organisation: Any, person: Any) -> None:
    here, elsewhere = organisation(), organisation("Elsewhere")
    made_plan(here, name="Ours")
    made_plan(elsewhere, name="Theirs")
    made_plan(elsewhere, name="Theirs for all", public=True)
    client.force_login(person("analyst", here))
    page = client.get(reverse("plans:list")).content.decode()
    assert "Ours" in page
    assert "Theirs for all" in page
    assert "Theirs<" not in page


def test_the_list_costs_the_same_for_one_and_three(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any
) -> None:
    here = organisation()
    client.force_login(person("analyst", here))
    made_plan(here)
    client.get(reverse("plans:list"))
    with django_assert_num_queries(6):
        assert len(client.get(reverse("plans:list")).context["rows"]) == 1
    for name in ("second", "third"):
        made_plan(here, name=name)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("plans:list")).context["rows"]) == 3


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_of_the_demonstration_costs_one_query(
    client: Client, django_assert_num_queries: Any, chapter: str
) -> None:
    plan = made_plan()
    with django_assert_num_queries(1):
        client.get(address(chapter, plan))


# ---- what has changed since ----------------------------------------------------------------------------


def test_a_plan_says_that_its_dataset_or_the_law_has_changed(client: Client) -> None:
    plan = made_plan()
    assert "Since then" not in text_of(client, address("detail", plan))
    Dataset.objects.filter(pk=plan.talents_id).update(version=2)
    Plan.objects.filter(pk=plan.pk).update(law_hash="another")
    text = text_of(client, address("detail", plan))
    assert "the dataset of talents has changed" in text
    assert "the law as Corridor knows it has changed" in text
    assert "the dataset of vacancies" not in text


def test_with_the_dataset_go_the_rows_of_people_and_the_counts_stay(
    client: Client, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    plan = made_plan(here, synthetic=False)
    row = row_of(plan)
    posts = plan.posts
    with django_capture_on_commit_callbacks(execute=True):
        Dataset.objects.get(pk=plan.talents_id).delete()
    client.force_login(person("analyst", here))
    assert not (plan.path / "candidates.parquet").exists()
    page = client.get(address("vacancy", plan, vacancy=row["vacancy"])).content.decode()
    assert row["talent"] not in page
    text = text_of(client, address("detail", plan))
    assert "the dataset of talents was deleted" in text
    assert f"Of {posts} posts" in text.replace("\xa0", " ")
    assert client.get(address("download", plan, file="candidates.csv")).status_code == 403
    assert client.get(address("provenance", plan)).status_code == 200
