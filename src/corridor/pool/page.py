"""The page of the manual on tables of talents and vacancies (docs/pool.md): the text, and the columns from the schema.

`python -m corridor.pool.page FILE` writes it anew; a test compares it with what stands in the manual.
"""

from __future__ import annotations

import sys
from pathlib import Path

from corridor.pool.errors import Message
from corridor.pool.schema import KINDS, Column, Kind, shown, table

TEXT = Path(__file__).parent / "page.txt"
MARK = "<!-- columns of {kind} -->"
HEAD = "| column | what | meaning | headers (en, fr, nl) | example |\n|---|---|---|---|---|\n"


def page() -> str:
    """The page, in Markdown."""
    text = TEXT.read_text(encoding="utf-8")
    for kind in KINDS:
        text = text.replace(MARK.format(kind=kind), columns(kind))
    return text


def columns(kind: Kind) -> str:
    """The columns of a table as a Markdown table."""
    rows = "".join(f"| {' | '.join(_cells(c))} |\n" for c in table(kind).columns.values())
    return (HEAD + rows).rstrip()


def _cells(column: Column) -> list[str]:
    name = f"`{column.name}`" + (" (needed)" if column.required else "")
    headers = ", ".join(dict.fromkeys(column.label.values()))
    example = column.example.get("en", "")
    return [name, _what(column), column.meaning["en"], headers, f"`{example}`" if example else ""]


def _what(column: Column) -> str:
    parts = [f"list of {column.type}" if column.many else column.type]
    if column.unit is not None:
        parts.append(Message(f"unit_{column.unit}").told("en")[0])
    if column.type in ("int", "number", "money") and column.min is not None and column.max is not None:
        parts.append(f"{shown(column.min)} to {shown(column.max)}")
    if column.values:
        parts.append(", ".join(f"`{v}`" for v in column.values))
    return "; ".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
