"""Sections about what tasks may see and reach of the machine and its networks."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BeforeValidator, Field

from tiercel.model.json_types import Json
from tiercel.model.limits import SANDBOX_PROCESSES
from tiercel.model.networks import DENIED_BY_DEFAULT
from tiercel.model.sandbox import SandboxLevel, SandboxNetwork
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


def _read_network(given: Json) -> Json:
    """`all`, `none`, or TCP ports. Raises: ValueError naming what is none."""
    if isinstance(given, str) and given.strip().lower() in ("all", "none"):
        return given.strip().lower()
    try:
        ports = tuple(int(text) for text in read_list(given))
    except ValueError:
        ports = ()
    if not ports or not all(0 < port < 65536 for port in ports):
        raise ValueError(f"`{given}` is neither `all`, `none` nor a list of ports from 1 to 65535")
    return ports


class SandboxSection(Section):
    """`tiercel.sandbox`: how far scripts that run as processes of this machine are confined.

    `namespaces` maps a namespace to the level for it and those below it. `readable` and `writable`
    are folders that scripts get besides the system, `hidden` what they never get; `network` is
    `all`, `none`, or the TCP ports that they may connect to. A command that has more than so many
    `processes` at a time is killed, and its task fails with "The command was killed: it had more
    than 4096 processes at a time, which is the most that tiercel.sandbox.processes allows"; 0 is no
    bound.
    """

    level: SandboxLevel = "standard"
    namespaces: dict[str, SandboxLevel] = Field(default_factory=dict)
    network: Annotated[SandboxNetwork, BeforeValidator(_read_network)] = "all"
    readable: TextList = ()
    writable: TextList = ()
    hidden: TextList = ()
    processes: int = Field(default=SANDBOX_PROCESSES, ge=0)


class HttpTasks(Section):
    """`tiercel.http-tasks`: networks that HTTP tasks, triggers and `http()` may reach.

    What is in `deny` is refused; when `allow` is not empty, so is what is not in it.
    """

    allow: Networks = ()
    deny: Networks = tuple(ip_network(each) for each in DENIED_BY_DEFAULT)
