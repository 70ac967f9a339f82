"""Access tokens of credentials: asked for when a flow needs one, and kept in memory alone."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

from tiercel.model.errors import NotFound, TiercelError, Unavailable
from tiercel.model.policies.credential import (
    Credential,
    CredentialKey,
    IssuedToken,
    ProofMember,
    TokenGrant,
)
from tiercel.model.policies.limits import CREDENTIAL_TOKENS_MAX
from tiercel.ports.clock import Clock
from tiercel.ports.credentials import TokenSource
from tiercel.service.access.secret_vault import SecretVault
from tiercel.service.governance.credentials import CredentialService

# A credential as it was when it was last changed.
Slot = tuple[CredentialKey, datetime]


class NoTokens:
    """For servers that ask no endpoint."""

    async def issue(self, grant: TokenGrant, now: datetime) -> IssuedToken:
        """There is none. Raises: Unavailable always."""
        raise Unavailable("This server asks for no tokens")


class CredentialTokens:
    """The current token of each credential. Whoever changes one has a new token at once."""

    def __init__(
        self,
        credentials: CredentialService,
        secrets: SecretVault,
        source: TokenSource,
        clock: Clock,
    ) -> None:
        self._credentials = credentials
        self._secrets = secrets
        self._source = source
        self._clock = clock
        self._known: OrderedDict[Slot, IssuedToken] = OrderedDict()
        self._asking: dict[Slot, asyncio.Lock] = {}

    async def of(self, namespace: str, name: str) -> str | None:
        """The token of the nearest credential of that name; None when there is none.

        Raises: Unavailable.
        """
        key = await self._credentials.nearest(namespace, name)
        if key is None:
            return None
        credential = await self._credentials.get(key)
        slot = (key, credential.updated)
        known = self._good(slot, credential)
        if known is not None:
            return known.text
        # One question for all that wait for the same token.
        lock = self._asking.setdefault(slot, asyncio.Lock())
        try:
            async with lock:
                known = self._good(slot, credential)
                return (known or await self._new(key)).text
        finally:
            if not lock.locked():
                self._asking.pop(slot, None)

    async def test(self, key: CredentialKey) -> str | None:
        """Ask for a token and forget it; why there is none, else None. Raises: NotFound."""
        try:
            await self._asked(*await self._credentials.whole(key))
        except NotFound:
            raise
        except TiercelError as error:
            return error.message
        return None

    def _good(self, slot: Slot, credential: Credential) -> IssuedToken | None:
        """What is known and does not end soon."""
        token, caching = self._known.get(slot), credential.caching
        if token is None or token.expires is None or not caching.enabled:
            return None
        ends = token.expires - timedelta(seconds=caching.refresh_before_s)
        return token if self._clock.now() < ends else None

    async def _new(self, key: CredentialKey) -> IssuedToken:
        # Read with its secrets: those of a change meanwhile must not go to the place before it.
        credential, own = await self._credentials.whole(key)
        token, slot = await self._asked(credential, own), (key, credential.updated)
        if credential.caching.enabled and token.expires is not None:
            self._known[slot] = token
            self._known.move_to_end(slot)
            if len(self._known) > CREDENTIAL_TOKENS_MAX:
                self._known.popitem(last=False)
        return token

    async def _asked(self, credential: Credential, own: Mapping[str, str]) -> IssuedToken:
        """A new token. Raises: Unavailable for a secret that is not there, or an endpoint."""
        values = {
            name: await self._value(credential, name, member, own.get(name))
            for name, member in credential.auth.items()
        }
        grant = TokenGrant(
            proof=credential.proof,
            endpoint=credential.endpoint,
            values=values,
            scopes=credential.scopes,
            audience=credential.audience,
        )
        return await self._source.issue(grant, self._clock.now())

    async def _value(
        self, credential: Credential, name: str, member: ProofMember, own: str | None
    ) -> str:
        if member.reference is None:
            return member.text if member.text is not None else own or ""
        # Whoever wrote the credential was allowed to use it.
        place = member.reference.namespace or credential.namespace
        value = await self._secrets.get(place, member.reference.key)
        if value is None:
            raise Unavailable(
                f"Credential '{credential.id}' can't be used: its {name} is the secret"
                f" {member.reference.key}, which is not there"
            )
        return value
