"""Records of tenants. Only `main` holds flows: the others are what somebody said of them."""

from __future__ import annotations

import msgspec

from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json

# The kind under which tenants are kept.
TENANT_RECORD = "tenant"
# The member of the settings with the default dashboards.
DASHBOARDS = "dashboard"


class AppsCatalog(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the catalogue of apps of a tenant looks: its title, colours of CSS, and a picture."""

    title: str | None = None
    title_color: str | None = None
    primary_color: str | None = None
    background_color: str | None = None
    tile_color: str | None = None
    button_text_color: str | None = None
    logo: str | None = None


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant; its limits and most settings are kept as they were written, without effect here.

    Shapes: a `logo` is an address with the picture itself in it (`data:`).
    """

    id: str = ""
    name: str
    concurrency: Json = None
    quotas: Json = None
    require_existing_namespace: bool | None = None
    outputs_in_internal_storage: bool | None = None
    settings: Json = None
    logo: str | None = None
    catalog: AppsCatalog = AppsCatalog()

    @property
    def dashboards(self) -> dict[str, Json]:
        """The ids of the dashboards that are shown where nobody chose another, by their places."""
        found = (self.settings or {}).get(DASHBOARDS)
        return found if isinstance(found, dict) else {}


MAIN_TENANT = Tenant(id=TENANT, name=TENANT)
