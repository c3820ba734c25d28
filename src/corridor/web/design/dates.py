"""A date typed as day, month and year: for dates that people know by heart, such as a birth date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PARTS = ("day", "month", "year")


class DateParts(forms.MultiWidget):
    """Three fields: day, month, year."""

    template_name = "design/forms/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        controls: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in PARTS
        }
        if autocomplete:
            for part, control in controls.items():
                control.attrs["autocomplete"] = f"{autocomplete}-{part}"
        super().__init__(controls, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, control in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            control["label"] = {"day": _("Day"), "month": _("Month"), "year": _("Year")}[part]
            control["attrs"]["class"] += f" govuk-input--width-{4 if part == 'year' else 2}"
        return context

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)


class DateField(forms.MultiValueField):
    """A date of three parts; cleans to a date. What is missing or impossible is named."""

    widget = DateParts
    default_error_messages = {  # noqa: RUF012 - Django's own way of stating them
        "required": gettext_lazy("Enter a date."),
        "day": gettext_lazy("The date needs a day."),
        "month": gettext_lazy("The date needs a month."),
        "year": gettext_lazy("The date needs a year of four digits."),
        "invalid": gettext_lazy("Enter a real date, for example 27 3 1990."),
    }

    def __init__(self, *, autocomplete: str = "", **options: Any) -> None:
        options.setdefault("widget", DateParts(autocomplete=autocomplete))
        fields = [forms.CharField(required=False, max_length=length) for length in (2, 2, 4)]
        super().__init__(fields, require_all_fields=False, **options)

    def clean(self, value: Any) -> date | None:
        """The date, None where all parts are empty and the field is optional."""
        if self.disabled and isinstance(value, date):
            return value
        written = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(written):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        for name, part in zip(PARTS, written, strict=True):
            if not part or (name == "year" and len(part) != 4):
                raise ValidationError(self.error_messages[name], code=name)
        try:
            found = date(int(written[2]), int(written[1]), int(written[0]))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        self.validate(found)
        self.run_validators(found)
        return found
