"""A small OpenID Connect provider on a port of its own: discovery, token with PKCE, userinfo, keys."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "loket", "een-geheim"


class OidcServer:
    """What the provider knows. Tests change `claims`, `id_token_changes` or `signing_key` to make it misbehave."""

    def __init__(self) -> None:
        self.key = self.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, object] = {}
        self.id_token_changes: dict[str, object] = {}
        self.with_id_token = True
        self.issuer = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: set[str] = set()

    def authorize(self, url: str) -> str:
        """The user consents; returns the address at the portal to which the browser goes."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        self.last_request = query
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def discovery(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/v1/auth",
            "token_endpoint": f"{self.issuer}/v1/token",
            "userinfo_endpoint": f"{self.issuer}/v1/userinfo",
            "jwks_uri": f"{self.issuer}/v1/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> dict | None:
        """None when client, code, redirect or PKCE verifier is wrong; a code works once."""
        wanted = self._codes.pop(form.get("code", ""), None)
        if wanted is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, SECRET):
            return None
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != wanted["code_challenge"]:
            return None
        if form.get("redirect_uri") != wanted["redirect_uri"]:
            return None
        token = secrets.token_urlsafe(16)
        self._tokens.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        if self.with_id_token:
            answer["id_token"] = self._id_token()
        return answer

    def _id_token(self) -> str:
        now = int(time.time())
        payload = {"iss": self.issuer, "aud": CLIENT_ID, "sub": self.claims["sub"], "iat": now, "exp": now + 3600}
        return jwt.encode(payload | self.id_token_changes, self.signing_key, algorithm="RS256", headers={"kid": "1"})

    def userinfo(self, authorization: str) -> dict | None:
        return self.claims if authorization.removeprefix("Bearer ") in self._tokens else None


class _Handler(BaseHTTPRequestHandler):
    oidc: OidcServer

    def do_GET(self) -> None:
        answers = {
            "/.well-known/openid-configuration": self.oidc.discovery,
            "/v1/keys": self.oidc.keys,
            "/v1/userinfo": lambda: self.oidc.userinfo(self.headers.get("Authorization", "")),
        }
        self._answer(answers.get(self.path, lambda: None)())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(self.oidc.token({name: values[0] for name, values in parse_qs(body).items()}))

    def _answer(self, data: dict | None) -> None:
        self.send_response(400 if data is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data or {"error": "invalid_request"}).encode())

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def running() -> Iterator[OidcServer]:
    """The provider, reachable at its `issuer` until the end of the block."""
    oidc = OidcServer()
    handler = type("Handler", (_Handler,), {"oidc": oidc})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    oidc.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield oidc
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
