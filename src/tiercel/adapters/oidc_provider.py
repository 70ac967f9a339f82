"""A provider of OpenID Connect: found by its issuer, asked over HTTP, believed by its keys only."""

from __future__ import annotations

import asyncio
import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, KeySet

from tiercel.model.authorization.limits import (
    OIDC_BYTES_MAX,
    OIDC_CLOCK_SECONDS,
    OIDC_KEYS_SECONDS,
    OIDC_KNOWN_SECONDS,
    OIDC_S_MAX,
)
from tiercel.model.authorization.sign_in import Person, SignInFlow
from tiercel.model.errors import NotAllowed, Unavailable
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.settings.sign_in_sections import OidcSection, is_private

# Signatures that only the provider can make: no secret that both know, and never none.
ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
_ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})
_OK = 200


class OidcProvider:
    """See `ports.sign_in.IdentityProvider`; its document and keys are read again after a while."""

    def __init__(self, name: str, client: OidcSection, clock: Clock) -> None:
        self._name = name
        self._client = client
        self._clock = clock
        self._asking = asyncio.Lock()
        self._document: dict[str, Json] = {}
        self._document_until = clock.now()
        self._keys = KeySet([])
        self._keys_read: datetime | None = None

    async def page(self, flow: SignInFlow) -> str:
        """With a challenge, whose verifier only this server knows. Raises: Unavailable."""
        document = await self._known()
        digest = hashlib.sha256(flow.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": flow.callback,
            "scope": " ".join(self._client.scopes),
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = str(document["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def person(self, flow: SignInFlow, code: str, issuer: str | None) -> Person:
        """Raises: Unavailable, NotAllowed."""
        document = await self._known()
        says_issuer = document.get("authorization_response_iss_parameter_supported") is True
        if issuer != self._client.issuer and (says_issuer or issuer is not None):
            raise NotAllowed("the answer is of another issuer")
        tokens = await self._tokens(str(document["token_endpoint"]), flow, code)
        claims = await self._claims(tokens.get("id_token"), flow.nonce)
        endpoint, access = document.get("userinfo_endpoint"), tokens.get("access_token")
        if "email" not in claims and endpoint and isinstance(access, str):
            claims = {**await self._user_info(str(endpoint), access, claims["sub"]), **claims}
        email = claims.get("email")
        return Person(
            issuer=self._client.issuer,
            subject=claims["sub"],
            email=email if isinstance(email, str) else "",
            is_email_verified=claims.get("email_verified") is True,
            groups=self._groups(claims),
        )

    async def _tokens(self, endpoint: str, flow: SignInFlow, code: str) -> Mapping[str, Json]:
        """What the provider gives for a code, once. Raises: Unavailable, NotAllowed."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.callback,
            "code_verifier": flow.verifier,
        }
        client_id, secret = self._client.client_id, self._client.client_secret
        headers = {}
        if not secret:
            form["client_id"] = client_id
        elif self._takes_basic():
            # Both are encoded before they are joined: RFC 6749 §2.3.1.
            both = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = aiohttp.encode_basic_auth(*both.split(":", 1))
        else:
            form |= {"client_id": client_id, "client_secret": secret}
        status, body = await self._asked("POST", endpoint, headers, form)
        if status != _OK:
            raise NotAllowed(f"the provider refused the code: {_error_of(body)}")
        return body

    def _takes_basic(self) -> bool:
        methods = self._document.get("token_endpoint_auth_methods_supported")
        return not isinstance(methods, list) or "client_secret_basic" in methods

    async def _claims(self, token: Json, nonce: str) -> dict[str, Json]:
        """Those of an ID token that is for this server and this sign-in. Raises: NotAllowed."""
        if not isinstance(token, str):
            raise NotAllowed("the provider gave no ID token")
        client_id = self._client.client_id
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=OIDC_CLOCK_SECONDS,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims: dict[str, Json] = (await self._decoded(token)).claims
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise NotAllowed(f"the ID token is no good: {error}") from None
        is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", client_id if not is_shared else None) != client_id:
            raise NotAllowed("the ID token was made for another client")
        return claims

    async def _decoded(self, token: str) -> jwt.Token:
        """Raises: JoseError, Unavailable. A key that is not known may be a new one."""
        keys = await self._known_keys()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):
            before = self._keys_read
            keys = await self._known_keys(is_new=True)
            if self._keys_read == before:
                raise
            return jwt.decode(token, keys, algorithms=ALGORITHMS)

    async def _user_info(self, endpoint: str, access: str, subject: Json) -> Mapping[str, Json]:
        """More claims of the same person. Raises: Unavailable, NotAllowed."""
        headers = {"Authorization": f"Bearer {access}"}
        status, body = await self._asked("GET", endpoint, headers)
        if status != _OK or body.get("sub") != subject:
            raise NotAllowed("the provider says nothing of the person whom it has signed in")
        return body

    def _groups(self, claims: Mapping[str, Json]) -> tuple[str, ...] | None:
        if not self._client.groups_claim:
            return None
        found: Json = claims
        for name in self._client.groups_claim.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            found = [found]
        named = found if isinstance(found, list) else []
        return tuple(dict.fromkeys(each.strip() for each in named if isinstance(each, str)))

    async def _known(self) -> Mapping[str, Json]:
        """What the provider says of itself. Raises: Unavailable."""
        now = self._clock.now()
        async with self._asking:
            if not self._document or now >= self._document_until:
                await self._read_document(now)
        return self._document

    async def _read_document(self, now: datetime) -> None:
        """Raises: Unavailable."""
        address = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
        status, document = await self._asked("GET", address)
        if status != _OK or document.get("issuer") != self._client.issuer:
            raise self._unavailable(f"its document does not name the issuer {self._client.issuer}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_private(document.get(name)):
                raise self._unavailable(f"its document has no `{name}` with https")
        if not is_private(document.get("userinfo_endpoint")):
            document = {**document, "userinfo_endpoint": None}
        self._document = dict(document)
        self._document_until = now + timedelta(seconds=OIDC_KNOWN_SECONDS)

    async def _known_keys(self, *, is_new: bool = False) -> KeySet:
        """Its keys; new ones are asked for once in a while only. Raises: Unavailable."""
        now, seconds = self._clock.now(), OIDC_KEYS_SECONDS if is_new else OIDC_KNOWN_SECONDS
        if self._keys_read is not None and now < self._keys_read + timedelta(seconds=seconds):
            return self._keys
        status, body = await self._asked("GET", str(self._document["jwks_uri"]))
        listed = body.get("keys")
        if status != _OK or not isinstance(listed, list):
            raise self._unavailable("it gives no keys")
        self._keys = KeySet(list(filter(None, map(_key, listed))))
        self._keys_read = now
        return self._keys

    async def _asked(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, Json]]:
        """Status and body of an answer; redirects are not followed. Raises: Unavailable."""
        timeout = aiohttp.ClientTimeout(total=OIDC_S_MAX)
        sent = {"Accept": "application/json", **(headers or {})}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(
                    method, address, headers=sent, data=form, allow_redirects=False
                ) as answer,
            ):
                read = await answer.content.read(OIDC_BYTES_MAX + 1)
                while len(read) <= OIDC_BYTES_MAX and not answer.content.at_eof():
                    read += await answer.content.read(OIDC_BYTES_MAX + 1)
                if len(read) > OIDC_BYTES_MAX:
                    raise self._unavailable("an answer is too long")
                body = json.loads(read) if read else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unavailable(type(error).__name__) from None
        return answer.status, body if isinstance(body, dict) else {}

    def _unavailable(self, reason: str) -> Unavailable:
        return Unavailable(f"The provider {self._name} can't sign anybody in: {reason}")


def _key(found: Json) -> Any:
    """A key that only the provider has the other half of; None for any other."""
    if not isinstance(found, dict) or found.get("kty") not in _ASYMMETRIC:
        return None
    try:
        return JWKRegistry.import_key({**found})
    except (JoseError, ValueError):
        return None


def _error_of(body: Mapping[str, Json]) -> str:
    """The code of an error, which is one word of RFC 6749."""
    code = body.get("error")
    return code[:50] if isinstance(code, str) and code.replace("_", "").isalnum() else "unknown"
