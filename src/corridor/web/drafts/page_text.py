"""Texts of a draft as a page shows them: in the reader's language where there is one, and said where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corridor.web.drafts.models import Draft, Section, in_first

MARKS = ("- ", "* ", "+ ")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list with its items."""

    items: tuple[str, ...]
    listed: bool


@dataclass(frozen=True)
class Shown:
    """A section in one language. `lang`: in which it is; `translated`: whether that is the one that was asked for."""

    section: Section
    heading: str
    blocks: tuple[Block, ...]
    lang: str
    translated: bool


def shown(draft: Draft, section: Section, lang: str) -> Shown:
    """A section as a reader of a language sees it."""
    used = lang if section.text.get(lang) else draft.written_in
    if not section.text.get(used):
        used = next(iter(section.text), used)
    heading = section.heading.get(used) or in_first(section.heading, draft.languages)
    return Shown(section, heading, blocks(section.text.get(used, "")), used, used == lang)


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs of a text; lines that begin with a dash stand together as a list."""
    found: list[Block] = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        if not line.startswith(MARKS):
            found.append(Block((line,), False))
        elif found and found[-1].listed:
            found[-1] = Block((*found[-1].items, line[2:]), True)
        else:
            found.append(Block((line[2:],), True))
    return tuple(found)


def why(texts: Mapping[str, str], lang: str, draft: Draft) -> tuple[str, str]:
    """The reason of an answer and the language that it is in."""
    order: Sequence[str] = (lang, *draft.languages, *texts)
    used = next((one for one in order if texts.get(one)), lang)
    return texts.get(used, ""), used


def answered(draft: Draft, comment: Any, lang: str) -> dict[str, Any]:
    """A comment with its answer as a page shows them; never who wrote it."""
    answer = getattr(comment, "answer", None)
    text, used = why(answer.why, lang, draft) if answer is not None else ("", lang)
    return {"comment": comment, "answer": answer, "why": text, "why_lang": used}
