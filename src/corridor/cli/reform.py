"""`corridor permits reform`: a table of cases under the law and under a reform."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.cli import output
from corridor.cli.permits import refused, report_quarantine
from corridor.cli.speech import say
from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.rules.errors import CaseError, RulesError

if TYPE_CHECKING:
    import polars as pl

    from corridor.permits.compare import Comparison


def reform(
    document: Path,
    cases: Path,
    *,
    format: str = "table",
    lang: str = "en",
    out: Path | None = None,
    quarantine: Path | None = None,
) -> int:
    """Compare a table of cases under the law and under a reform; returns the exit code."""
    from corridor.permits.case_table import read_cases
    from corridor.permits.compare import compare

    try:
        read = read_cases(cases, lang)
        for line in read.remarks:
            output.remark(f"{say('note', lang)}: {line}")
        if read.frame.height > 100_000:
            output.remark(say("evaluating", lang, n=read.frame.height))
        found = compare(read.frame, document, validate=False)
    except FileNotFoundError as error:
        return refused(CaseError(str(error.filename), "no_file"), lang)
    except RulesError as error:
        return refused(error, lang)
    tables = {
        "transitions": found.transitions,
        "groups": found.groups,
        "dependence": found.dependence,
        "cases": found.cases,
    }
    if format == "json":
        rows = {name: frame.to_dicts() for name, frame in tables.items() if name != "cases"}
        output.result(
            output.as_json({"reform": found.reform, "label": found.label[lang], "touched": found.touched, **rows})
        )
    elif format == "csv":
        output.result(found.transitions.write_csv())
    else:
        _print_comparison(found, lang)
    if out is not None:
        write_all(tables, out)
        output.remark(say("written", lang, path=out))
    return report_quarantine(read.quarantine, read.frame.height, quarantine, lang)


def write_all(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write tables as Parquet, all or none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for name, frame in tables.items():
            frame.write_parquet(Path(place) / f"{name}.parquet")
        for name in tables:
            (Path(place) / f"{name}.parquet").replace(folder / f"{name}.parquet")


def _print_comparison(found: Comparison, lang: str) -> None:
    labels = {n: r.label[lang] for region in REGIONS for n, r in book(region).rules.routes.items()}
    labels["any_way"] = say("any_way", lang)
    touched = sorted({r for names in found.touched.values() for r in names})
    output.result(found.label[lang])
    output.result(
        f"{say('touched', lang)}: {', '.join(labels.get(t, t) for t in touched)}"
        if touched
        else say("touched_none", lang)
    )
    moved = [t for t in found.transitions.iter_rows(named=True) if t["before"] != t["after"]]
    rows: list[list[object]] = [
        [
            say(t["region"], lang),
            labels.get(t["route"], t["route"]),
            *(say(t[c], lang) for c in ("before", "after")),
            t["cases"],
        ]
        for t in moved
    ]
    if rows:
        output.as_table(None, [say(f"col_{c}", lang) for c in ("region", "route", "before", "after", "n")], rows)
    else:
        output.result(say("nothing_moves", lang))
    columns = [say(f"col_{c}", lang) for c in ("group", "n", "gain", "lose", "unclear")]
    for dimension in ("occupation", "age_band", "pay_band"):
        part = found.groups.filter(found.groups["dimension"] == dimension)
        moving = part.filter(part["gain"] + part["lose"] + part["unclear"] > 0)
        rows = [
            [g["group"] or "?", g["cases"], g["gain"], g["lose"], g["unclear"]] for g in moving.iter_rows(named=True)
        ]
        if rows:
            output.as_table(say(f"group_{dimension}", lang), columns, rows)
    if not found.dependence.height:
        output.result(say("dependence_none", lang))
    for d in found.dependence.iter_rows(named=True):
        before, after = (output.figure(d[name], lang, 1) for name in ("before", "after"))
        output.result(
            f"{say(d['region'], lang)}: {say('dependence_mean', lang, n=d['cases'], before=before, after=after)}"
        )
