"""Drafts that a person may see, comments with filters, and who is still to be told something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from corridor.consultation.draft.tally import Tally
from corridor.web.drafts.models import Answer, Comment, Draft, Invitation, Outcome, Round, Section, Stance
from corridor.web.drafts.rules import READERS
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids
from corridor.web.stakeholders.models import Contact
from corridor.web.stakeholders.queries import contact_list

SHOWN = Q(published=True, organisation__closed_at=None)


def drafts_of(user: Any) -> QuerySet[Draft]:
    """Drafts of a person's organisations."""
    found = Draft.objects.filter(organisation__in=organisation_ids(user, *READERS))
    return found.select_related("organisation", "programme")


def visible(user: Any) -> QuerySet[Draft]:
    """Published drafts, and those of a person's organisations."""
    mine = Q(organisation__in=organisation_ids(user, *READERS))
    return Draft.objects.filter(mine | SHOWN).select_related("organisation", "programme")


def listed(user: Any) -> QuerySet[Draft]:
    """`visible` with the rounds at hand (`every_round`)."""
    return visible(user).prefetch_related("rounds")


def published_rounds(draft: Draft) -> list[Round]:
    """The rounds that everybody reads, in order."""
    return list(draft.rounds.exclude(published_at=None))


def comments_in(draft: Draft) -> QuerySet[Comment]:
    """All comments on a draft, with section, round and answer; who made them is not fetched."""
    found = Comment.objects.filter(section__round__draft=draft).select_related("section__round", "answer")
    return found.order_by("section__round__number", "section__place", "at", "id")


def filtered(rows: QuerySet[Comment], wanted: Mapping[str, Any]) -> QuerySet[Comment]:
    """Comments of a round, section, stance, organisation, or with or without answer."""
    if number := wanted.get("round"):
        rows = rows.filter(section__round__number=number)
    if key := wanted.get("section"):
        rows = rows.filter(section__key=key)
    if stance := wanted.get("stance"):
        rows = rows.filter(stance=stance)
    match wanted.get("answered"):
        case "no":
            rows = waiting(rows)
        case "yes":
            rows = rows.exclude(answer=None)
    if wanted.get("body") == IN_PERSON:
        rows = rows.filter(in_person=True)
    elif body := wanted.get("body"):
        rows = rows.filter(body_name__iexact=body)
    return rows


IN_PERSON = "-"
"""The choice of comments that persons made for themselves."""


def waiting(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """Comments without answer; what its author had erased no longer asks for one."""
    return rows.filter(answer=None, erased=False)


def bodies(draft: Draft) -> list[str]:
    """The organisations that comments were made for, as stated, by name."""
    found = comments_in(draft).exclude(body_name="").order_by("body_name").values_list("body_name", flat=True)
    return list(dict.fromkeys(found))


def tallies(rows: QuerySet[Comment]) -> dict[UUID, Tally]:
    """Counts by section, in one query."""
    return {key: _tally(row) for key, row in _counted(rows, "section")}


def tally_of(rows: QuerySet[Comment]) -> Tally:
    """The counts of some comments."""
    totals = rows.order_by().aggregate(**_counts())
    return _tally(totals)


def _counted(rows: QuerySet[Comment], by: str) -> Iterable[tuple[UUID, Mapping[str, int]]]:
    return [(row[by], row) for row in rows.order_by().values(by).annotate(**_counts())]


def _counts() -> dict[str, Any]:
    stances = {f"is_{stance}": Count("pk", filter=Q(stance=stance)) for stance in Stance.values}
    outcomes = {f"got_{outcome}": Count("pk", filter=Q(answer__outcome=outcome)) for outcome in Outcome.values}
    return {
        **stances,
        **outcomes,
        "left": Count("pk", filter=Q(answer=None, erased=False)),
        "for_bodies": Count("pk", filter=Q(in_person=False)),
    }


def _tally(row: Mapping[str, int]) -> Tally:
    return Tally(
        {stance: row[f"is_{stance}"] for stance in Stance.values},
        {outcome: row[f"got_{outcome}"] for outcome in Outcome.values},
        row["left"],
        row["for_bodies"],
    )


# ---- people -------------------------------------------------------------------------------------


def own_comments(draft: Draft, contacts: Iterable[Contact]) -> QuerySet[Comment]:
    """What somebody said of a draft, newest first."""
    found = Comment.objects.filter(section__round__draft=draft, contact__in=[one.pk for one in contacts])
    return found.select_related("section__round", "answer").order_by("-at", "id")


def own_contacts(draft: Draft, user: Any) -> list[Contact]:
    """The contacts of the draft's organisation that are this account."""
    if not user.is_authenticated:
        return []
    return list(Contact.objects.filter(organisation=draft.organisation_id, user=user).select_related("body"))


def invitable(round: Round, **wanted: str) -> QuerySet[Contact]:
    """Who agreed to be on the contact list and is not yet invited to a round."""
    found = contact_list(_organisation(round), **wanted)
    return found.exclude(Exists(Invitation.objects.filter(round=round, contact=OuterRef("pk"))))


def to_remind(round: Round) -> QuerySet[Invitation]:
    """Who was invited, has not commented nor been reminded, and still agrees to be written to."""
    commented = Comment.objects.filter(section__round=round, contact=OuterRef("contact"))
    still = contact_list(_organisation(round)).values("pk")
    found = Invitation.objects.filter(round=round, reminded_at=None, contact__in=still).exclude(sent_at=None)
    return found.exclude(Exists(commented)).select_related("contact")


def _organisation(round: Round) -> Organisation:
    return round.draft.organisation


def closing_within(days: int, today: date | None = None) -> QuerySet[Round]:
    """Open rounds whose last day comes within so many days."""
    today = today or timezone.localdate()
    rows = Round.objects.exclude(published_at=None).filter(
        opens__lte=today, closes__gte=today, closes__lte=today + timedelta(days=days)
    )
    return rows.filter(draft__organisation__closed_at=None).select_related("draft__organisation")


def untold(answers: Iterable[UUID]) -> QuerySet[Answer]:
    """Answers whose authors can be told and are not yet, by author."""
    rows = Answer.objects.filter(pk__in=list(answers), told_at=None).exclude(comment__contact=None)
    return rows.select_related("comment__contact", "comment__section__round__draft").order_by(
        "comment__contact_id", "comment__section__place", "pk"
    )


def sections_of(round: Round) -> list[Section]:
    """The sections of a round in their order."""
    return list(round.sections.all())
