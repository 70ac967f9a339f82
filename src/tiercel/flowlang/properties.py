"""Names of the properties that every task and every trigger shares."""

from __future__ import annotations

_PLUGIN = {
    "id",
    "type",
    "version",
    "description",
    "disabled",
    "logLevel",
    "logToFile",
    "workerGroup",
    "workerSelector",
    "policyRefs",
    "pluginDefaultsRef",
    "assets",
    "when",
}
TASK_COMMON = frozenset(
    _PLUGIN | {"retry", "timeout", "runIf", "allowFailure", "allowWarning", "taskCache"}
)
TRIGGER_COMMON = frozenset(
    _PLUGIN
    | {
        "conditions",
        "labels",
        "inputs",
        "stopAfter",
        "minLogLevel",
        "failOnTriggerError",
        "allowConcurrent",
    }
)
