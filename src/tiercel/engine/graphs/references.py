"""What a flow refers to: keys, secrets, files, other flows and so on that it names literally.

A name that is computed, such as `kv(inputs.key)`, can't be told before the flow runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from tiercel.engine.graphs.topology import calls_of
from tiercel.engine.plan import PluginClasses
from tiercel.expr.errors import TemplateSyntaxError
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.parser import parse
from tiercel.expr.syntax.raw_sections import has_raw, take_out
from tiercel.expr.syntax.tree import walk_nodes
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_SOURCE_CHARS_MAX, REFERENCES_OF_FLOW_MAX
from tiercel.model.policies.reusable_inputs import REUSABLE_INPUTS
from tiercel.plugin.properties import is_expression

_FILE_SCHEME = "nsfile://"
_FILE_FUNCTIONS = frozenset({"read", "fileSize", "fileExists", "isFileEmpty", "fileURI"})
# Tasks that name a key in a property.
_KEY_TASKS = ("core.kv.Set", "core.kv.Get", "core.kv.Put", "core.kv.Delete")


class ReferenceKind(StrEnum):
    """What is referred to."""

    KV = "kv"
    SECRET = "secret"
    FILE = "file"
    VARIABLE = "variable"
    SUBFLOW = "subflow"
    CREDENTIAL = "credential"
    REUSABLE_INPUTS = "reusable-inputs"


class Reference(msgspec.Struct, frozen=True):
    """One place in a flow that names something.

    Shapes: `namespace` is None where the own one is meant, and perhaps those above it. `path` leads
    to the property in the source; `task_id` is the innermost task or trigger around it.
    """

    kind: ReferenceKind
    name: str
    namespace: str | None
    path: str
    task_id: str | None = None


def references_of(flow: Flow, classes: PluginClasses) -> list[Reference]:
    """All of them, each once, up to REFERENCES_OF_FLOW_MAX."""
    found: dict[Reference, None] = {}
    for reference in _all(flow, classes):
        found[reference] = None
        if len(found) == REFERENCES_OF_FLOW_MAX:
            break
    return list(found)


def _all(flow: Flow, classes: PluginClasses) -> Iterator[Reference]:
    own = flow.document.get("variables")
    declared = own if isinstance(own, Mapping) else {}
    for task, (namespace, flow_id) in calls_of(flow, classes):
        yield Reference(ReferenceKind.SUBFLOW, flow_id, namespace, task.path, task.id)
    for place in _places(flow.document):
        for reference in _in_place(place):
            is_own = reference.kind is ReferenceKind.VARIABLE and reference.name in declared
            if not is_own:
                yield reference


class _Place(msgspec.Struct, frozen=True):
    """A text or map of a source, with where it is."""

    value: Json
    path: str
    task_id: str | None


def _places(document: Json) -> Iterator[_Place]:
    """Every map and text, outer ones first; never recurses."""
    waiting = [_Place(document, "", None)]
    while waiting:
        place = waiting.pop()
        value, path, task_id = place.value, place.path, place.task_id
        if isinstance(value, Mapping):
            if isinstance(value.get("type"), str) and isinstance(value.get("id"), str):
                task_id = value["id"]
            yield _Place(value, path, task_id)
            prefix = f"{path}." if path else ""
            inner = [_Place(each, f"{prefix}{name}", task_id) for name, each in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            inner = [_Place(each, f"{path}[{n}]", task_id) for n, each in enumerate(value)]
            waiting.extend(reversed(inner))
        elif isinstance(value, str):
            yield place


def _in_place(place: _Place) -> Iterator[Reference]:
    value = place.value
    if isinstance(value, Mapping):
        yield from _in_task(value, place)
        yield from _in_input(value, place)
    elif value.startswith(_FILE_SCHEME) and not is_expression(value):
        yield _named(ReferenceKind.FILE, _file_path(value), None, place)
    elif "{{" in value or "{%" in value:
        yield from _in_template(value, place)


def _in_task(task: Mapping[str, Json], place: _Place) -> Iterator[Reference]:
    key, namespace = task.get("key"), task.get("namespace")
    if str(task.get("type", "")).endswith(_KEY_TASKS) and _is_literal(key):
        named = namespace if _is_literal(namespace) else None
        # A key of a computed namespace may be any.
        if namespace is None or named is not None:
            yield _named(ReferenceKind.KV, str(key), named, place, "key")
    files = task.get("namespaceFiles")
    included = files.get("include") if isinstance(files, Mapping) else None
    for name in included if isinstance(included, list) else ():
        if _is_literal(name) and "*" not in name:
            yield _named(ReferenceKind.FILE, name, None, place, "namespaceFiles.include")


def _in_input(source: Mapping[str, Json], place: _Place) -> Iterator[Reference]:
    block, namespace = source.get("ref"), source.get("namespace")
    if source.get("type") == REUSABLE_INPUTS and isinstance(block, str):
        named = namespace if isinstance(namespace, str) and namespace else None
        yield _named(ReferenceKind.REUSABLE_INPUTS, block, named, place, "ref")


def _in_template(text: str, place: _Place) -> Iterator[Reference]:
    if len(text) > EXPRESSION_SOURCE_CHARS_MAX:
        return
    try:
        body = parse(take_out(text)[0] if has_raw(text) else text)
    except TemplateSyntaxError:
        # Checks of flows tell; a text that is no template refers to nothing.
        return
    for node in walk_nodes(body):
        if isinstance(node, nodes.Call):
            yield from _in_call(node, place)
        elif isinstance(node, nodes.Attribute) and node.target == _root("vars", node):
            name = node.key.value if isinstance(node.key, nodes.Literal) else node.key
            if isinstance(name, str):
                yield _named(ReferenceKind.VARIABLE, name, None, place)


def _root(name: str, node: nodes.Attribute) -> nodes.Variable | None:
    """The target of the node, if it is the root variable of that name."""
    target = node.target
    return target if isinstance(target, nodes.Variable) and target.name == name else None


def _in_call(call: nodes.Call, place: _Place) -> Iterator[Reference]:
    given = {
        argument.name or str(number): argument.value
        for number, argument in enumerate(call.arguments)
    }
    if call.name in _FILE_FUNCTIONS:
        path = _text(given.get("path", given.get("0")))
        is_stored = path is not None and "://" in path and not path.startswith(_FILE_SCHEME)
        if path and not is_stored:
            namespace = _text(given.get("namespace", given.get("1")))
            yield _named(ReferenceKind.FILE, _file_path(path), namespace, place)
    elif call.name == "credential":
        yield from _credential(given, place)
    elif call.name in ("kv", "secret"):
        key, where = _text(given.get("key", given.get("0"))), given.get("namespace", given.get("1"))
        namespace = _text(where)
        # A key of a computed namespace may be any.
        if key and (where is None or namespace is not None):
            yield _named(ReferenceKind(call.name), key, namespace, place)


def _credential(given: Mapping[str, Json], place: _Place) -> Iterator[Reference]:
    name = _text(given.get("name", given.get("0")))
    if name:
        yield _named(ReferenceKind.CREDENTIAL, name, None, place)


def _named(
    kind: ReferenceKind, name: str, namespace: str | None, place: _Place, member: str = ""
) -> Reference:
    path = f"{place.path}.{member}" if member and place.path else place.path or member
    return Reference(kind, name, namespace, path, place.task_id)


def _text(expression: Json) -> str | None:
    is_text = isinstance(expression, nodes.Literal) and isinstance(expression.value, str)
    return expression.value if is_text else None


def _is_literal(value: Json) -> bool:
    return isinstance(value, str) and not is_expression(value)


def _file_path(path: str) -> str:
    return path.removeprefix(_FILE_SCHEME).lstrip("/")
