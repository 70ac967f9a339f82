"""Which parts of a server run in which kind of process."""

from __future__ import annotations

from collections.abc import Iterable

# What a kind runs besides saying that it is alive. An executor also reacts to ends of executions
# and looks after what crashes leave behind.
_ELSEWHERE = {
    "WEBSERVER": frozenset[str](),
    "WORKER": frozenset({"worker"}),
    "SCHEDULER": frozenset({"scheduler"}),
    # Everything is indexed when it is written: nothing is left to do.
    "INDEXER": frozenset[str](),
}


def parts_of(server_type: str, loops: Iterable[str], *, has_worker: bool) -> tuple[str, ...]:
    """The names of the loops that a server of that type runs, in the order given."""
    others = frozenset({"worker", "scheduler"})
    chosen = []
    for name in loops:
        if name == "worker" and not has_worker:
            continue
        if name == "membership" or server_type == "STANDALONE":
            chosen.append(name)
        elif server_type == "EXECUTOR":
            chosen.extend([name] if name not in others else [])
        elif name in _ELSEWHERE[server_type]:
            chosen.append(name)
    return tuple(chosen)


def reported_parts(server_type: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """What a server of that type says that it consists of: its loops, and what is no loop."""
    if server_type in ("STANDALONE", "WEBSERVER"):
        return ("webserver", *names)
    return ("indexer", *names) if server_type == "INDEXER" else names
