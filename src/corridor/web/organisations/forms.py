"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor.web.organisations.domain import ROLES_OF
from corridor.web.organisations.models import Organisation, Role


class OrganisationForm(forms.ModelForm[Organisation]):
    """A new organisation and its first manager."""

    manager = forms.EmailField(
        label=_("E-mail address of its first manager"),
        help_text=_("They get an invitation and can then invite others."),
    )

    class Meta:
        model = Organisation
        fields = ("name", "kind", "region")
        help_texts = {"region": _("Leave it open where the organisation works in several regions.")}


class ChangeForm(forms.ModelForm[Organisation]):
    """Name and region."""

    class Meta:
        model = Organisation
        fields = ("name", "region")


class InvitationForm(forms.Form):
    """An address and a role."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _roles(organisation)  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    """The roles of a member."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, organisation: Organisation, held: list[str]) -> None:
        super().__init__(data, initial={"roles": held})
        extra = [(r.value, r.label) for r in Role if r in held and r not in ROLES_OF[organisation.kind]]
        self.fields["roles"].choices = _roles(organisation) + extra  # type: ignore[attr-defined]


def _roles(organisation: Organisation) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in ROLES_OF[organisation.kind]]
