"""Pictures, the catalogue of apps and default dashboards of tenants (access.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import RECORD_ID_CHARS_MAX
from tiercel.model.policies.tenant import AppsCatalog
from tiercel.service.operations.governance import tenants as run
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import FORM, Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.http.uploads import uploaded
from tiercel.web.route import GONE, Route, Row, routes_of, shape
from tiercel.web.routers.governance.payloads import AppsCatalogInput, TenantDashboardsInput
from tiercel.web.views.governance.records import (
    AppsCatalogView,
    TenantDashboardsView,
    TenantRecordView,
    apps_catalog_view,
    tenant_dashboards_view,
    tenant_record_view,
)

LOGO = Body(
    {
        "type": "object",
        "required": ["logo"],
        "properties": {"logo": {"type": "string", "format": "binary"}},
    },
    (FORM,),
)
CATALOG = Body(AppsCatalogInput, example={"title": "Ours", "primaryColor": "#1a2b3c"})
DASHBOARDS = Body(TenantDashboardsInput, example={"defaultHomeDashboard": "overview"})
PLACES = (
    "defaultHomeDashboard",
    "defaultFlowOverviewDashboard",
    "defaultNamespaceOverviewDashboard",
)


class TenantSettingsRoutes:
    """What a tenant has beside its record."""

    def routes(self) -> list[Route]:
        one = "/tenants/{id}"
        catalog, chosen = f"{one}/apps-catalog", f"{one}/settings/default-dashboards"
        looks, shown = shape(AppsCatalogView), shape(TenantDashboardsView)
        pictured, looked = "Set the picture of a tenant.", "How the catalogue of apps looks."
        dashboards = "Default dashboards of a tenant."
        rows: list[Row] = [
            ("POST", f"{one}/logo", self.set_logo, run.set_logo, pictured, LOGO,
             shape(TenantRecordView), (404, 413, 422)),
            ("GET", catalog, self.catalog, run.get_catalog, looked, None, looks, (404,)),
            ("POST", catalog, self.set_catalog, run.set_catalog,
             "Change how the catalogue of apps looks.", CATALOG, looks, (404, 422)),
            ("POST", f"{catalog}/logo", self.set_catalog_logo, run.set_catalog_logo,
             "Set the picture of the catalogue of apps.", LOGO, looks, (404, 413, 422)),
            ("DELETE", f"{catalog}/logo", self.drop_catalog_logo, run.set_catalog_logo,
             "Remove the picture of the catalogue of apps.", None, GONE, (404,)),
            ("GET", chosen, self.dashboards, run.get_dashboards, dashboards, None, shown, (404,)),
            ("POST", chosen, self.set_dashboards, run.set_dashboards,
             "Choose the default dashboards of a tenant.", DASHBOARDS, shown, (404, 422)),
        ]  # fmt: skip
        return routes_of("Tenants", rows)

    async def set_logo(self, call: Call) -> Response:
        """A PNG, or an SVG that does nothing."""
        _, content = await uploaded(call, "logo")
        asked = run.SetTenantLogo(record_id=call.params["id"], content=content)
        return json_answer(tenant_record_view(await call.run(asked)))

    async def catalog(self, call: Call) -> Response:
        """Also for those who may not change it."""
        asked = run.GetAppsCatalog(record_id=call.params["id"])
        return json_answer(apps_catalog_view(await call.run(asked)))

    async def set_catalog(self, call: Call) -> Response:
        """All of it but the picture."""
        body = await call.json_map("catalog")
        catalog = AppsCatalog(
            title=text_in(body, "title"),
            title_color=text_in(body, "titleColor"),
            primary_color=text_in(body, "primaryColor"),
            background_color=text_in(body, "backgroundColor"),
            tile_color=text_in(body, "tileColor"),
            button_text_color=text_in(body, "buttonTextColor"),
        )
        asked = run.SetAppsCatalog(record_id=call.params["id"], catalog=catalog)
        return json_answer(apps_catalog_view(await call.run(asked)))

    async def set_catalog_logo(self, call: Call) -> Response:
        """As that of the tenant."""
        _, content = await uploaded(call, "logo")
        asked = run.SetAppsCatalogLogo(record_id=call.params["id"], content=content)
        return json_answer(apps_catalog_view(await call.run(asked)))

    async def drop_catalog_logo(self, call: Call) -> Response:
        """Also when there is none."""
        await call.run(run.SetAppsCatalogLogo(record_id=call.params["id"], content=None))
        return empty(204)

    async def dashboards(self, call: Call) -> Response:
        """Those that were chosen."""
        asked = run.GetDefaultDashboards(record_id=call.params["id"])
        return json_answer(tenant_dashboards_view(await call.run(asked)))

    async def set_dashboards(self, call: Call) -> Response:
        """All three of them."""
        body = await call.json_map("dashboards")
        chosen = {name: text for name in PLACES if (text := _id_in(body, name))}
        asked = run.SetDefaultDashboards(record_id=call.params["id"], dashboards=chosen)
        return json_answer(tenant_dashboards_view(await call.run(asked)))


def _id_in(body: dict[str, Json], name: str) -> str | None:
    """Raises: Refused for what is no text, Invalid for a long one."""
    text = text_in(body, name)
    if text is not None and len(text) > RECORD_ID_CHARS_MAX:
        raise Invalid([Violation(name, f"must have {RECORD_ID_CHARS_MAX} characters at most")])
    return text
