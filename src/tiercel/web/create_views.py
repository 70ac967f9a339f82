"""The routers that show what is there: graphs, blueprints, dashboards, statistics, plugins."""

from __future__ import annotations

from tiercel.ports.clock import Clock
from tiercel.settings.sections import Settings
from tiercel.web.route import Route
from tiercel.web.routers.dashboards import DashboardRoutes
from tiercel.web.routers.documentation import documentation_routes
from tiercel.web.routers.flows.blueprints import BlueprintRoutes
from tiercel.web.routers.flows.concurrency import ConcurrencyRoutes
from tiercel.web.routers.flows.graphs import GraphRoutes
from tiercel.web.routers.flows.own_blueprints import OwnBlueprintRoutes
from tiercel.web.routers.personal.preferences import preference_routes
from tiercel.web.routers.personal.saved_views import saved_view_routes
from tiercel.web.routers.plugin_packages import PluginPackageRoutes
from tiercel.web.routers.plugins import PluginRoutes
from tiercel.web.routers.statistics import StatisticsRoutes


def view_routes(clock: Clock, settings: Settings) -> list[Route]:
    """Their rows of the route table."""
    return [
        *BlueprintRoutes().routes(),
        *OwnBlueprintRoutes().routes(),
        *documentation_routes(),
        *PluginPackageRoutes().routes(),
        *ConcurrencyRoutes().routes(),
        *DashboardRoutes(clock).routes(),
        *preference_routes(),
        *saved_view_routes(),
        *GraphRoutes(clock).routes(),
        *PluginRoutes(settings.client_generation).routes(),
        *StatisticsRoutes(clock).routes(),
    ]
