"""Reforms that a plan can be compared under: the examples that ship, and what other apps offer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.permits.book import LAW

EXAMPLES = LAW / "reforms"
Provider = Callable[[Any, Any], "Iterable[Offered]"]


@dataclass(frozen=True)
class Offered:
    """A reform to choose: `key` in the form, its texts by language, and the document as a reform file holds it."""

    key: str
    label: dict[str, str]
    note: dict[str, str]
    document: dict[str, Any]


@cache
def examples() -> tuple[Offered, ...]:
    """The example reforms, by file name."""
    return tuple(_offered(file) for file in sorted(EXAMPLES.glob("*.yaml")))


def _offered(file: Path) -> Offered:
    document = plain(yaml.safe_load(file.read_text(encoding="utf-8")))
    return Offered(f"example:{file.stem}", document["label"], document.get("note") or {}, document)


def example(name: str) -> dict[str, Any]:
    """The document of an example by its file's name.

    Raises:
        KeyError: there is none.
    """
    return {entry.key: entry.document for entry in examples()}[f"example:{name}"]


def plain(document: Any) -> Any:
    """A document as JSON holds it: dates as text, which reform files read back as dates."""
    return json.loads(json.dumps(document, default=str))


_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Offer more reforms: a function of a user and an organisation. For apps above this one."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def offered(user: Any, organisation: Any) -> list[Offered]:
    """What a user may choose for a plan of an organisation: the examples first."""
    return [*examples(), *(entry for provider in _providers for entry in provider(user, organisation))]


def write(documents: Sequence[dict[str, Any]], folder: Path) -> list[Path]:
    """Reform documents as files that the engine reads (JSON is YAML), in their order."""
    files = []
    for number, document in enumerate(documents):
        file = folder / f"{number:02}.yaml"
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        files.append(file)
    return files
