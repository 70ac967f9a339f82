"""What becomes of objects that were taken: moved, deleted, or left where they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop
from tiercel_aws.calls import without_none
from tiercel_aws.s3.objects import S3Object

Action = Literal["MOVE", "DELETE", "NONE"]
ACTION = Prop(
    "What becomes of the objects in the bucket afterwards.",
    "MOVE puts them where `moveTo` says, DELETE removes them, NONE leaves them.",
)
MOVE_TO = Prop("Where MOVE puts objects: a bucket, and a folder as `key`.")
Encryption = Literal["NONE", "AES256", "AWS_KMS"]
# As flows name encryptions, and as the protocol does.
ENCRYPTIONS = {"AWS_KMS": "aws:kms", "AWS_KMS_DSSE": "aws:kms:dsse", "AWS_FSX": "aws:fsx"}


class Place(Part):
    """A bucket and a key in it."""

    bucket: Annotated[str, Prop("The name of the bucket.")]
    key: Annotated[str, Prop("The key in the bucket, such as `exports/orders.csv`.")]


class CopyObject(Place):
    """Where an object goes, and how it is encrypted there."""

    kms_key_id: Annotated[
        str | None, Prop("The key of AWS KMS to encrypt it with; that of the bucket by default.")
    ] = None
    server_side_encryption: Annotated[
        Encryption | None, Prop("How the storage encrypts it; as the bucket says by default.")
    ] = None

    def options(self) -> dict[str, Json]:
        """The members of a request that ask for the encryption."""
        wanted = self.server_side_encryption
        if wanted is None or wanted == "NONE":
            return {}
        return without_none(
            [
                ("ServerSideEncryption", ENCRYPTIONS.get(wanted, wanted)),
                ("SSEKMSKeyId", self.kms_key_id),
            ]
        )


class Acting(Plugin):
    """Properties of what takes objects."""

    action: Annotated[Action, ACTION]
    move_to: Annotated[CopyObject | None, MOVE_TO] = None


def moved_to(asked: Any) -> Place | None:
    """Where `action` moves objects; None when it moves none.

    Raises: PluginError for MOVE without a place.
    """
    if asked.action != "MOVE":
        return None
    if asked.move_to is None:
        raise PluginError("`moveTo` must be provided for the action MOVE")
    place: Place = asked.move_to
    return place


def act(client: Any, asked: Any, bucket: str, objects: Iterable[S3Object]) -> None:
    """Move or delete objects as `action` and `moveTo` say.

    Raises: PluginError for MOVE without a place, errors of the client.
    """
    place = moved_to(asked)
    if asked.action is None or asked.action == "NONE":
        return
    for each in objects:
        if place is not None:
            name = str(each.key).rstrip("/").rpartition("/")[2]
            folder = (place.key or "").strip("/")
            client.copy(
                {"Bucket": bucket, "Key": each.key},
                place.bucket,
                f"{folder}/{name}".lstrip("/"),
                ExtraArgs=place.options() if isinstance(place, CopyObject) else None,
            )
        client.delete_object(Bucket=bucket, Key=each.key)
