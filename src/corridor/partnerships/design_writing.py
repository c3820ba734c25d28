"""A design as YAML that reads back as the same design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import yaml

from corridor.partnerships.design_parts import Design
from corridor.partnerships.quantity import Quantity
from corridor.partnerships.reading import Text

NAMES = {"returning": "return"}
MAPPINGS = ("payers", "facts")


def design_mapping(design: Design) -> dict[str, Any]:
    """The mapping that a design file holds; what is not known is left out."""
    written = _plain(design)
    assert isinstance(written, dict)
    if "retention" in written:
        written["retention"] = {"exit_per_year": written["retention"]}
    if any(stage.phase == "matching" for stage in design.stages):
        written.setdefault("demand", [])
    return written


def write_design(design: Design) -> str:
    """A design as YAML; `read_design` gives the same design back."""
    return yaml.safe_dump(design_mapping(design), allow_unicode=True, sort_keys=False, width=120)


def _plain(value: Any) -> Any:
    if isinstance(value, Text | Quantity):
        return value.plain()
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | str | int | float | bool) or value is None:
        return value
    return dict(value) if isinstance(value, Mapping) else str(value)


def _fields(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if inner is None or (inner == () and field.name not in ROLE_LISTS):
            continue
        written = dict(inner) if field.name in MAPPINGS else _plain(inner)
        if is_dataclass(inner) and written == {}:
            continue
        found[NAMES.get(field.name, field.name)] = written
    return found


ROLE_LISTS = ("responsible", "accountable", "consulted", "informed")
