"""Sign-in by a provider of identities: what is remembered on the way, and whom it names."""

from __future__ import annotations

import msgspec


class SignInFlow(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in under way: what its browser brings back, and proves that it began it.

    Shapes: `state`, `nonce` and `verifier` are random texts. `callback` is the address that the
    provider leads back to, `target` a path of the pages.
    """

    provider: str
    state: str
    nonce: str
    verifier: str
    callback: str
    target: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a provider has signed in.

    Shapes: `issuer` and `subject` together are theirs for ever. `email` is empty where the
    provider says none; `groups` are names, None where it says nothing of groups.
    """

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    groups: tuple[str, ...] | None


class DirectoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a directory.

    Shapes: `name` is where the entry is, its distinguished name; `subject` stays when it is moved,
    where the directory says such a thing. `email` is empty where it says none.
    """

    name: str
    subject: str
    email: str
