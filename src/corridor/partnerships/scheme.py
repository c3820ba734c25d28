"""The register of schemes: one YAML file a scheme in `schemes/`, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from corridor.partnerships.errors import PartnershipError, PartnershipErrors
from corridor.partnerships.scheme_form import (
    CRITERIA,
    Basis,
    Confidence,
    Criterion,
    Scheme,
    SchemeForm,
    Status,
    Text,
)

__all__ = [
    "CRITERIA",
    "Basis",
    "Confidence",
    "Criterion",
    "Scheme",
    "Status",
    "Text",
    "circularity_types",
    "read_scheme",
    "read_schemes",
    "scheme_from",
    "schemes",
    "sectors",
]
FOLDER = Path(__file__).parent / "schemes"
SECTORS = Path(__file__).parent / "sectors.yaml"
CIRCULARITY = Path(__file__).parent / "circularity.yaml"
UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes of the register by id, in the order of their ids.

    Raises:
        PartnershipErrors: every fault of every file.
    """
    return read_schemes(FOLDER)


def read_schemes(folder: Path) -> Mapping[str, Scheme]:
    """The schemes of a folder (`*.yaml`) by id.

    Raises:
        PartnershipErrors: every fault of every file.
    """
    found: dict[str, Scheme] = {}
    errors: list[PartnershipError] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            scheme = read_scheme(path)
        except PartnershipErrors as several:
            errors += several.errors
            continue
        if path.stem != scheme.id.lower():
            errors.append(PartnershipError(f"{path.name}: id", "scheme_file_name", id=scheme.id))
        found[scheme.id] = scheme
    if errors:
        raise PartnershipErrors(errors)
    return MappingProxyType(found)


def read_scheme(path: Path) -> Scheme:
    """One scheme.

    Raises:
        PartnershipErrors: every fault, each with the file and the path inside it.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or a date such as 2026-02-30
        raise PartnershipErrors([PartnershipError(path.name, "scheme_unreadable", why=str(error))]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}: {mark.line + 1}" if mark else path.name
        why = getattr(error, "problem", None) or str(error)
        raise PartnershipErrors([PartnershipError(place, "scheme_no_yaml", why=why)]) from error
    return scheme_from(raw, place=path.name)


def scheme_from(raw: Any, *, place: str) -> Scheme:
    """A scheme from the mapping that a file holds; `place` names the file in errors.

    Raises:
        PartnershipErrors: every fault, each with the path inside the mapping.
    """
    try:
        scheme: Scheme = _adapter().validate_python(raw)
    except ValidationError as error:
        raise PartnershipErrors([_told(place, one) for one in error.errors()]) from error
    errors = _outside_lists(scheme, place)
    if errors:
        raise PartnershipErrors(errors)
    return scheme


@cache
def sectors() -> Mapping[str, Text]:
    """Labels of the sector codes."""
    return MappingProxyType({code: row["label"] for code, row in _listed(SECTORS)["sectors"].items()})


@cache
def circularity_types() -> Mapping[str, Mapping[str, Any]]:
    """The types of circularity by id: label, meaning, examples; and whether return is a condition of the type."""
    return MappingProxyType(_listed(CIRCULARITY)["types"])


def _listed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def _adapter() -> TypeAdapter[Scheme]:
    return TypeAdapter(SchemeForm)


def _told(place: str, one: Any) -> PartnershipError:
    """A fault that pydantic found as ours: message and remedy in three languages."""
    where = f"{place}: {_path(one['loc'])}" if one["loc"] else place
    kind, given, context = one["type"], one.get("input"), one.get("ctx") or {}
    if kind.startswith("scheme_"):
        return PartnershipError(where, kind, **context)
    if kind in UNKNOWN_KEY:
        return PartnershipError(where, "scheme_unknown_key", name=str(one["loc"][-1]))
    if kind == "missing":
        return PartnershipError(where, "scheme_missing", name=str(one["loc"][-1]))
    if kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ")
        return PartnershipError(where, "scheme_choice", given=str(given), known=known)
    if kind == "greater_than_equal":
        return PartnershipError(where, "scheme_negative", given=str(given))
    if kind == "less_than_equal":
        return PartnershipError(where, "scheme_share", given=str(given))
    return PartnershipError(where, "scheme_value", given=str(given)[:80], why=one["msg"])


def _path(loc: tuple[Any, ...]) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return steps.removeprefix(".")


def _outside_lists(scheme: Scheme, place: str) -> list[PartnershipError]:
    """Values that are none of their closed list."""
    listed = [("sectors.codes", scheme.sectors.codes, sectors())]
    listed.append(("circularity.types", scheme.circularity.types, circularity_types()))
    found = [
        PartnershipError(f"{place}: {name}[{i}]", "scheme_choice", given=code, known=", ".join(known))
        for name, codes, known in listed
        for i, code in enumerate(codes)
        if code not in known
    ]
    return found + [
        PartnershipError(
            f"{place}: criteria.{name}.value", "scheme_choice", given=value, known=", ".join(CRITERIA[name])
        )
        for name, value in scheme.criteria.values().items()
        if value is not None and value not in CRITERIA[name]
    ]
