"""Files of Data Lake that are made or changed, and executions for such files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import (
    Metric,
    Output,
    Part,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.changes import Changes, ChangeType
from tiercel.plugin.services.sending import Sent
from tiercel_azure.clients import library
from tiercel_azure.storage.accounts import MaybeLocated, Sassed
from tiercel_azure.storage.datalake import (
    FILE,
    FILE_SYSTEM,
    FOLDER,
    PLACE,
    AdlsFile,
    LakeService,
    OfFile,
    OneFile,
    copied,
    files_of,
    looked_at,
)
from tiercel_azure.storage.files import MAX_FILES, MOVED, Action, behind
from tiercel_azure.storage.signing import EXPIRATION, PERMISSIONS, Signed, moment_of, signing

Permission = Literal[
    "READ",
    "ADD",
    "CREATE",
    "WRITE",
    "DELETE",
    "LIST",
    "MOVE",
    "EXECUTE",
    "MANAGE_OWNERSHIP",
    "MANAGE_ACCESS_CONTROL",
]
_SIZE = Metric("file.size", "counter", "bytes", "The size of the file.")


@plugin(
    "io.kestra.plugin.azure.storage.adls.Upload",
    title="Put a file into Data Lake.",
    examples=[FILE + '\nfrom: "{{ outputs.export.uri }}"'],
    metrics=[_SIZE],
)
class Upload(OfFile, RunnableTask[OneFile]):
    """In parts; a file that is there is replaced. The log says how far a large file is."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of the stored file.")]
    use_lease: Annotated[
        bool | None, Prop("Whether nobody else may change it until it is whole.")
    ] = None
    lease_duration_seconds: Annotated[
        int | None, Prop("How long that holds at most: 15 to 60; for ever by default.")
    ] = None
    validate_checksum: Annotated[
        bool | None, Prop("Whether the service compares what it gets with its MD5.")
    ] = None

    def run(self, ctx: RunContext) -> OneFile:
        size = ctx.blobs.size(self.from_)
        more = {"validate_content": True} if self.validate_checksum else {}
        with self.client(ctx, "upload") as client, ctx.blobs.open(self.from_) as stored:
            file, lease = self.file(client), None
            if self.use_lease:
                if not file.exists():
                    file.create_file()
                lease = file.acquire_lease(self.lease_duration_seconds or -1)
            try:
                file.upload_data(
                    Sent(ctx, stored, size, self.file_path),
                    length=size,
                    overwrite=True,
                    lease=lease,
                    **more,
                )
            finally:
                if lease is not None:
                    lease.release()
            ctx.metrics.counter("file.size", size)
            return OneFile(file=looked_at(ctx, file))


@plugin(
    "io.kestra.plugin.azure.storage.adls.SharedAccess",
    title="Make an address by which others may use a file of Data Lake for a while.",
    examples=[FILE + "\npermissions: [READ]\nexpirationDate: \"{{ now() | dateAdd(1, 'DAYS') }}\""],
)
class SharedAccess(OfFile, RunnableTask[Signed]):
    """Whoever has the address needs no login."""

    expiration_date: Annotated[str, EXPIRATION]
    permissions: Annotated[list[Permission], PERMISSIONS]

    def run(self, ctx: RunContext) -> Signed:
        until = moment_of("expirationDate", self.expiration_date)
        folder, _, name = self.file_path.strip("/").rpartition("/")
        with self.client(ctx, "signing") as client:
            how = signing(ctx, client, self.key(), until, self.permissions)
            signature = library("storage.filedatalake").generate_file_sas(
                client.account_name,
                self.file_system,
                folder,
                name,
                credential=how["key"],
                permission=how["permission"],
                expiry=how["expiry"],
            )
            url = self.file(client).url.partition("?")[0]
        return Signed(uri=f"{url}?{signature}")


@plugin(
    "io.kestra.plugin.azure.storage.adls.update.Append",
    title="Add a text to a file of Data Lake.",
    examples=[FILE + '\ndata: "{{ outputs.count.value }}\\n"'],
    metrics=[_SIZE, Metric("data.size", "counter", "bytes", "The size of what was added.")],
)
class Append(OfFile, RunnableTask[Output]):
    """At its end; the file must be there."""

    data: Annotated[str, Prop("The text to write at the end of the file, in UTF-8.")]

    def run(self, ctx: RunContext) -> None:
        content = self.data.encode()
        with self.client(ctx, "appending") as client:
            file = self.file(client)
            size = file.get_file_properties().size
            file.append_data(content, offset=size, length=len(content))
            file.flush_data(size + len(content))
        ctx.metrics.counter("file.size", size + len(content))
        ctx.metrics.counter("data.size", len(content))


class Leased(Output):
    """The lease."""

    id: Annotated[str | None, Prop("Its id, by which it is renewed and released.")] = None


@plugin(
    "io.kestra.plugin.azure.storage.adls.update.Lease",
    title="Keep others from changing a file of Data Lake.",
    examples=[FILE + "\naction: ACQUIRE\nleaseDuration: 30"],
)
class Lease(OfFile, RunnableTask[Leased]):
    """Or allow it again."""

    action: Annotated[
        Literal["ACQUIRE", "RENEW", "RELEASE", "BREAK"],
        Prop("What to do: BREAK ends the lease of somebody else."),
    ] = "ACQUIRE"
    lease_duration: Annotated[
        int, Prop("How many seconds it holds at most: 15 to 60, or -1 for ever.")
    ] = -1
    lease_id: Annotated[str | None, Prop("The id of a lease, to renew or release it.")] = None

    def run(self, ctx: RunContext) -> Leased:
        """Raises: PluginError without an id, to renew or release."""
        if self.action in ("RENEW", "RELEASE") and not self.lease_id:
            raise PluginError(f"`leaseId` must be given for the action {self.action}")
        with self.client(ctx, f"{self.action.lower()} of a lease") as client:
            lease = library("storage.filedatalake").DataLakeLeaseClient(
                self.file(client), self.lease_id
            )
            if self.action == "ACQUIRE":
                lease.acquire(self.lease_duration)
            elif self.action == "RENEW":
                lease.renew()
            elif self.action == "RELEASE":
                lease.release()
            else:
                lease.break_lease()
            return Leased(id=lease.id)


class Permissions(Part):
    """Who may do what; what is left out may not be done."""

    read_permission: Annotated[bool | None, Prop("Whether it may be read.")] = None
    write_permission: Annotated[bool | None, Prop("Whether it may be changed.")] = None
    execute_permission: Annotated[bool | None, Prop("Whether it may be run.")] = None

    def letters(self) -> str:
        """As the service has them, such as rw-."""
        pairs = (
            ("r", self.read_permission),
            ("w", self.write_permission),
            ("x", self.execute_permission),
        )
        return "".join(letter if may else "-" for letter, may in pairs)


@plugin(
    "io.kestra.plugin.azure.storage.adls.update.SetAccessControl",
    title="Say who may do what with a file of Data Lake.",
    examples=[FILE + "\ngroupPermissions:\n  readPermission: true"],
)
class SetAccessControl(OfFile, RunnableTask[Output]):
    """What is left out stays as it is."""

    owner_permissions: Annotated[
        Static[Permissions | None], Prop("What the owner may do: read, write, execute.")
    ] = None
    group_permissions: Annotated[
        Static[Permissions | None], Prop("What the group may do: read, write, execute.")
    ] = None
    other_permissions: Annotated[
        Static[Permissions | None], Prop("What all others may do: read, write, execute.")
    ] = None

    def run(self, ctx: RunContext) -> None:
        asked = (self.owner_permissions, self.group_permissions, self.other_permissions)
        with self.client(ctx, "setting permissions") as client:
            file = self.file(client)
            before = file.get_access_control()["permissions"]
            parts = (before[:3], before[3:6], before[6:9])
            file.set_access_control(
                permissions="".join(
                    one.letters() if one is not None else was
                    for one, was in zip(asked, parts, strict=True)
                )
            )


class DestinationObject(Part):
    """A folder."""

    file_system: Annotated[str, FILE_SYSTEM]
    directory_path: Annotated[str, FOLDER]


class TriggeredFile(Part):
    """A file that is new or changed."""

    file: Annotated[AdlsFile, Prop("The file with the address of its copy.")]
    change_type: Annotated[ChangeType, Prop("Whether it was made or changed.")]


class TriggeredFiles(Output):
    """The files that started the execution."""

    files: Annotated[list[TriggeredFile], Prop("The files, in the order of their names.")]


@plugin(
    "io.kestra.plugin.azure.storage.adls.Trigger",
    title="Start an execution for new files of Data Lake.",
    examples=[
        PLACE + "directoryPath: inbox\ninterval: PT1M\naction: MOVE\n"
        "moveTo:\n  fileSystem: lake\n  directoryPath: done"
    ],
)
class Trigger(MaybeLocated, Sassed, LakeService, Changes, PollingTrigger[TriggeredFiles]):
    """One for all that a poll finds; they are moved or deleted once it is stored."""

    file_system: Annotated[str | None, FILE_SYSTEM] = None
    directory_path: Annotated[str | None, FOLDER] = None
    action: Annotated[Action, MOVED] = "NONE"
    move_to: Annotated[DestinationObject | None, Prop("Where MOVE puts them.")] = None
    max_files: Annotated[int, MAX_FILES] = 25

    def poll(self, ctx: RunContext) -> Iterator[TriggeredFiles]:
        """Raises: PluginError without a file system, or for MOVE without a place."""
        place, system = self.move_to, self.file_system
        if not system:
            raise PluginError("`fileSystem` must be given")
        if self.action == "MOVE" and place is None:
            raise PluginError("`moveTo` must be given for the action MOVE")
        with self.client(ctx, "listing") as client:
            listing = (
                (f"{system}/{each.name}", f"{each.e_tag} {each.last_modifed}", each)
                for each in files_of(client, system, self.directory_path)
            )
            with self.changed(ctx, listing, self.max_files) as found:
                if found:
                    yield TriggeredFiles(
                        files=[
                            TriggeredFile(
                                file=copied(ctx, client.get_file_client(system, each.name), each),
                                change_type=change,
                            )
                            for each, change in found
                        ]
                    )
            for each, _ in found if self.action != "NONE" else ():
                file = client.get_file_client(system, each.name)
                if place is not None and self.action == "MOVE":
                    target = behind(place.directory_path, str(each.name))
                    file.rename_file(f"{place.file_system}/{target}")
                else:
                    file.delete_file()
