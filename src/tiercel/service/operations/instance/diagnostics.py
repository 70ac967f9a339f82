"""Operations for those who run a server: the levels of its loggers, the names of its settings."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.audit.rules import AuditRule
from tiercel.model.request import Request
from tiercel.service.observability.loggers import LoggerLevel
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ListLoggers(Request[Mapping[str, LoggerLevel]], frozen=True, kw_only=True):
    """The loggers of this process by name, with their levels."""


class GetLogger(Request[LoggerLevel], frozen=True, kw_only=True):
    """The level of one logger, also of one that nothing has been written to yet."""

    name: str


class SetLogger(Request[None], frozen=True, kw_only=True):
    """Another level until the server ends; NOT_SPECIFIED takes that of the logger above."""

    name: str
    level: str


class ListSettings(Request[dict[str, str]], frozen=True, kw_only=True):
    """The names of all settings, each with a mask for its value, which may be a secret."""


@operation("logger.list", allows=OWNER, scope=TENANT)
async def loggers(deps: Services, actor: Actor, ask: ListLoggers) -> Mapping[str, LoggerLevel]:
    """The root logger comes first, the others by name."""
    return deps.loggers.all()


@operation("logger.get", allows=OWNER, scope=TENANT)
async def logger(deps: Services, actor: Actor, ask: GetLogger) -> LoggerLevel:
    """What is set for it, and what counts. Raises: NotFound for what can't be a name."""
    return deps.loggers.get(ask.name)


@operation("logger.set", allows=OWNER, scope=TENANT, audits=AuditRule(is_outside=True))
async def set_level(deps: Services, actor: Actor, ask: SetLogger) -> None:
    """Of this process alone. Raises: NotFound, IllegalArgument for an unknown level."""
    deps.loggers.set(ask.name, ask.level)


@operation("instance.settings", allows=OWNER, scope=TENANT)
async def settings(deps: Services, actor: Actor, ask: ListSettings) -> dict[str, str]:
    """With dots between sections, sorted."""
    return deps.environment.masked()
