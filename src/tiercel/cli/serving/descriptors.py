"""File descriptors: as many as the system gives, with some kept for work.

Connections may not take them all: tasks start programs and open files. That none are left is logged
once a second.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from importlib import import_module
from importlib.util import find_spec

from tiercel.model.json_types import Json
from tiercel.model.limits import (
    DESCRIPTORS_FOR_WORK,
    DESCRIPTORS_LOG_SECONDS,
    DESCRIPTORS_MAX,
)

log = logging.getLogger("tiercel.server")
EXHAUSTED = (errno.EMFILE, errno.ENFILE)


def raise_descriptor_limit() -> int:
    """Raise the limit of this process as far as it may; how many descriptors it has then."""
    if find_spec("resource") is None:
        return DESCRIPTORS_MAX
    resource = import_module("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_MAX if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS_MAX)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        except (OSError, ValueError) as error:
            log.warning("the limit of open files stays at %d: %s", soft, error)
    return DESCRIPTORS_MAX if soft == resource.RLIM_INFINITY else int(soft)


def connections_within(descriptors: int) -> int:
    """How many connections leave enough for work: half of a small number, nearly all of a large."""
    return descriptors - min(DESCRIPTORS_FOR_WORK, descriptors // 2)


class ExhaustionLog:
    """Handles errors of a loop: that descriptors are used up is logged now and then, not each time.

    The loop reports it for each connection that it can't accept, thousands of times a second.
    """

    def __init__(self) -> None:
        self._logged_at = float("-inf")

    def handle(self, loop: asyncio.AbstractEventLoop, context: dict[str, Json]) -> None:
        """What `loop.set_exception_handler` wants."""
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in EXHAUSTED:
            loop.default_exception_handler(context)
        elif loop.time() - self._logged_at >= DESCRIPTORS_LOG_SECONDS:
            self._logged_at = loop.time()
            log.error("no connection can be accepted: %s; raise `ulimit -n`", error.strerror)
