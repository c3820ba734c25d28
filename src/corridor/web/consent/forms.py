"""Forms about one's own data."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from corridor.web.accounts.models import User


class NameForm(forms.ModelForm[User]):
    """How a person is called."""

    class Meta:
        model = User
        fields = ("name",)
        help_texts = {"name": _("As others should see it. Leave it empty to be shown by your address.")}


class ErasureForm(forms.Form):
    """A person proves that it is they who ask: with the password, or their address where they have none."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    address = forms.EmailField(label=_("Your e-mail address, once more"))
    understood = forms.BooleanField(label=_("I understand that this cannot be undone"))

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        del self.fields["address" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """The right password, with few attempts a minute."""
        password = str(self.cleaned_data["password"])
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.user):
            raise ValidationError(_("Too many attempts. Wait some minutes."))
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password

    def clean_address(self) -> str:
        """The address of the account."""
        address = str(self.cleaned_data["address"]).lower()
        if address != self.user.email.lower():
            raise ValidationError(_("This is not the address of your account."))
        return address
