"""What a person fills in: where a new design begins, its text, its name, and what the simulation is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.partnerships.months import month_end
from corridor.web.design.templatetags.design import day, in_language
from corridor.web.organisations.models import Organisation
from corridor.web.partnerships.design_files import LARGEST, MOST_PEOPLE
from corridor.web.partnerships.models import LONGEST_NAME
from corridor.web.partnerships.queries import examples, names_of
from corridor.web.partnerships.sizings import MOST_WANTED

OUTLINE, FILE = "outline", "file"
GAP_MONTHS = 36
"""By when a gap is to be filled where no day is asked for."""


class OrganisationField(forms.ModelChoiceField):
    """For which organisation something is kept; hidden where there is one only."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        keys = [organisation.pk for organisation in organisations]
        super().__init__(
            queryset=Organisation.objects.filter(pk__in=keys).order_by("name"),
            label=gettext_lazy("For which organisation"),
            empty_label=None,
            initial=keys[0] if keys else None,
            widget=forms.HiddenInput() if len(keys) < 2 else forms.Select(),
        )


class StartForm(forms.Form):
    """What a new design is made from."""

    start = forms.ChoiceField(label=pgettext_lazy("design", "Begin with"))
    file = forms.FileField(
        label=gettext_lazy("Design file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("YAML, as this page hands it out and the commands read it. Only for “a file of mine”."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the design"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Without one, the name of what you begin with."),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], designs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["start"]
        shown = [(f"design:{key}", in_language(names_of(one.found))) for key, one in examples().items()]
        own = [(f"design:{design.pk}", design.title) for design in designs]
        field.choices = [
            (OUTLINE, _("an outline with little in it")),
            (FILE, _("a file of mine")),
            (_("A copy of an example"), shown),
            *([(_("A copy of a design of ours"), own)] if own else []),
        ]
        self.fields["organisation"] = OrganisationField(organisations)

    def clean(self) -> dict[str, Any]:
        """A file where one is asked for."""
        found = super().clean() or {}
        if found.get("start") == FILE and not found.get("file"):
            self.add_error("file", _("Choose a file."))
        file = found.get("file")
        if file is not None and file.size is not None and file.size > LARGEST:
            self.add_error("file", _("The file is larger than %(limit)s kB.") % {"limit": LARGEST // 1024})
        return found


class TextForm(forms.Form):
    """The text of a design."""

    text = forms.CharField(
        label=gettext_lazy("The design as YAML"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "false", "class": "c-yaml", "wrap": "off"}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())


class SaveForm(forms.Form):
    """How moved numbers are kept as a design."""

    name = forms.CharField(label=gettext_lazy("Name of the design"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)


class TargetForm(forms.Form):
    """How many are to be placed abroad by when."""

    n = forms.IntegerField(label=gettext_lazy("At least so many placed abroad"), min_value=1, max_value=MOST_PEOPLE)
    by = forms.DateField(label=gettext_lazy("By this day"), widget=forms.DateInput())

    def __init__(self, *args: Any, start: date, end: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start, self.end = start, end

    def clean_by(self) -> date:
        """A day within what is simulated."""
        found: date = self.cleaned_data["by"]
        if not self.start <= found <= self.end:
            within = {"start": day(self.start), "end": day(self.end)}
            raise forms.ValidationError(_("Choose a day from %(start)s to %(end)s.") % within)
        return found


class SizeForm(forms.Form):
    """How many are to be placed abroad, with which design, by when, how surely."""

    n = forms.IntegerField(
        label=gettext_lazy("How many people are to be placed abroad"), min_value=1, max_value=MOST_WANTED
    )
    design = forms.ChoiceField(label=gettext_lazy("With which design"))
    by = forms.DateField(label=gettext_lazy("By this day"), widget=forms.DateInput())
    probability = forms.IntegerField(
        label=gettext_lazy("How surely, in per cent"), min_value=50, max_value=99, initial=80
    )

    def __init__(self, *args: Any, designs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["design"]
        shown = [(key, in_language(names_of(one.found))) for key, one in examples().items()]
        own = [(str(design.pk), design.title) for design in designs]
        field.choices = [*([(_("Designs of ours"), own)] if own else []), (_("Examples of designs"), shown)]


class PlanForm(forms.Form):
    """The plan whose gaps are to be filled."""

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"] = PlanField(plans)


class PlanField(forms.ModelChoiceField):
    """A plan with its day."""

    def __init__(self, plans: Any) -> None:
        super().__init__(queryset=plans, label=gettext_lazy("Plan"), empty_label=None)

    def label_from_instance(self, plan: Any) -> str:
        return f"{plan.title} ({day(plan.date)})"


class GapForm(forms.Form):
    """By when a gap is to be filled, how surely."""

    by = forms.DateField(label=gettext_lazy("By this day"), widget=forms.DateInput())
    probability = forms.IntegerField(
        label=gettext_lazy("How surely, in per cent"), min_value=50, max_value=99, initial=80
    )

    def __init__(self, *args: Any, start: date, **kwargs: Any) -> None:
        usual = month_end(start, GAP_MONTHS)
        super().__init__(*args, **{"initial": {"by": usual, "probability": 80}, **kwargs})
        self.start, self.usual = start, usual

    def values(self) -> tuple[date, float] | None:
        """The day and the probability; None where something is wrong."""
        if not self.is_bound:
            return self.usual, 0.8
        if not self.is_valid():
            return None
        return self.cleaned_data["by"], self.cleaned_data["probability"] / 100
