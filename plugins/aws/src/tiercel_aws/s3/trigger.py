"""Executions for objects that are new or changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tiercel.plugin import Output, Part, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.services.changes import Changes, ChangeType
from tiercel_aws.connection import AwsTask
from tiercel_aws.s3.actions import Acting, act, moved_to
from tiercel_aws.s3.objects import Bounded, OwnSelection, S3Object
from tiercel_aws.s3.taking import copied


class TriggeredObject(Part):
    """An object that is new or changed."""

    object: Annotated[S3Object, Prop("The object with the address of its copy.")]
    change_type: Annotated[ChangeType, Prop("Whether it was made or changed.")]


class TriggeredObjects(Output):
    """The objects that started the execution."""

    objects: Annotated[list[TriggeredObject], Prop("The objects, in the order of their keys.")]


def poll_objects(
    ctx: RunContext, client: Any, asked: Any, most: int | None
) -> Iterator[TriggeredObjects]:
    """Objects that were not seen before in that form; nothing when there are none.

    They count as seen, and are acted on, only when their execution is stored.
    """
    moved_to(asked)
    listing = (
        (f"s3://{asked.bucket}/{each.key}", f"{each.etag} {each.last_modified}", each)
        for each in asked.listing(client, asked.bucket)
    )
    with asked.changed(ctx, listing, most) as found:
        if found:
            yield TriggeredObjects(
                objects=[
                    TriggeredObject(object=copied(ctx, client, asked, each), change_type=change)
                    for each, change in found
                ]
            )
    act(client, asked, asked.bucket, [each for each, _ in found])


@plugin(
    "io.kestra.plugin.aws.s3.Trigger",
    title="Start an execution for new objects of S3.",
    examples=[
        (
            "interval: PT1M\n"
            "region: eu-west-1\n"
            "bucket: shop\n"
            "prefix: inbox/\n"
            "action: MOVE\n"
            "moveTo:\n"
            "  bucket: shop\n"
            "  key: done"
        )
    ],
)
class Trigger(AwsTask, OwnSelection, Bounded, Acting, Changes, PollingTrigger[TriggeredObjects]):
    """One execution for all that a poll finds."""

    force_path_style: Annotated[
        bool, Prop("Whether names of buckets stand in the path of an address, not in its host.")
    ] = False
    compatibility_mode: Annotated[
        bool, Prop("Whether to ask for nothing that other services with the protocol of S3 lack.")
    ] = False

    def poll(self, ctx: RunContext) -> Iterator[TriggeredObjects]:
        with self.client(ctx, "s3") as client:
            yield from poll_objects(ctx, client, self, self.max_files)
