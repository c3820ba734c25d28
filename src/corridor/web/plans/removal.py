"""What goes when a plan or a dataset goes: the files follow the rows of the database."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete

from corridor.web.plans import files
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Dataset


def remove_folder(sender: type[Plan], instance: Plan, **rest: Any) -> None:
    """A plan's folder goes with its row, whoever deletes it."""
    if instance.folder:
        transaction.on_commit(partial(files.remove, instance.path.name))


def remove_persons(sender: type[Dataset], instance: Dataset, **rest: Any) -> None:
    """With a dataset of talents go the rows of these people in plans; counts stay."""
    for plan in Plan.objects.filter(talents=instance).exclude(folder=""):
        transaction.on_commit(partial(files.forget_persons, plan.path))


def connect() -> None:
    """Follow deletions from now on."""
    post_delete.connect(remove_folder, sender=Plan, dispatch_uid="plans.remove_folder")
    pre_delete.connect(remove_persons, sender=Dataset, dispatch_uid="plans.remove_persons")
