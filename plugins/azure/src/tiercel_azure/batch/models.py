"""A job and its tasks, as flows write them, and as the service takes them."""

from __future__ import annotations

import shlex
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import Json, Part, Prop
from tiercel.plugin.services.asking import given


class Job(Part):
    """A job."""

    id: Annotated[str, Field(max_length=64), Prop("Its id: another job of that id goes on.")]
    display_name: Annotated[
        str | None, Field(max_length=1024), Prop("The name that people see; none by default.")
    ] = None
    priority: Annotated[int | None, Prop("From -1000 to 1000: the highest runs first.")] = None
    max_parallel_tasks: Annotated[int | None, Prop("How many tasks run together.")] = None
    labels: Annotated[dict[str, str] | None, Prop("Metadata of the job, values by name.")] = None

    def request(self, pool: str) -> dict[str, Json]:
        """As the service takes it."""
        labels = [{"name": name, "value": each} for name, each in (self.labels or {}).items()]
        return given(
            id=self.id,
            displayName=self.display_name,
            priority=self.priority,
            maxParallelTasks=self.max_parallel_tasks,
            metadata=labels or None,
            poolInfo={"poolId": pool},
        )


class ComputeNodeIdentityReference(Part):
    """As whom a machine asks."""

    resource_id: Annotated[str | None, Prop("The id of the identity.")] = None


_IDENTITY = Prop("As whom the machine asks.")


class ResourceFile(Part):
    """A file that a machine fetches before."""

    http_url: Annotated[
        str | None, Prop("The address of a single file, which the machine can read.")
    ] = None
    storage_container_url: Annotated[str | None, Prop("A container, of all its blobs.")] = None
    auto_storage_container_name: Annotated[
        str | None, Prop("A container of the account's own storage.")
    ] = None
    blob_prefix: Annotated[str | None, Prop("How names of blobs begin.")] = None
    file_path: Annotated[str | None, Prop("Where it goes in the working directory.")] = None
    file_mode: Annotated[str | None, Prop("Who may do what, such as 0755.")] = None
    identity_reference: Annotated[ComputeNodeIdentityReference | None, _IDENTITY] = None


class OutputFileBlobContainerDestination(Part):
    """A container."""

    container_url: Annotated[str, Prop("Its address, with a signature that may write.")]
    path: Annotated[str | None, Prop("The name of the blob, or the folder of several.")] = None
    identity_reference: Annotated[ComputeNodeIdentityReference | None, _IDENTITY] = None


class OutputFileDestination(Part):
    """Where files go."""

    container: Annotated[
        OutputFileBlobContainerDestination,
        Prop("The container of a storage account that gets the files."),
    ]


class OutputFileUploadOptions(Part):
    """When files go."""

    upload_condition: Annotated[Json, Prop("TASK_SUCCESS, TASK_FAILURE or TASK_COMPLETION.")] = (
        "TASK_COMPLETION"
    )


class OutputFile(Part):
    """Files that the machine sends to a container afterwards."""

    destination: Annotated[OutputFileDestination, Prop("Where the files are sent to.")]
    file_pattern: Annotated[str | None, Prop("Which files, such as **/*.csv.")] = None
    upload_options: Annotated[
        OutputFileUploadOptions, Prop("After which end of the task they are sent.")
    ] = OutputFileUploadOptions()


class ContainerRegistry(Part):
    """Where images come from."""

    registry_server: Annotated[
        str | None, Prop("The host of the registry; Docker Hub by default.")
    ] = None
    user_name: Annotated[str | None, Prop("The user to sign in as at the registry.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    identity_reference: Annotated[ComputeNodeIdentityReference | None, _IDENTITY] = None


class TaskContainerSettings(Part):
    """The container that a task runs in."""

    image_name: Annotated[str, Prop("The image of the container, such as `python:3.12`.")]
    registry: Annotated[
        ContainerRegistry | None,
        Prop("The registry of the image and its login; none for a public image."),
    ] = None
    container_run_options: Annotated[str | None, Prop("Further words of `docker create`.")] = None
    working_directory: Annotated[
        Json,
        Prop(
            "Where commands run: TASK_WORKING_DIRECTORY, the default, or CONTAINER_IMAGE_DEFAULT."
        ),
    ] = None


class TaskConstraints(Part):
    """Bounds of a task."""

    max_task_retry_count: Annotated[int | None, Prop("How often it is tried again.")] = None
    max_wall_clock_time: Annotated[timedelta | None, Prop("How long it may take.")] = None
    retention_time: Annotated[timedelta | None, Prop("How long its files are kept.")] = None


class Task(Part):
    """A task of a job."""

    id: Annotated[str, Field(max_length=64), Prop("Its id in the job.")]
    commands: Annotated[
        list[str], Prop("The commands, which the interpreter runs one after the other.")
    ]
    interpreter: Annotated[str, Prop("The program that runs the commands; a shell by default.")] = (
        "/bin/sh"
    )
    interpreter_args: Annotated[list[str], Prop("What it is given before them.")] = ["-c"]  # noqa: RUF012
    display_name: Annotated[
        str | None, Field(max_length=1024), Prop("The name that people see; none by default.")
    ] = None
    environments: Annotated[dict[str, str] | None, Prop("Variables of its environment.")] = None
    container_settings: Annotated[
        TaskContainerSettings | None, Prop("The container that it runs in.")
    ] = None
    constraints: Annotated[
        TaskConstraints | None,
        Prop("How long the task may take, how often it is tried, and how long its files stay."),
    ] = None
    required_slots: Annotated[int | None, Prop("How many slots of a machine it takes.")] = None
    resource_files: Annotated[
        list[ResourceFile] | None, Prop("Files that the machine fetches before.")
    ] = None
    upload_files: Annotated[
        list[OutputFile] | None, Prop("Files that the machine sends elsewhere afterwards.")
    ] = None
    output_files: Annotated[
        list[str] | None, Prop("Files of its working directory that are kept here.")
    ] = None
    output_dirs: Annotated[list[str] | None, Prop("Folders of it whose files are kept here.")] = (
        None
    )

    def request(self) -> dict[str, Json]:
        """As the service takes it."""
        script = "\n".join(self.commands)
        words = [self.interpreter, *self.interpreter_args, script]
        environment = (self.environments or {}).items()
        return given(
            id=self.id,
            displayName=self.display_name,
            commandLine=shlex.join(words),
            environmentSettings=[{"name": name, "value": each} for name, each in environment],
            containerSettings=_plain(self.container_settings),
            constraints=_plain(self.constraints),
            requiredSlots=self.required_slots,
            resourceFiles=[_plain(each) for each in self.resource_files or ()] or None,
            outputFiles=[_plain(each) for each in self.upload_files or ()] or None,
        )

    def is_kept(self, path: str) -> bool:
        """Whether a file of the working directory is one of those that are kept here."""
        folders = [each.strip("/") + "/" for each in self.output_dirs or ()]
        return path in (self.output_files or ()) or path.startswith(tuple(folders))


# Words of the service, by those that flows write.
_WORDS = {
    "TASK_SUCCESS": "tasksuccess",
    "TASK_FAILURE": "taskfailure",
    "TASK_COMPLETION": "taskcompletion",
    "TASK_WORKING_DIRECTORY": "taskWorkingDirectory",
    "CONTAINER_IMAGE_DEFAULT": "containerImageDefault",
}


def _plain(part: Part | None) -> Any:
    if part is None:
        return None
    return _named(part.model_dump(by_alias=True, exclude_none=True, mode="json"))


def _named(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            ("username" if key == "userName" else key): _named(each) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_named(each) for each in value]
    return _WORDS.get(value, value) if isinstance(value, str) else value
