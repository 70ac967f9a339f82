"""Files of Data Lake: as outputs have them, listed, copied here and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, ClassVar

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel_azure.clients import library
from tiercel_azure.storage.accounts import Account, Located, Sassed
from tiercel_azure.storage.files import (
    MAX_FILES,
    Checked,
    Deleted,
    Expected,
    Several,
    copy_of,
    delete_all,
    readable,
    tag_of,
    text_of,
    word_of,
)

FILE_SYSTEM = Prop("The file system, which is a container of the account.")
FOLDER = Prop("The path of the folder.")
PLACE = (
    "connectionString: \"{{ secret('AZURE_STORAGE') }}\"\n"
    "endpoint: https://shop.dfs.core.windows.net\nfileSystem: lake\n"
)
FILE = PLACE + "filePath: orders/today.csv"


class AdlsFile(Part):
    """A file, or a folder."""

    uri: Annotated[str | None, Prop("The copy in the internal storage, where there is one.")] = None
    file_system: Annotated[str | None, Prop("The name of the file system that has it.")] = None
    name: Annotated[
        str | None, Prop("The path in the file system, such as `folder/orders.csv`.")
    ] = None
    file_name: Annotated[str | None, Prop("The last part of its path.")] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    is_directory: Annotated[bool | None, Prop("Whether it is a folder.")] = None
    # Compat: flows read the name as the reference spells it.
    last_modifed: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    creation_time: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    e_tag: Annotated[str | None, Prop("A text that changes with it.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the content, such as `text/csv`.")
    ] = None
    content_encoding: Annotated[str | None, Prop("How the content is encoded.")] = None
    content_language: Annotated[
        str | None, Prop("The language of the content, such as `en-GB`.")
    ] = None
    content_md5: Annotated[str | None, Prop("The MD5 that is kept with it, in Base64.")] = None
    owner: Annotated[
        str | None, Prop("Who owns it, mostly the object id of a user or an application.")
    ] = None
    group: Annotated[str | None, Prop("The group that owns it.")] = None
    permissions: Annotated[str | None, Prop("Who may do what, such as rw-r-----.")] = None
    access_control_list: Annotated[list[str] | None, Prop("The same with users by name.")] = None
    lease_state: Annotated[Json, Prop("Whether somebody has it for himself.")] = None
    lease_status: Annotated[Json, Prop("Whether it is locked.")] = None
    lease_duration: Annotated[Json, Prop("Whether that ends by itself.")] = None
    archive_status: Annotated[Json, Prop("Whether it comes back from the archive.")] = None
    archive_tier: Annotated[Json, Prop("How often it is read, as it was said.")] = None


class OneFile(Output):
    """The file."""

    file: Annotated[AdlsFile, Prop("The file that was read, made or deleted.")]


class Files(Output):
    """Files."""

    files: Annotated[list[AdlsFile], Prop("The files, in the order of their names.")]


class CopiedFiles(Files):
    """Files with the addresses of their copies."""

    output_files: Annotated[dict[str, str], Prop("The address of each copy by the path.")]


class LakeService(Account):
    """How Data Lake is asked."""

    service: ClassVar[str] = "Azure Data Lake"
    module: ClassVar[str] = "storage.filedatalake"
    client_name: ClassVar[str] = "DataLakeServiceClient"


class OfLake(Located, Sassed, LakeService):
    """Which file system."""

    file_system: Annotated[str, FILE_SYSTEM]


class OfFile(OfLake):
    """Which file."""

    file_path: Annotated[str, Prop("The path in the file system, such as `folder/orders.csv`.")]

    def file(self, client: Any) -> Any:
        """The client of the file."""
        return client.get_file_client(self.file_system, self.file_path.strip("/"))


class OfFolder(OfLake):
    """Which folder."""

    directory_path: Annotated[str, FOLDER]


def listed(client: Any, file_system: str, folder: str | None) -> Iterator[AdlsFile]:
    """What is directly in a folder, page by page."""
    path = (folder or "").strip("/") or None
    found = client.get_file_system_client(file_system).get_paths(path=path, recursive=False)
    for each in found:
        yield AdlsFile(
            file_system=file_system,
            name=each.name,
            file_name=each.name.rpartition("/")[2],
            size=each.content_length,
            is_directory=bool(each.is_directory),
            last_modifed=readable(each.last_modified),
            creation_time=readable(each.creation_time),
            e_tag=tag_of(each.etag),
            owner=each.owner,
            group=each.group,
            permissions=each.permissions,
        )


def looked_at(ctx: RunContext, file: Any) -> AdlsFile:
    """A file by its client, with who may do what where that may be asked."""
    found = file.get_file_properties()
    access: dict[str, Any] = {}
    try:
        access = file.get_access_control()
    except library("core.exceptions").HttpResponseError as error:
        line = f"Who may do what can't be asked: {error.status_code}"
        ctx.log.debug(line)
    content, lease = found.content_settings, found.lease
    listing = access.get("acl")
    return AdlsFile(
        file_system=file.file_system_name,
        name=file.path_name,
        file_name=file.path_name.rpartition("/")[2],
        size=found.size,
        is_directory=False,
        last_modifed=readable(found.last_modified),
        creation_time=readable(found.creation_time),
        e_tag=tag_of(found.etag),
        content_type=content.content_type,
        content_encoding=content.content_encoding,
        content_language=content.content_language,
        content_md5=text_of(content.content_md5),
        owner=access.get("owner"),
        group=access.get("group"),
        permissions=access.get("permissions"),
        access_control_list=listing.split(",") if listing else None,
        lease_state=word_of(lease.state),
        lease_status=word_of(lease.status),
        lease_duration=word_of(lease.duration),
        archive_status=word_of(found.get("archive_status")),
        archive_tier=word_of(found.get("blob_tier")),
    )


def copied(ctx: RunContext, file: Any, found: AdlsFile, checks: Checked | None = None) -> AdlsFile:
    """A file with the address of its copy."""
    stream = file.download_file(max_concurrency=1)
    return found.model_copy(update={"uri": copy_of(ctx, str(found.name), stream, checks)})


@plugin(
    "io.kestra.plugin.azure.storage.adls.List",
    title="List files of Data Lake.",
    examples=[PLACE + "directoryPath: orders"],
)
class List(OfFolder, RunnableTask[Files]):
    """What is directly in the folder, folders as well; the first `maxFiles`."""

    max_files: Annotated[int, MAX_FILES] = 25

    def run(self, ctx: RunContext) -> Files:
        with self.client(ctx, "listing") as client:
            found = islice(listed(client, self.file_system, self.directory_path), self.max_files)
            return Files(files=list(found))


@plugin(
    "io.kestra.plugin.azure.storage.adls.Read",
    title="Copy a file of Data Lake to the internal storage.",
    examples=[FILE],
)
class Read(OfFile, Expected, RunnableTask[OneFile]):
    """As a stream."""

    def run(self, ctx: RunContext) -> OneFile:
        with self.client(ctx, "download") as client:
            file = self.file(client)
            return OneFile(file=copied(ctx, file, looked_at(ctx, file), self))


@plugin(
    "io.kestra.plugin.azure.storage.adls.Reads",
    title="Copy several files of Data Lake to the internal storage.",
    examples=[PLACE + "directoryPath: orders"],
)
class Reads(OfFolder, Checked, RunnableTask[CopiedFiles]):
    """The files that are directly in the folder, `maxFiles` at most."""

    max_files: Annotated[int, MAX_FILES] = 25

    def run(self, ctx: RunContext) -> CopiedFiles:
        with self.client(ctx, "download") as client:
            found = files_of(client, self.file_system, self.directory_path)
            copies = [
                copied(ctx, client.get_file_client(self.file_system, each.name), each, self)
                for each in islice(found, self.max_files)
            ]
        files = {str(each.name): str(each.uri) for each in copies}
        return CopiedFiles(files=copies, output_files=files)


def files_of(client: Any, file_system: str, folder: str | None) -> Iterator[AdlsFile]:
    """The files that are directly in a folder."""
    return (each for each in listed(client, file_system, folder) if not each.is_directory)


@plugin(
    "io.kestra.plugin.azure.storage.adls.Delete",
    title="Delete a file of Data Lake.",
    examples=[FILE],
)
class Delete(OfFile, RunnableTask[OneFile]):
    """One that is not there is an error."""

    def run(self, ctx: RunContext) -> OneFile:
        with self.client(ctx, "deleting") as client:
            file = self.file(client)
            found = looked_at(ctx, file)
            file.delete_file()
        return OneFile(file=found)


@plugin(
    "io.kestra.plugin.azure.storage.adls.DeleteFiles",
    title="Delete the files of a folder of Data Lake.",
    examples=[PLACE + "directoryPath: orders/2023"],
    metrics=[
        Metric("files.count", "counter", "files", "How many were deleted."),
        Metric("files.size", "counter", "bytes", "Their size."),
    ],
)
class DeleteFiles(OfFolder, Several, RunnableTask[Deleted]):
    """Those that are directly in it; folders stay."""

    def run(self, ctx: RunContext) -> Deleted:
        with self.client(ctx, "deleting") as client:
            system = client.get_file_system_client(self.file_system)
            found = files_of(client, self.file_system, self.directory_path)
            return delete_all(ctx, self, found, lambda each: system.delete_file(each.name), "files")
