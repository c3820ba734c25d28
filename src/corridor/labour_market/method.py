"""The methods that measure a shortage: each a rule set of the rules engine, with the steps over the table before it.

`measures/<method>/` holds the rules in the form of docs/law-format.md (routes `measurable`, `parts`, `watch`,
`shortage`; dated thresholds) and `method.yaml`: which statistics over occupations its conditions compare with, what it
counts or weights, what is stated by a source and what is recalled from memory or assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.indicators import LARGEST, indicators
from corridor.rules import expression as x
from corridor.rules.check import check
from corridor.rules.documents import Documents, read_folder
from corridor.rules.errors import RuleFileError
from corridor.rules.load import assemble
from corridor.rules.model import Dated, Parameter, RuleSet
from corridor.rules.schema import FactDoc, Trilingual

HERE = Path(__file__).parent / "measures"
COMPOSITE, SCORE, AVAILABLE = "composite", "score", "points_available"
"""Facts that the steps over the table give."""
STEP = Decimal("0.0001")
"""The engine counts numbers in ten-thousandths."""
USER = "user"

Basis = Literal["stated", "derived", "assumed", "recalled"]
Confidence = Literal["high", "medium", "low"]
Kind = Literal["mean", "median", "quantile", "mac"]
Reason = Literal["LOW_N", "NO_DATA"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statistic(_Strict):
    """A benchmark over occupations.

    `at` names the parameter with the percentile; a `published` one is a parameter of the same name, which stands in
    the periods for which it has a value.
    """

    of: str
    statistic: Kind
    at: str | None = None
    published: bool = False
    basis: Basis = "stated"


class Composite(_Strict):
    """A weighted index: `series` of long-run trends, or a `cross`-section. Weights are names of parameters."""

    kind: Literal["series", "cross"]
    weights: dict[str, str]


class _File(_Strict):
    label: Trilingual
    summary: Trilingual
    source: str
    basis: Basis
    confidence: Confidence
    low_n: Literal["block", "drop"]
    too_few: Reason
    causes: dict[Literal["QUANT", "QUAL", "CONDITIONS"], list[str]]
    grades: dict[Literal["shortage", "watch", "no_shortage"], Trilingual] = {}
    statistics: dict[str, Statistic]
    composite: Composite | None = None
    parts: dict[str, list[str]] = {}
    provenance: dict[str, Basis]
    caveats: list[Trilingual]


@dataclass(frozen=True, eq=False)
class Method:
    """One method.

    Attributes:
        low_n: `block`: a value with too few observations leaves the verdict unknown; `drop`: it is left out.
        too_few: the reason of an unknown verdict where the method's own volume is not reached.
        causes: the conditions that, where met, say why.
        parts: for methods that count points, the conditions of the route `parts` an indicator.
        provenance: what is not stated by a source, by threshold.
        indicators: the indicators that its conditions and steps read.
        rules: the rule set; a route is a verdict, its conditions are what it asks.
    """

    id: str
    label: Mapping[str, str]
    summary: Mapping[str, str]
    source: str
    basis: Basis
    confidence: Confidence
    low_n: Literal["block", "drop"]
    too_few: Reason
    causes: Mapping[str, list[str]]
    grades: Mapping[str, Mapping[str, str]]
    statistics: Mapping[str, Statistic]
    composite: Composite | None
    parts: Mapping[str, list[str]]
    provenance: Mapping[str, Basis]
    caveats: tuple[Mapping[str, str], ...]
    indicators: tuple[str, ...]
    rules: RuleSet

    def basis_of(self, threshold: str) -> Basis:
        """Whether a threshold is stated by a source, derived, assumed or recalled from memory."""
        if threshold in self.statistics:
            return self.statistics[threshold].basis
        return "assumed" if self.shares(threshold) else self.provenance.get(threshold, "stated")

    def shares(self, threshold: str) -> bool:
        """Whether a threshold is that of all methods, and not one that the method sets itself."""
        return threshold in common() and threshold not in _documents().layers[self.id].parameters

    def thresholds(self) -> tuple[str, ...]:
        """All that a user may set: parameters of the method and of all methods, and statistics over occupations."""
        return tuple(dict.fromkeys([*self.rules.parameters, *self.statistics]))


def measures() -> Mapping[str, Method]:
    """All methods by id.

    Raises:
        RuleFileError: a rule file is faulty.
    """
    return {name: method(name) for name in sorted(_documents().regions)}


@cache
def method(name: str) -> Method:
    """One method.

    Raises:
        LabourMarketError: there is none of that id.
        RuleFileError: its rule files are faulty.
    """
    known = _documents().regions
    if name not in known:
        raise LabourMarketError("method", "method_unknown", value=name, known=", ".join(sorted(known)))
    file = _files()[name]
    rules = assemble(_documents(), name)
    faults = check(rules, _documents())
    if faults:
        raise RuleFileError(faults)
    kept = {key: value for key, value in file if key in Method.__dataclass_fields__}
    return Method(name, **kept | {"caveats": tuple(file.caveats)}, indicators=_indicators(file, rules), rules=rules)


def common() -> tuple[str, ...]:
    """The parameters that all methods share."""
    return tuple(_documents().layers["federal"].parameters)


@cache
def _files() -> Mapping[str, _File]:
    found = {}
    for path in sorted(HERE.glob("*/method.yaml")):
        raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found[path.parent.name] = _File.model_validate(raw)
    return found


@cache
def _documents() -> Documents:
    """The rule files, their vocabulary completed by the indicators and the statistics over occupations."""
    documents = read_folder(HERE)
    facts = dict(documents.vocabulary.facts)
    for name, of in indicators().items():
        kind: Literal["bool", "number"] = "bool" if of.unit == "bool" else "number"
        facts[name] = FactDoc(type=kind, unit=None if of.unit == "bool" else of.unit, label=dict(of.label))
    for file in _files().values():
        for name, statistic in file.statistics.items():
            facts[name] = facts[statistic.of].model_copy()
    documents.vocabulary = documents.vocabulary.model_copy(update={"facts": facts})
    return documents


def _indicators(file: _File, rules: RuleSet) -> tuple[str, ...]:
    """What the conditions name and what the steps before them read."""
    used = set().union(*(x.names(leaf) for leaf in nodes(rules)))
    used |= {of.of for of in file.statistics.values()} | set(file.composite.weights if file.composite else ())
    return tuple(name for name in indicators() if name in used)


def nodes(rules: RuleSet) -> Iterator[x.Node]:
    """The expressions of all conditions."""
    for route in rules.routes.values():
        for condition in route.conditions:
            for phrase in condition.versions:
                yield phrase.node


def with_thresholds(of: Method, given: Mapping[str, float | int | Decimal | None]) -> RuleSet:
    """The rule set with parameters that the user has set; what is None becomes unknown.

    Raises:
        LabourMarketError: a name that is no threshold, a value that is no number or out of bounds.
    """
    parameters = dict(of.rules.parameters)
    for name, raw in given.items():
        if name not in of.thresholds():
            known = ", ".join(of.thresholds())
            raise LabourMarketError("thresholds", "threshold_unknown", method=of.id, value=name, known=known)
        value = exact(name, raw)
        if name in parameters:
            _within(of, name, value)
            status = "expected" if value is None else "enacted"
            dated = Dated(date.min, None, value, status, USER, "high")
            parameters[name] = replace(parameters[name], values=(dated,))
    return replace(of.rules, parameters=parameters)


def exact(name: str, raw: float | int | Decimal | str | None) -> Decimal | None:
    """A threshold as the engine compares it: to four decimals.

    Raises:
        LabourMarketError: it is no finite number.
    """
    if raw is None:
        return None
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise LabourMarketError("thresholds", "threshold_number", value=raw, name=name) from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise LabourMarketError("thresholds", "threshold_number", value=raw, name=name)
    value = value.quantize(STEP, ROUND_HALF_EVEN)
    return value.normalize() if value else Decimal(0)


def bounds(name: str, region: str) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest value that a parameter can have."""
    layers = _documents().layers
    doc = layers[region].parameters.get(name) or layers["federal"].parameters.get(name)
    if doc is None:
        return None, None
    return None if doc.min is None else Decimal(doc.min), None if doc.max is None else Decimal(doc.max)


def _within(of: Method, name: str, value: Decimal | None) -> None:
    low, high = bounds(name, of.id)
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        raise LabourMarketError("thresholds", "threshold_bounds", value=value, low=low, high=high, name=name)


def value_at(parameter: Parameter, day: date) -> float | None:
    """A parameter's number on a day, as far as it may decide."""
    dated = parameter.at(day)
    return None if dated is None or dated.decides is None else float(dated.decides)
