"""Keys and values of JetStream."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.messages import content_of
from tiercel_nats.connection import Nats, library
from tiercel_nats.messages import PLACE

BUCKET = Prop("The name of the bucket.")
KEYS = Prop("The keys in the bucket, each a text.")


class Bucket(Output):
    """A bucket."""

    bucket: Annotated[str, BUCKET]
    description: Annotated[str | None, Prop("What it is for.")] = None
    history: Annotated[int, Prop("How many values of a key are kept.")]
    entry_count: Annotated[int, Prop("How many values it has.")]
    bucket_size: Annotated[int, Prop("How many bytes it may have; -1 for any number.")]
    value_size: Annotated[int, Prop("How many bytes a value may have; -1 for any number.")]
    metadata: Annotated[dict[str, str] | None, Prop("What is said of it.")] = None


@plugin(
    "io.kestra.plugin.nats.kv.CreateBucket",
    title="Make a bucket of keys and values in NATS.",
    examples=[f"{PLACE}name: prices\nhistoryPerKey: 3"],
)
class CreateBucket(Nats, RunnableTask[Bucket]):
    """It may be there already, with the same properties."""

    name: Annotated[str, BUCKET]
    description: Annotated[str | None, Prop("What it is for.")] = None
    history_per_key: Annotated[int, Prop("How many values of a key are kept.")] = 1
    bucket_size: Annotated[int | None, Prop("How many bytes it may have.")] = None
    value_size: Annotated[int | None, Prop("How many bytes a value may have.")] = None
    metadata: Annotated[
        dict[str, str] | None, Prop("What is said of it. Given back: the client keeps none.")
    ] = None

    def run(self, ctx: RunContext) -> Bucket:
        settings = library("nats.js.api").KeyValueConfig(
            bucket=self.name,
            description=self.description,
            history=self.history_per_key,
            max_bytes=self.bucket_size,
            max_value_size=self.value_size,
        )

        async def make(connection: Any) -> Any:
            bucket = await connection.jetstream().create_key_value(settings)
            return await bucket.status()

        state = self.within(ctx, "making the bucket", make)
        config = state.stream_info.config
        return Bucket(
            bucket=self.name,
            description=config.description,
            history=state.history,
            entry_count=state.values,
            bucket_size=config.max_bytes or -1,
            value_size=config.max_msg_size or -1,
            metadata=self.metadata,
        )


class OfBucket(Nats):
    """What is about one bucket."""

    bucket_name: Annotated[str, BUCKET]


class Values(Output):
    """What was found."""

    output: Annotated[dict[str, Json], Prop("The values by key; null for what is not there.")]


@plugin(
    "io.kestra.plugin.nats.kv.Get",
    title="Read values of a bucket of NATS.",
    examples=[f"{PLACE}bucketName: prices\nkeys:\n  - chair\n  - table"],
)
class Get(OfBucket, RunnableTask[Values]):
    """A value that is JSON is read as such."""

    keys: Annotated[list[str], KEYS]
    key_revisions: Annotated[
        dict[str, int] | None, Prop("Which values of keys, by their revisions; the newest.")
    ] = None

    def run(self, ctx: RunContext) -> Values:
        missing = library("nats.js.errors").KeyNotFoundError

        async def read(connection: Any) -> dict[str, Json]:
            bucket = await connection.jetstream().key_value(self.bucket_name)
            found: dict[str, Json] = {}
            for key in self.keys:
                try:
                    entry = await bucket.get(key, (self.key_revisions or {}).get(key))
                    found[key] = _read(entry.value)
                except missing:
                    found[key] = None
            return found

        return Values(output=self.within(ctx, "reading", read))


class Revisions(Output):
    """What was written."""

    revisions: Annotated[dict[str, int], Prop("The revision of each key.")]


@plugin(
    "io.kestra.plugin.nats.kv.Put",
    title="Write values to a bucket of NATS.",
    examples=[f"{PLACE}bucketName: prices\nvalues:\n  chair: 12.5"],
)
class Put(OfBucket, RunnableTask[Revisions]):
    """A text as it is, anything else as JSON."""

    values: Annotated[dict[str, Json], Prop("The values by key.")]

    def run(self, ctx: RunContext) -> Revisions:
        async def write(connection: Any) -> dict[str, int]:
            bucket = await connection.jetstream().key_value(self.bucket_name)
            return {
                key: await bucket.put(key, content_of("STRING", value))
                for key, value in self.values.items()
            }

        return Revisions(revisions=self.within(ctx, "writing", write))


class Deleted(Output):
    """What was deleted."""

    deleted_count: Annotated[int, Prop("How many keys were deleted.")]


@plugin(
    "io.kestra.plugin.nats.kv.Delete",
    title="Delete keys of a bucket of NATS.",
    examples=[f"{PLACE}bucketName: prices\nkeys:\n  - chair"],
)
class Delete(OfBucket, RunnableTask[Deleted]):
    """The values before are kept as its history says."""

    keys: Annotated[list[str], KEYS]

    def run(self, ctx: RunContext) -> Deleted:
        async def delete(connection: Any) -> int:
            bucket = await connection.jetstream().key_value(self.bucket_name)
            for key in self.keys:
                await bucket.delete(key)
            return len(self.keys)

        return Deleted(deleted_count=self.within(ctx, "deleting", delete))


def _read(content: bytes | None) -> Json:
    if content is None:
        return None
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return content.decode("utf-8", errors="replace")
