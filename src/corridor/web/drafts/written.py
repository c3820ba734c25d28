"""Rows as the records of `corridor.consultation.draft`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corridor.consultation.draft import records
from corridor.consultation.draft.rules import plain
from corridor.web.drafts.models import Draft, Round, Section


def section_record(row: Section) -> records.Section:
    """A section."""
    return records.Section(row.key, row.number, row.heading, row.text)


def round_record(row: Round) -> records.Round:
    """The text of a round."""
    return records.Round(row.number, tuple(section_record(section) for section in row.sections.all()))


def missing(row: Draft, sections: Iterable[Section]) -> tuple[records.Missing, ...]:
    """The translations that a draft promises and does not have."""
    return records.missing(row.title, tuple(row.languages), tuple(section_record(one) for one in sections))


def languages_in(row: Draft, sections: Iterable[Section]) -> tuple[str, ...]:
    """The languages of a draft in which some of these sections are; a later round may have more than an earlier one."""
    used = {lang for one in sections for texts in (one.heading, one.text) for lang, text in texts.items() if text}
    return tuple(lang for lang in row.languages if lang in used)


def tidy(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by language as they are kept: without empty ones."""
    found = {lang: plain(text) for lang, text in texts.items()}
    return {lang: text for lang, text in found.items() if text}
