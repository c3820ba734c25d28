"""Labels of occupations that ship with the package: titles of ISCO-08 and the titles of Belgian lists.

Lists that act on permits stand in `law/<region>/lists`; they are read as data. The titles of the agencies' lists stand
in `belgian_titles.csv`. No Belgian list gives ISCO codes: the codes are a mapping, mostly one main code a title.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corridor.occupations import isco08
from corridor.occupations.title import plain

LAW = Path(__file__).parent.parent / "law"
BELGIAN = Path(__file__).parent / "belgian_titles.csv"
ISCO = "isco08"


@dataclass(frozen=True, slots=True)
class Label:
    """A title by which an occupation is known. `source` is `isco08` or the name of the list it stands on."""

    text: str
    lang: str
    isco08: str
    source: str


@cache
def shipped_labels() -> tuple[Label, ...]:
    """The labels of the package, each text once a code and language."""
    found: dict[tuple[str, str, str], Label] = {}
    for label in (*_isco(), *_agencies(), *_law()):
        found.setdefault((plain(label.text), label.lang, label.isco08), label)
    return tuple(found.values())


def belgian_labels() -> tuple[Label, ...]:
    """The titles of Belgian lists alone."""
    return tuple(label for label in shipped_labels() if label.source != ISCO)


def _isco() -> Iterator[Label]:
    for code in isco08.unit_groups():
        for lang, text in isco08.group(code).titles.items():
            yield Label(text, lang, code, ISCO)


def _agencies() -> Iterator[Label]:
    with BELGIAN.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for lang in isco08.LANGUAGES:
                if row[lang]:
                    yield Label(row[lang], lang, row["isco08"], row["list_id"].split()[0])


def _law() -> Iterator[Label]:
    """The titles of the lists of occupations in the law: entries whose codes are unit groups."""
    for file in sorted(LAW.glob("*/lists/*/*.yaml")):
        if file.name == "list.yaml":
            continue
        source = f"{file.parts[-4]}/{file.parts[-2]}/{file.stem}"
        for entry in _entries(file):
            for code in entry.get("codes") or ():
                if code in isco08.unit_groups():
                    yield from (Label(text, lang, code, source) for lang, text in entry["title"].items() if text)


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    for part in ("entries", "removed"):
        for entry in raw.get(part) or ():
            if isinstance(entry, dict) and isinstance(entry.get("title"), dict):
                yield entry
