"""Which other namespaces may use the flows, keys, files and secrets of one: `allowedNamespaces`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.model.authorization.grants import covers, lineage
from tiercel.model.errors import NotAllowed
from tiercel.model.stored.records import NAMESPACES
from tiercel.ports.store import Tx


class AllowedNamespaces(msgspec.Struct, frozen=True):
    """Whom a namespace lets in.

    Shapes: `listed` are the names in the list that counts, None without one; `place` is the
    namespace whose list it is: the nearest that has one.
    Source: spec/api/access.md §17.
    """

    namespace: str
    place: str
    listed: tuple[str, ...] | None = None

    def may_use(self, asker: str) -> bool:
        """Whether flows of a namespace may use what this one has: all, unless there is a list.

        Its own may, and those below it or below the one of the list.
        """
        return self.listed is None or covers(self.place, asker) or self.may_read_secrets(asker)

    def may_read_secrets(self, asker: str) -> bool:
        """Whether they may read its secrets: its own, those below it, and those that are listed."""
        return covers(self.namespace, asker) or any(
            covers(outer, asker) for outer in self.listed or ()
        )


async def allowed_in(tx: Tx, namespace: str) -> AllowedNamespaces:
    """Whom a namespace lets in now."""
    for name in lineage(namespace):
        said = (await tx.records(NAMESPACES).get(name) or {}).get("allowedNamespaces")
        if isinstance(said, list):
            names = [each.get("namespace") for each in said if isinstance(each, Mapping)]
            listed = tuple(each for each in names if isinstance(each, str))
            return AllowedNamespaces(namespace, name, listed)
    return AllowedNamespaces(namespace, namespace)


async def refusal_of(tx: Tx, namespace: str, asker: str) -> str | None:
    """Why flows of `asker` may not use what a namespace has; None when they may."""
    if covers(namespace, asker) or (await allowed_in(tx, namespace)).may_use(asker):
        return None
    return f"Namespace '{asker}' is not allowed to access namespace '{namespace}'"


async def check_allowed(tx: Tx, namespace: str, asker: str | None) -> None:
    """For keys and files; `asker` is None when no flow asks. Raises: NotAllowed."""
    refusal = None if asker is None else await refusal_of(tx, namespace, asker)
    if refusal is not None:
        raise NotAllowed(refusal)
