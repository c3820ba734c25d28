"""Everything that a reader sees of a source of the law exists in the three languages."""

from __future__ import annotations

import pytest
import yaml

from corridor.permits.book import LAW

SOURCES = yaml.safe_load((LAW / "sources.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", ["title", "note"])
def test_each_source_is_told_in_three_languages(part: str) -> None:
    told = {name: source[part] for name, source in SOURCES.items() if part in source}
    assert told
    missing = {
        name: text
        for name, text in told.items()
        if not isinstance(text, dict) or sorted(text) != ["en", "fr", "nl"] or not all(text.values())
    }
    assert missing == {}
