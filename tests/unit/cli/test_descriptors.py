"""How many connections may be, and how often it is logged that no descriptor is left."""

from __future__ import annotations

import asyncio
import errno
import logging
import resource

import pytest

from tiercel.cli.serving.descriptors import (
    ExhaustionLog,
    connections_within,
    raise_descriptor_limit,
)
from tiercel.model.limits import DESCRIPTORS_FOR_WORK


def test_work_keeps_half_of_few_descriptors_and_a_share_of_many() -> None:
    assert connections_within(64) == 32
    assert connections_within(256) == 128
    assert connections_within(65_536) == 65_536 - DESCRIPTORS_FOR_WORK


def test_the_limit_is_raised_as_far_as_it_may() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        lowered = min(soft, 512)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowered, hard))
        assert raise_descriptor_limit() >= lowered
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(soft, 65_536)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_used_up_descriptors_are_reported_once_in_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = ExhaustionLog()
    loop = asyncio.get_running_loop()
    for _ in range(1_000):
        error = OSError(errno.EMFILE, "Too many open files")
        log.handle(loop, {"message": "socket.accept() out of system resource", "exception": error})
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Too many open files" in caplog.text
    assert "Traceback" not in caplog.text


async def test_other_errors_of_the_loop_are_reported_as_ever(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = ExhaustionLog()
    for _ in range(2):
        log.handle(asyncio.get_running_loop(), {"message": "odd", "exception": ValueError("x")})
    assert [record.message for record in caplog.records] == ["odd", "odd"]
