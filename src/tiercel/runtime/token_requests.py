"""Requests for access tokens: OAuth 2.0 with a secret or a signed proof, and apps of GitHub."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.networks import NetworkRules
from tiercel.model.policies.credential import IssuedToken, TokenGrant
from tiercel.model.policies.limits import (
    CREDENTIAL_ANSWER_BYTES_MAX,
    CREDENTIAL_ANSWER_S_MAX,
    CREDENTIAL_TOKEN_SECONDS_MAX,
)
from tiercel.runtime.guarded_connector import guarded_connector

if TYPE_CHECKING:
    import aiohttp

_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CHUNK_BYTES = 65_536
_OK = (200, 201)
_REFUSED = (400, 401)
# GitHub takes proofs of ten minutes at most, and clocks differ.
_PROOF_SECONDS, _SKEW_SECONDS = 540, 60
_ERROR_CHARS = 100


class _Asked(msgspec.Struct, frozen=True):
    """One request: its form, or none, and the headers that prove who asks."""

    url: str
    form: Mapping[str, str] | None
    headers: Mapping[str, str] = {}


class TokenRequests:
    """See `ports.credentials.TokenSource`. Goes to addresses that the rules allow."""

    def __init__(self, networks: NetworkRules) -> None:
        self._networks = networks

    async def issue(self, grant: TokenGrant, now: datetime) -> IssuedToken:
        """Raises: Unavailable, with what the endpoint says is wrong and none of what was sent."""
        if grant.proof == "GITHUB_APP":
            return _of_github(await self._granted(_github(grant, now)))
        if grant.proof != "CLIENT_CREDENTIALS":
            return _of_oauth(await self._granted(_signed(grant, now)), now)
        # Both ways are usual (RFC 6749 §2.3.1); an endpoint that knows one refuses the other.
        status, answer = await self._sent(_with_header(grant))
        if status in _REFUSED and answer.get("error") in (None, "invalid_client"):
            status, answer = await self._sent(_with_form(grant))
        return _of_oauth(_checked(status, answer), now)

    async def _granted(self, asked: _Asked) -> Mapping[str, Json]:
        return _checked(*await self._sent(asked))

    async def _sent(self, asked: _Asked) -> tuple[int, Mapping[str, Json]]:
        import aiohttp

        headers = {"Accept": "application/json", **asked.headers}
        timeout = aiohttp.ClientTimeout(total=CREDENTIAL_ANSWER_S_MAX)
        connector = guarded_connector(self._networks)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
                session.post(
                    asked.url, data=asked.form, headers=headers, allow_redirects=False
                ) as response,
            ):
                return response.status, _map(await _content(response))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _unavailable(f"does not answer ({type(error).__name__})") from None


async def _content(response: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        found += chunk
        if len(found) > CREDENTIAL_ANSWER_BYTES_MAX:
            raise _unavailable(f"answers with more than {CREDENTIAL_ANSWER_BYTES_MAX:,} bytes")
    return bytes(found)


def _map(content: bytes) -> Mapping[str, Json]:
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _checked(status: int, answer: Mapping[str, Json]) -> Mapping[str, Json]:
    """Raises: Unavailable for an answer that gives nothing."""
    if status in _OK:
        return answer
    code = answer.get("error")
    said = f": {code[:_ERROR_CHARS]}" if isinstance(code, str) else ""
    raise _unavailable(f"answers with {status}{said}")


def _of_oauth(answer: Mapping[str, Json], now: datetime) -> IssuedToken:
    """Without a number of seconds nobody knows how long it lives: it is used once."""
    seconds = answer.get("expires_in")
    if isinstance(seconds, str) and seconds.isdecimal():
        seconds = int(seconds)
    text = _token(answer.get("access_token"))
    if isinstance(seconds, int | float) and 0 < seconds <= CREDENTIAL_TOKEN_SECONDS_MAX:
        return IssuedToken(text, now + timedelta(seconds=seconds))
    return IssuedToken(text)


def _of_github(answer: Mapping[str, Json]) -> IssuedToken:
    text, expires = _token(answer.get("token")), answer.get("expires_at")
    try:
        date = datetime.fromisoformat(expires) if isinstance(expires, str) else None
    except ValueError:
        date = None
    return IssuedToken(text, date if date is not None and date.tzinfo is not None else None)


def _token(value: Json) -> str:
    if isinstance(value, str) and value:
        return value
    raise _unavailable("gives no token")


def _asked_for(grant: TokenGrant) -> dict[str, str]:
    """What the token is to be good for."""
    found = {"scope": " ".join(grant.scopes), "audience": grant.audience or ""}
    return {name: value for name, value in found.items() if value}


def _with_header(grant: TokenGrant) -> _Asked:
    import aiohttp

    # Both are encoded before they are joined: RFC 6749 §2.3.1.
    id_, secret = (quote(grant.values[name], safe="") for name in ("clientId", "clientSecret"))
    headers = {"Authorization": aiohttp.encode_basic_auth(id_, secret)}
    return _Asked(
        grant.endpoint, {"grant_type": "client_credentials", **_asked_for(grant)}, headers
    )


def _with_form(grant: TokenGrant) -> _Asked:
    form = {
        "grant_type": "client_credentials",
        "client_id": grant.values["clientId"],
        "client_secret": grant.values["clientSecret"],
    }
    return _Asked(grant.endpoint, {**form, **_asked_for(grant)})


def _signed(grant: TokenGrant, now: datetime) -> _Asked:
    """By a proof that the client signed (RFC 7523): as the grant itself, or as the client's."""
    client = grant.values["clientId"]
    claims: dict[str, Json] = {
        "iss": client,
        "sub": grant.values.get("subject") or client,
        "aud": grant.endpoint,
        "jti": secrets.token_urlsafe(16),
    }
    if grant.proof == "PRIVATE_KEY_JWT":
        form = {
            "grant_type": "client_credentials",
            "client_id": client,
            "client_assertion_type": _ASSERTION,
            "client_assertion": _jwt(grant, claims, now),
        }
        return _Asked(grant.endpoint, {**form, **_asked_for(grant)})
    # Google takes scopes from the proof alone.
    claims |= {"scope": " ".join(grant.scopes)} if grant.scopes else {}
    form = {"grant_type": _BEARER, "assertion": _jwt(grant, claims, now)}
    return _Asked(grant.endpoint, {**form, **_asked_for(grant)})


def _github(grant: TokenGrant, now: datetime) -> _Asked:
    installation = quote(grant.values["installationId"], safe="")
    proof = _jwt(grant, {"iss": grant.values["appId"]}, now)
    return _Asked(
        f"{grant.endpoint.rstrip('/')}/app/installations/{installation}/access_tokens",
        None,
        {"Authorization": f"Bearer {proof}", "Accept": "application/vnd.github+json"},
    )


def _jwt(grant: TokenGrant, claims: Mapping[str, Json], now: datetime) -> str:
    """Claims with their dates, signed. Raises: Unavailable for a key that is none."""
    # Most servers have no credential, and what signs costs each start something.
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    algorithm = grant.values.get("algorithm") or "RS256"
    header = {"alg": algorithm, "typ": "JWT"}
    if grant.values.get("keyId"):
        header["kid"] = grant.values["keyId"]
    at = int(now.timestamp())
    dated = {**claims, "iat": at - _SKEW_SECONDS, "exp": at + _PROOF_SECONDS}
    kind = ECKey if algorithm.startswith("ES") else RSAKey
    try:
        key = kind.import_key(grant.values["privateKey"])
        return jwt.encode(header, dated, key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        raise Unavailable(
            f"The privateKey of the credential is no PEM text of a key for {algorithm}"
        ) from None


def _unavailable(what: str) -> Unavailable:
    return Unavailable(f"The endpoint of the credential {what}")
