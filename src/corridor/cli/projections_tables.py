"""`corridor projections template` and `checks`: the tables that projections read, and published figures computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corridor.cli import output
from corridor.cli.projections import DONE, WRONG, Refusal, headings, refusing, say


def template(table: str | None, *, out: Path | None, synthetic: bool, format: str, lang: str) -> int:
    """Print a table's template, or what tables there are, or write all to a folder; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.projection_inputs import tables
        from corridor.labour_market.projection_inputs import template as text_of

        if table is not None and table not in tables():
            raise Refusal("TABLE", "no_table", given=table, known=", ".join(tables()))
        if synthetic and (out is None or table is not None):
            raise Refusal("--synthetic", "synthetic_out")
        if out is not None:
            names = list(tables()) if table is None else [table]
            texts = _synthetic_files() if synthetic else {name: text_of(name) for name in names}
            out.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                (out / f"{name}.csv").write_text(text, encoding="utf-8")
            output.remark(say("written_synthetic" if synthetic else "written", lang, n=len(texts), folder=out))
        elif table is not None and format == "csv":
            output.result(text_of(table))
        else:
            _print_schema(table, format, lang)
        return DONE
    return WRONG


def _synthetic_files() -> dict[str, str]:
    """The made-up population as files, with columns in the order of the schema."""
    from corridor.labour_market.projection_inputs import tables
    from corridor.labour_market.synthetic_population import synthetic_tables

    return {
        name: table.select(column for column in tables()[name].columns if column in table.columns).write_csv()
        for name, table in synthetic_tables().items()
    }


def _print_schema(table: str | None, format: str, lang: str) -> None:
    from corridor.labour_market.projection_inputs import SEXES, tables

    names = tables() if table is None else {table: tables()[table]}
    rows = [
        [name, column, of.type, _limits(of.min, of.max, SEXES if of.type == "sex" else of.values), of.unit,
         say("optional" if of.optional else "needed", lang), of.meaning[lang], of.example]
        for name, shape in names.items()
        for column, of in shape.columns.items()
    ]  # fmt: skip
    keys = ("table", "column", "type", "limits", "unit", "needed", "meaning", "example")
    if format == "csv":
        output.result(output.as_csv(keys, rows))
    elif format == "json":
        output.result(output.as_json([dict(zip(keys, row, strict=True)) for row in rows]))
    else:
        columns = headings(("column", "type", "limits", "unit", "needed", "meaning"), lang)
        for name, shape in names.items():
            output.result(f"{name}.csv: {shape.purpose[lang]}")
            output.as_table(None, columns, [row[1:-1] for row in rows if row[0] == name])


def _limits(low: float | None, high: float | None, values: Sequence[str]) -> str | None:
    if values:
        return ", ".join(values)
    if low is None and high is None:
        return None
    return f"{'' if low is None else f'{low:g}'} - {'' if high is None else f'{high:g}'}"


CHECK_COLUMNS = ("id", "rows", "verdict", "computed", "stated", "tolerance", "unit", "formula", "against", "what")


def checks(*, eurostat: Path | None, format: str, lang: str) -> int:
    """Print what is computed for every published figure; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.projection_checks import checks as computed

        found = computed(eurostat)
        rows = [[_check_cell(getattr(check, name), lang) for name in CHECK_COLUMNS] for check in found]
        if format == "csv":
            output.result(output.as_csv(CHECK_COLUMNS, rows))
        elif format == "json":
            remarks = [None if check.remark is None else check.remark[lang] for check in found]
            records = [dict(zip(CHECK_COLUMNS, row, strict=True)) for row in rows]
            output.result(output.as_json([{**r, "remark": n} for r, n in zip(records, remarks, strict=True)]))
        else:
            _check_table(found, lang)
        if any(check.verdict == "unknown" for check in found):
            output.remark(say("no_extracts", lang))
        return DONE
    return WRONG


def _check_cell(value: Any, lang: str) -> Any:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return value[lang] if isinstance(value, dict) else value


def _check_table(found: Sequence[Any], lang: str) -> None:
    from corridor.labour_market.projection_words import word
    from corridor.reports.numbers import decimal

    rows = [
        [
            check.what[lang] + (f" {check.remark[lang]}" if check.remark else ""),
            None if check.computed is None else decimal(check.computed, lang, 2),
            None if check.stated is None else decimal(check.stated, lang, 2),
            word(f"unit.{check.unit}", lang),
            word(f"verdict.{check.verdict}", lang),
        ]
        for check in found
    ]
    output.as_table(None, headings(("what", "computed", "stated", "unit", "verdict"), lang), rows)
