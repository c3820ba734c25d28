"""Errors are told in three languages, with the same facts in each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from corridor.occupations import errors
from corridor.occupations.errors import OccupationError

TEXTS = json.loads(errors.MESSAGES.read_text(encoding="utf-8"))
ROOM = Path(errors.__file__).parent


def placeholders(texts: list[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_each_message_has_a_remedy_in_three_languages_with_the_same_facts(key: str) -> None:
    assert set(TEXTS[key]) == {"en", "fr", "nl"}
    assert all(len(parts) == 2 and all(parts) for parts in TEXTS[key].values())
    assert len({frozenset(placeholders(parts)) for parts in TEXTS[key].values()}) == 1


def test_each_message_is_used_and_each_that_is_used_is_there() -> None:
    files = [*ROOM.glob("*.py"), ROOM.parent / "cli" / "occupations.py"]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    raised = set(re.findall(r'OccupationError\([^"]*(?:"[a-z0-9-]+",\s*)?"(\w+)"', code)) | {"no_code"}
    assert raised == set(TEXTS)


def test_an_error_is_told_in_the_language_asked() -> None:
    error = OccupationError("isco08", "no_unit_group", code="12")
    assert error.told("nl") == ("'12' is geen beroepsgroep van vier cijfers", "schrijf vier cijfers")
    assert str(error) == "isco08: '12' is no unit group; write four digits"
