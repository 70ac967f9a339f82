"""Copies of blobs inside of the service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.services.waiting import wait_for
from tiercel_azure.limits import COPY_LOOK_SECONDS


def copy(ctx: RunContext, source: Any, target: Any) -> None:
    """Copy a blob to another; its content does not pass through here.

    Raises: PluginError for a copy that fails, Interrupted by a kill, which ends it.
    """
    number = target.start_copy_from_url(source.url)["copy_id"]

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
