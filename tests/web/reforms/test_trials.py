"""Trials held ready: made once, one at a time, dropped when what they rest on has changed."""

from __future__ import annotations

import threading
from typing import Any

import polars as pl
import pytest

from corridor.web.plans.queries import table
from corridor.web.pool.models import Dataset
from corridor.web.reforms import trials
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.outcome import Guard
from tests.web.reforms.made import finished_plan, ready

pytestmark = pytest.mark.django_db


def test_requests_that_come_together_join_one_preparation(db: Any) -> None:
    plan = finished_plan()
    first, second = trials.prepared(plan), trials.prepared(plan)
    assert first is second
    assert first.over.wait(120)
    assert trials.prepared(plan).ready is first.ready
    assert sum(t.name == f"trial-{plan.pk}" for t in threading.enumerate()) == 0


def test_what_is_ready_counts_what_the_plan_has() -> None:
    plan = finished_plan()
    found = ready(plan)
    assert 0 < found.people <= found.total
    assert found.drawn == found.total == found.today.cases
    counted = {state: sum(r.get(state, 0) for r in found.by_route.values()) for state in ("open", "unknown", "closed")}
    assert sum(counted.values()) == found.total * len(found.by_route)
    assert 1 <= found.heaviest <= found.total


def test_a_changed_or_deleted_dataset_is_told() -> None:
    plan = finished_plan()
    Dataset.objects.filter(pk=plan.talents_id).update(version=9)
    plan.refresh_from_db()
    with pytest.raises(ReformRefusal) as refused:
        trials.prepared(plan)
    assert refused.value.key == "dataset_changed"
    plan.talents = None
    plan.save()
    with pytest.raises(ReformRefusal) as refused:
        trials.prepared(plan)
    assert refused.value.key == "dataset_gone"


def test_a_failure_is_told_and_not_repeated_at_once() -> None:
    plan = finished_plan()
    (plan.path / "candidates.parquet").unlink()
    found = trials.prepared(plan, patience=120)
    assert found.ready is None
    assert found.error is not None
    assert all(found.error.told(lang)[1] for lang in ("en", "fr", "nl"))
    assert trials.prepared(plan) is found


def test_only_the_last_plans_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "KEPT", 1)
    one, other = finished_plan(), finished_plan()
    first = ready(one)
    ready(other)
    assert trials.prepared(one, patience=120).ready is not first


def test_a_guard_hides_what_could_be_of_fewer_than_five_people() -> None:
    guard = Guard.of(False, 18)
    assert guard.limit == 4 * 18 + 1
    assert [guard.count(n) for n in (0, 1, 72)] == [0, 0, 0]
    assert all(guard.count(n) % guard.step == 0 and guard.count(n) > 0 for n in range(73, 900))
    assert guard.said(guard.count(3)) == "fewer than 73"
    assert Guard.of(True, 18).count(3) == 3
    people = table(finished_plan(), "candidates").group_by("talent").len().select(pl.max("len")).item()
    assert people >= 1
