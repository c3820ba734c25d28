"""Filters and questions of oversight."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.web.accounts.models import User
from corridor.web.consent.acts import called
from corridor.web.design.templatetags.design import in_language
from corridor.web.jobs.models import State
from corridor.web.organisations.models import Organisation
from corridor.web.oversight.queries import verbs


class UserFilter(forms.Form):
    """Which accounts."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=pgettext_lazy("accounts", "Which"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "all")),
            ("open", _("open accounts")),
            ("closed", _("closed accounts")),
            ("administrator", pgettext_lazy("accounts", "administrators")),
        ],
    )


class JobFilter(forms.Form):
    """Which jobs."""

    state = forms.ChoiceField(
        label=pgettext_lazy("job", "State"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *State.choices],
    )


class EventFilter(forms.Form):
    """Which events."""

    verb = forms.ChoiceField(label=pgettext_lazy("audit", "Act"), required=False)
    actor = forms.EmailField(label=_("Done by (e-mail address)"), required=False)
    person = forms.EmailField(label=_("About (e-mail address)"), required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"), required=False)
    start = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=forms.DateInput)
    end = forms.DateField(label=pgettext_lazy("day", "Until"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(verb, in_language(called(verb))) for verb in verbs()]
        self.fields["verb"].choices = [("", pgettext_lazy("filter", "all")), *sorted(known, key=lambda entry: entry[1])]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A beginning that lies before the end."""
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            raise ValidationError({"end": _("This day lies before the first one.")})
        return given


class EraseForm(forms.Form):
    """The administrator names whom they mean."""

    address = forms.EmailField(label=_("The e-mail address of the account, once more"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_address(self) -> str:
        """The address of that account."""
        address = str(self.cleaned_data["address"]).lower()
        if address != self.user.email.lower():
            raise ValidationError(_("This is not the address of the account."))
        return address
