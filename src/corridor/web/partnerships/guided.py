"""The main parts of a design as a form: who, where, when, waves, posts, stages. All else stays as the text has it.

A number that is uncertain in the design is shown by its mean; left as it is shown, it stays uncertain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.partnerships.design import Design, chains
from corridor.partnerships.design_writing import design_mapping
from corridor.partnerships.phases import phases, words
from corridor.partnerships.priors import mean
from corridor.partnerships.quantities import Stated, quantities
from corridor.web.design import names
from corridor.web.design.renderer import Field
from corridor.web.design.templatetags.design import country
from corridor.web.organisations.models import Region
from corridor.web.partnerships.design_files import MOST
from corridor.web.partnerships.models import LONGEST_NAME
from corridor.web.partnerships.sliders import LIMITS, prior_of

MORE_WAVES, MORE_POSTS, MORE_STAGES = 2, 2, 2
"""Empty rows at the end, to be filled in."""
Part = dict[str, Any]


class WhatForm(forms.Form):
    """What the design is called, from where to where, from when on."""

    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=LONGEST_NAME)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=LONGEST_NAME)
    name_nl = forms.CharField(label=gettext_lazy("Name in Dutch"), max_length=LONGEST_NAME)
    origin = forms.CharField(
        label=gettext_lazy("Countries of origin"),
        max_length=300,
        help_text=gettext_lazy("Codes of two letters, separated by commas: MA, TN."),
    )
    destination = forms.ChoiceField(label=gettext_lazy("Country of destination"))
    region = forms.ChoiceField(label=gettext_lazy("Region, in Belgium"), required=False)
    start = forms.DateField(label=gettext_lazy("Simulated from"), widget=forms.DateInput())
    horizon = forms.IntegerField(label=gettext_lazy("Simulated months"), min_value=1, max_value=480)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        known = sorted(((code, country(code)) for code in names.countries()), key=lambda choice: choice[1].casefold())
        fields["destination"].choices = known
        fields["region"].choices = [("", _("none or not known")), *Region.choices]


class Cell(Field):
    """A field of a row: the page says what an empty one means, so none is marked as optional."""

    optional = False


class WaveForm(forms.Form):
    """People who begin on a day; an empty row is no wave."""

    bound_field_class = Cell

    date = forms.DateField(label=pgettext_lazy("wave", "Day"), required=False, widget=forms.DateInput())
    intake = forms.IntegerField(
        label=pgettext_lazy("wave", "People"), required=False, min_value=1, max_value=LIMITS["people"]
    )


class DemandForm(forms.Form):
    """Posts that employers pledge; a row without posts is none."""

    bound_field_class = Cell

    posts = forms.IntegerField(
        label=pgettext_lazy("demand", "Posts"), required=False, min_value=0, max_value=LIMITS["posts"]
    )
    grade = forms.ChoiceField(label=pgettext_lazy("demand", "How firm"), required=False)
    date = forms.DateField(label=pgettext_lazy("demand", "From"), required=False, widget=forms.DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grade"]
        field.choices = [(id, label.told(names.language())) for id, label in words("grades").items()]


class StageForm(forms.Form):
    """A stage; one without a phase is none."""

    bound_field_class = Cell

    at = forms.IntegerField(required=False, widget=forms.HiddenInput())
    """Where it stood in the design; empty for a new one."""
    phase = forms.ChoiceField(label=pgettext_lazy("stage", "Phase"), required=False)
    track = forms.ChoiceField(label=pgettext_lazy("stage", "Track"), required=False)
    months = forms.FloatField(
        label=pgettext_lazy("stage", "Months"), required=False, min_value=0, max_value=LIMITS["months"], localize=False
    )
    loss = forms.FloatField(
        label=pgettext_lazy("stage", "Lost, in per cent"), required=False, min_value=0, max_value=100
    )
    limit = forms.IntegerField(
        label=pgettext_lazy("stage", "Places"), required=False, min_value=1, max_value=LIMITS["places"]
    )
    kind = forms.ChoiceField(label=pgettext_lazy("stage", "Places count"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Take this stage out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = names.language()
        fields: Any = self.fields
        fields["phase"].choices = [("", "–"), *((id, phase.label.told(lang)) for id, phase in phases().items())]
        fields["track"].choices = [("", "–"), *((id, label.told(lang)) for id, label in words("tracks").items())]
        fields["kind"].choices = [("places", _("people at once")), ("per_month", _("begin a month"))]


Waves = forms.formset_factory(WaveForm, extra=MORE_WAVES, max_num=MOST["waves"], absolute_max=MOST["waves"])
Demands = forms.formset_factory(DemandForm, extra=MORE_POSTS, max_num=MOST["demand"], absolute_max=MOST["demand"])
Stages = forms.formset_factory(StageForm, extra=MORE_STAGES, max_num=MOST["stages"], absolute_max=MOST["stages"])


@dataclass
class Guided:
    """The forms of a design, filled in or as the design has it."""

    design: Design
    what: WhatForm
    waves: Any
    demand: Any
    stages: Any

    def is_valid(self) -> bool:
        """Whether every part can be read; all are looked at, so that all errors are told."""
        return all([part.is_valid() for part in (self.what, self.waves, self.demand, self.stages)])


def guided(design: Design, data: Any = None) -> Guided:
    """The forms of a design.

    Args:
        design: as it is kept.
        data: what was sent; None to begin.
    """
    raw = design_mapping(design)
    region = design.destination.region or ""
    what = {
        "name_en": design.name.en, "name_fr": design.name.fr, "name_nl": design.name.nl,
        "origin": ", ".join(design.origin), "destination": design.destination.country, "region": region,
        "start": design.start, "horizon": design.horizon_months,
    }  # fmt: skip
    waves = [{"date": wave.date, "intake": wave.intake} for wave in design.waves]
    demand = [{"posts": one.posts, "grade": one.grade, "date": one.date} for one in design.demand]
    stages = [{"at": at, **_shown(design, at)} for at in range(len(raw["stages"]))]
    return Guided(
        design,
        WhatForm(data, initial=what, prefix="what"),
        Waves(data, initial=waves, prefix="waves"),
        Demands(data, initial=demand, prefix="demand"),
        Stages(data, initial=stages, prefix="stages"),
    )


def _shown(design: Design, at: int) -> Part:
    """A stage as its row begins; a quantity that the design does not know is empty."""
    stage = design.stages[at]
    stated = {one.name: one for one in quantities(design, chains(design))}
    limit = stage.capacity
    per_month = limit is not None and limit.per_month is not None
    return {
        "phase": stage.phase,
        "track": stage.track,
        "months": _middle(stated.get(f"stages.{stage.id}.months")),
        "loss": _middle(stated.get(f"stages.{stage.id}.loss"), 100),
        "limit": None if limit is None else limit.per_month if per_month else limit.places,
        "kind": "per_month" if per_month else "places",
    }


def _middle(stated: Stated | None, scale: int = 1) -> float | None:
    if stated is None or stated.quantity is None:
        return None
    value = round(mean(prior_of(stated)) * scale, 1)
    return int(value) if value == int(value) else value


# ---- back to a text -----------------------------------------------------------------------------


def text_of(form: Guided) -> tuple[str, dict[str, str]]:
    """The text that a valid form comes to, and the id of the field behind each of its places."""
    raw: dict[str, Any] = design_mapping(form.design)
    what, fields = form.what.cleaned_data, _ids(form.what, WHAT)
    raw["name"] = {lang: what[f"name_{lang}"] for lang in ("en", "fr", "nl")}
    raw["origin"] = [code for code in re.split(r"[\s,;]+", what["origin"].upper()) if code]
    raw["destination"] = {"country": what["destination"], **({"region": what["region"]} if what["region"] else {})}
    raw["start"], raw["horizon_months"] = what["start"], what["horizon"]
    raw["waves"] = _rows(form.waves, "waves", fields, lambda data: bool(data.get("date") or data.get("intake")), _plain)
    before = raw.get("demand", [])
    demand = _rows(form.demand, "demand", fields, lambda data: data.get("posts") is not None, _plain)
    raw["demand"] = [{**_same(one, before), **one} for one in demand]
    _stages_of(form, raw, fields)
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=120), fields


WHAT = {
    "name": "name_en", "origin": "origin", "destination.country": "destination", "destination.region": "region",
    "start": "start", "horizon_months": "horizon",
}  # fmt: skip


def _ids(form: forms.Form, places: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{place}": form[name].auto_id for place, name in places.items()}


def _rows(formset: Any, name: str, fields: dict[str, str], is_there: Any, made: Any) -> list[Part]:
    found: list[Part] = []
    for form in formset.forms:
        data = form.cleaned_data
        if is_there(data):
            place = f"{name}[{len(found)}]"
            fields |= {place: form[next(iter(form.fields))].auto_id}
            fields |= _ids(form, {key: key for key in form.fields}, f"{place}.")
            found.append(made(data))
    return found


def _plain(data: Part) -> Part:
    return {key: value for key, value in data.items() if value not in (None, "")}


def _same(one: Part, before: Sequence[Part]) -> Part:
    """What else the design says of the same pledge: basis, source, employers."""
    return next((entry for entry in before if all(entry.get(key) == value for key, value in one.items())), {})


def _stages_of(form: Guided, raw: dict[str, Any], fields: dict[str, str]) -> None:
    """The stages of the rows in their order; what the form does not show of a stage stays."""
    old: list[Part] = raw["stages"]
    made: list[Part] = []
    taken = {str(stage["id"]) for stage in old}
    for row in form.stages.forms:
        data = row.cleaned_data
        if data.get("remove") or not data.get("phase"):
            continue
        at = data.get("at")
        known = old[at] if at is not None and 0 <= at < len(old) else {"id": _new_id(data["phase"], taken)}
        first = row.initial if at is not None else {}
        place = f"stages[{len(made)}]"
        fields |= {place: row["phase"].auto_id, f"{place}.capacity": row["limit"].auto_id}
        fields |= _ids(
            row, {"phase": "phase", "track": "track", "months": "months", "loss": "loss", "after": "phase"}, f"{place}."
        )
        made.append(_stage(dict(known), data, first))
    gone = taken - {str(stage["id"]) for stage in made}
    for stage in made:
        if stage.get("after") in gone:
            del stage["after"]
    raw["stages"] = made


def _stage(stage: Part, data: Part, first: Part) -> Part:
    stage["phase"] = data["phase"]
    _put(stage, "track", data["track"] or None)
    if data["months"] != first.get("months"):
        _put(stage, "months", data["months"])
    if data["loss"] != first.get("loss"):
        _put(stage, "loss", None if data["loss"] is None else data["loss"] / 100)
    if (data["limit"], data["kind"]) != (first.get("limit"), first.get("kind")):
        _put(stage, "capacity", None if data["limit"] is None else {data["kind"] or "places": data["limit"]})
    return stage


def _put(stage: Part, key: str, value: Any) -> None:
    if value is None:
        stage.pop(key, None)
    else:
        stage[key] = value


def _new_id(phase: str, taken: set[str]) -> str:
    found, number = phase, 1
    while found in taken:
        number += 1
        found = f"{phase}_{number}"
    taken.add(found)
    return found
