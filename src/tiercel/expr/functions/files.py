"""Functions on namespace files and on files of the internal storage.

Which file an execution may read is decided here, from the variables in scope; the file itself
comes through lookups. Source: spec/expressions.md §10.2.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tiercel.expr import lookups
from tiercel.expr.declare import UNSET, Argument, Declaration, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.functions.outside import flow_namespace
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_map, is_number
from tiercel.model.json_types import Json

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ILLEGAL = re.compile(r"[\s<>\"{}|\\^`]")
_ABOUT = "that is a path to a namespace file or an internal storage URI."


def file_target(
    context: Evaluation, path: Json, namespace: Json, revision: Json, name: str
) -> tuple[Json, ...]:
    """The lookup target of a path or URI; raises EvaluationError where it may not be read."""
    if path is UNSET:
        raise EvaluationError(f"The '{name}' function expects an argument 'path' {_ABOUT}")
    if not isinstance(path, str) or not path:
        raise EvaluationError(f"Unable to read the file {string_form(path)}")
    text = str.__str__(path)
    space = flow_namespace(context) if namespace is None else string_form(namespace)
    number = as_long(revision) if is_number(revision) else None
    if not _SCHEME.match(text):
        return "namespace", space, plain_path(text), number
    parts = urlsplit(text)
    if parts.scheme == "nsfile":
        return "namespace", parts.netloc or space, plain_path(parts.path), number
    if parts.scheme == "file":
        return "local", text
    if parts.scheme != "kestra":
        raise EvaluationError(f"Cannot process the URI {text}: scheme not supported.")
    if ".." in parts.path.split("/"):
        raise EvaluationError(
            "File should be accessed with their full path and not using relative '..' path."
        )
    if not _may_read(context, parts.path, text, string_form(space)):
        raise EvaluationError(f"Unable to read the file '{text}' as it is not an execution file")
    return "storage", text


def plain_path(path: str) -> str:
    """A namespace path without its leading slash; raises EvaluationError for `..`."""
    if ".." in path.split("/"):
        raise EvaluationError(
            "File should be accessed with their full path and not using relative '..' path."
        )
    return path.removeprefix("/")


def _may_read(context: Evaluation, path: str, uri: str, namespace: str) -> bool:
    """Files of this execution, of its trigger's, and of the flow's namespace."""
    scope = context.view()
    allowed = [f"/{namespace.replace('.', '/')}/_files/"]
    flow_id, execution = _text(scope, "flow", "id"), _text(scope, "execution", "id")
    if flow_id and execution:
        allowed.append(_execution_folder(namespace, flow_id, execution))
    source = [_text(scope, "trigger", key) for key in ("namespace", "flowId", "executionId")]
    if all(source):
        allowed.append(_execution_folder(str(source[0]), str(source[1]), str(source[2])))
    if any(path.startswith(prefix) for prefix in allowed):
        return True
    return "/executions/" in path and _is_granted(context, uri)


def _is_granted(context: Evaluation, uri: str) -> bool:
    """Whether the server lets the flow's namespace read the file of another execution."""
    try:
        return context.lookups.lookup(lookups.MAY_READ, (uri,)) is True
    except (lookups.Absent, EvaluationError):
        return False


def _execution_folder(namespace: str, flow_id: str, execution: str) -> str:
    from tiercel.expr.filters.texts import slug

    return f"/{namespace.replace('.', '/')}/{slug(flow_id)}/executions/{execution}/"


def _text(scope: Json, variable: str, key: str) -> str | None:
    try:
        entries = scope[variable]
        return str(entries[key]) if is_map(entries) and entries[key] is not None else None
    except KeyError:
        return None


def _read(context: Evaluation, path: Json, namespace: Json, *revisions: Json) -> Json:
    target = file_target(context, path, namespace, _revision(revisions), "read")
    try:
        return context.lookups.lookup(lookups.READ, target)
    except lookups.Absent as error:
        raise EvaluationError(error.reason or _not_found(target)) from None


def _revision(revisions: tuple[Json, ...]) -> Json:
    return next((number for number in revisions if number is not None), None)


def _not_found(target: tuple[Json, ...]) -> str:
    if target[0] != "namespace":
        return f"File not found for URI: {target[1]}"
    _, namespace, path, revision = target
    if revision is not None:
        return f"Revision {revision} of file '/{path}' was not found in namespace '{namespace}'"
    return f"File '/{path}' was not found in namespace '{namespace}'."


def _file_size(context: Evaluation, path: Json, namespace: Json) -> Json:
    target = file_target(context, path, namespace, None, "fileSize")
    try:
        return context.lookups.lookup(lookups.FILE_SIZE, target)
    except lookups.Absent as error:
        raise EvaluationError(error.reason or _not_found(target)) from None


def _file_exists(context: Evaluation, path: Json, namespace: Json) -> Json:
    target = file_target(context, path, namespace, None, "fileExists")
    try:
        return context.lookups.lookup(lookups.FILE_EXISTS, target) is True
    except lookups.Absent:
        return False


def _is_file_empty(context: Evaluation, path: Json, namespace: Json) -> Json:
    target = file_target(context, path, namespace, None, "isFileEmpty")
    try:
        return context.lookups.lookup(lookups.FILE_SIZE, target) == 0
    except lookups.Absent as error:
        raise EvaluationError(error.reason or _not_found(target)) from None


def _file_uri(context: Evaluation, path: Json, namespace: Json, *revisions: Json) -> str:
    if path is UNSET:
        raise EvaluationError("The 'fileURI' function expects an argument 'path'.")
    text = string_form(path)
    if "../" in text:
        raise EvaluationError("Path must not contain '../'")
    text = text.removeprefix("/")
    if _ILLEGAL.search(text):
        raise EvaluationError(f"Illegal character in path: {text}")
    space = flow_namespace(context) if namespace is None else string_form(namespace)
    wanted = _revision(revisions)
    number = as_long(wanted) if is_number(wanted) else None
    try:
        revision = context.lookups.lookup(lookups.FILE_REVISION, (space, text, number))
    except lookups.Absent:
        revision = number or 1
    suffix = f".v{revision}" if isinstance(revision, int) and revision > 1 else ""
    return f"kestra:///{string_form(space).replace('.', '/')}/_files/{text}{suffix}"


_PATH = Argument("path", "text", "path of a namespace file, or URI of a stored file")
_NAMESPACE = Argument(
    "namespace", "text", "namespace of the file, by default the flow's", default=None
)
_REVISIONS = (
    Argument("revision", "integer", "revision of the file, by default the last", default=None),
    Argument("version", "integer", "older name of `revision`", default=None),
)


def _declared(name: str, call: Json, about: str, example: tuple[str, str]) -> Declaration:
    revisions = _REVISIONS if name in ("read", "fileURI") else ()
    return function(
        name,
        call,
        about,
        arguments=(_PATH, _NAMESPACE, *revisions),
        wants_context=True,
        example=f"{{{{ {name}('{example[0]}') }}}}",
        example_scope={"flow": {"id": "hello", "namespace": "company.team"}},
        result=example[1],
    )


FUNCTIONS = (
    _declared("read", _read, "The text of a file.", ("notes.txt", "hello")),
    _declared("fileSize", _file_size, "The size of a file in bytes.", ("notes.txt", "5")),
    _declared("fileExists", _file_exists, "Whether a file exists.", ("notes.txt", "true")),
    _declared("isFileEmpty", _is_file_empty, "Whether a file is empty.", ("notes.txt", "false")),
    _declared(
        "fileURI",
        _file_uri,
        "The URI of a namespace file.",
        ("notes.txt", "kestra:///company/team/_files/notes.txt"),
    ),
)
