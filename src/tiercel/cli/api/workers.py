"""Calls of the API about workers: see `make calls`."""

from __future__ import annotations

from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.json_types import Json
from tiercel.model.label import Label


class ServiceMetricView(Form, frozen=True, kw_only=True):
    """What is measured of a service."""

    name: str
    type: str
    description: str | UnsetType = UNSET
    tags: list[Label]
    value: Json


class ServicePropertiesView(Form, frozen=True, kw_only=True):
    """Properties of a service or a server."""


class ServerView(Form, frozen=True, kw_only=True):
    """A process that runs services."""

    id: str
    type: str
    version: str
    hostname: str
    metrics: list[ServiceMetricView]
    props: ServicePropertiesView


class ServiceEventView(Form, frozen=True, kw_only=True):
    """What happened to a service."""


class ServiceView(Form, frozen=True, kw_only=True):
    """A part of a server, such as its executor."""

    id: str
    type: str
    state: str
    server: ServerView
    metrics: list[ServiceMetricView]
    events: list[ServiceEventView]
    props: ServicePropertiesView
    created_at: str
    updated_at: str


class ServicePage(Form, frozen=True, kw_only=True):
    """A page of services."""

    results: list[ServiceView]
    total: int


class FindServices(ApiCall[ServicePage], frozen=True, kw_only=True):
    """Services."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/instance/services/search")

    page: int | None = None
    size: int | None = None


class DrainWorker(ApiCall[ServiceView], frozen=True, kw_only=True):
    """Have a worker take no new job."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/instance/services/{id}/drain")

    id: str


class ResumeWorker(ApiCall[ServiceView], frozen=True, kw_only=True):
    """Have a drained worker take jobs again."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/instance/services/{id}/drain")

    id: str


class RestingServicesView(Form, frozen=True, kw_only=True):
    """How many services of a type there are, and how many of them are under maintenance."""

    total: int
    in_maintenance: int


class MaintenanceView(Form, frozen=True, kw_only=True):
    """Whether servers are under maintenance; the services, by type, only while they are."""

    maintenance: bool
    ready: bool
    services: dict[str, RestingServicesView]


class GetMaintenance(ApiCall[MaintenanceView], frozen=True, kw_only=True):
    """Whether the server is under maintenance."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/instance/maintenance/status")


class NothingView(Form, frozen=True, kw_only=True):
    """An object without members."""


class EnterMaintenance(ApiCall[NothingView], frozen=True, kw_only=True):
    """Begin maintenance."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/instance/maintenance/enter")


class ExitMaintenance(ApiCall[NothingView], frozen=True, kw_only=True):
    """End maintenance."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/instance/maintenance/exit")
