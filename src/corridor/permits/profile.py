"""How coarsely facts may be known before an answer changes: a population sorted into classes that the law tells apart.

A match of a person and a job is a case. Where a hundred thousand people meet ten thousand vacancies, each pair need
not be decided: people of one class and jobs of one class have the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.permits.book import book, reformed
from corridor.rules.errors import CaseError
from corridor.rules.model import SCALE, Fact, RuleSet
from corridor.rules.uses import ANCHORS, Cut, Point, sources, uses

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Cut", "coarsen", "thresholds"]

UNKNOWN = 0
"""The class of a fact that is not known."""
EPOCH = date(1970, 1, 1)


def thresholds(
    region: str,
    first: date,
    last: date,
    *,
    reform: Path | None = None,
    reforms: Iterable[Path] = (),
    given: Collection[str] = (),
) -> Mapping[str, Cut]:
    """How finely each fact has to be known so that no route's answer can change.

    Args:
        region: the region of the work.
        first: the earliest date on which a case is filed or the work starts.
        last: the latest such date.
        reform: a reform: the cuts serve the law and the reformed law.
        reforms: further reforms; the cuts serve every one.
        given: facts that no case derives: each states them, or knows nothing that they could be derived from. With
            `age` among them, the start of the work matters only for the amounts of the day.

    Returns:
        A cut for every fact that the law of the region reads between the dates. Routes, whether a permit is needed and
        the months of dependence are the same for values that a cut does not part.

    Raises:
        RuleFileError, ReformError: a reform is faulty or does not fit.
    """
    return _cuts(_laws(region, reform, reforms), first, last, given)


def coarsen(
    frame: pl.DataFrame,
    region: str,
    *,
    first: date,
    last: date,
    reform: Path | None = None,
    reforms: Iterable[Path] = (),
    given: Collection[str] = (),
) -> pl.DataFrame:
    """Each row's class by each fact: rows with equal classes have equal answers, whatever else is known of the case.

    Args:
        frame: facts of cases, in part or whole, in their natural types (EUR, dates, codes as text), as
            `case_table.checked` leaves them. Columns that are no facts are left out.
        region, first, last, reform, reforms, given: as in `thresholds`. A fact that the table states wherever the
            table knows something that it could be derived from counts as given too: a birth date is left out where
            an age stands beside it.

    Returns:
        The rows in their order, one column of whole numbers (Int32) for each fact that the law reads: 0 where it is not
        known, else the number of its class. Numbers compare within one table only.

    Raises:
        CaseError: a stated date of filing or start lies outside first..last.
        RuleFileError, ReformError: a reform is faulty or does not fit.
    """
    import polars as pl

    from corridor.rules.encoding import encode

    _within(frame, first, last)
    laws = _laws(region, reform, reforms)
    rules = laws[0]
    cuts = _cuts(laws, first, last, {*given, *_stated_throughout(frame, rules)})
    names = [n for n in frame.columns if n in cuts]
    encoded = encode(frame.select(names), rules)
    return pl.DataFrame([_classes(encoded[n], rules.facts[n], cuts[n]) for n in names])


def _laws(region: str, reform: Path | None, reforms: Iterable[Path]) -> list[RuleSet]:
    changed = [*([reform] if reform is not None else []), *reforms]
    return [book(region).rules, *(reformed(path, region).rules for path in changed)]


def _cuts(laws: list[RuleSet], first: date, last: date, given: Collection[str]) -> dict[str, Cut]:
    found: dict[str, Cut] = {}
    for rules in laws:
        for name, cut in uses(rules, first, last, given).items():
            found[name] = found.get(name, Cut()) | cut
    return found


def _within(frame: pl.DataFrame, first: date, last: date) -> None:
    for name in ANCHORS:
        if name in frame.columns:
            for day in (frame[name].min(), frame[name].max()):
                if isinstance(day, date) and not first <= day <= last:
                    raise CaseError(name, "outside_window", raw=day, first=first, last=last)


def _stated_throughout(frame: pl.DataFrame, rules: RuleSet) -> list[str]:
    """The facts that are never derived in this table: where one is missing, so is all that it could come from."""
    import polars as pl

    out = []
    for name in frame.columns:
        fact = rules.facts.get(name)
        if fact is None or not (fact.derive or fact.presumed):
            continue
        known = [pl.col(s).is_not_null() for s in sources(rules, name) if s in frame.columns]
        if name in sources(rules, name) or not known:
            continue
        if not frame.select((pl.col(name).is_null() & pl.any_horizontal(known)).any()).item():
            out.append(name)
    return out


def _classes(column: pl.Series, fact: Fact, cut: Cut) -> pl.Series:
    """A fact's classes, from 1, and 0 where it is not known."""
    import polars as pl

    if cut.exact:
        found = column.rank("dense")
    elif fact.type in (*SCALE, "date"):
        limits = pl.Series(sorted({_whole(fact, point) for point in cut.points}), dtype=pl.Int64)
        values = column.to_physical().cast(pl.Int64)
        found = limits.search_sorted(values.fill_null(0), side="right") + 1
    else:
        found = _looked_up(column, fact, cut)
    known = pl.when(column.is_not_null()).then(found.cast(pl.Int32)).otherwise(pl.lit(UNKNOWN, pl.Int32))
    return pl.select(known.alias(fact.name)).to_series()


def _whole(fact: Fact, point: Point) -> int:
    """The smallest value above a limit, as the engine counts: cents, ten-thousandths, days."""
    limit, belongs_above = point
    scaled = Decimal((limit - EPOCH).days) if isinstance(limit, date) else limit * SCALE[fact.type]
    return ceil(scaled) if belongs_above else floor(scaled) + 1


def _looked_up(column: pl.Series, fact: Fact, cut: Cut) -> pl.Series:
    """Values that stand in the same sets, under one number."""
    import polars as pl

    sets = [frozenset(_encoded(fact, value) for value in values) for values in cut.sets]
    distinct = column.drop_nulls().unique().to_list()
    patterns: dict[tuple[bool, ...], int] = {}
    numbers = [patterns.setdefault(tuple(v in s for s in sets), len(patterns) + 1) for v in distinct]
    if not distinct:
        return pl.repeat(UNKNOWN, len(column), dtype=pl.Int32, eager=True)
    return column.replace_strict(distinct, numbers, default=UNKNOWN, return_dtype=pl.Int32)


def _encoded(fact: Fact, value: Any) -> Any:
    from corridor.rules.encoding import country_code, enum_code

    if fact.type == "enum":
        return enum_code(fact, value)
    return country_code(value) if fact.type == "code" and fact.scheme == "country" else value
