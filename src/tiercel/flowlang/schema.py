"""The properties of everything in a flow that is no plugin: a data table and how to read it."""

from __future__ import annotations

from typing import Literal

import msgspec

from tiercel.flowlang.properties import TASK_COMMON, TRIGGER_COMMON

RuleKind = Literal[
    "any", "text", "bool", "int", "number", "duration", "word", "map", "list", "labels", "object",
    "objects", "words", "scalar", "ignored",
]  # fmt: skip


class Rule(msgspec.Struct, frozen=True):
    """What one property must be.

    Shapes: `of` names the table of an object or of the objects of a list. `words` are those that
    a word must be among. A `scalar` is a number or a text, which may be an expression. `size`
    bounds the characters of a text; `least` and `above` a number.
    """

    kind: RuleKind = "text"
    required: bool = False
    of: str = ""
    words: tuple[str, ...] = ()
    pattern: str = ""
    size: tuple[int, int] | None = None
    least: int | None = None
    above: int | None = None
    not_empty: bool = False


FLOW_ID = "^[a-zA-Z0-9][a-zA-Z0-9._-]*"
NAMESPACE = "^[a-z0-9][a-z0-9._-]*"
TASK_ID = "^[a-zA-Z0-9][a-zA-Z0-9_-]*"
INPUT_ID = "^[a-zA-Z0-9][.a-zA-Z0-9_-]*"
LEVELS = ("ERROR", "WARN", "INFO", "DEBUG", "TRACE")
STATES = (
    "CREATED", "SUBMITTED", "RUNNING", "PAUSED", "RESTARTED", "KILLING", "SUCCESS", "WARNING",
    "FAILED", "KILLED", "CANCELLED", "CANCELED", "QUEUED", "RETRYING", "RETRIED", "SKIPPED",
    "BREAKPOINT", "RESUBMITTED",
)  # fmt: skip

_TEXT = Rule()
_BOOL = Rule("bool")
_INT = Rule("int")
_DURATION = Rule("duration")
_LIST = Rule("list")
_MAP = Rule("map")
_ANY = Rule("any")
_IGNORED = Rule("ignored")
_NEEDED_TEXT = Rule(required=True, not_empty=True)
_NEEDED_DURATION = Rule("duration", required=True)
_SLA_BEHAVIOR = Rule("word", required=True, words=("FAIL", "CANCEL", "NONE"))
_SLA = {
    "id": _NEEDED_TEXT,
    "type": _NEEDED_TEXT,
    "behavior": _SLA_BEHAVIOR,
    "labels": Rule("labels"),
}
_RETRY = {
    "type": _NEEDED_TEXT,
    "maxAttempts": Rule("int", least=1),
    "maxAttempt": Rule("int", least=1),
    "maxDuration": _DURATION,
    "warningOnRetry": _BOOL,
    "behavior": Rule("word", words=("RETRY_FAILED_TASK", "CREATE_NEW_EXECUTION")),
}
_FALLBACK = Rule("word", words=("FAIL", "WAIT", "CANCEL", "IGNORE"))
_PLUGIN = {
    "id": Rule(required=True, not_empty=True, pattern=TASK_ID, size=(1, 256)),
    "disabled": _BOOL,
    "description": _TEXT,
    "logLevel": Rule("word", words=LEVELS),
    "logToFile": _BOOL,
    "workerGroup": Rule("object", of="WorkerGroup"),
    "workerSelector": Rule("object", of="WorkerSelector"),
    "policyRefs": _LIST,
    "pluginDefaultsRef": _TEXT,
    "when": _TEXT,
}

TABLES: dict[str, dict[str, Rule]] = {
    "Flow": {
        "id": Rule(required=True, not_empty=True, pattern=FLOW_ID, size=(1, 100)),
        "namespace": Rule(required=True, pattern=NAMESPACE, size=(1, 150)),
        "revision": Rule("int", least=1),
        "tenantId": Rule(pattern="^[a-z0-9][a-z0-9_-]*"),
        "description": _TEXT,
        "labels": Rule("labels"),
        "inputs": _LIST,
        "outputs": Rule("objects", of="Output"),
        "variables": _MAP,
        "tasks": Rule("list", required=True, not_empty=True),
        "errors": _LIST,
        "finally": _LIST,
        "afterExecution": _LIST,
        "listeners": Rule("objects", of="Listener"),
        "triggers": _LIST,
        "pluginDefaults": Rule("objects", of="PluginDefault"),
        "taskDefaults": Rule("objects", of="PluginDefault"),
        "concurrency": Rule("object", of="Concurrency"),
        "retry": Rule("object", of="Retry"),
        "sla": Rule("objects", of="Sla"),
        "checks": Rule("objects", of="Check"),
        "quotas": Rule("objects", of="Quota"),
        "policyRefs": _LIST,
        "disabled": _BOOL,
        "deleted": _BOOL,
        "draft": _BOOL,
        "updated": _IGNORED,
        "workerGroup": Rule("object", of="WorkerGroup"),
        "workerSelector": Rule("object", of="WorkerSelector"),
    },
    "Template": {
        "id": Rule(required=True, not_empty=True, pattern=FLOW_ID, size=(1, 100)),
        "namespace": Rule(required=True, pattern=NAMESPACE, size=(1, 150)),
        "tenantId": _TEXT,
        "description": _TEXT,
        "tasks": Rule("list", required=True, not_empty=True),
        "errors": _LIST,
        "finally": _LIST,
        "deleted": _BOOL,
    },
    "ReusableInputs": {
        "id": _TEXT,
        "namespace": _TEXT,
        "description": _TEXT,
        "inputs": Rule("list", required=True, not_empty=True),
    },
    "Concurrency": {
        "limit": Rule("int", required=True, above=0),
        "behavior": Rule("word", words=("QUEUE", "CANCEL", "FAIL")),
    },
    "Output": {
        "id": Rule(required=True, not_empty=True, pattern=INPUT_ID),
        "type": Rule("word", required=True),
        "value": Rule("any", required=True),
        "description": _TEXT,
        "displayName": _TEXT,
        "required": _BOOL,
    },
    "Listener": {
        "description": _TEXT,
        "conditions": _LIST,
        "tasks": Rule("list", required=True, not_empty=True),
    },
    "PluginDefault": {"type": _TEXT, "forced": _BOOL, "values": _MAP, "ref": _TEXT},
    "Check": {
        "when": _TEXT,
        "condition": _TEXT,
        "message": _NEEDED_TEXT,
        "style": Rule("word", words=("ERROR", "SUCCESS", "WARNING", "INFO")),
        "behavior": Rule("word", words=("BLOCK_EXECUTION", "FAIL_EXECUTION", "CREATE_EXECUTION")),
    },
    "Quota": {"duration": _DURATION, "limit": _INT, "behavior": _TEXT},
    "WorkerGroup": {"key": _TEXT, "fallback": _FALLBACK},
    "WorkerSelector": {
        "tags": _LIST,
        "match": Rule("word", words=("ALL", "ANY")),
        "fallback": _FALLBACK,
    },
    "Cache": {"enabled": Rule("bool", required=True), "ttl": _DURATION},
    "DependsOn": {"inputs": _LIST, "condition": _TEXT},
    "Retry.constant": {**_RETRY, "interval": _NEEDED_DURATION},
    "Retry.exponential": {
        **_RETRY,
        "interval": _NEEDED_DURATION,
        "maxInterval": _NEEDED_DURATION,
        "delayFactor": Rule("number"),
    },
    "Retry.random": {**_RETRY, "minInterval": _NEEDED_DURATION, "maxInterval": _NEEDED_DURATION},
    "Sla.MAX_DURATION": {**_SLA, "duration": _NEEDED_DURATION},
    "Sla.EXECUTION_ASSERTION": {**_SLA, "assert": _NEEDED_TEXT},
    "Task": {
        **dict.fromkeys(TASK_COMMON, _IGNORED),
        **_PLUGIN,
        "retry": Rule("object", of="Retry"),
        "timeout": Rule("scalar"),
        "runIf": _TEXT,
        "allowFailure": _BOOL,
        "allowWarning": _BOOL,
        "taskCache": Rule("object", of="Cache"),
    },
    "Trigger": {
        **dict.fromkeys(TRIGGER_COMMON, _IGNORED),
        **_PLUGIN,
        "conditions": _LIST,
        "labels": Rule("labels"),
        "inputs": _MAP,
        "stopAfter": Rule("words", words=STATES),
        "minLogLevel": Rule("word", words=LEVELS),
        "failOnTriggerError": _BOOL,
        "allowConcurrent": _BOOL,
    },
}
# Objects whose `type` picks the table.
BY_TYPE = {
    "Retry": ("constant", "exponential", "random"),
    "Sla": ("MAX_DURATION", "EXECUTION_ASSERTION"),
}

_INPUT = {
    "id": Rule(pattern=INPUT_ID),
    "name": Rule(pattern=INPUT_ID),
    "type": _TEXT,
    "description": _TEXT,
    "displayName": _TEXT,
    "required": _BOOL,
    "defaults": _ANY,
    "prefill": _ANY,
    "dependsOn": Rule("object", of="DependsOn"),
}
_PERIOD = {"after": _TEXT, "before": _TEXT}
_BOUNDS = {"min": Rule("number"), "max": Rule("number")}
_ITEM_TYPE = Rule("word")
_OPTIONS = {
    "values": _LIST,
    "expression": _TEXT,
    "allowCustomValue": _BOOL,
    "autoSelectFirst": _BOOL,
}
_INPUT_OWN: dict[str, dict[str, Rule]] = {
    "STRING": {"validator": _TEXT},
    "SELECT": {**_OPTIONS, "isRadio": _BOOL},
    "ENUM": {"values": Rule("list", required=True)},
    "MULTISELECT": {**_OPTIONS, "options": _LIST, "itemType": _ITEM_TYPE},
    "INT": {"min": _INT, "max": _INT},
    "FLOAT": _BOUNDS,
    "BOOLEAN": {},
    "BOOL": {},
    "DATETIME": _PERIOD,
    "DATE": _PERIOD,
    "TIME": _PERIOD,
    "DURATION": {"min": _DURATION, "max": _DURATION},
    "FILE": {"extension": _TEXT, "allowedFileExtensions": _LIST},
    "JSON": {"jsonSchema": _TEXT},
    "YAML": {},
    "ION": {},
    "URI": {},
    "EMAIL": {},
    "SECRET": {"validator": _TEXT},
    "ARRAY": {"itemType": Rule("word", required=True)},
    "FORM": {"inputs": Rule("list", required=True)},
    "REUSABLE_INPUTS": {"ref": _NEEDED_TEXT, "namespace": _TEXT, "revision": _INT},
}
INPUT_TYPES = tuple(_INPUT_OWN)
TABLES.update({f"Input.{name}": {**_INPUT, **own} for name, own in _INPUT_OWN.items()})
TABLES["Output"]["type"] = Rule("word", required=True, words=INPUT_TYPES)
for _name in ("ARRAY", "MULTISELECT"):
    _own = TABLES[f"Input.{_name}"]
    _own["itemType"] = Rule("word", required=_own["itemType"].required, words=INPUT_TYPES)

_MODELS = "io.kestra.core.models."
CLASS_NAMES = {
    "Flow": f"{_MODELS}flows.Flow",
    "Template": f"{_MODELS}templates.Template",
    "Concurrency": f"{_MODELS}flows.Concurrency",
    "Output": f"{_MODELS}flows.Output",
    "Listener": f"{_MODELS}listeners.Listener",
    "PluginDefault": f"{_MODELS}flows.PluginDefault",
    "Check": f"{_MODELS}flows.check.Check",
    "Quota": f"{_MODELS}flows.quota.Quota",
    "WorkerGroup": f"{_MODELS}tasks.WorkerGroup",
    "WorkerSelector": f"{_MODELS}tasks.WorkerSelector",
    "Cache": f"{_MODELS}tasks.Cache",
    "DependsOn": f"{_MODELS}flows.DependsOn",
    "Retry.constant": f"{_MODELS}tasks.retrys.Constant",
    "Retry.exponential": f"{_MODELS}tasks.retrys.Exponential",
    "Retry.random": f"{_MODELS}tasks.retrys.Random",
    "Sla.MAX_DURATION": f"{_MODELS}flows.sla.types.MaxDurationSLA",
    "Sla.EXECUTION_ASSERTION": f"{_MODELS}flows.sla.types.ExecutionAssertionSLA",
    **{
        f"Input.{name}": f"{_MODELS}flows.input.{name.title().replace('_', '')}Input"
        for name in INPUT_TYPES
    },
    "Input.REUSABLE_INPUTS": f"{_MODELS}flows.input.ReusableInputsInput",
    "Input.DATETIME": f"{_MODELS}flows.input.DateTimeInput",
}
