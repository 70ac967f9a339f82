"""Tokens of credentials that change while one is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from msgspec.structs import replace

from tests.build import at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.policies.credential import (
    Credential,
    CredentialKey,
    IssuedToken,
    ProofMember,
    TokenGrant,
)
from tiercel.service.access.secret_vault import SecretVault
from tiercel.service.governance.credential_tokens import CredentialTokens
from tiercel.service.governance.credentials import CredentialService

BEFORE = Credential(
    namespace="team",
    id="crm",
    type="OAUTH2",
    proof="CLIENT_CREDENTIALS",
    endpoint="https://before.example",
    created=at(0),
    updated=at(0),
    auth={"clientId": ProofMember("tiercel"), "clientSecret": ProofMember()},
)
AFTER = replace(BEFORE, endpoint="https://after.example", updated=at(1))


class Changing:
    """One credential, which somebody changes after it was first read."""

    async def nearest(self, namespace: str, name: str) -> CredentialKey:
        return BEFORE.key

    async def get(self, key: CredentialKey) -> Credential:
        return BEFORE

    async def whole(self, key: CredentialKey) -> tuple[Credential, Mapping[str, str]]:
        return AFTER, {"clientSecret": "new"}


class Source:
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[TokenGrant] = []

    async def issue(self, grant: TokenGrant, now: datetime) -> IssuedToken:
        self.asked.append(grant)
        return IssuedToken("a-token")


async def test_a_new_secret_never_goes_to_the_endpoint_before() -> None:
    source, nothing = Source(), cast("Any", None)
    credentials = cast("CredentialService", Changing())
    tokens = CredentialTokens(
        credentials, cast("SecretVault", nothing), source, VirtualClock(at(2))
    )
    assert await tokens.of("team", "crm") == "a-token"
    (grant,) = source.asked
    assert (grant.endpoint, grant.values["clientSecret"]) == ("https://after.example", "new")
