"""Pages of sign-in in a real browser: in each language, narrow and wide, for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("en", "fr", "nl")
WIDTHS = (360, 1280)
OUTSIDE = ("login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive")
INSIDE = ("email", "password/change", "logout", "2fa", "2fa/totp/activate", "3rdparty", "reauthenticate")
CODES = ("2fa", "2fa/recovery-codes", "2fa/recovery-codes/generate", "2fa/totp/deactivate")


def sign_in(page: Any, user: Any, language: str) -> None:
    page.goto(f"/{language}/account/login/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", "a long password")
    page.click("main button[type=submit], main form .govuk-button:not([type=button])")
    page.wait_for_url(f"**/{language}/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_before_sign_in(page_for: Any, looked_at: Any, language: str, width: int) -> None:
    page = page_for(language, width=width)
    for name in OUTSIDE:
        page.goto(f"/{language}/account/{name}/")
        looked_at(page, f"accounts-{name.replace('/', '-')}-{language}-{width}")
    page.goto(f"/{language}/account/signup/")
    page.click("main form .govuk-button:not([type=button])")
    assert page.locator(".govuk-error-summary").is_visible()
    looked_at(page, f"accounts-signup-refused-{language}-{width}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_after_sign_in(page_for: Any, looked_at: Any, person: Any, language: str, width: int) -> None:
    user = person(email="ann@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    page = page_for(language, width=width, js=width == 1280)
    axe = width == 1280  # axe runs as a script; the narrow page shows that none is needed
    sign_in(page, user, language)
    page.goto(f"/{language}/account/reauthenticate/")
    page.fill("#id_password", "a long password")
    page.click("main form .govuk-button:not([type=button])")
    for name in INSIDE:
        page.goto(f"/{language}/account/{name}/")
        looked_at(page, f"accounts-{name.replace('/', '-')}-{language}-{width}", axe=axe)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for name in CODES:
        page.goto(f"/{language}/account/{name}/")
        looked_at(page, f"accounts-codes-{name.replace('/', '-')}-{language}-{width}", axe=axe)


def test_an_account_is_made_and_left_with_the_keyboard_alone(page_for: Any) -> None:
    page = page_for("en")
    page.goto("/en/account/signup/")
    page.focus("#id_name")
    for text in ("Ann", "ann@example.org", "corridor and stairs", "corridor and stairs"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('govuk-password-input__toggle')"):
            page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("govuk-button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/")
    assert "Ann" in page.locator("h1").inner_text()
