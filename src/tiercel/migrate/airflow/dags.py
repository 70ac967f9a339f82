"""Reads a file of DAGs: its syntax tree is looked at, and nothing in it is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

_MACROS = ("ds", "ts", "data_interval_start", "execution_date", "logical_date", "params", "ti")
_DAG_NAMES = ("DAG", "dag")
_TASKS = ("Operator", "Sensor")


class Dag(msgspec.Struct, frozen=True, kw_only=True):
    """One DAG; `schedule` is its text in the source, empty for none."""

    id: str
    line: int
    schedule: str = ""


class Use(msgspec.Struct, frozen=True):
    """An operator, sensor or decorator at a line."""

    name: str
    line: int


class DagFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file has.

    Shapes: `connections` and `variables` are names that are written out in it, `notes` words for
    what a move has to look at. `error` is not empty for a file that is no Python.
    """

    dags: tuple[Dag, ...] = ()
    uses: tuple[Use, ...] = ()
    connections: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""


def read_dags(source: str) -> DagFile:
    """What there is in a source. Never raises for what somebody wrote."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return DagFile(error=f"it is no Python that can be read: {error}")
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return DagFile(
        dags=tuple(_dags(nodes)),
        uses=tuple(sorted(_uses(nodes), key=lambda use: (use.line, use.name))),
        connections=tuple(sorted(set(_connections(calls)))),
        variables=tuple(sorted(set(_variables(calls)))),
        notes=tuple(dict.fromkeys(_notes(nodes, calls))),
    )


def _dags(nodes: list[ast.AST]) -> Iterator[Dag]:
    for node in nodes:
        if isinstance(node, ast.Call) and _name(node.func) == "DAG":
            yield _dag(node, _text(node.args[0]) if node.args else "")
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                if _dotted(call.func if call else decorator) in _DAG_NAMES:
                    yield _dag(call, node.name, node.lineno)


def _dag(call: ast.Call | None, name: str, line: int = 0) -> Dag:
    given = _keywords(call)
    named = next(
        (given[key] for key in ("schedule", "schedule_interval", "timetable") if key in given), None
    )
    schedule = "" if named is None else _text(named) or ast.unparse(named)
    dag_id = _text(given["dag_id"]) if "dag_id" in given else name
    return Dag(
        id=dag_id or "?",
        line=line or (call.lineno if call else 0),
        schedule="" if schedule == "None" else schedule,
    )


def _uses(nodes: list[ast.AST]) -> Iterator[Use]:
    for node in nodes:
        if isinstance(node, ast.Call):
            name = _operator(node.func)
            if name:
                yield Use(name, node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                target = decorator.func if isinstance(decorator, ast.Call) else decorator
                name = _dotted(target)
                if name.split(".")[0] in ("task", "task_group"):
                    yield Use(f"@{name}", decorator.lineno)


def _operator(target: ast.expr) -> str:
    """The class of a task that is made here, `X.partial` among them."""
    if isinstance(target, ast.Attribute) and target.attr == "partial":
        target = target.value
    name = _name(target)
    return name if name.endswith(_TASKS) or name == "TaskGroup" else ""


def _connections(calls: list[ast.Call]) -> Iterator[str]:
    for call in calls:
        for key, value in _keywords(call).items():
            if key.endswith("conn_id") and _text(value):
                yield _text(value)
        if _name(call.func) == "get_connection" and call.args and _text(call.args[0]):
            yield _text(call.args[0])


def _variables(calls: list[ast.Call]) -> Iterator[str]:
    for call in calls:
        is_read = _dotted(call.func).endswith("Variable.get")
        if is_read and call.args and _text(call.args[0]):
            yield _text(call.args[0])


def _notes(nodes: list[ast.AST], calls: list[ast.Call]) -> Iterator[str]:
    names = {_name(call.func) for call in calls}
    if names & {"xcom_push", "xcom_pull"}:
        yield "XCom: outputs of tasks, read by {{ outputs.TASK.… }}"
    if names & {"expand", "expand_kwargs"}:
        yield "mapped tasks: ForEach over the list"
    keywords = {key for call in calls for key in _keywords(call)}
    if "trigger_rule" in keywords:
        yield "trigger_rule: errors, finally or allowFailure"
    if keywords & {"on_failure_callback", "on_success_callback", "on_retry_callback"}:
        yield "callbacks: errors and afterExecution"
    if "pool" in keywords:
        yield "pools: concurrency of the flow"
    if "sla" in keywords:
        yield "sla: sla of the flow"
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    macros = [text for text in texts if isinstance(text, str) and "{{" in text]
    if any(word in text for text in macros for word in _MACROS):
        yield "macros such as {{ ds }}: {{ trigger.date | date('yyyy-MM-dd') }}"
    if any(isinstance(node, ast.For | ast.While) for node in nodes):
        yield "loops in the file: if they make tasks, write these out or use ForEach"


def _keywords(call: ast.Call | None) -> dict[str, ast.expr]:
    return {each.arg: each.value for each in call.keywords if each.arg} if call else {}


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.expr) -> str:
    """The last word of a dotted name."""
    return _dotted(node).rpartition(".")[2]


def _dotted(node: ast.expr) -> str:
    """`a.b` of such an expression; of a call or another one only the attributes behind it."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        above = _dotted(node.value)
        return f"{above}.{node.attr}" if above else node.attr
    return ""
