"""What holds for a row as a whole: it has an id of its own, an occupation, and, if it is a vacancy, a region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from corridor.pool.columns import AT, FAULTS, NOTES, Values, nothing
from corridor.pool.errors import Message
from corridor.pool.reading import region_of
from corridor.pool.schema import Kind, table


@dataclass(frozen=True)
class Ruled:
    """Values with what could be derived, and faults and notes of rows (positions from 0)."""

    values: pl.DataFrame
    faults: pl.DataFrame
    notes: pl.DataFrame


def row_rules(
    values: pl.DataFrame, columns: Mapping[str, Values], kind: Kind, lang: str, taken: pl.Series | None
) -> Ruled:
    """Apply the rules of rows.

    Args:
        values: the columns that were read.
        columns: the same with their faults: what is at fault already is not missing too.
        kind: which table it is.
        lang: the language of messages.
        taken: ids that must not come again.
    """
    at = pl.int_range(values.height, dtype=AT, eager=True)
    faults = [_missing(values, columns, kind, at, lang), _duplicates(values, at, lang, taken)]
    faults.append(_no_occupation(values, columns, at, lang))
    notes = []
    if kind == "vacancies":
        regions = _regions(values, columns, at, lang)
        values = regions.values
        faults.append(regions.faults)
        notes.append(regions.notes)
    values, presumed = _presumed(values, kind, lang)
    return Ruled(values, pl.concat(faults), pl.concat([nothing(NOTES), *notes, presumed]))


def _at_fault(columns: Mapping[str, Values], *names: str) -> pl.Series:
    found = [columns[n].faults["at"] for n in names if n in columns]
    return pl.concat(found).unique() if found else pl.Series([], dtype=AT)


def _lines(at: pl.Series, field: str, value: pl.Series | None, told: Callable[[str], tuple[str, str]]) -> pl.DataFrame:
    if at.len() == 0:
        return nothing(FAULTS)
    texts = value if value is not None else pl.Series([None] * at.len(), dtype=pl.String)
    said = {t: told("" if t is None else t) for t in texts.unique().to_list()}
    rows = {
        "at": at,
        "field": [field] * at.len(),
        "value": texts,
        "reason": [said[t][0] for t in texts],
        "remedy": [said[t][1] for t in texts],
    }
    return pl.DataFrame(rows, schema=FAULTS)


def _missing(values: pl.DataFrame, columns: Mapping[str, Values], kind: Kind, at: pl.Series, lang: str) -> pl.DataFrame:
    found = [nothing(FAULTS)]
    for name, column in table(kind).columns.items():
        if column.required and name in values.columns:
            absent = at.filter(values[name].is_null() & ~at.is_in(_at_fault(columns, name).implode()))
            found.append(_lines(absent, name, None, lambda raw: Message("missing").told(lang)))
    return pl.concat(found)


def _duplicates(values: pl.DataFrame, at: pl.Series, lang: str, taken: pl.Series | None) -> pl.DataFrame:
    """The first row with an id keeps it, whether it is good or not; the others are told where it stands."""
    ids = values["id"]
    again = at.filter(ids.is_not_null() & ~ids.is_first_distinct())
    faults = nothing(FAULTS)
    if again.len():
        first = pl.DataFrame({"id": ids, "first": at + 1}).unique("id", keep="first")
        rows = pl.DataFrame({"at": again, "id": ids.gather(again)}).join(first, on="id", maintain_order="left")
        told = [
            Message("duplicate", {"raw": i, "first": n}).told(lang)
            for i, n in zip(rows["id"], rows["first"], strict=True)
        ]
        faults = pl.DataFrame(
            {
                "at": rows["at"],
                "field": ["id"] * len(told),
                "value": rows["id"],
                "reason": [t[0] for t in told],
                "remedy": [t[1] for t in told],
            },
            schema=FAULTS,
        )
    if taken is None or taken.len() == 0:
        return faults
    before = at.filter(ids.is_in(taken.implode()).fill_null(False) & ids.is_first_distinct())
    known = _lines(before, "id", ids.gather(before), lambda raw: Message("duplicate_before", {"raw": raw}).told(lang))
    return pl.concat([faults, known])


def _no_occupation(values: pl.DataFrame, columns: Mapping[str, Values], at: pl.Series, lang: str) -> pl.DataFrame:
    neither = pl.Series([True]).new_from_index(0, at.len()) if at.len() else pl.Series([], dtype=pl.Boolean)
    for name in ("title", "isco08"):
        if name in values.columns:
            neither = neither & values[name].is_null()
    absent = at.filter(neither & ~at.is_in(_at_fault(columns, "title", "isco08").implode()))
    return _lines(absent, "title", None, lambda raw: Message("no_occupation").told(lang))


def _regions(values: pl.DataFrame, columns: Mapping[str, Values], at: pl.Series, lang: str) -> Ruled:
    """The region of a vacancy: as stated, else from its NUTS code; the two must not contradict each other."""
    none = pl.Series([None] * at.len(), dtype=pl.String)
    stated = values["region"] if "region" in values.columns else none
    codes = values["nuts"] if "nuts" in values.columns else none
    of_code = {c: region_of(c) for c in codes.unique().drop_nulls()}
    derived = codes.replace_strict(of_code, default=None, return_dtype=pl.String) if of_code else none
    region = stated.fill_null(derived) if of_code else stated
    regions = ", ".join(table("vacancies").columns["region"].values)
    seen = _at_fault(columns, "region", "nuts")
    absent = at.filter(region.is_null() & ~at.is_in(seen.implode()))
    faults = _lines(
        absent, "region", codes.gather(absent), lambda raw: Message("no_region", {"values": regions}).told(lang)
    )
    conflict = at.filter((stated != derived).fill_null(False) & ~_within(stated, derived))
    pairs = pl.Series(
        [f"{c}\t{s}" for c, s in zip(codes.gather(conflict), stated.gather(conflict), strict=True)], dtype=pl.String
    )

    def told(pair: str) -> tuple[str, str]:
        code, _, says = pair.partition("\t")
        return Message("region_conflict", {"raw": code, "other": of_code.get(code), "region": says}).told(lang)

    conflicts = _lines(conflict, "nuts", pairs, told).with_columns(pl.col("value").str.split("\t").list.first())
    from_code = at.filter(stated.is_null() & derived.is_not_null())
    notes = pl.DataFrame(
        {
            "at": from_code,
            "field": ["region"] * from_code.len(),
            "before": codes.gather(from_code),
            "after": derived.gather(from_code),
            "note": [Message("nuts_region").told(lang)[0]] * from_code.len(),
        },
        schema=NOTES,
    )
    return Ruled(values.with_columns(region.alias("region")), pl.concat([faults, conflicts]), notes)


def _within(stated: pl.Series, derived: pl.Series) -> pl.Series:
    """The German-speaking Community lies in Wallonia: a code of the one may stand beside the name of the other."""
    pair = ("wallonia", "german_community")
    return (stated.is_in(pair) & derived.is_in(pair)).fill_null(False)


def _presumed(values: pl.DataFrame, kind: Kind, lang: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Unstated values that the schema presumes, with a note for each column."""
    rows = []
    for name, column in table(kind).columns.items():
        if column.presumed is None:
            continue
        if name not in values.columns:
            values = values.with_columns(pl.lit(None, dtype=column.dtype).alias(name))
        count = values[name].null_count()
        values = values.with_columns(pl.col(name).fill_null(column.presumed))
        if count:
            note = Message("presumed", {"n": count, "value": column.presumed}).told(lang)[0]
            rows.append((None, name, None, str(column.presumed), note))
    return values, pl.DataFrame(rows, schema=NOTES, orient="row") if rows else nothing(NOTES)
