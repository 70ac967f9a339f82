"""What an operation is: one use case with its request, its result and the permission it needs."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Generic, Literal, TypeVar, get_args, get_type_hints

import msgspec

from tiercel.model.access import Actor, ActorKind, Audience, Permission, Scope
from tiercel.model.audit.rules import AuditRule, rule_of
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.errors import NotAllowed, PluginError
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.request import Request
from tiercel.service.audit.notes import AuditedRequest
from tiercel.service.operations.authorization import authorized, is_plainly_allowed
from tiercel.service.operations.idempotency import Asked, Made, UseCase, run_once
from tiercel.service.services import Services

Q = TypeVar("Q", bound=Request[Any])
R = TypeVar("R")


class Operation(msgspec.Struct, Generic[Q, R], frozen=True):
    """A use case.

    Shapes: `allows` are the permissions that the actor must have, all of them, in the namespaces of
    `scope.of(request)`, or the audience of what no permission speaks of.
    What `makes` something can be asked for with an idempotency key. What may change something
    `audits`: it is in the audit log.
    """

    name: str
    request: type[Q]
    result: Any
    allows: tuple[Permission, ...] | Audience
    scope: Scope
    run: UseCase[Q, R]
    makes: Made[R] | None = None
    audits: AuditRule | None = None


AnyOperation = Operation[Any, Any]


def operation(
    name: str,
    *,
    allows: Permission | tuple[Permission, ...] | Audience,
    scope: Scope,
    audits: AuditRule | Literal[False] | None = None,
) -> Callable[[UseCase[Q, R]], Operation[Q, R]]:
    """Declares a coroutine `(deps, actor, request) -> result` as an operation.

    What may change something is audited as its permission says, unless a rule says it otherwise or
    it is False.
    Raises: TypeError when the request does not promise the result, or lacks the field of the scope.
    """

    def declare(run: UseCase[Q, R]) -> Operation[Q, R]:
        hints = get_type_hints(run)
        result = hints.pop("return")
        request = list(hints.values())[2]
        if result_of(request) != result:
            raise TypeError(f"{request.__name__} promises {result_of(request)}, {name} {result}")
        for field in (scope.field, scope.matching, *scope.named):
            if field is not None and field not in request.__struct_fields__:
                raise TypeError(f"{request.__name__} has no field {field}")
        needed = (allows,) if isinstance(allows, Permission) else allows
        rule = rule_of(needed) if audits is None else audits or None
        return Operation(name, request, result, needed, scope, run, audits=rule)

    return declare


def makes(made: Made[R]) -> Callable[[Operation[Q, R]], Operation[Q, R]]:
    """Declares that an operation makes something, and how it answers a request that is repeated.

    Raises: TypeError when the request lacks a field that is named.
    """

    def declare(one: Operation[Q, R]) -> Operation[Q, R]:
        for field in made.within:
            if field not in one.request.__struct_fields__:
                raise TypeError(f"{one.request.__name__} has no field {field}")
        return msgspec.structs.replace(one, makes=made)

    return declare


def result_of(request: type[Request[Any]]) -> Any:
    """The result that a request promises: the argument of its base."""
    for base in getattr(request, "__orig_bases__", ()):
        for argument in get_args(base):
            return type(None) if argument is None else argument
    return None


class Registry:
    """Operations by name and by request. Raises: ValueError for two of one name or request."""

    def __init__(self, operations: Iterable[AnyOperation]) -> None:
        names: dict[str, AnyOperation] = {}
        requests: dict[type[Request[Any]], AnyOperation] = {}
        for one in operations:
            if one.name in names:
                raise ValueError(f"Two operations are named {one.name}")
            if one.request in requests:
                raise ValueError(f"{one.name} and {requests[one.request].name} take one request")
            names[one.name] = requests[one.request] = one
        self.by_name: Mapping[str, AnyOperation] = MappingProxyType(names)
        self.by_request: Mapping[type[Request[Any]], AnyOperation] = MappingProxyType(requests)

    def __iter__(self) -> Iterator[AnyOperation]:
        return iter(self.by_name.values())


def operations_in(*modules: ModuleType) -> Iterator[AnyOperation]:
    """All that modules declare."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Operation):
                yield value


class Operations:
    """Runs operations over the services of a server: the one way in, whoever asks."""

    __slots__ = ("_by_request", "_deps")

    def __init__(self, deps: Services, registry: Registry) -> None:
        self._deps = deps
        self._by_request = dict(registry.by_request)

    def run(
        self, actor: Actor, request: Request[R], key: IdempotencyKey | None = None
    ) -> Coroutine[Any, Any, R]:
        """The result; with a key that of the first request with it, where something is made.

        Raises: PluginError for a request that the server does not know, and when awaited NotAllowed
        for what the actor may not do.
        """
        found: Operation[Request[R], R] | None = self._by_request.get(type(request))
        if found is None:
            raise PluginError(f"The server has no operation for {type(request).__name__}")
        is_allowed = actor.grants is UNLIMITED or (
            # What a flow may do is looked up.
            actor.kind is not ActorKind.EXECUTION
            and is_plainly_allowed(actor, found.allows, found.scope, request)
        )
        if not is_allowed:
            return self._authorized(found, actor, request, key)
        return self._run(found, actor, request, key)

    async def _authorized(
        self,
        one: Operation[Request[R], R],
        actor: Actor,
        request: Request[R],
        key: IdempotencyKey | None,
    ) -> R:
        store = self._deps.ports.store
        if actor.kind is ActorKind.EXECUTION:
            actor = await self._deps.flow_grants.granted(actor)
        if actor.grants is UNLIMITED:
            return await self._run(one, actor, request, key)
        try:
            allowed = await authorized(store, actor, one.allows, one.scope, request)
        except NotAllowed:
            if one.audits is not None:
                asked = AuditedRequest(one.name, one.audits, actor, request)
                await self._deps.audit.refused(asked)
            raise
        return await self._run(one, actor, allowed, key)

    def _run(
        self,
        one: Operation[Request[R], R],
        actor: Actor,
        request: Request[R],
        key: IdempotencyKey | None,
    ) -> Coroutine[Any, Any, R]:
        deps = self._deps
        if one.audits is not None and deps.audit.notes(one.audits, actor):
            asked = AuditedRequest(one.name, one.audits, actor, request)
            return deps.audit.noted(asked, lambda: self._once(one, actor, request, key))
        return self._once(one, actor, request, key)

    def _once(
        self,
        one: Operation[Request[R], R],
        actor: Actor,
        request: Request[R],
        key: IdempotencyKey | None,
    ) -> Coroutine[Any, Any, R]:
        deps, run = self._deps, one.run
        if key is None or one.makes is None:
            return run(deps, actor, request)
        asked = Asked(actor, request, key, one.name, one.makes)
        return run_once(deps, asked, run)
