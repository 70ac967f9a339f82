"""Which addresses requests of flows may go to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import msgspec

Network = IPv4Network | IPv6Network

# Link-local networks, and where clouds hand out the machine's credentials.
DENIED_BY_DEFAULT = (
    "169.254.0.0/16",
    "fe80::/10",
    "100.100.100.200/32",
    "192.0.0.192/32",
    "fd00:ec2::254/128",
    "fd20:ce::254/128",
)
_IPV4_IN_IPV6 = IPv6Network("64:ff9b::/96")


class NetworkRules(msgspec.Struct, frozen=True):
    """What is in `deny` is refused; when `allow` is not empty, so is what is not in it."""

    allow: tuple[Network, ...] = ()
    deny: tuple[Network, ...] = ()

    def refusal(self, address: str) -> str | None:
        """Why the resolved address may not be reached; None when it may."""
        forms = _forms(address)
        if any(form in network for network in self.deny for form in forms):
            return f"The address {address} is in a network that tiercel.http-tasks.deny names"
        if self.allow and not any(form in network for network in self.allow for form in forms):
            return f"The address {address} is in no network that tiercel.http-tasks.allow names"
        return None


def _forms(address: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """The address, and the IPv4 address that one of IPv6 stands for."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv4Address):
        return (parsed,)
    inner = parsed.ipv4_mapped or parsed.sixtofour
    if inner is None and parsed in _IPV4_IN_IPV6:
        inner = IPv4Address(int(parsed) & 0xFFFFFFFF)
    return (parsed,) if inner is None else (parsed, inner)
