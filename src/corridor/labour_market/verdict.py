"""Verdicts on occupations: as tables, and as one occupation's explanation in three languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.indicators import indicators
from corridor.labour_market.method import Method
from corridor.occupations.isco08 import group
from corridor.rules.model import Source
from corridor.rules.wording import number

WORDS = Path(__file__).parent / "measure_words.json"
State = Literal["shortage", "watch", "no_shortage", "unknown"]
STATES: tuple[State, ...] = ("shortage", "watch", "no_shortage", "unknown")
CONDITIONS = [
    "isco08",
    "at",
    "route",
    "condition",
    "indicator",
    "value",
    "op",
    "threshold_name",
    "threshold",
    "result",
    "n",
    "source",
    "vintage",
    "flag",
    "low_n",
]
SHOWN_DIGITS = Decimal("0.01")


@cache
def words() -> Mapping[str, Any]:
    """The words of measure_words.json: nested mappings that end in {en, fr, nl}."""
    found: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


def _say(key: str, lang: str, **values: str) -> str:
    text: str = words()["sentence"][key][lang]
    return text.format(**values)


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One comparison behind a verdict. `op`, `threshold_name` and `threshold` are None for a plain mark.

    `n`: observations behind the value; `low_n`: too few, or flagged unreliable by the source.
    """

    route: str
    condition: str
    indicator: str
    value: float | None
    op: str | None
    threshold_name: str | None
    threshold: float | None
    result: Literal["met", "not_met", "unknown"]
    n: int | None
    source: str | None
    vintage: str | None
    flag: str | None
    low_n: bool


@dataclass(frozen=True, eq=False)
class OccupationVerdict:
    """One method's verdict on one occupation.

    Attributes:
        causes: QUANT, QUAL, CONDITIONS where it is a shortage or to watch; NO_DATA or LOW_N where it is unknown.
        fragile: an indicator that is missing could change it.
        marks: what a reader must know of it, among the keys `mark` of measure_words.json.
    """

    isco08: str
    region: str
    period: str
    method: Method
    verdict: State
    causes: tuple[str, ...]
    fragile: bool
    marks: tuple[str, ...]
    conditions: tuple[ConditionResult, ...]

    def grade(self, lang: str) -> str | None:
        """The method's own word for the verdict, where it has one."""
        found = self.method.grades.get(self.verdict)
        return None if found is None else found[lang]

    def told(self, lang: str) -> tuple[str, ...]:
        """The verdict, its cause, each comparison with its source, what to bear in mind: a sentence each."""
        return (
            *self._head(lang),
            *(line for c in self.conditions for line in self._condition(c, lang)),
            *self._end(lang),
        )

    def _head(self, lang: str) -> list[str]:
        verdict = words()["verdict"][self.verdict][lang]
        if (grade := self.grade(lang)) is not None:
            verdict = _say("graded", lang, verdict=verdict, grade=grade)
        place = words()["region"].get(self.region, {}).get(lang, self.region)
        label = self.method.label[lang]
        occupation = f"{group(self.isco08).title(lang)} ({self.isco08})"
        lines = [
            _say("head", lang, occupation=occupation, region=place, period=self.period, method=label, verdict=verdict)
        ]
        causes = ", ".join(words()["cause"][cause][lang] for cause in self.causes)
        if self.verdict == "unknown":
            lines.append(_say("why_unknown", lang, causes=causes))
        elif self.verdict in ("shortage", "watch"):
            lines.append(_say("causes", lang, causes=causes) if causes else _say("cause_unknown", lang))
        return lines

    def _condition(self, of: ConditionResult, lang: str) -> list[str]:
        result = words()["result"][of.result][lang]
        label = fact_label(self.method, of.indicator, lang)
        unit = self.method.rules.facts[of.indicator]
        value = shown(of.value, unit.unit if unit.type != "bool" else "bool", lang)
        if of.op is None or of.threshold_name is None:
            first = _say("asked", lang, label=label, value=value, result=result)
        else:
            first = _say(
                "compared",
                lang,
                label=label,
                value=value,
                op=words()["op"][of.op][lang],
                threshold=shown(of.threshold, unit.unit, lang),
                threshold_label=threshold_label(self.method, of.threshold_name, lang),
                result=result,
            )
        parts = [first]
        if of.source is not None:
            n = shown(of.n, "count", lang)
            parts.append(_say("source", lang, source=of.source, vintage=of.vintage or "?", n=n))
        if of.low_n:
            parts.append(_say("low_n", lang))
        return [" ".join(parts)]

    def _end(self, lang: str) -> list[str]:
        marks = "; ".join(words()["mark"][mark][lang] for mark in self.marks)
        caveats = [caveat[lang] for caveat in self.method.caveats]
        return [*([_say("marks", lang, marks=marks)] if marks else []), *caveats]


@dataclass(frozen=True, eq=False)
class Verdicts:
    """One method's verdicts on all occupations of a region and period.

    Attributes:
        table: `isco08`, `region`, `period`, `method`, `verdict`, `causes`, `fragile`, `marks`.
        conditions: a row a comparison: `isco08` and the fields of `ConditionResult`.
        thresholds: every number that decided, as of `preparation.THRESHOLDS`.
    """

    method: Method
    region: str
    period: str
    table: pl.DataFrame
    conditions: pl.DataFrame
    thresholds: pl.DataFrame

    def counts(self) -> Mapping[str, int]:
        """How many occupations have each verdict; all four are always there."""
        found = dict(self.table.group_by("verdict").len().iter_rows())
        return {state: found.get(state, 0) for state in STATES}

    def one(self, isco08: str) -> OccupationVerdict:
        """The verdict on one occupation with all that stands behind it.

        Raises:
            LabourMarketError: the table has no row for it.
        """
        rows = self.table.filter(pl.col("isco08") == isco08).rows(named=True)
        if not rows:
            raise LabourMarketError("isco08", "occupation_not_measured", value=isco08)
        asked = self.conditions.filter(pl.col("isco08") == isco08).drop("isco08").rows(named=True)
        return OccupationVerdict(
            isco08=isco08,
            region=self.region,
            period=self.period,
            method=self.method,
            verdict=rows[0]["verdict"],
            causes=tuple(rows[0]["causes"]),
            fragile=rows[0]["fragile"],
            marks=tuple(rows[0]["marks"]),
            conditions=tuple(ConditionResult(**row) for row in asked),
        )

    def with_conditions(self) -> pl.DataFrame:
        """The table with each occupation's comparisons as a list of structs in the column `conditions`."""
        fields = [name for name in self.conditions.columns if name != "isco08"]
        nested = self.conditions.group_by("isco08", maintain_order=True).agg(pl.struct(fields).alias("conditions"))
        return self.table.join(nested, on="isco08", how="left", maintain_order="left")

    def with_list(self, name: str, on: Mapping[str, bool | None]) -> pl.DataFrame:
        """The table with a column of a legal or agency list: on it, not on it, or (null) not known.

        The list and the measure stay two things: neither changes the other.
        """
        column = pl.Series(name, [on.get(code) for code in self.table["isco08"]], dtype=pl.Boolean)
        return self.table.with_columns(column)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What the method cannot say, and what of it is from memory."""
        return tuple(caveat[lang] for caveat in self.method.caveats)

    def sources(self) -> tuple[Source, ...]:
        """The sources of the method and of its thresholds."""
        known = self.method.rules.sources
        named = [self.method.source, *self.thresholds["source"].drop_nulls().to_list()]
        return tuple(known[name] for name in dict.fromkeys(named))


def fact_label(of: Method, name: str, lang: str) -> str:
    """The label of an indicator or of what is computed from several."""
    return of.rules.facts[name].label[lang]


def threshold_label(of: Method, name: str, lang: str) -> str:
    """The label of a threshold: a parameter's own, or which statistic over occupations of which indicator."""
    if name in of.rules.parameters:
        return of.rules.parameters[name].label[lang]
    statistic = of.statistics[name]
    return f"{words()['statistic'][statistic.statistic][lang]} – {fact_label(of, statistic.of, lang)}"


def shown(value: float | int | None, unit: str | None, lang: str) -> str:
    """A number for a reader, to two decimals, with its unit where it has a sign for it; unknown in words."""
    if value is None:
        return str(words()["not_known"][lang])
    if unit == "bool":
        return str(words()["yes" if value else "no"][lang])
    exact = Decimal(str(value)).quantize(SHOWN_DIGITS, ROUND_HALF_UP)
    exact = exact.normalize() if exact != exact.to_integral_value() else exact.to_integral_value()
    text = number(exact, lang)
    pattern = words()["unit"].get(unit)
    return text if pattern is None else str(pattern[lang]).format(n=text)


def indicator_label(name: str, lang: str) -> str:
    """The label of an indicator of the closed list."""
    return indicators()[name].label[lang]
