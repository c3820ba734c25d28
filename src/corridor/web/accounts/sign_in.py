"""Settings of sign-in, taken over by `corridor.web.settings`; the environment says what an administrator decides."""

from __future__ import annotations

from corridor.web import environment as env

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:start"
ACCOUNT_ADAPTER = "corridor.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.text("CORRIDOR_EMAIL_URL") else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Corridor: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Corridor"
SOCIALACCOUNT_ADAPTER = "corridor.web.accounts.adapter.SocialAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# A JSON list of OpenID Connect providers: [{"provider_id", "name", "client_id", "secret", "settings": {"server_url"}}].
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env.json_list("CORRIDOR_OIDC")}}
ACCOUNT_FORMS = {
    "login": "corridor.web.accounts.forms.SignInForm",
    "signup": "corridor.web.accounts.forms.SignUpForm",
    "reset_password": "corridor.web.accounts.forms.ResetForm",
    "reset_password_from_key": "corridor.web.accounts.forms.ResetKeyForm",
    "change_password": "corridor.web.accounts.forms.ChangeForm",
    "set_password": "corridor.web.accounts.forms.SetForm",
    "add_email": "corridor.web.accounts.forms.AddressForm",
    "reauthenticate": "corridor.web.accounts.forms.PasswordForm",
}
MFA_FORMS = {
    "authenticate": "corridor.web.accounts.forms.CodeForm",
    "reauthenticate": "corridor.web.accounts.forms.CodeAgainForm",
    "activate_totp": "corridor.web.accounts.forms.ActivateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
"""Tell people by mail that their password, address or second step changed."""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "5/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
"""Counted in the cache `limits`, by all processes together (`apps.py`)."""
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("CORRIDOR_PROXIES", 1 if env.flag("CORRIDOR_PRODUCTION") else 0)
"""Proxies in front that say where a request comes from; limits by address need the right number."""
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_ALLOW_UNVERIFIED_EMAIL = not env.text("CORRIDOR_EMAIL_URL")
"""Without a mail service no address can be confirmed; the second step is wanted all the same."""
REQUIRE_MFA = frozenset(
    env.several("CORRIDOR_REQUIRE_MFA") or (["administrator", "manager"] if env.flag("CORRIDOR_PRODUCTION") else [])
) - {"none"}
"""Roles that must have a second step; `none` asks it of nobody."""
OIDC_SECOND_STEP = env.flag("CORRIDOR_OIDC_SECOND_STEP")
"""The providers ask for a second step themselves (itsme, CSAM and ACM/IDM do): who comes through them has made it."""
