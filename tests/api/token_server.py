"""An endpoint on this machine that gives access tokens, and checks what it is asked with."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

from tiercel.model.json_types import Json

CLIENT_ID, CLIENT_SECRET = "tiercel", "s3cr+t / with signs"
# Of the endpoint alone: no other test may have it in an answer.
TOKEN = "given-token-5f1c"


class TokenServer:
    """Gives a new token at each call. `takes` is how a client may say its secret."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048)
        self.address = ""
        self.takes = ("header", "form")
        self.lives_s: Json = 3600
        self.given = 0
        self.asked: list[dict[str, str]] = []

    @property
    def private_key(self) -> str:
        """PEM text that the server knows the public half of."""
        return self.key.as_pem(private=True).decode()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[TokenServer]:
        """On a port of its own, until the end of the block."""
        app = web.Application()
        app.router.add_post("/token", self._token)
        app.router.add_post("/app/installations/{id}/access_tokens", self._installation)
        app.router.add_post("/elsewhere", self._elsewhere)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if not self._knows(request.headers.get("Authorization"), form):
            return web.json_response({"error": "invalid_client", "of": form}, status=401)
        self.given += 1
        answer = {"access_token": f"{TOKEN}-{self.given}", "expires_in": self.lives_s}
        return web.json_response(answer)

    async def _installation(self, request: web.Request) -> web.Response:
        proof = request.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(proof, self.key, algorithms=["RS256"]).claims
        if (claims["iss"], request.match_info["id"]) != ("77", "4711"):
            return web.json_response({"message": "Not Found"}, status=404)
        assert claims["exp"] - claims["iat"] <= 600
        self.given += 1
        answer = {"token": f"{TOKEN}-{self.given}", "expires_at": "2100-01-01T00:00:00Z"}
        return web.json_response(answer, status=201)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": f"{self.address}/token"})

    def _knows(self, header: str | None, form: dict[str, str]) -> bool:
        if header is not None:
            both = b64decode(header.removeprefix("Basic ")).decode().split(":")
            client, secret = map(unquote, both)
            return "header" in self.takes and (client, secret) == (CLIENT_ID, CLIENT_SECRET)
        proof = form.get("client_assertion") or form.get("assertion")
        if proof is not None:
            claims = jwt.decode(proof, self.key, algorithms=["RS256"]).claims
            return (claims["iss"], claims["aud"]) == (CLIENT_ID, f"{self.address}/token")
        known = form.get("client_id"), form.get("client_secret")
        return "form" in self.takes and known == (CLIENT_ID, CLIENT_SECRET)
