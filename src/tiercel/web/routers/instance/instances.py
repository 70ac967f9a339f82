"""The servers behind the API: their services, maintenance (dialect-2.0.md §10.6)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.instance.servers import SERVICE_TYPES
from tiercel.service.operations.instance import servers
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, SIZE, Answer
from tiercel.web.http.answers import json_answer
from tiercel.web.param_kinds import in_path
from tiercel.web.route import Route
from tiercel.web.views.instance import (
    ActiveServicesView,
    MaintenanceView,
    ServiceMetricView,
    ServicePage,
    ServiceView,
    active_view,
    maintenance_view,
    metric_view,
    service_view,
)
from tiercel.web.views.people.people import NothingView

GROUP = "Instance"


class InstanceRoutes:
    """Everything below `/instance` that is open source."""

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/instance/maintenance/status",
                self.maintenance,
                "Whether the server is under maintenance.",
                GROUP,
                answers=(Answer(schema=MaintenanceView),),
                is_open=True,
                runs=(servers.maintenance,),
            ),
            *(
                Route(
                    "POST",
                    f"/instance/maintenance/{word}",
                    handler,
                    about,
                    GROUP,
                    answers=(Answer(schema=NothingView),),
                    runs=(runs,),
                )
                for word, handler, about, runs in (
                    ("enter", self.enter, "Begin maintenance.", servers.enter_maintenance),
                    ("exit", self.exit, "End maintenance.", servers.exit_maintenance),
                )
            ),
            Route(
                "GET",
                "/instance/services/active",
                self.active,
                "How many services run.",
                GROUP,
                answers=(Answer(schema=ActiveServicesView),),
                runs=(servers.active,),
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
                runs=(servers.services,),
            ),
            Route(
                "GET",
                "/instance/services/{id}",
                self.service,
                "A service.",
                GROUP,
                answers=(Answer(schema=ServiceView),),
                errors=(404,),
                runs=(servers.service,),
            ),
            Route(
                "POST",
                "/instance/services/{id}/drain",
                self.drain,
                "Have a worker take no new job.",
                GROUP,
                answers=(Answer(schema=ServiceView),),
                errors=(404, 409),
                runs=(servers.drain_worker,),
            ),
            Route(
                "DELETE",
                "/instance/services/{id}/drain",
                self.resume,
                "Have a drained worker take jobs again.",
                GROUP,
                answers=(Answer(schema=ServiceView),),
                errors=(404, 409),
                runs=(servers.resume_worker,),
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
                runs=(servers.metrics,),
            ),
        ]

    async def maintenance(self, call: Call) -> Response:
        """Whether it is on, and whether no worker runs anything any more."""
        return json_answer(maintenance_view(await call.run(servers.GetMaintenance())))

    async def enter(self, call: Call) -> Response:
        """Executions stay CREATED, and workers end what they run."""
        await call.run(servers.EnterMaintenance())
        return json_answer(NothingView())

    async def exit(self, call: Call) -> Response:
        """What has waited begins."""
        await call.run(servers.ExitMaintenance())
        return json_answer(NothingView())

    async def active(self, call: Call) -> Response:
        """Totals by type."""
        return json_answer(active_view(await call.run(servers.CountServices())))

    async def search(self, call: Call) -> Response:
        """A page of services."""
        page, size = params.paging(call)
        found = await call.run(servers.ListServices())
        shown = found[(page - 1) * size : page * size]
        return json_answer(ServicePage([service_view(one) for one in shown], len(found)))

    async def service(self, call: Call) -> Response:
        found = await call.run(servers.GetService(service_id=call.params["id"]))
        return json_answer(service_view(found))

    async def drain(self, call: Call) -> Response:
        """Its state is MAINTENANCE while it still runs something, then NOT_RUNNING."""
        found = await call.run(servers.DrainWorker(service_id=call.params["id"]))
        return json_answer(service_view(found))

    async def resume(self, call: Call) -> Response:
        """Its state is RUNNING again."""
        found = await call.run(servers.ResumeWorker(service_id=call.params["id"]))
        return json_answer(service_view(found))

    async def metrics(self, call: Call) -> Response:
        """Names without prefix; histograms by their sums."""
        kind = call.params["serviceType"].upper()
        if kind not in SERVICE_TYPES:
            raise params.unknown_word("serviceType", kind, SERVICE_TYPES, kind="ServiceType")
        found = await call.run(servers.MeasureServices(service_type=kind))
        return json_answer([metric_view(sample) for sample in found])
