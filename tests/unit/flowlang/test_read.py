"""Reading flows: every part of a flow, old and new names side by side, strict and lenient."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.read import read_flow
from tiercel.model.errors import Invalid
from tiercel.model.flow import Concurrency, ConcurrencyBehavior, Flow, PluginDefault
from tiercel.model.label import Label
from tiercel.model.task import RetryBehavior, RetryType

HEAD = "id: shop\nnamespace: acme.shop\n"
LOG = "{id: hello, type: io.kestra.plugin.core.log.Log, message: hi}"


def read(body: str, *, strict: bool = True) -> Flow:
    return read_flow(HEAD + body, FakeCatalog(), strict=strict)


def test_a_small_flow() -> None:
    flow = read(f"tasks:\n  - {LOG}\n")
    (task,) = flow.tasks
    assert (flow.id, flow.namespace, flow.revision) == ("shop", "acme.shop", 1)
    assert (task.id, task.path, task.properties) == ("hello", "tasks[0]", {"message": "hi"})
    assert flow.document["tasks"][0]["message"] == "hi"
    assert flow.exception is None


def test_common_properties_of_a_task() -> None:
    flow = read(
        "tasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: hi, runIf: no,"
        " timeout: PT1S, allowFailure: true, allowWarning: 'true', disabled: true, logLevel: WARN,"
        " logToFile: yes, description: d, taskCache: {enabled: true}}\n"
    )
    task = flow.tasks[0]
    assert (task.run_if, task.run_if_key, task.timeout) == ("false", "runIf", "PT1S")
    assert task.allow_failure
    assert task.allow_warning
    assert task.disabled
    assert task.log_to_file
    assert (task.log_level, task.description) == ("WARN", "d")
    assert task.task_cache == {"enabled": True}
    assert task.properties == {"message": "hi"}


def test_when_is_run_if() -> None:
    flow = read("tasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: hi,"
                " when: '{{ x }}', runIf: 'true'}\n")  # fmt: skip
    assert (flow.tasks[0].run_if, flow.tasks[0].run_if_key) == ("{{ x }}", "when")


def test_children_hang_in_branches() -> None:
    flow = read(f"""\
tasks:
  - id: choose
    type: io.kestra.plugin.core.flow.Switch
    value: x
    cases:
      a: [{LOG}]
    errors: [{LOG.replace("hello", "oops")}]
  - id: hold
    type: io.kestra.plugin.core.flow.Pause
    onPause: {LOG.replace("hello", "tell")}
    timeout: PT1S
""")
    choose, hold = flow.tasks
    assert choose.properties == {"value": "x"}
    assert [task.path for task in choose.branches["cases.a"]] == ["tasks[0].cases.a[0]"]
    assert [task.id for task in choose.branches["errors"]] == ["oops"]
    assert [task.path for task in hold.branches["onPause"]] == ["tasks[1].onPause"]
    assert hold.timeout == "PT1S"


def test_a_graph_has_dependencies() -> None:
    flow = read(f"""\
tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task: {LOG}
      - task: {LOG.replace("hello", "next")}
        dependsOn: [hello]
""")
    graph = flow.tasks[0]
    assert [task.id for task in graph.branches["tasks"]] == ["hello", "next"]
    assert graph.dependencies == {"hello": (), "next": ("hello",)}


def test_retries() -> None:
    flow = read(f"""\
retry: {{type: random, minInterval: PT1S, maxInterval: PT5S, maxAttempt: 3}}
tasks:
  - {LOG[:-1]}, retry: {{type: exponential, interval: 2, maxInterval: PT1M, delayFactor: 3,
     maxAttempts: 2, maxDuration: PT1H, warningOnRetry: true, behavior: CREATE_NEW_EXECUTION}}}}
""")
    assert flow.retry is not None
    assert (flow.retry.type, flow.retry.interval) == (RetryType.RANDOM, timedelta(seconds=1))
    assert flow.retry.max_attempts == 3
    retry = flow.tasks[0].retry
    assert retry is not None
    assert (retry.interval, retry.max_interval) == (timedelta(seconds=2), timedelta(minutes=1))
    assert (retry.delay_factor, retry.max_attempts, retry.warning_on_retry) == (3.0, 2, True)
    assert retry.behavior is RetryBehavior.CREATE_NEW_EXECUTION


def test_everything_around_the_tasks() -> None:
    flow = read(f"""\
description: d
labels: {{team: red, n: 1}}
variables: {{x: 1}}
disabled: true
concurrency: {{limit: 2, behavior: FAIL}}
sla:
  - {{id: s, type: MAX_DURATION, duration: PT5M, behavior: FAIL, labels: {{a: b}}}}
  - {{id: t, type: EXECUTION_ASSERTION, assert: "{{{{ true }}}}", behavior: NONE}}
checks:
  - {{condition: "{{{{ true }}}}", message: m}}
  - {{when: "{{{{ false }}}}", message: n, style: ERROR, behavior: FAIL_EXECUTION}}
errors: [{LOG.replace("hello", "e")}]
finally: [{LOG.replace("hello", "f")}]
afterExecution: [{LOG.replace("hello", "g")}]
listeners:
  - conditions: [{{type: io.kestra.plugin.core.condition.Expression, expression: "x"}}]
    tasks: [{LOG.replace("hello", "h")}]
outputs:
  - {{id: o, type: STRING, value: "{{{{ 1 }}}}", required: false}}
tasks: [{LOG}]
""")
    assert flow.labels == (Label("team", "red"), Label("n", "1"))
    assert (flow.description, flow.variables, flow.disabled) == ("d", {"x": 1}, True)
    assert flow.concurrency == Concurrency(2, ConcurrencyBehavior.FAIL)
    assert [(sla.id, sla.duration, sla.assertion) for sla in flow.sla] == [
        ("s", timedelta(minutes=5), ""), ("t", None, "{{ true }}")]  # fmt: skip
    assert [(c.when, c.behavior) for c in flow.checks] == [
        ("{{ true }}", "BLOCK_EXECUTION"), ("{{ false }}", "FAIL_EXECUTION")]  # fmt: skip
    lists = (flow.errors, flow.finally_, flow.after_execution, flow.listeners[0].tasks)
    assert [tasks[0].id for tasks in lists] == ["e", "f", "g", "h"]
    assert flow.listeners[0].conditions[0]["expression"] == "x"
    assert not flow.outputs[0].required


def test_triggers() -> None:
    flow = read(f"""\
tasks: [{LOG}]
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    when: "{{{{ true }}}}"
    conditions: [{{type: io.kestra.plugin.core.condition.Expression, expression: x}}]
    inputs: {{a: 1}}
    stopAfter: [FAILED]
    minLogLevel: WARN
    labels: {{k: v}}
    disabled: true
""")
    (trigger,) = flow.triggers
    assert trigger.properties == {"cron": "0 9 * * *"}
    assert (trigger.when, trigger.inputs, trigger.stop_after) == (
        "{{ true }}",
        {"a": 1},
        ("FAILED",),
    )
    assert (trigger.log_level, trigger.labels, trigger.disabled) == ("WARN", {"k": "v"}, True)
    assert trigger.conditions[0]["expression"] == "x"


def test_inputs_keep_what_belongs_to_their_type() -> None:
    flow = read(f"""\
inputs:
  - {{id: n, type: INT, min: 1, defaults: 2, required: false, displayName: N}}
  - {{name: old, type: BOOLEAN, dependsOn: {{inputs: [n], condition: "{{{{ true }}}}"}}}}
tasks: [{LOG}]
""")
    first, second = flow.inputs
    assert (first.id, first.required, first.display_name) == ("n", False, "N")
    assert first.properties == {"min": 1, "defaults": 2}
    assert (second.id, second.depends_on, second.condition) == ("old", ("n",), "{{ true }}")


def test_children_of_a_form_depend_on_what_the_form_depends_on() -> None:
    flow = read(f"""\
inputs:
  - {{id: all, type: BOOL}}
  - id: form
    type: FORM
    dependsOn: {{inputs: [all], condition: "{{{{ inputs.all }}}}"}}
    inputs:
      - {{id: a, type: STRING}}
      - id: b
        type: STRING
        dependsOn: {{inputs: [a], condition: "{{{{ inputs.form.a == 'x' }}}}"}}
tasks: [{LOG}]
""")
    a, b = flow.inputs[1:]
    assert (a.id, a.depends_on, a.condition) == ("form.a", ("all",), "{{ inputs.all }}")
    assert (b.id, b.depends_on) == ("form.b", ("all", "form.a"))
    assert b.condition == "{{ (inputs.all) and (inputs.form.a == 'x') }}"


def test_plugin_defaults_are_merged_but_not_shown() -> None:
    source = HEAD + (
        "taskDefaults:\n  - {type: io.kestra.plugin.core.log, values: {message: dd}}\n"
        "tasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log}\n"
    )
    server = PluginDefault("io.kestra", values={"message": "server", "level": "WARN"})
    flow = read_flow(source, FakeCatalog(), ServerRules(defaults=(server,)))
    assert flow.tasks[0].properties == {"message": "dd", "level": "WARN"}
    assert flow.document["tasks"] == [{"id": "a", "type": "io.kestra.plugin.core.log.Log"}]
    assert flow.plugin_defaults[0].values == {"message": "dd"}


def test_unquoted_words_are_ids() -> None:
    branches = "".join(
        f"    {name}: [{{id: {id_}, type: io.kestra.plugin.core.log.Log, message: hi}}]\n"
        for name, id_ in (("then", "yes"), ("else", "no"))
    )
    source = (
        "id: off\nnamespace: acme\ntasks:\n"
        "  - id: on\n    type: io.kestra.plugin.core.flow.If\n    condition: yes\n" + branches
    )
    flow = read_flow(source, FakeCatalog())
    assert (flow.id, flow.tasks[0].id) == ("off", "on")
    assert [task.id for tasks in flow.tasks[0].branches.values() for task in tasks] == ["yes", "no"]


def test_strict_reading_reports_everything_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read("taks: []\ntasks:\n  - {id: a b, type: io.kestra.plugin.core.log.Log}\n")
    paths = [violation.path for violation in caught.value.violations]
    assert paths == ["taks", "tasks[0].message", "tasks[0].id"]


def test_lenient_reading_passes_over_unknown_properties() -> None:
    flow = read(f"colour: red\ntasks:\n  - {LOG[:-1]}, colour: red}}\n", strict=False)
    assert flow.exception is None
    assert flow.tasks[0].properties == {"message": "hi", "colour": "red"}


def test_a_missing_plugin_makes_a_flow_that_cannot_run() -> None:
    flow = read("tasks:\n  - {id: a, type: io.example.Gone}\n", strict=False)
    assert flow.exception == "Invalid type: io.example.Gone"
    assert flow.tasks[0].id == "a"


@pytest.mark.parametrize(
    ("source", "exception"),
    [
        ("id: a\nnamespace: b\ntasks: [", "Illegal flow yaml: "),
        ("just text", "Illegal flow yaml: a flow must be a map"),
        ("namespace: b", "id: must not be null"),
        ("id: a\nid: b\nnamespace: c", "Illegal flow yaml: Duplicate field 'id'"),
    ],
)
def test_an_unreadable_flow_is_kept_with_its_reason(source: str, exception: str) -> None:
    flow = read_flow(source, FakeCatalog(), strict=False, revision=3)
    assert flow.exception is not None
    assert flow.exception.startswith(exception)
    assert (flow.tasks, flow.source, flow.revision) == ((), source, 3)
