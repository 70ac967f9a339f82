"""Dashboards, blueprints, plugins, namespaces, the instance and the user."""

from __future__ import annotations

from datetime import UTC, datetime

import sources
from kestrapy.models.api_autocomplete import ApiAutocomplete
from kestrapy.models.basic_auth_credentials import BasicAuthCredentials
from kestrapy.models.blueprint_controller_kind import BlueprintControllerKind as Kind
from kestrapy.models.chart_filters_overrides import ChartFiltersOverrides
from kestrapy.models.create_api_token_request import CreateApiTokenRequest
from kestrapy.models.dashboard_controller_preview_request import DashboardControllerPreviewRequest
from kestrapy.models.me_controller_api_user_details_request import (
    MeControllerApiUserDetailsRequest,
)
from kestrapy.models.query_filter_field import QueryFilterField as Field
from kestrapy.models.setup_configuration_setup_data import SetupConfigurationSetupData
from kestrapy.query import contains, eq
from recorder import Recorder
from sources import NAMESPACE, TENANT, all_of

LOG = "io.kestra.plugin.core.log.Log"


def run(recorder: Recorder, credentials: tuple[str, str]) -> None:
    recorder.section(_dashboards)
    recorder.section(_blueprints)
    recorder.section(_plugins)
    recorder.section(_namespaces)
    recorder.section(_instance, credentials)
    recorder.section(_user)
    recorder.section(_notifications)
    recorder.section(_servers)


def _dashboards(recorder: Recorder) -> None:
    dashboards = recorder.of("dashboards")
    created = dashboards.create_dashboard(TENANT, sources.DASHBOARD)
    recorder.say("created", bool(created) and created["id"] == "sdk-two", str(created))
    dashboards.dashboard("sdk-two", TENANT)
    dashboards.refused(404).dashboard("nowhere", TENANT)
    changed = sources.DASHBOARD.replace("Runs of the client", "Changed")
    dashboards.update_dashboard("sdk-two", TENANT, changed)
    dashboards.search_dashboards(TENANT, page=1, size=5, q="Chan", sort=["title:asc"])
    override = ChartFiltersOverrides(
        startDate=datetime(2026, 1, 1, tzinfo=UTC),
        endDate=datetime(2027, 1, 1, tzinfo=UTC),
        namespace=NAMESPACE,
        pageSize=5,
        pageNumber=1,
    )
    for chart in ("runs", "latest"):
        found = dashboards.dashboard_chart_data("sdk-two", chart, TENANT, override)
        recorder.say(f"chart {chart}", bool(found and found.total), str(found))
    dashboards.dashboard_chart_data("sdk-two", "runs", TENANT, ChartFiltersOverrides())
    request = DashboardControllerPreviewRequest(chart=sources.CHART, globalFilter=override)
    dashboards.preview_chart(TENANT, request)
    dashboards.export_chart(TENANT, request)
    dashboards.export_chart(TENANT, request, format="CSV")
    dashboards.export_dashboard_chart("sdk-two", "latest", TENANT, override, format="CSV")
    dashboards.default_dashboards(TENANT)
    dashboards.validate_dashboard(TENANT, sources.DASHBOARD)
    dashboards.validate_chart(TENANT, sources.CHART)
    dashboards.delete_dashboard("sdk-two", TENANT)
    dashboards.refused(404).delete_dashboard("sdk-two", TENANT)


def _blueprints(recorder: Recorder) -> None:
    blueprints = recorder.of("blueprints")
    for kind in Kind:
        found = blueprints.search_blueprints(kind, TENANT, page=1, size=2)
        if kind is Kind.FLOW and found:
            recorder.say("blueprints", found.total >= 60, str(found.total))
    found = blueprints.search_blueprints(
        Kind.FLOW, TENANT, sort="title:asc", filters=all_of(eq(Field.QUERY, "hello"))
    )
    blueprint_id = found.results[0].id
    blueprints.blueprint(blueprint_id, Kind.FLOW, TENANT)
    blueprints.blueprint_graph(blueprint_id, Kind.FLOW, TENANT)
    blueprints.blueprint_source(blueprint_id, Kind.FLOW, TENANT)
    blueprints.refused(404).blueprint("nowhere", Kind.FLOW, TENANT)
    written = blueprints.search_internal_blueprints(TENANT, page=1, size=10)
    recorder.say("own blueprints", written.total == 0, str(written.total))


def _plugins(recorder: Recorder) -> None:
    plugins = recorder.of("plugins")
    plugins.list_plugins(page=1, size=10)
    plugins.list_plugins_by_subgroups()
    plugins.plugin_icons()
    plugins.plugin_group_icons()
    plugins.plugin_icon(LOG)
    plugins.plugin_icon_svg(LOG)
    plugins.plugin_input_types()
    plugins.plugin_input_schema("STRING")
    for schema in ("FLOW", "TASK", "TRIGGER", "DASHBOARD"):
        plugins.plugin_schema(schema)
    plugins.plugin_schema("TASK", array_of=True, include_catalog=True)
    plugins.plugin_properties("TASK")
    plugins.plugin_triggers()
    plugins.plugin_documentation(LOG)
    plugins.plugin_documentation(LOG, all_properties=True)
    found = plugins.plugin_versions(LOG)
    version = (found or {}).get("versions", ["1"])[0]
    plugins.plugin_documentation_for_version(LOG, version)
    plugins.refused(404).plugin_documentation("io.nowhere.Nothing")
    plugins.detect_missing_plugins(sources.HELLO)
    plugins.refused(403).install_plugins([{"group": "a", "artifact": "b"}])
    plugins.refused(403, 404).plugin_install_job("nowhere")
    plugins.refused(404).plugin_ui("io.kestra.plugin.core", "index.js")
    plugins.plugin_ui_manifest([])


def _namespaces(recorder: Recorder) -> None:
    namespaces = recorder.of("namespaces")
    found = namespaces.namespace(NAMESPACE, TENANT)
    recorder.say("namespace", found is not None and found.id == NAMESPACE, str(found))
    namespaces.search_namespaces(TENANT, page=1, size=5, sort=["id:asc"], existing=True)
    namespaces.search_namespaces(TENANT, filters=all_of(eq(Field.QUERY, "sdk")))
    found = namespaces.autocomplete_namespaces(TENANT, ApiAutocomplete(q="sdk"))
    recorder.say("autocomplete", NAMESPACE in (found or []), str(found))
    namespaces.autocomplete_namespaces(TENANT, ApiAutocomplete(ids=[NAMESPACE], existingOnly=True))
    namespaces.inherited_secrets(NAMESPACE, TENANT)
    namespaces.inherited_variables(NAMESPACE, TENANT)
    recorder.of("quotas").search_quota_limits(TENANT)
    namespaces.list_secrets(TENANT, page=1, size=5)
    namespaces.list_secrets(TENANT, filters=all_of(eq(Field.NAMESPACE, NAMESPACE)))
    namespaces.list_secrets(TENANT, filters=all_of(contains(Field.QUERY, "x")))


def _instance(recorder: Recorder, credentials: tuple[str, str]) -> None:
    misc = recorder.of("misc")
    misc.configuration()
    misc.login_configuration()
    misc.auths()
    misc.pebble_filters()
    misc.pebble_functions()
    misc.basic_auth_validation_errors()
    found = misc.setup_configuration()
    recorder.say("set up", found is not None and found.done is True, str(found))
    name, password = credentials
    misc.refused(405).setup_kestra(SetupConfigurationSetupData(username=name, password=password))
    misc.create_basic_auth(TENANT, BasicAuthCredentials(username=name, password=password))
    misc.worker_selector_tags(TENANT)
    instance = recorder.of("instance")
    instance.maintenance_status()
    instance.search_services(page=1, size=5)
    found = instance.active_services()
    instance.service(recorder.client.instance.search_services().results[0].id)
    del found


def _user(recorder: Recorder) -> None:
    me = recorder.of("me")
    found = me.current_user()
    recorder.say("me", bool(found) and found["tenants"][0]["id"] == "main", str(found))
    me.update_current_user(MeControllerApiUserDetailsRequest(firstName="A"))
    created = me.create_api_token(
        CreateApiTokenRequest(name="second", description="x", maxAge="P1D", extended=False)
    )
    recorder.say("token", bool(created and created.full_token), str(created))
    listed = me.list_api_tokens()
    recorder.say("tokens", bool(listed and listed.results), str(listed))
    me.delete_api_token(created.id)
    me.refused(404).delete_api_token(created.id)


def _notifications(recorder: Recorder) -> None:
    notifications = recorder.of("notifications")
    notifications.notifications_since(datetime(2026, 1, 1, tzinfo=UTC))
    notifications.notification_history()
    notifications.notification_history(limit=5)
    notifications.refused(422).notification_history(before="nonsense")
    notifications.unread_notification_count()
    notifications.mark_notification_read("nowhere")
    notifications.mark_notification_unread("nowhere")
    notifications.mark_all_notifications_read()


def _servers(recorder: Recorder) -> None:
    servers = recorder.of("mcp_servers")
    servers.list_mcp_servers(TENANT, page=1, size=5)
    body = {
        "id": "mine",
        "description": "x",
        "serverType": "PRIVATE",
        "authType": "BASIC",
        "disabled": False,
    }
    servers.create_mcp_server(TENANT, body)
    servers.refused(409).create_mcp_server(TENANT, body)
    servers.refused(422).create_mcp_server(TENANT, {**body, "id": "default"})
    servers.mcp_server("mine", TENANT)
    servers.mcp_server_tools("mine", TENANT)
    servers.update_mcp_server("mine", TENANT, {**body, "description": "y"})
    servers.toggle_mcp_server("mine", TENANT)
    servers.toggle_mcp_server("mine", TENANT)
    mcp = recorder.of("mcp")
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
    mcp.send_mcp_request("mine", TENANT, request)
    servers.delete_mcp_server("mine", TENANT)
    servers.refused(404).mcp_server("mine", TENANT)
    servers.refused(403).delete_mcp_server("default", TENANT)
    ai = recorder.of("ai")
    found = ai.list_ai_providers(TENANT)
    recorder.say("providers", found == [], str(found))
    ai.refused(503).generate_flow(TENANT, {"userPrompt": "a flow", "flowYaml": ""})
    ai.refused(503).generate_dashboard(TENANT, {"userPrompt": "a dashboard"})
