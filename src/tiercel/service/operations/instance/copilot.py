"""Operations on the assistant, which needs a provider of language models: this server has none."""

from __future__ import annotations

from typing import Never

from tiercel.model.access import TENANT, Actor, Permission, Resource
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_USE = Permission(Resource.COPILOT, "USE")
NO_PROVIDER = "AI Copilot is not available: no AI provider is configured or reachable."


class ListProviders(Request[list[dict[str, Json]]], frozen=True, kw_only=True):
    """The providers that are configured."""


class UseCopilot(Request[Never], frozen=True, kw_only=True):
    """Have something made, or look into what was talked about."""


@operation("copilot.providers", allows=_USE, scope=TENANT)
async def providers(deps: Services, actor: Actor, ask: ListProviders) -> list[dict[str, Json]]:
    return []


@operation("copilot.use", allows=_USE, scope=TENANT)
async def use(deps: Services, actor: Actor, ask: UseCopilot) -> Never:
    """Never answers. Raises: Unavailable, since no provider of a model is configured."""
    raise Unavailable(NO_PROVIDER)
