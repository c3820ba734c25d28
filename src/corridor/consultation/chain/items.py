"""The items of the chain. Each points at those before it by their keys; nothing points forward.

Unknown is None. Texts are by language. Times are days, money is EUR.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from corridor.consultation.chain.canonical import canonical
from corridor.consultation.chain.reference import Family, Reference, family
from corridor.consultation.form import (
    FORM,
    Address,
    Confidence,
    Day,
    Key,
    Keys,
    Listed,
    Name,
    Region,
    Said,
    Text,
    fault,
)

FindingKind = Literal["strength", "weakness", "opportunity", "threat"]
FINDING_KINDS: tuple[FindingKind, ...] = ("strength", "weakness", "opportunity", "threat")
Outcome = Literal["adopted", "adapted", "postponed", "rejected"]
OUTCOMES: tuple[Outcome, ...] = ("adopted", "adapted", "postponed", "rejected")
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""NUL in JSON; after an escaped backslash the same signs are text."""
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _of_json(value: Any) -> Any:
    """A value that has a JSON of its own, and that a database keeps: finite numbers, no NUL in texts."""
    try:
        written = json.dumps(value, default=_day_or_number, allow_nan=False)
        canonical(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise fault("dossier_value", given=str(value)[:80], why=str(error)) from error
    if NUL.search(written):
        raise fault("dossier_value", given=str(value)[:80].replace("\0", "?"), why="NUL")
    return value


def _day_or_number(value: Any) -> Any:
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(str(value))
    return str(value)


@dataclass(frozen=True)
class SourceNote:
    """Where a value was read: its title, address, and the day on which it was read."""

    __pydantic_config__ = FORM
    title: Name
    url: Address | None = None
    read: Day | None = None


@dataclass(frozen=True)
class Seen:
    """A value as it was seen: the value itself, how it reads, its hash (`canonical.sha256`), its source, the day."""

    __pydantic_config__ = FORM
    value: Annotated[Any, BeforeValidator(_of_json)]
    sha256: str
    date: Day
    text: Said | None = None
    source: SourceNote | None = None


@dataclass(frozen=True)
class EvidenceItem:
    """A live reference with the value as seen; `seen` None: it was never read."""

    __pydantic_config__ = FORM
    key: Key
    about: Said
    reference: Reference
    seen: Seen | None = None
    confidence: Confidence | None = None
    note: Said | None = None

    @property
    def family(self) -> Family:
        """plan, measure, law, partnership or document."""
        return family(self.reference)


@dataclass(frozen=True)
class Finding:
    """A strength, weakness, opportunity or threat of a region, and the evidence that it rests on."""

    __pydantic_config__ = FORM
    key: Key
    region: Region
    kind: FindingKind
    title: Said
    text: Said | None = None
    evidence: Keys = ()


@dataclass(frozen=True)
class Initiative:
    """What could be done: the findings that it answers to, and the practices of others that it learns from."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    regions: Annotated[tuple[Region, ...], Listed] = ()
    text: Said | None = None
    findings: Keys = ()
    practices: Keys = ()


@dataclass(frozen=True)
class SimulatedEffect:
    """What a reform did when it was run.

    Attributes:
        over: cases (those with a way to work are counted) or posts (those filled are counted).
        total: how many there were; `before` and `after`: the count under the law and under the reform.
        basis: what they are, in words; made-up people are called so here.
        date: the day of the run, with the law of `law_version`.
        moved: cases or posts of which the answer changed in any way.
        months_before, months_after: mean months of dependence on one employer, over the cases for which it is known.
        law_version: of the law data that it was run with.
        unknown_before, unknown_after: cases of which it is not known whether they have a way: counted in neither
            `before` nor `after`. None: that was not counted.
    """

    __pydantic_config__ = FORM
    over: Literal["cases", "posts"]
    total: int
    before: int | None
    after: int | None
    basis: Said
    date: Day
    moved: int | None = None
    months_before: float | None = None
    months_after: float | None = None
    law_version: str | None = None
    unknown_before: int | None = None
    unknown_after: int | None = None


@dataclass(frozen=True)
class RegulatoryChange:
    """A change of the law: a reform file (relative to the dossier, or the id of one that ships with the law)."""

    __pydantic_config__ = FORM
    reform: str
    region: Region
    effect: SimulatedEffect | None = None


@dataclass(frozen=True)
class ProceduralChange:
    """A change of a step of the procedure: its time and its cost, before and after; what is not known is None.

    Attributes:
        region, step: as the procedure data name them (`deadlines`, `requirements` or `findings` of procedure.yaml).
        days_before, days_after: the time that the step takes.
        cost_before, cost_after: what it costs who asks.
        days_of, cost_of: parameters of the law that hold the values before.
    """

    __pydantic_config__ = FORM
    region: Region
    step: str
    days_before: Amount | None = None
    days_after: Amount | None = None
    cost_before: Amount | None = None
    cost_after: Amount | None = None
    days_of: str | None = None
    cost_of: str | None = None
    label: Said | None = None


@dataclass(frozen=True)
class Recommendation:
    """A recommended change: regulatory (carries a reform) or procedural (carries a step), and what it follows from."""

    __pydantic_config__ = FORM
    key: Key
    region: Region
    title: Said
    text: Said | None = None
    initiatives: Keys = ()
    findings: Keys = ()
    evidence: Keys = ()
    regulatory: RegulatoryChange | None = None
    procedural: ProceduralChange | None = None

    @property
    def kind(self) -> Literal["regulatory", "procedural"] | None:
        """Which of the two; None where it carries neither yet."""
        return "regulatory" if self.regulatory else "procedural" if self.procedural else None


@dataclass(frozen=True)
class Decision:
    """What a body decided on recommendations; `date` None: not known or not yet."""

    __pydantic_config__ = FORM
    key: Key
    body: Said
    outcome: Outcome
    recommendations: Keys = ()
    date: Day | None = None
    text: Said | None = None


__all__ = [
    "FINDING_KINDS",
    "OUTCOMES",
    "Decision",
    "EvidenceItem",
    "Finding",
    "FindingKind",
    "Initiative",
    "Outcome",
    "ProceduralChange",
    "Recommendation",
    "RegulatoryChange",
    "Seen",
    "SimulatedEffect",
    "SourceNote",
    "Text",
]
