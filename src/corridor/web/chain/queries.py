"""Chains that a person may see, their items, what waits in them, and what they may be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.models import Chain, EvidenceItem, Item, ReportTemplate
from corridor.web.chain.readings import citable, plan_of
from corridor.web.chain.rules import READERS
from corridor.web.design.templatetags.design import day, in_language
from corridor.web.drafts.models import Comment, Section
from corridor.web.organisations.permission import organisation_ids
from corridor.web.plans.models import Plan
from corridor.web.programmes.models import Programme
from corridor.web.reforms.models import Reform


def programmes_of(user: Any) -> QuerySet[Programme]:
    """The programmes whose chain a person may read: those of their organisations, and where both are published."""
    shown = Exists(Chain.objects.filter(programme=OuterRef("pk"), published=True))
    public = Q(shown, published=True, organisation__closed_at=None)
    own = Q(organisation__in=organisation_ids(user, *READERS))
    return Programme.objects.filter(own | public).select_related("organisation")


def published_chains() -> QuerySet[Programme]:
    """Programmes whose chain everybody may read."""
    shown = Exists(Chain.objects.filter(programme=OuterRef("pk"), published=True))
    return Programme.objects.filter(shown, published=True, organisation__closed_at=None).select_related("organisation")


def own_programmes(user: Any) -> QuerySet[Programme]:
    """Programmes of the organisations in which a person consults."""
    return Programme.objects.filter(organisation__in=organisation_ids(user, *READERS)).select_related("organisation")


def items(programme: Any, kind: Kind) -> QuerySet[Any]:
    """The items of one kind, in their order."""
    return kind.model._default_manager.filter(programme=programme)


def item_of(programme: Any, kind: Kind, key: str) -> Any:
    """An item by its key; None where there is none."""
    return items(programme, kind).filter(key=key).select_related("programme__organisation").first()


AT_ONCE = 9
"""Items of a kind that the overview shows before the rest."""


@dataclass(frozen=True)
class Column:
    """A kind with its items on the overview of a chain."""

    kind: Kind
    entries: list[Any]

    @property
    def first(self) -> list[Any]:
        """What is shown at once: all of a list that is hardly longer."""
        return self.entries if len(self.entries) <= AT_ONCE + 3 else self.entries[:AT_ONCE]

    @property
    def rest(self) -> list[Any]:
        """What is folded away."""
        return self.entries[len(self.first) :]


def columns(programme: Any) -> list[Column]:
    """All items of a programme, kind after kind: one query each."""
    return [Column(kind, list(items(programme, kind))) for kind in KINDS.values()]


@dataclass(frozen=True)
class Neighbours:
    """What an item follows from, and what follows from it: kind and items, kinds without any left out."""

    before: list[Column] = field(default_factory=list)
    after: list[Column] = field(default_factory=list)


FOLLOWS: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (later.name, field) for later in KINDS.values() for field, earlier in later.links.items() if earlier == name
    )
    for name in KINDS
}
"""Which kinds point at a kind, and with which field."""


def neighbours(item: Item, kind: Kind) -> Neighbours:
    """The direct links of an item in both directions."""
    before = [Column(KINDS[of], list(getattr(item, name).all())) for name, of in kind.links.items()]
    after = [
        Column(KINDS[later], list(items(item.programme, KINDS[later]).filter(**{field: item})))
        for later, field in FOLLOWS[kind.name]
    ]
    return Neighbours([one for one in before if one.entries], [one for one in after if one.entries])


def changed_evidence(programme: Any) -> QuerySet[EvidenceItem]:
    """Evidence whose source says something else than what was seen, with the findings that rest on it."""
    return EvidenceItem.objects.filter(programme=programme, now__isnull=False).prefetch_related("findings")


def with_evidence() -> QuerySet[Programme]:
    """All programmes of organisations at work that have evidence."""
    cites = Exists(EvidenceItem.objects.filter(programme=OuterRef("pk")))
    return Programme.objects.filter(cites, organisation__closed_at=None).select_related("organisation")


def plans_for(programme: Any) -> QuerySet[Plan]:
    """Finished plans that a programme may cite."""
    return citable(programme.organisation)


def tables_for(programme: Any) -> QuerySet[Plan]:
    """Those with a table of indicators."""
    return plans_for(programme).exclude(indicators="")


def plan_called(plan: Plan) -> str:
    """What a plan is called among others: its name and its day."""
    return f"{plan.title}, {day(plan.date)}"


def plan_named(programme: Any, reference: Mapping[str, Any]) -> str:
    """What the plan of a reference is called; empty where it names none that the programme may cite."""
    name = {"plan": "folder", "verdict": "table", "indicator": "table"}.get(str(reference.get("kind")))
    found = plan_of(str(reference.get(name)), programme.organisation) if name else None
    return str(found.title) if found is not None else ""


def reforms_for(programme: Any) -> QuerySet[Reform]:
    """Reforms that a recommendation may carry: those shared in the organisation of the programme."""
    return Reform.objects.filter(organisation=programme.organisation, shared=True)


def runnable(programme: Any, region: str) -> QuerySet[Plan]:
    """Finished plans of a region on whose pool a reform may be run: the organisation's, and the demonstration."""
    own = Q(organisation=programme.organisation) | Q(organisation=None)
    return Plan.objects.filter(
        own, region=region, finished_at__isnull=False, talents__isnull=False, vacancies__isnull=False
    )


# ---- consultation on a recommendation -----------------------------------------------------------
@dataclass(frozen=True)
class SectionChoice:
    """A section of a draft to tick: value and label of its box."""

    value: str
    label: str
    draft: Any
    key: str


def sections_to_choose(programme: Any) -> list[SectionChoice]:
    """The sections of the programme's drafts, each once: as the last round that has it puts it."""
    found: dict[tuple[Any, str], SectionChoice] = {}
    rows = Section.objects.filter(round__draft__programme=programme).select_related("round__draft")
    for row in rows.order_by("round__draft__slug", "round__number", "place"):
        draft = row.round.draft
        label = f"{in_language(draft.title) or draft.slug}: {row.number} {in_language(row.heading)}"
        found[draft.pk, row.key] = SectionChoice(f"{draft.pk}:{row.key}", label, draft.pk, row.key)
    return list(found.values())


def sections_about(recommendation: Any, *, public: bool) -> list[Section]:
    """The sections that are about a recommendation, in every round, with their comments and answers."""
    pairs = list(recommendation.carried.values_list("draft_id", "section"))
    if not pairs:
        return []
    wanted = Q()
    for draft, key in pairs:
        wanted |= Q(round__draft=draft, key=key)
    rows = Section.objects.filter(wanted).select_related("round__draft")
    if public:
        rows = rows.filter(round__published_at__isnull=False, round__draft__published=True)
    comments = Prefetch("comments", Comment.objects.select_related("answer").order_by("at", "id"))
    return list(rows.prefetch_related(comments).order_by("round__draft__slug", "round__number", "place"))


def templates_of(programme: Any) -> QuerySet[ReportTemplate]:
    """The Word templates of the programme's organisation."""
    return ReportTemplate.objects.filter(organisation=programme.organisation)
