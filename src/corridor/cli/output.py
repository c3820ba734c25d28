"""Standard output and error: results on one, everything else on the other."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from corridor.cli.speech import say
from corridor.permits.answers import as_json as as_json


def result(text: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()  # who reads through a pipe must not wait for a server to end


def remark(text: str) -> None:
    """A remark or progress line, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def failed(place: str, message: str, remedy: str, lang: str) -> None:
    """An error with its remedy, on standard error."""
    remark(f"{say('error', lang)}: {place}: {message}\n  {say('remedy', lang)}: {remedy}")


def figure(value: float, lang: str, digits: int | None = None) -> str:
    """A number with the language's signs; with `digits` decimals, or with those it has (twelve digits at most)."""
    from decimal import Decimal

    from corridor.rules.wording import number

    return number(Decimal(f"{value:.12g}"), lang, digits)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV; a cell that a spreadsheet would run as a formula is given a leading quote."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(v) for v in row] for row in rows])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return "'" + value
    return value


def as_table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as a table on standard output, as wide as the terminal (120 columns where there is none)."""
    from rich.console import Console
    from rich.table import Table

    width = None if sys.stdout.isatty() else 160
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False)
    table = Table(title=title, show_lines=False, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if v is None else str(v) for v in row))
    console.print(table)
