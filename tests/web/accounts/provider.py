"""A provider of OpenID Connect on loopback: what a real one does, and on request what a false one would."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "corridor-client", "corridor-secret-of-enough-length"


def _key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """State of the provider; a test changes what it says next.

    Attributes:
        person: claims about the person who signs in there.
        wrong: claims that take the place of right ones in the signed answer.
        key: signs the answer; another key than the published one is a forgery.
        without_token: leaves the signed answer out.
        algorithm: of the signature.
    """

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "p-1", "email": "ann@example.org", "email_verified": True, "name": "Ann"}
    )
    wrong: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    without_token: bool = False
    algorithm: str = "RS256"
    published: Any = field(default_factory=_key)
    key: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""

    def forge(self) -> None:
        """From now on it signs with a key that is not its own."""
        self.key = _key()

    def authorize(self, location: str) -> dict[str, str]:
        """What a browser brings back after the person agreed there: code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.address}/authorize?")
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        """What it says; None for what does not exist."""
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.address,
                    "authorization_endpoint": f"{self.address}/authorize",
                    "token_endpoint": f"{self.address}/token",
                    "userinfo_endpoint": f"{self.address}/userinfo",
                    "jwks_uri": f"{self.address}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            case "/keys":
                jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key()))
                return {"keys": [jwk | {"kid": "k1", "use": "sig", "alg": "RS256"}]}
            case "/userinfo":
                return self.person | self.userinfo
            case "/token":
                return self.token(form)
        return None

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """A code for a signed answer, once, to whoever began the sign-in."""
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or form.get("client_secret") != SECRET or asked["code_challenge"] != challenge:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person | self.wrong
        claims = {name: value for name, value in claims.items() if value is not None}
        said = {"access_token": "access", "token_type": "Bearer", "expires_in": 300}
        if not self.without_token:
            key = (
                "a shared secret of thirty-two bytes or more"
                if self.algorithm == "HS256"
                else self.key or self.published
            )
            key = None if self.algorithm == "none" else key
            said["id_token"] = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "k1"})
        return said


def serve(provider: Provider) -> ThreadingHTTPServer:
    """Open the provider on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._say({name: values[0] for name, values in parse_qs(body).items()})

        def _say(self, form: dict[str, str]) -> None:
            said = provider.answer(urlsplit(self.path).path, form)
            content = json.dumps(said or {"error": "invalid_request"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
