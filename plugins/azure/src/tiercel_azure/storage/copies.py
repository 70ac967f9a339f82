"""Copies of blobs inside of the service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.waiting import wait_for
from tiercel_azure.clients import library
from tiercel_azure.limits import COPY_LOOK_SECONDS

# Of each type that copies inside of the service.
COPIED = by_name("the blob that it writes: a copy to it that goes on is waited for")


def copy(ctx: RunContext, source: Any, target: Any) -> None:
    """Copy a blob to another; its content does not pass through here.

    Raises: PluginError for a copy that fails, Interrupted by a kill, which ends it.
    """
    number = _begun(source, target)

    def look() -> bool | None:
        found = target.get_blob_properties().copy
        if found.status in ("failed", "aborted"):
            raise PluginError(f"The copy to {target.blob_name} is {found.status}")
        return None if found.status == "pending" else True

    wait_for(
        ctx,
        look,
        every=timedelta(seconds=COPY_LOOK_SECONDS),
        stop=lambda: target.abort_copy(number),
    )


def _begun(source: Any, target: Any) -> str:
    """The id of the copy; of one that a lost attempt has begun, when that still goes on."""
    exists = library("core.exceptions").ResourceExistsError
    try:
        return str(target.start_copy_from_url(source.url)["copy_id"])
    except exists as error:
        found = target.get_blob_properties().copy
        is_same = str(found.source).partition("?")[0] == source.url.partition("?")[0]
        if error.error_code != "PendingCopyOperation" or not is_same:
            raise
        return str(found.id)
