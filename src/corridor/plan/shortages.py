"""Occupations of a plan: posts, people, tension, the shortage lists that hold them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from corridor.plan.evidence import Evidence
from corridor.plan.levers import best_by_occupation, occupation_label
from corridor.plan.result import REASONS, LeverResult, OccupationResult, OnList, Reason
from corridor.plan.run import Run
from corridor.rules.model import CodeList, ListVersion, RuleSet


def occupations(
    run: Run, levers: tuple[LeverResult, ...], evidence: Evidence | None = None
) -> tuple[OccupationResult, ...]:
    """Every unit group with posts, most unfilled posts first; posts without a code are under the code ""."""
    circles = [c.id for c in run.market.order.circles]
    columns: dict[str, Any] = {
        "isco08": run.market.vacancies["isco08"].cast(pl.String).fill_null(""),
        "posts": run.market.posts,
        "unfilled": run.unfilled,
        **{name: np.where(run.reason == n, run.unfilled, 0) for n, name in enumerate(REASONS)},
        **{f"in {name}": _filled(run, n) for n, name in enumerate(circles)},
    }
    table = pl.DataFrame(columns)
    sums = table.group_by("isco08").sum().sort(["unfilled", "posts", "isco08"], descending=[True, True, False])
    talents = talents_by_code(run.market.talents)
    lists = shortage_lists(run.law.rules, run.market.day)
    best = best_by_occupation(levers)
    return tuple(
        OccupationResult(
            isco08=row["isco08"],
            label=occupation_label(row["isco08"]),
            posts=row["posts"],
            unfilled=row["unfilled"],
            talents=talents.get(row["isco08"], 0),
            tension=round(talents.get(row["isco08"], 0) / row["posts"], 3) if row["posts"] else None,
            lists=tuple(on for codes, on in lists if row["isco08"] in codes),
            filled={name: row[f"in {name}"] for name in circles},
            reasons={name: row[name] for name in REASONS},
            lever=_lever(row, best),
            evidence=evidence.of(row["isco08"]) if evidence else None,
        )
        for row in sums.iter_rows(named=True)
    )


def _lever(row: dict[str, Any], best: dict[tuple[str, Reason], LeverResult]) -> LeverResult | None:
    """The best lever of the reason for which most posts are unfilled; of the next reason where it has none."""
    for reason in sorted(REASONS, key=lambda name: -row[name]):
        if row[reason] and (found := best.get((row["isco08"], reason))):
            return found
    return None


def _filled(run: Run, circle: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    mine = run.chosen & (run.edges.circle == circle)
    return np.bincount(run.edges.vacancy[mine], minlength=len(run.market.posts))


def talents_by_code(talents: pl.DataFrame) -> dict[str, int]:
    """How many people name each unit group as an occupation of theirs; a person may name several."""
    named = [talents.select("id", pl.col("isco08").cast(pl.String))]
    if "isco08_other" in talents.columns:
        named.append(talents.select("id", pl.col("isco08_other").alias("isco08")).explode("isco08"))
    counts = pl.concat(named).drop_nulls().unique().group_by("isco08").len()
    return {str(code): int(n) for code, n in counts.iter_rows()}


def shortage_lists(rules: RuleSet, day: date) -> list[tuple[frozenset[str], OnList]]:
    """The region's lists of occupations in force on a day, each with its codes."""
    found = []
    for codes in rules.lists.values():
        version = codes.at(day)
        if codes.kind == "isco" and version is not None:
            found.append((frozenset(f"{c:04d}" for c in version.codes), _on(codes, version)))
    return found


def _on(codes: CodeList, version: ListVersion) -> OnList:
    source = version.ref.source if version.ref else ""
    return OnList(codes.name, dict(codes.label), version.start, source, version.complete)
