"""Which server a command asks, and as whom: from options, the environment and profiles."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from tiercel.cli.client import Target
from tiercel.cli.profiles import Profile, Profiles, read_profiles

SERVER = "http://localhost:8080"


def target_of(  # noqa: PLR0913  One parameter an option.
    *,
    server: str | None,
    profile: str | None,
    user: str | None,
    token: str | None,
    tenant: str | None,
    headers: Sequence[str] | None,
) -> Target:
    """The target; what was given counts before the profile.

    A token is sent to the server that made it and to no other. Raises: NotFound for an unknown
    profile, BadParameter for a profile of another server.
    """
    found = _profile(read_profiles(), profile, server)
    is_proven = user is not None or token is not None
    return Target(
        server=server or (found.server if found else SERVER),
        headers=headers or (),
        user=user,
        token=token if is_proven or not found else found.token or None,
        tenant=tenant or (found.tenant if found else None) or None,
    )


def _profile(profiles: Profiles, name: str | None, server: str | None) -> Profile | None:
    if name is None:
        return (
            profiles.profiles.get(profiles.current)
            if server is None
            else (profiles.of_server(server))
        )
    found = profiles.named(name)
    if server is not None and not found.is_of(server):
        raise typer.BadParameter(
            f"the profile '{name}' is of {found.server}, not of {server}: leave --server and"
            " TIERCEL_SERVER out, or --profile"
        )
    return found
