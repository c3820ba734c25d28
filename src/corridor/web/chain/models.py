"""The chain of a programme: items with their links, saved versions of the dossier, templates of reports.

No row refers to a person: who did what stands in the audit trail.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.design.templatetags.design import in_language

KEY_LENGTH = 80


class Region(models.TextChoices):
    """The regions of findings and recommendations; `belgium` where something holds for all."""

    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    BRUSSELS = "brussels", _("Brussels")
    GERMAN_COMMUNITY = "german_community", _("German-speaking Community")
    BELGIUM = "belgium", _("Belgium")


class FindingKind(models.TextChoices):
    """What a finding is for its region."""

    STRENGTH = "strength", pgettext_lazy("finding", "Strength")
    WEAKNESS = "weakness", pgettext_lazy("finding", "Weakness")
    OPPORTUNITY = "opportunity", pgettext_lazy("finding", "Opportunity")
    THREAT = "threat", pgettext_lazy("finding", "Threat")


class Outcome(models.TextChoices):
    """What a body decided."""

    ADOPTED = "adopted", pgettext_lazy("decision", "Adopted")
    ADAPTED = "adapted", pgettext_lazy("decision", "Adopted with changes")
    POSTPONED = "postponed", pgettext_lazy("decision", "Postponed")
    REJECTED = "rejected", pgettext_lazy("decision", "Rejected")


class Confidence(models.TextChoices):
    """How sure a value is."""

    HIGH = "high", pgettext_lazy("confidence", "High")
    MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
    LOW = "low", pgettext_lazy("confidence", "Low")


class Chain(models.Model):
    """What holds for a programme's chain as a whole; made when the first thing is said about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.OneToOneField("programmes.Programme", on_delete=models.CASCADE, related_name="chain")
    published = models.BooleanField(default=False)
    """Everybody may read the chain, where the programme is published too."""
    reread_at = models.DateTimeField(null=True)
    """When all references were last read again; None: never."""
    title = models.JSONField(default=dict)
    note = models.JSONField(default=dict)
    drafts = models.JSONField(default=list)
    events = models.JSONField(default=list)
    """Drafts and events of an imported dossier as its file has them; those of the application are read there."""

    class Meta:
        ordering = ("programme_id",)

    def __str__(self) -> str:
        return str(self.programme)


class Item(models.Model):
    """What every link of the chain has: its programme, its key there, its place in the order, texts by language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.CharField(max_length=KEY_LENGTH)
    number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change; who saves says which one they saw."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ("number", "key")
        constraints = (models.UniqueConstraint("programme", "key", name="%(class)s_key_once"),)

    def __str__(self) -> str:
        return in_language(self.said) or self.key

    @property
    def said(self) -> Mapping[str, str]:
        """What the item is called, by language."""
        return getattr(self, "title", {})


class EvidenceItem(Item):
    """A live reference with the value as it was seen, and what a later reading found where that differs."""

    about = models.JSONField(default=dict)
    reference = models.JSONField(default=dict)
    seen = models.JSONField(null=True)
    """None: never read."""
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    note = models.JSONField(default=dict)
    now = models.JSONField(null=True)
    """As last read again, where that differs from what was seen: a person accepts it, nothing else does."""
    readable = models.BooleanField(null=True)
    """Whether the last reading found a value; None: it was not read again."""
    reread_at = models.DateTimeField(null=True)
    history = models.JSONField(default=list)
    """Values that were seen before: a list of `seen`, `until` (day) and `reason`."""

    @property
    def said(self) -> Mapping[str, str]:
        return dict(self.about)

    @property
    def stale(self) -> bool:
        """The source says something else than what was seen."""
        return self.now is not None


class Finding(Item):
    """A strength, weakness, opportunity or threat of a region."""

    region = models.CharField(max_length=20, choices=Region.choices)
    kind = models.CharField(max_length=12, choices=FindingKind.choices)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    evidence = models.ManyToManyField(EvidenceItem, related_name="findings")


class PracticeRecord(Item):
    """A good practice that the programme learns from: one of the library, or (`content`) one of its own."""

    content = models.JSONField(null=True)

    @property
    def said(self) -> Mapping[str, str]:
        from corridor.consultation.practices import practice

        found = None if self.content else practice(self.key)
        return found.title if found else dict((self.content or {}).get("title", {}))


class Initiative(Item):
    """What could be done."""

    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    regions = models.JSONField(default=list)
    findings = models.ManyToManyField(Finding, related_name="initiatives")
    practices = models.ManyToManyField(PracticeRecord, related_name="initiatives")


class Recommendation(Item):
    """A recommended change: regulatory with its reform, or procedural with the step that it changes."""

    region = models.CharField(max_length=20, choices=Region.choices)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    initiatives = models.ManyToManyField(Initiative, related_name="recommendations")
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    evidence = models.ManyToManyField(EvidenceItem, related_name="recommendations")
    regulatory = models.JSONField(null=True)
    procedural = models.JSONField(null=True)
    """As a dossier's file has them; at most one of the two."""
    reform = models.JSONField(null=True)
    """The reform document as it was when it was chosen; None where `regulatory` names one that ships with the law."""


class Decision(Item):
    """What a body decided on recommendations."""

    body = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    date = models.DateField(null=True, blank=True)
    text = models.JSONField(default=dict)
    recommendations = models.ManyToManyField(Recommendation, related_name="decisions")

    @property
    def said(self) -> Mapping[str, str]:
        return dict(self.body)


class CarriedBy(models.Model):
    """A section of a draft, in every round that has it, is about a recommendation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="carried")
    draft = models.ForeignKey("drafts.Draft", on_delete=models.CASCADE, related_name="carries")
    section = models.CharField(max_length=KEY_LENGTH)

    class Meta:
        ordering = ("draft_id", "section")
        constraints = (models.UniqueConstraint("recommendation", "draft", "section", name="carried_once"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.section}"


class DossierVersion(models.Model):
    """The dossier as it stood once, unchangeable; its hash is that of its canonical JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="dossier_versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint("programme", "number", name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()


class ReportTemplate(models.Model):
    """A Word template that an administration made of the shipped one; the file lies below FILES."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="report_templates"
    )
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


def items_of(programme: Any, model: type[Item]) -> models.QuerySet[Any]:
    """The items of one kind of a programme, in their order."""
    return model._default_manager.filter(programme=programme)
