"""Which column of a file is which column of the table: by name, label, alias in three languages, or a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from corridor.pool.errors import Message, PoolError
from corridor.pool.schema import Kind, table
from corridor.pool.source import MARKS, Remark
from corridor.pool.words import plain
from corridor.rules.errors import RuleFileError, closest
from corridor.rules.rulefile import read_yaml

Mapped = Mapping[str, str | None]
NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    "talents": (("id",), ("title", "isco08")),
    "vacancies": (("id",), ("title", "isco08"), ("region", "nuts")),
}
"""Of each group, a file has at least one column."""
MANY = 12
"""So many column names are shown in a message."""


def read_mapping(mapping: Path | Mapped | None) -> Mapped:
    """Names of columns in the file, each with the column that it is here (None leaves it out).

    Raises:
        PoolError: the file is missing, or no mapping of names.
    """
    if mapping is None or isinstance(mapping, Mapping):
        return mapping or {}
    if not mapping.is_file():
        raise PoolError(str(mapping), "no_file")
    try:
        raw: Any = read_yaml(mapping)
    except RuleFileError as error:
        raise PoolError(str(mapping), "no_mapping", problem=error.faults[0].message) from None
    if not isinstance(raw, dict) or not all(isinstance(v, str | None) for v in raw.values()):
        raise PoolError(str(mapping), "no_mapping", problem=type(raw).__name__)
    return {str(name): target for name, target in raw.items()}


def resolve(found: Sequence[str], kind: Kind, mapping: Mapped) -> tuple[dict[str, str], list[Remark]]:
    """Each column of the table with its column in the file, and remarks on columns that are not used.

    Raises:
        PoolError: no column is known, one that every file needs is missing, or two would be the same.
    """
    used = _mapped(found, kind, mapping)
    left_out = {_in_file(found, name) for name, target in mapping.items() if target is None}
    names = _names(kind)
    for source in found:
        if source in used.values() or source in left_out or source in MARKS:
            continue
        target = names.get(plain(source))
        if target is None or target in mapping.values():
            continue
        other = used.get(target)
        if other is None or source == target:
            used[target] = source
        elif other != target:
            raise PoolError(source, "two_columns", column=target, one=other, other=source)
    _complete(used, found, kind)
    unused = [c for c in found if c not in used.values() and c not in left_out and c not in MARKS and c != ""]
    return used, [_not_used(c, kind) for c in unused]


def _mapped(found: Sequence[str], kind: Kind, mapping: Mapped) -> dict[str, str]:
    known, used = table(kind), dict[str, str]()
    every = [*known.columns, *known.facts]
    for name, target in mapping.items():
        source = _in_file(found, name)
        if target is None:
            continue
        if target not in every:
            near = ", ".join(closest(target, every)) or ", ".join(known.always[:MANY])
            raise PoolError(name, "mapping_target", raw=target, nearest=near)
        if target in used:
            raise PoolError(name, "two_columns", column=target, one=used[target], other=source)
        used[target] = source
    return used


def _in_file(found: Sequence[str], name: str) -> str:
    source = next((c for c in found if c == name), None) or next((c for c in found if plain(c) == plain(name)), None)
    if source is None:
        raise PoolError(name, "mapping_source", raw=name, columns=", ".join(found[:MANY]))
    return source


@cache
def _names(kind: Kind) -> dict[str, str]:
    """Columns by every plain name under which they are known; own columns come before other facts."""
    known = table(kind)
    names: dict[str, str] = {}
    for columns in (known.columns, known.facts):
        for several in (
            [(c.name, c) for c in columns.values()],
            [(text, c) for c in columns.values() for text in c.label.values()],
            [(text, c) for c in columns.values() for text in c.headers],
        ):
            for text, column in several:
                names.setdefault(plain(text), column.name)
    return names


def _complete(used: Mapping[str, str], found: Sequence[str], kind: Kind) -> None:
    shown = ", ".join(found[:MANY])
    if not used:
        raise PoolError(kind, "wrong_columns", columns=shown, kind=kind)
    for group in NEEDED[kind]:
        if not any(name in used for name in group):
            label = dict(table(kind).columns[group[0]].label)
            raise PoolError(group[0], "column_missing", columns=shown, column=group[0], label=label)


def _not_used(source: str, kind: Kind) -> Remark:
    names = _names(kind)
    near = ", ".join(dict.fromkeys(names[n] for n in closest(plain(source), names)))
    nearest: Any = near or {lang: Message("none_near").told(lang)[0] for lang in ("en", "fr", "nl")}
    return Remark(None, source, None, None, Message("not_used", {"nearest": nearest}))
