"""Evidence: which kind of source, where the value stands in it, and, of a document, what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.reading import plain
from corridor.told import ToldError
from corridor.web.chain.forms.items import ItemForm
from corridor.web.chain.models import Confidence
from corridor.web.chain.queries import plans_for
from corridor.web.chain.readings import MOST_DRAWS, reference_of
from corridor.web.design.choices import Hinted
from corridor.web.design.dates import DateField
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import country, in_language, region

LABELS = {
    "plan": Hinted(gettext_lazy("A figure of a plan"), gettext_lazy("Posts, people and reasons that a plan counted.")),
    "law": Hinted(gettext_lazy("A value of the law"), gettext_lazy("An amount, an age or a period on a day.")),
    "shortage_list": Hinted(
        gettext_lazy("An occupation on a shortage list"), gettext_lazy("Whether the list had it on a day.")
    ),
    "list_titles": Hinted(
        gettext_lazy("The length of a shortage list"), gettext_lazy("How many titles its edition of a day has.")
    ),
    "published": Hinted(
        gettext_lazy("A published figure"), gettext_lazy("A projection of the labour market or a stay rate.")
    ),
    "scheme": Hinted(
        gettext_lazy("A figure of a partnership"), gettext_lazy("What the register of schemes says of one.")
    ),
    "simulation": Hinted(
        gettext_lazy("A result of a simulated partnership"), gettext_lazy("A design that ships, with seed and draws.")
    ),
    "document": Hinted(gettext_lazy("A document"), gettext_lazy("Its address and place; you write down what it says.")),
}
"""The kinds of source that can be named here; files may name others."""
OF_TABLES = ("verdict", "indicator")
"""Kinds that name a file of indicators: they come with a dossier and are shown, not made here."""
REGIONS = ("flanders", "wallonia", "brussels", "german_community")


class KindForm(forms.Form):
    """Which kind of source."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of source is it?"), choices=list(LABELS.items()), widget=forms.RadioSelect
    )


class EvidenceForm(ItemForm):
    """An item of evidence with its reference; the fields of the reference begin with `r_`."""

    texts = {  # noqa: RUF012
        "about": (gettext_lazy("What the value is about"), True, False),
        "note": (gettext_lazy("Note"), False, True),
    }
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure is it?"),
        required=False,
        choices=[("", pgettext_lazy("confidence", "Not stated")), *Confidence.choices],
    )

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)
        item: Any = self.item
        before: dict[str, Any] = item.reference if item is not None else {}
        self.kept = before if of in OF_TABLES or "file" in before else None
        if self.kept is None:
            self.fields |= fields_of(of, self.programme)
        for name, value in before.items():
            self.initial.setdefault(f"r_{name}", as_day(value) if name == "day" else value)
        self._keep_choices(before)
        if of == "law" and before:
            self.initial["r_name"] = f"{before['region']}.{before['name']}"
        if of == "document" and item is not None:
            seen = item.seen or {}
            self.initial = {**self.initial, "value": seen.get("value"), "date": as_day(seen.get("date"))}

    def _keep_choices(self, before: dict[str, Any]) -> None:
        """What was chosen once may stay, also where it is no longer offered: a plan that is gone."""
        field: Any = self.fields.get("r_folder")
        chosen = before.get("folder")
        if field is not None and chosen and chosen not in dict(field.choices):
            field.choices = [*field.choices, (chosen, _("a plan that is no longer there"))]

    def clean(self) -> dict[str, Any]:
        """The reference, as the library reads it."""
        found = super().clean()
        if not self.errors:
            try:
                found["reference"] = plain(reference_of(self._raw(found)))
            except ToldError as error:
                self.add_error(None, " ".join(error.told(language())))
        return found

    def _raw(self, found: dict[str, Any]) -> dict[str, Any]:
        if self.kept is not None:
            return self.kept
        raw = {name[2:]: value for name, value in found.items() if name.startswith("r_") and value not in (None, "")}
        if self.of == "law":
            raw["region"], _dot, raw["name"] = str(raw["name"]).partition(".")
        if self.of == "published":
            raw["table"], _dot, raw["id"] = str(raw["id"]).partition(".")
        return {"kind": self.of, **raw}

    @property
    def unchanged(self) -> bool:
        """Of a document: neither its place nor what was read there was changed; a number reads as its text."""
        item: Any = self.item
        seen: dict[str, Any] = item.seen or {}
        same_place = self.cleaned_data["reference"] == item.reference
        same_day = self.cleaned_data.get("date") == as_day(seen.get("date"))
        return bool(seen) and same_place and same_day and self.cleaned_data.get("value") == str(seen["value"]).strip()

    @property
    def source_before(self) -> dict[str, Any]:
        """Of a document: what its source is called, where its address stayed."""
        item: Any = self.item
        source: dict[str, Any] = ((item.seen or {}).get("source") or {}) if item is not None else {}
        stays = source.get("url") == self.cleaned_data["reference"].get("address")
        return {"title": source["title"]} if source and stays else {}

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the model but the value seen."""
        return {name: self.cleaned_data[name] for name in ("about", "reference", "confidence", "note")}


def as_day(value: Any) -> date | None:
    """A day that is kept as text."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def fields_of(kind: str, programme: Any) -> dict[str, forms.Field]:
    """The fields of a kind of reference."""
    return MAKERS[kind](programme) if kind in MAKERS else {}


def _plan(programme: Any) -> dict[str, forms.Field]:
    plans = [(str(plan.pk), str(plan.title)) for plan in plans_for(programme)]
    return {
        "r_folder": forms.ChoiceField(label=_("Plan"), choices=plans),
        "r_at": forms.CharField(
            label=_("Where in the plan"),
            max_length=200,
            help_text=_("A path, for example %(one)s or %(other)s.")
            % {"one": "inputs.posts", "other": "reasons[reason=not_allowed].posts"},
        ),
    }


def _law(programme: Any) -> dict[str, forms.Field]:
    from corridor.permits.book import book

    groups = []
    for name in REGIONS:
        values = book(name).rules.parameters
        one = sorted(((f"{name}.{key}", in_language(value.label)) for key, value in values.items()), key=lambda v: v[1])
        groups.append((region(name), one))
    return {"r_name": forms.ChoiceField(label=_("Value of the law"), choices=groups), "r_day": _day()}


def _lists() -> forms.ChoiceField:
    from corridor.labour_market.shortage_lists import all_lists

    return forms.ChoiceField(label=_("List"), choices=[(one.id, in_language(one.label)) for one in all_lists()])


def _on_list(programme: Any) -> dict[str, forms.Field]:
    isco = forms.RegexField(r"^\d{4}$", label=_("Occupation (ISCO-08, four figures)"), max_length=4)
    return {"r_list": _lists(), "r_isco08": isco, "r_day": _day()}


def _titles(programme: Any) -> dict[str, forms.Field]:
    return {"r_list": _lists(), "r_day": _day()}


def _published(programme: Any) -> dict[str, forms.Field]:
    from corridor.consultation.chain.references.market import stay_rate_id
    from corridor.labour_market.projection_facts import facts
    from corridor.labour_market.published_stay_rates import published

    lang = language()
    projected = [
        (f"projections.{key}", f"{key.replace('_', ' ')}: {fact.value_told(lang)} ({fact.source})"[:200])
        for key, fact in facts().items()
    ]
    rates = [
        (f"stay_rates.{stay_rate_id(one)}", f"{country(one.country)}, {one.group.told(lang)}, {one.cohort or '-'}")
        for one in published()
    ]
    choices = [(_("Projections"), projected), (_("Stay rates"), rates)]
    return {"r_id": forms.ChoiceField(label=_("Published figure"), choices=choices)}


def _scheme(programme: Any) -> dict[str, forms.Field]:
    from corridor.partnerships.scheme import schemes

    choices = [(key, f"{key} {one.short}") for key, one in schemes().items()]
    return {
        "r_scheme": forms.ChoiceField(label=_("Scheme"), choices=choices),
        "r_at": _path(_("Where in the record"), "counts.placed_abroad[0].n", "counts.target[0].n"),
    }


def _simulation(programme: Any) -> dict[str, forms.Field]:
    from corridor.partnerships.design import shipped

    choices = [(key, one.name.told(language())) for key, one in shipped().items()]
    return {
        "r_design": forms.ChoiceField(label=_("Design"), choices=choices),
        "r_at": _path(_("Where in the result"), "placed_abroad.mean", "cost.total.mean"),
        "r_draws": forms.IntegerField(label=_("Draws"), min_value=1, max_value=MOST_DRAWS, initial=2000),
        "r_seed": forms.IntegerField(label=_("Seed"), min_value=0, initial=1),
    }


def _document(programme: Any) -> dict[str, forms.Field]:
    return {
        "r_address": forms.URLField(label=_("Address of the document"), max_length=500, assume_scheme="https"),
        "r_place": forms.CharField(label=_("Page, article or table"), max_length=200, required=False),
        "value": forms.CharField(
            label=_("What it says"),
            max_length=2000,
            required=False,
            help_text=_("Addresses are not fetched: write down what you read there, and when."),
        ),
        "date": DateField(label=_("Read on"), required=False),
    }


def _day() -> forms.Field:
    return DateField(label=_("On which day"))


def _path(label: str, one: str, other: str) -> forms.CharField:
    help_text = _("A path, for example %(one)s or %(other)s.") % {"one": one, "other": other}
    return forms.CharField(label=label, max_length=200, help_text=help_text)


MAKERS: dict[str, Callable[[Any], dict[str, forms.Field]]] = {
    "plan": _plan,
    "law": _law,
    "shortage_list": _on_list,
    "list_titles": _titles,
    "published": _published,
    "scheme": _scheme,
    "simulation": _simulation,
    "document": _document,
}


class AcceptForm(forms.Form):
    """Why the value that the source has now is accepted."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=gettext_lazy("Why the new value is accepted"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
