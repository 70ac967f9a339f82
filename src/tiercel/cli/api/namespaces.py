"""Calls of the API about namespaces: see `make calls`."""

from __future__ import annotations

from typing import ClassVar

from tiercel.cli.api.call import ApiCall, ApiRoute, FormParts
from tiercel.model.json_types import Json


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
