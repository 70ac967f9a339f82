"""Names that a flow does not have, and those of which nobody can know."""

from __future__ import annotations

import pytest

from tests.unit.engine.expressions.review_of import LOG, marked, message, problems

DEBUG = "io.kestra.plugin.core.debug.Return"
FLOW = f"""inputs:
  - {{id: name, type: STRING}}
  - {{id: form.city, type: STRING}}
variables: {{colour: blue}}
tasks:
  - {{id: first, type: {DEBUG}, format: hi}}
  - {{id: two-words, type: {DEBUG}, format: hi}}
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2]
    tasks: [{{id: inner, type: {DEBUG}, format: hi}}]
  - {{id: shell, type: io.kestra.plugin.scripts.shell.Commands, commands: [ls]}}
  - {{id: last, type: {LOG}, message: "%s"}}
"""


@pytest.mark.parametrize(
    ("template", "code", "word", "hint"),
    [
        ("{{ inputs.nam }}", "unknown-input", "nam", "did you mean 'name'?"),
        ("{{ inputs['nam'] }}", "unknown-input", "'nam'", "did you mean 'name'?"),
        ("{{ inputs.form.town }}", "unknown-input", "town", "available: city"),
        ("{{ outputs.frist.value }}", "unknown-task", "frist", "did you mean 'first'?"),
        ("{{ tasks.two-words.state }}", "unknown-task", "two",
         "a hyphen is a minus: write `tasks['two-words']`"),
        ("{{ outputs.first.valu }}", "unknown-output", "valu", "did you mean 'value'?"),
        ("{{ tasks.frist.state }}", "unknown-task", "frist", "did you mean 'first'?"),
        ("{{ vars.color }}", "unknown-variable", "color", "did you mean 'colour'?"),
        ("{{ name }}", "unknown-variable", "name", "write `inputs.name`"),
        ("{{ colour }}", "unknown-variable", "colour", "write `vars.colour`"),
        ("{{ first.value }}", "unknown-variable", "first", "write `outputs.first`"),
        ("{{ two }}", "unknown-variable", "two", ""),
        ("{{ output.first.value }}", "unknown-variable", "output", "did you mean 'outputs'?"),
        ("{{ execution.startdate }}", "unknown-field", "startdate", "did you mean 'startDate'?"),
        ("{{ flow.name }}", "unknown-field", "name", "available:"),
        ("{{ taskrun.valeu }}", "unknown-field", "valeu", "did you mean 'value'?"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_warned_of(template: str, code: str, word: str, hint: str) -> None:
    body = FLOW % template
    found = [each for each in problems(body) if each.code == code]
    assert [(each.severity, marked(body, each)) for each in found] == [("warning", word)]
    assert found[0].hint.startswith(hint)


@pytest.mark.parametrize(
    "template",
    [
        "{{ inputs.name }} {{ inputs.form.city }} {{ inputs.form }} {{ inputs.name.first }}",
        "{{ outputs.first.value }} {{ outputs['two-words'].value }} {{ outputs.last }}",
        "{{ outputs.inner[taskrun.value].value }} {{ outputs.inner['1'].value }}",
        "{{ outputs.shell.vars.any.thing }} {{ outputs.shell.exitCode }}",
        "{{ outputs[inputs.name].x }} {{ inputs[vars.colour] }} {{ tasks.first.state }}",
        "{{ inputs.nam ?? 'x' }} {{ vars.color | default('red') }}",
        "{% if inputs.nam is defined %}{{ inputs.nam.first }}{% endif %}",
        "{{ trigger.whatever }} {{ schedule.date }} {{ labels.any }} {{ envs.x }} {{ globals.y }}",
        "{{ taskrun.value }} {{ parent.taskrun.value }} {{ parents[0].taskrun.value }}",
        "{% set x = 1 %}{{ x }}{% for i in [1] %}{{ i }}{{ loop.index }}{% endfor %}",
        "{{ execution.startDate }} {{ flow.namespace }} {{ task.id }} {{ kestra.url }}",
        "{{ errorLogs() }} {{ item.value }} {{ workerTaskrun.value }} {{ execution.outputs }}",
    ],
)
def test_what_is_there_or_may_be_is_not(template: str) -> None:
    assert problems(FLOW % template) == []


def test_variables_that_a_task_sets_are_known() -> None:
    setting = "{id: set, type: io.kestra.plugin.core.execution.SetVariables, variables: %s}"
    for given, names in (("{mood: good}", ["moo"]), ("{'{{ inputs.x }}': 1}", [])):
        body = f'tasks:\n  - {setting % given}\n  - {{id: b, type: {LOG}, message: "%s"}}\n'
        found = problems(body % "{{ vars.mood }} {{ vars.moo }}")
        assert [each.message.split("`")[1] for each in found if "variable" in each.code] == names


def test_tasks_of_templates_may_have_any_name() -> None:
    template = "{id: t, type: io.kestra.plugin.core.flow.Template, namespace: a, templateId: b}"
    body = f"tasks:\n  - {template}\n  - {{id: b, type: {LOG}, message: '{{{{ outputs.x.y }}}}'}}\n"
    assert [each for each in problems(body) if each.code == "unknown-task"] == []


def test_triggers_see_what_starts_them() -> None:
    body = (
        "triggers: [{id: t, type: io.kestra.plugin.core.trigger.Flow, inputs:"
        " {a: '{{ outputs.other.value }} {{ trigger.executionId }}'}, preconditions:"
        f" {{id: p, flows: [{{namespace: a, flowId: b}}]}}}}]\n{message('x')}"
    )
    assert problems(body) == []


def test_outputs_of_a_called_flow_are_those_of_that_flow() -> None:
    body = (
        "tasks:\n  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n    namespace: a\n"
        "    flowId: b\n    outputs: {x: '{{ outputs.inside.value }}'}\n"
    )
    assert [each.code for each in problems(body) if each.code == "unknown-task"] == []


def test_a_property_that_its_task_renders_itself_sees_more() -> None:
    body = (
        "tasks:\n  - id: filter\n    type: io.kestra.plugin.core.storage.FilterItems\n"
        "    from: '{{ inputs.missing }}'\n    filterCondition: '{{ anything > 1 }}'\n"
    )
    assert [each.message for each in problems(body)] == ["The flow has no input `missing`"]
