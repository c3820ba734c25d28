"""Files of this room in and out: YAML or JSON to frozen records, every fault with its place and remedy."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from corridor.consultation.errors import ConsultationError, ConsultationErrors

Form = TypeVar("Form")
UNKNOWN_FIELD = ("extra_forbidden", "unexpected_keyword_argument")
MOST = 20_000_000
"""Bytes; a larger file is not a dossier."""
DEEPEST = 50
"""Groups within groups."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise _unfit(node, f"{', '.join(twice)} (x2)")
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def _unfit(where: Any, why: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, why, where.start_mark)


def _refuse_bombs(text: str) -> None:
    """Refuse aliases, with which a few lines grow without end, nesting that no dossier has, and NUL in texts."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _unfit(event, f"*{event.anchor}")
        if isinstance(event, yaml.ScalarEvent) and "\0" in event.value:
            raise _unfit(event, "NUL")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _unfit(event, f"> {DEEPEST} × [")


def read_mapping(path: Path) -> Any:
    """What a YAML or JSON file holds.

    Raises:
        ConsultationErrors: it cannot be read, or is no YAML; with the line.
    """
    try:
        if path.stat().st_size > MOST:
            raise ConsultationErrors([ConsultationError(path.name, "dossier_large", most=MOST // 1_000_000)])
        text = path.read_text(encoding="utf-8")
        _refuse_bombs(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}:{mark.line + 1}" if mark else path.name
        why = getattr(error, "problem", None) or str(error)
        raise ConsultationErrors([ConsultationError(place, "dossier_no_yaml", why=why)]) from error
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, ConsultationErrors):
            raise
        why = getattr(error, "strerror", None) or str(error)
        raise ConsultationErrors([ConsultationError(str(path), "dossier_unreadable", why=why)]) from error


def read_as(form: type[Form], path: Path) -> Form:
    """A file as a record.

    Raises:
        ConsultationErrors: every fault.
    """
    found: Form = fitted(form, read_mapping(path), place=path.name)
    return found


def fitted(form: Any, raw: Any, *, place: str) -> Any:
    """A mapping as a record of the form; `place` names the file in errors.

    Raises:
        ConsultationErrors: every fault, each with the path inside the mapping.
    """
    try:
        return _adapter(form).validate_python(raw)
    except ValidationError as error:
        raise ConsultationErrors([_told(place, one) for one in error.errors()]) from error
    except RecursionError as error:
        raise ConsultationErrors([ConsultationError(place, "dossier_value", given="...", why="depth")]) from error


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


def _told(place: str, one: Any) -> ConsultationError:
    """A fault that pydantic found as ours: message and remedy in three languages."""
    loc = one["loc"]
    where = f"{place}: {_path(loc)}" if loc else place
    kind, given, context = one["type"], one.get("input"), one.get("ctx") or {}
    if kind.startswith("dossier_"):
        return ConsultationError(where, kind, **context)
    if kind in UNKNOWN_FIELD:
        return ConsultationError(where, "dossier_unknown_field", name=str(loc[-1]))
    if kind in ("missing", "union_tag_not_found"):
        return ConsultationError(where, "dossier_missing", name=str(loc[-1]) if kind == "missing" else "kind")
    if kind in ("literal_error", "union_tag_invalid"):
        known = str(context.get("expected") or context.get("expected_tags")).replace("'", "").replace(" or ", ", ")
        return ConsultationError(where, "dossier_choice", given=str(context.get("tag", given))[:80], known=known)
    if kind == "string_pattern_mismatch":
        return ConsultationError(where, "dossier_pattern", given=str(given)[:80], pattern=context["pattern"])
    if kind in ("dataclass_type", "tuple_type", "dict_type"):
        return ConsultationError(where, "dossier_shape", given=str(given)[:80])
    return ConsultationError(where, "dossier_value", given=str(given)[:80], why=one["msg"])


def _path(loc: tuple[Any, ...]) -> str:
    """The path of a fault in the file; the kind that tells references apart is no step of it."""
    own = [step for before, step in zip((None, *loc), loc, strict=False) if before != "reference"]
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in own).removeprefix(".")


# ---- out ----
def plain(value: Any) -> Any:
    """A record as plain values of JSON, in the order of its fields, without those that stand at their default."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if not _default(one, value)}
        return {name: plain(inner) for name, inner in found.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value) if isinstance(value, Path) else value


def _default(one: dataclasses.Field[Any], record: Any) -> bool:
    """Whether a field stands at its default and need not be written; `kind` always is: it tells records apart."""
    return one.name != "kind" and one.default is not dataclasses.MISSING and getattr(record, one.name) == one.default


def write_mapping(document: Any, path: Path) -> Path:
    """Write plain values as YAML or, by the suffix, JSON; whole or not at all.

    Raises:
        OSError: the folder cannot be written to.
    """
    if path.suffix.lower() == ".json":
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    else:
        text = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    handle, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(staged).chmod(0o644)
        Path(staged).replace(path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise
    return path


class _Dumper(yaml.SafeDumper):
    """YAML without anchors: the same value twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
