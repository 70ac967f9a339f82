"""Whoever gives access tokens for credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tiercel.model.policies.credential import IssuedToken, TokenGrant


class TokenSource(Protocol):
    """Asks the endpoint of a credential for a token."""

    async def issue(self, grant: TokenGrant, now: datetime) -> IssuedToken:
        """A new token. Raises: Unavailable when there is none, without any of the secrets."""
