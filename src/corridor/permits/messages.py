"""The permits room's own sentences in three languages, read from `messages.yaml` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "messages.yaml"


@cache
def _messages() -> dict[str, dict[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)
    return found


def text(key: str, lang: str, **values: str) -> str:
    """A message with its placeholders filled in."""
    return _messages()[key][lang].format(**values)
