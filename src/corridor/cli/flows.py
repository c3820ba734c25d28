"""`corridor flows`: flows and stocks of people from the store, as a table, JSON or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridor.cli import output, refusing
from corridor.cli.shortages_lists import DONE, WRONG, as_json
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.labour_market.flows import Flow, FlowTable

MESSAGES = Path(__file__).parent / "flows_messages.json"
say = Words(MESSAGES)
MANY = 12
"""Groups that the table on the screen shows unless all are asked for."""
PARTS = {"reason": "col_reason", "sex": "col_sex"}


def list_tables(*, format: str, lang: str) -> int:
    """Print which flow tables there are, and which are stored; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.flows import tables
        from corridor.labour_market.sources import store

        records = [
            {
                "id": one.id,
                "of": one.of,
                "label": one.label(lang),
                "national": one.national,
                "stored": store.find(one.of) is not None,
                "note": None if one.note is None else one.note[lang],
            }
            for one in tables().values()
        ]
        if format == "json":
            output.result(as_json({"tables": records}))
        elif format == "csv":
            output.result(output.as_csv(list(records[0]), [list(record.values()) for record in records]))
        else:
            names = ("id", "of", "label", "scope", "store")
            scope = {True: say("belgium_only", lang), False: say("with_regions", lang)}
            held = {True: say("stored", lang), False: say("not_stored", lang)}
            rows = [
                [r["id"], r["of"], r["label"], scope[bool(r["national"])], held[bool(r["stored"])]] for r in records
            ]
            output.as_table(None, [say(f"col_{name}", lang) for name in names], rows)
        missing = next((record["of"] for record in records if not record["stored"]), None)
        if missing is not None:
            output.remark(say("to_fetch", lang, table=missing))
        return DONE
    return WRONG


def show(
    table: str,
    *,
    area: str,
    years: str | None,
    group: str | None,
    part: str | None,
    gap: str | None,
    everything: bool,
    format: str,
    lang: str,
) -> int:
    """Print the values of a table, or the difference of two groups; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.flows import EVERY, flow
        from corridor.labour_market.flows import gap as difference

        pair = _pair(gap, group, everything)
        parts = EVERY if part == "all" else _codes(part)
        found = flow(table, areas=_codes(area) or (), years=_span(years), groups=pair or _codes(group), parts=parts)
        if pair:
            frame = difference(found, *pair)
        else:
            frame = found.frame
            if format == "table" and group is None and not everything:
                frame = _first_groups(found, lang)
        _print(found, frame, format, lang)
        _tell_source(found, lang)
        return DONE
    return WRONG


def _pair(gap: str | None, group: str | None, everything: bool) -> list[str] | None:
    if gap is None:
        return None
    codes = _codes(gap) or []
    if len(codes) != 2:
        raise Refusal("--gap", "bad_gap", raw=gap)
    if group is not None or everything:
        raise Refusal("--gap", "gap_and_group")
    return codes


def _codes(raw: str | None) -> list[str] | None:
    return None if raw is None else [code.strip() for code in raw.split(",") if code.strip()]


def _span(raw: str | None) -> range | None:
    """The years that were typed.

    Raises:
        LabourMarketError: they are none.
    """
    from corridor.labour_market.errors import LabourMarketError

    if raw is None:
        return None
    ends = raw.split("-")
    if len(ends) > 2 or not all(len(end) == 4 and end.isascii() and end.isdecimal() for end in ends):
        raise LabourMarketError("years", "flows_years", given=raw)
    first, last = int(ends[0]), int(ends[-1])
    if first > last:
        raise LabourMarketError("years", "flows_years", given=raw)
    return range(first, last + 1)


def _first_groups(found: Flow, lang: str) -> pl.DataFrame:
    """The rows of the main groups, or of the largest in the last year; the screen does not hold two hundred."""
    import polars as pl

    from corridor.labour_market.flow_tables import first_groups

    frame = found.frame
    groups = frame["group"].unique(maintain_order=True).to_list()
    if len(groups) <= MANY:
        return frame
    main = [code for code in first_groups() if code in groups]
    countries = [code for code in groups if code not in main and _is_country(code)]
    known = frame.filter(pl.col("value").is_not_null() & pl.col("group").is_in(countries))
    largest = known.filter(pl.col("period") == known["period"].max()).sort("value", descending=True)["group"].to_list()
    shown = [*main, *largest[: MANY - len(main)]]
    output.remark(say("fewer", lang, shown=len(shown), n=len(groups)))
    order = {code: place for place, code in enumerate(shown)}
    rows = frame.filter(pl.col("group").is_in(shown))
    return rows.sort(pl.col("group").replace_strict(order, return_dtype=pl.Int32), "area", "period")


def _is_country(code: str | None) -> bool:
    """Aggregates overlap with countries, so they are not among the largest."""
    from corridor.labour_market.sources import areas

    return code is not None and areas.iso(code) is not None


# ---- output ----


def _print(found: Flow, frame: pl.DataFrame, format: str, lang: str) -> None:
    from corridor.labour_market.flow_tables import reason_told

    if format == "table":
        _print_table(found, frame, lang)
        return
    records = frame.to_dicts()
    for record in records:
        told = None if record["reason"] is None else reason_told(record["reason"], found.table, lang)
        record["reason_told"] = told
    if format == "csv":
        output.result(output.as_csv([*frame.columns, "reason_told"], [list(record.values()) for record in records]))
        return
    origin = found.provenance
    note = None if found.table.note is None else found.table.note[lang]
    provenance = {
        "table": origin.table,
        "address": origin.address,
        "retrieved": origin.retrieved,
        "updated": origin.updated,
        "sha256": origin.sha256,
        "licence": origin.licence,
        "attribution": origin.attribution[lang],
        "how": origin.how,
    }
    output.result(as_json({"table": found.table.id, "note": note, "provenance": provenance, "rows": records}))


def _print_table(found: Flow, frame: pl.DataFrame, lang: str) -> None:
    from corridor.labour_market.flow_tables import flag_told, reason_told

    group = "difference" if "of" in frame.columns else "group"
    whys = frame["reason"].is_not_null().any()
    flags = frame["flag"].is_not_null().any()
    heads = ["col_area", f"col_{group}", PARTS[found.table.part], "col_period", "col_value", "col_unit"]
    heads += ["col_flag"] * flags + ["col_why"] * whys
    rows = []
    for row in frame.iter_rows(named=True):
        who = f"{_name(row['of'], lang)} – {_name(row['minus'], lang)}" if "of" in row else _name(row["group"], lang)
        value = say("unknown", lang) if row["value"] is None else _number(row["value"], lang)
        cells = [_name(row["area"], lang), who, _part(row["part"], found.table, lang), row["period"], value]
        cells.append(_unit(row["unit"], lang))
        if flags:
            cells.append(flag_told(row["flag"], lang))
        if whys:
            cells.append(None if row["reason"] is None else reason_told(row["reason"], found.table, lang))
        rows.append(cells)
    output.as_table(found.table.label(lang), [say(head, lang) for head in heads], rows)


def _name(code: str | None, lang: str) -> str:
    from corridor.labour_market.sources import areas

    if code is None:
        return say("not_said", lang)
    return areas.label(code, lang) or code.removeprefix("label:")


def _part(code: str | None, table: FlowTable, lang: str) -> str:
    from corridor.labour_market.sources import dimensions

    if code is None:
        return say("not_said", lang)
    return dimensions.label(table.part, code, lang) or code.removeprefix("label:")


def _unit(code: str | None, lang: str) -> str:
    from corridor.labour_market.sources import dimensions

    if code == "PP":
        return say("unit_PP", lang)
    return "" if code is None else dimensions.label("unit", code, lang) or code


def _number(value: float, lang: str) -> str:
    """A number as the language writes it; decimals only where there are any."""
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    if lang == "en":
        return text
    thousands = "\u202f" if lang == "fr" else "."
    return text.replace(",", "\0").replace(".", ",").replace("\0", thousands)


def _tell_source(found: Flow, lang: str) -> None:
    """On standard error: the note of the table, whose it is, and how old."""
    if found.table.note is not None:
        output.remark(found.table.note[lang])
    key = "imported" if found.provenance.how == "import" else "age"
    output.remark(say(key, lang, attribution=found.provenance.attribution[lang], days=found.age.days))


class Refusal(refusing.Refusal):
    """What the command cannot do as asked; told from `flows_messages.json`."""

    words = say


OPTIONS = {"area": "--area", "years": "--years", "group": "--group", "part": "--part", "table": "TABLE"}
