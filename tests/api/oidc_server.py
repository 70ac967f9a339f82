"""A provider of OpenID Connect on this machine, which tells lies when a test asks it to."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import time
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import msgspec
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tiercel.model.json_types import Json

CLIENT_ID, CLIENT_SECRET = "tiercel", "s3cr+t / with signs"
Change = Callable[[dict[str, Json]], dict[str, Json]]


class Granted(msgspec.Struct):
    """What a code stands for."""

    redirect: str
    challenge: str
    claims: dict[str, Json]


class OidcServer:
    """One provider. `change` is done to the claims of each ID token before they are signed."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.shown = [self.key]
        self.issuer = ""
        self.change: Change = lambda claims: claims
        self.sign: Callable[[dict[str, Json]], str] = self.signed
        self.document: dict[str, Json] = {}
        self.info: dict[str, Json] = {}
        self.asked = 0
        self._given = 0
        self._codes: dict[str, Granted] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[OidcServer]:
        """On a port of its own, until the end of the block."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._describe)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        app.router.add_get("/info", self._info)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.issuer = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def signed(self, claims: dict[str, Json], **header: Json) -> str:
        """A token with its own key."""
        return jwt.encode({"alg": "ES256", "kid": "one", **header}, claims, self.key)

    def by_secret(self, claims: dict[str, Json]) -> str:
        """A token under what both sides know."""
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET.encode()))

    def by_public_key(self, claims: dict[str, Json]) -> str:
        """A token under what everybody knows, as if it were a secret."""
        head = _joined({"alg": "HS256", "kid": "one", "typ": "JWT"}, claims)
        made = hmac.new(self.key.as_pem(private=False), head, hashlib.sha256).digest()
        return f"{head.decode()}.{_text(made)}"

    def by_another(self, claims: dict[str, Json]) -> str:
        """A token under a key of somebody else, who calls it like this one."""
        other = ECKey.generate_key("P-256", {"kid": "one"})
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, other)

    def by_own_header(self, claims: dict[str, Json]) -> str:
        """A token that brings its key itself."""
        other = ECKey.generate_key("P-256")
        header = {"alg": "ES256", "jwk": other.as_dict(private=False)}
        return jwt.encode(header, claims, other)

    def unsigned(self, claims: dict[str, Json]) -> str:
        """`alg: none`."""
        return _joined({"alg": "none", "typ": "JWT"}, claims).decode() + "."

    def sign_in(self, page: str, **claims: Json) -> dict[str, str]:
        """What the browser brings back of the page that it was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        assert page.startswith(f"{self.issuer}/page?")
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        now = int(time())
        given = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "ann-1",
            "email": "ann@example.org",
            "email_verified": True,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **claims,
        }
        self._given += 1
        code = f"code-{self._given}"
        self._codes[code] = Granted(asked["redirect_uri"], asked["code_challenge"], given)
        return {"code": code, "state": asked["state"]}

    async def _describe(self, request: web.Request) -> web.Response:
        self.asked += 1
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/page",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/info",
                **self.document,
            }
        )

    async def _keys(self, request: web.Request) -> web.Response:
        keys = [key.as_dict(private=False) for key in self.shown]
        odd = [{"kty": "later", "kid": "new"}, OctKey.import_key(b"x" * 32).as_dict()]
        return web.json_response({"keys": [*odd, *keys]})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        sent = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        assert [unquote(each) for each in sent.split(":")] == [CLIENT_ID, CLIENT_SECRET]
        granted = self._codes.get(str(form["code"]))
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = _text(verifier)
        if granted is None or (granted.challenge, granted.redirect) != (
            challenge,
            form["redirect_uri"],
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        del self._codes[str(form["code"])]
        token = self.sign(self.change(granted.claims))
        return web.json_response({"access_token": "access", "id_token": token})

    async def _info(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer access"
        return web.json_response(self.info)


def back(provider: str, answer: dict[str, str]) -> str:
    """The address that a provider leads back to."""
    return f"/oauth/callback/{provider}?{urlencode(answer)}"


def _joined(*parts: dict[str, Json]) -> bytes:
    return ".".join(_text(json.dumps(each).encode()) for each in parts).encode()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
