"""`python -m tests.families.far_work`: write docs/reattachment.md again, of what types declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import msgspec

from plugins.workspace.family import make_importable
from tests.families.catalog import whole_catalog
from tiercel.plugin.catalog.index import load_class
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.services import waiting
from tiercel.plugin.services.far_work import FarWork, Way
from tiercel.plugin.task import Plugin, RunnableTask

DOCUMENT = Path(__file__).parents[2] / "docs" / "reattachment.md"
HEAD = """# Work that is found again

What becomes of work that a task has begun elsewhere when its worker is lost: each type that begins
or awaits such work, and what the attempt after the lost one does. Written by `make reattachment`
from what the classes declare as `far_work`; a test refuses a type that waits for work elsewhere and
declares nothing. How it is done: [ADR 0047](adr/0047-work-on-the-far-side.md), and
[how to write such a task](plugins.md#work-that-goes-on-elsewhere).

Types that ask a service once and have its answer at once begin nothing, and are not listed.
"""
# What a method reaches that waits, or that names what goes on elsewhere.
_WAITS = (waiting.wait_for, waiting.begun, waiting.ended_there)
_NAMES = frozenset({"remember", "remote_name"})
# Properties by which a flow says whether, or how, the end of something is awaited.
_PROPERTIES = frozenset(
    {"wait", "wait_for_completion", "poll_frequency", "completion_check_interval"}
)
_ATTACHES = (Way.HANDLE, Way.NAME)
_BEGINS = (*_ATTACHES, Way.AGAIN)
_ENTRIES = ("run", "cancel")
_OURS = ("tiercel_", "tiercel.plugin.services.", "tiercel.plugins.")


class Row(msgspec.Struct, frozen=True):
    """A type that runs, what it declares, and whether its code waits for work elsewhere."""

    name: str
    declared: FarWork | None
    waits: bool


def rows() -> list[Row]:
    """All types of tasks and runners, by name."""
    make_importable()
    found = []
    for row in sorted(whole_catalog().rows(), key=lambda each: each.name):
        plugin_class = load_class(row.place)
        # What the engine itself does, such as subflows, is kept in its own store.
        if issubclass(plugin_class, RunnableTask | RunnerPlugin):
            found.append(Row(row.name, plugin_class.far_work, waits(plugin_class)))
    return found


def waits(plugin_class: type[Plugin]) -> bool:
    """Whether what its `run` reaches waits for, or names, work elsewhere."""
    if _PROPERTIES & plugin_class.model_fields.keys():
        return True
    todo = [each for name in _ENTRIES if (each := _method(plugin_class, name)) is not None]
    seen: set[FunctionType] = set()
    while todo:
        function = todo.pop()
        if function in seen:
            continue
        seen.add(function)
        for name in _names_in(function.__code__):
            found = function.__globals__.get(name)
            if name in _NAMES or found in _WAITS:
                return True
            todo += _functions_of(found)
            method = _method(plugin_class, name)
            todo += [method] if method is not None else []
    return False


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names_in(each)


def _method(plugin_class: type[Plugin], name: str) -> FunctionType | None:
    for each in plugin_class.__mro__:
        if name in vars(each) and each.__module__.startswith(_OURS):
            return _function(vars(each)[name])
    return None


def _function(value: Any) -> FunctionType | None:
    """What a member of a class runs."""
    if isinstance(value, property):
        value = value.fget
    value = getattr(value, "__wrapped__", getattr(value, "__func__", value))
    return value if isinstance(value, FunctionType) else None


def _functions_of(value: Any) -> list[FunctionType]:
    """What a name of a module runs: a function, or the methods of a class that is no type."""
    if not str(getattr(value, "__module__", "")).startswith(_OURS):
        return []
    if isinstance(value, type):
        if issubclass(value, Plugin):
            return []
        return [each for member in list(vars(value).values()) if (each := _function(member))]
    return [each] if (each := _function(value)) else []


def undeclared(found: list[Row]) -> list[str]:
    """Types that wait for work elsewhere, and do not say how it is found again."""
    return [each.name for each in found if each.waits and each.declared is None]


def share(found: list[Row]) -> float:
    """How many of the types that begin work which goes on without them attach to it."""
    ways = _counted(found)
    return sum(ways[each] for each in _ATTACHES) / sum(ways[each] for each in _BEGINS)


def _counted(found: list[Row]) -> Mapping[Way, int]:
    return Counter(each.declared.way for each in found if each.declared is not None)


def document_text(found: list[Row]) -> str:
    """The whole document."""
    return "\n".join([HEAD, *_lines(found)]) + "\n"


def _lines(found: list[Row]) -> Iterator[str]:
    ways = _counted(found)
    yield "| the attempt after a lost one | types |"
    yield "|---|---|"
    yield from (f"| {way} | {ways[way]} |" for way in Way)
    yield f"\nOf the types whose work goes on without them {share(found):.1%} find it again."
    tied = ways[Way.TIED]
    whole = sum(ways[each] for each in _ATTACHES) / (sum(ways[each] for each in _BEGINS) + tied)
    yield f"With those whose work ends with their connection in the count it is {whole:.1%}.\n"
    yield "| type | the attempt after a lost one | by, or why |"
    yield "|---|---|---|"
    for each in found:
        if each.declared is not None and each.declared.way is not Way.RUNNER:
            yield f"| `{each.name}` | {each.declared.way} | {each.declared.words} |"


if __name__ == "__main__":
    DOCUMENT.write_text(document_text(rows()), encoding="utf-8")
