"""Many cases answered, each in its place: what the command prints and the API returns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corridor.permits.answer import answer
from corridor.permits.book import book, reformed
from corridor.permits.case import REGIONS, case_id, read_case, read_region
from corridor.rules.errors import CaseError
from corridor.rules.freeze import Frozen

Answer = dict[str, Any]


class Books:
    """The law of each region, under a reform where one is given; each is read once."""

    def __init__(self, reform: Path | None = None) -> None:
        self.reform = reform
        self._read: dict[str, Frozen] = {}

    def of(self, region: str) -> Frozen:
        """The law of a region."""
        if region not in self._read:
            self._read[region] = reformed(self.reform, region) if self.reform else book(region)
        return self._read[region]

    def any(self) -> Frozen:
        """Some region's law: the facts are the same everywhere."""
        return next(iter(self._read.values())) if self._read else self.of(REGIONS[0])


def answered(raw: Any, position: int, books: Books, lang: str, explain: bool, as_of: date | None) -> Answer:
    """One case's answer, or its error in the same place."""
    try:
        region = (
            read_region(raw["region"]) if isinstance(raw, Mapping) and raw.get("region") is not None else REGIONS[0]
        )
        law = books.of(region)
        case = read_case(raw, law.rules, as_of=as_of, position=position)
        return answer(case, law, lang=lang, explain=explain)
    except CaseError as error:
        message, remedy = error.told(lang)
        found = {"place": error.place, "message": message, "remedy": remedy}
        return {"id": case_id(raw, position), "error": found}


def catalogue(law: Frozen, lang: str) -> Iterator[dict[str, Any]]:
    """Every route with its conditions as they stand today (or on the last day that is described)."""
    from corridor.rules.explain import sentence
    from corridor.rules.interpret import Reading

    day = min(date.today(), law.rules.coverage[1])
    reading = Reading(law.rules, law.moments.at(day, day), {"application_date": day})
    for route in law.rules.routes.values():
        conditions = [
            {
                "id": c.id,
                "text": sentence(reading, p, lang),
                "valid_from": str(p.start) if p.start else None,
                "rule": p.source_text,
            }
            for c, p in reading.asked(route.conditions)
        ]
        yield {
            "region": law.rules.region,
            "route": route.name,
            "label": route.label[lang],
            "kind": route.kind,
            "valid_from": str(route.start),
            "valid_to": str(route.until) if route.until else None,
            "conditions": conditions,
        }


def as_json(value: Any) -> str:
    """Results as JSON in the characters of their language; a list has one item a line (and is ten times faster so)."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False, indent=1)
