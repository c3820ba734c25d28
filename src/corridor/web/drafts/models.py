"""Drafts in rounds, their sections, comments, answers, and who was invited to a round."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.consultation.draft.records import LANGUAGES
from corridor.web.organisations.models import Organisation
from corridor.web.programmes.models import Programme
from corridor.web.stakeholders.models import Contact


class Phase(models.TextChoices):
    """Where a round stands on a day."""

    PREPARING = "preparing", pgettext_lazy("round", "In preparation")
    COMING = "coming", pgettext_lazy("round", "Not yet open")
    OPEN = "open", pgettext_lazy("round", "Open for comments")
    CLOSED = "closed", pgettext_lazy("round", "Closed for comments")


class Stance(models.TextChoices):
    """What a comment wants."""

    SUPPORT = "support", pgettext_lazy("stance", "Support")
    OBJECT = "object", pgettext_lazy("stance", "Object")
    AMEND = "amend", pgettext_lazy("stance", "Amend")


class Outcome(models.TextChoices):
    """What came of a comment."""

    TAKEN_UP = "taken_up", pgettext_lazy("answer", "Taken up")
    PARTLY = "partly", pgettext_lazy("answer", "Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", pgettext_lazy("answer", "Not taken up")


class Draft(models.Model):
    """A text that an organisation puts to consultation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="drafts")
    programme = models.ForeignKey(Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    slug = models.SlugField(_("short name for addresses"), max_length=80, unique=True)
    title = models.JSONField(default=dict)
    """By language: en, fr, nl."""
    languages = models.JSONField(default=list)
    """Those in which it is to be read; the first is the one that it was written in."""
    published = models.BooleanField(default=False)
    """Whether a round was published: everybody reads it from then on."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "slug")

    def __str__(self) -> str:
        return in_first(self.title, self.languages) or self.slug

    @property
    def written_in(self) -> str:
        """The language that it was written in."""
        return str(self.languages[0]) if self.languages else LANGUAGES[0]


class Round(models.Model):
    """One consultation on a draft, with the whole text as it is put to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opens = models.DateField(_("first day for comments"), null=True, blank=True)
    closes = models.DateField(_("last day for comments"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    """When everybody could read it; its text stays as it is from then on."""
    address = models.CharField(max_length=200, blank=True)
    """Scheme and host under which it was published, for links in messages that no page sends."""

    class Meta:
        ordering = ("number", "id")
        constraints = (models.UniqueConstraint("draft", "number", name="one_round_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.draft} · {self.number}"

    def phase_on(self, day: date) -> Phase:
        """Where the round stands on a day; it is open on its first and on its last day."""
        if self.published_at is None or self.opens is None or self.closes is None:
            return Phase.PREPARING
        if day < self.opens:
            return Phase.COMING
        return Phase.OPEN if day <= self.closes else Phase.CLOSED

    @property
    def phase(self) -> Phase:
        """Where the round stands today, at the place of the installation."""
        return self.phase_on(timezone.localdate())


class Section(models.Model):
    """A numbered part of the text of a round. Its key is the same in the next round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=60)
    number = models.CharField(_("number"), max_length=16)
    place = models.PositiveSmallIntegerField(default=0)
    """Its turn in the text."""
    heading = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    """By language; paragraphs, one a line."""

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint("round", "key", name="one_section_of_a_key"),
            models.UniqueConstraint("round", "number", name="one_section_of_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.key}"


class Comment(models.Model):
    """What somebody said of a section, for an organisation or in person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="comments")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="draft_comments"
    )
    """Who made it; empty once the person was erased or the time of keeping is over. Nobody else is shown it."""
    body_name = models.CharField(max_length=200, blank=True)
    """The organisation that is spoken for, as stated; empty in person."""
    in_person = models.BooleanField(default=False)
    stance = models.CharField(max_length=10, choices=Stance.choices)
    text = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    at = models.DateTimeField(default=timezone.now)
    erased = models.BooleanField(default=False)
    """The words that a person wrote for themselves are gone, as they asked: the stance is counted, the answer stays."""

    class Meta:
        ordering = ("section__place", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(in_person=True, body_name="") | models.Q(in_person=False) & ~models.Q(body_name=""),
                name="in_person_or_for_a_body",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stance} · {self.section}"


class Answer(models.Model):
    """What came of a comment, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="answer")
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    why = models.JSONField(default=dict)
    """By language."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="draft_answers"
    )
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the message about it was handed to the mail service; empty where nobody could be told."""

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.outcome} · {self.comment}"


class Invitation(models.Model):
    """That a contact was, or is to be, invited to a round: so that no message goes twice, also after a crash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="draft_invitations")
    asked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminder_asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (models.UniqueConstraint("round", "contact", name="one_invitation_a_round"),)

    def __str__(self) -> str:
        return f"{self.round} · {self.asked_at:%Y-%m-%d}"


def in_first(texts: Any, languages: Any) -> str:
    """A text in the first of the draft's languages that it has."""
    return next((str(texts[lang]) for lang in (*languages, *LANGUAGES) if texts.get(lang)), "")
