"""File systems over buckets, S3 Files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from tiercel.plugin import Json, Output, Part, Plugin, Prop, RunContext, plugin
from tiercel_aws.calls import Call, CallRow, call_types, made

NextPage = Annotated[str | None, Prop("Where to go on; null when this was the end.")]


class OfFileSystem(Plugin):
    """Which file system it is about."""

    file_system_id: Annotated[str, Prop("The id of the file system, such as fs-0123456789abcdef0.")]


class OfMountTarget(Plugin):
    """Which place it is about."""

    mount_target_id: Annotated[str, Prop("The id of the place.")]


class OnePage(Plugin):
    """Which page of a list."""

    max_results: Annotated[
        int | None, Prop("How many entries to give at most; the service decides by default.")
    ] = None
    next_token: Annotated[
        str | None,
        Prop("Where to go on: `nextToken` of the last answer; the beginning by default."),
    ] = None


class Tag(Part):
    """A tag."""

    key: Annotated[str | None, Prop("The name of the tag.")] = None
    value: Annotated[str | None, Prop("The value of the tag.")] = None


class FileSystem(Part):
    """A file system."""

    bucket: Annotated[str | None, Prop("The bucket behind it.")] = None
    client_token: Annotated[str | None, Prop("The token that it was asked for with.")] = None
    creation_time: Annotated[int | None, Prop("When it was made, in seconds of the epoch.")] = None
    file_system_arn: Annotated[
        str | None, Prop("The ARN of the file system: `arn:aws:s3files:…`.")
    ] = None
    file_system_id: Annotated[str | None, Prop("The id that the service gave the file system.")] = (
        None
    )
    kms_key_id: Annotated[str | None, Prop("The key that encrypts it.")] = None
    name: Annotated[str | None, Prop("The name of the file system.")] = None
    owner_id: Annotated[str | None, Prop("The account that owns it.")] = None
    prefix: Annotated[str | None, Prop("How keys of its files begin.")] = None
    role_arn: Annotated[str | None, Prop("The role that reads and writes the bucket.")] = None
    status: Annotated[str | None, Prop("Its state, such as AVAILABLE.")] = None
    status_message: Annotated[str | None, Prop("What the service says of its state.")] = None
    tags: Annotated[list[Tag] | None, Prop("Tags of the file system, for costs and searches.")] = (
        None
    )


class MountTarget(Part):
    """A place in a network where a file system is mounted."""

    file_system_id: Annotated[str | None, Prop("The id of the file system that is mounted.")] = None
    ip_address: Annotated[str | None, Prop("The address of the place in the network.")] = None
    mount_target_id: Annotated[str | None, Prop("The id that the service gave the place.")] = None
    owner_id: Annotated[str | None, Prop("The account that owns it.")] = None
    security_groups: Annotated[
        list[str] | None, Prop("Ids of the security groups, which say who may connect.")
    ] = None
    status: Annotated[str | None, Prop("The state of the place, such as AVAILABLE.")] = None
    status_message: Annotated[str | None, Prop("What the service says of its state.")] = None
    subnet_id: Annotated[str | None, Prop("The id of the subnet that it is in.")] = None
    vpc_id: Annotated[str | None, Prop("The id of the virtual network (VPC) that it is in.")] = None


class FileSystemMade(Output):
    """The file system that was made."""

    creation_time: Annotated[int | None, Prop("When it was made, in seconds of the epoch.")] = None
    file_system_arn: Annotated[
        str | None, Prop("The ARN of the file system: `arn:aws:s3files:…`.")
    ] = None
    file_system_id: Annotated[str | None, Prop("The id that the service gave the file system.")] = (
        None
    )
    status: Annotated[str | None, Prop("The state of the file system, such as AVAILABLE.")] = None


@plugin(
    "io.kestra.plugin.aws.s3.files.CreateFileSystem",
    title="Make a file system over a bucket.",
    examples=[
        (
            "region: eu-west-1\n"
            "bucket: arn:aws:s3:::shop\n"
            "roleArn: arn:aws:iam::123456789012:role/files"
        )
    ],
)
class CreateFileSystem(Call[FileSystemMade]):
    """It is there some time after the task: `status` says so."""

    service = "s3files"
    operation = "create_file_system"
    bucket: Annotated[str, Prop("The bucket, by its ARN.")]
    role_arn: Annotated[str, Prop("The role that reads and writes the bucket, by its ARN.")]
    prefix: Annotated[str | None, Prop("How keys of its files begin; all keys by default.")] = None
    kms_key_id: Annotated[
        str | None, Prop("The key that encrypts it; one of the service by default.")
    ] = None
    client_token: Annotated[
        str | None,
        Prop("A token with which it is made once only; one of the task run by default."),
    ] = None
    accept_bucket_warning: Annotated[
        bool, Prop("Whether to go on when the service warns about the bucket.")
    ] = False
    tags: Annotated[dict[str, str] | None, Prop("Tags by their names.")] = None

    def run(self, ctx: RunContext) -> FileSystemMade:
        with self.client(ctx, self.service) as client:
            asked = self.arguments(client)
            asked.setdefault("clientToken", ctx.idempotency_key[-64:])
            if self.tags is not None:
                asked["tags"] = [{"key": key, "value": each} for key, each in self.tags.items()]
            return made(FileSystemMade, in_seconds(client.create_file_system(**asked)))


class MountTargetMade(Output):
    """The place that was made."""

    ip_address: Annotated[str | None, Prop("Its address, of IPv4 where it has one.")] = None
    mount_target_id: Annotated[str | None, Prop("The id that the service gave the place.")] = None
    status: Annotated[str | None, Prop("The state of the place, such as CREATING.")] = None


@plugin(
    "io.kestra.plugin.aws.s3.files.CreateMountTarget",
    title="Make a place where a file system is mounted.",
    examples=["region: eu-west-1\nfileSystemId: fs-0123456789abcdef0\nsubnetId: subnet-0123"],
)
class CreateMountTarget(OfFileSystem, Call[MountTargetMade]):
    """One for each zone of a network."""

    service = "s3files"
    operation = "create_mount_target"
    renamed: ClassVar[Mapping[str, str]] = {"ip_address": "ipv4Address"}
    subnet_id: Annotated[str, Prop("The subnet that gets the place: `subnet-…`.")]
    ip_address: Annotated[
        str | None, Prop("Its address of IPv4 in the subnet; any free one by default.")
    ] = None
    security_groups: Annotated[
        list[str] | None, Prop("Ids of security groups; that of the network by default.")
    ] = None

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> MountTargetMade:
        return made(MountTargetMade, with_address(answer))


class FileSystemFound(Output):
    """A file system."""

    file_system: Annotated[FileSystem, Prop("The file system as it is now.")]


@plugin(
    "io.kestra.plugin.aws.s3.files.GetFileSystem",
    title="Look at a file system over a bucket.",
    examples=["region: eu-west-1\nfileSystemId: fs-0123456789abcdef0"],
)
class GetFileSystem(OfFileSystem, Call[FileSystemFound]):
    """Its state and its settings."""

    service = "s3files"
    operation = "get_file_system"

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> FileSystemFound:
        return FileSystemFound(file_system=made(FileSystem, in_seconds(answer)))


class FileSystems(Output):
    """File systems."""

    file_systems: Annotated[list[FileSystem], Prop("File systems of one page of the list.")]
    next_token: NextPage = None


@plugin(
    "io.kestra.plugin.aws.s3.files.ListFileSystems",
    title="List file systems over buckets.",
    examples=["region: eu-west-1\nmaxResults: 50"],
)
class ListFileSystems(OnePage, Call[FileSystems]):
    """One page of the list."""

    service = "s3files"
    operation = "list_file_systems"
    bucket: Annotated[
        str | None, Prop("Only those over this bucket, by its ARN; all by default.")
    ] = None

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> FileSystems:
        found = [made(FileSystem, in_seconds(each)) for each in answer.get("fileSystems", ())]
        return FileSystems(file_systems=found, next_token=answer.get("nextToken"))


class MountTargets(Output):
    """Places where a file system is mounted."""

    mount_targets: Annotated[list[MountTarget], Prop("Places of one page of the list.")]
    next_token: NextPage = None


@plugin(
    "io.kestra.plugin.aws.s3.files.ListMountTargets",
    title="List the places where a file system is mounted.",
    examples=["region: eu-west-1\nfileSystemId: fs-0123456789abcdef0"],
)
class ListMountTargets(OfFileSystem, OnePage, Call[MountTargets]):
    """One page of the list."""

    service = "s3files"
    operation = "list_mount_targets"

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> MountTargets:
        found = [made(MountTarget, with_address(each)) for each in answer.get("mountTargets", ())]
        return MountTargets(mount_targets=found, next_token=answer.get("nextToken"))


def in_seconds(answer: Mapping[str, Json]) -> dict[str, Json]:
    """An answer whose date is a number."""
    at = answer.get("creationTime")
    return {**answer, **({"creationTime": int(at.timestamp())} if at is not None else {})}


def with_address(answer: Mapping[str, Json]) -> dict[str, Json]:
    """An answer whose address has the name that outputs have."""
    return {**answer, "ipAddress": answer.get("ipv4Address") or answer.get("ipv6Address")}


TYPES = call_types(
    __name__,
    "s3files",
    "io.kestra.plugin.aws.s3.files.",
    (
        CallRow(
            name="DeleteFileSystem",
            title="Delete a file system over a bucket.",
            text="The bucket and its objects stay.",
            example="region: eu-west-1\nfileSystemId: fs-0123456789abcdef0",
            operation="delete_file_system",
            of=OfFileSystem,
        ),
        CallRow(
            name="DeleteMountTarget",
            title="Delete a place where a file system is mounted.",
            text="Machines that have mounted it lose it.",
            example="region: eu-west-1\nmountTargetId: fsmt-0123456789abcdef0",
            operation="delete_mount_target",
            of=OfMountTarget,
        ),
    ),
)
# The catalog finds classes by module and name.
globals().update(TYPES)
