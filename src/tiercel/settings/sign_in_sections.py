"""Sections about who signs people in, beside the server itself."""

from __future__ import annotations

from tiercel.settings.section import Section
from tiercel.settings.task_sections import Networks


class ProxySignIn(Section):
    """`tiercel.server.proxy-sign-in`: a proxy signs people in and says by headers who they are.

    Headers of `addresses` count, and those of nobody else; without any, there is no such proxy.
    """

    addresses: Networks = ()
    user_header: str = "X-Forwarded-Email"
    # The names of groups, with commas between them; an empty name leaves groups alone.
    groups_header: str = "X-Forwarded-Groups"
    # Whether whoever is not known yet becomes a user, who may do what their groups may.
    create_users: bool = True

    @property
    def is_on(self) -> bool:
        """Whether there is such a proxy."""
        return bool(self.addresses)
