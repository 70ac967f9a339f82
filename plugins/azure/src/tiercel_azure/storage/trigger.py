"""Executions for blobs that are new or changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from tiercel.plugin import Output, Part, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.services.changes import Changes, ChangeType
from tiercel_azure.storage.accounts import MaybeLocated, Sassed
from tiercel_azure.storage.blobs import PLACE, Acting, Blob, BlobService, Listed, copied
from tiercel_azure.storage.files import MAX_FILES


class TriggeredBlob(Part):
    """A blob that is new or changed."""

    blob: Annotated[Blob, Prop("The blob with the address of its copy.")]
    change_type: Annotated[ChangeType, Prop("Whether it was made or changed.")]


class TriggeredBlobs(Output):
    """The blobs that started the execution."""

    blobs: Annotated[list[TriggeredBlob], Prop("The blobs, in the order of their names.")]


@plugin(
    "io.kestra.plugin.azure.storage.blob.Trigger",
    title="Start an execution for new blobs of Azure.",
    examples=[
        PLACE + "prefix: inbox/\ninterval: PT1M\naction: MOVE\n"
        "moveTo:\n  container: archive\n  name: inbox"
    ],
)
class Trigger(
    MaybeLocated, Sassed, BlobService, Listed, Acting, Changes, PollingTrigger[TriggeredBlobs]
):
    """One for all that a poll finds; they are moved or deleted once it is stored."""

    max_files: Annotated[int, MAX_FILES] = 25

    def poll(self, ctx: RunContext) -> Iterator[TriggeredBlobs]:
        self.place()
        with self.client(ctx, "listing") as client:
            listing = (
                (str(each.uri), f"{each.e_tag} {each.last_modified}", each)
                for each in self.listing(client)
            )
            with self.changed(ctx, listing, self.max_files) as found:
                if found:
                    yield TriggeredBlobs(
                        blobs=[
                            TriggeredBlob(blob=copied(ctx, client, each), change_type=change)
                            for each, change in found
                        ]
                    )
            self.act(ctx, client, [each for each, _ in found])
