"""Measured verdicts as a plan shows them: one method, asked for an occupation after the other, with sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.labour_market.preparation import LEVEL
from corridor.labour_market.sources.catalogue import tables
from corridor.labour_market.verdict import Verdicts, fact_label, threshold_label
from corridor.plan.evidence_result import ConditionEvidence, MeasuredEvidence, MethodAsked

LANGUAGES = ("en", "fr", "nl")


@dataclass(frozen=True, eq=False)
class Measured:
    """One method's verdicts on the occupations of a table.

    Attributes:
        asked: the method.
        sources: of the method, its thresholds and the table's values, as `provenance.sources` has them.
    """

    asked: MethodAsked
    sources: dict[str, dict[str, Any]]
    rows: Mapping[str, dict[str, Any]]
    conditions: Mapping[str, tuple[ConditionEvidence, ...]]

    def of(self, isco08: str) -> MeasuredEvidence:
        """The verdict on the narrowest group of an occupation that the table speaks of."""
        groups = (isco08[:digits] for digits in range(len(isco08), 0, -1))
        group = next((g for g in groups if g in self.rows), None)
        method = self.asked
        if group is None:
            return MeasuredEvidence(
                method.id, method.period, None, "unknown", ("NO_ROW",), sources=(method.source,)
            )  # fmt: skip
        row, asked = self.rows[group], self.conditions.get(group, ())
        return MeasuredEvidence(
            method=method.id,
            period=method.period,
            group=group,
            verdict=row["verdict"],
            causes=tuple(row["causes"]),
            fragile=row["fragile"],
            marks=tuple(row["marks"]),
            conditions=asked,
            sources=tuple(dict.fromkeys([method.source, *(c.source for c in asked if c.source)])),
        )


def measured(verdicts: Verdicts, table: str) -> Measured:
    """Verdicts with ids of sources in the place of their names. `table`: the id of the indicator table."""
    return Measured(
        asked=_asked(verdicts),
        sources={**_method_sources(verdicts), **dict(_value_sources(verdicts.conditions))},
        rows={row["isco08"]: row for row in verdicts.table.iter_rows(named=True)},
        conditions=_conditions(verdicts, table),
    )


def _asked(verdicts: Verdicts) -> MethodAsked:
    method = verdicts.method
    names = verdicts.conditions["indicator"].unique(maintain_order=True).to_list()
    thresholds = verdicts.conditions["threshold_name"].drop_nulls().unique(maintain_order=True).to_list()
    facts = method.rules.facts
    return MethodAsked(
        id=method.id,
        label=dict(method.label),
        period=verdicts.period,
        basis=method.basis,
        confidence=method.confidence,
        source=_of_method(method.source),
        grades={state: dict(text) for state, text in method.grades.items()},
        labels={n: {lang: fact_label(method, n, lang) for lang in LANGUAGES} for n in names},
        units={n: "bool" if facts[n].type == "bool" else facts[n].unit for n in names},
        thresholds={n: {lang: threshold_label(method, n, lang) for lang in LANGUAGES} for n in thresholds},
        caveats=tuple(dict(text) for text in method.caveats),
    )


def _conditions(verdicts: Verdicts, table: str) -> dict[str, tuple[ConditionEvidence, ...]]:
    thresholds = _thresholds(verdicts.thresholds, table)
    found: dict[str, list[ConditionEvidence]] = {}
    for row in verdicts.conditions.iter_rows(named=True):
        code, name = row["isco08"], row["threshold_name"]
        basis, source = thresholds.get((name, len(code)), thresholds.get((name, None), (None, None)))
        found.setdefault(code, []).append(
            ConditionEvidence(
                condition=row["condition"],
                indicator=row["indicator"],
                value=row["value"],
                op=row["op"],
                threshold=row["threshold"],
                threshold_name=name,
                threshold_basis=basis,
                threshold_source=source,
                result=row["result"],
                n=row["n"],
                low_n=row["low_n"],
                source=_of_value(row["source"], row["vintage"]) if row["source"] else _computed(row, table),
                vintage=row["vintage"],
                flag=row["flag"],
            )
        )
    return {code: tuple(asked) for code, asked in found.items()}


def _computed(row: Mapping[str, Any], table: str) -> str | None:
    """A value without a row of its own is computed from other rows of the table."""
    return None if row["value"] is None else table


def _thresholds(frame: pl.DataFrame, table: str) -> dict[tuple[str, int | None], tuple[str | None, str | None]]:
    """Basis and source of each threshold by name and level; a statistic over occupations is of the table."""
    found: dict[tuple[str, int | None], tuple[str | None, str | None]] = {}
    for row in frame.iter_rows(named=True):
        own = _of_method(row["source"]) if row["source"] else None
        over = row["origin"] == "statistic"
        found[row["name"], row[LEVEL]] = ("derived", table) if over else (row["basis"], own)
    return found


# ---- sources ----


def _method_sources(verdicts: Verdicts) -> dict[str, dict[str, Any]]:
    return {
        _of_method(s.id): {
            "title": dict(s.title),
            "publisher": s.publisher,
            "url": s.url,
            "read": s.read,
            "published": s.dated.isoformat() if s.dated else None,
        }
        for s in verdicts.sources()
    }


def _of_method(source: str) -> str:
    return f"measures/{source}"


def _of_value(source: str, vintage: str | None) -> str:
    return f"indicators/{source}/{vintage or ''}"


def _value_sources(conditions: pl.DataFrame) -> Iterable[tuple[str, dict[str, Any]]]:
    """The sources that the rows of the table name, each edition by itself."""
    for source, vintage in conditions.select("source", "vintage").drop_nulls("source").unique().sort(pl.all()).rows():
        yield _of_value(source, vintage), {**_named(source), "read": None, "published": vintage}


def _named(source: str) -> dict[str, Any]:
    """A table of Corridor's catalogue by its name; an address as an address; other words as they are."""
    known = tables().get(source)
    if known is not None:
        title, office = ({lang: words[lang] for lang in LANGUAGES} for words in (known.label, known.publisher.label))
        return {"title": title, "publisher": office, "url": known.publisher.home}
    return {"title": source, "publisher": None, "url": address_in(source)}


def address_in(source: str) -> str | None:
    """The web address that a user wrote among the words of a source."""
    return next((word for word in source.split() if word.startswith(("https://", "http://"))), None)
