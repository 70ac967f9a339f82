"""What an actor may do and where: the one decision that everything else asks.

Source: spec/api/access.md §1 and §18.3. There are no negative permissions and none on one object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import msgspec

from tiercel.model.authorization.permissions import ALL_PERMISSIONS, TENANT_WIDE, Permission
from tiercel.model.lists.paging import ANY_OF, Filter, Operation
from tiercel.model.stored.limits import STORE_NARROWED_MAX


class Namespaces(msgspec.Struct, frozen=True):
    """Some namespaces: all of them, or those in `below` with all that lie below each.

    Shapes: `below` is sorted, and none of its names lies below another of them.
    """

    is_all: bool = False
    below: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.is_all or bool(self.below)

    def has(self, namespace: str) -> bool:
        """Whether a namespace is one of them."""
        return self.is_all or not _set_of(self.below).isdisjoint(lineage(namespace))

    def and_in(self, other: Namespaces) -> Namespaces:
        """Those that are in both."""
        if self.is_all:
            return other
        if other.is_all or other.below == self.below:
            return self
        inner = [name for name in self.below if other.has(name)]
        return namespaces_below([*inner, *(name for name in other.below if self.has(name))])

    def filters(self) -> tuple[Filter, ...]:
        """The condition of a list that leaves only rows in them; none when all are."""
        return () if self.is_all else _filters_below(self.below)


@lru_cache(maxsize=STORE_NARROWED_MAX)
def _set_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


@lru_cache(maxsize=STORE_NARROWED_MAX)
def _filters_below(names: tuple[str, ...]) -> tuple[Filter, ...]:
    """Each list of somebody with many bindings asks for the same."""
    several = tuple(Filter("namespace", Operation.PREFIX, name) for name in names)
    return (Filter(ANY_OF, Operation.PREFIX, several),)


EVERYWHERE = Namespaces(is_all=True)


def covers(outer: str, namespace: str) -> bool:
    """Whether a namespace is `outer` or lies below it: `prod` covers `prod.a`, not `product`."""
    return namespace == outer or namespace.startswith(f"{outer}.")


def lineage(namespace: str) -> list[str]:
    """The namespace, then those above it: `a.b`, `a`."""
    parts = namespace.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def namespaces_below(names: Iterable[str]) -> Namespaces:
    """These namespaces and those below them."""
    kept: list[str] = []
    # What lies below a name may come after names between them, such as `a`, `a-b`, `a.c`.
    for name in sorted(set(names), key=lambda each: each.split(".")):
        if not kept or not covers(kept[-1], name):
            kept.append(name)
    return Namespaces(below=tuple(sorted(kept)))


class Grant(msgspec.Struct, frozen=True):
    """What one binding gives: permissions, in a namespace and below it, or in the whole tenant."""

    permissions: frozenset[Permission]
    namespace: str | None = None


class Grants(msgspec.Struct, frozen=True, eq=False):
    """Everything that an actor may do.

    Shapes: `everywhere` holds in the whole tenant, `inside` maps a permission to the namespaces
    where it holds beside that. Owners administer the server; whoever has proved who they are has
    signed in, also without a single permission.
    """

    everywhere: frozenset[Permission] = frozenset()
    inside: Mapping[Permission, Namespaces] = MappingProxyType({})
    is_owner: bool = False
    has_signed_in: bool = True

    def may(self, permission: Permission, namespace: str | None = None) -> bool:
        """Whether something may be done in a namespace, or in the whole tenant without one."""
        if permission in self.everywhere:
            return True
        return namespace is not None and self.visible(permission).has(namespace)

    def visible(self, *permissions: Permission) -> Namespaces:
        """Where all of these permissions hold."""
        found = EVERYWHERE
        for permission in permissions:
            if permission not in self.everywhere:
                found = found.and_in(self.inside.get(permission, Namespaces()))
        return found

    def covers(self, other: Grants) -> bool:
        """Whether somebody may do at least what another may, wherever that one may."""
        if other.is_owner and not self.is_owner:
            return False
        return self.everywhere >= other.everywhere and all(
            self.visible(permission).and_in(names) == names
            for permission, names in other.inside.items()
        )

    def holds(self, permissions: Iterable[Permission], namespace: str | None = None) -> bool:
        """Whether all of them may be handed out there: nobody gives what they do not have.

        In a namespace those of the whole tenant give nothing.
        """
        return all(
            self.may(each, namespace)
            for each in permissions
            if namespace is None or each.resource not in TENANT_WIDE
        )


# Whoever is asked for nothing: the server itself, and everybody where nobody signs in.
UNLIMITED = Grants(ALL_PERMISSIONS, is_owner=True)
# Whoever has not proved who they are.
NOBODY = Grants(has_signed_in=False)


def grants_of(given: Iterable[Grant], *, is_owner: bool = False) -> Grants:
    """What bindings give together; what belongs to the whole tenant needs one of all of it."""
    everywhere: set[Permission] = set()
    names: dict[Permission, set[str]] = {}
    for grant in given:
        if grant.namespace is None:
            everywhere |= grant.permissions
            continue
        for permission in grant.permissions:
            if permission.resource not in TENANT_WIDE:
                names.setdefault(permission, set()).add(grant.namespace)
    inside = {
        permission: namespaces_below(below)
        for permission, below in names.items()
        if permission not in everywhere
    }
    return Grants(frozenset(everywhere), MappingProxyType(inside), is_owner)
