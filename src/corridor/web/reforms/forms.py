"""What a person fills in: where to begin, how a reform is called, a file, two reforms to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corridor.web.design.templatetags.design import day, in_language, region
from corridor.web.organisations.models import Organisation
from corridor.web.plans.models import Plan
from corridor.web.plans.offered import examples
from corridor.web.reforms.documents import LANGUAGES, in_all_languages
from corridor.web.reforms.models import Reform

LABEL, NOTE = 300, 2000
LAW = "law"
"""The key of no reform: the law as it is."""


def _label_field(name: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=name, max_length=longest, required=False, **more)


class WordsForm(forms.Form):
    """How a reform is called and explained; each text in one language at least."""

    label_en = _label_field(_("Title in English"), LABEL)
    label_fr = _label_field(_("Title in French"), LABEL)
    label_nl = _label_field(_("Title in Dutch"), LABEL)
    note_en = _label_field(_("Explanation in English"), NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    note_fr = _label_field(_("Explanation in French"), NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    note_nl = _label_field(_("Explanation in Dutch"), NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    TITLES = tuple(f"label_{lang}" for lang in LANGUAGES)
    NOTES = tuple(f"note_{lang}" for lang in LANGUAGES)

    def _texts(self, prefix: str) -> dict[str, str]:
        return {lang: str(self.cleaned_data.get(f"{prefix}_{lang}") or "") for lang in LANGUAGES}

    @property
    def title_texts(self) -> dict[str, str]:
        """The title in three languages; what is missing is taken from another, last from the name."""
        return in_all_languages(self._texts("label"), str(self.cleaned_data.get("name") or gettext("Trial")))

    @property
    def note_texts(self) -> dict[str, str]:
        """The explanation in three languages; empty where there is none."""
        return in_all_languages(self._texts("note"))

    @property
    def identifier(self) -> str:
        """The name of the reform in files."""
        name = self.cleaned_data.get("name") or self.title_texts["en"]
        return slugify(name).replace("-", "_")[:60] or "reform"

    @property
    def titles(self) -> list[Any]:
        """The fields of the title."""
        return [self[name] for name in self.TITLES]

    @property
    def notes(self) -> list[Any]:
        """The fields of the explanation."""
        return [self[name] for name in self.NOTES]


class KeepForm(WordsForm):
    """How a reform is kept."""

    name = forms.CharField(
        max_length=120,
        label=_("Name of the reform"),
        help_text=pgettext_lazy("reform", "You and your colleagues find it by this name."),
    )
    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("For which organisation"))
    shared = forms.BooleanField(
        required=False,
        label=_("Share it with the organisation"),
        help_text=_("Everybody there who reads plans sees it; analysts and managers can change it."),
    )
    field_order = ("name", "organisation", "shared")

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations]).order_by("name")
        field.empty_label = None
        if organisations:
            field.initial = organisations[0].pk
        if len(organisations) < 2:
            field.widget = forms.HiddenInput()


class TakeForm(WordsForm):
    """How a reform file is called that somebody takes away."""

    name = forms.CharField(max_length=120, label=_("Name of the file"), required=False)
    field_order = ("name",)


class ChangeForm(WordsForm):
    """What is said of a kept reform."""

    name = forms.CharField(max_length=120, label=_("Name of the reform"))
    shared = KeepForm.base_fields["shared"]
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())
    field_order = ("name", "shared")


def words_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a document as the forms' fields have them."""
    found: dict[str, str] = {}
    for prefix, key in (("label", "label"), ("note", "note")):
        texts = document.get(key) or {}
        found |= {f"{prefix}_{lang}": str(texts.get(lang, "")) for lang in LANGUAGES}
    return found


class FileForm(forms.Form):
    """A reform file."""

    file = forms.FileField(
        label=_("Reform file"),
        help_text=_("YAML, as the commands read and write it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )


class PlanChoice(forms.ModelChoiceField):
    """A plan with its region and its day."""

    def label_from_instance(self, plan: Any) -> str:
        return f"{plan.title} ({region(plan.region)}, {day(plan.date)})"


class StartForm(forms.Form):
    """On which plan, and from which reform, to begin."""

    plan = PlanChoice(queryset=Plan.objects.none(), label=_("Plan"), empty_label=None)
    start = forms.ChoiceField(label=pgettext_lazy("reform", "Begin with"))

    def __init__(self, *args: Any, plans: Any, reforms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["plan"].queryset = plans
        fields["start"].choices = [(LAW, gettext("The law as it is")), *choices(reforms)]


class CompareForm(forms.Form):
    """Two reforms to put side by side."""

    first = forms.ChoiceField(label=_("First reform"))
    second = forms.ChoiceField(label=_("Second reform"))

    def __init__(self, *args: Any, reforms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.choices = [(LAW, gettext("The law as it is")), *choices(reforms)]


def choices(reforms: Any) -> list[tuple[str, Any]]:
    """Kept reforms and the examples, in two groups."""
    kept = [(f"reform:{reform.pk}", str(reform)) for reform in reforms]
    shown = [(offer.key, in_language(offer.label)) for offer in examples()]
    return [*([(gettext("Saved reforms"), kept)] if kept else []), (gettext("Examples"), shown)]


def initial_of(reform: Reform) -> dict[str, Any]:
    """A kept reform as the forms begin with it."""
    return {
        "name": reform.name,
        "organisation": reform.organisation_id,
        "shared": reform.shared,
        "version": reform.version,
        **words_of(reform.document),
    }
