"""The first administrator of an installation: whoever holds the secret that `corridor serve` prints, once."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from corridor.web import environment
from corridor.web.accounts.domain import make_administrator
from corridor.web.accounts.models import User


class FirstAdministratorForm(forms.Form):
    """Address and password of the first administrator."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_email(self) -> str:
        """An address that no account has."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("There is an account with this address already. Take another address."))
        return email

    def clean_password(self) -> str:
        """A password that is not easily guessed."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


@never_cache
def first_administrator(request: HttpRequest, secret: str) -> HttpResponse:
    """Make the first administrator; without the secret, or once there is one, the address does not exist."""
    path = environment.web_folder() / "first_administrator"
    kept = path.read_text() if path.exists() else ""
    if not kept or not secrets.compare_digest(kept, secret):
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _made(form.cleaned_data)
        path.unlink(missing_ok=True)
        login(request, made, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home:start")
    return render(request, "accounts/first_administrator.html", {"form": form})


def _made(given: dict[str, Any]) -> User:
    with transaction.atomic():
        if User.objects.filter(is_superuser=True).exists():
            raise Http404
        return make_administrator(**given)
