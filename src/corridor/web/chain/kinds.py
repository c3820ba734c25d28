"""The kinds of item of a chain, in its order: how addresses, files and pages name them, and which fields link them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.chain.models import (
    Decision,
    EvidenceItem,
    Finding,
    Initiative,
    Item,
    PracticeRecord,
    Recommendation,
)


@dataclass(frozen=True)
class Kind:
    """A kind of item.

    Attributes:
        name: in addresses, and as a dossier's file names the list.
        single: as `consultation.chain` names one.
        model, label, one: the rows, what several and one are called.
        new: what the link to a new one says.
        links: field of the model -> kind that it points back at.
        fields: other fields, named alike in the file and in the model.
    """

    name: str
    single: str
    model: type[Item]
    label: Any
    one: Any
    new: Any
    links: Mapping[str, str]
    fields: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "evidence",
            "evidence",
            EvidenceItem,
            pgettext_lazy("chain", "Evidence"),
            pgettext_lazy("chain", "Item of evidence"),
            _("Add evidence"),
            {},
            ("about", "reference", "seen", "confidence", "note"),
        ),
        Kind(
            "findings",
            "finding",
            Finding,
            pgettext_lazy("chain", "Findings"),
            pgettext_lazy("chain", "Finding"),
            _("Add a finding"),
            {"evidence": "evidence"},
            ("region", "kind", "title", "text"),
        ),
        Kind(
            "practices",
            "practice",
            PracticeRecord,
            _("Good practices"),
            _("Good practice"),
            _("Choose good practices"),
            {},
            (),
        ),
        Kind(
            "initiatives",
            "initiative",
            Initiative,
            pgettext_lazy("chain", "Initiatives"),
            pgettext_lazy("chain", "Initiative"),
            _("Add an initiative"),
            {"findings": "findings", "practices": "practices"},
            ("title", "regions", "text"),
        ),
        Kind(
            "recommendations",
            "recommendation",
            Recommendation,
            pgettext_lazy("chain", "Recommendations"),
            pgettext_lazy("chain", "Recommendation"),
            _("Add a recommendation"),
            {"initiatives": "initiatives", "findings": "findings", "evidence": "evidence"},
            ("region", "title", "text", "regulatory", "procedural"),
        ),
        Kind(
            "decisions",
            "decision",
            Decision,
            pgettext_lazy("chain", "Decisions"),
            pgettext_lazy("chain", "Decision"),
            _("Add a decision"),
            {"recommendations": "recommendations"},
            ("body", "outcome", "date", "text"),
        ),
    )
}
OF_MODEL: Mapping[type[Item], Kind] = {kind.model: kind for kind in KINDS.values()}
OF_SINGLE: Mapping[str, Kind] = {kind.single: kind for kind in KINDS.values()}


def kind_of(item: Item) -> Kind:
    """The kind of an item."""
    return OF_MODEL[type(item)]
