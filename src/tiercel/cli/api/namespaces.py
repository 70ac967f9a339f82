"""Calls of the API about namespaces: see `make calls`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form, FormParts
from tiercel.model.json_types import Json


class FileAttributesView(Form, frozen=True, kw_only=True):
    """A file or folder; dates are in epoch milliseconds."""

    file_name: str
    last_modified_time: int
    creation_time: int
    type: Literal["File", "Directory"]
    size: int


class ListFolder(ApiCall[list[FileAttributesView]], frozen=True, kw_only=True):
    """What lies in a folder."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/files/directory")

    namespace: str
    path: str | None = None


class ReadFile(ApiCall[bytes], frozen=True, kw_only=True):
    """The content of a file; without a path, what lies in the root."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/files")

    namespace: str
    path: str | None = None
    revision: int | None = None


class UploadFile(ApiCall[None], frozen=True, kw_only=True):
    """Store a file, or unpack a zip."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/namespaces/{namespace}/files", sends="multipart/form-data"
    )

    namespace: str
    path: str | None = None
    body: FormParts


class RemoveFile(ApiCall[None], frozen=True, kw_only=True):
    """Remove a file or folder."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/namespaces/{namespace}/files")

    namespace: str
    path: str


class MoveFile(ApiCall[None], frozen=True, kw_only=True):
    """Rename a file or folder."""

    route: ClassVar[ApiRoute] = ApiRoute("PUT", "/namespaces/{namespace}/files")

    namespace: str
    from_: str
    to: str


class FindFiles(ApiCall[list[str]], frozen=True, kw_only=True):
    """Paths that contain a text."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/files/search")

    namespace: str
    q: str


class SetKey(ApiCall[None], frozen=True, kw_only=True):
    """Set the value of a key."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT",
        "/namespaces/{namespace}/kv/{key}",
        headers=("ttl", "description"),
        sends="application/json",
    )

    namespace: str
    key: str
    ttl: str | None = None
    description: str | None = None
    body: Json


class KvValueView(Form, frozen=True, kw_only=True):
    """The typed value of a key; a null value has no member."""

    type: str
    value: Json = UNSET
    revision: int
    updated: datetime


class GetKey(ApiCall[KvValueView], frozen=True, kw_only=True):
    """The value of a key."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/kv/{key}")

    namespace: str
    key: str


class KvEntryView(Form, frozen=True, kw_only=True):
    """A key with its type and dates.

    `value` is there in lists that were asked for values: not of keys that have expired, and not
    when it is long.
    """

    namespace: str
    key: str
    type: str
    revision: int
    creation_date: datetime
    update_date: datetime
    description: str | UnsetType = UNSET
    expiration_date: datetime | UnsetType = UNSET
    value: Json = UNSET


class ListKeys(ApiCall[list[KvEntryView]], frozen=True, kw_only=True):
    """Keys of a namespace."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/{namespace}/kv")

    namespace: str


class DeleteKey(ApiCall[bool], frozen=True, kw_only=True):
    """Remove a key."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/namespaces/{namespace}/kv/{key}")

    namespace: str
    key: str


class ListNamespaces(ApiCall[list[str]], frozen=True, kw_only=True):
    """All names."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/namespaces/ids")
