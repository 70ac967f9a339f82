"""The servers behind the API: their services, maintenance, workers' tags (dialect-2.0.md §10.6)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.label import Label
from tiercel.service.instance.servers import SERVICE_TYPES, ServerService, samples_of
from tiercel.service.observability.instruments import Sample
from tiercel.service.observability.meters import MeterService
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.http.answers import json_answer
from tiercel.web.param_kinds import in_path
from tiercel.web.route import PAGE, SIZE, Answer, Route
from tiercel.web.views.instance import (
    ActiveServicesView,
    MaintenanceView,
    ServiceMetricView,
    ServicePage,
    ServiceView,
    WorkerTagsView,
)

GROUP = "Instance"


class InstanceRoutes:
    """Everything below `/instance` that is open source."""

    def __init__(self, servers: ServerService, meters: MeterService) -> None:
        self._servers = servers
        self._meters = meters

    def routes(self) -> list[Route]:
        """The table."""
        return [
            Route(
                "GET",
                "/instance/maintenance/status",
                self.maintenance,
                "Whether the server is under maintenance.",
                GROUP,
                answers=(Answer(schema=MaintenanceView),),
                is_open=True,
            ),
            Route(
                "GET",
                "/instance/services/active",
                self.active,
                "How many services run.",
                GROUP,
                answers=(Answer(schema=ActiveServicesView),),
            ),
            Route(
                "GET",
                "/instance/services/search",
                self.search,
                "Services.",
                GROUP,
                (PAGE, SIZE),
                answers=(Answer(schema=ServicePage),),
                errors=(422,),
            ),
            Route(
                "GET",
                "/instance/services/{id}",
                self.service,
                "A service.",
                GROUP,
                answers=(Answer(schema=ServiceView),),
                errors=(404,),
            ),
            Route(
                "GET",
                "/instance/metrics/{serviceType}",
                self.metrics,
                "What this server measures of a type of service.",
                GROUP,
                (in_path("serviceType", enum=list(SERVICE_TYPES)),),
                answers=(Answer(schema=list[ServiceMetricView]),),
                errors=(422,),
            ),
            Route(
                "GET",
                "/worker-selectors/tags",
                self.tags,
                "Tags of workers.",
                GROUP,
                answers=(Answer(schema=WorkerTagsView),),
            ),
        ]

    async def maintenance(self, call: Call) -> Response:
        """Never: the server has no such mode of its own."""
        return json_answer(MaintenanceView(False, True, {}))

    async def active(self, call: Call) -> Response:
        """Totals by type."""
        return json_answer(await self._servers.active())

    async def search(self, call: Call) -> Response:
        """A page of services."""
        page, size = params.paging(call)
        found = await self._servers.all()
        shown = found[(page - 1) * size : page * size]
        return json_answer({"results": shown, "total": len(found)})

    async def service(self, call: Call) -> Response:
        """One service."""
        return json_answer(await self._servers.get(call.params["id"]))

    async def metrics(self, call: Call) -> Response:
        """Names without prefix; histograms by their sums."""
        kind = call.params["serviceType"].upper()
        if kind not in SERVICE_TYPES:
            raise params.unreadable("serviceType", kind, f"No enum constant ServiceType.{kind}")
        found = samples_of(await self._meters.read(), kind)
        return json_answer([_metric_view(sample) for sample in found])

    async def tags(self, call: Call) -> Response:
        """None: all workers take all jobs."""
        return json_answer(WorkerTagsView([]))


def _metric_view(sample: Sample) -> ServiceMetricView:
    return ServiceMetricView(
        name=sample.name,
        type=sample.kind.upper(),
        description=sample.about,
        tags=[Label(key, value) for key, value in sample.labels.items()],
        value=sample.value,
    )
