"""Making a draft, changing its text while it is not published, and its rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from corridor.consultation.draft import records
from corridor.consultation.draft.reading import Written
from corridor.consultation.draft.records import in_order
from corridor.consultation.draft.rules import date_faults, section_faults
from corridor.consultation.errors import ConsultationErrors
from corridor.web.audit.domain import record
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Comment, Draft, Phase, Round, Section, in_first
from corridor.web.drafts.written import languages_in, section_record, tidy
from corridor.web.organisations.models import Organisation
from corridor.web.programmes.models import Programme


@transaction.atomic
def make_draft(*, organisation: Organisation, programme: Programme | None, written: Written, actor: Any) -> Draft:
    """A draft with its first round, in preparation.

    Args:
        organisation: that holds the consultation.
        programme: that it belongs to; None for none.
        written: title, languages and sections, as a file or a form gave them.
        actor: who makes it.
    """
    title = tidy(written.title)
    made = Draft.objects.create(
        organisation=organisation,
        programme=programme,
        slug=_free_slug(in_first(title, written.languages)),
        title=title,
        languages=list(written.languages),
    )
    first = Round.objects.create(draft=made, number=1)
    _write(first, written.sections)
    record("drafts.made", actor=actor, subject=made, organisation=organisation, sections=len(written.sections))
    return made


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "draft"
    taken = set(Draft.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


RESERVED = {"new", "link", "leave"}
"""Addresses of the app that are no draft."""


@transaction.atomic
def change_draft(
    *,
    draft: Draft,
    title: Mapping[str, str],
    languages: Iterable[str],
    programme: Programme | None,
    actor: Any,
) -> None:
    """Another title, other languages, another programme.

    Raises:
        DraftRefusal: no round is in preparation, or a language that goes has text in a section.
    """
    wanted = list(languages)
    _check_languages(draft, wanted)
    now = {"title": tidy(title), "languages": wanted, "programme": programme}
    changed = [name for name, value in now.items() if getattr(draft, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(draft, name, now[name])
    draft.save(update_fields=changed)
    record("drafts.changed", actor=actor, subject=draft, organisation=draft.organisation, fields=changed)


def _check_languages(draft: Draft, wanted: list[str]) -> None:
    if set(wanted) == set(draft.languages):
        return
    Draft.objects.select_for_update().get(pk=draft.pk)  # as the next round is made under this lock
    every = Section.objects.filter(round__draft=draft)
    fixed = languages_in(draft, every.exclude(round__published_at=None))
    if not draft.rounds.filter(published_at=None).exists():
        raise DraftRefusal("languages_fixed", place="languages", languages=", ".join(draft.languages))
    if not set(fixed) <= set(wanted):
        raise DraftRefusal("languages_fixed", place="languages", languages=", ".join(fixed))
    if lost := [lang for lang in languages_in(draft, every) if lang not in wanted]:
        raise DraftRefusal("language_used", place="languages", language=", ".join(lost))


@transaction.atomic
def delete_draft(*, draft: Draft, actor: Any) -> None:
    """Delete a draft on which nobody has commented.

    Raises:
        DraftRefusal: somebody has.
    """
    if Comment.objects.filter(section__round__draft=draft).exists():
        raise DraftRefusal("has_comments")
    record("drafts.deleted", actor=actor, subject=draft, organisation=draft.organisation)
    draft.delete()


# ---- text ---------------------------------------------------------------------------------------


@transaction.atomic
def save_section(
    *,
    round: Round,
    section: Section | None,
    number: str,
    heading: Mapping[str, str],
    text: Mapping[str, str],
    actor: Any,
) -> Section:
    """Change a section of a round in preparation, or add one.

    Raises:
        DraftRefusal: the text of the round is published.
        ConsultationErrors: number, heading or text are not as they must be.
    """
    _changeable(round)
    others = [section_record(one) for one in round.sections.all() if section is None or one.pk != section.pk]
    key = section.key if section is not None else _free_key(number, {one.key for one in others}, round)
    new = records.Section(key, number, tidy(heading), tidy(text))
    _check([*others, new], round, new)
    row = section or Section(round=round, key=key)
    row.number, row.heading, row.text = new.number, dict(new.heading), dict(new.text)
    row.save()
    _in_order(round)
    row.refresh_from_db()
    verb = "drafts.section_added" if section is None else "drafts.section_changed"
    record(verb, actor=actor, subject=row, organisation=round.draft.organisation, round=round.number, number=number)
    return row


def _check(sections: list[records.Section], round: Round, new: records.Section) -> None:
    faults = section_faults(sections, tuple(round.draft.languages))
    own = [fault for fault in faults if fault.place == new.number or fault.values.get("value") == new.number]
    if own:
        raise ConsultationErrors(own)


def _free_key(number: str, taken: set[str], round: Round) -> str:
    """A key that no section of the draft has had: a new section is not an old one under another number."""
    taken = taken | set(Section.objects.filter(round__draft=round.draft_id).values_list("key", flat=True))
    base = slugify(number.replace(".", "-")) or "s"
    return next(k for k in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if k not in taken)


@transaction.atomic
def remove_section(*, section: Section, actor: Any) -> None:
    """Take a section out of a round in preparation.

    Raises:
        DraftRefusal: the text is published, or it is the last section.
    """
    _changeable(section.round)
    if not section.round.sections.exclude(pk=section.pk).exists():
        raise DraftRefusal("section_needed")
    organisation = section.round.draft.organisation
    record("drafts.section_removed", actor=actor, subject=section, organisation=organisation, number=section.number)
    section.delete()


@transaction.atomic
def replace_text(*, round: Round, written: Written, actor: Any) -> None:
    """Put the text of a file in the place of that of a round in preparation; the title follows it, and so do the
    languages; that in which a published draft was written stays the first.

    Raises:
        DraftRefusal: the text of the round is published, or an earlier one has a language that the file lacks.
    """
    _changeable(round)
    before = {one.number: one.key for one in round.sections.all()}
    draft = round.draft
    round.sections.all().delete()
    _check_languages(draft, list(written.languages))
    _write(round, [_same_key(section, before) for section in written.sections])
    draft.title = {**draft.title, **tidy(written.title)}
    first = draft.written_in if draft.published else written.languages[0]
    draft.languages = [first, *(lang for lang in written.languages if lang != first)]
    draft.save(update_fields=["title", "languages"])
    organisation, count = draft.organisation, len(written.sections)
    record("drafts.text_replaced", actor=actor, subject=round, organisation=organisation, sections=count)


def _same_key(section: records.Section, before: Mapping[str, str]) -> records.Section:
    """A section whose key the file does not say keeps that of the section which had its number."""
    unsaid = section.key == section.number.replace(".", "-")
    return replace(section, key=before[section.number]) if unsaid and section.number in before else section


def _write(round: Round, sections: Iterable[records.Section]) -> None:
    ordered = sorted(sections, key=lambda one: in_order(one.number))
    Section.objects.bulk_create(
        Section(
            round=round, key=one.key, number=one.number, place=place, heading=tidy(one.heading), text=tidy(one.text)
        )
        for place, one in enumerate(ordered)
    )


def _in_order(round: Round) -> None:
    rows = sorted(round.sections.all(), key=lambda one: in_order(one.number))
    for place, row in enumerate(rows):
        row.place = place
    Section.objects.bulk_update(rows, ["place"])


def _changeable(round: Round) -> None:
    if Round.objects.select_for_update().get(pk=round.pk).published_at is not None:
        raise DraftRefusal("text_fixed")


# ---- rounds -------------------------------------------------------------------------------------


@transaction.atomic
def publish_round(*, round: Round, opens: date, closes: date, address: str, actor: Any) -> None:
    """Let everybody read the text of a round, and comment on it from its first to its last day.

    Args:
        round: in preparation.
        opens: the first day for comments.
        closes: the last one.
        address: scheme and host for links in messages.
        actor: who publishes.

    Raises:
        DraftRefusal: published already, or over already.
        ConsultationErrors: the days or the text are not as they must be.
    """
    if Round.objects.select_for_update().get(pk=round.pk).published_at is not None:
        raise DraftRefusal("published_already")
    _check_dates(opens, closes)
    draft = round.draft
    if faults := section_faults([section_record(one) for one in round.sections.all()], tuple(draft.languages)):
        raise ConsultationErrors(faults)
    round.opens, round.closes, round.address, round.published_at = opens, closes, address, timezone.now()
    round.save(update_fields=["opens", "closes", "address", "published_at"])
    draft.published = True
    draft.save(update_fields=["published"])
    days = {"opens": opens.isoformat(), "closes": closes.isoformat()}
    record("drafts.round_published", actor=actor, subject=round, organisation=draft.organisation, **days)


@transaction.atomic
def set_dates(*, round: Round, opens: date, closes: date, actor: Any) -> None:
    """Other days for a published round that is not over: a longer one, or one that ends today.

    Raises:
        DraftRefusal: not published, over already, or the new last day is.
        ConsultationErrors: the last day is before the first one.
    """
    Draft.objects.select_for_update().get(pk=round.draft_id)  # as the next round is made under this lock
    now_kept = Round.objects.select_for_update().get(pk=round.pk)
    if now_kept.published_at is None:
        raise DraftRefusal("not_published")
    later = Round.objects.filter(draft=round.draft_id, number__gt=round.number)
    if now_kept.phase == Phase.CLOSED or later.exists():
        raise DraftRefusal("round_over")
    _check_dates(opens, closes)
    before = {"opens": str(now_kept.opens), "closes": str(now_kept.closes)}
    round.opens, round.closes = opens, closes
    round.save(update_fields=["opens", "closes"])
    now = {"opens": opens.isoformat(), "closes": closes.isoformat()}
    organisation = round.draft.organisation
    record("drafts.dates_changed", actor=actor, subject=round, organisation=organisation, before=before, now=now)


def _check_dates(opens: date, closes: date) -> None:
    if faults := date_faults(opens, closes):
        raise ConsultationErrors(faults)
    if closes < timezone.localdate():
        raise DraftRefusal("closes_in_the_past", place="closes")


@transaction.atomic
def next_round(*, draft: Draft, actor: Any) -> Round:
    """The next round, in preparation, with the text of the last one to begin with.

    Raises:
        DraftRefusal: the last round has not ended.
    """
    Draft.objects.select_for_update().get(pk=draft.pk)
    last = draft.rounds.last()
    if last is None or last.phase != Phase.CLOSED:
        raise DraftRefusal("round_running")
    made = Round.objects.create(draft=draft, number=last.number + 1)
    _write(made, [section_record(one) for one in last.sections.all()])
    record("drafts.round_made", actor=actor, subject=made, organisation=draft.organisation, number=made.number)
    return made


@transaction.atomic
def drop_round(*, round: Round, actor: Any) -> None:
    """Take back a later round that is still in preparation.

    Raises:
        DraftRefusal: it is published, or it is the only one.
    """
    _changeable(round)
    if round.number == 1:
        raise DraftRefusal("section_needed")
    organisation = round.draft.organisation
    record("drafts.round_dropped", actor=actor, subject=round, organisation=organisation, number=round.number)
    round.delete()
