"""Calls of the API about blueprints: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form


class BlueprintView(Form, frozen=True, kw_only=True):
    """An item of the catalogue; `flow` is the older name of `source`, and both only in its page."""

    id: str
    title: str
    description: str
    included_tasks: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: datetime
    kind: str
    source: str | UnsetType = UNSET
    flow: str | UnsetType = UNSET


class BlueprintPage(Form, frozen=True, kw_only=True):
    """A page of the catalogue."""

    results: list[BlueprintView]
    total: int


class FindBlueprints(ApiCall[BlueprintPage], frozen=True, kw_only=True):
    """Search blueprints."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/blueprints/community")

    q: str | None = None
    tags: Sequence[str] = ()
    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()


class GetBlueprintSource(ApiCall[bytes], frozen=True, kw_only=True):
    """The document of a blueprint."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/blueprints/community/{kind}/{id}/source")

    kind: str
    id: str
