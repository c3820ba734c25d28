"""The forms of sign-in in our words: labels say what to write, no placeholder repeats them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

ADDRESS, PASSWORD, AGAIN = _("E-mail address"), _("Password"), _("Password, a second time")
NEW, NEW_AGAIN, CURRENT = _("New password"), _("New password, a second time"), _("Present password")
CODE = _("Code of six digits from your app, or a recovery code")


def _say(form: forms.Form, **labels: Any) -> None:
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in labels:
            field.label = labels[name]


def _hint() -> Any:
    return format_lazy("{}", _Hint())


class _Hint:
    """What a password must be, in the language of the page."""

    def __str__(self) -> SafeString:
        return format_html("{}", " ".join(password_validators_help_texts()))


class SignInForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=ADDRESS, password=PASSWORD)
        self.fields["password"].help_text = ""  # the page has the link, below the form


class SignUpForm(account.SignupForm):
    """A name, an address, a password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("As others should see it. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=ADDRESS, password1=PASSWORD, password2=AGAIN)
        self.fields["password1"].help_text = _hint()
        self.order_fields(["name", "email", "password1", "password2"])


class ResetForm(account.ResetPasswordForm):
    """The address of an account whose password is forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=ADDRESS)


class ResetKeyForm(account.ResetPasswordKeyForm):
    """A new password after a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW, password2=NEW_AGAIN)
        self.fields["password1"].help_text = _hint()


class ChangeForm(account.ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword=CURRENT, password1=NEW, password2=NEW_AGAIN)
        self.fields["password1"].help_text = _hint()


class SetForm(account.SetPasswordForm):
    """A first password, for somebody who came through a provider."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=PASSWORD, password2=AGAIN)
        self.fields["password1"].help_text = _hint()


class AddressForm(account.AddEmailForm):
    """A further address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=ADDRESS)


class PasswordForm(account.ReauthenticateForm):
    """The password once more, before something that cannot be undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=PASSWORD)


class CodeForm(mfa.AuthenticateForm):
    """The second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=CODE)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class CodeAgainForm(mfa.ReauthenticateForm):
    """The second step once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=CODE)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class ActivateForm(totp.ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Code of six digits that the app shows"))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
