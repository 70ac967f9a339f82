"""What callers of routes must be allowed: what the operations need that a route runs."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.access import OWNER, PUBLIC, SIGNED_IN, Audience, Permission
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.route import Route

Needs = Audience | frozenset[Permission]


def needs_of(route: Route) -> Needs | None:
    """What a caller needs; None when no operation says it.

    What lies outside the API is public here: the guard says which of it takes credentials.
    """
    if route.runs:
        return _all_of(route.runs)
    return PUBLIC if route.is_root else None


def _all_of(operations: Iterable[AnyOperation]) -> Needs:
    """What a caller of all of them needs: owners may do everything, and who has a permission is
    signed in.
    """
    needs = [one.allows for one in operations]
    if OWNER in needs:
        return OWNER
    permissions = frozenset(each for one in needs if isinstance(one, tuple) for each in one)
    if permissions:
        return permissions
    return SIGNED_IN if SIGNED_IN in needs else PUBLIC


def check_declared(routes: Iterable[Route]) -> None:
    """Raises: ValueError for a route that does not say what its caller needs."""
    silent = [f"{one.method} {one.path}" for one in routes if needs_of(one) is None]
    if silent:
        raise ValueError(f"Nothing says what callers need of {', '.join(silent)}")
