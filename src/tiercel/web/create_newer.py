"""The routers that came with the 2.0 generation."""

from __future__ import annotations

from tiercel.ports.clock import Clock
from tiercel.settings.sections import Settings
from tiercel.web.route import Route
from tiercel.web.routers.audit import AuditRoutes
from tiercel.web.routers.copilot import CopilotRoutes
from tiercel.web.routers.executions.durations import DurationRoutes
from tiercel.web.routers.flows.source_edits import SourceEditRoutes
from tiercel.web.routers.governance.banners import banner_form
from tiercel.web.routers.governance.credentials import CredentialRoutes
from tiercel.web.routers.governance.kill_switches import KILL_SWITCHES
from tiercel.web.routers.governance.policies import PolicyRoutes
from tiercel.web.routers.governance.records import RecordRoutes
from tiercel.web.routers.governance.reusable_inputs import ReusableInputsRoutes
from tiercel.web.routers.governance.tenant_settings import TenantSettingsRoutes
from tiercel.web.routers.governance.tenants import TenantRoutes
from tiercel.web.routers.instance.instances import InstanceRoutes
from tiercel.web.routers.instance.notifications import NotificationRoutes
from tiercel.web.routers.instance.system import SystemRoutes
from tiercel.web.routers.people.accounts import AccountRoutes
from tiercel.web.routers.people.groups import GroupRoutes
from tiercel.web.routers.people.invitations import InvitationRoutes
from tiercel.web.routers.people.roles import RoleRoutes
from tiercel.web.routers.people.scim import ScimRoutes
from tiercel.web.routers.people.security_integrations import SecurityIntegrationRoutes
from tiercel.web.routers.people.tenant_access import TenantAccessRoutes
from tiercel.web.routers.people.users import UserRoutes
from tiercel.web.routers.tool_servers import ToolServerRoutes
from tiercel.web.routers.workers.groups import WorkerGroupRoutes
from tiercel.web.routers.workers.queues import WorkerQueueRoutes


def newer_routes(clock: Clock, settings: Settings) -> list[Route]:
    """Their rows of the route table."""
    return [
        *InstanceRoutes().routes(),
        *SystemRoutes().routes(),
        *NotificationRoutes(clock).routes(),
        *ToolServerRoutes().routes(),
        *CopilotRoutes().routes(),
        *SourceEditRoutes().routes(),
        *DurationRoutes().routes(),
        *UserRoutes(clock).routes(),
        *AccountRoutes(clock).routes(),
        *GroupRoutes(clock).routes(),
        *RoleRoutes(clock).routes(),
        *TenantAccessRoutes().routes(),
        *AuditRoutes(clock).routes(),
        *PolicyRoutes(clock).routes(),
        *CredentialRoutes(clock).routes(),
        *ReusableInputsRoutes(clock).routes(),
        *RecordRoutes(banner_form(clock)).routes(),
        *TenantRoutes(clock).routes(),
        *TenantSettingsRoutes().routes(),
        *RecordRoutes(KILL_SWITCHES).routes(),
        *InvitationRoutes(clock, settings).routes(),
        *WorkerGroupRoutes(clock).routes(),
        *WorkerQueueRoutes().routes(),
        *SecurityIntegrationRoutes(clock, settings).routes(),
        *ScimRoutes(settings).routes(),
    ]
