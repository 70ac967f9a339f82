"""Which addresses requests of flows may go to."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tiercel.model.networks import DENIED_BY_DEFAULT, NetworkRules

DEFAULT = NetworkRules(deny=tuple(ip_network(each) for each in DENIED_BY_DEFAULT))


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "100.100.100.200",
    ],
)
def test_link_local_and_metadata_addresses_are_refused_by_default(address: str) -> None:
    assert "tiercel.http-tasks.deny" in (DEFAULT.refusal(address) or "")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "8.8.8.8"])
def test_loopback_private_and_public_addresses_are_not(address: str) -> None:
    assert DEFAULT.refusal(address) is None


def test_with_an_allow_list_everything_else_is_refused_and_deny_goes_first() -> None:
    rules = NetworkRules(allow=(ip_network("10.0.0.0/8"),), deny=(ip_network("10.9.0.0/16"),))
    assert rules.refusal("10.1.2.3") is None
    assert rules.refusal("::ffff:10.1.2.3") is None
    assert "allow" in (rules.refusal("127.0.0.1") or "")
    assert "deny" in (rules.refusal("10.9.0.1") or "")
