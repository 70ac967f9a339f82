"""Reads from headers whom a proxy has signed in: of its own addresses, and of nobody else."""

from __future__ import annotations

from ipaddress import ip_address

import msgspec
from starlette.types import Scope

from tiercel.model.authorization.limits import SIGN_IN_GROUPS_MAX
from tiercel.service.access.provisioning import Assertion
from tiercel.settings.sign_in_sections import ProxySignIn
from tiercel.web.http.peers import peer_of

PROVIDER = "proxy"


class Spoofed(msgspec.Struct, frozen=True):
    """A request names a user, and may not; `reason` says why."""

    reason: str


class ProxyHeaders:
    """What the headers of a request say, as the settings name them."""

    def __init__(self, settings: ProxySignIn) -> None:
        self._networks = settings.addresses
        self._user = settings.user_header.lower().encode()
        self._groups = settings.groups_header.lower().encode()
        self._creates_users = settings.create_users

    def assertion(self, scope: Scope) -> Assertion | Spoofed | None:
        """Whom the proxy says the request is of; None when it says nothing, as for those that
        prove themselves otherwise.
        """
        if not self._networks:
            return None
        users = _values(scope, self._user)
        if not users:
            return None
        if not self._is_trusted(scope):
            return Spoofed("it does not come from an address of tiercel.server.proxy-sign-in")
        if len(users) > 1:
            return Spoofed("there are several of them, so the proxy does not replace what it gets")
        username = users[0].strip()
        if not username:
            return None
        return Assertion(
            provider=PROVIDER,
            username=username,
            groups=self._group_names(scope),
            creates_user=self._creates_users,
        )

    def _group_names(self, scope: Scope) -> tuple[str, ...] | None:
        if not self._groups:
            return None
        listed = ",".join(_values(scope, self._groups)).split(",")
        names = sorted({name.strip() for name in listed} - {""})
        return tuple(names[:SIGN_IN_GROUPS_MAX])

    def _is_trusted(self, scope: Scope) -> bool:
        """Whether the connection itself comes from there, whatever headers say of clients."""
        try:
            address = ip_address(peer_of(scope))
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self._networks)


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
