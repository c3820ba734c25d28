"""What changes programmes, their steps and deliverables, and their advisory groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.text import slugify

from corridor.consultation.programme import Deliverable as TemplateDeliverable
from corridor.consultation.programme import Step as TemplateStep
from corridor.consultation.programme import read_template
from corridor.consultation.programme.dates import each
from corridor.web.audit.domain import record
from corridor.web.design.names import LANGUAGES, regions
from corridor.web.organisations.models import Organisation
from corridor.web.programmes.errors import ProgrammeRefusal
from corridor.web.programmes.models import AdvisoryMember, Deliverable, Programme, Step
from corridor.web.stakeholders.models import Body

EXAMPLE = "regional_review"
EXAMPLE_REGIONS = ("flanders", "wallonia", "brussels")
MOST_STEPS, MOST_DELIVERABLES = 60, 40
RACES = 5
"""How often a name may be taken by somebody else while a programme is made."""
RESERVED = frozenset({"new", "start"})
"""Names that addresses of this app use themselves."""
Texts = Mapping[str, str]


@transaction.atomic
def create_programme(
    *,
    organisation: Organisation,
    title: Texts,
    start: date,
    regions: Sequence[str],
    actor: Any,
    template: str = "",
    summary: Texts | None = None,
) -> Programme:
    """A programme with the steps of a template that ships, or without steps.

    Raises:
        ConsultationError: there is no such template.
    """
    shape = read_template(template) if template else None
    made = Programme(
        organisation=organisation,
        title=dict(title),
        summary=dict(summary or (shape.summary if shape else None) or {}),
        regions=list(regions),
        start=start,
        template=template,
    )
    _insert(made)
    for number, step in enumerate(shape.steps if shape else (), start=1):
        _make_step(made, number, step)
    record("programmes.created", actor=actor, subject=made, organisation=organisation, template=template)
    return made


def start_example(*, organisation: Organisation, start: date, actor: Any) -> Programme:
    """The regional review that ships, for three regions, from a first day."""
    title = read_template(EXAMPLE).title
    return create_programme(
        organisation=organisation, title=title, start=start, regions=EXAMPLE_REGIONS, template=EXAMPLE, actor=actor
    )


def _make_step(programme: Programme, number: int, step: TemplateStep) -> None:
    made = Step.objects.create(
        programme=programme,
        number=number,
        key=step.key,
        title=dict(step.title),
        summary=dict(step.summary or {}),
        months_from=step.months_from,
        months_to=step.months_to,
        owner_role=step.owner or "",
    )
    copies = [(key, thing, region) for thing in step.deliverables for key, region in each(thing, programme.regions)]
    Deliverable.objects.bulk_create(
        Deliverable(step=made, number=at, key=key, title=_named(thing, region), month=thing.month)
        for at, (key, thing, region) in enumerate(copies, start=1)
    )


def _named(thing: TemplateDeliverable, region: str | None) -> dict[str, str]:
    """The title of a deliverable, with its region where it has one."""
    if region is None:
        return dict(thing.title)
    names = regions()[region]
    return {lang: f"{text} – {names.get(lang) or names['en']}" for lang, text in thing.title.items()}


def _insert(made: Programme) -> None:
    """Save it under a name that is free; one that somebody else took in the meantime is left to them."""
    for left in reversed(range(RACES)):
        made.slug = _free_slug(made.title)
        try:
            with transaction.atomic():
                return made.save(force_insert=True)
        except IntegrityError:
            if not left:
                raise


def _free_slug(title: Texts) -> str:
    said = next((title[lang] for lang in LANGUAGES if title.get(lang)), "")
    wanted = slugify(said)[:70].strip("-") or "programme"
    found, number = wanted, 1
    while found in RESERVED or Programme.objects.filter(slug=found).exists():
        number += 1
        found = f"{wanted}-{number}"
    return found


@transaction.atomic
def change_programme(*, programme: Programme, actor: Any, **values: Any) -> None:
    """Other titles, summary, regions or first day; steps without days of their own move with it."""
    if changed := _set(programme, values):
        _record("programmes.changed", programme, actor, programme, fields=changed)


@transaction.atomic
def remove_programme(*, programme: Programme, actor: Any) -> None:
    """Delete a programme with its steps and what hangs on them; its events stay without it."""
    _record("programmes.removed", programme, actor, programme)
    programme.delete()


@transaction.atomic
def set_published(*, programme: Programme, published: bool, actor: Any) -> None:
    """Show a programme to everybody, or no longer.

    Raises:
        ProgrammeRefusal: it has no steps.
    """
    if published == programme.published:
        return
    if published and not programme.steps.exists():
        raise ProgrammeRefusal("nothing_to_publish")
    programme.published = published
    programme.save(update_fields=["published"])
    verb = "programmes.published" if published else "programmes.unpublished"
    record(verb, actor=actor, subject=programme, organisation=programme.organisation)


# ---- steps and deliverables ---------------------------------------------------------------------


@transaction.atomic
def add_step(*, programme: Programme, actor: Any, **values: Any) -> Step:
    """A step at the end.

    Raises:
        ProgrammeRefusal: its end lies before its beginning, its owner belongs elsewhere, or there are too many.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.steps.count() >= MOST_STEPS:
        raise ProgrammeRefusal("too_many", most=MOST_STEPS)
    _check_step(programme, values)
    number = _next(programme.steps.all())
    made = Step.objects.create(programme=programme, number=number, key=_key(programme.steps, values), **values)
    _record("programmes.step_added", programme, actor, made)
    return made


@transaction.atomic
def change_step(*, step: Step, actor: Any, **values: Any) -> None:
    """Other texts, months, days, owner or state.

    Raises:
        ProgrammeRefusal: its end lies before its beginning, or its owner belongs elsewhere.
    """
    now = {name: getattr(step, name) for name in ("months_from", "months_to", "begins", "ends", "owner")}
    _check_step(step.programme, now | values)
    if changed := _set(step, values):
        _record("programmes.step_changed", step.programme, actor, step, fields=changed)


@transaction.atomic
def remove_step(*, step: Step, actor: Any) -> None:
    """Delete a step with its deliverables."""
    _record("programmes.step_removed", step.programme, actor, step)
    step.delete()


def _check_step(programme: Programme, values: Mapping[str, Any]) -> None:
    if values["months_to"] < values["months_from"]:
        raise ProgrammeRefusal("backwards", place="months_to")
    begins, ends = values.get("begins"), values.get("ends")
    if begins and ends and ends < begins:
        raise ProgrammeRefusal("backwards", place="ends")
    owner = values.get("owner")
    if owner is not None and owner.organisation_id != programme.organisation_id:
        raise ProgrammeRefusal("other_organisation", place="owner")


@transaction.atomic
def add_deliverable(*, step: Step, actor: Any, **values: Any) -> Deliverable:
    """A deliverable at the end of a step.

    Raises:
        ProgrammeRefusal: there are too many.
    """
    Step.objects.select_for_update().get(pk=step.pk)
    if step.deliverables.count() >= MOST_DELIVERABLES:
        raise ProgrammeRefusal("too_many", most=MOST_DELIVERABLES)
    number = _next(step.deliverables.all())
    made = Deliverable.objects.create(step=step, number=number, key=_key(step.deliverables, values), **values)
    _record("programmes.deliverable_added", step.programme, actor, made)
    return made


@transaction.atomic
def change_deliverable(*, deliverable: Deliverable, actor: Any, **values: Any) -> None:
    """Another text or day, or that it was handed over."""
    if changed := _set(deliverable, values):
        _record("programmes.deliverable_changed", deliverable.step.programme, actor, deliverable, fields=changed)


@transaction.atomic
def remove_deliverable(*, deliverable: Deliverable, actor: Any) -> None:
    """Delete a deliverable."""
    _record("programmes.deliverable_removed", deliverable.step.programme, actor, deliverable)
    deliverable.delete()


def _next(rows: models.QuerySet[Any]) -> int:
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _key(rows: Any, values: Mapping[str, Any]) -> str:
    """A key that no other row has, from the title."""
    title = values["title"]
    wanted = slugify(next((title[lang] for lang in LANGUAGES if title.get(lang)), ""))[:60] or "item"
    taken, found, number = set(rows.values_list("key", flat=True)), wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


# ---- advisory group -----------------------------------------------------------------------------


@transaction.atomic
def set_advisory_group(*, programme: Programme, bodies: Iterable[Body], actor: Any) -> None:
    """The group is exactly these bodies of the organisation's directory.

    Raises:
        ProgrammeRefusal: one belongs to another organisation.
    """
    wanted = {body.pk: body for body in bodies}
    if any(body.organisation_id != programme.organisation_id for body in wanted.values()):
        raise ProgrammeRefusal("other_organisation", place="bodies")
    Programme.objects.select_for_update().get(pk=programme.pk)
    held = set(programme.advisory_members.values_list("body", flat=True))
    if held == wanted.keys():
        return
    programme.advisory_members.exclude(body__in=wanted).delete()
    AdvisoryMember.objects.bulk_create(
        AdvisoryMember(programme=programme, body=wanted[k]) for k in wanted.keys() - held
    )
    _record("programmes.advisory_group_changed", programme, actor, programme, bodies=len(wanted))


# ---- shared -------------------------------------------------------------------------------------


def _set(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, values[field])
    if changed:
        row.save(update_fields=changed)
    return changed


def _record(verb: str, programme: Programme, actor: Any, subject: models.Model, **detail: Any) -> None:
    record(verb, actor=actor, subject=subject, organisation=programme.organisation, **detail)
