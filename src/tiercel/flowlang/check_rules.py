"""Rules of a flow as a whole: unique ids, no loops, inputs that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from tiercel.flowlang.build_inputs import build_inputs
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_text, is_map, label_pairs, maps
from tiercel.flowlang.findings import Advice, Findings, listed
from tiercel.flowlang.graph import circles
from tiercel.flowlang.hints import did_you_mean
from tiercel.flowlang.policies.reusable_inputs import with_blocks
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.properties import TASK_COMMON
from tiercel.flowlang.walk import Placed, all_tasks, all_triggers
from tiercel.model.errors import Violation
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.model.label import READ_ONLY, SYSTEM_PREFIX, label_problem
from tiercel.model.limits import FLOW_VIOLATIONS_MAX


class Broken(NamedTuple):
    """A rule that is broken: its text, a place of it, and advice."""

    text: str
    path: str = ""
    hint: Advice = ""


def check_rules(
    findings: Findings,
    plain: dict[str, Json],
    catalog: TypeCatalog,
    rules: ServerRules = NO_RULES,
) -> None:
    """All broken rules as one violation (spec/api/flows.md §3.3)."""
    tasks = list(all_tasks(plain, catalog))
    triggers = list(all_triggers(plain, catalog))
    found = chain(
        _absent(plain),
        _duplicates("task id", [(task.id, task.path) for task in tasks], findings),
        _duplicates("trigger id", [(each.id, each.path) for each in triggers], findings),
        _recursive_calls(plain, tasks),
        input_rules(findings, plain, rules),
        _duplicates("output", _ids(plain.get("outputs"), "outputs"), findings),
        _system_labels(plain),
        _dashed_references(plain, tasks),
    )
    broken = list(islice(found, FLOW_VIOLATIONS_MAX))
    if broken:
        place = findings.document.place(broken[0].path)
        text = f"Invalid Flow: {', '.join(each.text for each in broken)}"
        hints = (findings.advice(each.hint) for each in broken)
        hint = "; ".join(each for each in hints if each)
        findings.rules.append(Violation("", text, place.line, place.column, hint))


def input_rules(
    findings: Findings, plain: dict[str, Json], rules: ServerRules = NO_RULES
) -> Iterator[Broken]:
    """Broken rules of the inputs of a flow, or of a block of them, among each other."""
    yield from _duplicates("input", _ids(plain.get("inputs"), "inputs"), findings)
    namespace = as_text(plain.get("namespace")) or ""
    inputs = build_inputs(with_blocks(plain.get("inputs"), namespace, rules))
    yield from _dependencies(inputs, plain)


def _absent(plain: dict[str, Json]) -> Iterator[Broken]:
    if plain.get("quotas") is not None:
        hint = "limit the executions that run side by side with `concurrency`"
        yield Broken("Quotas are not supported.", "quotas", hint)


def _ids(value: Json, path: str) -> list[tuple[str, str]]:
    return [
        (as_text(source.get("id", source.get("name"))) or "", f"{path}[{index}]")
        for index, source in maps(value)
    ]


def _duplicates(
    what: str, placed: Iterable[tuple[str, str]], findings: Findings
) -> Iterator[Broken]:
    first: dict[str, str] = {}
    again: dict[str, str] = {}
    for id_, path in placed:
        if not id_:
            continue
        if id_ in first:
            again.setdefault(id_, path)
        else:
            first[id_] = path
    if again:
        id_, path = next(iter(again.items()))
        line = findings.document.place(f"{first[id_]}.id").line
        hint = f"'{id_}' is already used in line {line}"
        yield Broken(f"Duplicate {what} with name [{listed(again)}]", f"{path}.id", hint)


def _recursive_calls(plain: dict[str, Json], tasks: list[Placed]) -> Iterator[Broken]:
    own = (as_text(plain.get("namespace")), as_text(plain.get("id")))
    for task in tasks:
        plugin = task.plugin
        if plugin is None or plugin.task_kind not in ("executable", "flowable"):
            continue
        if not {"namespace", "flowId"} <= plugin.properties:
            continue
        called = (as_text(task.source.get("namespace")), as_text(task.source.get("flowId")))
        if called == own:
            text = f"Recursive call to flow [{own[0]}.{own[1]}]"
            yield Broken(text, f"{task.path}.flowId", "a flow that calls itself never ends")


def _dependencies(inputs: tuple[Input, ...], plain: dict[str, Json]) -> Iterator[Broken]:
    places = dict(reversed(_ids(plain.get("inputs"), "inputs")))
    graph = {each.id: each.depends_on for each in inputs}
    circle_of = _circles_by_id(graph)
    for each in inputs:
        path = places.get(each.id, "inputs")
        for id_ in each.depends_on:
            if id_ not in graph:
                text = f"Input with id '{each.id}' depends on a non-existent input '{id_}'."
                advice = partial(_nearest_input, id_, each.id, graph)
                yield Broken(text, f"{path}.dependsOn.inputs", advice)
        circle = circle_of.get(each.id)
        if circle is not None:
            ids = listed([each.id, *(id_ for id_ in circle if id_ != each.id)])
            text = f"Cycle dependency detected for input with id '{each.id}': [{ids}]"
            yield Broken(text, f"{path}.dependsOn.inputs")


def _nearest_input(id_: str, own_id: str, graph: dict[str, tuple[str, ...]]) -> str:
    return did_you_mean(id_, [other for other in graph if other != own_id], lists_known=True)


def _circles_by_id(graph: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """For each id of a circle all ids of it, in the order of the source."""
    place = {id_: index for index, id_ in enumerate(graph)}
    found: dict[str, list[str]] = {}
    for group in circles(graph):
        found.update(dict.fromkeys(group, sorted(group, key=place.__getitem__)))
    return found


def _system_labels(plain: dict[str, Json]) -> Iterator[Broken]:
    labels = plain.get("labels")
    for index, (key, value) in enumerate(label_pairs(labels)):
        name = as_text(key) or ""
        if name.startswith(SYSTEM_PREFIX) and name != READ_ONLY:
            yield Broken(
                "System labels can only be set by Kestra itself,"
                f" offending label: {name}={as_text(value)}",
                f"labels.{name}" if is_map(labels) else f"labels[{index}]",
                f"choose a key that does not begin with '{SYSTEM_PREFIX}'",
            )
        problem = label_problem(name, as_text(value) or "")
        if problem is not None:
            yield Broken(problem, f"labels[{index}]" if not is_map(labels) else "labels")


def _dashed_references(plain: dict[str, Json], tasks: list[Placed]) -> Iterator[Broken]:
    """Compat: `inputs.a-b` is a subtraction, so ids with dashes need brackets.

    The reference only looks at an input alone in its braces, and at a property of a task's
    outputs at their beginning; `{{ outputs.a-b ?? 'x' }}` is meant for tasks that may not run.
    """
    input_ids = [id_ for id_, _ in _ids(plain.get("inputs"), "inputs")]
    task_ids = [task.id for task in tasks]
    for what, ids, rest in (("input", input_ids, r"\s*"), ("output", task_ids, r"\.[^}]+")):
        pattern = _dashed_pattern(f"{what}s", ids, rest)
        if pattern is None:
            continue
        advice = (
            f"Invalid {what} reference: use {what}s[key-name] instead of {what}s.key-name"
            " — keys with dashes require bracket notation, offending"
        )
        dashed = next(id_ for id_ in ids if "-" in id_)
        hint = f"write {what}s['{dashed}']"
        bad = [task for task in tasks if _refers(_own_texts(task), pattern)]
        if bad:
            ids_shown = listed(task.id for task in bad)
            yield Broken(f"{advice} tasks: [{ids_shown}]", bad[0].path, hint)
        outputs = [
            (id_, path)
            for (id_, path), (_, source) in zip(
                _ids(plain.get("outputs"), "outputs"), maps(plain.get("outputs")), strict=True
            )
            if _refers(_texts(source.get("value")), pattern)
        ]
        if outputs and what == "output":
            ids_shown = listed(id_ for id_, _ in outputs)
            yield Broken(f"{advice} outputs: [{ids_shown}]", outputs[0][1], hint)


def _dashed_pattern(root: str, ids: Iterable[str], rest: str) -> re.Pattern[str] | None:
    dashed = [re.escape(id_) for id_ in ids if "-" in id_]
    if not dashed:
        return None
    names = "|".join(sorted(dashed, key=len, reverse=True))
    return re.compile(rf"\s*{root}\.(?:{names}){rest}")


def _refers(texts: Iterable[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(part) for text in texts for part in _expressions(text))


def _expressions(text: str) -> Iterator[str]:
    """What stands between braces."""
    start = text.find("{{")
    while start >= 0:
        end = text.find("}}", start + 2)
        if end < 0:
            return
        yield text[start + 2 : end]
        start = text.find("{{", end)


def _own_texts(task: Placed) -> Iterator[str]:
    taken = {branch.name for branch in task.plugin.branches} if task.plugin else set()
    taken |= {"errors", "finally"} | (TASK_COMMON - {"runIf", "when", "timeout"})
    for key, value in task.source.items():
        if key not in taken:
            yield from _texts(value)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
