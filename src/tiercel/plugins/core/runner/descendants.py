"""The processes below one: whether they are too many, and their groups.

It is loaded as a file by interpreters of other versions, so it uses nothing but the standard
library of old ones. Where the system does not list children, nothing is below a process.
"""

from __future__ import annotations

import os
from typing import Iterator, Set  # noqa: UP035  Old Pythons run it.

# How often it is looked, while something runs.
LOOK_SECONDS = 0.5


def are_more(process: int, most: int) -> bool:
    """Whether more than `most` processes are below one; never more than 0, which is no bound."""
    return 0 < most < on_machine() and any(
        number >= most for number, _ in enumerate(below(process))
    )


def on_machine() -> int:
    """How many processes and threads there are at most, at a glance: it is asked often."""
    try:
        with open("/proc/loadavg", "rb") as file:
            return int(file.read().split()[3].partition(b"/")[2])
    except (OSError, ValueError, IndexError):
        return 0


def are_listed() -> bool:
    """Whether the system lists the children of a process."""
    return os.path.exists("/proc/self/task/%d/children" % os.getpid())  # noqa: UP031


def below(process: int) -> Iterator[int]:
    """All descendants, also those that have ended and that nobody has taken leave of."""
    waiting = [process]
    while waiting:
        for child in children(waiting.pop()):
            waiting.append(child)
            yield child


def children(process: int) -> Iterator[int]:
    """Those of each of its threads."""
    try:
        threads = os.listdir("/proc/%d/task" % process)  # noqa: UP031
    except OSError:
        return
    for thread in threads:
        try:
            with open("/proc/%d/task/%s/children" % (process, thread), "rb") as file:  # noqa: UP031
                found = file.read().split()
        except OSError:
            continue
        for each in found:
            yield int(each)


def groups_below(process: int) -> Set[int]:  # noqa: UP006
    """The groups of all descendants, without that of this process.

    A signal reaches a whole group at once, while none of it can fork: one after the other, what
    forks without end is ahead of whoever kills it.
    """
    found = set()
    for each in below(process):
        try:
            found.add(os.getpgid(each))
        except OSError:
            continue
    return found - {os.getpgrp()}
