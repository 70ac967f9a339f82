"""Tasks and triggers that take several objects: list, copy here, act on what is there."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from tiercel.plugin import Json, Output, Prop, RunContext
from tiercel_aws.s3.actions import act
from tiercel_aws.s3.objects import S3Object, download, payer_options


class Downloaded(Output):
    """Objects that were copied to the internal storage."""

    objects: Annotated[list[S3Object], Prop("The objects with the addresses of their copies.")]
    output_files: Annotated[dict[str, str], Prop("The address of each copy by the key.")]


def taken(ctx: RunContext, client: Any, asked: Any, most: int | None) -> list[S3Object]:
    """The objects that `asked` selects, each with the address of its copy."""
    objects = list(islice(asked.listing(client, asked.bucket), most))
    return [copied(ctx, client, asked, each) for each in objects]


def copied(ctx: RunContext, client: Any, asked: Any, found: S3Object) -> S3Object:
    """An object with the address of its copy in the internal storage."""
    request: dict[str, Json] = {"Bucket": asked.bucket, "Key": found.key}
    if hasattr(asked, "request_payer"):
        request |= payer_options(asked)
    if getattr(asked, "validate_checksum", False):
        request["ChecksumMode"] = "ENABLED"
    stored = download(ctx, client, request)
    algorithm, value = stored.checksum()
    return found.model_copy(
        update={"uri": stored.uri, "checksum_algorithm": algorithm, "checksum_value": value}
    )


def downloaded(ctx: RunContext, client: Any, asked: Any, most: int | None) -> Downloaded:
    """The outputs of a task that copies what it selects, and acts on it."""
    objects = taken(ctx, client, asked, most)
    act(client, asked, asked.bucket, objects)
    files = {str(each.key): str(each.uri) for each in objects}
    return Downloaded(objects=objects, output_files=files)
