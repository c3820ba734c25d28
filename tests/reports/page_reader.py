"""Reads a page as a tree, strictly: every element is closed, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

SPACES = re.compile("[ \n\t]+")
VOID = {"meta", "link", "br", "hr", "img", "input"}
SILENT = {"style", "script"}


@dataclass
class Element:
    """An element with its attributes; children are elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Descendants with one of these tags, in the order of the page; every descendant without tags."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def one(self, tag: str) -> Element:
        """The only descendant with this tag."""
        (found,) = self.all(tag)
        return found

    def texts(self, *, skip: frozenset[str] = frozenset()) -> Iterator[str]:
        """Runs of text, without those inside `skip` and without style."""
        for child in self.children:
            if isinstance(child, str):
                if child.strip():
                    yield SPACES.sub(" ", child).strip(" ")
            elif child.tag not in SILENT | skip:
                yield from child.texts(skip=skip)

    @property
    def text(self) -> str:
        """All text with single spaces."""
        return " ".join(self.texts())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), f"an attribute twice in <{tag}>"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is never closed"
    return reader.root
