"""What the tests of the laboratory share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corridor.web.reforms import trials


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    """No trial of the test before."""
    trials.forget()
    yield
    trials.forget()
