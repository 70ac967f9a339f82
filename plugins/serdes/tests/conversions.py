"""Runs a conversion of one file in a test."""

from __future__ import annotations

import io
from typing import Any

from tiercel.plugin import Json, RunnableTask
from tiercel.plugin.rows import exact_rows
from tiercel.testing import Ran, World, run_task

PLACE = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/"
SOURCE = f"{PLACE}in"


def tried(
    task: type[RunnableTask[Any]],
    content: bytes | str,
    others: dict[str, bytes] | None = None,
    **properties: Json,
) -> Ran:
    """What became of a file; `others` are further ones by name."""
    data = content.encode() if isinstance(content, str) else content
    stored = {SOURCE: data} | {PLACE + name: each for name, each in (others or {}).items()}
    return run_task(task, {"from": SOURCE, **properties}, World(stored=stored))


def bytes_of(ran: Ran, uri: str | None = None) -> bytes:
    """The new file."""
    assert ran.error is None, ran.error
    return ran.context.blobs.stored[uri or ran.outputs["uri"]]


def converted(task: type[RunnableTask[Any]], content: bytes | str, **properties: Json) -> bytes:
    """The new file of a conversion that succeeds."""
    return bytes_of(tried(task, content, **properties))


def rows(task: type[RunnableTask[Any]], content: bytes | str, **properties: Json) -> list[Json]:
    """The rows of the new file."""
    return rows_of(tried(task, content, **properties))


def rows_of(ran: Ran, uri: str | None = None) -> list[Json]:
    """The rows of a new file."""
    return list(exact_rows(io.BytesIO(bytes_of(ran, uri))))


def error(task: type[RunnableTask[Any]], content: bytes | str, **properties: Json) -> str:
    """What is said when it fails."""
    return str(tried(task, content, **properties).error)
