"""A plan is asked for, made whole or not at all, run again, deleted."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corridor.plan import plan as engine
from corridor.plan.writing import write
from corridor.web.audit.models import AuditEvent
from corridor.web.jobs.errors import Stopped
from corridor.web.jobs.models import Job
from corridor.web.jobs.queries import latest
from corridor.web.plans import domain, files, offered
from corridor.web.plans.faults import PlanFault
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Dataset
from corridor.web.pool.queries import frame
from tests.web.plans.made import made_dataset, made_plan

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def asked(organisation: Any, actor: Any, **values: Any) -> Plan:
    """A plan that was asked for and is not made yet."""
    values = {"name": "Autumn", "region": "flanders", "date": DAY, "seed": 3, **values}
    tables = {kind: values.pop(kind, None) or made_dataset(organisation, kind) for kind in ("talents", "vacancies")}
    return domain.create_plan(actor=actor, organisation=organisation, **tables, **values)


def silent(stage: str, done: int, total: int) -> None:
    pass


def left() -> list[Path]:
    home = files.home()
    return sorted(home.iterdir()) if home.exists() else []


def filled_in(talents: Dataset, vacancies: Dataset, organisation: Any, **values: Any) -> dict[str, Any]:
    return {
        "organisation": organisation.pk,
        "name": "Autumn",
        "region": "flanders",
        "date": "2026-11-21",
        "talents": talents.pk,
        "vacancies": vacancies.pk,
        "method": "stable",
        "seed": "3",
        **values,
    }


# ---- from the form to the result --------------------------------------------------------------------


def test_a_plan_from_the_form_to_the_same_bytes_as_the_command(
    client: Client, organisation: Any, person: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    client.force_login(person("analyst", here))
    talents, vacancies = made_dataset(here, "talents"), made_dataset(here, "vacancies")
    chosen = ["example:employer_change_after_12_months"]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("plans:create"), filled_in(talents, vacancies, here, reforms=chosen))
    plan = Plan.objects.get()
    assert response.headers["Location"] == reverse("plans:detail", args=[plan.pk])
    job = latest(plan.pk)
    assert job is not None
    assert job.state == "done", job.fault
    reform = offered.EXAMPLES / "employer_change_after_12_months.yaml"
    made = engine("flanders", DAY, frame(talents), frame(vacancies), reforms=[reform], seed=3)
    write(made, tmp_path / "command")
    command = (tmp_path / "command" / "plan.json").read_bytes()
    assert (plan.path / "plan.json").read_bytes() == command
    assert plan.digest == hashlib.sha256(command).hexdigest()
    response = client.get(reverse("plans:download", args=[plan.pk, "plan.json"]))
    assert response.getvalue() == command
    assert (plan.posts, plan.unfilled) == (made.inputs.posts, made.unfilled)
    assert (plan.talents_version, plan.talents_sha256) == (1, talents.sha256)
    assert plan.synthetic
    assert {e.verb for e in AuditEvent.objects.filter(subject=str(plan.pk))} == {
        "plans.created",
        "plans.made",
    }


def test_what_is_wrong_stands_above_the_form_and_values_are_kept(
    client: Client, organisation: Any, person: Any
) -> None:
    here = organisation()
    client.force_login(person("analyst", here))
    talents, vacancies = made_dataset(here, "talents"), made_dataset(here, "vacancies")
    given = filled_in(talents, vacancies, here, date="1999-01-01", name="<b>Autumn</b>", seed="-1")
    response = client.post(reverse("plans:create"), given)
    assert response.status_code == 400
    page = response.content.decode()
    assert "The law is known from" in page
    assert 'href="#id_date"' in page
    assert 'href="#id_seed"' in page
    assert "&lt;b&gt;Autumn&lt;/b&gt;" in page
    assert "<b>Autumn" not in page
    assert not Plan.objects.exists()


def test_a_dataset_of_another_organisation_cannot_be_planned_with(
    client: Client, organisation: Any, person: Any
) -> None:
    here, elsewhere = organisation(), organisation("Elsewhere")
    user = person("analyst", here)
    client.force_login(user)
    theirs, ours = made_dataset(elsewhere, "talents"), made_dataset(here, "vacancies")
    response = client.post(reverse("plans:create"), filled_in(theirs, ours, here))
    assert "talents" in response.context["form"].errors
    assert theirs.name not in client.get(reverse("plans:create")).content.decode().replace(ours.name, "")
    from corridor.web.organisations.models import Membership

    Membership.objects.create(user=user, organisation=elsewhere, role="manager")
    response = client.post(reverse("plans:create"), filled_in(theirs, ours, here))
    assert "another organisation" in str(response.context["form"].errors["talents"])
    response = client.post(reverse("plans:create"), filled_in(theirs, ours, elsewhere))
    assert "another organisation" in str(response.context["form"].errors["vacancies"])
    assert not Plan.objects.exists()


def test_the_public_demonstration_can_be_planned_with(client: Client, organisation: Any, person: Any) -> None:
    here = organisation()
    client.force_login(person("manager", here))
    talents, vacancies = made_dataset(None, "talents"), made_dataset(None, "vacancies")
    assert client.post(reverse("plans:create"), filled_in(talents, vacancies, here)).status_code == 302
    assert Plan.objects.get().organisation == here


@pytest.mark.parametrize("role", ["viewer", "adviser", "employer", "convener"])
def test_who_does_not_run_plans_is_refused(client: Client, organisation: Any, person: Any, role: str) -> None:
    here = organisation()
    client.force_login(person(role, here))
    talents, vacancies = made_dataset(here, "talents"), made_dataset(here, "vacancies")
    assert client.post(reverse("plans:create"), filled_in(talents, vacancies, here)).status_code == 403
    assert not Plan.objects.exists()


def test_the_form_is_filled_in_like_another_plan(client: Client, organisation: Any, person: Any) -> None:
    here, elsewhere = organisation(), organisation("Elsewhere")
    client.force_login(person("analyst", here))
    plan, theirs = made_plan(here, name="Model"), made_plan(elsewhere, name="Not yours")
    form = client.get(reverse("plans:create"), {"like": str(plan.pk)}).context["form"]
    assert form.initial["name"] == "Model"
    assert form.initial["reforms"] == ["example:employer_change_after_12_months"]
    assert "name" not in client.get(reverse("plans:create"), {"like": str(theirs.pk)}).context["form"].initial
    assert client.get(reverse("plans:create"), {"like": "nonsense"}).status_code == 200


# ---- whole or not at all ----------------------------------------------------------------------------


def test_a_run_that_is_stopped_leaves_nothing(organisation: Any, person: Any) -> None:
    here = organisation()
    plan = asked(here, person("analyst", here))
    for stage in ("read", "search", "routes", "write"):

        def until(name: str, done: int, total: int, stage: str = stage) -> None:
            if name == stage:
                raise Stopped

        with pytest.raises(Stopped):
            domain.make(key=plan.pk, progress=until)
        assert left() == []
        assert not Plan.objects.get(pk=plan.pk).finished
    domain.make(key=plan.pk, progress=silent)
    assert Plan.objects.get(pk=plan.pk).finished


def test_what_a_killed_run_left_is_replaced(organisation: Any, person: Any) -> None:
    here = organisation()
    plan = asked(here, person("analyst", here))
    half = files.home() / str(plan.pk)
    half.mkdir(parents=True)
    (half / "vacancies.parquet").write_bytes(b"half of a table")
    domain.make(key=plan.pk, progress=silent)
    found = Plan.objects.get(pk=plan.pk)
    assert pl.read_parquet(found.path / "vacancies.parquet")["posts"].sum() == found.posts


def test_a_plan_that_has_its_result_is_not_made_again(organisation: Any, person: Any) -> None:
    here = organisation()
    plan = made_plan(here)
    before = (plan.path / "plan.json").stat().st_mtime_ns

    def told(stage: str, done: int, total: int) -> None:
        raise AssertionError(f"{stage} was begun")

    domain.make(key=plan.pk, progress=told)
    assert (plan.path / "plan.json").stat().st_mtime_ns == before


def test_a_plan_that_is_deleted_while_it_is_made_leaves_no_folder(organisation: Any, person: Any) -> None:
    here = organisation()
    plan = asked(here, person("analyst", here))

    def told(stage: str, done: int, total: int) -> None:
        if stage == "write":
            Plan.objects.filter(pk=plan.pk).delete()

    domain.make(key=plan.pk, progress=told)
    assert not Plan.objects.exists()
    assert left() == []


def test_old_staging_folders_are_swept_and_young_ones_are_not() -> None:
    import os

    old, young = files.home() / ".old.x", files.home() / ".young.x"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    files.sweep()
    assert not old.exists()
    assert young.exists()


# ---- what goes wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_failed_run_says_why_and_what_to_do(
    client: Client, organisation: Any, person: Any, language: str, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    user = person("analyst", here)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        plan = asked(here, user, region="wallonia")
    job = latest(plan.pk)
    assert job is not None
    assert job.state == "failed"
    with translation.override(language):
        page = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    remedy = {"en": "check the column region", "fr": "vérifiez la colonne region", "nl": "controleer de kolom region"}
    assert remedy[language] in page
    assert reverse("plans:again", args=[plan.pk]).removeprefix("/en") in page


def test_a_dataset_that_is_gone_or_not_ready_is_said(organisation: Any, person: Any) -> None:
    here = organisation()
    plan = asked(here, person("analyst", here))
    Dataset.objects.filter(pk=plan.talents_id).update(state="importing")
    with pytest.raises(PlanFault, match="no rows that can be used"):
        domain.make(key=plan.pk, progress=silent)
    Plan.objects.filter(pk=plan.pk).update(talents=None)
    with pytest.raises(PlanFault, match="no longer exists"):
        domain.make(key=plan.pk, progress=silent)


def test_every_fault_is_said_in_three_languages() -> None:
    import json

    from corridor.web.plans.faults import MESSAGES

    for texts in json.loads(MESSAGES.read_text(encoding="utf-8")).values():
        assert texts.keys() == {"en", "fr", "nl"}
        assert len({len(text) for text in texts.values()}) == 1


def test_a_failed_plan_runs_again_and_a_running_one_does_not_twice(
    client: Client, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    user = person("analyst", here)
    plan = asked(here, user)
    client.force_login(user)
    where = reverse("plans:again", args=[plan.pk])
    client.post(where)
    assert Job.objects.filter(subject=plan.pk).count() == 1
    Job.objects.filter(subject=plan.pk).update(state="failed")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where)
    assert Plan.objects.get(pk=plan.pk).finished
    client.post(where)
    assert Job.objects.filter(subject=plan.pk).count() == 2


# ---- deleting -------------------------------------------------------------------------------------------


def test_deleting_a_plan_takes_its_folder_and_stops_its_run(
    client: Client, organisation: Any, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    here = organisation()
    user = person("manager", here)
    client.force_login(user)
    plan, waiting = made_plan(here), asked(here, user)
    for one in (plan, waiting):
        where = reverse("plans:delete", args=[one.pk])
        assert client.get(where).status_code == 200
        assert Plan.objects.filter(pk=one.pk).exists()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(where)
        assert not Plan.objects.filter(pk=one.pk).exists()
    assert not plan.path.exists()
    assert Job.objects.get(subject=waiting.pk).state == "stopped"
    assert AuditEvent.objects.filter(verb="plans.deleted").count() == 2


def test_a_closed_organisation_takes_its_plans_and_their_folders(
    organisation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    plan = made_plan(organisation(), talents=made_dataset(), vacancies=made_dataset(kind="vacancies"))
    assert Path(settings.FILES) in plan.path.parents
    with django_capture_on_commit_callbacks(execute=True):
        plan.organisation.delete()
    assert not plan.path.exists()
