"""Schemas of the properties that all tasks, triggers and flows have."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.state import StateType

Schema = dict[str, Json]
TASK = "io.kestra.core.models.tasks.Task"
TRIGGER = "io.kestra.core.models.triggers.AbstractTrigger"
FLOW = "io.kestra.core.models.flows.Flow"
TEMPLATE = "io.kestra.core.models.templates.Template"
DEFAULT = "io.kestra.core.models.flows.PluginDefault"
DASHBOARD = "io.kestra.core.models.dashboards.Dashboard"
CONDITION = "io.kestra.core.models.conditions.Condition"

ID_PATTERN = "^[a-zA-Z0-9][a-zA-Z0-9_-]*"
TEXT: Schema = {"type": "string"}
SWITCH: Schema = {"type": "boolean", "default": False}
OBJECT: Schema = {"type": "object"}
LEVEL: Schema = {"type": "string", "enum": [level.value for level in Level]}
STATES: Schema = {
    "type": "array",
    "items": {"type": "string", "enum": [*(state.value for state in StateType), "CANCELED"]},
}
LABELS: Schema = {
    "anyOf": [
        {
            "type": "array",
            "items": {"type": "object", "properties": {"key": TEXT, "value": {}}},
        },
        {"type": "object"},
    ]
}
DURATION: Schema = {"anyOf": [{"type": "string"}, {"type": "number"}]}
WHEN: Schema = {"type": "string", "default": "true", "$dynamic": True}
ID: Schema = {"type": "string", "pattern": ID_PATTERN, "minLength": 1, "maxLength": 256}
SHARED: Mapping[str, Schema] = {
    "id": ID,
    "description": TEXT,
    "disabled": {"anyOf": [{"type": "boolean"}, TEXT], "default": False},
    "logLevel": LEVEL,
    "logToFile": SWITCH,
    "version": TEXT,
    "workerGroup": OBJECT,
    "workerSelector": OBJECT,
    "assets": OBJECT,
    "policyRefs": {"type": "array", "items": TEXT},
    "pluginDefaultsRef": TEXT,
}
COMMON_OF_TASK: Mapping[str, Schema] = {
    **SHARED,
    "timeout": {**DURATION, "$dynamic": True},
    "retry": OBJECT,
    "runIf": WHEN,
    "when": TEXT,
    "allowFailure": SWITCH,
    "allowWarning": SWITCH,
    "taskCache": OBJECT,
}
COMMON_OF_TRIGGER: Mapping[str, Schema] = {
    **SHARED,
    "conditions": {"type": "array", "items": {"$ref": f"#/$defs/{CONDITION}"}},
    "when": WHEN,
    "labels": {**LABELS, "$dynamic": True},
    "stopAfter": STATES,
    "minLogLevel": LEVEL,
    "failOnTriggerError": SWITCH,
    "allowConcurrent": SWITCH,
}
COMMON_OF_KIND: Mapping[str, Mapping[str, Schema]] = {
    "task": COMMON_OF_TASK,
    "trigger": COMMON_OF_TRIGGER,
    "runner": {"pluginDefaultsRef": TEXT},
}
TASKS: Schema = {"type": "array", "items": {"$ref": f"#/$defs/{TASK}"}}
ANY_LIST: Schema = {"type": "array", "items": OBJECT}
FLOW_PROPERTIES: Mapping[str, Schema] = {
    "id": {"type": "string", "pattern": "^[a-zA-Z0-9][a-zA-Z0-9._-]*", "maxLength": 100},
    "namespace": {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*", "maxLength": 150},
    "revision": {"type": "integer", "minimum": 1},
    "description": TEXT,
    "disabled": SWITCH,
    "draft": SWITCH,
    "deleted": SWITCH,
    "tenantId": TEXT,
    "labels": LABELS,
    "inputs": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": TEXT, "type": TEXT, "description": TEXT},
            "required": ["type"],
        },
    },
    "outputs": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": TEXT, "type": TEXT, "value": {}},
            "required": ["id", "value"],
        },
    },
    "variables": OBJECT,
    "tasks": {**TASKS, "minItems": 1},
    "errors": TASKS,
    "finally": TASKS,
    "afterExecution": TASKS,
    "listeners": ANY_LIST,
    "triggers": {"type": "array", "items": {"$ref": f"#/$defs/{TRIGGER}"}},
    "pluginDefaults": {"type": "array", "items": {"$ref": f"#/$defs/{DEFAULT}"}},
    "taskDefaults": {"type": "array", "items": {"$ref": f"#/$defs/{DEFAULT}"}},
    "concurrency": {
        "type": "object",
        "properties": {
            "limit": {"type": "integer", "exclusiveMinimum": 0},
            "behavior": {"type": "string", "enum": ["QUEUE", "CANCEL", "FAIL"]},
        },
        "required": ["limit"],
    },
    "sla": ANY_LIST,
    "checks": ANY_LIST,
    "retry": OBJECT,
    "workerGroup": OBJECT,
    "workerSelector": OBJECT,
    "policyRefs": {"type": "array", "items": TEXT},
    "quotas": ANY_LIST,
}
