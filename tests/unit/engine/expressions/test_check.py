"""Mistakes in the expressions of flows: where they are errors, and where nothing is rendered."""

from __future__ import annotations

import pytest

from tests.unit.engine.expressions.review_of import LOG, marked, message, problems, review
from tiercel.engine.expressions.review import ExpressionRules
from tiercel.model.limits import FLOW_VIOLATIONS_MAX

TASKS = f"tasks:\n  - {{id: a, type: {LOG}, message: hi}}\n"
SCHEDULE = "io.kestra.plugin.core.trigger.Schedule"
SEQUENTIAL = "io.kestra.plugin.core.flow.Sequential"
BAD = "{{ flow.id | nothing }}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tasks[0].message", message(BAD)),
        ("tasks[0].runIf", f"tasks:\n  - {{id: a, type: {LOG}, message: x, runIf: '{BAD}'}}\n"),
        ("tasks[0].timeout", f"tasks:\n  - {{id: a, type: {LOG}, message: x, timeout: '{BAD}'}}\n"),
        ("inputs[0].defaults", f"inputs: [{{id: i, type: STRING, defaults: '{BAD}'}}]\n{TASKS}"),
        (
            "inputs[0].dependsOn.condition",
            f"inputs: [{{id: i, type: INT, dependsOn: {{condition: '{BAD}'}}}}]\n{TASKS}",
        ),
        (
            "inputs[0].expression",
            f"inputs: [{{id: i, type: SELECT, expression: '{BAD}'}}]\n{TASKS}",
        ),
        ("outputs[0].value", f"outputs: [{{id: o, type: STRING, value: '{BAD}'}}]\n{TASKS}"),
        (
            "sla[0].assert",
            (
                "sla: [{id: s, type: EXECUTION_ASSERTION, behavior: FAIL,"
                f" assert: '{BAD}'}}]\n{TASKS}"
            ),
        ),
        ("checks[0].when", f"checks: [{{when: '{BAD}', message: x}}]\n{TASKS}"),
        (
            "triggers[0].inputs.i",
            (
                f"triggers: [{{id: t, type: {SCHEDULE}, cron: '0 0 * * *',"
                f" inputs: {{i: '{BAD}'}}}}]\n{TASKS}"
            ),
        ),
        (
            "triggers[0].conditions[0].expression",
            (
                f"triggers: [{{id: t, type: {SCHEDULE}, cron: '0 0 * * *',"
                " conditions: [{type: io.kestra.plugin.core.condition.Expression,"
                f" expression: '{BAD}'}}]}}]\n{TASKS}"
            ),
        ),
        (
            "tasks[0].tasks[0].message",
            (
                f"tasks:\n  - id: all\n    type: {SEQUENTIAL}\n"
                f"    tasks: [{{id: a, type: {LOG}, message: '{BAD}'}}]\n"
            ),
        ),
        ("errors[0].message", f"errors: [{{id: e, type: {LOG}, message: '{BAD}'}}]\n{TASKS}"),
        (
            "tasks[0].inputs.deep[0].x",
            (
                "tasks:\n  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n"
                f"    namespace: a\n    flowId: b\n    inputs: {{deep: [{{x: '{BAD}'}}]}}\n"
            ),
        ),
        (
            "pluginDefaults[0].values.message",
            f"pluginDefaults: [{{type: {LOG}, values: {{message: '{BAD}'}}}}]\n{TASKS}",
        ),
    ],
)
def test_what_is_rendered_is_checked(path: str, body: str) -> None:
    found = [each for each in problems(body) if each.code == "unknown-filter"]
    assert [(each.severity, each.path) for each in found] == [("error", path)]
    assert marked(body, found[0]) == "nothing"
    assert review(body).report.flow is None


@pytest.mark.parametrize(
    "body",
    [
        f"description: '{BAD}'\n{TASKS}",
        f"labels: {{a: '{BAD}'}}\n{TASKS}",
        f"tasks:\n  - {{id: a, type: {LOG}, message: x, description: '{BAD}'}}\n",
        message("{% raw %}{{ dbt('x' | y }}{% endraw %}"),
        f"pluginDefaults: [{{type: unknown.Type, values: {{x: '{BAD}'}}}}]\n{TASKS}",
        f"inputs: [{{id: i, type: STRING, description: '{BAD}'}}]\n{TASKS}",
    ],
)
def test_what_is_not_rendered_may_say_anything(body: str) -> None:
    assert problems(body) == []


@pytest.mark.parametrize(
    "body",
    [
        f"variables: {{a: '{BAD}'}}\n{TASKS}",
        f"tasks:\n  - {{id: a, type: {LOG}, message: '{BAD}', disabled: true}}\n",
        (
            f"tasks:\n  - id: all\n    type: {SEQUENTIAL}\n    disabled: true\n"
            f"    tasks: [{{id: b, type: {LOG}, message: '{BAD}'}}]\n"
        ),
    ],
)
def test_what_may_never_be_rendered_is_only_warned_of(body: str) -> None:
    (found,) = problems(body)
    assert (found.severity, found.code) == ("warning", "unknown-filter")
    assert review(body).report.flow is not None


def test_tasks_beside_a_disabled_one_are_checked() -> None:
    body = (
        f"tasks:\n  - {{id: a, type: {LOG}, message: x, disabled: true}}\n"
        f"  - {{id: b, type: {LOG}, message: '{BAD}'}}\n"
    )
    assert [each.severity for each in problems(body)] == ["error"]


def test_names_of_properties_are_rendered_too() -> None:
    body = (
        "tasks:\n  - id: v\n    type: io.kestra.plugin.core.output.OutputValues\n"
        "    values: {'{{ flow.id | nothing }}': 1}\n"
    )
    (found,) = (each for each in problems(body) if each.severity == "error")
    assert marked(body, found) == "nothing"


def test_a_mistake_in_a_script_has_its_own_line() -> None:
    body = (
        "tasks:\n  - id: s\n    type: io.kestra.plugin.scripts.shell.Script\n    script: |\n"
        "      echo one\n      {% for x in [1, 2] %}\n        echo {{ x | uper }}\n"
        "      {% endfor %}\n"
    )
    (found,) = problems(body)
    assert (found.line, found.column, found.hint) == (9, 21, "did you mean 'upper'?")


def test_what_makes_the_source_unreadable_comes_first() -> None:
    report = review(f"tasks:\n  - {{id: a, type: {LOG}, message: '{BAD}', mesage: x}}\n").report
    assert [each.code for each in report.problems] == ["unknown-property", "unknown-filter"]
    assert [each.path for each in report.violations] == ["tasks[0].mesage", "tasks[0].message"]


def test_as_many_mistakes_are_reported_as_other_violations() -> None:
    tasks = "".join(f"  - {{id: a{n}, type: {LOG}, message: '{BAD}'}}\n" for n in range(300))
    report = review(f"tasks:\n{tasks}").report
    assert len(report.violations) == len(report.problems) == FLOW_VIOLATIONS_MAX


def test_the_rules_say_what_a_mistake_is() -> None:
    warned = review(message(BAD), ExpressionRules("warn")).report
    assert (warned.violations, warned.flow is not None) == ((), True)
    assert warned.warnings[0] == "hello.message: Filter [nothing] does not exist."
    assert review(message(BAD), ExpressionRules("off")).report.problems == ()
