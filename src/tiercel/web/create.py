"""Builds the application of all routers: what they do is done by operations."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.settings.sections import Settings
from tiercel.web import openapi
from tiercel.web.app import App, Behind
from tiercel.web.create_newer import newer_routes
from tiercel.web.create_views import view_routes
from tiercel.web.pages import BUILT
from tiercel.web.permissions import check_declared
from tiercel.web.route import Route
from tiercel.web.routers.executions.actions import ActionRoutes
from tiercel.web.routers.executions.bulk import ExecutionBulkRoutes
from tiercel.web.routers.executions.executions import ExecutionRoutes
from tiercel.web.routers.executions.files import ExecutionFileRoutes
from tiercel.web.routers.executions.follow import FollowRoutes
from tiercel.web.routers.executions.outputs import OutputRoutes
from tiercel.web.routers.executions.playground import PlaygroundRoutes
from tiercel.web.routers.executions.reports import ExecutionReportRoutes
from tiercel.web.routers.executions.reviews import ReviewRoutes
from tiercel.web.routers.executions.task_runs import TaskRunRoutes
from tiercel.web.routers.executions.webhooks import WebhookRoutes
from tiercel.web.routers.exports import ExportRoutes
from tiercel.web.routers.files import FileRoutes
from tiercel.web.routers.finding import finding_routes
from tiercel.web.routers.flows.bulk import FlowBulkRoutes
from tiercel.web.routers.flows.flows import FlowRoutes
from tiercel.web.routers.flows.insights import InsightRoutes
from tiercel.web.routers.flows.templates import TemplateRoutes
from tiercel.web.routers.instance.docs import DocsRoutes
from tiercel.web.routers.instance.management import ManagementRoutes
from tiercel.web.routers.instance.misc import MiscRoutes
from tiercel.web.routers.instance.provider_sign_in import ProviderSignInRoutes
from tiercel.web.routers.instance.sign_in import SignInRoutes
from tiercel.web.routers.instance.work import WorkRoutes
from tiercel.web.routers.kv import KvRoutes
from tiercel.web.routers.logs import LogRoutes
from tiercel.web.routers.metrics import MetricRoutes
from tiercel.web.routers.namespaces import NamespaceRoutes
from tiercel.web.routers.secrets import SecretRoutes
from tiercel.web.routers.trigger_dates import TriggerDateRoutes
from tiercel.web.routers.triggers import TriggerRoutes
from tiercel.web.site import site_beside


def create_app(ports: Ports, settings: Settings, behind: Behind) -> App:
    """The application of every route; `behind` has the operations that they run.

    Raises: ValueError for a route that runs none.
    """
    listed: list[Route] = []

    def document() -> dict[str, Json]:
        return openapi.document(listed, settings.http.prefix)

    listed.extend(_execution_routes(ports, settings))
    listed.extend(_other_routes(ports, settings))
    listed.extend(view_routes(ports.clock, settings))
    listed.extend(newer_routes(ports.clock, settings))
    site = site_beside(settings.ui.dir or BUILT)
    listed.extend(DocsRoutes(document, settings.http.prefix, site).routes())
    check_declared(listed)
    return App(listed, settings, behind)


def _execution_routes(ports: Ports, settings: Settings) -> list[Route]:
    clock, ids = ports.clock, ports.ids
    base_url = settings.base_url or settings.http.prefix
    return [
        *ExecutionRoutes(ports, base_url).routes(),
        *ActionRoutes(ports).routes(),
        *ReviewRoutes(clock).routes(),
        *ExecutionBulkRoutes(clock, ids).routes(),
        *ExecutionFileRoutes(settings.server.preview).routes(),
        *FollowRoutes(clock).routes(),
        *WebhookRoutes(clock, base_url).routes(),
        *PlaygroundRoutes(clock).routes(),
        *ExecutionReportRoutes(clock).routes(),
    ]


def _other_routes(ports: Ports, settings: Settings) -> list[Route]:
    clock, ids = ports.clock, ports.ids
    return [
        *FlowRoutes(clock).routes(),
        *FlowBulkRoutes(clock, ids).routes(),
        *KvRoutes(clock).routes(),
        *FileRoutes(settings.server.preview).routes(),
        *LogRoutes(clock).routes(),
        *NamespaceRoutes(clock).routes(),
        *SecretRoutes(clock).routes(),
        *MiscRoutes(settings.http.prefix, ports.clock).routes(),
        *ManagementRoutes(settings.metrics.prefix).routes(),
        *MetricRoutes().routes(),
        *TaskRunRoutes(clock).routes(),
        *OutputRoutes().routes(),
        *TemplateRoutes(clock, ids).routes(),
        *ExportRoutes(clock).routes(),
        *InsightRoutes(clock).routes(),
        *WorkRoutes().routes(),
        *finding_routes(),
        *TriggerDateRoutes(clock).routes(),
        *TriggerRoutes(clock, ids).routes(),
        *SignInRoutes().routes(),
        *ProviderSignInRoutes(settings.base_url, settings.http.prefix).routes(),
    ]
