"""All operations of the server."""

from __future__ import annotations

from tiercel.service.operations import (
    blueprints,
    dashboards,
    execution_actions,
    execution_bulk,
    execution_outputs,
    execution_reports,
    execution_start,
    executions,
    expressions,
    files,
    finding,
    kv,
    log_windows,
    logs,
    metrics,
    namespaces,
    secrets,
    statistics,
    tool_servers,
    trigger_bulk,
    trigger_dates,
    triggers,
    webhooks,
)
from tiercel.service.operations.flows import bulk, flows, graphs, own_blueprints, sources, templates
from tiercel.service.operations.governance import (
    banners,
    credentials,
    kill_switches,
    policies,
    reusable_inputs,
    tenants,
)
from tiercel.service.operations.instance import (
    access,
    audit,
    copilot,
    diagnostics,
    documentation,
    notifications,
    plugins,
    provider_sign_in,
    secret_keys,
    servers,
    system,
    work,
)
from tiercel.service.operations.operation import Operations, Registry, operations_in
from tiercel.service.operations.people import (
    directory,
    groups,
    invitations,
    me,
    recovery,
    roles,
    security_integrations,
    tenant_access,
    users,
)
from tiercel.service.operations.personal import preferences, saved_views
from tiercel.service.operations.workers import groups as worker_groups
from tiercel.service.operations.workers import queues as worker_queues
from tiercel.service.services import Services

OPERATIONS = Registry(
    operations_in(
        access,
        audit,
        banners,
        blueprints,
        copilot,
        credentials,
        dashboards,
        documentation,
        diagnostics,
        directory,
        execution_actions,
        execution_bulk,
        execution_outputs,
        execution_reports,
        execution_start,
        executions,
        expressions,
        files,
        finding,
        groups,
        invitations,
        bulk,
        flows,
        graphs,
        sources,
        own_blueprints,
        templates,
        kill_switches,
        kv,
        log_windows,
        logs,
        me,
        metrics,
        namespaces,
        notifications,
        plugins,
        policies,
        provider_sign_in,
        preferences,
        saved_views,
        recovery,
        reusable_inputs,
        roles,
        secret_keys,
        secrets,
        security_integrations,
        servers,
        statistics,
        system,
        tenant_access,
        tenants,
        tool_servers,
        users,
        trigger_bulk,
        trigger_dates,
        triggers,
        webhooks,
        work,
        worker_groups,
        worker_queues,
    )
)


def operations_of(services: Services) -> Operations:
    """All operations over the services of a server."""
    return Operations(services, OPERATIONS)
