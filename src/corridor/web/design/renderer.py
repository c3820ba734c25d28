"""Ordinary Django forms as GOV.UK markup: `FORM_RENDERER = "corridor.web.design.renderer.Renderer"`.

Templates: `templates/design/forms/` for forms and fields, `templates/django/forms/widgets/` for single controls.
"""

from __future__ import annotations

import copy
from typing import Any

from django.forms import widgets
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from corridor.web.design.dates import DateParts

CHOICES = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


class Field(BoundField):
    """A field of a form with the classes, ids and descriptions that GOV.UK markup asks for."""

    def as_widget(
        self, widget: widgets.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        shown = _native_date(widget or self.field.widget)
        return super().as_widget(shown, attrs, only_initial)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: widgets.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # The server says what is missing, in the page's language and at the top; a browser's bubble does neither.
        attrs.pop("required", None)
        if isinstance(widget, CHOICES):
            attrs.pop("aria-invalid", None)  # not allowed on a single radio or checkbox of a group
        own = classes(widget, bool(self.errors))
        given = str(attrs.get("class") or widget.attrs.get("class") or "")
        if own or given:
            attrs["class"] = f"{own} {given}".strip()
        return attrs

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for a group's fieldset."""
        found = [f"{self.auto_id}_helptext"] if self.help_text and self.auto_id else []
        return " ".join([*found, *([f"{self.auto_id}_error"] if self.errors and self.auto_id else [])])

    @property
    def kind(self) -> str:
        """Which form the field's template gives it: group, parts, checkbox, password, plain."""
        widget = self.field.widget
        if isinstance(widget, widgets.MultiWidget) and widget.use_fieldset:
            return "parts"
        if widget.use_fieldset:
            return "group"
        if isinstance(widget, widgets.CheckboxInput):
            return "checkbox"
        return "password" if isinstance(widget, widgets.PasswordInput) else "plain"

    @property
    def optional(self) -> bool:
        """Whether "(optional)" follows the label: required is the rule and is not marked.

        A field with `unmarked` is not either: a filter, or one of several of which one at least is needed.
        """
        if getattr(self.field, "unmarked", False):
            return False
        return not self.field.required and not self.field.disabled and self.kind != "checkbox"


class Renderer(TemplatesSetting):
    """Forms, fields and formsets in this app's templates."""

    form_template_name = "design/forms/form.html"
    formset_template_name = "design/forms/formset.html"
    field_template_name = "design/forms/field.html"
    bound_field_class = Field


def classes(widget: widgets.Widget, wrong: bool) -> str:
    """The classes of a control; of its parts for one that has several."""
    if isinstance(widget, (*CHOICES, widgets.CheckboxInput)) or widget.is_hidden:
        return ""
    name = "govuk-input"
    if isinstance(widget, widgets.Textarea):
        name = "govuk-textarea"
    elif isinstance(widget, widgets.Select):
        name = "govuk-select"
    elif isinstance(widget, widgets.FileInput):
        name = "govuk-file-upload"
    found = f"{name} {name}--error" if wrong else name
    return found + _more(widget)


def _more(widget: widgets.Widget) -> str:
    if isinstance(widget, DateParts):
        return " govuk-date-input__input"
    if isinstance(widget, widgets.PasswordInput):
        return " govuk-password-input__input govuk-js-password-input-input"
    if isinstance(widget, (widgets.NumberInput, widgets.DateInput, widgets.TimeInput)):
        return " govuk-input--width-10"
    return ""


def _native_date(widget: widgets.Widget) -> widgets.Widget:
    """A date of one field is the browser's own: written and read as a day, a month and a year in the user's order."""
    if type(widget) is not widgets.DateInput or widget.input_type != "text" or widget.format:
        return widget
    native = copy.deepcopy(widget)
    native.input_type, native.format = "date", "%Y-%m-%d"
    return native
