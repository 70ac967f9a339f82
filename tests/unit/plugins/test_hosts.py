"""Addresses and ports that flows name."""

from __future__ import annotations

import pytest

from tiercel.plugin import PluginError
from tiercel.plugins.hosts import Address, address_of, port_of


def test_an_address_has_a_scheme_and_a_host() -> None:
    found = address_of("`endpoint`", " http://user:canary@a.example:9000/x ", "http://host")
    assert found == Address("http", "a.example", 9000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.example",
        "a.example:9000/canary",
        "http://a:canary",
        "http://:canary@",
        "ftp://canary",
    ],
)
def test_what_is_none_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(PluginError) as raised:
        address_of("`endpoint`", text, "http://host:9000")
    assert str(raised.value) == "`endpoint` must be an address such as http://host:9000"


def test_a_port_is_a_number() -> None:
    assert port_of("port", " 22 ") == 22
    for text in ("", "abc", "0", "65536", "-1", "²"):
        with pytest.raises(PluginError, match="`port` must be a number from 1 to 65535, not "):
            port_of("port", text)
