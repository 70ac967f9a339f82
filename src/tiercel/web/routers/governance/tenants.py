"""Records of tenants, one of which holds flows (access.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.tenants import TENANTS
from tiercel.model.policies.tenant import Tenant
from tiercel.ports.clock import Clock
from tiercel.service.operations.governance import tenants
from tiercel.web import filters
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.route import GONE, Route, Row, routes_of, shape
from tiercel.web.routers.governance.payloads import TenantInput
from tiercel.web.routers.governance.records import RecordForm, RecordRoutes
from tiercel.web.views.governance.records import TenantPage, TenantRecordView, tenant_record_view


def tenant_of(body: dict[str, Json]) -> Tenant:
    """What a body asks for; other members have no effect, and are not kept. Raises: Refused."""
    return Tenant(
        id=text_in(body, "id") or "",
        name=text_in(body, "name") or "",
        concurrency=body.get("concurrency"),
        quotas=body.get("quotas"),
        require_existing_namespace=_maybe(body, "requireExistingNamespace"),
        outputs_in_internal_storage=_maybe(body, "outputsInInternalStorage"),
        settings=body.get("settings"),
    )


def _maybe(body: dict[str, Json], name: str) -> bool | None:
    return None if body.get(name) is None else flag_in(body, name)


FORM = RecordForm(
    path="/tenants",
    group="Tenants",
    noun="a tenant",
    operations=tenants.OPERATIONS,
    body=Body(TenantInput, example={"id": "acme", "name": "Acme"}),
    view=TenantRecordView,
    read=tenant_of,
    show=tenant_record_view,
)


class TenantRoutes(RecordRoutes[Tenant]):
    """The list is paged, and each has an address of its own."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(FORM)
        self._clock = clock

    def routes(self) -> list[Route]:
        one, shown, run = "/tenants/{id}", shape(TenantRecordView), tenants
        rows: list[Row] = [
            ("GET", "/tenants/search", self.search, run.find, "Search tenants.", None,
             shape(TenantPage), (400, 422)),
            ("GET", one, self.get, run.get, "A tenant.", None, shown, (404,)),
            ("DELETE", one, self.forget, run.delete, "Delete a tenant.", None, GONE, (404, 409)),
        ]  # fmt: skip
        rows += self.writing()
        return routes_of("Tenants", rows, find=listing(TENANTS))

    async def search(self, call: Call) -> Response:
        """By id unless sorted."""
        query = filters.query_of(call, TENANTS, self._clock.now())
        found = await call.run(tenants.FindTenants())
        rows = [({"id": each.id, "name": each.name}, each) for each in found]
        return page_answer(TenantPage, tenant_record_view, page_of(rows, TENANTS, query))

    async def get(self, call: Call) -> Response:
        """With its settings."""
        asked = tenants.GetTenant(record_id=call.params["id"])
        return json_answer(tenant_record_view(await call.run(asked)))

    async def forget(self, call: Call) -> Response:
        """The record alone: nothing belongs to it."""
        await call.run(tenants.DeleteTenant(record_id=call.params["id"]))
        return empty(204)
