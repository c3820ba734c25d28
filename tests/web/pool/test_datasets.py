"""A dataset's page, its uses, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.consent.retention import carry_out, due
from corridor.web.plans.models import Plan
from corridor.web.pool import snapshots
from corridor.web.pool.domain import Correction, correct_rows, delete_dataset, keep_table
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.models import Dataset
from corridor.web.pool.queries import datasets_of, frame, record
from tests.web.pool.conftest import World, files_below

pytestmark = pytest.mark.django_db
Imported = Callable[..., Dataset]
TABLE = pl.DataFrame({"id": ["S-1", "S-2"], "title": ["Welder", None], "isco08": ["7212", "7411"]})


def plan_of(dataset: Dataset, organisation: Any, name: str = "Our plan") -> Plan:
    return Plan.objects.create(
        organisation=organisation, name=name, region="flanders", date=date(2026, 11, 21), talents=dataset
    )


def test_the_page_says_what_is_known_and_where_it_came_from(signed_in: Client, imported: Imported) -> None:
    done = imported()
    page = signed_in.get(reverse("pool:detail", args=[done.pk])).content.decode()
    assert done.sha256 in page
    assert "people.csv" in page
    assert "Public task" in page
    assert "T-001" in page
    assert "100 %" in page or "100%" in page or "100\u00a0%" in page
    assert "2 rows could not be read" in page


def test_the_page_asks_the_database_the_same_for_one_and_three(
    imported: Imported, world: World, signed_in: Client, django_assert_num_queries: Any
) -> None:
    done = imported("id;title;isco08\n1;x;9999\n2;x;9999\n3;Welder;7212\n")
    address = reverse("pool:detail", args=[done.pk])
    plan_of(done, world.ours, "Plan 1")
    signed_in.get(address)
    with django_assert_num_queries(DETAIL_QUERIES):
        signed_in.get(address)
    for at, entry in enumerate(done.quarantine.all()):
        given = Correction(entry.pk, 1, {"isco08": "7212"})
        correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
        plan_of(done, world.ours, f"Plan {at + 2}")
    with django_assert_num_queries(DETAIL_QUERIES):
        page = signed_in.get(address).content.decode()
    assert all(f"Plan {n}" in page for n in (1, 2, 3))
    assert all(version.sha256 in page for version in done.versions.all())


DETAIL_QUERIES = 15


def test_a_table_of_corridor_becomes_a_public_dataset(client: Client, world: World, person: Any) -> None:
    made = keep_table(organisation=None, kind="talents", name="Demo", table=TABLE, actor=None, synthetic=True)
    assert (made.rows_in, made.rows, made.version, made.state) == (2, 2, 1, "ready")
    assert frame(made).equals(TABLE)
    assert made in datasets_of(world.stranger)
    client.force_login(world.stranger)
    page = client.get(reverse("pool:detail", args=[made.pk])).content.decode()
    assert "made up" in page
    assert "Demonstration: Talents" in page
    assert "Demonstratie: Talenten" in client.get(f"/nl/pool/{made.pk}/").content.decode()
    assert client.post(reverse("pool:delete", args=[made.pk])).status_code == 403
    assert not AuditEvent.objects.filter(verb="pool.rows_seen").exists(), "nobody is seen in made-up rows"


def test_a_row_is_found_by_its_id(imported: Imported, signed_in: Client) -> None:
    done = imported()
    assert (record(done, "T-003") or {})["isco08"] == "7212"
    assert record(done, "T-002") is None
    page = signed_in.get(reverse("pool:row", args=[done.pk]), {"id": "T-003"}).content.decode()
    assert "not known" in page
    for strange in ("../../etc/passwd", "' OR 1=1", "T-002"):
        assert signed_in.get(reverse("pool:row", args=[done.pk]), {"id": strange}).status_code == 404


def test_a_dataset_that_a_plan_uses_stays(imported: Imported, world: World, signed_in: Client) -> None:
    done = imported()
    plan_of(done, world.ours)
    page = signed_in.get(reverse("pool:detail", args=[done.pk])).content.decode()
    assert "Our plan" in page
    assert "cannot be deleted" in signed_in.get(reverse("pool:delete", args=[done.pk])).content.decode()
    refused = signed_in.post(reverse("pool:delete", args=[done.pk]), follow=True).content.decode()
    assert "refer to this dataset" in refused
    assert Dataset.objects.filter(pk=done.pk).exists()
    assert current_files(done)


def current_files(dataset: Dataset) -> list[str]:
    return [f for f in files_below(settings.FILES) if str(dataset.pk) in f]


def test_a_plan_of_others_is_not_named(imported: Imported, world: World, signed_in: Client) -> None:
    made = keep_table(organisation=None, kind="talents", name="Demo", table=TABLE, actor=None, synthetic=True)
    plan_of(made, world.theirs, "Their secret plan")
    plan_of(made, None, "The public plan")
    page = signed_in.get(reverse("pool:detail", args=[made.pk])).content.decode()
    assert "The public plan" in page
    assert "Their secret plan" not in page


def test_deleting_takes_rows_files_and_quarantine(
    imported: Imported, world: World, signed_in: Client, django_capture_on_commit_callbacks: Any
) -> None:
    done, other = imported(), imported("id;title\n1;Welder\n", name="other.csv")
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(reverse("pool:delete", args=[done.pk]))
    assert answer["Location"] == reverse("pool:list")
    assert list(Dataset.objects.all()) == [other]
    assert current_files(done) == []
    assert current_files(other)
    assert AuditEvent.objects.get(verb="pool.dataset_deleted").detail["sha256"] == done.sha256


def test_a_draft_can_be_deleted_with_its_file(
    send: Callable[..., Any], signed_in: Client, django_capture_on_commit_callbacks: Any
) -> None:
    send("a.csv", "id;title\n1;Welder\n")
    draft = Dataset.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("pool:delete", args=[draft.pk]))
    assert (Dataset.objects.count(), files_below(settings.FILES)) == (0, [])


def test_what_is_past_its_day_goes_with_its_files_though_a_plan_used_it(
    imported: Imported, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    old, used, young = imported(), imported("id;title\n1;a\n", name="b.csv"), imported("id;title\n1;b\n", name="c.csv")
    gone = [old.pk, used.pk]
    Dataset.objects.filter(pk__in=gone).update(retention_until=date(2026, 1, 1))
    plan = plan_of(used, world.ours)
    assert [d.count for d in due() if d.what["en"] == "Datasets past their last day"] == [2]
    assert Dataset.objects.count() == 3, "the dry run deletes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        done = carry_out(actor=None)
    assert [d.count for d in done if d.what["en"] == "Datasets past their last day"] == [2]
    assert list(Dataset.objects.all()) == [young]
    assert {f.split("/")[1] for f in files_below(settings.FILES)} == {str(young.pk)}
    plan.refresh_from_db()
    assert plan.talents is None
    assert AuditEvent.objects.filter(verb="pool.dataset_deleted", detail__why="retention").count() == 2


def test_files_of_old_versions_go_and_their_hashes_stay(
    imported: Imported, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    lines = "".join(f"{n};x;9999\n" for n in range(5))
    done = imported("id;title;isco08\n" + lines + "9;Welder;7212\n")
    for entry in done.quarantine.all():
        given = Correction(entry.pk, 1, {"isco08": "7212"})
        with django_capture_on_commit_callbacks(execute=True):
            correct_rows(dataset=done, corrections=[given], actor=world.analyst, lang="en")
    versions = list(done.versions.all())
    assert [v.number for v in versions] == [6, 5, 4, 3, 2, 1]
    assert [bool(v.file) for v in versions] == [True, True, True, False, False, False]
    assert all(v.sha256 for v in versions)
    assert len(current_files(done)) == 3
    assert frame(done).height == 6


def test_remainders_of_a_crash_are_swept(imported: Imported) -> None:
    import os

    done = imported()
    left = snapshots.folder(done.pk) / ".0002-dead.parquet.part"
    left.write_bytes(b"x")
    assert snapshots.sweep(done.pk, {done.versions.get().file}) == 0, "it may be at work still"
    os.utime(left, (0, 0))
    assert snapshots.sweep(done.pk, {done.versions.get().file}) == 1
    assert frame(done).height == 2


@pytest.mark.parametrize("name", ["../x", "a/b", "", "/etc/passwd"])
def test_a_snapshot_is_a_name_and_no_path(name: str, imported: Imported) -> None:
    with pytest.raises(ValueError, match="no snapshot"):
        snapshots.path_of(imported().pk, name)


def test_a_dataset_of_the_public_is_nobodys_to_delete(world: World) -> None:
    made = keep_table(organisation=None, kind="vacancies", name="Demo", table=TABLE, actor=None, synthetic=True)
    assert not world.analyst.has_perm("pool.delete_dataset", made)
    plan_of(made, None)
    with pytest.raises(PoolRefusal, match="refer"):
        delete_dataset(dataset=made, actor=None)
