"""The hash of a value: sha256 of its JSON in one form, so that neither the order of keys nor the engine changes it."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

FIGURES = 12
"""Numbers are compared to so many significant figures: the last bits differ between machines."""


def canonical(value: Any) -> str:
    """The JSON of a value in one form: keys in order, no spaces, dates as text, 70 and 70.0 the same.

    Raises:
        TypeError: the value has no JSON.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(value: Any) -> str:
    """The hash of a value, as 64 hexadecimal figures."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no JSON")


def _number(value: float | Decimal) -> Any:
    """A whole number where it is one, else the number to a fixed count of figures; nan and infinities as text."""
    if not math.isfinite(value):
        return str(float(value))
    if value == int(value):
        return int(value)
    return float(f"{value:.{FIGURES}g}")
