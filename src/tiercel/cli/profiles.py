"""Profiles: the servers that somebody signed in to, in a file that only this user can read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import typer

from tiercel.flowlang.hints import did_you_mean
from tiercel.model.errors import NotFound, TiercelError

DEFAULT = "default"
FILE = "profiles.json"
_OWNER_ONLY = 0o600
_FOLDER_OF_OWNER = 0o700


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A server, and the token that the server made when somebody signed in.

    Shapes: without a token the server asks nobody who they are; `token_id` revokes it.
    """

    server: str
    user: str = ""
    token: str = ""
    token_id: str = ""
    tenant: str = ""

    def is_of(self, server: str) -> bool:
        """Whether that address is the one of this profile."""
        return self.server.rstrip("/") == server.rstrip("/")


class Profiles(msgspec.Struct, frozen=True, kw_only=True):
    """All profiles by name; `current` is the one that a command uses when none is named."""

    current: str = DEFAULT
    profiles: Mapping[str, Profile] = {}

    def named(self, name: str) -> Profile:
        """Raises: NotFound with the names that there are."""
        found = self.profiles.get(name)
        if found is None:
            hint = did_you_mean(name, self.profiles, lists_known=True)
            more = f" ({hint})" if hint else ""
            raise NotFound(
                f"There is no profile '{name}'{more}; `tiercel login --profile NAME` makes one."
            )
        return found

    def of_server(self, server: str) -> Profile | None:
        """The profile of an address, the current one before others."""
        names = sorted(self.profiles, key=lambda name: name != self.current)
        return next(
            (self.profiles[each] for each in names if self.profiles[each].is_of(server)), None
        )

    def with_profile(self, name: str, profile: Profile) -> Profiles:
        """With a profile added or replaced, which becomes the current one."""
        return Profiles(current=name, profiles={**self.profiles, name: profile})

    def without(self, name: str) -> Profiles:
        """With one less; the current one is then the first of those that are left."""
        left = {each: profile for each, profile in self.profiles.items() if each != name}
        current = self.current if self.current in left else next(iter(left), DEFAULT)
        return Profiles(current=current, profiles=left)


def profiles_file() -> Path:
    """Where they are: in the folder that the system has for settings of the user."""
    return Path(typer.get_app_dir("tiercel")) / FILE


def read_profiles() -> Profiles:
    """What the file has, nothing when there is none. Raises: TiercelError for another content."""
    file = profiles_file()
    try:
        return msgspec.json.decode(file.read_bytes(), type=Profiles)
    except FileNotFoundError:
        return Profiles()
    except OSError as error:
        raise TiercelError(f"Can't read {file}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise TiercelError(
            f"{file} can't be read: {error}. Remove it, then sign in again by `tiercel login`."
        ) from None


def write_profiles(profiles: Profiles) -> None:
    """Replace the file as a whole. Raises: TiercelError."""
    file = profiles_file()
    draft = file.with_name(f"{FILE}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=_FOLDER_OF_OWNER, parents=True, exist_ok=True)
        # From its first byte on it must be closed to others, whatever the user's mask is.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as written:
            os.fchmod(descriptor, _OWNER_ONLY)
            written.write(msgspec.json.format(msgspec.json.encode(profiles), indent=2))
        draft.replace(file)
    except OSError as error:
        raise TiercelError(f"Can't write {file}: {error.strerror}") from None
