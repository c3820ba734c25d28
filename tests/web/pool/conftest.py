"""Files, people and datasets for the tests of `pool`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from corridor.web.pool.models import Basis, Dataset, Purpose

TALENTS = (
    "id;job title;isco08;languages;expected salary\n"
    "T-001;Electrician;7411;nl:C2; € 38.500\n"
    "T-002;Electrician;9999;nl:B1;37000\n"
    "T-003;Welder;7212;fr:B2;36000\n"
    "T-004;Nurse;2221;nl:Q9;41000\n"
)
"""Two good rows (one repaired), two at fault: an occupation and a language."""
VACANCIES = "id;title;isco08;region;posts\nV-1;Electrician;7411;flanders;2\nV-2;Welder;7212;;1\n"


@dataclass
class World:
    """An organisation with its people, and another one."""

    ours: Any
    theirs: Any
    analyst: Any
    adviser: Any
    stranger: Any


@pytest.fixture
def world(organisation: Any, person: Any) -> World:
    """Two organisations."""
    ours, theirs = organisation("Ours"), organisation("Theirs")
    return World(ours, theirs, person("analyst", ours), person("adviser", ours), person("manager", theirs))


@pytest.fixture
def signed_in(client: Client, world: World) -> Client:
    """The browser of our analyst."""
    client.force_login(world.analyst)
    return client


@pytest.fixture
def send(signed_in: Client, world: World) -> Callable[..., Any]:
    """Uploads a file as the page does: `send("people.csv", text, kind="talents")` gives the answer."""

    def upload(name: str, content: str | bytes, *, kind: str = "talents", client: Client | None = None) -> Any:
        raw = content.encode() if isinstance(content, str) else content
        told = {"organisation": world.ours.pk, "kind": kind, "file": SimpleUploadedFile(name, raw)}
        return (client or signed_in).post(reverse("pool:upload"), told)

    return upload


@pytest.fixture
def imported(
    send: Callable[..., Any], signed_in: Client, django_capture_on_commit_callbacks: Any
) -> Callable[..., Dataset]:
    """A dataset that went the whole way, by the pages: `imported(TALENTS)`."""

    def make(
        content: str | bytes = TALENTS, *, kind: str = "talents", name: str = "people.csv", **told: Any
    ) -> Dataset:
        answer = send(name, content, kind=kind)
        dataset = Dataset.objects.get(pk=answer["Location"].split("/pool/")[1].split("/")[0])
        with django_capture_on_commit_callbacks(execute=True):
            given = mapping_of(dataset) | told
            done = signed_in.post(reverse("pool:mapping", args=[dataset.pk]), given)
        assert done.status_code == 302, done.content.decode()
        dataset.refresh_from_db()
        return dataset

    return make


def mapping_of(dataset: Dataset, **told: Any) -> dict[str, Any]:
    """What the page of the columns sends where the user agrees with every guess."""
    columns = {f"column_{at}": dataset.mapping.get(name) or "" for at, name in enumerate(dataset.columns)}
    return columns | {
        "name": dataset.name,
        "basis": Basis.PUBLIC_TASK,
        "purpose": Purpose.PLANNING,
        "retention_until": "2027-06-01",
        "do": "import",
        **told,
    }


def files_below(folder: Any) -> list[str]:
    """Every file that lies in the folder of private files."""
    return sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())
