"""What tasks ask of the server: `ctx.server.run(ResumeExecution(execution_id="..."))`."""

from tiercel.model.request import Request
from tiercel.plugin.server.dates import moment
from tiercel.plugin.server.executions import (
    CountExecutions,
    FlowCount,
    PurgedFiles,
    PurgedParts,
    PurgeExecutions,
    PurgeStorage,
    ResumeExecution,
    TotalExecutions,
)
from tiercel.plugin.server.files import (
    DeleteNamespaceFiles,
    FileConflict,
    ListNamespaceFiles,
    LocateNamespaceFile,
    NamespaceFile,
    PurgeFileRevisions,
    PutNamespaceFile,
)
from tiercel.plugin.server.flows import (
    DisableTrigger,
    EnableTrigger,
    FlowMissing,
    PurgedRevisions,
    PurgeFlowRevisions,
    TriggerMissing,
)
from tiercel.plugin.server.kv import (
    DeleteKey,
    FindKey,
    FoundKey,
    ListKeys,
    PurgedKeys,
    PurgeKeys,
    SetKey,
    UpdateKey,
)
from tiercel.plugin.server.logs import FetchLogs, PurgedLogs, PurgeLogs, PurgeMetrics

__all__ = [
    "CountExecutions",
    "DeleteKey",
    "DeleteNamespaceFiles",
    "DisableTrigger",
    "EnableTrigger",
    "FetchLogs",
    "FileConflict",
    "FindKey",
    "FlowCount",
    "FlowMissing",
    "FoundKey",
    "ListKeys",
    "ListNamespaceFiles",
    "LocateNamespaceFile",
    "NamespaceFile",
    "PurgeExecutions",
    "PurgeFileRevisions",
    "PurgeFlowRevisions",
    "PurgeKeys",
    "PurgeLogs",
    "PurgeMetrics",
    "PurgeStorage",
    "PurgedFiles",
    "PurgedKeys",
    "PurgedLogs",
    "PurgedParts",
    "PurgedRevisions",
    "PutNamespaceFile",
    "Request",
    "ResumeExecution",
    "SetKey",
    "TotalExecutions",
    "TriggerMissing",
    "UpdateKey",
    "moment",
]
