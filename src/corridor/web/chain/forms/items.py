"""Findings, initiatives, recommendations and decisions: their fields, and checkboxes for what they follow from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.chain.procedure_steps import step_ids
from corridor.consultation.form import KEY, LANGUAGES
from corridor.web.chain.forms.suggested import Suggested
from corridor.web.chain.forms.texts import TEXT_LABEL, TITLE_LABEL, TextsForm, initial_texts
from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.models import KEY_LENGTH, FindingKind, Item, Outcome, Region
from corridor.web.chain.queries import items, reforms_for
from corridor.web.design.dates import DateField
from corridor.web.design.templatetags.design import in_language
from corridor.web.plans.offered import examples

MANY = 12
"""Boxes up to which a list is open on the page."""


class ItemsField(forms.ModelMultipleChoiceField):
    """Items of another kind to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, item: Any) -> str:
        """What the item is called, with its key."""
        return f"{item} ({item.key})"


class ItemForm(TextsForm):
    """An item of the chain: its key, its texts, what it follows from."""

    key = forms.RegexField(
        KEY,
        label=pgettext_lazy("chain", "Key"),
        max_length=KEY_LENGTH,
        help_text=gettext_lazy("Small letters, figures, -, _ and full stops. It stays as it is."),
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, programme: Any, kind: Kind, item: Item | None = None, **kwargs: Any) -> None:
        self.programme, self.of_kind, self.item = programme, kind, item
        super().__init__(*args, initial=self.begin(item) | kwargs.pop("initial", {}), **kwargs)
        if item is not None:
            self.fields["key"].disabled = True
        self.order_fields([f"{name}_{lang}" for name in self.texts for lang in LANGUAGES])
        for name, of in kind.links.items():
            self.fields[name] = ItemsField(items(programme, KINDS[of]), label=KINDS[of].label, required=False)
            if item is not None:
                self.initial[name] = [one.pk for one in getattr(item, name).all()]

    def begin(self, item: Item | None) -> dict[str, Any]:
        """The values of the item."""
        if item is None:
            return {}
        values = {name: getattr(item, name) for name in self.of_kind.fields if name in self.base_fields}
        said = {name: getattr(item, name) for name in self.texts if name in self.of_kind.fields}
        return {"key": item.key, "version": item.version, **values, **initial_texts(self.texts, said)}

    @property
    def folded(self) -> list[str]:
        """Fields with a list so long that the page folds it away."""
        fields: Any = self.fields
        return [name for name in self.of_kind.links if len(fields[name].choices) > MANY]

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the model."""
        names = [name for name in self.of_kind.fields if name in self.cleaned_data]
        return {name: self.cleaned_data[name] for name in names}

    @property
    def links(self) -> dict[str, Any]:
        """What the item follows from, by field."""
        return {name: list(self.cleaned_data[name]) for name in self.of_kind.links}


class FindingForm(ItemForm):
    """A strength, weakness, opportunity or threat of a region."""

    texts = {"title": (TITLE_LABEL, True, False), "text": (TEXT_LABEL, False, True)}  # noqa: RUF012
    region = forms.ChoiceField(label=pgettext_lazy("chain", "Region"), choices=Region.choices)
    kind = forms.ChoiceField(
        label=pgettext_lazy("finding", "Kind"), choices=FindingKind.choices, widget=forms.RadioSelect
    )


class InitiativeForm(ItemForm):
    """What could be done."""

    texts = {"title": (TITLE_LABEL, True, False), "text": (TEXT_LABEL, False, True)}  # noqa: RUF012
    regions = forms.MultipleChoiceField(
        label=pgettext_lazy("chain", "Regions"),
        choices=Region.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


SYNTHETIC = "synthetic"
REGULATORY, PROCEDURAL, NEITHER = "regulatory", "procedural", ""
NUMBERS = ("days_before", "days_after", "cost_before", "cost_after")


class RecommendationForm(ItemForm):
    """A recommended change, with a reform of the law or a step of the procedure."""

    texts = {  # noqa: RUF012
        "title": (TITLE_LABEL, True, False),
        "text": (TEXT_LABEL, False, True),
        "label": (gettext_lazy("What the step is called"), False, False),
    }
    region = forms.ChoiceField(label=pgettext_lazy("chain", "Region"), choices=Region.choices)
    change = forms.ChoiceField(
        label=gettext_lazy("What it changes"),
        required=False,
        widget=forms.RadioSelect,
        choices=(
            (REGULATORY, gettext_lazy("The law: it carries a reform")),
            (PROCEDURAL, gettext_lazy("The procedure: it carries a step")),
            (NEITHER, gettext_lazy("Not decided yet")),
        ),
    )
    reform = forms.ChoiceField(
        label=gettext_lazy("Reform"),
        required=False,
        help_text=gettext_lazy("Examples, and reforms that your organisation shares in the laboratory."),
    )
    step = forms.CharField(
        label=gettext_lazy("Step of the procedure"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As the data of the procedure name it, for example a deadline or a requirement."),
    )
    days_before = forms.FloatField(label=gettext_lazy("Days now"), min_value=0, required=False)
    days_after = forms.FloatField(label=gettext_lazy("Days afterwards"), min_value=0, required=False)
    cost_before = forms.FloatField(label=gettext_lazy("Cost now, in EUR"), min_value=0, required=False)
    cost_after = forms.FloatField(label=gettext_lazy("Cost afterwards, in EUR"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = [f"{name}_{lang}" for name in ("title", "text") for lang in LANGUAGES]
        label = [f"label_{lang}" for lang in LANGUAGES]
        self.order_fields([*title, "region", "change", "reform", "step", *label, *NUMBERS, *self.of_kind.links])
        self.fields["step"].widget = Suggested([(step, "") for step in sorted(step_ids("belgium"))])
        field: Any = self.fields["reform"]
        own = [(f"reform:{one.pk}", one.name) for one in reforms_for(self.programme)]
        item: Any = self.item
        kept = (item.regulatory or {}).get("reform") if item else None
        shown = [(one.key, in_language(one.label)) for one in examples()]
        field.choices = [
            ("", "–"),
            *([("kept", _("the one that it carries: %(name)s") % {"name": kept})] if kept else []),
            (_("Examples"), shown),
            *([(_("Reforms of your organisation"), own)] if own else []),
        ]

    def begin(self, item: Any) -> dict[str, Any]:
        """The values of the item, with those of its change."""
        if item is None:
            return {"change": NEITHER}
        found = super().begin(item) | initial_texts(("label",), item.procedural or {})
        found["change"] = REGULATORY if item.regulatory else PROCEDURAL if item.procedural else NEITHER
        if item.regulatory:
            found["reform"] = "kept"
        step = item.procedural or {}
        return found | {name: step.get(name) for name in ("step", *NUMBERS)}

    def clean(self) -> dict[str, Any]:
        """A reform or a step where one is announced."""
        found = super().clean()
        if found.get("change") == REGULATORY and not found.get("reform"):
            self.add_error("reform", _("Choose a reform."))
        if found.get("change") == PROCEDURAL and not found.get("step"):
            self.add_error("step", _("Name the step."))
        item: Any = self.item
        kept = item is not None and item.region == Region.BELGIUM and found.get("reform") == "kept"
        if found.get("change") == REGULATORY and found.get("region") == Region.BELGIUM and not kept:
            self.add_error("region", _("A reform belongs to one region: choose it."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the model: one kind of change, the other emptied."""
        found = {name: self.cleaned_data[name] for name in ("region", "title", "text")}
        change = self.cleaned_data["change"]
        found |= {"regulatory": None, "procedural": None, "reform": None}
        if change == REGULATORY:
            found |= self._regulatory()
        elif change == PROCEDURAL:
            found["procedural"] = self._procedural()
        return found

    def _regulatory(self) -> dict[str, Any]:
        chosen, region = self.cleaned_data["reform"], self.cleaned_data["region"]
        if chosen == "kept" and self.item is not None:
            before: Any = self.item
            same = before.regulatory["region"] == region
            kept = before.regulatory if same else {"reform": before.regulatory["reform"], "region": region}
            return {"regulatory": kept, "reform": before.reform}
        if chosen.startswith("example:"):
            return {"regulatory": {"reform": chosen.removeprefix("example:"), "region": region}, "reform": None}
        row = reforms_for(self.programme).get(pk=chosen.removeprefix("reform:"))
        return {"regulatory": {"reform": row.name, "region": region}, "reform": row.document}

    def _procedural(self) -> dict[str, Any]:
        before = (getattr(self.item, "procedural", None) or {}) if self.item else {}
        kept = {name: before[name] for name in ("days_of", "cost_of") if before.get(name)}
        asked = {name: self.cleaned_data.get(name) for name in ("step", *NUMBERS, "label")}
        said = {name: value for name, value in asked.items() if value not in (None, "", {})}
        return {"region": self.cleaned_data["region"], **said, **kept}


class EffectForm(forms.Form):
    """On what a reform is run."""

    plan = forms.ChoiceField(label=gettext_lazy("Run it on"), required=False)

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["plan"]
        shown = [(str(plan.pk), plan.title) for plan in plans]
        field.choices = [
            ("", _("the worked cases of the law")),
            (SYNTHETIC, _("a made-up pool")),
            *([(_("The pool of a plan"), shown)] if shown else []),
        ]


class DecisionForm(ItemForm):
    """What a body decided."""

    texts = {  # noqa: RUF012
        "body": (gettext_lazy("Who decided (an organisation)"), True, False),
        "text": (TEXT_LABEL, False, True),
    }
    outcome = forms.ChoiceField(
        label=pgettext_lazy("decision", "Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    date = DateField(
        label=pgettext_lazy("decision", "Day"), required=False, help_text=gettext_lazy("Empty where it is not known.")
    )


class PracticesForm(forms.Form):
    """Practices of the library that the programme learns from."""

    keys = forms.MultipleChoiceField(
        label=gettext_lazy("Good practices"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, practices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keys"]
        field.choices = [(one.key, f"{in_language(one.title)} ({one.country})") for one in practices]


class SectionsForm(forms.Form):
    """Sections of drafts that are about a recommendation."""

    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections of drafts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sections"]
        field.choices = [(one.value, one.label) for one in sections]


FORMS: dict[str, type[ItemForm]] = {
    "findings": FindingForm,
    "initiatives": InitiativeForm,
    "recommendations": RecommendationForm,
    "decisions": DecisionForm,
}
