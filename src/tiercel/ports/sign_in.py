"""Providers of identities: those that lead a browser back, and directories that are asked."""

from __future__ import annotations

from typing import Protocol

from tiercel.model.authorization.sign_in import DirectoryEntry, Person, SignInFlow


class IdentityProvider(Protocol):
    """Whoever signs people in for this server (OpenID Connect)."""

    async def page(self, flow: SignInFlow) -> str:
        """Where a browser is sent to. Raises: Unavailable."""

    async def person(self, flow: SignInFlow, code: str, issuer: str | None) -> Person:
        """Whom a code of the provider is of; `issuer` is who gave it, as the browser says.

        Raises: Unavailable, NotAllowed for whatever proves nobody.
        """


class PeopleDirectory(Protocol):
    """A directory of people who have their passwords there (LDAP)."""

    async def find(self, username: str) -> DirectoryEntry | None:
        """The one entry of a name; None for several too. Raises: Unavailable."""

    async def proves(self, entry: DirectoryEntry | None, password: str) -> bool:
        """Whether it is the password of an entry; of None as slowly. Raises: Unavailable."""

    async def groups_of(self, entry: DirectoryEntry, username: str) -> tuple[str, ...] | None:
        """The names of groups; None where it is not asked for any. Raises: Unavailable."""
