"""Operations for those who run a server: its state, its settings, what to send to a helper."""

from __future__ import annotations

from msgspec.structs import replace

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.request import Request
from tiercel.service.instance import machine
from tiercel.service.instance.bundle import bundle, totals
from tiercel.service.instance.system import SystemState
from tiercel.service.off_loop import in_thread
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services
from tiercel.settings.effective import EffectiveSetting, effective_settings


class GetSystemState(Request[SystemState], frozen=True, kw_only=True):
    """How this server is, what the database and the storage hold, and what waits in queues."""


class ListEffectiveSettings(Request[list[EffectiveSetting]], frozen=True, kw_only=True):
    """The settings of this server with their sources; texts that may be secrets are masked."""


class MakeSupportBundle(Request[bytes], frozen=True, kw_only=True):
    """A ZIP file for somebody who is to help; it has no secret, and nothing of a flow."""


@operation("system.state", allows=OWNER, scope=TENANT)
async def state(deps: Services, actor: Actor, ask: GetSystemState) -> SystemState:
    """Sizes may be some minutes old. Raises: Unavailable."""
    return await deps.system.state()


@operation("system.settings", allows=OWNER, scope=TENANT)
async def settings(
    deps: Services, actor: Actor, ask: ListEffectiveSettings
) -> list[EffectiveSetting]:
    """By name, each as a file would name it."""
    return effective_settings(deps.settings)


@operation("system.bundle", allows=OWNER, scope=TENANT)
async def support_bundle(deps: Services, actor: Actor, ask: MakeSupportBundle) -> bytes:
    """What the pages of the administration show, and what `tiercel doctor` finds here."""
    now = deps.ports.clock.now()
    # What a worker is at names executions and flows.
    services = [replace(one, metrics={}) for one in await deps.servers.all()]
    parts = {
        "state": await deps.system.state(),
        "usage": await deps.instance.usage(),
        "settings": effective_settings(deps.settings),
        "machine": await in_thread(machine.look_at_all, deps.environ, now),
        "services": services,
        "meters": totals(await deps.meters.read()),
        "loggers": deps.loggers.all(),
        "broken-plugins": deps.plugins.broken(),
    }
    return await in_thread(bundle, parts, now)
