"""Sections about who signs people in, beside the server itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

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


def _directory(address: str) -> str:
    """Raises: ValueError."""
    parts = urlsplit(address)
    is_bare = parts.path in ("", "/") and not parts.query and "@" not in parts.netloc
    if parts.scheme not in ("ldap", "ldaps") or not parts.hostname or not is_bare:
        raise ValueError("it must be `ldaps://host` or `ldap://host`, with a port or without")
    return address


def _filter_of(*places: str) -> AfterValidator:
    """Filters that name a place have brackets around them and only places that are known."""

    def check(text: str) -> str:
        found = set(re.findall(r"\{([^{}]*)\}", text))
        if text and not (text.startswith("(") and text.endswith(")")):
            raise ValueError("a filter begins with `(` and ends with `)`")
        if text and (not found or not found <= set(places)):
            names = " or ".join(f"`{{{place}}}`" for place in places)
            raise ValueError(f"a filter must have {names}, and no other place in braces")
        return text

    return AfterValidator(check)


class LdapSection(Section):
    """`tiercel.server.ldap`: a directory in which people are looked up, and proved by a bind.

    Without an address there is none. `{username}` in filters is what somebody types, `{dn}` the
    name of the entry that was found.
    """

    address: Annotated[str, AfterValidator(lambda text: _directory(text) if text else text)] = ""
    # Encrypt a connection to `ldap://`; without it only this machine is asked that way.
    start_tls: bool = False
    # Certificates that are trusted in place of those of the system.
    ca_file: Path | None = None
    # Who looks people up; nobody in particular without a name.
    bind_dn: str = ""
    bind_password: str = ""
    base: str = ""
    filter: Annotated[str, _filter_of("username")] = "(mail={username})"
    email_attribute: str = "mail"
    # Where groups are; without it groups are left alone.
    groups_base: str = ""
    groups_filter: Annotated[str, _filter_of("dn", "username")] = "(member={dn})"
    groups_attribute: str = "cn"
    # Groups here by the name there; when there are any, others are passed over.
    group_mapping: dict[str, str] = Field(default_factory=dict)
    create_users: bool = True
    # Whether a known user may come in by the e-mail address of an entry: whoever may change theirs
    # in the directory could become anybody else.
    link_by_email: bool = False

    @property
    def is_on(self) -> bool:
        """Whether there is a directory."""
        return bool(self.address)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Raises: ValueError for what would be asked in clear, or not at all."""
        if not self.address:
            return self
        parts = urlsplit(self.address)
        is_clear = parts.scheme == "ldap" and not self.start_tls
        if is_clear and not is_loopback(parts.hostname or ""):
            raise ValueError("address: `ldap://` needs `start-tls`, unless it is this machine")
        if parts.scheme == "ldaps" and self.start_tls:
            raise ValueError("start-tls: `ldaps://` is encrypted already")
        if not self.base or not self.filter:
            raise ValueError("base and filter: say where people are looked up, and how")
        if bool(self.bind_dn) != bool(self.bind_password):
            raise ValueError("bind-dn and bind-password: give both or neither")
        return self
