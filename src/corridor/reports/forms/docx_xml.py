"""The blocks of a report as the paragraphs and tables of a Word document.

Written as XML, because a document of python-docx that grows cell by cell takes minutes where this takes a moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from itertools import count

from corridor.reports.document import (
    Block,
    Cell,
    Column,
    Details,
    Figure,
    Foreign,
    Items,
    Line,
    Part,
    Prose,
    Row,
    Table,
    Trace,
)
from corridor.reports.forms.columns import share
from corridor.reports.forms.drawing import broad
from corridor.reports.forms.plain import followed, names_itself, sayable, trace_lines
from corridor.reports.report import TAGS

DEEPEST = 4
"""The lowest level of heading that has a style."""
LED = (Table, Figure, Items)
"""Blocks whose introduction stays on their page."""
EMU = 360_000
"""Units of a drawing in a centimetre."""
WIDTH = 16.6
"""Centimetres between the margins of the template that ships."""
DRAWN = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@dataclass(frozen=True)
class Package:
    """What paragraphs need of the document that they stand in.

    Attributes:
        style: the id of a style by its name.
        picture: the id of a chart, put into the document.
        address: the id of an address of the web.
        numbered: the id of a numbered list that begins at one; None where the template has no such style.
    """

    style: Callable[[str], str]
    picture: Callable[[Figure], str]
    address: Callable[[str], str]
    numbered: Callable[[], int | None]


def text(value: str) -> str:
    """Text as XML holds it."""
    return escape(sayable(value), quote=True)


def mark(name: str) -> str:
    """An id as the name of a bookmark: letters, figures and `_`, forty at most; no two ids have the same."""
    plain = "c_" + re.sub(r"\W", "_", name, flags=re.ASCII)
    return (
        plain
        if len(plain) <= 40 and re.fullmatch("[A-Za-z0-9-]*", name)
        else f"{plain[:31]}_{sha256(name.encode()).hexdigest()[:8]}"
    )


@dataclass
class Writer:
    """Writes blocks; counts what must be numbered in a document."""

    package: Package
    known: frozenset[str]
    counted_from: str
    not_printed: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    # ---- blocks ----
    def blocks(self, blocks: Iterable[Block], level: int) -> str:
        """Blocks in their order; headings inside begin at `level`."""
        found = tuple(blocks)
        return "".join(
            self._block(block, level, leads=isinstance(after, LED))
            for block, after in zip(found, (*found[1:], None), strict=False)
        )

    def _block(self, block: Block, level: int, *, leads: bool) -> str:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, Prose):
            style, kept = "Corridor Quiet" if block.quiet else "Normal", "<w:keepNext/>" if leads else ""
            return self.paragraph(self.runs(block.lines), style, kept)
        if isinstance(block, Items):
            return self.items(block.items, ordered=block.ordered, ids=block.ids)
        if isinstance(block, Trace):
            return self.paragraph(self.runs(trace_lines(block, self.counted_from)), "Corridor Quiet")
        if isinstance(block, Part):
            title = self.paragraph(self.marked(block.id, self.said(block.pieces)), f"Heading {min(level, DEEPEST)}")
            return title + self.blocks(block.blocks, level + 1)
        return self._details(block, level)

    def _details(self, block: Details, level: int) -> str:
        if not block.on_paper:
            inside = self.paragraph(self.run(self.not_printed), "Corridor Quiet")
        else:
            inside = self.blocks(block.blocks, level)
        return inside if names_itself(block) else self.paragraph(self.run(block.summary), "Corridor Label") + inside

    def items(self, items: Sequence[Sequence[Line]], *, ordered: bool = False, ids: Sequence[str] = ()) -> str:
        """A list, as Word numbers it: each ordered one begins at one."""
        number = self.package.numbered() if ordered else None
        numbering = "" if number is None else f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        style = "List Number" if ordered else "List Bullet"
        made = []
        for place, item in enumerate(items):
            said = self.runs(item)
            made.append(self.paragraph(self.marked(ids[place], said) if ids else said, style, numbering))
        return "".join(made)

    def paragraph(self, inside: str, style: str, more: str = "") -> str:
        """A paragraph of runs in a style."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.package.style(style)}"/>{more}</w:pPr>{inside}</w:p>'

    def marked(self, name: str, inside: str) -> str:
        """Runs that a link can lead to."""
        number = next(self.numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{mark(name)}"/>'
        return f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'

    # ---- runs ----
    def runs(self, lines: Iterable[Line]) -> str:
        """Runs with a space between them."""
        return self.run(" ").join(self._line(line) for line in lines)

    def run(self, said: str, look: str = "") -> str:
        """A run of text."""
        shape = f"<w:rPr>{look}</w:rPr>" if look else ""
        return f'<w:r>{shape}<w:t xml:space="preserve">{text(said)}</w:t></w:r>'

    def said(self, found: Foreign, look: str = "") -> str:
        """A text as runs, each in its language."""
        return "".join(self.run(piece, look + _language(lang)) for piece, lang in found)

    def _line(self, line: Line) -> str:
        href = followed(line, self.known)
        style = "Hyperlink" if href else "Corridor Code" if line.code else ""
        look = f'<w:rStyle w:val="{self.package.style(style)}"/>' if style else ""
        look += "<w:b/>" if line.strong else ""
        look += '<w:color w:val="4D5863"/>' if line.quiet and not href else ""
        run = self.said(line.pieces, look) if line.foreign else self.run(line.text, look + _language(line.lang))
        if href.startswith("#"):
            return f'<w:hyperlink w:anchor="{mark(href[1:])}" w:history="1">{run}</w:hyperlink>'
        if href:
            return f'<w:hyperlink {RELATED} r:id="{self.package.address(href)}" w:history="1">{run}</w:hyperlink>'
        return run

    # ---- tables ----
    def _table(self, table: Table) -> str:
        caption = self.paragraph(self.marked(table.id, self.said(table.pieces)), "Caption")
        widths = _widths(table.columns)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            self._cell(Cell(((Line(column.label),),)), column, width, header=True)
            for column, width in zip(table.columns, widths, strict=True)
        )
        rows = "".join(self._row(row, table.columns, widths) for row in table.rows)
        look = (
            f'<w:tblPr><w:tblStyle w:val="{self.package.style("Corridor Table")}"/><w:tblW w:w="5000" w:type="pct"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
            'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{text(table.caption)}"/>'
            f'<w:tblDescription w:val="{text("; ".join(column.label for column in table.columns))}"/></w:tblPr>'
        )
        header = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        after = '<w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        return f"{caption}<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{header}{rows}</w:tbl>{after}"

    def _row(self, row: Row, columns: Sequence[Column], widths: Sequence[int]) -> str:
        cells = "".join(
            self._cell(cell, column, width, strong=row.strong)
            for cell, column, width in zip(row.cells, columns, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, column: Column, width: int, *, header: bool = False, strong: bool = False) -> str:
        side = '<w:jc w:val="right"/>' if column.number else ""
        lines = [[replace(one, strong=one.strong or strong) for one in runs] for runs in cell.lines or ((Line(""),),)]
        more = ("<w:keepNext/>" if header else "") + side
        inside = "".join(self.paragraph(self.runs(runs), "Corridor Cell", more) for runs in lines)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'

    # ---- figures ----
    def _figure(self, figure: Figure) -> str:
        drawing = broad(figure)
        number = next(self.numbers)
        width, height = round(WIDTH * EMU), round(WIDTH * EMU * drawing.height / drawing.width)
        told = f'id="{number}" name="{text(figure.title)}" descr="{text(figure.description)}"'
        shape = (
            f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        )
        picture = (
            f"<pic:pic><pic:nvPicPr><pic:cNvPr {told}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{self.package.picture(figure)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f"<pic:spPr>{shape}</pic:spPr></pic:pic>"
        )
        inline = (
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f"<wp:docPr {told}/><wp:cNvGraphicFramePr/><a:graphic>"
            f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">{picture}</a:graphicData>'
            "</a:graphic></wp:inline>"
        )
        drawn = f"<w:r><w:drawing {DRAWN}>{inline}</w:drawing></w:r>"
        title = self.paragraph(self.run(figure.title), "Caption")
        source = self.paragraph(self.runs(figure.source), "Corridor Quiet") if figure.source else ""
        return title + self.paragraph(drawn, "Normal") + source


def _language(lang: str) -> str:
    """The language of a run; nothing for that of the document."""
    return f'<w:lang w:val="{TAGS.get(lang, lang)}"/>' if lang else ""


def _widths(columns: Sequence[Column]) -> list[int]:
    """Widths in twentieths of a point."""
    parts = [share(column, first=place == 0) for place, column in enumerate(columns)]
    whole = WIDTH / 2.54 * 1440
    return [int(whole * part / sum(parts)) for part in parts]
