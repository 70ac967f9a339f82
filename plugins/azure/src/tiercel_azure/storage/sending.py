"""Blobs that are made: of stored files, of other blobs; and signatures for those who read them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.sending import Sent
from tiercel.plugins.files import several_of
from tiercel_azure.clients import library
from tiercel_azure.storage.accounts import KEY, Located
from tiercel_azure.storage.blobs import (
    CONTAINER,
    PLACE,
    Blob,
    BlobService,
    OfBlobs,
    OneBlob,
    Place,
    looked_at,
)
from tiercel_azure.storage.copies import COPIED, copy
from tiercel_azure.storage.signing import EXPIRATION, PERMISSIONS, Signed, moment_of, signing

Tier = Literal[
    "P4", "P6", "P10", "P15", "P20", "P30", "P40", "P50", "P60", "P70", "P80", "HOT", "COOL",
    "ARCHIVE",
]  # fmt: skip
Permission = Literal[
    "READ", "ADD", "CREATE", "WRITE", "DELETE", "DELETE_VERSION", "TAGS", "LIST", "MOVE",
    "EXECUTE", "FILTER", "IMMUTABILITY_POLICY",
]  # fmt: skip


class BlobImmutabilityPolicy(Part):
    """Until when a blob can't be changed."""

    expiry_time: Annotated[str | None, Prop("Until when, in ISO 8601.")] = None
    policy_mode: Annotated[
        Literal["MUTABLE", "UNLOCKED", "LOCKED"] | None,
        Prop("Whether that time can be made shorter (UNLOCKED), or not (LOCKED)."),
    ] = None


class Uploaded(Output):
    """The blob that was made, or several."""

    blob: Annotated[Blob | None, Prop("The blob, of one file.")] = None
    blobs: Annotated[list[Blob] | None, Prop("The blobs, of several.")] = None


@plugin(
    "io.kestra.plugin.azure.storage.blob.Upload",
    title="Put files into a container of Azure.",
    examples=[PLACE + 'name: exports/today.csv\nfrom: "{{ outputs.export.uri }}"'],
    metrics=[Metric("file.size", "counter", "bytes", "The size of a file.")],
)
class Upload(OfBlobs, RunnableTask[Uploaded]):
    """In parts; a blob that is there is replaced. The log says how far a large file is."""

    container: Annotated[str, CONTAINER]
    name: Annotated[str, Prop("The name of the blob; of several files the folder they go to.")]
    from_: Annotated[
        list[Json] | str | dict[str, Json],
        Field(alias="from"),
        Prop("The address of a stored file, a list of them, or a map of names to them."),
    ]
    access_tier: Annotated[
        Tier | None, Prop("How often it will be read; as the account says by default.")
    ] = None
    metadata: Annotated[dict[str, str] | None, Prop("Metadata of the blob, values by name.")] = None
    tags: Annotated[dict[str, str] | None, Prop("Tags by name, which can be searched.")] = None
    immutability_policy: Annotated[
        Static[BlobImmutabilityPolicy | None], Prop("Until when it can't be changed.")
    ] = None
    legal_hold: Annotated[
        bool | None, Prop("Whether it can't be changed until somebody lifts that.")
    ] = None
    validate_checksum: Annotated[
        bool | None, Prop("Whether the service compares what it gets with its MD5.")
    ] = None

    def run(self, ctx: RunContext) -> Uploaded:
        several, options = several_of(self.from_), self._options()
        with self.client(ctx, "upload") as client:
            if several is None:
                uri = str(self.from_).strip()
                return Uploaded(blob=self._put(ctx, client, uri, self.name, options))
            folder = self.name.rstrip("/")
            made = [
                self._put(ctx, client, uri, f"{folder}/{name}".lstrip("/"), options)
                for name, uri in several.items()
            ]
            return Uploaded(blobs=made)

    def _put(
        self, ctx: RunContext, client: Any, uri: str, name: str, options: dict[str, Json]
    ) -> Blob:
        blob, size = client.get_blob_client(self.container, name), ctx.blobs.size(uri)
        with ctx.blobs.open(uri) as file:
            blob.upload_blob(Sent(ctx, file, size, name), length=size, overwrite=True, **options)
        ctx.metrics.counter("file.size", size)
        return looked_at(blob)

    def _options(self) -> dict[str, Json]:
        blobs, policy, tier = library("storage.blob"), self.immutability_policy, self.access_tier
        kept = None
        if policy is not None:
            until = policy.expiry_time
            kept = blobs.ImmutabilityPolicy(
                expiry_time=None if until is None else moment_of("expiryTime", until),
                policy_mode=(policy.policy_mode or "UNLOCKED").capitalize(),
            )
        return given(
            metadata=self.metadata,
            tags=self.tags,
            # Those of disks are called as the service has them, such as P10.
            standard_blob_tier=blobs.StandardBlobTier.__members__.get(tier or "", tier),
            immutability_policy=kept,
            legal_hold=self.legal_hold,
            validate_content=self.validate_checksum or None,
        )


@plugin(
    "io.kestra.plugin.azure.storage.blob.Copy",
    title="Copy a blob of Azure to another place there.",
    examples=[
        KEY + "from:\n  container: orders\n  name: today.csv\n"
        "to:\n  container: archive\n  name: yesterday.csv\ndelete: true"
    ],
)
class Copy(OfBlobs, RunnableTask[OneBlob]):
    """The content does not pass through the server; a kill ends the copy."""

    far_work = COPIED

    from_: Annotated[
        Place, Field(alias="from"), Prop("The blob to copy: its container and its name.")
    ]
    to: Annotated[Place, Prop("Where the copy goes: a container and a name.")]
    delete: Annotated[bool, Prop("Whether to delete the source afterwards.")] = False

    def run(self, ctx: RunContext) -> OneBlob:
        """Raises: PluginError for the same place, if the source is to be deleted."""
        if self.delete and self.from_ == self.to:
            raise PluginError("`to` must be another place than `from`, which is deleted")
        with self.client(ctx, "copying") as client:
            source = client.get_blob_client(self.from_.container, self.from_.name)
            target = client.get_blob_client(self.to.container, self.to.name)
            copy(ctx, source, target)
            if self.delete:
                source.delete_blob()
            return OneBlob(blob=looked_at(target))


@plugin(
    "io.kestra.plugin.azure.storage.blob.SharedAccess",
    title="Make an address by which others may use a blob of Azure for a while.",
    examples=[
        PLACE + "name: exports/today.csv\npermissions: [READ]\n"
        "expirationDate: \"{{ now() | dateAdd(1, 'DAYS') }}\""
    ],
)
class SharedAccess(Located, BlobService, RunnableTask[Signed]):
    """Whoever has the address needs no login."""

    container: Annotated[str, CONTAINER]
    name: Annotated[str, Prop("The name of the blob.")]
    expiration_date: Annotated[str, EXPIRATION]
    permissions: Annotated[list[Permission], PERMISSIONS]

    def run(self, ctx: RunContext) -> Signed:
        with self.client(ctx, "signing") as client:
            blob = client.get_blob_client(self.container, self.name)
            until = moment_of("expirationDate", self.expiration_date)
            how = signing(ctx, client, self.key(), until, self.permissions)
            key = how.pop("key")
            how["account_key" if isinstance(key, str) else "user_delegation_key"] = key
            signature = library("storage.blob").generate_blob_sas(
                client.account_name, self.container, self.name, **how
            )
        return Signed(uri=f"{blob.url.partition('?')[0]}?{signature}")
