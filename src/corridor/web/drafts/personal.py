"""What this app holds about people: comments, answers that they gave for their organisation, invitations.

What was said for an organisation is that organisation's word: it stays, and nothing leads to the person any more. What
a person said for themselves is theirs, and its words could tell who wrote it: where they ask for it the words go, the
stance is counted and the answer, which the administration owes to everybody, stays. Nobody else can have the words
erased, and no term does it before its time: they are part of the record of a decision.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, F, Field, Max, Q, QuerySet, TextField, Value, When
from django.utils import timezone

from corridor.web.consent.held import Held
from corridor.web.consent.retention import Retained
from corridor.web.drafts.models import Comment, Invitation
from corridor.web.stakeholders.models import Contact


def _own(cleared: Any, column: str, kind: Field[Any, Any]) -> Case:
    """A value in the place of a column where a person spoke for themselves; the column as it is for organisations."""
    return Case(When(in_person=True, then=Value(cleared)), default=F(column), output_field=kind)


HELD = [
    Held(
        model="drafts.Comment",
        field="contact",
        person="stakeholders.Contact",
        export=("section", "body_name", "in_person", "stance", "text", "proposed", "language", "at"),
        also=("answer",),
        on_erasure="anonymise",
        clear_if_asked={
            "text": _own("", "text", TextField()),
            "proposed": _own("", "proposed", TextField()),
            "erased": _own(True, "erased", BooleanField()),
        },
        purpose="written_consultation",
        why={
            "en": "Your comments on drafts. Those that you made for an organisation stay under its name, and nothing "
            "leads to you any more. Of those that you made in person the words go when you ask for it; that somebody "
            "supported, objected or amended stays as a count, with the answer.",
            "fr": "Vos commentaires sur des projets. Ceux faits au nom d’une organisation restent sous son nom, et "
            "rien ne mène plus à vous. De ceux faits à titre personnel, les mots disparaissent si vous le demandez ; "
            "le fait que quelqu’un a soutenu, objecté ou amendé reste dans les totaux, avec la réponse.",
            "nl": "Uw opmerkingen bij ontwerpen. Wat u namens een organisatie schreef, blijft onder haar naam staan en "
            "niets leidt nog naar u. Van wat u in eigen naam schreef, verdwijnen de woorden als u dat vraagt; dat "
            "iemand steunde, bezwaar maakte of amendeerde, blijft in de aantallen, met het antwoord.",
        },
    ),
    Held(
        model="drafts.Invitation",
        field="contact",
        person="stakeholders.Contact",
        export=("asked_at", "sent_at", "reminded_at"),
        on_erasure="delete",
        purpose="written_consultation",
        why={
            "en": "That you were invited to comment on a draft, and reminded. It goes.",
            "fr": "Le fait que vous avez été invité à commenter un projet, et les rappels. Il disparaît.",
            "nl": "Dat u werd uitgenodigd om op een ontwerp te reageren, en de herinneringen. Het verdwijnt.",
        },
    ),
    Held(
        model="drafts.Answer",
        field="by",
        export=("outcome", "why", "at"),
        on_erasure="keep",
        purpose="work",
        why={
            "en": "That you did this for your organisation. The work stays, your name goes.",
            "fr": "Que vous avez fait ceci pour votre organisation. Le travail reste, votre nom disparaît.",
            "nl": "Dat u dit voor uw organisatie deed. Het werk blijft, uw naam verdwijnt.",
        },
    ),
]


def _commented_before(moment: datetime) -> QuerySet[Comment]:
    """Comments with a key to a person, on drafts whose last round closed before a moment."""
    over = _over(moment)
    return Comment.objects.exclude(contact=None).filter(section__round__draft__in=over)


def _over(moment: datetime) -> QuerySet[Any]:
    from corridor.web.drafts.models import Draft

    ended = Draft.objects.annotate(last=Max("rounds__closes"))
    return ended.filter(last__lt=timezone.localdate(moment)).values("pk")


def _unlink(rows: QuerySet[Comment]) -> int:
    """The words are the record of the decision; who wrote them is not."""
    return Comment.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(contact=None)


def _invited_before(moment: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(round__draft__in=_over(moment))


def _asked_or_waiting() -> QuerySet[Any]:
    """The contacts who can still comment in a round, or whose comment has no answer yet that they were told."""
    today = timezone.localdate()
    open_now = Q(draft_invitations__round__closes__gte=today) | Q(draft_comments__section__round__closes__gte=today)
    waiting = Q(draft_comments__isnull=False, draft_comments__answer__told_at=None)
    return Contact.objects.filter(open_now | waiting).values("pk")


EXPECTED = [_asked_or_waiting]

RETAINED = [
    Retained(
        purpose="written_consultation",
        what={
            "en": "Links from comments to the people who made them",
            "fr": "Liens entre des commentaires et leurs auteurs",
            "nl": "Verbanden tussen opmerkingen en wie ze maakte",
        },
        due=_commented_before,
        remove=_unlink,
    ),
    Retained(
        purpose="written_consultation",
        what={
            "en": "Invitations to written consultations",
            "fr": "Invitations à des consultations écrites",
            "nl": "Uitnodigingen voor schriftelijke raadplegingen",
        },
        due=_invited_before,
    ),
]
