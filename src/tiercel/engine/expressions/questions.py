"""What expressions ask the server for by name: secrets, keys and files that may not be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from tiercel.engine.expressions.check import Asked, Found, problem_of
from tiercel.flowlang.source import Document
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_DOUBTS_MAX
from tiercel.model.missing_secret import ways_of
from tiercel.model.problem import Problem
from tiercel.model.task import Task

Kind = Literal["secret", "kv", "file"]
_KINDS: Mapping[str, Kind] = MappingProxyType({"secret": "secret", "kv": "kv", "read": "file"})
_KV_SET = ".kv.Set"
_UPLOAD = ".namespace.UploadFiles"
_SCHEME = ":"


class Doubt(msgspec.Struct, frozen=True):
    """A name that the flow's namespace may not have, and the warning if it has not."""

    kind: Kind
    name: str
    warning: Problem


def doubts_of(asked: Iterable[Asked], flow: Flow, document: Document) -> tuple[Doubt, ...]:
    """One doubt for each name that is asked for in the flow's own namespace.

    Further arguments say that it is another namespace, or that the name may be missing. What the
    flow itself stores is not asked for.
    """
    kept, has_upload = _stored_by(flow)
    seen: set[tuple[Kind, str]] = set()
    doubts: list[Doubt] = []
    for text, question in asked:
        kind = _KINDS.get(question.function)
        if kind is None or question.others or (kind, question.name) in seen:
            continue
        if kind == "kv" and (kept is None or question.name in kept):
            continue
        if kind == "file" and (has_upload or _SCHEME in question.name):
            continue
        seen.add((kind, question.name))
        place = (question.start, question.end)
        message, hint = _words(kind, question.name, flow.namespace)
        found = Found(text, "warning", f"unknown-{kind}", message, hint, *place)
        doubts.append(Doubt(kind, question.name, problem_of(found, document)))
        if len(doubts) >= SOURCE_DOUBTS_MAX:
            break
    return tuple(doubts)


def _words(kind: Kind, name: str, namespace: str) -> tuple[str, str]:
    if kind == "secret":
        return f"There is no secret `{name}`", ways_of(name)
    if kind == "kv":
        return f"There is no key `{name}` in the namespace {namespace} or above it", ""
    return f"The namespace {namespace} has no file `{name}`", ""


def _stored_by(flow: Flow) -> tuple[frozenset[str] | None, bool]:
    """The keys that tasks of the flow set, None if they are computed; whether tasks add files."""
    keys: set[str] = set()
    is_computed = has_upload = False
    waiting: list[Task] = [*flow.tasks, *flow.errors, *flow.finally_, *flow.after_execution]
    while waiting:
        task = waiting.pop()
        waiting.extend(child for branch in task.branches.values() for child in branch)
        has_upload = has_upload or task.type.endswith(_UPLOAD)
        if task.type.endswith(_KV_SET):
            key: Json = task.properties.get("key")
            is_computed = is_computed or not isinstance(key, str) or "{" in key
            keys.add(str(key))
    return None if is_computed else frozenset(keys), has_upload
