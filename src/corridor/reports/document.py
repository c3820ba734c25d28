"""What a report consists of, before it has a form: sections of blocks, made of text in one language.

A template renders each block by its `kind`. Nothing here is HTML, so that another form can be made of the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from corridor.reports.charts import Drawing

Foreign = tuple[tuple[str, str], ...]
"""Pieces of a text that are in another language than the report, each with its language."""
WIDE_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def pieces(text: str, foreign: Foreign) -> Foreign:
    """A text cut where its language changes, each piece with its language; empty for that of the report."""
    for said, lang in foreign:
        place = text.translate(WIDE_SPACES).find(said.translate(WIDE_SPACES)) if said else -1
        if place >= 0:
            end = place + len(said)
            return (*pieces(text[:place], foreign), (text[place:end], lang), *pieces(text[end:], foreign))
    return ((text, ""),) if text else ()


def anchor(kind: str, key: str, *parts: str) -> str:
    """The id of what has a key, or of a part of it: a key has no colon, so that no two can be the same."""
    return ":".join((kind, key, *parts))


@dataclass(frozen=True)
class Line:
    """A run of text. `href`: an address, or `#id` on the page. `quiet`: of second rank. `code`: not a word.

    `lang`: the language of the text where it is not that of the report; `foreign`: pieces of it that are in another.
    `strong`: what a reader must not miss.
    """

    text: str
    href: str = ""
    quiet: bool = False
    code: bool = False
    lang: str = ""
    strong: bool = False
    foreign: Foreign = ()

    @property
    def pieces(self) -> Foreign:
        """The text by language."""
        return pieces(self.text, self.foreign)


@dataclass(frozen=True)
class Cell:
    """Lines of a table's cell, each of runs. `share`: 0 to 1, drawn as a bar under the number, which says the same."""

    lines: tuple[tuple[Line, ...], ...]
    share: float | None = None


@dataclass(frozen=True)
class Column:
    """A table's column; numbers are set to the right; a broad one holds phrases."""

    label: str
    number: bool = False
    broad: bool = False


@dataclass(frozen=True)
class Row:
    """A table's row: the first cell names it. `strong`: a total."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its name, pieces of it `foreign`. On a narrow screen rows of three columns and more become cards."""

    kind: ClassVar[str] = "table"
    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foreign: Foreign = ()

    @property
    def pieces(self) -> Foreign:
        """The name by language."""
        return pieces(self.caption, self.foreign)


@dataclass(frozen=True)
class Prose:
    """A paragraph. `quiet`: a remark."""

    kind: ClassVar[str] = "prose"
    lines: tuple[Line, ...]
    quiet: bool = False


@dataclass(frozen=True)
class Items:
    """A list; `ordered` where the order or the number matters; `ids` to be linked to."""

    kind: ClassVar[str] = "items"
    items: tuple[tuple[Line, ...], ...]
    ordered: bool = False
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """Where a section's numbers come from: formulas over columns of the plan's tables."""

    kind: ClassVar[str] = "trace"
    formulas: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A chart in two widths of which one is shown; a table beside it says the same.

    `description`: its alternative text. `source`: where its numbers come from; empty where a `Trace` below says it.
    """

    kind: ClassVar[str] = "figure"
    id: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]
    source: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Details:
    """Depth for those who open it. On paper it is open, or left out where `on_paper` is false."""

    kind: ClassVar[str] = "details"
    summary: str
    blocks: tuple[Block, ...]
    on_paper: bool = True


@dataclass(frozen=True)
class Part:
    """A part of a section under a heading of its own, pieces of it `foreign`."""

    kind: ClassVar[str] = "part"
    id: str
    title: str
    blocks: tuple[Block, ...]
    foreign: Foreign = ()

    @property
    def pieces(self) -> Foreign:
        """The heading by language."""
        return pieces(self.title, self.foreign)


Block = Table | Prose | Items | Trace | Figure | Details | Part


@dataclass(frozen=True)
class Section:
    """A chapter of the report. `short`: its name in the table of contents."""

    id: str
    title: str
    short: str
    blocks: tuple[Block, ...]


def prose(*texts: str, quiet: bool = False) -> Prose:
    """A paragraph of plain sentences."""
    return Prose(tuple(Line(t) for t in texts), quiet)


def cell(text: str, *, share: float | None = None) -> Cell:
    """A cell of one line."""
    return Cell(((Line(text),),), share)


def row(*texts: str | Cell, strong: bool = False) -> Row:
    """A row of plain cells, or of cells where a text is not enough."""
    return Row(tuple(t if isinstance(t, Cell) else cell(t) for t in texts), strong)
