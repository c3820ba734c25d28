"""A provider that sends a nonce, and believes only signed answers that carry it."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key; never `none`, nor a secret that both sides know."""
REQUIRED = ["exp", "iat", "iss", "aud", "sub", "nonce"]
LEEWAY = 60
"""Seconds by which two clocks may differ."""
NONCES = "accounts_oidc_nonces"
KEPT = 5
"""Sign-ins that may be under way at once in one browser."""


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """Reads a provider's answer, and refuses what cannot be trusted."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """The person that the answer speaks of.

        Raises:
            OAuth2Error: no signed answer, a wrong signature, issuer, audience or time; a nonce that this browser was
                not given; details about somebody else.
        """
        encoded = kwargs["response"].get("id_token")
        if not encoded:
            raise OAuth2Error("no id_token")
        claims = self._claims(app, encoded)
        _use_up(request, claims["nonce"])
        data = {"id_token": claims}
        if app.settings.get("fetch_userinfo", True):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo speaks of somebody else")
        return self.get_provider().sociallogin_from_response(request, data)

    def _claims(self, app: SocialApp, encoded: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            header = jwt.get_unverified_header(encoded)
            algorithm = header.get("alg")
            if algorithm not in ALGORITHMS:
                raise OAuth2Error("algorithm not allowed")
            claims: dict[str, Any] = jwt.decode(
                encoded,
                key=self._key(config["jwks_uri"], header.get("kid"), algorithm),
                algorithms=[algorithm],
                audience=app.client_id,
                issuer=config["issuer"],
                leeway=LEEWAY,
                options={"require": REQUIRED},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("invalid id_token") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("meant for another client")
        return claims

    def _key(self, address: str, kid: str | None, algorithm: str) -> Any:
        with get_adapter().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
            keys = response.json()["keys"]
        found = [key for key in keys if key.get("use", "sig") == "sig" and (kid is None or key.get("kid") == kid)]
        if len(found) != 1:
            raise OAuth2Error("no such key")
        return jwt.PyJWK(found[0], algorithm=found[0].get("alg", algorithm))


def _use_up(request: HttpRequest, nonce: str) -> None:
    known = request.session.get(NONCES, [])
    if not any(hmac.compare_digest(nonce, entry) for entry in known):
        raise OAuth2Error("nonce not of this browser")
    request.session[NONCES] = [entry for entry in known if entry != nonce]


class CheckedProvider(OpenIDConnectProvider):
    """OpenID Connect, with a nonce for every sign-in."""

    oauth2_adapter_class = CheckedAdapter
    pkce_enabled_default = True

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What goes to the provider with the browser: nothing from the address, and a nonce."""
        nonce = secrets.token_urlsafe(32)
        request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-KEPT:]
        return {**self.get_auth_params(), "nonce": nonce}
