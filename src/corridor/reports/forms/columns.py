"""How broad the columns of a table on paper are, before its width is known."""

from __future__ import annotations

from corridor.reports.document import Column

BROAD, FIRST, NUMBER, OTHER = 2.0, 1.7, 0.9, 1.3
LETTER = 0.08
"""What a letter of a head needs: a word is never cut or run into its neighbour."""


def share(column: Column, *, first: bool) -> float:
    """The part of a table's width that a column has, in proportion to the others; the first names the row."""
    wanted = BROAD if column.broad else FIRST if first else NUMBER if column.number else OTHER
    longest = max(map(len, column.label.split()), default=0)
    return max(wanted, round(LETTER * longest, 2))
