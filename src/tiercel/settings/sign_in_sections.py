"""Sections about who signs people in, beside the server itself."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from tiercel.settings.http_sections import is_loopback
from tiercel.settings.section import Section, TextList
from tiercel.settings.task_sections import Networks

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_private(address: object) -> bool:
    """Whether it is an address where nobody on the way can read or change what is sent."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


def _private(address: str) -> str:
    """Raises: ValueError."""
    if not is_private(address):
        raise ValueError("it must be an address with https; http is for this machine only")
    return address


class ProxySignIn(Section):
    """`tiercel.server.proxy-sign-in`: a proxy signs people in and says by headers who they are.

    Headers of `addresses` count, and those of nobody else; without any, there is no such proxy.
    """

    addresses: Networks = ()
    user_header: str = "X-Forwarded-Email"
    # The names of groups, with commas between them; an empty name leaves groups alone.
    groups_header: str = "X-Forwarded-Groups"
    # Whether whoever is not known yet becomes a user, who may do what their groups may.
    create_users: bool = True

    @property
    def is_on(self) -> bool:
        """Whether there is such a proxy."""
        return bool(self.addresses)


class OidcSection(Section):
    """One entry of `tiercel.server.oidc`: a provider of OpenID Connect, found by its issuer."""

    issuer: Annotated[str, AfterValidator(_private)]
    client_id: Annotated[str, Field(min_length=1)]
    # Without one the server proves itself by PKCE alone, as what providers call a public client.
    client_secret: str = ""
    # What the button of the sign-in page says; the name of the entry where there is none.
    label: str = ""
    scopes: TextList = ("openid", "email", "profile")
    # A path with dots through the claims of the ID token; without one groups are left alone.
    groups_claim: str = ""
    # Groups here by what the claim says; when there are any, others are passed over.
    group_mapping: dict[str, str] = Field(default_factory=dict)
    create_users: bool = True
    # Whether a known user may come in by a proved e-mail address; so it is with one provider only.
    link_by_email: bool | None = None
    # Believe an e-mail address although the provider does not say that it was verified.
    trust_email: bool = False


def _named(found: dict[str, OidcSection]) -> dict[str, OidcSection]:
    """Raises: ValueError for a name that can't be a part of an address."""
    for name in found:
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"`{name}` must have lower-case letters, digits and hyphens only")
    return found


OidcSections = Annotated[dict[str, OidcSection], AfterValidator(_named)]
