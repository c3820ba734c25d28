"""Rows as the records of `corridor.consultation.draft`, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from corridor.consultation.draft import records
from corridor.consultation.draft.rules import plain
from corridor.web.drafts.models import Answer, Comment, Draft, Round, Section


def section_record(row: Section) -> records.Section:
    """A section."""
    return records.Section(row.key, row.number, row.heading, row.text)


def comment_record(row: Comment) -> records.Comment:
    """A comment, without who made it: the organisation as stated, or a person."""
    answer: Answer | None = getattr(row, "answer", None)
    return records.Comment(
        str(row.pk),
        row.section.key,
        row.stance,  # type: ignore[arg-type]
        row.text,
        row.proposed,
        row.language,
        None if row.in_person else row.body_name,
        timezone.localdate(row.at),
        None if answer is None else records.Answer(answer.outcome, answer.why, timezone.localdate(answer.at)),  # type: ignore[arg-type]
    )


def round_record(row: Round, comments: Iterable[Comment] = ()) -> records.Round:
    """A round with its sections, and the comments that are given."""
    return records.Round(
        row.number,
        tuple(section_record(section) for section in row.sections.all()),
        tuple(comment_record(comment) for comment in comments),
        row.opens,
        row.closes,
    )


def draft_record(row: Draft, *, published: bool = True) -> records.Draft:
    """A draft with its rounds, comments and answers; `published`: leave out rounds that nobody can read yet."""
    rounds = row.rounds.prefetch_related("sections")
    if published:
        rounds = rounds.exclude(published_at=None)
    comments: dict[object, list[Comment]] = {}
    for comment in Comment.objects.filter(section__round__draft=row).select_related("section", "answer"):
        comments.setdefault(comment.section.round_id, []).append(comment)
    return records.Draft(
        row.slug,
        row.title,
        tuple(row.languages),
        tuple(round_record(one, comments.get(one.pk, ())) for one in rounds),
    )


def missing(row: Draft, sections: Iterable[Section]) -> tuple[records.Missing, ...]:
    """The translations that a draft promises and does not have."""
    return records.missing(row.title, tuple(row.languages), tuple(section_record(one) for one in sections))


def tidy(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by language as they are kept: without empty ones."""
    found = {lang: plain(text) for lang, text in texts.items()}
    return {lang: text for lang, text in found.items() if text}
