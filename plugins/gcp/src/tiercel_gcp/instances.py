"""What types of Bigtable and Spanner have: an instance, and who asks."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Prop
from tiercel_gcp.connection import Impersonating
from tiercel_gcp.logins import CLOUD, Login
from tiercel_gcp.rest import part


class Instance(Impersonating):
    """An instance; an emulator is one that answers HTTP."""

    project_id: Annotated[str, Prop("The project that has the instance, by its id.")]
    instance_id: Annotated[str, Prop("The instance that has the data, by its id.")]
    scopes: Annotated[
        list[str] | None, Prop("What tokens are good for: all of the cloud by default.")
    ] = None
    emulator_host: Annotated[
        str | None, Prop("An emulator in place of the service: host and port of its HTTP.")
    ] = None

    def login(self) -> Login:
        return Login(
            key=self.service_account,
            impersonated=self.impersonated_service_account,
            scopes=tuple(self.scopes or (CLOUD,)),
            emulator=self.emulator_host,
        )

    @property
    def place(self) -> str:
        """The path of the instance."""
        return f"/projects/{part(self.project_id)}/instances/{part(self.instance_id)}"
