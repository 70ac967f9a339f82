"""Credentials: what short-lived access tokens are asked for with, by name (secrets-ee.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

CredentialType = Literal["OAUTH2", "GITHUB_APP"]
# How a server proves who it is: the three kinds of OAuth 2.0, and that of apps of GitHub.
Proof = Literal["CLIENT_CREDENTIALS", "JWT_BEARER", "PRIVATE_KEY_JWT", "GITHUB_APP"]
# Namespace, empty in the tenant, and name.
CredentialKey = tuple[str, str]
# What stands in answers for a value that is never shown.
HIDDEN = "******"
TENANT_LEVEL = "tenant"


class TokenCaching(msgspec.Struct, frozen=True):
    """Whether a token is used again, and how many seconds before its end it no longer is."""

    enabled: bool = True
    refresh_before_s: float = 60.0


class SecretReference(msgspec.Struct, frozen=True):
    """A secret that the server keeps; without a namespace one that the credential's own sees."""

    key: str
    namespace: str | None = None


class ProofMember(msgspec.Struct, frozen=True):
    """One member of what proves who the server is: a text, a secret by its name, or its own.

    Shapes: all None is a text of the credential itself that is in its envelope.
    """

    text: str | None = None
    reference: SecretReference | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is in the envelope."""
        return self.text is None and self.reference is None


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A credential without the secret texts of its own, which are in an envelope beside it.

    Shapes: `namespace` is empty in the tenant; `endpoint` is the address that gives tokens, of an
    app of GitHub that of its API; `auth` are the members of the proof by name.
    """

    namespace: str
    id: str
    type: CredentialType
    proof: Proof
    endpoint: str
    created: datetime
    updated: datetime
    auth: Mapping[str, ProofMember] = {}
    description: str | None = None
    scopes: tuple[str, ...] = ()
    audience: str | None = None
    caching: TokenCaching = TokenCaching()

    @property
    def key(self) -> CredentialKey:
        """Where it is stored."""
        return self.namespace, self.id


class TokenGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What a token is asked for with, all in clear: never stored, never shown.

    Shapes: `values` are the members of the proof by name.
    """

    proof: Proof
    endpoint: str
    values: Mapping[str, str]
    scopes: tuple[str, ...] = ()
    audience: str | None = None


class IssuedToken(msgspec.Struct, frozen=True):
    """An access token; `expires` is None where nobody says when it ends."""

    text: str
    expires: datetime | None = None
