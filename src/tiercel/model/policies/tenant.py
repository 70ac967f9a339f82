"""Records of tenants. Only `main` holds flows: the others are what somebody said of them."""

from __future__ import annotations

import msgspec

from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json

# The kind under which tenants are kept.
TENANT_RECORD = "tenant"


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant; its limits and settings are kept as they were written, without effect here."""

    id: str = ""
    name: str
    concurrency: Json = None
    quotas: Json = None
    require_existing_namespace: bool | None = None
    outputs_in_internal_storage: bool | None = None
    settings: Json = None


MAIN_TENANT = Tenant(id=TENANT, name=TENANT)
