"""Ids of the task runs that a worker makes inside one job."""

from __future__ import annotations

from hashlib import blake2b

from tiercel.model.ids import friendly_id


def child_run_id(parent_id: str, task_id: str) -> str:
    """The id of a child of a WorkingDirectory, the same for the worker and the engine."""
    digest = blake2b(f"{parent_id}/{task_id}".encode(), digest_size=16).digest()
    return friendly_id(int.from_bytes(digest, "big"))
