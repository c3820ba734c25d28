"""Sources that a page cites: numbered once, linked from where they are cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corridor.reports.document import Line
from corridor.reports.speech import Speech


@dataclass(frozen=True)
class References:
    """The sources of a plan, in the order in which they are listed."""

    sources: Mapping[str, Mapping[str, Any]]
    speech: Speech

    def cite(self, source: str | None) -> tuple[Line, ...]:
        """A link to a source in the list at the end; its bare name where the plan lacks it; nothing for none."""
        if not source:
            return ()
        if source not in self.sources:
            return (Line(source, code=True),)
        number = self.speech.count(list(self.sources).index(source) + 1)
        return (Line(self.speech.say("sources.cite", n=number), href=f"#{self.anchor(source)}", quiet=True),)

    def anchor(self, source: str) -> str:
        """The id of a source in the list at the end."""
        return f"source-{list(self.sources).index(source) + 1}"


def address(source: Mapping[str, Any]) -> str:
    """A source's web address; empty where it has none that a reader could follow safely."""
    url = str(source.get("url") or "")
    return url if url.startswith(("https://", "http://")) else ""
