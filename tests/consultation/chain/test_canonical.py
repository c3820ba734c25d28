"""The hash of a value: the same value has one hash, another value another."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.consultation.chain.canonical import canonical, sha256

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8)
    | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 4)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


def turned(value: Any) -> Any:
    """The same value with the keys of every mapping the other way round."""
    if isinstance(value, dict):
        return {key: turned(inner) for key, inner in reversed(value.items())}
    return [turned(inner) for inner in value] if isinstance(value, list) else value


@given(VALUES)
def test_the_order_of_keys_does_not_count(value: Any) -> None:
    assert sha256(turned(value)) == sha256(value)


@given(VALUES)
def test_a_value_read_back_from_a_file_has_the_same_hash(value: Any) -> None:
    assert sha256(json.loads(json.dumps(value))) == sha256(value)


@given(VALUES, VALUES)
def test_values_that_differ_have_hashes_that_differ(one: Any, other: Any) -> None:
    assert (sha256(one) == sha256(other)) == (canonical(one) == canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [(70, 70.0), (70, Decimal("70.00")), (0.1 + 0.2, 0.3), (date(2026, 1, 1), "2026-01-01"), ((1, 2), [1, 2]),
     (0.0, -0.0)],
)  # fmt: skip
def test_the_same_in_another_form(one: Any, other: Any) -> None:
    assert sha256(one) == sha256(other)


@pytest.mark.parametrize(
    ("one", "other"), [(0, False), (1, True), (None, ""), (None, 0), ("70", 70), ([], {}), (70, 70.01)]
)
def test_not_the_same(one: Any, other: Any) -> None:
    assert sha256(one) != sha256(other)


def test_what_has_no_json() -> None:
    with pytest.raises(TypeError):
        sha256(object())
