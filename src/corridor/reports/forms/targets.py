"""What can be linked to in a report: chapters, parts, tables and the items of its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corridor.reports.document import Block, Details, Items, Part, Section, Table


def targets(sections: Iterable[Section]) -> frozenset[str]:
    """The ids of everything that a link inside the report can lead to."""
    return frozenset(name for section in sections for name in (section.id, *_inside(section.blocks)))


def _inside(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield block.id
        elif isinstance(block, Items):
            yield from block.ids
        elif isinstance(block, Part):
            yield block.id
            yield from _inside(block.blocks)
        elif isinstance(block, Details):
            yield from _inside(block.blocks)
