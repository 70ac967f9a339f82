"""Operations on the servers themselves: what they offer, which services run, what they measure."""

from __future__ import annotations

import msgspec

from tiercel.model.access import OWNER, PUBLIC, SIGNED_IN, TENANT, Actor
from tiercel.model.json_types import Json
from tiercel.model.policies.banner import Banner
from tiercel.model.policies.tenant import MAIN_TENANT, Tenant
from tiercel.model.request import Request
from tiercel.service.instance.maintenance import MaintenanceStatus
from tiercel.service.instance.servers import Service, samples_of
from tiercel.service.observability.health import HealthComponent
from tiercel.service.observability.instruments import Sample
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class Configuration(msgspec.Struct, frozen=True):
    """What the server offers, and what everybody who uses it is to know now."""

    document: dict[str, Json]
    banners: list[Banner]
    is_under_maintenance: bool
    tenant: Tenant


class GetConfiguration(Request[Configuration], frozen=True, kw_only=True):
    """What the server offers."""


class GetVersion(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Which build the server is."""


class CheckHealth(Request[list[HealthComponent]], frozen=True, kw_only=True):
    """Whether the database, the disk and the server itself can do their work."""


class ReadMeters(Request[list[Sample]], frozen=True, kw_only=True):
    """All that this server measures, with what the store counts for all of them."""


class GetMaintenance(Request[MaintenanceStatus], frozen=True, kw_only=True):
    """Whether servers take no work for now."""


class EnterMaintenance(Request[None], frozen=True, kw_only=True):
    """Begin no execution and no job any more, on every server."""


class ExitMaintenance(Request[None], frozen=True, kw_only=True):
    """Go on as usual."""


class ListServices(Request[list[Service]], frozen=True, kw_only=True):
    """The services of all servers that share the database."""


class CountServices(Request[dict[str, int]], frozen=True, kw_only=True):
    """How many services of each type run."""


class GetService(Request[Service], frozen=True, kw_only=True):
    """The service of a running server with that id."""

    service_id: str


class DrainWorker(Request[Service], frozen=True, kw_only=True):
    """Have a worker take no new job; its state is NOT_RUNNING once what it runs has ended."""

    service_id: str


class ResumeWorker(Request[Service], frozen=True, kw_only=True):
    """Have a drained worker take jobs again."""

    service_id: str


class MeasureServices(Request[list[Sample]], frozen=True, kw_only=True):
    """What this server measures of a type of service."""

    service_type: str


@operation("instance.configuration", allows=SIGNED_IN, scope=TENANT)
async def configuration(deps: Services, actor: Actor, ask: GetConfiguration) -> Configuration:
    """The union of what clients of all generations ask for, with the banners that are active."""
    now = deps.ports.clock.now()
    banners = [each for each in await deps.banners.all() if each.is_active(now)]
    is_resting = (await deps.maintenance.status()).is_on
    tenant = await deps.tenants.get(MAIN_TENANT.id)
    return Configuration(deps.instance.configuration(), banners, is_resting, tenant)


@operation("instance.version", allows=PUBLIC, scope=TENANT)
async def version(deps: Services, actor: Actor, ask: GetVersion) -> dict[str, Json]:
    """The number of the version, and the kind of server."""
    return deps.instance.version()


@operation("instance.health", allows=PUBLIC, scope=TENANT)
async def health(deps: Services, actor: Actor, ask: CheckHealth) -> list[HealthComponent]:
    """Each part as it is now; a database that does not answer in time is down."""
    return await deps.health.parts()


@operation("instance.meters", allows=PUBLIC, scope=TENANT)
async def meters(deps: Services, actor: Actor, ask: ReadMeters) -> list[Sample]:
    """Names are without prefix; what the store counts may be some seconds old."""
    return await deps.meters.read()


@operation("instance.maintenance", allows=PUBLIC, scope=TENANT)
async def maintenance(deps: Services, actor: Actor, ask: GetMaintenance) -> MaintenanceStatus:
    """With how far it is."""
    return await deps.maintenance.status()


@operation("maintenance.enter", allows=OWNER, scope=TENANT)
async def enter_maintenance(deps: Services, actor: Actor, ask: EnterMaintenance) -> None:
    """One that is on goes on."""
    await deps.maintenance.enter()


@operation("maintenance.exit", allows=OWNER, scope=TENANT)
async def exit_maintenance(deps: Services, actor: Actor, ask: ExitMaintenance) -> None:
    """Fine when there is none."""
    await deps.maintenance.exit()


@operation("instance.services", allows=OWNER, scope=TENANT)
async def services(deps: Services, actor: Actor, ask: ListServices) -> list[Service]:
    """By server and type."""
    return await deps.servers.all()


@operation("instance.active", allows=OWNER, scope=TENANT)
async def active(deps: Services, actor: Actor, ask: CountServices) -> dict[str, int]:
    """By the name of the type."""
    return await deps.servers.active()


@operation("instance.service", allows=OWNER, scope=TENANT)
async def service(deps: Services, actor: Actor, ask: GetService) -> Service:
    """Its state, host and dates. Raises: NotFound once it is forgotten."""
    return await deps.servers.get(ask.service_id)


@operation("worker.drain", allows=OWNER, scope=TENANT)
async def drain_worker(deps: Services, actor: Actor, ask: DrainWorker) -> Service:
    """As it is at once. Raises: NotFound, Conflict unless it is a worker that runs."""
    return await deps.drains.drain(ask.service_id)


@operation("worker.resume", allows=OWNER, scope=TENANT)
async def resume_worker(deps: Services, actor: Actor, ask: ResumeWorker) -> Service:
    """As it is at once. Raises: NotFound, Conflict unless it is a worker."""
    return await deps.drains.resume(ask.service_id)


@operation("instance.metrics", allows=OWNER, scope=TENANT)
async def metrics(deps: Services, actor: Actor, ask: MeasureServices) -> list[Sample]:
    """Names are without prefix."""
    return samples_of(await deps.meters.read(), ask.service_type)
