"""Properties of types: where the list of core types and ours differ, one by one.

A row is (owner, property, aspect, generations, what the list says, what ours is, why). A row
that no longer holds fails the test as much as a difference without a row.
"""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """One aspect of one property in which ours is not as those generations have it."""

    owner: str
    name: str
    aspect: str
    generations: str
    theirs: str
    ours: str
    reason: str


DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"
OPTIONS = (
    '{"allowFailed": "false", "defaultCharset": "UTF-8", '
    '"enabledTcpExtendedKeepAlive": "true", "followRedirects": "true"}'
)
OLDER_OPTIONS = '{"allowFailed": "false", "defaultCharset": "UTF-8", "followRedirects": "true"}'
STATES_21 = "SUCCESS, WARNING, FAILED, KILLED, CANCELLED, RETRIED, SKIPPED"
STATES_23 = f"{STATES_21}, PAUSED"
STATES = f"{STATES_21}, RESUBMITTED, PAUSED"

# Why.
SAME_EXPRESSION = "the same expression, with a blank"
NEWER_PACE = "the newer generations look every minute and never give up by themselves"
ALWAYS_SO = "what a generation without a declared default did"
OPTIONS_OF_TASKS = "one class for tasks and the trigger; without options these hold"
NEWER_PULL = "as the newer generations: an image that is there is not pulled again"
NOTHING_TO_DELETE = "without a key there is nothing to delete; the newer generations say so"
IN_BEHAVIOR = "true is the default of `behavior`, which holds when this is absent"
LINE_FEED = "a line feed, here as the sign and there as an escape"
NEWER_STATES = "the states of the newest; PAUSED and RESUBMITTED start nothing in older flows"
NEWER_RULE = "as the newer generations, which refuse a flow without it"
OTHER_OUTPUTS = "the condition renders it itself, with the outputs of the other execution"
CHECKED_AS_CONDITIONS = "the values of the map are checked as conditions"
MAPS_TOO = "2.0 loops over maps too"
SECONDS_TOO = "a number of seconds is taken too"
LISTS_OF_TASKS = "the other generations name the tasks in the map"
TYPED_ARGS = "values keep their type, as inputs do"
ADDRESSES_TOO = "a list of addresses is taken too, as by script tasks"
LATER = "the type of the value is known when it is rendered"
TEXT_OR_LIST = "text, a list or a number: the value keeps its type until it is written"
DATES = "they are dates"
WITH_THE_OTHER = "rendered with the execution that set the trigger off"
HARMLESS = "a literal in the list; an expression does no harm"
ITSELF = "the task renders it itself, once per row"
INTERNAL = "made by the server from properties of ForEachItem, never read from a flow"
NEWER_OPTIONS = "as 1.3 and 2.0; older ones did the same and named less of it"
HEADERS = "a number is taken as text, and a list gives the header more than once"
OLD_LITERAL = "a literal in 0.21 and 0.22; an expression, as later, does no harm to it"
OBJECT = "an object: the list marks its members as rendered, not the property"

TYPES: tuple[Difference, ...] = (
    Difference(
        "condition.PublicHoliday",
        "date",
        "default",
        "1.1-1.3",
        "{{ trigger.date}}",
        "{{ trigger.date }}",
        SAME_EXPRESSION,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "inheritLabels",
        "default",
        "0.21-1.3",
        "none",
        "false",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "restartBehavior",
        "default",
        "0.21-1.3",
        "none",
        "RETRY_FAILED",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "transmitFailed",
        "default",
        "0.21-1.3",
        "none",
        "true",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "wait",
        "default",
        "0.21-1.3",
        "none",
        "true",
        INTERNAL,
    ),
    Difference(
        "flow.LoopUntil",
        "checkFrequency",
        "default",
        "0.21-0.22",
        '{"interval": "1.0", "maxDuration": "3600.0", "maxIterations": "100"}',
        '{"interval": "PT1M"}',
        NEWER_PACE,
    ),
    Difference("http.Download", "options", "default", "0.21", "none", OPTIONS, NEWER_OPTIONS),
    Difference(
        "http.Download", "options", "default", "0.22-1.2", OLDER_OPTIONS, OPTIONS, NEWER_OPTIONS
    ),
    Difference("http.Request", "options", "default", "0.21", "none", OPTIONS, NEWER_OPTIONS),
    Difference(
        "http.Request", "options", "default", "0.22-1.2", OLDER_OPTIONS, OPTIONS, NEWER_OPTIONS
    ),
    Difference("http.SseRequest", "failedOnMissingJq", "default", "1.3", "none", "true", ALWAYS_SO),
    Difference("http.Trigger", "options", "default", "0.21-2.0", "none", OPTIONS, OPTIONS_OF_TASKS),
    Difference(
        DOCKER, "pullPolicy", "default", "0.21-0.22", "ALWAYS", "IF_NOT_PRESENT", NEWER_PULL
    ),
    Difference("kv.Delete", "errorOnMissing", "default", "0.21-0.23", "none", "false", ALWAYS_SO),
    Difference(
        "kv.Delete", "namespace", "default", "0.21-0.23", "none", "{{ flow.namespace }}", ALWAYS_SO
    ),
    Difference("kv.PurgeKV", "expiredOnly", "default", "1.0", "true", "none", IN_BEHAVIOR),
    Difference("storage.Reverse", "separator", "default", "2.0", "\\n", "\n", LINE_FEED),
    Difference("storage.Split", "separator", "default", "0.21-2.0", "\\n", "\n", LINE_FEED),
    Difference("trigger.Flow", "states", "default", "0.21-0.22", STATES_21, STATES, NEWER_STATES),
    Difference("trigger.Flow", "states", "default", "0.23-1.0", STATES_23, STATES, NEWER_STATES),
    Difference(
        "condition.DateTimeBetween", "after", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.DateTimeBetween", "before", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("condition.DayWeek", "dayOfWeek", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference(
        "condition.DayWeekInMonth", "dayInMonth", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.DayWeekInMonth", "dayOfWeek", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.ExecutionFlow", "flowId", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.ExecutionFlow", "namespace", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.ExecutionNamespace",
        "comparison",
        "dynamic",
        "0.21-0.22",
        "no",
        "yes",
        OLD_LITERAL,
    ),
    Difference(
        "condition.ExecutionNamespace",
        "namespace",
        "dynamic",
        "0.21-0.22",
        "no",
        "yes",
        OLD_LITERAL,
    ),
    Difference(
        "condition.ExecutionNamespace", "prefix", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.ExecutionOutputs", "expression", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("condition.ExecutionStatus", "in", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference(
        "condition.ExecutionStatus", "notIn", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "condition.Expression", "expression", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("condition.HasRetryAttempt", "in", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference(
        "condition.HasRetryAttempt", "notIn", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("condition.TimeBetween", "after", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("condition.TimeBetween", "before", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("execution.Count", "flows", "dynamic", "0.21-1.3", "no", "yes", OBJECT),
    Difference("flow.Dag", "concurrent", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("flow.EachParallel", "concurrent", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "inputs",
        "dynamic",
        "0.21-1.3",
        "no",
        "yes",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "labels",
        "dynamic",
        "0.21-1.3",
        "no",
        "yes",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "subflowId",
        "dynamic",
        "0.21-1.3",
        "no",
        "yes",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemSplit", "batch", "dynamic", "0.21-1.3", "no", "yes", INTERNAL
    ),
    Difference(
        "flow.ForEachItem$ForEachItemSplit", "items", "dynamic", "0.21-1.3", "no", "yes", INTERNAL
    ),
    Difference("flow.LoopUntil", "checkFrequency", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference(
        "flow.LoopUntil", "failOnMaxReached", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("flow.Parallel", "concurrent", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("flow.Sleep", "duration", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("flow.Subflow", "inheritLabels", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
    Difference("flow.WorkingDirectory", "cache", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference(
        "flow.WorkingDirectory", "namespaceFiles", "dynamic", "0.21-2.0", "no", "yes", OBJECT
    ),
    Difference("http.Download", "options", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference("http.Download", "sslOptions", "dynamic", "0.21-1.3", "no", "yes", OBJECT),
    Difference("http.Request", "options", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference("http.Request", "sslOptions", "dynamic", "0.21-1.3", "no", "yes", OBJECT),
    Difference("http.SseRequest", "options", "dynamic", "1.3-2.0", "no", "yes", OBJECT),
    Difference("http.SseRequest", "sslOptions", "dynamic", "1.3", "no", "yes", OBJECT),
    Difference("http.Trigger", "interval", "dynamic", "0.21-2.0", "no", "yes", HARMLESS),
    Difference("http.Trigger", "options", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference("http.Trigger", "sslOptions", "dynamic", "0.21-1.3", "no", "yes", OBJECT),
    Difference(DOCKER, "cpu", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference(DOCKER, "deviceRequests", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference(DOCKER, "memory", "dynamic", "0.21-2.0", "no", "yes", OBJECT),
    Difference("storage.DeduplicateItems", "expr", "dynamic", "0.21-2.0", "no", "yes", ITSELF),
    Difference(
        "storage.FilterItems", "filterCondition", "dynamic", "0.21-2.0", "no", "yes", ITSELF
    ),
    Difference("trigger.Flow", "inputs", "dynamic", "0.21-2.0", "no", "yes", WITH_THE_OTHER),
    Difference("flow.AllowFailure", "tasks", "required", "0.21-0.22", "no", "yes", NEWER_RULE),
    Difference("flow.EachSequential", "tasks", "required", "0.21-0.22", "no", "yes", NEWER_RULE),
    Difference("flow.ForEach", "tasks", "required", "0.21-0.22", "no", "yes", NEWER_RULE),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "subflowId",
        "required",
        "0.21-1.3",
        "no",
        "yes",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemSplit", "items", "required", "0.21-1.3", "no", "yes", INTERNAL
    ),
    Difference("flow.If", "condition", "required", "0.21-1.3", "no", "yes", NEWER_RULE),
    Difference("flow.Sequential", "tasks", "required", "0.21-0.22", "no", "yes", NEWER_RULE),
    Difference("flow.WorkingDirectory", "tasks", "required", "0.21-0.22", "no", "yes", NEWER_RULE),
    Difference("kv.Delete", "key", "required", "0.21-0.23", "no", "yes", NOTHING_TO_DELETE),
    Difference(
        "condition.ExecutionOutputs",
        "expression",
        "type",
        "0.24-1.3",
        "boolean",
        "string",
        OTHER_OUTPUTS,
    ),
    Difference(
        "condition.MultipleCondition",
        "conditions",
        "type",
        "0.21-1.3",
        "map<Condition>",
        "Condition",
        CHECKED_AS_CONDITIONS,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "labels",
        "type",
        "0.21-1.3",
        "any[]",
        "any[]|map",
        INTERNAL,
    ),
    Difference(
        "flow.ForEachItem$ForEachItemExecutable",
        "subflowId",
        "type",
        "0.21-1.3",
        "object",
        "any",
        INTERNAL,
    ),
    Difference("flow.Loop", "values", "type", "2.0", "any[]|string", "any[]|map|string", MAPS_TOO),
    Difference(
        "flow.Pause",
        "timeout",
        "type",
        "0.21-0.22",
        "string:duration",
        "number|string",
        SECONDS_TOO,
    ),
    Difference("flow.Switch", "cases", "type", "0.23,1.0", "map", "map<Task[]>", LISTS_OF_TASKS),
    Difference("flow.Template", "args", "type", "0.21-1.3", "map<string>", "map", TYPED_ARGS),
    Difference(
        "flow.WorkingDirectory",
        "inputFiles",
        "type",
        "0.21-2.0",
        "map|string",
        "map|string|string[]",
        ADDRESSES_TOO,
    ),
    Difference("http.Download", "headers", "type", "0.21-2.0", "map<string>", "map", HEADERS),
    Difference("http.Request", "headers", "type", "0.21-2.0", "map<string>", "map", HEADERS),
    Difference("http.SseRequest", "headers", "type", "1.3-2.0", "map<string>", "map", HEADERS),
    Difference("http.Trigger", "headers", "type", "0.21-2.0", "map<string>", "map", HEADERS),
    Difference(DOCKER, "config", "type", "0.21-2.0", "map|string", "any", LATER),
    Difference("kv.Set", "value", "type", "0.21-2.0", "string", "any", LATER),
    Difference("log.Log", "message", "type", "0.21-2.0", "string|string[]", "any", TEXT_OR_LIST),
    Difference(
        "namespace.DeleteFiles", "files", "type", "0.21-2.0", "any[]|string", "any", TEXT_OR_LIST
    ),
    Difference(
        "namespace.DownloadFiles", "files", "type", "0.21-2.0", "any[]|string", "any", TEXT_OR_LIST
    ),
    Difference(
        "trigger.ScheduleOnDates",
        "dates",
        "type",
        "0.21-2.0",
        "string[]",
        "string:date-time[]",
        DATES,
    ),
)
