"""Operations on the descriptions of namespaces."""

from __future__ import annotations

from tiercel.model.access import TENANT, Actor, Permission, Resource, in_namespace
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.made import A_NAMESPACE
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services


class CreateNamespace(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Describe a namespace that has no description."""

    document: dict[str, Json]


class UpdateNamespace(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Describe a namespace, in place of what was said of it."""

    namespace: str
    document: dict[str, Json]


class DeleteNamespace(Request[None], frozen=True, kw_only=True):
    """Forget the description; flows and files stay."""

    namespace: str


@makes(A_NAMESPACE)
@operation("namespace.create", allows=Permission(Resource.NAMESPACE, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateNamespace) -> dict[str, Json]:
    """Raises: Conflict, IllegalArgument."""
    return await deps.namespaces.put(ask.document, is_new=True)


@operation(
    "namespace.update", allows=Permission(Resource.NAMESPACE, "UPDATE"), scope=in_namespace()
)
async def update(deps: Services, actor: Actor, ask: UpdateNamespace) -> dict[str, Json]:
    """Raises: IllegalArgument."""
    return await deps.namespaces.put({**ask.document, "id": ask.namespace}, is_new=False)


@operation(
    "namespace.delete", allows=Permission(Resource.NAMESPACE, "DELETE"), scope=in_namespace()
)
async def delete(deps: Services, actor: Actor, ask: DeleteNamespace) -> None:
    """Raises: NotFound."""
    await deps.namespaces.delete(ask.namespace)
