"""Signatures by which others may use something for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from tiercel.plugin import Output, PluginError, Prop, RunContext

EXPIRATION = Prop("Until when it is good, as an ISO 8601 date.")
PERMISSIONS = Prop("What whoever has it may do.")
# In the order that the service asks for.
_LETTERS = {
    "READ": "r",
    "ADD": "a",
    "CREATE": "c",
    "WRITE": "w",
    "DELETE": "d",
    "DELETE_VERSION": "x",
    "TAGS": "t",
    "FILTER": "f",
    "LIST": "l",
    "MOVE": "m",
    "EXECUTE": "e",
    "MANAGE_OWNERSHIP": "o",
    "MANAGE_ACCESS_CONTROL": "p",
    "IMMUTABILITY_POLICY": "i",
}


class Signed(Output):
    """The address with its signature."""

    uri: Annotated[str, Prop("The address. It is as good as a password until it expires.")]


def moment_of(name: str, text: str) -> datetime:
    """A time of a property; in UTC where it has no zone. Raises: PluginError for none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PluginError(f"`{name}` must be a date such as 2031-01-31T12:00:00Z") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def signing(
    ctx: RunContext,
    client: Any,
    key: tuple[str, str] | None,
    until: datetime,
    permissions: Iterable[str],
) -> dict[str, Any]:
    """What a signature is made of: `key`, `permission` and `expiry`.

    Without a key of the account it is one that the service gives to who is signed in.
    """
    wanted = set(permissions)
    letters = "".join(letter for name, letter in _LETTERS.items() if name in wanted)
    own = key[1] if key is not None else client.get_user_delegation_key(ctx.now(), until)
    return {"key": own, "permission": letters, "expiry": until}
