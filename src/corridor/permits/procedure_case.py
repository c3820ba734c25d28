"""One file's case: what stands in it, read with the names that people and the law use for files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corridor.permits.case import DOCUMENTATION, REGIONS, case_id, read_region
from corridor.permits.procedure_model import FEDERAL, ProcedureRules
from corridor.rules.errors import CaseError
from corridor.rules.facts import fact_named, read_value
from corridor.rules.model import RuleSet

KEYS = ("id", "region", "date", "application_date", "category", "facts")
FEDERAL_NAMES = {"federal", "belgium", "belgie", "belgië", "belgique", "be", "fédéral", "federaal"}
EXEMPT = "exempt_"


@dataclass(frozen=True)
class FileCase:
    """A file as stated: `category` is a route or a kind of stay; `day` is the day on which one asks."""

    id: str
    region: str
    day: date
    category: str | None = None
    kind: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start_date(self) -> date:
        """The start of the employment; the day of the question where it is not stated."""
        found = self.facts.get("start_date")
        return found if isinstance(found, date) else self.day


def rules_region(raw: Any) -> str:
    """The region whose law answers the case; for a federal case any will do, as only federal rules are asked.

    Raises:
        CaseError: the case is no mapping, or has no region or one that does not exist.
    """
    if not isinstance(raw, Mapping):
        raise CaseError("case", "no_case", raw=repr(raw))
    if raw.get("region") is None:
        raise CaseError("region", "region_missing", values=", ".join([FEDERAL, *REGIONS]))
    return REGIONS[0] if _is_federal(raw["region"]) else read_region(raw["region"])


def read_file_case(raw: Mapping[str, Any], rules: ProcedureRules, law: RuleSet, *, position: int = 1) -> FileCase:
    """A case from a mapping with `region`, `date`, `category` and `facts`.

    Raises:
        CaseError: with the place, what is wrong, and the remedy.
    """
    for key in raw:
        if key not in KEYS and key not in DOCUMENTATION:
            raise CaseError(str(key), "no_key", near=str(key), known=KEYS)
    region = FEDERAL if _is_federal(raw["region"]) else law.region
    facts = _facts(raw.get("facts"), rules, law)
    stated = raw.get("date", raw.get("application_date"))
    day = read_value(law.facts["application_date"], stated) if stated is not None else facts.get("application_date")
    if not isinstance(day, date):
        raise CaseError("date", "asked_on_missing")
    facts.pop("application_date", None)
    category = _category(_subject(raw), region, rules, law)
    return FileCase(case_id(raw, position), region, day, category, _kind(category, rules, law), facts)


def _is_federal(raw: Any) -> bool:
    return str(raw).strip().lower() in FEDERAL_NAMES


def _subject(raw: Mapping[str, Any]) -> Any:
    """What the file is about: `category`. A worked case writes it among its expectations, though it is no result."""
    if "category" in raw:
        return raw["category"]
    expected = raw.get("expect")
    return expected.get("category") if isinstance(expected, Mapping) else None


def _category(raw: Any, region: str, rules: ProcedureRules, law: RuleSet) -> str | None:
    if raw is None:
        return None
    name = rules.words.categories.get(str(raw), str(raw))
    here = {*law.routes, *rules.words.kinds} | (rules.routes if region == FEDERAL else frozenset())
    if name in here or name.startswith(EXEMPT):
        return name
    known = [*here, *rules.words.categories]
    where = "" if name not in rules.routes else f" ({region})"
    raise CaseError("category", "no_category", raw=repr(raw) + where, near=name, known=known)


def _kind(category: str | None, rules: ProcedureRules, law: RuleSet) -> str | None:
    if category is None:
        return None
    if category in rules.words.kinds:
        return rules.words.kinds[category].kind
    if category in law.routes:
        return law.routes[category].kind
    return "exemption" if category.startswith(EXEMPT) else "work_route"


def _canonical(key: str, rules: ProcedureRules, law: RuleSet) -> str:
    """The vocabulary's name of a fact, where the key is another name of it."""
    if key in law.facts or key in rules.words.values:
        return key
    name = rules.words.names.get(key, key)
    return next((f.name for f in law.facts.values() if name in f.aliases), name)


def _facts(raw: Any, rules: ProcedureRules, law: RuleSet) -> dict[str, Any]:
    """The stated facts under the vocabulary's names; what is stated outright wins over what a synonym implies."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise CaseError("facts", "no_facts", raw=repr(raw))
    stated: dict[str, Any] = {}
    implied: dict[str, Any] = {}
    for key, value in raw.items():
        name = _canonical(str(key), rules, law)
        synonyms = rules.words.values.get(name, {})
        word = "" if value is None else str(value).strip().lower()
        if word in synonyms:
            for other, meaning in synonyms[word].items():
                implied[other] = read_value(fact_named(law, other), meaning)
            continue
        fact = fact_named(law, name)
        known = read_value(fact, value)
        if known is not None:
            stated[fact.name] = known
    return {**implied, **stated}
