"""Reports on sources: warnings, infos, old things, and violations as text."""

from __future__ import annotations

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.constraints import constraints, named_path
from tiercel.flowlang.validate import SourceReport, validate_source
from tiercel.model.errors import Violation

HEAD = "id: shop\nnamespace: acme.shop\n"
LOG = "{id: hello, type: io.kestra.plugin.core.log.Log, message: hi}"


def report(body: str) -> SourceReport:
    return validate_source(HEAD + body, FakeCatalog())


def test_a_good_flow_has_nothing_to_report() -> None:
    found = report(f"tasks: [{LOG}]")
    assert found.flow is not None
    assert (found.violations, found.warnings, found.infos, found.deprecations) == ((), (), (), ())


def test_a_flow_trigger_without_limits_is_warned_of() -> None:
    trigger = "{id: after, type: io.kestra.plugin.core.trigger.Flow}"
    found = report(f"tasks: [{LOG}]\ntriggers: [{trigger}]")
    assert found.warnings[0].startswith("This flow will be triggered for EVERY execution")
    assert found.warnings[0].endswith("Flow trigger 'after'.")
    limited = trigger.replace("}", ", when: 'x'}")
    assert report(f"tasks: [{LOG}]\ntriggers: [{limited}]").warnings == ()


def test_a_timeout_on_a_flowable_is_warned_of_except_on_a_pause() -> None:
    found = report(
        "tasks:\n"
        "  - {id: all, type: io.kestra.plugin.core.flow.Sequential, timeout: PT1S,"
        f" tasks: [{LOG}]}}\n"
        "  - {id: hold, type: io.kestra.plugin.core.flow.Pause, timeout: PT1S}\n"
    )
    (warning,) = found.warnings
    assert warning.startswith("The task 'all' cannot use the 'timeout' property as it's only")


def test_a_schedule_that_gives_no_value_for_an_input_is_warned_of() -> None:
    inputs = "inputs: [{id: who, type: STRING}, {id: what, type: INT, defaults: 1}]\n"
    trigger = "{id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: '0 9 * * *'}"
    found = report(f"{inputs}tasks: [{LOG}]\ntriggers: [{trigger}]")
    assert found.violations == ()
    assert found.flow is not None
    (warning,) = found.warnings
    assert warning.startswith("The schedule 'daily' gives no value for: who.")
    given = trigger.replace("}", ", inputs: {who: you}}")
    assert report(f"{inputs}tasks: [{LOG}]\ntriggers: [{given}]").warnings == ()
    optional = inputs.replace("STRING}", "STRING, required: false}")
    assert report(f"{optional}tasks: [{LOG}]\ntriggers: [{trigger}]").warnings == ()


def test_old_names_and_old_things_are_named() -> None:
    found = report(
        "listeners: [{tasks: [" + LOG.replace("hello", "l") + "]}]\n"
        "tasks:\n"
        "  - {id: a, type: io.kestra.core.tasks.log.Log, message: hi}\n"
        "  - {id: b, type: io.kestra.plugin.core.debug.Echo, format: x}\n"
        "  - {id: c, type: io.kestra.plugin.core.flow.Subflow, namespace: n, flowId: f,"
        " outputs: {x: y}}\n"
    )
    assert found.infos == (
        "io.kestra.core.tasks.log.Log is replaced by io.kestra.plugin.core.log.Log",
    )
    assert found.deprecations == ("listeners", "tasks[1]", "tasks[2].outputs")


def test_an_unreadable_source_has_violations_only() -> None:
    found = validate_source("a: [", FakeCatalog())
    assert found.document is None
    assert found.violations[0].path == "yaml"


def test_violations_name_tasks_and_inputs_by_id() -> None:
    plain = {
        "tasks": [{"id": "all", "type": "x", "tasks": [{"id": "my-task", "type": "y"}]}, {}],
        "inputs": [{"id": "file", "type": "FILE"}],
        "triggers": [{"id": "t", "type": "z"}],
    }
    found = [Violation("tasks[0].tasks[0].message", "must not be null"), Violation("", "Bad")]
    assert constraints(found, plain) == "my-task.message: must not be null\n: Bad\n"
    assert named_path("tasks[0]", plain) == "all"
    assert named_path("tasks[0].tasks", plain) == "all.tasks"
    assert named_path("tasks[1].id", plain) == "tasks[1].id"
    assert named_path("tasks[9].id", plain) == "tasks[9].id"
    assert named_path("inputs[0].defaults", plain) == "file.defaults"
    assert named_path("triggers[0].cron", plain) == "triggers[0].cron"
