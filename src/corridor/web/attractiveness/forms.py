"""A table, the weights of its dimensions, the admission penalty. Nothing of it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.attractiveness.talent_framework import talent_framework
from corridor.web.attractiveness.queries import COMPASS, EDITION, kinds, weighable
from corridor.web.design.renderer import Field
from corridor.web.design.templatetags.design import in_language

LARGEST = 500_000
"""Characters of a table."""
TOP = 3


class Filter(Field):
    """A field that need not be filled in, and does not say so."""

    optional = False


class RanksForm(forms.Form):
    """What is ranked, from which table, with which weights."""

    bound_field_class = Filter

    kind = forms.ChoiceField(label=gettext_lazy("What is ranked"), choices=kinds)
    file = forms.FileField(
        label=gettext_lazy("A table as a file"),
        required=False,
        help_text=gettext_lazy(
            "CSV in UTF-8 with the columns unit, indicator, value; where known level, year, source."
        ),
    )
    table = forms.CharField(
        label=gettext_lazy("The table"),
        required=False,
        max_length=LARGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "c-code"}),
        help_text=gettext_lazy("A line each unit and indicator. Leave the value empty where it is not known."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Look closer at"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("A unit of the table: which indicator would change its rank most."),
    )

    def __init__(self, data: Any, files: Any = None) -> None:
        chosen = data.get("kind", "")
        self.of = chosen if chosen in {name for name, _label in kinds()} else next(iter(talent_framework().groups))
        usual = {f"weight-{name}": str(weight) for name, _label, weight in weighable(self.of)}
        super().__init__(
            {**usual, **{name: value for name, value in data.items() if value != ""}, "kind": self.of}, files
        )
        for name, label, _weight in weighable(self.of):
            self.fields[f"weight-{name}"] = forms.FloatField(
                label=label,
                required=False,
                min_value=0,
                max_value=TOP,
                widget=forms.NumberInput(
                    attrs={"type": "range", "min": 0, "max": TOP, "step": 0.25, "class": "c-slider"}
                ),
            )
        if self.of != COMPASS:
            parts = {one.id for one in talent_framework().of(self.of, EDITION)} & set(
                talent_framework().admission.factors
            )
            for one in talent_framework().indicators:
                if one.id in parts:
                    self.fields[f"factor-{one.id}"] = forms.FloatField(
                        label=in_language(one.label.model_dump()), required=False, min_value=0, max_value=1
                    )

    def clean_file(self) -> str:
        """The text of the file."""
        found = self.cleaned_data.get("file")
        if not found:
            return ""
        if found.size > LARGEST:
            raise ValidationError(
                _("The file is larger than %(kb)s KB. Send the rows that count.") % {"kb": LARGEST // 1000}
            )
        try:
            return str(found.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not text in UTF-8. Save it as CSV in UTF-8.")) from None

    def text(self) -> str:
        """The table: that of the file where there is one."""
        return self.cleaned_data.get("file") or self.cleaned_data.get("table") or ""

    def weights(self) -> dict[str, float]:
        """The weights by name; the usual one where a field is left empty."""
        return {
            name: usual if (value := self.cleaned_data.get(f"weight-{name}")) is None else float(value)
            for name, _label, usual in weighable(self.of)
        }

    def factors(self) -> dict[str, float]:
        """The factors of the admission penalty that are given."""
        given = {name[7:]: value for name, value in self.cleaned_data.items() if name.startswith("factor-")}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def sliders(self) -> list[Any]:
        """The fields of weights."""
        return [self[name] for name in self.fields if name.startswith("weight-")]

    @property
    def penalties(self) -> list[Any]:
        """The fields of the admission penalty."""
        return [self[name] for name in self.fields if name.startswith("factor-")]
