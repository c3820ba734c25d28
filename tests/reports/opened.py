"""Reports opened again: Word documents with python-docx, PDFs with pypdf, as their readers' programs do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from corridor.reports.document import Block, Details, Part, Section

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|%\}|\{[a-z_]+\}")


def word(made: bytes) -> Any:
    """The Word document."""
    return Document(io.BytesIO(made))


def parts(made: bytes) -> dict[str, str]:
    """The XML parts of a Word document by name."""
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith(".xml")}


def headings(document: Any) -> list[tuple[int, str]]:
    """The headings of a Word document with their level."""
    return [
        (int(p.style.name.removeprefix("Heading ")), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading ")
    ]


def alternatives(document: Any) -> list[str]:
    """The alternative text of every picture of a Word document."""
    return [one.get("descr") or "" for one in document.element.body.iter(qn("wp:docPr"))]


def pdf(made: bytes) -> PdfReader:
    """The PDF."""
    return PdfReader(io.BytesIO(made))


def tags(reader: PdfReader) -> list[tuple[str, str | None]]:
    """Every element of the structure of a PDF in its order, with its alternative text."""
    return list(_elements(reader.root_object["/StructTreeRoot"]))


def _elements(node: Any) -> Iterator[tuple[str, str | None]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]), str(node["/Alt"]) if "/Alt" in node else None
        if "/K" in node:
            yield from _elements(node["/K"])


def langs(reader: PdfReader) -> set[str]:
    """The languages that elements of the structure of a PDF, or runs of its text, say of themselves."""
    found: set[str] = set()
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, ArrayObject):
            waiting += node
        elif isinstance(node, DictionaryObject):
            found |= {str(node["/Lang"])} if "/Lang" in node else set()
            waiting += [node["/K"]] if "/K" in node else []
    for page in reader.pages:
        contents = page.get_contents()
        raw = b"" if contents is None else contents.get_data()
        found |= {one.decode() for one in re.findall(rb"/Lang\s*\(([A-Za-z-]+)\)", raw)}
    return found


def text_of(reader: PdfReader) -> str:
    """All text of a PDF."""
    return "\n".join(page.extract_text() for page in reader.pages)


def groups(sections: tuple[Section, ...]) -> Iterator[tuple[Block, ...]]:
    """Blocks that stand together: of a chapter, of a part, of what can be opened."""
    waiting: list[tuple[Block, ...]] = [section.blocks for section in sections]
    while waiting:
        blocks = waiting.pop()
        yield blocks
        waiting += [one.blocks for one in blocks if isinstance(one, Part | Details)]
