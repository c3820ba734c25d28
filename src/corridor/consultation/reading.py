"""Files of this room in and out: YAML or JSON to frozen records, every fault with its place and remedy."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from corridor.consultation.errors import ConsultationError, ConsultationErrors

Form = TypeVar("Form")
UNKNOWN_FIELD = ("extra_forbidden", "unexpected_keyword_argument")
OF_TYPE = {
    "string_type": "dossier_no_text",
    "int_type": "dossier_no_whole",
    "int_parsing": "dossier_no_whole",
    "int_from_float": "dossier_no_whole",
    "float_type": "dossier_no_number",
    "float_parsing": "dossier_no_number",
    "finite_number": "dossier_no_number",
    "bool_type": "dossier_no_yes",
    "bool_parsing": "dossier_no_yes",
    "date_type": "dossier_day",
    "date_from_datetime_inexact": "dossier_day",
}
"""Values of another type than their field has, and how that is said."""
STEERING = re.compile("[\0-\x08\x0e-\x1f\ud800-\udfff]")
"""Signs that no database, document or terminal takes as text."""
BREAKS = re.compile("[\x0b-\r\x7f-\x9f\u2028\u2029\ufeff]")
"""Signs that YAML would read as a space, or not at all, outside double quotes."""
MOST = 20_000_000
"""Bytes; a larger file is not a dossier."""
DEEPEST = 50
"""Groups within groups."""


class _Refused(yaml.constructor.ConstructorError):
    """What no file may hold, though it is YAML or JSON: `key` says it."""

    def __init__(self, key: str, what: str, mark: Any = None) -> None:
        super().__init__(None, None, what, mark)
        self.key = key


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        known: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in known:
                raise _Refused("dossier_field_twice", str(key.value), key.start_mark)
            known.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        """A day; one that no calendar has stays the text that it is, so that its field is named as faulty."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_day)


def refuse_bombs(text: str) -> None:
    """Refuse YAML with aliases, with which a few lines grow without end, with nesting that no file of this room has
    (the reader of YAML would not survive it), and with signs that steer.

    Raises:
        yaml.YAMLError: with the line of it.
    """
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("dossier_no_yaml", f"*{event.anchor}", event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            _refuse_signs(event.value, event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _Refused("dossier_no_yaml", f"> {DEEPEST} × [", event.start_mark)


def _from_yaml(text: str) -> Any:
    refuse_bombs(text)
    return yaml.load(text, Loader=_Loader)


def _from_json(text: str) -> Any:
    """JSON, refused for what YAML is refused for."""
    found = json.loads(text, object_pairs_hook=_once)
    for value, depth in within(found):
        if depth > DEEPEST:
            raise _Refused("dossier_no_json", f"> {DEEPEST} × [")
        if isinstance(value, str):
            _refuse_signs(value)
    return found


def within(value: Any) -> Iterator[tuple[Any, int]]:
    """A plain value and all in it, keys too, each with the number of groups around it and itself one of them."""
    waiting = [(value, 0)]
    while waiting:
        one, around = waiting.pop()
        depth = around + isinstance(one, dict | list)
        yield one, depth
        if isinstance(one, dict | list):
            waiting += [(inner, depth) for inner in ([*one, *one.values()] if isinstance(one, dict) else one)]


def too_deep(value: Any) -> bool:
    """Whether a plain value has more groups within groups than what reads and writes it survives."""
    return any(depth > DEEPEST for _, depth in within(value))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused("dossier_field_twice", key)
        found[key] = value
    return found


def _refuse_signs(text: str, mark: Any = None) -> None:
    if sign := STEERING.search(text):
        raise _Refused("dossier_sign", f"U+{ord(sign[0]):04X}", mark)


def read_mapping(path: Path) -> Any:
    """What a YAML file holds, or by its suffix a JSON file.

    Raises:
        ConsultationErrors: it cannot be read, or is no YAML or JSON; with the line.
    """
    json_file = path.suffix.lower() == ".json"
    try:
        if path.stat().st_size > MOST:
            raise ConsultationErrors([ConsultationError(path.name, "dossier_large", most=MOST // 1_000_000)])
        text = path.read_text(encoding="utf-8-sig")
        return _from_json(text) if json_file and text.strip() else _from_yaml(text)
    except json.JSONDecodeError as error:
        place = f"{path.name}:{error.lineno}"
        raise ConsultationErrors([ConsultationError(place, "dossier_no_json", what=error.msg)]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}:{mark.line + 1}" if mark else path.name
        what = " ".join((getattr(error, "problem", None) or str(error)).split())[:200]
        key = getattr(error, "key", "dossier_no_yaml")
        raise ConsultationErrors([ConsultationError(place, key, what=what)]) from error
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
        if not loc:
            return ConsultationError(where, "dossier_empty" if given is None else "dossier_no_fields")
        return ConsultationError(where, "dossier_shape", given=str(given)[:80])
    if kind in OF_TYPE:
        return ConsultationError(where, OF_TYPE[kind], given=str(given)[:80])
    if kind in ("greater_than_equal", "less_than_equal"):
        sign, bound = ("≥", context["ge"]) if "ge" in context else ("≤", context["le"])
        return ConsultationError(where, "dossier_bounds", given=str(given)[:80], bound=f"{sign} {bound:g}")
    if kind == "string_too_long":
        return ConsultationError(where, "dossier_long", given=len(str(given)), most=context["max_length"])
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

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """A text; one with breaks that YAML would read as a space stands between double quotes, with escapes."""
        found: yaml.ScalarNode = self.represent_scalar(
            "tag:yaml.org,2002:str", text, style='"' if BREAKS.search(text) else None
        )
        return found


_Dumper.add_representer(str, _Dumper.represent_text)
