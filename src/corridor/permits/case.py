"""One case: a person, a job, a region, a date. Read from YAML or JSON as the person wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from corridor.rules.errors import CaseError
from corridor.rules.facts import fact_named, read_value
from corridor.rules.model import Fact, RuleSet

REGIONS = ("flanders", "wallonia", "brussels", "german_community")
SAME_REGION = {
    "vlaanderen": "flanders",
    "flandre": "flanders",
    "be2": "flanders",
    "wallonie": "wallonia",
    "wallonië": "wallonia",
    "be3": "wallonia",
    "brussel": "brussels",
    "bruxelles": "brussels",
    "brussels_capital": "brussels",
    "be1": "brussels",
    "german_speaking_community": "german_community",
    "ostbelgien": "german_community",
    "be336": "german_community",
}
KEYS = ("id", "region", "application_date", "facts")
DOCUMENTATION = {
    "title", "note", "given", "expect", "why", "source", "source_url", "stated_by_source", "confidence", "profile",
    "article", "basis", "derived", "category", "date", "route",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A case as stated. `facts` holds natural values by name; a fact that is not there is not stated."""

    id: str
    region: str
    application_date: date
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start_date(self) -> date:
        """The start of the employment; the filing date where it is not stated."""
        found = self.facts.get("start_date")
        return found if isinstance(found, date) else self.application_date

    def on(self, day: date) -> Case:
        """The same case filed on another day (its start date moves along)."""
        facts = {n: v for n, v in self.facts.items() if n != "start_date"}
        return replace(self, application_date=day, facts=facts)


def case_id(raw: Any, position: int) -> str:
    """The case's own id, or its number in the file."""
    if isinstance(raw, Mapping) and raw.get("id") is not None:
        return str(raw["id"])
    return f"case-{position}"


def read_region(raw: Any) -> str:
    """A region's name.

    Raises:
        CaseError: no such region.
    """
    name = str(raw).strip().lower().replace(" ", "_").replace("-", "_")
    name = SAME_REGION.get(name, name)
    if name not in REGIONS:
        known = [*REGIONS, *SAME_REGION]
        raise CaseError("region", "no_region", raw=repr(raw), values=", ".join(REGIONS), near=name, known=known)
    return name


def read_case(raw: Any, rules: RuleSet, *, as_of: date | None = None, position: int = 1) -> Case:
    """A case from a mapping with `region`, `application_date` and `facts`.

    Args:
        raw: the mapping as it was written.
        rules: any region's rules (the facts are the same everywhere).
        as_of: the filing date to take instead of the stated one.
        position: the case's number, for one without an id.

    Raises:
        CaseError: with the place, what is wrong, and the remedy.
    """
    if not isinstance(raw, Mapping):
        raise CaseError("case", "no_case", raw=repr(raw))
    for key in raw:
        if key not in KEYS and key not in DOCUMENTATION:
            raise CaseError(str(key), "no_key", near=str(key), known=KEYS)
    if raw.get("region") is None:
        raise CaseError("region", "region_missing", values=", ".join(REGIONS))
    region = read_region(raw["region"])
    stated = raw.get("facts")
    if stated is None:
        stated = {}
    if not isinstance(stated, Mapping):
        raise CaseError("facts", "no_facts", raw=repr(stated))
    facts: dict[str, Any] = {}
    for name, value in stated.items():
        fact = fact_named(rules, str(name))
        known = read_value(fact, value)
        if known is not None:
            facts[fact.name] = known
    day = as_of or _filing_date(raw, facts, rules.facts["application_date"])
    facts.pop("application_date", None)
    if as_of is not None:
        facts.pop("start_date", None)
    first, last = rules.coverage
    if day < first:
        raise CaseError("application_date", "before_the_law", raw=day, first=first, last=last)
    return Case(case_id(raw, position), region, day, facts)


def _filing_date(raw: Mapping[str, Any], facts: Mapping[str, Any], fact: Fact) -> date:
    stated = raw.get("application_date", raw.get("date"))
    day = read_value(fact, stated) if stated is not None else facts.get("application_date")
    if not isinstance(day, date):
        raise CaseError("application_date", "date_missing")
    return day
