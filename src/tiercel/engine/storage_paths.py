"""Where files lie in the internal storage, and who may read them (spec/internal-storage.md §1)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

import msgspec

from tiercel.model.errors import IllegalArgument, NotAllowed

SCHEME = "kestra"
_EXECUTION_FILE = re.compile(r"^/(.+)/executions/([^/]+)/", re.IGNORECASE)
_DROPPED = re.compile(r"[^A-Za-z0-9_-]")


class Reader(msgspec.Struct, frozen=True):
    """Who asks for a file: a flow and, when there is one, its execution and what started it."""

    namespace: str
    flow_id: str
    execution_id: str | None = None


def slug(text: str) -> str:
    """The form of an id in a path.

    Source: spec/internal-storage.md §1.2.
    """
    plain = unicodedata.normalize("NFD", re.sub(r"\s", "-", text))
    plain = _DROPPED.sub("", plain).replace("_", "-")
    plain = re.sub(r"-{2,}", "-", plain)
    return plain.removeprefix("-").removesuffix("-").lower()


def namespace_path(namespace: str) -> str:
    """`/a/b` for namespace `a.b`."""
    return "/" + namespace.replace(".", "/")


def flow_path(namespace: str, flow_id: str) -> str:
    """The folder of a flow."""
    return f"{namespace_path(namespace)}/{slug(flow_id)}"


def execution_path(namespace: str, flow_id: str, execution_id: str) -> str:
    """The folder of an execution: purged with it."""
    return f"{flow_path(namespace, flow_id)}/executions/{execution_id}"


def task_run_path(execution_folder: str, task_id: str, task_run_id: str) -> str:
    """The folder of a task run below the folder of its execution."""
    return f"{execution_folder}/tasks/{slug(task_id)}/{task_run_id}"


def trigger_path(execution_folder: str, trigger_id: str) -> str:
    """The folder of what a trigger stored for the execution that it starts."""
    return f"{execution_folder}/trigger/{slug(trigger_id)}"


def namespace_files_path(namespace: str) -> str:
    """The folder of the files of a namespace."""
    return f"{namespace_path(namespace)}/_files"


def cache_path(namespace: str, flow_id: str, cache_id: str, item: str | None = None) -> str:
    """Where the cache of a working directory lies; `item` is the hash of a loop value."""
    folder = f"{flow_path(namespace, flow_id)}/{slug(cache_id)}"
    return f"{folder}/{item}/cache.zip" if item else f"{folder}/cache/cache.zip"


def uri_of(path: str) -> str:
    """The address of a path."""
    return f"{SCHEME}://{path}"


def path_of(uri: str | None) -> str:
    """The path of an address; the host in it is ignored.

    Raises: IllegalArgument for anything that is not an address of the internal storage.
    """
    if uri is None:
        raise IllegalArgument("Invalid internal storage uri, got null")
    text = str(uri)
    scheme = text.partition(":")[0] if ":" in text else ""
    if not scheme:
        raise IllegalArgument(f"Invalid internal storage uri, got uri '{text}'")
    if scheme.lower() != SCHEME:
        raise IllegalArgument(f"Invalid internal storage scheme, got uri '{text}'")
    rest = text[len(scheme) + 1 :]
    path = urlsplit(text).path if rest.startswith("//") else rest
    check_no_parent(text)
    if not path.startswith("/"):
        path = "/" + path
    return path


def check_no_parent(path: str) -> None:
    """Refuse `..` anywhere, also in its encoded form."""
    if ".." in path or ".." in unquote(path):
        raise IllegalArgument(
            "File should be accessed with their full path and not using relative '..' path."
        )


def owner_execution(path: str) -> str | None:
    """The id of the execution that a file belongs to."""
    match = _EXECUTION_FILE.match(path)
    return match[2] if match else None


def check_stored(uri: str) -> str:
    """The path of an address that a task may use: of any execution, or of a namespace's files.

    Raises: NotAllowed, IllegalArgument.
    """
    path = path_of(uri)
    if "/_files/" in path or owner_execution(path) is not None:
        return path
    raise NotAllowed(f"Unable to read the file '{uri}' as it is not an execution file")
