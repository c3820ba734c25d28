"""The page of the manual on following a partnership names everything that a log and its indicators have."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.partnerships.event_lists import lists
from corridor.partnerships.indicator_list import definitions
from corridor.partnerships.indicators import SCHEMA

PAGE = (Path(__file__).parents[2] / "docs" / "partnerships-following.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", sorted({*lists().events, *lists().reasons, *lists().columns, *definitions(), *SCHEMA} - {"unit"})
)
def test_the_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE
