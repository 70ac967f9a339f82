"""Sections about what tasks may see and reach of the machine and its networks."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BeforeValidator

from tiercel.model.json_types import Json
from tiercel.model.networks import DENIED_BY_DEFAULT
from tiercel.settings.section import Section, TextList
from tiercel.settings.values import read_list


def _read_networks(given: Json) -> Json:
    """Networks in CIDR form, or single addresses. Raises: ValueError naming the wrong one."""
    return tuple(_network(text) for text in read_list(given))


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise ValueError(
            f"`{text}` is no network; write it as 10.0.0.0/8, fd00::/8 or a single address"
        ) from None


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_read_networks)]


class Scripts(Section):
    """`tiercel.scripts`: which variables of the server's environment scripts see.

    Names may hold `*`. `pass_variables` are passed on although they would be hidden; when
    `only_variables` is set, nothing else is.
    """

    pass_variables: TextList = ()
    only_variables: TextList = ()


class HttpTasks(Section):
    """`tiercel.http-tasks`: networks that HTTP tasks, triggers and `http()` may reach.

    What is in `deny` is refused; when `allow` is not empty, so is what is not in it.
    """

    allow: Networks = ()
    deny: Networks = tuple(ip_network(each) for each in DENIED_BY_DEFAULT)
