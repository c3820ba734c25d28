"""The form for a new token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor.web.api.models import Scope
from corridor.web.api.rules import MAKERS
from corridor.web.organisations.permission import organisations_with

DAYS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")))


class TokenForm(forms.Form):
    """Name, organisation, scopes and how long."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What uses it: “dashboard of the labour market unit”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens beyond what is public"),
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=DAYS, initial="90", widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(o.pk): o for o in organisations_with(user, *MAKERS)}
        self.fields["organisation"].choices = [(k, o.name) for k, o in self._organisations.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The organisation itself, and the days as a number."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "organisation" in cleaned:
            cleaned["organisation"] = self._organisations[cleaned["organisation"]]
        if "days" in cleaned:
            cleaned["days"] = int(cleaned["days"])
        return cleaned
