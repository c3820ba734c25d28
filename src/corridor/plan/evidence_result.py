"""What evidence a plan shows beside its own counts: frozen results, as they stand in plan.json.

Sources are ids in `provenance.sources`. Words of marks, verdicts, causes and reasons are keys: `labour_market` has them
in three languages. A value that is not known is None; an unknown verdict or gap says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Text = dict[str, str]
Verdict = Literal["shortage", "watch", "no_shortage", "unknown"]


@dataclass(frozen=True)
class ListEvidence:
    """A shortage list in force on the plan's day that holds the occupation, or may hold it.

    Attributes:
        edition, valid_from: the edition in force and its first day.
        on: True on it; None not known: the edition is known in part, or none was found. (Not on it: not here.)
        titles: the titles that stand for the occupation, by our mapping.
        marks: keys of `list_words`: partial, reconstructed, observed, secondary, gap, part, ...
        acts_on_permits: whether the list acts on permits on that day; None not known.
        source: where the edition stands; None where none was found.
    """

    list: str
    label: Text
    edition: str
    valid_from: date
    on: bool | None
    titles: tuple[Text, ...]
    marks: tuple[str, ...]
    acts_on_permits: bool | None
    source: str | None


@dataclass(frozen=True)
class ConditionEvidence:
    """A comparison behind a verdict.

    Attributes:
        condition, indicator: their names in the method.
        value, op, threshold: what is compared; `op` None for a plain mark.
        threshold_name, threshold_basis, threshold_source: which threshold, and on what it rests.
        result: met, not_met, unknown.
        n, low_n: observations behind the value; too few of them, or flagged unreliable by the source.
        source, vintage, flag: of the value.
    """

    condition: str
    indicator: str
    value: float | None
    op: str | None
    threshold: float | None
    threshold_name: str | None
    threshold_basis: str | None
    threshold_source: str | None
    result: str
    n: int | None
    low_n: bool
    source: str | None
    vintage: str | None
    flag: str | None


@dataclass(frozen=True)
class MeasuredEvidence:
    """A method's verdict.

    Attributes:
        method, period: None where no indicator table was given.
        group: the ISCO group of which the verdict is; narrower groups share it, which is no verdict on each.
        verdict: shortage, watch, no_shortage, unknown. Without data it is unknown, never no shortage.
        causes: QUANT, QUAL, CONDITIONS; where unknown LOW_N, NO_DATA, NO_ROW (the table does not speak of the
            occupation) or NO_TABLE (none was given).
        fragile: an indicator that is missing could change it.
        marks: keys of `measure_words`.
        sources: of the method and of the values compared.
    """

    method: str | None
    period: str | None
    group: str | None
    verdict: Verdict
    causes: tuple[str, ...]
    fragile: bool = False
    marks: tuple[str, ...] = ()
    conditions: tuple[ConditionEvidence, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapPart:
    """A part of a projected gap with its sign. `vintage`: as its source dates it."""

    name: str
    sign: int
    value: float | None
    low: float | None
    high: float | None
    basis: str
    source: str | None
    vintage: str | None


@dataclass(frozen=True)
class GapEvidence:
    """The projected gap, cumulated to a year.

    Attributes:
        group: the ISCO group of which the figure is; None where there is none.
        value, low, high: posts, with an interval of 80 % where there is one; None where not known.
        basis, confidence: on what it rests (stated, derived, assumed, recalled, unknown).
        sources, vintage: of its parts; the latest date that they give.
        why_unknown: key of `projection_words` (`why.<key>`).
        parts: demand less supply less frictional vacancies; empty where no evidence speaks of the occupation.
    """

    year: int
    group: str | None
    value: float | None
    low: float | None
    high: float | None
    basis: str
    confidence: str | None
    sources: tuple[str, ...]
    vintage: str | None
    why_unknown: str | None
    parts: tuple[GapPart, ...] = ()


@dataclass(frozen=True)
class OccupationEvidence:
    """What lists, measures and projections say of an occupation. They are three things: none changes another."""

    lists: tuple[ListEvidence, ...]
    measured: tuple[MeasuredEvidence, ...]
    gap: tuple[GapEvidence, ...]


@dataclass(frozen=True)
class MethodAsked:
    """A method of measuring that was asked for.

    Attributes:
        basis, confidence: of the method's description.
        grades: its own words for verdicts.
        labels, units: of what it compares, by name; `thresholds`: labels of thresholds.
        caveats: what it cannot say.
    """

    id: str
    label: Text
    period: str
    basis: str
    confidence: str
    source: str
    grades: dict[str, Text]
    labels: dict[str, Text]
    units: dict[str, str | None]
    thresholds: dict[str, Text]
    caveats: tuple[Text, ...]


@dataclass(frozen=True)
class PublishedTotal:
    """A published figure on the region or the country, to be read beside gaps that are not known.

    `label` and `value` in words; `vintage`: when its source appeared, None where the copy that was read does not say.
    """

    label: Text
    value: Text
    vintage: str | None
    basis: str
    confidence: str
    source: str


@dataclass(frozen=True)
class RegionEvidence:
    """What holds for all occupations: the lists looked at, the methods asked, and totals of the region.

    `lists`: every list of the region and of Belgium of which an edition or a gap is known on the day, with its source.
    """

    lists: dict[str, str | None]
    methods: tuple[MethodAsked, ...]
    totals: tuple[PublishedTotal, ...]
