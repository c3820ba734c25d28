"""What refers to a dataset: plans, and whatever else has a foreign key to it. This app knows none of them by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignObjectRel, Model

from corridor.web.pool.models import Dataset

SHOWN = 50


def relations() -> Iterator[ForeignObjectRel]:
    """The foreign keys of other apps that lead to datasets."""
    for relation in Dataset._meta.related_objects:
        if relation.related_model._meta.app_label != Dataset._meta.app_label:
            yield relation


def users_of(dataset: Dataset) -> list[Model]:
    """The objects that refer to a dataset, each once."""
    found: dict[Any, Model] = {}
    for relation in relations():
        model: Any = relation.related_model
        for thing in model._default_manager.filter(**{relation.field.name: dataset})[:SHOWN]:
            found.setdefault((model, thing.pk), thing)
    return list(found.values())
