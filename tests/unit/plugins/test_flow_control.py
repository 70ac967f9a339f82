"""Shapes that flow control tasks answer with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tiercel.expr import Renderer
from tiercel.expr.lookups import NOW as NOW_KIND
from tiercel.expr.lookups import Absent
from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Execution, Metadata, TaskRun
from tiercel.model.log import Level
from tiercel.model.shape import Each, Graph, Hold, Parallel, Patch, Sequence, Subflow, Turns, Until
from tiercel.model.state import StateType, new_state
from tiercel.model.task import Task
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.convert import converter_for
from tiercel.plugin.errors import Unresolvable

NOW = datetime(2030, 1, 1, tzinfo=UTC)
CORE = "io.kestra.plugin.core."
CATALOG = Catalog.of_builtins()


class Dated:
    """Lookups that know the date."""

    def lookup(self, kind: str, arguments: tuple[Any, ...]) -> Any:
        if kind == NOW_KIND:
            return NOW
        raise Absent


class Scope:
    """A shape scope over given variables."""

    def __init__(
        self, task: Task, variables: Mapping[str, Any], files: Mapping[str, str] | None = None
    ) -> None:
        self.task = task
        self.task_run = TaskRun(
            id="tr", task_id=task.id, seq=0, state=new_state(StateType.RUNNING, NOW)
        )
        self.execution = Execution(
            id="ex",
            namespace="a.b",
            flow_id="f",
            flow_revision=1,
            state=new_state(StateType.RUNNING, NOW),
            original_id="ex",
            metadata=Metadata(attempt_number=1, original_created=NOW),
            variables={"old": 1, "deep": {"a": 1, "b": 2}},
        )
        self.now = NOW
        self.variables = variables
        self._files = files or {}
        self._renderer = Renderer()
        self._lookups = Dated()

    def render(self, text: str) -> str | None:
        return self._renderer.render(text, self.variables, self._lookups)

    def render_typed(self, text: str) -> Any:
        return self._renderer.render_typed(text, self.variables, self._lookups)

    def render_deep(self, value: Any) -> Any:
        return self._renderer.render_deep(value, self.variables, self._lookups)

    def convert(self, value: Any, to: Any) -> Any:
        if isinstance(value, str):
            value = self.render(value)
        elif isinstance(value, dict | list):
            value = self.render_deep(value)
        return None if value in (None, "") else converter_for(to)(value)

    def read_text(self, uri: str) -> str:
        return self._files[uri]


def shape_of(
    name: str,
    properties: Mapping[str, Any],
    *,
    branches: tuple[str, ...] = ("tasks",),
    variables: Mapping[str, Any] | None = None,
    **more: Any,
) -> tuple[Any, dict[str, Any] | None]:
    task = Task(
        id="t",
        type=CORE + name,
        properties=dict(properties),
        branches={branch: (Task(id=f"c_{branch}", type=f"{CORE}log.Log"),) for branch in branches},
        **{key: value for key, value in more.items() if key != "files"},
    )
    scope = Scope(task, variables or {}, more.get("files"))
    shaped = CATALOG.shaped(task)
    shape = shaped.shape(scope)
    return shape, shaped.outputs(shape, scope)


def test_sequential_and_allow_failure_are_sequences() -> None:
    assert shape_of("flow.Sequential", {})[0] == Sequence()
    assert shape_of("flow.AllowFailure", {})[0] == Sequence(forgives=True)


def test_running_siblings_go_on_unless_the_flow_says_otherwise() -> None:
    assert shape_of("flow.Parallel", {"concurrent": "{{ 1 + 1 }}"})[0] == Parallel(concurrency=2)
    assert shape_of("flow.Parallel", {"onChildFailure": "FAIL"})[0].on_child_failure == "FAILED"
    assert shape_of("flow.Dag", {"onChildFailure": "cancel"})[0] == Graph(
        on_child_failure="CANCELLED"
    )
    assert shape_of("flow.Dag", {})[0] == Graph()
    assert shape_of("flow.Parallel", {"failFast": True})[0].on_child_failure == "KILLED"


@pytest.mark.parametrize(
    ("condition", "branch"),
    [("{{ 1 == 1 }}", "then"), (False, "else"), ("0", "else"), ("-0", "else"), ("any", "then")],
)
def test_if_chooses_a_branch(condition: Any, branch: str) -> None:
    shape, outputs = shape_of("flow.If", {"condition": condition}, branches=("then", "else"))
    assert shape == Sequence(branch)
    assert outputs == {"evaluationResult": branch == "then"}


def test_if_without_else_has_no_branch() -> None:
    shape, outputs = shape_of("flow.If", {"condition": "false"}, branches=("then",))
    assert shape == Sequence("")
    assert outputs == {"evaluationResult": False}


def test_switch_takes_the_equal_case_else_the_defaults() -> None:
    branches = ("cases.true", "cases.a b", "defaults")
    assert shape_of("flow.Switch", {"value": True}, branches=branches)[0] == Sequence("cases.true")
    shape, outputs = shape_of("flow.Switch", {"value": "{{ 'x' }}"}, branches=branches)
    assert shape == Sequence("defaults")
    assert outputs == {"value": "x", "defaults": True}


def test_switch_without_a_match_fails_with_a_warning() -> None:
    with pytest.raises(Unresolvable) as caught:
        shape_of("flow.Switch", {"value": "x"}, branches=("cases.a",))
    assert caught.value.message == "No task found on flow 'a.b.f', task 't', execution 'ex'"
    assert caught.value.level is Level.WARN


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('["x", 2, {"k": "v"}]', ("x", "2", '{"k":"v"}')),
        (["a", "b", "a"], ("a", "b")),
        ([1, 2.5], ("1", "2.5")),
        (["{{ missing ?? null }}"], ("",)),
        ([{"key": "{{ 'a' }}"}], ('{"key":"a"}',)),
        ("[]", ()),
    ],
)
def test_each_values(values: Any, expected: tuple[str, ...]) -> None:
    assert shape_of("flow.ForEach", {"values": values})[0] == Each(expected, concurrency=1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            [1, None, {"key": "my-key", "value": "my-value"}],
            "Found '1' null values on Each, with values=[1, null, {key=my-key, value=my-value}]",
        ),
        ({"a": 1}, "Unknown value type: class java.util.LinkedHashMap"),
        ([True], "Unknown value element type: class java.lang.Boolean"),
    ],
)
def test_each_refuses_other_values(values: Any, message: str) -> None:
    with pytest.raises(IllegalArgument) as caught:
        shape_of("flow.ForEach", {"values": values})
    assert caught.value.message == message


def test_each_parallel_is_flat() -> None:
    shape, _ = shape_of("flow.EachParallel", {"value": ["a"], "concurrent": 3})
    assert shape == Each(("a",), concurrency=3, is_flat=True)


def test_loop_until_reads_its_frequency() -> None:
    shape, outputs = shape_of(
        "flow.LoopUntil",
        {
            "condition": "{{ x }}",
            "checkFrequency": {"interval": "PT2S", "maxIterations": "{{ 4 }}", "maxDuration": 60},
            "failOnMaxReached": True,
        },
    )
    assert shape == Until(
        condition="{{ x }}",
        every=timedelta(seconds=2),
        iterations_max=4,
        duration_max=timedelta(minutes=1),
        fails_on_max=True,
    )
    assert outputs == {"iterationCount": 1}
    assert shape_of("flow.WaitFor", {"condition": "x"})[0].every == timedelta(minutes=1)


def test_loop_keeps_keys_of_maps_and_drops_duplicates_of_lists() -> None:
    assert shape_of("flow.Loop", {"values": {"a": 1, "b": 1}})[0].keys == ("a", "b")
    shape, outputs = shape_of("flow.Loop", {"values": '["x", "x", true]', "concurrencyLimit": 0})
    assert shape.values == ("x", "true")
    assert outputs == {"iterationCount": 2, "runningIterations": 2, "terminatedIterations": {}}


def test_loop_over_a_file_stores() -> None:
    files = {"kestra:///f.ion": '"a"\n{"x":1}\n'}
    shape, _ = shape_of("flow.Loop", {"values": "{{ 'kestra:///f.ion' }}"}, files=files)
    assert shape == Turns(
        values=("a", '{"x":1}'), concurrency=1, stores=True, from_uri="kestra:///f.ion"
    )


def test_loop_names_what_is_no_list() -> None:
    with pytest.raises(Unresolvable) as caught:
        shape_of("flow.Loop", {"values": "not a list"})
    assert caught.value.message == (
        "Failed to process flowable task tr: The `values` must be a list, a map, or an"
        " expression that renders to one, but got: 'not a list'."
    )


def test_pause_ends_by_itself_or_times_out() -> None:
    shape, outputs = shape_of(
        "flow.Pause", {"pauseDuration": "PT5S", "behavior": "WARN"}, branches=()
    )
    assert shape == Hold(
        delay=timedelta(seconds=5), due=NOW + timedelta(seconds=5), due_action="WARN"
    )
    assert outputs == {}
    shape, _ = shape_of("flow.Pause", {}, branches=("tasks", "onPause"), timeout="PT1M")
    assert (shape.due_action, shape.before, shape.after) == ("FAIL", "onPause", "tasks")
    assert shape_of("flow.Pause", {"delay": 3}, branches=())[0].delay == timedelta(seconds=3)


def test_approval_waits_for_a_decision_unless_automatic() -> None:
    shape, _ = shape_of("flow.Approval", {"denyBehavior": "FAIL"}, branches=("onWait",))
    assert (shape.kind, shape.before, shape.is_before_awaited) == ("approval", "onWait", True)
    assert shape.behaviors == {"APPROVED": "CONTINUE", "DENIED": "FAIL", "EXPIRED": "CANCEL"}
    shape, outputs = shape_of("flow.Approval", {"autoApprove": True}, branches=())
    assert shape.decision == "APPROVED"
    assert outputs == {"decision": "APPROVED", "auto": True}


def test_subflow_renders_its_request() -> None:
    shape, _ = shape_of(
        "flow.Subflow",
        {
            "namespace": "{{ ns }}",
            "flowId": "child",
            "inputs": {"a": ["{{ ns }}"]},
            "labels": [{"key": "k", "value": "{{ ns }}"}],
            "wait": False,
            "scheduleDate": "2030-05-01T00:00:00Z",
        },
        branches=(),
        variables={"ns": "x.y"},
    )
    assert shape == Subflow(
        namespace="x.y",
        flow_id="child",
        inputs={"a": ["x.y"]},
        labels=(("k", "x.y"),),
        wait=False,
        schedule_date=datetime(2030, 5, 1, tzinfo=UTC),
    )


def test_for_each_item_has_three_hidden_children() -> None:
    task = Task(
        id="each",
        type=f"{CORE}flow.ForEachItem",
        properties={
            "items": "{{ x }}",
            "namespace": "n",
            "flowId": "f",
            "inputs": {"i": "{{ taskrun.items }}"},
        },
    )
    children = CATALOG.expand(task).branches["tasks"]
    assert [child.id for child in children] == ["each_split", "each_items", "each_merge"]
    assert children[1].properties["inputs"] == {"i": "{{ taskrun.items }}"}
    assert CATALOG.expand(CATALOG.expand(task)) == CATALOG.expand(task)


@pytest.mark.parametrize(
    "labels", [{"a": "{{ v }}"}, [{"key": "a", "value": "{{ v }}"}], '{"a": "{{ v }}"}']
)
def test_labels_come_in_three_forms(labels: Any) -> None:
    shape, _ = shape_of("execution.Labels", {"labels": labels}, branches=(), variables={"v": "1"})
    assert shape == Patch(labels=(("a", "1"),))


@pytest.mark.parametrize("labels", [{"system.x": "1"}, {"a": None}, [1], 3])
def test_labels_of_other_kinds_fail(labels: Any) -> None:
    with pytest.raises(Unresolvable):
        shape_of("execution.Labels", {"labels": labels}, branches=())


def test_set_variables_merges_deeply() -> None:
    shape, _ = shape_of("execution.SetVariables", {"variables": {"deep": {"b": 3}}}, branches=())
    assert shape.variables == {"old": 1, "deep": {"a": 1, "b": 3}}
    with pytest.raises(Unresolvable, match="already exist: old"):
        shape_of(
            "execution.SetVariables", {"variables": {"old": 2}, "overwrite": False}, branches=()
        )


def test_unset_variables_goes_down_dotted_names() -> None:
    shape, _ = shape_of("execution.UnsetVariables", {"variables": ["deep.a", "none"]}, branches=())
    assert shape.variables == {"old": 1, "deep": {"b": 2}}
    with pytest.raises(Unresolvable):
        shape_of("execution.UnsetVariables", {"variables": ["x.y"]}, branches=())


def test_exit_accepts_both_spellings() -> None:
    assert shape_of("execution.Exit", {"state": "CANCELED"}, branches=())[0].exit_state == (
        "CANCELLED"
    )
    assert shape_of("execution.Exit", {}, branches=())[0].exit_state == "SUCCESS"
