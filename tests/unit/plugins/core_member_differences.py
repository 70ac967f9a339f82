"""Members of objects, and what all have: where the list and ours differ, one by one.

A row is (owner, property, aspect, generations, what the list says, what ours is, why). A row
that no longer holds fails the test as much as a difference without a row.
"""

from __future__ import annotations

from tests.unit.plugins.core_differences import Difference

# Why.
WHOLE_OBJECT = "an object is rendered as a whole; an expression does no harm to a literal"
OLD_LITERAL = "a literal in 0.21 and 0.22; an expression, as later, does no harm to it"
WITH_THE_OTHER = "rendered with the execution that the flow waits for"
BY_THE_CUTTER = "rendered by the hidden task that cuts the file, not by the one that has it"
PARTS_OF_A_CPU = "later generations take parts of a processor"
LABELS = "labels may be a list, too"
ONE_AUTH = "one class for all kinds of authentication; BASIC when nothing is said, as once"
IGNORED = "kept for older flows, without effect"
NO_PROXY = "without it there is no proxy, which is what DIRECT says"
READ_TIMEOUT = "five minutes of `timeout.readIdleTimeout`, as the newer generations"
NEWER_PACE = "the newer generations look every minute and never give up by themselves"
LINE_FEED = "a line feed, here as the sign and there as an escape"
INTERNAL = "made by the server from properties of ForEachItem, never read from a flow"
IN_THE_TEXT = "the documentation reports the default that the list leaves out"
ONE_METRIC = "the three metrics are one class: a number, or a duration"
NAMED_METRIC = "as later: the word says which metric it is"
ALWAYS_THERE = "an output that is never left out"
CHECKED_WITH_CHART = "one class with Text; a chart without it is refused all the same"
OLDER_KEY = "may be left out, as before 2.0"
OF_EVERY_PLUGIN = "read before the properties; named as required, shown with the type itself"
READ_ELSEWHERE = "an object that the flow language reads and checks, not a plugin"
NEWER_RENDERED = "rendered as in 2.0; a literal stays as it is"
RENDERED_LATE = "rendered in every generation, before the task starts; 1.x does not show it"
NO_ASSETS = "assets are read and not acted on; a literal, as before and after 1.2"
EXPRESSION_TOO = "an expression is taken too"
PAIRS = "the list of labels is one of pairs"
SECONDS_TOO = "a number of seconds is taken too"

MEMBERS: tuple[Difference, ...] = (
    Difference("BasicAuthConfiguration", "type", "default", "0.23-2.0", "none", "BASIC", ONE_AUTH),
    Difference(
        "BearerAuthConfiguration", "type", "default", "0.21-0.22", "BEARER", "BASIC", ONE_AUTH
    ),
    Difference("BearerAuthConfiguration", "type", "default", "1.3-2.0", "none", "BASIC", ONE_AUTH),
    Difference("CounterMetric", "type", "default", "0.22", "counter", "none", NAMED_METRIC),
    Difference("DigestAuthConfiguration", "type", "default", "1.3-2.0", "none", "BASIC", ONE_AUTH),
    Difference("ForEachItem-Batch", "separator", "default", "0.21-1.3", "\\n", "\n", LINE_FEED),
    Difference(
        "HttpConfiguration",
        "connectionPoolIdleTimeout",
        "default",
        "0.21",
        "0.0 s",
        "none",
        IGNORED,
    ),
    Difference(
        "HttpConfiguration", "maxContentLength", "default", "0.21", "10485760", "none", IGNORED
    ),
    Difference("HttpConfiguration", "proxyType", "default", "0.21", "DIRECT", "none", NO_PROXY),
    Difference(
        "HttpConfiguration", "readIdleTimeout", "default", "0.21", "300.0 s", "none", IGNORED
    ),
    Difference(
        "HttpConfiguration", "readTimeout", "default", "0.21", "10.0 s", "none", READ_TIMEOUT
    ),
    Difference("Key", "type", "default", "1.1-2.0", "none", "key", OLDER_KEY),
    Difference(
        "LoopUntil-CheckFrequency",
        "interval",
        "default",
        "0.21-0.22",
        "1.0 s",
        "60.0 s",
        NEWER_PACE,
    ),
    Difference(
        "LoopUntil-CheckFrequency",
        "maxDuration",
        "default",
        "0.21-0.22",
        "3600.0 s",
        "none",
        NEWER_PACE,
    ),
    Difference(
        "LoopUntil-CheckFrequency",
        "maxIterations",
        "default",
        "0.21-0.22",
        "100",
        "none",
        NEWER_PACE,
    ),
    Difference(
        "McpToolTrigger-Annotations", "destructive", "default", "2.0", "none", "true", IN_THE_TEXT
    ),
    Difference(
        "McpToolTrigger-Annotations", "idempotent", "default", "2.0", "none", "false", IN_THE_TEXT
    ),
    Difference(
        "McpToolTrigger-Annotations", "openWorld", "default", "2.0", "none", "true", IN_THE_TEXT
    ),
    Difference(
        "McpToolTrigger-Annotations", "readOnly", "default", "2.0", "none", "false", IN_THE_TEXT
    ),
    Difference(
        "McpToolTrigger-Annotations", "returnDirect", "default", "2.0", "none", "false", IN_THE_TEXT
    ),
    Difference("TimerMetric", "type", "default", "0.22", "timer", "none", NAMED_METRIC),
    Difference("ExecutableTask-SubflowId", "flowId", "present", "0.21-1.3", "yes", "no", INTERNAL),
    Difference(
        "ExecutableTask-SubflowId", "namespace", "present", "0.21-1.3", "yes", "no", INTERNAL
    ),
    Difference(
        "ExecutableTask-SubflowId", "revision", "present", "0.21-1.3", "yes", "no", INTERNAL
    ),
    Difference("BasicAuthConfiguration", "type", "required", "0.23-2.0", "yes", "no", ONE_AUTH),
    Difference("BearerAuthConfiguration", "type", "required", "1.3-2.0", "yes", "no", ONE_AUTH),
    Difference("Count-Result", "count", "required", "0.21-1.3", "no", "yes", ALWAYS_THERE),
    Difference("Count-Result", "flowId", "required", "0.21-1.3", "no", "yes", ALWAYS_THERE),
    Difference("Count-Result", "namespace", "required", "0.21-1.3", "no", "yes", ALWAYS_THERE),
    Difference("CounterMetric", "type", "required", "0.22", "no", "yes", NAMED_METRIC),
    Difference("DigestAuthConfiguration", "type", "required", "1.3-2.0", "yes", "no", ONE_AUTH),
    Difference(
        "FlowDescription", "flowId", "required", "0.23-2.0", "yes", "no", CHECKED_WITH_CHART
    ),
    Difference(
        "FlowDescription", "namespace", "required", "0.23-2.0", "yes", "no", CHECKED_WITH_CHART
    ),
    Difference("Key", "type", "required", "2.0", "yes", "no", OLDER_KEY),
    Difference("TimerMetric", "type", "required", "0.22", "no", "yes", NAMED_METRIC),
    Difference("CounterMetric", "value", "type", "0.22-2.0", "number", "number|string", ONE_METRIC),
    Difference("Cpu", "cpus", "type", "0.21-0.23", "integer", "number", PARTS_OF_A_CPU),
    Difference("Flow-Dependency", "labels", "type", "2.0", "map", "any", LABELS),
    Difference("Flow-UpstreamFlow", "labels", "type", "0.21-1.3", "map", "any", LABELS),
    Difference("GaugeMetric", "value", "type", "1.1-2.0", "number", "number|string", ONE_METRIC),
    Difference(
        "TimerMetric", "value", "type", "0.22-2.0", "string:duration", "number|string", ONE_METRIC
    ),
    Difference("BasicAuthConfiguration", "type", "dynamic", "0.22-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "BearerAuthConfiguration", "type", "dynamic", "0.22,1.3-2.0", "no", "yes", WHOLE_OBJECT
    ),
    Difference("CounterMetric", "type", "dynamic", "0.22-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("DigestAuthConfiguration", "type", "dynamic", "1.3-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Flow", "flowId", "dynamic", "0.21-1.3", "no", "yes", WHOLE_OBJECT),
    Difference("Flow", "namespace", "dynamic", "0.21-1.3", "no", "yes", WHOLE_OBJECT),
    Difference("Flow-Dependency", "when", "dynamic", "2.0", "yes", "no", WITH_THE_OTHER),
    Difference("ForEachItem-Batch", "bytes", "dynamic", "0.21-1.3", "yes", "no", BY_THE_CUTTER),
    Difference(
        "ForEachItem-Batch", "partitions", "dynamic", "0.21-1.3", "yes", "no", BY_THE_CUTTER
    ),
    Difference(
        "ForEachItem-Batch", "regexPattern", "dynamic", "1.1-1.3", "yes", "no", BY_THE_CUTTER
    ),
    Difference("ForEachItem-Batch", "rows", "dynamic", "0.21-1.3", "yes", "no", BY_THE_CUTTER),
    Difference("ForEachItem-Batch", "separator", "dynamic", "0.21-1.3", "yes", "no", BY_THE_CUTTER),
    Difference("GaugeMetric", "type", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("HttpConfiguration", "auth", "dynamic", "0.21-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "HttpConfiguration", "basicAuthPassword", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration", "basicAuthUser", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration", "connectTimeout", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration",
        "connectionPoolIdleTimeout",
        "dynamic",
        "0.22-1.3",
        "no",
        "yes",
        WHOLE_OBJECT,
    ),
    Difference("HttpConfiguration", "logLevel", "dynamic", "0.21-1.3", "no", "yes", WHOLE_OBJECT),
    Difference("HttpConfiguration", "logs", "dynamic", "0.21-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "HttpConfiguration", "maxContentLength", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference("HttpConfiguration", "proxy", "dynamic", "0.21-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "HttpConfiguration", "proxyAddress", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration", "proxyPassword", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference("HttpConfiguration", "proxyPort", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT),
    Difference("HttpConfiguration", "proxyType", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT),
    Difference(
        "HttpConfiguration", "proxyUsername", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration", "readIdleTimeout", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference(
        "HttpConfiguration", "readTimeout", "dynamic", "0.22-1.3", "no", "yes", WHOLE_OBJECT
    ),
    Difference("HttpConfiguration", "ssl", "dynamic", "0.21-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("HttpConfiguration", "timeout", "dynamic", "0.21-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Key", "expiredOnly", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Key", "type", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "LoopUntil-CheckFrequency", "interval", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "LoopUntil-CheckFrequency", "maxDuration", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference(
        "LoopUntil-CheckFrequency",
        "maxIterations",
        "dynamic",
        "0.21-0.22",
        "no",
        "yes",
        OLD_LITERAL,
    ),
    Difference("TimerMetric", "type", "dynamic", "0.22-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Version", "before", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Version", "keepAmount", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference("Version", "type", "dynamic", "1.1-2.0", "no", "yes", WHOLE_OBJECT),
    Difference(
        "WorkingDirectory-Cache", "patterns", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL
    ),
    Difference("WorkingDirectory-Cache", "ttl", "dynamic", "0.21-0.22", "no", "yes", OLD_LITERAL),
)
COMMON: tuple[Difference, ...] = (
    Difference("Task", "assets", "dynamic", "1.2", "yes", "no", NO_ASSETS),
    Difference("Task", "runIf", "dynamic", "0.21-1.3", "no", "yes", RENDERED_LATE),
    Difference("Trigger", "assets", "dynamic", "1.2", "yes", "no", NO_ASSETS),
    Difference("Trigger", "labels", "dynamic", "0.21-1.3", "no", "yes", NEWER_RENDERED),
    Difference("Task", "type", "present", "0.21-2.0", "yes", "no", OF_EVERY_PLUGIN),
    Difference("Trigger", "type", "present", "0.21-2.0", "yes", "no", OF_EVERY_PLUGIN),
    Difference("Task", "assets", "type", "1.2-2.0", "object", "map", READ_ELSEWHERE),
    Difference("Task", "disabled", "type", "0.21-2.0", "boolean", "boolean|string", EXPRESSION_TOO),
    Difference("Task", "retry", "type", "0.21-2.0", "object", "map", READ_ELSEWHERE),
    Difference("Task", "taskCache", "type", "0.24-2.0", "object", "map", READ_ELSEWHERE),
    Difference(
        "Task", "timeout", "type", "0.21-2.0", "string:duration", "number|string", SECONDS_TOO
    ),
    Difference("Task", "workerGroup", "type", "0.21-1.3", "object", "map", READ_ELSEWHERE),
    Difference("Task", "workerSelector", "type", "2.0", "object", "map", READ_ELSEWHERE),
    Difference("Trigger", "assets", "type", "1.2-2.0", "object", "map", READ_ELSEWHERE),
    Difference(
        "Trigger", "disabled", "type", "0.21-2.0", "boolean", "boolean|string", EXPRESSION_TOO
    ),
    Difference("Trigger", "labels", "type", "0.21-2.0", "any[]|map", "map|object[]", PAIRS),
    Difference("Trigger", "workerGroup", "type", "0.21-1.3", "object", "map", READ_ELSEWHERE),
    Difference("Trigger", "workerSelector", "type", "2.0", "object", "map", READ_ELSEWHERE),
)
