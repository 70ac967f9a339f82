"""Functions that ask the server: secrets, the key-value store, HTTP, subflows, logs."""

from __future__ import annotations

import re

from tiercel.expr import lookups
from tiercel.expr.compare import cast_error
from tiercel.expr.declare import Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.json_form import read_json
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_map
from tiercel.model.json_types import Json
from tiercel.model.missing_secret import missing_secret

_KV_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
_HTTP_FIELDS = (
    "uri",
    "method",
    "query",
    "body",
    "contentType",
    "headers",
    "options",
    "accept",
)


def flow_namespace(context: Evaluation) -> str | None:
    """The namespace of the flow whose variables are in scope."""
    try:
        flow = context.view()["flow"]
        return str(flow["namespace"]) if is_map(flow) else None
    except KeyError:
        return None


def _secret(context: Evaluation, key: Json, *rest: Json) -> Json:
    namespace, subkey, wants_map = rest
    name = string_form(key)
    space = None if namespace is None else string_form(namespace)
    try:
        text = context.lookups.lookup(lookups.SECRET, (name, space))
    except lookups.Absent as error:
        raise EvaluationError(error.reason or missing_secret(name)) from None
    value = text if subkey is None else _field(string_form(text), name, string_form(subkey))
    return {"value": value} if wants_map is True else value


def _credential(context: Evaluation, name: Json) -> Json:
    text = string_form(name)
    try:
        return context.lookups.lookup(lookups.CREDENTIAL, (text,))
    except lookups.Absent as error:
        raise EvaluationError(error.reason or f"Cannot find credential '{text}'.") from None


def _field(text: str, key: str, subkey: str) -> Json:
    failure = (
        f"Failed to read secret sub-key '{subkey}' from secret '{key}'."
        " Ensure the secret contains valid JSON value."
    )
    try:
        fields = read_json(text)
    except EvaluationError as error:
        raise EvaluationError(failure) from error
    if not is_map(fields):
        raise EvaluationError(failure)
    if subkey not in fields:
        raise EvaluationError(f"Cannot find secret sub-key '{subkey}' in secret '{key}'.")
    value = fields[subkey]
    return value if isinstance(value, str) else string_form(value)


def _kv(context: Evaluation, key: Json, namespace: Json, is_required: Json) -> Json:
    name = "" if key is None else string_form(key)
    if not name:
        raise EvaluationError("Key cannot be null or empty")
    if not _KV_KEY.fullmatch(name):
        raise EvaluationError(
            "Key must start with an alphanumeric character (uppercase or lowercase) and can"
            " contain alphanumeric characters (uppercase or lowercase), dots (.), underscores"
            " (_), and hyphens (-) only."
        )
    space = None if namespace is None else string_form(namespace)
    try:
        return context.lookups.lookup(lookups.KV, (name, space))
    except lookups.Absent as error:
        if is_required is False:
            return None
        shown = flow_namespace(context) if space is None else space
        raise EvaluationError(
            error.reason or f"The key '{name}' does not exist in the namespace '{shown}'."
        ) from None


def _http(context: Evaluation, *values: Json) -> Json:
    request = dict(zip(_HTTP_FIELDS, values, strict=True))
    if request["uri"] is None:
        raise EvaluationError("The 'http' function expects an argument 'uri'.")
    request["uri"] = string_form(request["uri"])
    request["method"] = string_form(request["method"]).upper()
    for name in ("query", "headers", "options"):
        if request[name] is not None and not is_map(request[name]):
            raise cast_error(request[name], "java.util.Map")
    return context.lookups.lookup(lookups.HTTP, (request,))


def _subflow(context: Evaluation, *values: Json) -> Json:
    visible = context.view()
    if "taskrun" in visible or "trigger" in visible:
        raise EvaluationError(
            "The 'subflow' function can only be used while the inputs of a flow are rendered."
        )
    names = ("namespace", "id", "inputs", "revision", "labels", "timeout")
    request = dict(zip(names, values, strict=True))
    return context.lookups.lookup(lookups.SUBFLOW, (request,))


def _error_logs(context: Evaluation) -> Json:
    return context.lookups.lookup(lookups.ERROR_LOGS, ())


def _optional(name: str, kind: str, about: str, default: Json = None) -> Argument:
    return Argument(name, kind, about, default=default)


FUNCTIONS = (
    function(
        "secret",
        _secret,
        "A secret; its text is masked in logs.",
        arguments=(
            Argument(
                "key",
                "text",
                "name of the secret",
                required="The 'secret' function expects an argument 'key'.",
            ),
            _optional("namespace", "text", "namespace, by default that of the flow"),
            _optional("subkey", "text", "field of a secret that holds a JSON map"),
            _optional("full", "boolean", "whether to return a map with `value`", default=False),
        ),
        wants_context=True,
        example="{{ secret('API_KEY') }}",
        result="s3cr3t",
    ),
    function(
        "credential",
        _credential,
        "The current access token of a credential; its text is masked in logs.",
        arguments=(
            Argument(
                "name",
                "text",
                "name of the credential",
                required="The 'credential' function expects an argument 'name'.",
            ),
        ),
        wants_context=True,
        example="{{ credential('crm') }}",
        result="eyJhbGciOi",
        since="2.0",
    ),
    function(
        "kv",
        _kv,
        "A value of the key-value store, with its type.",
        arguments=(
            Argument(
                "key",
                "text",
                "name of the value",
                required="The 'kv' function expects an argument 'key'.",
            ),
            _optional("namespace", "text", "only this one; by default the flow's and its parents"),
            _optional("errorOnMissing", "boolean", "false for null instead", default=True),
        ),
        wants_context=True,
        example="{{ kv('stage') }}",
        result="prod",
    ),
    function(
        "http",
        _http,
        "The decoded body of an HTTP answer.",
        arguments=(
            Argument(
                "uri",
                "text",
                "address",
                required="The 'http' function expects an argument 'uri'.",
            ),
            _optional("method", "text", "HTTP method", default="GET"),
            _optional("query", "map", "query of the address"),
            _optional("body", "any", "body of the request"),
            _optional("contentType", "text", "type of the body", default="application/json"),
            _optional("headers", "map", "headers of the request"),
            _optional("options", "map", "settings of the HTTP client"),
            _optional("accept", "text", "type of the answer", default="application/json"),
        ),
        wants_context=True,
        example="{{ http('http://localhost/status').state }}",
        result="up",
        since="0.24",
    ),
    function(
        "subflow",
        _subflow,
        "Runs a flow and waits for it; only while inputs are rendered.",
        arguments=(
            _optional("namespace", "text", "namespace of the flow"),
            _optional("id", "text", "id of the flow"),
            _optional("inputs", "map", "its inputs"),
            _optional("revision", "integer", "its revision, by default the last"),
            _optional("labels", "map", "labels of the execution"),
            _optional("timeout", "text", "longest time to wait"),
        ),
        wants_context=True,
        example="{{ subflow('team', 'child').state }}",
        result="SUCCESS",
        since="2.0",
    ),
    function(
        "errorLogs",
        _error_logs,
        "The error logs of the execution.",
        wants_context=True,
        example="{{ errorLogs() | length }}",
        result="0",
    ),
)
