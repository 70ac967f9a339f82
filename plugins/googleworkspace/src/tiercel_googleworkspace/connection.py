"""As whom the services are asked, and for what."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Plugin, Prop, RunContext
from tiercel_gcp.connection import Signed
from tiercel_gcp.logins import Login
from tiercel_gcp.rest import Rest
from tiercel_googleworkspace.limits import READ_SECONDS

SCOPES = Prop("What tokens are good for: names such as DRIVE_READONLY, or addresses of scopes.")
INTERVAL = Prop("Time between two polls.")
KEY = "serviceAccount: \"{{ secret('GOOGLE_KEY') }}\"\n"
_MAIL = "MAIL_GOOGLE_COM"


def scope_of(name: str) -> str:
    """The address of a scope by its name: `CALENDAR_READONLY` is `…/auth/calendar.readonly`."""
    if "://" in name:
        return name
    if name == _MAIL:
        return "https://mail.google.com/"
    return "https://www.googleapis.com/auth/" + name.lower().replace("_", ".")


class Workspace(Signed):
    """Base of what asks as a service account, for its scopes."""

    # Of tokens, where the flow names none.
    own_scopes: ClassVar[tuple[str, ...]] = ()

    def asked_scopes(self) -> tuple[str, ...]:
        """Names or addresses of scopes."""
        return self.own_scopes

    def login(self) -> Login:
        found = dict.fromkeys(map(scope_of, self.asked_scopes()))
        return Login(key=self.service_account, scopes=tuple(found))

    def patience(self) -> float:
        """Seconds that a request may be silent."""
        return READ_SECONDS

    def rest(self, ctx: RunContext, name: str, base: str) -> Rest:
        return Rest(ctx, self.login(), name, base, read_seconds=self.patience())


class Patient(Plugin):
    """How long answers may take."""

    read_timeout: Annotated[int, Prop("How many seconds a request may be silent.")] = READ_SECONDS

    def patience(self) -> float:
        """Seconds that a request may be silent."""
        return self.read_timeout
