"""Whether an actor may do what is asked, and how much of a list they see: asked before each run.

Refused is said with 403, unless that would reveal that something exists which the actor may not
see: an execution that is found by its id is then not found (access.md §18.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.source import chars_to_read, parse
from tiercel.model.access import Actor, Audience, Permission, Resource, Scope, ScopeKind
from tiercel.model.authorization.grants import Namespaces
from tiercel.model.errors import NotAllowed, NotFound
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.ports.store import Store, Tx
from tiercel.service.access.granting import group_of_flows
from tiercel.service.allowed_namespaces import refusal_of
from tiercel.service.bulk import BulkRefused
from tiercel.service.executions.bulk import UNKNOWN
from tiercel.service.off_loop import by_length
from tiercel.service.turns import Turns

Q = TypeVar("Q", bound=Request[Any])
Allows = tuple[Permission, ...] | Audience
_VIEW = Permission(Resource.EXECUTION, "VIEW")


def is_plainly_allowed(actor: Actor, allows: Allows, scope: Scope, request: Request[Any]) -> bool:
    """Whether the actor has the permissions in the one namespace that the request names.

    Then `authorized` would leave it as it is; False says nothing yet. Most requests are such.
    """
    if scope.kind is not ScopeKind.NAMESPACE or scope.field is None or isinstance(allows, Audience):
        return False
    namespace = getattr(request, scope.field)
    if namespace is None:
        return False
    for each in allows:  # noqa: SIM110  A generator costs more than what it asks.
        if not actor.grants.may(each, namespace):
            return False
    return True


async def authorized(store: Store, actor: Actor, allows: Allows, scope: Scope, request: Q) -> Q:
    """The request as the actor may make it: that of a list leaves only what they see.

    Raises: NotAllowed, NotFound for what the actor may not know of, BulkRefused for such a one
    among several.
    """
    if allows is Audience.PUBLIC:
        return request
    permissions, found = _needed(actor, allows), scope.of(request)
    if found.kind is ScopeKind.MATCHING:
        return _narrowed(actor, permissions, found.matching, request)
    if found.kind is ScopeKind.EXECUTION:
        await _check_executions(store, actor, permissions, found, request)
        return request
    turns = Turns()
    for namespace in dict.fromkeys(await _places(found, request, actor)):
        await turns.turn()
        await _check(store, actor, permissions, namespace, shared=found.is_shared)
    if found.kind is ScopeKind.SEEN:
        _check_sees(actor, permissions)
    return request


def _needed(actor: Actor, allows: Allows) -> tuple[Permission, ...]:
    """The permissions that are left to check once the audience is right. Raises: NotAllowed."""
    match allows:
        case Audience.OWNER:
            if not actor.grants.is_owner:
                raise NotAllowed("This is for owners of the server only")
            return ()
        case Audience.SIGNED_IN:
            if not actor.grants.has_signed_in:
                raise NotAllowed("This is for those who have signed in")
            return ()
        case Audience.PUBLIC:
            return ()
        case _:
            return allows


def _check_sees(actor: Actor, permissions: tuple[Permission, ...]) -> None:
    if permissions and not any(actor.grants.visible(each) for each in permissions):
        raise _refused(actor, permissions)


async def _check(
    store: Store,
    actor: Actor,
    permissions: Iterable[Permission],
    namespace: str | None,
    *,
    shared: bool,
) -> None:
    missing = [each for each in permissions if not actor.grants.may(each, namespace)]
    if not missing:
        return
    if not shared or actor.namespace is None or namespace is None:
        raise _refused(actor, missing, namespace)
    async with store.transaction() as tx:
        refusal = await refusal_of(tx, namespace, actor.namespace)
    if refusal is not None:
        raise NotAllowed(refusal)


def _refused(
    actor: Actor, missing: Iterable[Permission], namespace: str | None = None
) -> NotAllowed:
    place = "" if namespace is None else f" in namespace '{namespace}'"
    text = f"Permission {' and '.join(map(str, missing))} is missing{place}"
    if actor.namespace is None:
        return NotAllowed(text)
    group = group_of_flows(actor.namespace)
    return NotAllowed(
        f"{text} for flows of namespace '{actor.namespace}': a role of the group '{group}' gives it"
    )


async def _is_let_in(tx: Tx, actor: Actor, namespace: str) -> bool:
    """Whether it is a flow that another namespace lets in."""
    asker = actor.namespace
    return asker is not None and await refusal_of(tx, namespace, asker) is None


async def _check_executions(
    store: Store,
    actor: Actor,
    permissions: tuple[Permission, ...],
    scope: Scope,
    request: Request[Any],
) -> None:
    """Raises: NotFound or BulkRefused for those that the actor does not see, else NotAllowed."""
    value = getattr(request, _field(scope))
    ids = (value,) if isinstance(value, str) else tuple(value or ())
    unseen: list[str] = []
    missing: set[Permission] = set()
    turns = Turns()
    async with store.transaction() as tx:
        for execution_id in ids:
            await turns.turn()
            execution = await tx.executions.head(execution_id)
            if execution is None:
                unseen.append(execution_id)
                continue
            place = execution.namespace
            lacking = [
                each for each in permissions or (_VIEW,) if not actor.grants.may(each, place)
            ]
            if lacking and await _is_let_in(tx, actor, place):
                missing.update(() if scope.is_shared else lacking)
            elif lacking and not actor.grants.may(_VIEW, place):
                unseen.append(execution_id)
            else:
                missing.update(lacking)
    if unseen and scope.matching is not None:
        raise BulkRefused("invalid bulk request", [(each, UNKNOWN) for each in unseen])
    if unseen:
        raise NotFound.of("Execution", unseen[0])
    if missing:
        raise _refused(actor, sorted(missing, key=str))


async def _places(scope: Scope, request: Request[Any], actor: Actor) -> list[str | None]:
    """The namespaces that a request names, None for the whole tenant."""
    if scope.kind is ScopeKind.SEEN:
        return [place for field in scope.named for place in _named(getattr(request, field))]
    if scope.field is None:
        return [None]
    value = getattr(request, scope.field)
    match scope.kind:
        case ScopeKind.FLOWS:
            return [each[0] for each in value]
        case ScopeKind.SOURCE:
            return await _namespaces_in(value)
        case _:
            return [actor.namespace if value is None else value]


def _named(value: str | tuple[str | tuple[str, str], ...] | None) -> list[str]:
    """The namespaces of a field that names one or none, several, or flows by namespace and id."""
    several = (value,) if isinstance(value, str) else value or ()
    return [each if isinstance(each, str) else each[0] for each in several]


async def _namespaces_in(sources: str | bytes | tuple[str, ...]) -> list[str | None]:
    """The namespaces that sources name; None, the whole tenant, where one does not say it."""
    if isinstance(sources, bytes):
        return [None]
    several = (sources,) if isinstance(sources, str) else sources
    chars = sum(map(chars_to_read, several))
    return await by_length(chars, lambda: [_namespace_of(source) for source in several])


def _namespace_of(source: str) -> str | None:
    document = parse(source).value
    namespace = document.get("namespace") if is_map(document) else None
    return namespace if isinstance(namespace, str) else None


def _narrowed(
    actor: Actor, permissions: tuple[Permission, ...], field: str | None, request: Q
) -> Q:
    """The request with a condition on its list; what has no filters needs all namespaces."""
    visible = actor.grants.visible(*permissions)
    if visible.is_all:
        return request
    if not visible or field is None:
        raise _refused(actor, permissions)
    narrowed: Q = _with_filters(request, field, visible)
    return narrowed


def _with_filters(holder: Any, field: str, visible: Namespaces) -> Any:
    """A copy whose filters, of its own or of what is in the field, admit only these namespaces."""
    value = getattr(holder, field)
    if isinstance(value, tuple):
        filters: tuple[Filter, ...] = value
        changed: Any = (*filters, *visible.filters())
    else:
        inner = "filters" if hasattr(value, "filters") else "query"
        changed = _with_filters(value, inner, visible)
    return msgspec.structs.replace(holder, **{field: changed})


def _field(scope: Scope) -> str:
    assert scope.field is not None
    return scope.field
