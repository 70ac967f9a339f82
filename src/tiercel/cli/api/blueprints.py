"""Calls of the API about blueprints: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.json_types import Json


class BlueprintTemplateView(Form, frozen=True, kw_only=True):
    """What a blueprint asks for before it is used: inputs as a flow declares them, by id."""

    source: str
    template_arguments: dict[str, Json]


class BlueprintView(Form, frozen=True, kw_only=True):
    """A blueprint; `flow` is the older name of `source`, and lists have neither."""

    id: str
    title: str
    description: str
    included_tasks: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: datetime
    kind: str
    source: str | UnsetType = UNSET
    flow: str | UnsetType = UNSET
    template: BlueprintTemplateView | UnsetType = UNSET


class BlueprintPage(Form, frozen=True, kw_only=True):
    """A page of blueprints."""

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


class FindOwnBlueprints(ApiCall[BlueprintPage], frozen=True, kw_only=True):
    """Search own blueprints."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/blueprints/custom")

    kind: str | None = None
    q: str | None = None
    tags: Sequence[str] = ()
    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()


class GetOwnBlueprintSource(ApiCall[bytes], frozen=True, kw_only=True):
    """The document of an own blueprint."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/blueprints/custom/{id}/source")

    id: str


class BlueprintInput(Form, frozen=True, kw_only=True):
    """A blueprint that somebody writes; `kind` is FLOW or DASHBOARD, and a new one is a flow."""

    title: str
    source: str
    description: str | None = None
    tags: list[str] | None = None
    kind: Literal["FLOW", "DASHBOARD"] | None = None


class CreateBlueprint(ApiCall[BlueprintView], frozen=True, kw_only=True):
    """Write a blueprint."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/blueprints/custom", sends="application/json")

    body: BlueprintInput


class UpdateBlueprint(ApiCall[BlueprintView], frozen=True, kw_only=True):
    """Change a blueprint."""

    route: ClassVar[ApiRoute] = ApiRoute("PUT", "/blueprints/custom/{id}", sends="application/json")

    id: str
    body: BlueprintInput


class GeneratedView(Form, frozen=True, kw_only=True):
    """What a template made of arguments."""

    generated_flow_source: str


class BlueprintArgumentsInput(Form, frozen=True, kw_only=True):
    """Arguments for the template of a blueprint, by their ids."""

    template_arguments_inputs: dict[str, Json]


class UseBlueprint(ApiCall[GeneratedView], frozen=True, kw_only=True):
    """The source that a blueprint makes of arguments."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/blueprints/custom/{id}/use-template", sends="application/json"
    )

    id: str
    body: BlueprintArgumentsInput


class DeleteBlueprint(ApiCall[None], frozen=True, kw_only=True):
    """Delete a blueprint."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/blueprints/custom/{id}")

    id: str
