"""The form in which a person decides about a pair, and the searches of the bench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.matches.models import NEEDS_REASON, State
from corridor.web.matches.queries import ALL, OPEN


class DecisionForm(forms.Form):
    """What was decided, and why."""

    state = forms.ChoiceField(label=_("What do you decide?"), choices=State.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "The person can read this. Needed to set somebody aside. "
            "Sex, origin, religion, health and family are no reasons."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Setting somebody aside needs a reason: nobody is passed over without one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") in NEEDS_REASON and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Write why, in a sentence that the person can read."))
        return cleaned


class VacancySearch(forms.Form):
    """Vacancies of a plan."""

    q = forms.CharField(label=_("Title or number"), required=False, max_length=100)
    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[(OPEN, _("with open posts")), (ALL, pgettext_lazy("vacancies", "all"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("unfilled", _("most open posts first")),
            ("candidates", _("most candidates first")),
            ("title", _("by title")),
        ],
    )


class TalentSearch(forms.Form):
    """People of a plan."""

    q = forms.CharField(label=_("Number of the person"), required=False, max_length=100)
