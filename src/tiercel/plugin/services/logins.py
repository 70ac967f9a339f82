"""Who asks a service: a key in a header, or a user with a password."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import ClassVar

from tiercel.plugin.context import RunContext
from tiercel.plugin.services.asking import HttpService

__all__ = ["KeyedService", "UserService", "basic"]


def basic(username: str | None, password: str | None) -> dict[str, str]:
    """The header of a user with a password; none without a user."""
    if not username:
        return {}
    pair = b64encode(f"{username}:{password or ''}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


class KeyedService(HttpService):
    """Knows who asks by a key.

    Shapes: `key_field` is the property that has it, `key_header` where it goes, behind `key_word`.
    """

    key_field: ClassVar[str] = "token"
    key_header: ClassVar[str] = "Authorization"
    key_word: ClassVar[str] = "Bearer "

    def secrets(self) -> Iterable[str | None]:
        return (getattr(self, self.key_field),)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Who asks; nobody without a key."""
        key = getattr(self, self.key_field)
        return {self.key_header: f"{self.key_word}{key}"} if key else {}


class UserService(HttpService):
    """Knows who asks by a user and a password, in the properties of these names."""

    user_field: ClassVar[str] = "username"
    password_field: ClassVar[str] = "password"

    def secrets(self) -> Iterable[str | None]:
        return (getattr(self, self.password_field),)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Who asks; nobody without a user."""
        return basic(getattr(self, self.user_field), getattr(self, self.password_field))
