"""Functions over task states and over the outputs of loops."""

from __future__ import annotations

from tiercel.expr.declare import UNSET, Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_list, is_map, is_number
from tiercel.model.json_types import Json


def _variable(context: Evaluation, name: str) -> Json:
    try:
        return context.view()[name]
    except KeyError:
        return None


def _entry(value: Json, key: Json) -> Json:
    if is_map(value) and key is not None:
        name = string_form(key)
        return value.get(name)
    return None


def _tasks_with_state(context: Evaluation, state: Json) -> Json:
    if state is None:
        raise EvaluationError("The 'tasksWithState' function expects an argument 'state'.")
    wanted = string_form(state).upper()
    tasks = _variable(context, "tasks")
    found: list[Json] = []
    for task_id in tasks if is_map(tasks) else ():
        task = tasks[task_id]
        if _entry(task, "state") is not None and not is_map(_entry(task, "state")):
            if string_form(task["state"]).upper() == wanted:
                found.append({"taskId": task_id, "state": task["state"]})
            continue
        for value in task if is_map(task) else ():
            state_of = _entry(task[value], "state")
            if state_of is not None and string_form(state_of).upper() == wanted:
                found.append({"taskId": task_id, "value": value, "state": state_of})
    return found


def _value_of(run: Json) -> Json:
    own = is_map(run) and "taskrun" in list(run)
    return _entry(_entry(run, "taskrun"), "value") if own else None


def _current_each_output(context: Evaluation, outputs: Json) -> Json:
    if not is_map(outputs):
        raise EvaluationError(
            "The 'currentEachOutput' function expects an argument 'outputs' with type map."
        )
    parents = _variable(context, "parents")
    current: Json = outputs
    for parent in reversed(list(parents)) if is_list(parents) else ():
        value = _value_of(parent)
        if value is not None:
            current = _entry(current, value)
    own = _entry(_variable(context, "taskrun"), "value")
    return current if own is None else _entry(current, own)


def _parent_output(context: Evaluation, index: Json) -> Json:
    parents = _variable(context, "parents")
    nearest_first = list(parents) if is_list(parents) else []
    position = 0
    if is_number(index):
        chosen = as_long(index)
        if not 0 <= chosen < len(nearest_first):
            raise EvaluationError(f"Invalid index: {chosen} for parents size: {len(nearest_first)}")
        position = len(nearest_first) - 1 - chosen
    if not nearest_first:
        raise EvaluationError(f"Invalid index: 0 for parents size: {len(nearest_first)}")
    parent = nearest_first[position]
    output = _entry(_variable(context, "outputs"), _entry(_entry(parent, "task"), "id"))
    value = _value_of(parent)
    return output if value is None else _entry(output, value)


def _iteration_output(context: Evaluation, task_id: Json, iteration: Json) -> Json:
    """Outputs of the task by the values of the iterations, in the order in which they ran."""
    taskrun = _variable(context, "taskrun")
    task = task_id if task_id is not None else _entry(_variable(context, "task"), "id")
    outputs = _entry(_variable(context, "outputs"), task)
    if not is_map(outputs):
        return None
    current = _entry(taskrun, "iteration")
    index = as_long(iteration) if is_number(iteration) else as_long(current or 0) - 1
    rows = [outputs[key] for key in outputs]
    if not 0 <= index < len(rows):
        raise EvaluationError(f"The provided index ({index}) is out of range.")
    return _entry(rows[index], "value")


def _loop_outputs(outputs: Json, name: Json) -> Json:
    for label, value in (("outputs", outputs), ("name", name)):
        if value is None or value is UNSET:
            raise EvaluationError(
                f"The 'loopOutputs' function expects a non-null argument '{label}'."
            )
    if not is_list(outputs):
        raise EvaluationError("The 'loopOutputs' function expects 'outputs' to be a list.")
    if not isinstance(name, str):
        raise EvaluationError("The 'loopOutputs' function expects 'name' to be a string.")
    return [_entry(_entry(item, "outputs"), name) for item in outputs]


FUNCTIONS = (
    function(
        "tasksWithState",
        _tasks_with_state,
        "The tasks of the execution that are in a state.",
        arguments=(
            Argument(
                "state",
                "text",
                "name of the state, in any case",
                required="The 'tasksWithState' function expects an argument 'state'.",
            ),
        ),
        wants_context=True,
        example="{{ tasksWithState('FAILED') | length }}",
        example_scope={"tasks": {"a": {"state": "FAILED"}, "b": {"state": "SUCCESS"}}},
        result="1",
        since="0.24",
    ),
    function(
        "currentEachOutput",
        _current_each_output,
        "The outputs of a sibling task in the current iteration; for old flows.",
        arguments=(
            Argument(
                "outputs",
                "map",
                "outputs of the sibling",
                required="The 'currentEachOutput' function expects an argument 'outputs'.",
            ),
        ),
        wants_context=True,
        example="{{ currentEachOutput(outputs.sibling).value }}",
        example_scope={
            "outputs": {"sibling": {"a": {"value": 1}, "b": {"value": 2}}},
            "taskrun": {"value": "b"},
        },
        result="2",
    ),
    function(
        "parentOutput",
        _parent_output,
        "The outputs of a parent task.",
        arguments=(Argument("index", "integer", "which parent, from the outermost", default=None),),
        wants_context=True,
        example="{{ parentOutput().rows }}",
        example_scope={
            "outputs": {"each": {"a": {"rows": 3}}},
            "parents": [{"task": {"id": "each"}, "taskrun": {"value": "a"}}],
        },
        result="3",
    ),
    function(
        "iterationOutput",
        _iteration_output,
        "The output `value` of a task in another iteration.",
        arguments=(
            Argument("taskId", "text", "the task, by default the current one", default=None),
            Argument(
                "iteration", "integer", "the iteration, by default the one before", default=None
            ),
        ),
        wants_context=True,
        example="{{ iterationOutput('work', 0) }}",
        example_scope={"outputs": {"work": {"a": {"value": 1}}}, "taskrun": {"iteration": 1}},
        result="1",
    ),
    function(
        "loopOutputs",
        _loop_outputs,
        "One output of every iteration of a loop, null where it is missing.",
        arguments=(
            Argument("outputs", "list", "outputs of the loop task"),
            Argument("name", "text", "name of the output"),
        ),
        example="{{ loopOutputs(outputs.loop.outputs, 'rows') }}",
        example_scope={
            "outputs": {"loop": {"outputs": [{"outputs": {"rows": 1}}, {"outputs": {}}]}}
        },
        result="[1,null]",
        since="2.0",
    ),
)
