"""Providers of identities, and what keeps a sign-in with its browser."""

from __future__ import annotations

from typing import Protocol

from tiercel.model.authorization.sign_in import Person, SignInFlow


class IdentityProvider(Protocol):
    """Whoever signs people in for this server (OpenID Connect)."""

    async def page(self, flow: SignInFlow) -> str:
        """Where a browser is sent to. Raises: Unavailable."""

    async def person(self, flow: SignInFlow, code: str, issuer: str | None) -> Person:
        """Whom a code of the provider is of; `issuer` is who gave it, as the browser says.

        Raises: Unavailable, NotAllowed for whatever proves nobody.
        """
