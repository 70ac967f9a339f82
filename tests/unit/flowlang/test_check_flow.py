"""Checks of flows beyond the typical mistakes."""

from __future__ import annotations

import pytest

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.read import read_template
from tiercel.flowlang.source import parse
from tiercel.model.errors import Invalid, Violation

HEAD = "id: shop\nnamespace: acme.shop\n"
CORE = "io.kestra.plugin.core."
LOG = f"{{id: hello, type: {CORE}log.Log, message: hi}}"

GROUPED = LOG.replace("hi", "hi, workerGroup: {key: x}")


def check(body: str) -> list[Violation]:
    return check_document(parse(HEAD + body), FakeCatalog())


def texts(body: str) -> list[str]:
    return [f"{each.path}: {each.message.partition(' (class')[0]}" for each in check(body)]


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ("{id: '', type: STRING}", "inputs[0].id: must not be blank"),
        ("{type: STRING}", "inputs[0].id: must not be null"),
        ("{id: a b, type: STRING}", 'inputs[0].id: must match "^[a-zA-Z0-9][.a-zA-Z0-9_-]*"'),
        ("{id: a, type: MULTISELECT, values: [a], options: [b]}",
         "inputs[0]: you can't define both `values` and `options`"),
        ("{id: a, type: STRING, defaults: a, prefill: b}",
         "inputs[0]: you can't define both `defaults` and `prefill`"),
        ("{id: a, type: ENUM}", "inputs[0].values: must not be null"),
        ("{id: a, type: FORM, inputs: [{id: b, type: X}]}",
         "inputs[0].inputs[0].type: Invalid type: X"),
        ("{id: a, type: FORM, inputs: [{type: INT}]}", "inputs[0].inputs[0].id: must not be null"),
        ("text", "inputs[0]: Illegal flow yaml: expected an input, which is a map, but got 'text'"),
        ("{id: a, type: REUSABLE_INPUTS}", "inputs[0].ref: must not be null"),
        ("{id: a, type: STRING, dependsOn: {input: [b]}}",
         'inputs[0].dependsOn.input: Unrecognized field "input"'),
    ],
)  # fmt: skip
def test_inputs(inputs: str, text: str) -> None:
    found = texts(f"inputs:\n  - {inputs}\ntasks: [{LOG}]\n")
    assert any(each.startswith(text) for each in found)


@pytest.mark.parametrize(
    "inputs",
    [
        "{id: a, type: STRING, validator: '[\\p{L}&&[^x]]++'}",
        "{id: a, type: STRING, validator: '(?<year>\\d+)\\h'}",
        "{name: a, type: STRING}",
        "{id: a, type: SELECT, expression: '{{ [1] }}'}",
        "{id: a, type: STRING, required: false, defaults: x}",
    ],
)
def test_good_inputs(inputs: str) -> None:
    assert texts(f"inputs:\n  - {inputs}\ntasks: [{LOG}]\n") == []


def test_an_input_may_depend_on_a_form() -> None:
    body = (
        "inputs:\n  - {id: form, type: FORM, inputs: [{id: a, type: STRING}]}\n"
        "  - {id: b, type: STRING, dependsOn: {inputs: [form]}}\n"
    )
    assert texts(f"{body}tasks: [{LOG}]\n") == []


@pytest.mark.parametrize(
    ("task", "text"),
    [
        (f"{{id: a, type: {CORE}flow.Switch, value: x, cases: [1]}}",
         "tasks[0].cases: Illegal flow yaml: expected a map, but got a list"),
        (f"{{id: a, type: {CORE}flow.Switch, value: x, cases: {{b: {{}}}}}}",
         "tasks[0].cases.b: Illegal flow yaml: expected a list, but got a map"),
        (f"{{id: a, type: {CORE}flow.Switch, value: x, errors: [{LOG}]}}",
         "tasks[0]: No task defined, neither cases or default have any tasks"),
        (f"{{id: a, type: {CORE}flow.Dag}}", "tasks[0]: No task defined"),
        (f"{{id: a, type: {CORE}flow.Dag, tasks: [x]}}",
         "tasks[0].tasks[0]: Illegal flow yaml: expected a map, but got 'x'"),
        (f"{{id: a, type: {CORE}flow.Dag, tasks: [{{task: x}}]}}",
         "tasks[0].tasks[0].task: Illegal flow yaml: expected a task, which is a map, but got 'x'"),
        (f"{{id: a, type: {CORE}flow.Dag, tasks: [{{dependsOn: [b]}}]}}",
         "tasks[0].tasks[0].task: must not be null"),
        (f"{{id: a, type: {CORE}flow.WorkingDirectory}}",
         "tasks[0]: The 'tasks' property cannot be empty"),
        (f"{{id: a, type: {CORE}flow.WorkingDirectory, tasks: [{GROUPED}]}}",
         "tasks[0]: Cannot set a Worker Group in any WorkingDirectory sub-tasks,"),
        (f"{{id: a, type: {CORE}flow.Pause, onPause: [1]}}",
         "tasks[0].onPause: Illegal flow yaml: expected a map, but got a list"),
        (f"{{id: a, type: {CORE}flow.Pause, onResume: [{{id: b, type: X}}]}}",
         "tasks[0].onResume[0].type: Invalid type: X"),
        (f"{{id: a, type: {CORE}flow.Pause, onResume: [{{type: INT}}]}}",
         "tasks[0].onResume[0].id: must not be null"),
        (f"{{id: a, type: {CORE}log.Log, message: x, taskCache: {{}}}}",
         "tasks[0].taskCache.enabled: must not be null"),
        (f"{{id: '', type: {CORE}log.Log, message: x}}", "tasks[0].id: must not be blank"),
        (f"{{id: a, type: {CORE}log.Log, message: x, retry: {{interval: PT1S}}}}",
         "tasks[0].retry.type: Invalid type: null"),
        ("{id: a, type: [1]}", "tasks[0].type: Invalid type: <null>"),
    ],
)  # fmt: skip
def test_tasks(task: str, text: str) -> None:
    assert any(each.startswith(text) for each in texts(f"tasks:\n  - {task}\n"))


@pytest.mark.parametrize(
    ("retry", "rule"),
    [
        ("{type: exponential, interval: PT2S, maxInterval: PT1S}", "intervalLessThanMaxInterval"),
        ("{type: random, minInterval: PT1S, maxInterval: PT1S}", "minIntervalLessThanMaxInterval"),
        ("{type: random, minInterval: PT1S, maxInterval: PT9S, maxDuration: PT5S}",
         "maxIntervalLessThanMaxDuration"),
    ],
)  # fmt: skip
def test_retries(retry: str, rule: str) -> None:
    paths = [each.path for each in check(f"retry: {retry}\ntasks: [{LOG}]\n")]
    assert paths == [f"retry.{rule}"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("revision: 0", "revision: must be greater than or equal to 1"),
        ("labels: 3", "labels: Illegal flow yaml: expected a map or a list of keys and values,"),
        ("labels: [{key: a, vlaue: b}]", 'labels[0].vlaue: Unrecognized field "vlaue"'),
        ("labels: {a: ''}", "labels[0].value: must not be empty"),
        ("labels: [{value: b}]", "labels[0].key: must not be null"),
        ("labels: [{key: system.a, value: b}]", ": Invalid Flow: System labels can only be set by"),
        ("pluginDefaults: [{values: {}}]", "pluginDefaults[0]: Invalid Plugin Default: No 'type'"),
        (f"pluginDefaults: [{{type: {CORE}log, values: {{a: }}}}]", "pluginDefaults[0]: Invalid"),
        ("checks: [{message: m}]", "checks[0].condition: must not be null"),
        ("sla: [{id: a, type: SOON, behavior: FAIL}]", "sla[0].type: Invalid type: SOON"),
        ("sla: [1]", "sla[0]: Illegal flow yaml: expected a map, but got '1'"),
        ("sla: [{id: a, type: MAX_DURATION, duration: 1, behavior: FAIL, labels: {system.a: b}}]",
         "sla[0].labels: System labels can only be set by Kestra"),
        ("variables: [1]", "variables: Illegal flow yaml: expected a map, but got a list"),
        ("description: {a: b}", "description: Illegal flow yaml: expected a text"),
        ("listeners: [{tasks: []}]", "listeners[0].tasks: must not be empty"),
        ("triggers: [x]", "triggers[0]: Illegal flow yaml: expected a trigger, which is a map,"),
        (f"triggers: [{{id: a, type: {CORE}log.Log}}]", "triggers[0].type: Invalid type: io"),
    ],
)  # fmt: skip
def test_flows(body: str, text: str) -> None:
    assert any(each.startswith(text) for each in texts(f"{body}\ntasks: [{LOG}]\n"))


def test_the_read_only_label_is_free() -> None:
    assert texts(f"labels: {{system.readOnly: true}}\ntasks: [{LOG}]\n") == []


def test_a_schedule_that_gives_the_inputs_is_fine() -> None:
    body = (
        "inputs: [{id: a.b, type: STRING}, {id: c, type: INT, defaults: 1},"
        " {id: d, type: INT, required: false}, {id: e, type: INT, dependsOn: {inputs: [c]}}]\n"
        f"tasks: [{LOG}]\ntriggers:\n"
        f"  - {{id: t, type: {CORE}trigger.Schedule, cron: x, inputs: {{a: {{b: 1}}}}}}\n"
    )
    assert texts(body) == []


def test_dashes_are_fine_in_brackets_and_as_subtraction() -> None:
    body = (
        "inputs: [{id: a-b, type: INT}, {id: a, type: INT}]\ntasks:\n"
        f"  - {{id: t, type: {CORE}log.Log, message: \"{{{{ inputs['a-b'] + inputs.a-1 }}}}\"}}\n"
    )
    assert texts(body) == []


@pytest.mark.parametrize(
    "expression",
    [
        "{{ outputs.get-it ?? 'x' }}",
        "{{ outputs.get-it }}",
        "{{ inputs.in-put ?? 'x' }}",
        "{{ 1 + inputs.in-put }}",
        "{{ true ? outputs.get-it.value : 'x' }}",
    ],
)
def test_dashes_are_refused_only_where_the_reference_refuses_them(expression: str) -> None:
    body = (
        "inputs: [{id: in-put, type: INT}]\ntasks:\n"
        f"  - {{id: get-it, type: {CORE}debug.Return, format: x}}\n"
        f"  - id: t\n    type: {CORE}log.Log\n    message: >-\n      {expression}\n"
        f"outputs:\n  - id: o\n    type: STRING\n    value: >-\n      {expression}\n"
    )
    assert texts(body) == []


def test_dashed_references_are_found_in_lists_maps_and_outputs() -> None:
    body = (
        "tasks:\n"
        f"  - {{id: get-it, type: {CORE}debug.Return, format: x}}\n"
        f"  - {{id: t, type: {CORE}http.Request, uri: x, "
        "headers: {a: ['{{ outputs.get-it.v }}']}}\n"
        "outputs:\n  - {id: o, type: STRING, value: '{{ outputs.get-it.value }}'}\n"
        "  - {id: p, type: STRING, value: 3}\n"
    )
    (found,) = check(body)
    assert "offending tasks: [t]" in found.message
    assert found.message.endswith("offending outputs: [o]")


def test_unknown_properties_of_merged_defaults_are_passed_over() -> None:
    body = f"pluginDefaults: [{{type: {CORE}log, values: {{colour: red}}}}]\ntasks: [{LOG}]\n"
    assert texts(body) == []


def test_conditions_inside_conditions_are_checked() -> None:
    body = (
        f"tasks: [{LOG}]\ntriggers:\n"
        f"  - id: t\n    type: {CORE}trigger.Schedule\n    cron: x\n    conditions:\n"
        f"      - type: {CORE}condition.Not\n        conditions:\n"
        f"          - {{type: {CORE}condition.Expression}}\n"
    )
    assert texts(body) == ["triggers[0].conditions[0].conditions[0].expression: must not be null"]


def test_a_template_is_read_like_a_flow_with_tasks_only() -> None:
    template = read_template(
        HEAD + f"tasks: [{LOG}]\nerrors: [{LOG}]\n", FakeCatalog(), strict=False
    )
    assert (template.id, template.tasks[0].id, template.errors[0].id) == ("shop", "hello", "hello")
    with pytest.raises(Invalid, match='Unrecognized field "triggers"'):
        read_template(HEAD + f"tasks: [{LOG}]\ntriggers: []\n", FakeCatalog())
    broken = read_template("a: [", FakeCatalog(), strict=False)
    assert (broken.exception or "").startswith("Illegal template yaml: ")


def test_words_that_a_plugin_takes_are_suggested() -> None:
    task = f"{{id: a, type: {CORE}flow.Parallel, onChildFailure: CANCLE, tasks: [{LOG}]}}"
    (found,) = check(f"tasks:\n  - {task}\n")
    assert found.hint == "did you mean 'CANCEL'?"


def test_a_word_that_a_plugin_only_quotes_is_no_suggestion() -> None:
    task = f"{{id: a, type: {CORE}http.Request, uri: x, method: PATCHED}}"
    (found,) = check(f"tasks:\n  - {task}\n")
    assert found.hint == ""
