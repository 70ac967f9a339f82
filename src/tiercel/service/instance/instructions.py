"""What people ask of servers that are elsewhere: each server reads it with its heartbeat.

An instruction is kept, so that it also reaches a server that starts or is cut off meanwhile. What
is written is announced, so that nobody waits for the next heartbeat.
"""

from __future__ import annotations

import msgspec

from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.ports.store import Tx

DRAIN = "drain"
RESCAN = "rescan"
MAINTENANCE = "maintenance"
EVERY_SERVER = "all"


class Instructions(msgspec.Struct, frozen=True):
    """What one server is asked for.

    Shapes: `is_draining` is for its worker, alone or under the maintenance of all; `search` names
    the last search for plugins that somebody asked for, None while nobody has.
    """

    is_draining: bool = False
    search: str | None = None


async def instructions_for(tx: Tx, server_id: str) -> Instructions:
    """As they are now."""
    found = tx.records(INSTRUCTIONS)
    search = await found.get(RESCAN, EVERY_SERVER)
    is_drained = await found.get(DRAIN, server_id) is not None
    return Instructions(
        is_draining=is_drained or await is_under_maintenance(tx),
        search=None if search is None else search["search"],
    )


async def drained_servers(tx: Tx) -> frozenset[str]:
    """Ids of the servers whose workers are to take nothing new."""
    asked = await tx.records(INSTRUCTIONS).all()
    return frozenset(name for kind, name in asked if kind == DRAIN)


async def is_under_maintenance(tx: Tx) -> bool:
    """Whether no server is to begin anything."""
    return await tx.records(INSTRUCTIONS).get(MAINTENANCE, EVERY_SERVER) is not None


def take_back(tx: Tx, kind: str, name: str) -> None:
    """Ask for something no longer; what nobody asked for is fine."""
    tx.records(INSTRUCTIONS).delete(kind, name)
