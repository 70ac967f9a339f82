"""Sources that are made to cost much: what they cost grows with their length, not faster."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from tests.hostile.sources import HEAD, ONE_TASK, SOURCES, unknown_keys
from tiercel.flowlang.graph import circles
from tiercel.flowlang.source import parse
from tiercel.flowlang.validate import validate_source
from tiercel.model.json_types import Json
from tiercel.model.limits import FLOW_VIOLATIONS_MAX, SOURCE_FINDING_CHARS_MAX
from tiercel.plugin.catalog.registry import Catalog

CATALOG = Catalog.of_builtins()
SMALL, LARGE = 100, 400
# Four times the source may cost six times the work; a square would be sixteen times as much.
GROWTH_MAX = 6.0
BASE_CALLS = 20_000
# What a short source may cost all the same: aliases repeat nodes up to a bound.
BOUNDED_CALLS = {"laughs": 250_000, "repeated_list": 250_000}


def work_of(source: str) -> int:
    """Calls and lines run while a source is checked: a measure that no load disturbs."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        validate_source(source, CATALOG)
    finally:
        sys.settrace(before)
    return count


# Plugin defaults have a bound of their own, which a test below reaches.
@pytest.mark.parametrize("name", [name for name in SOURCES if name != "many_defaults"])
def test_work_grows_with_the_source(name: str) -> None:
    make = SOURCES[name]
    validate_source(make(SMALL), CATALOG)
    small, large = work_of(make(SMALL)), work_of(make(LARGE))
    assert large <= max(BOUNDED_CALLS.get(name, BASE_CALLS), small) * GROWTH_MAX


@pytest.mark.parametrize("name", SOURCES)
def test_findings_are_few_and_short(name: str) -> None:
    report = validate_source(SOURCES[name](500), CATALOG)
    assert len(report.violations) <= FLOW_VIOLATIONS_MAX
    parts = [part for each in report.violations for part in (each.path, each.message, each.hint)]
    assert max(map(len, parts), default=0) <= SOURCE_FINDING_CHARS_MAX + 1


def test_places_of_findings_are_right() -> None:
    found = validate_source(unknown_keys(300), CATALOG).violations
    assert [each.line for each in found] == list(range(3, 3 + FLOW_VIOLATIONS_MAX))


def test_aliases_that_repeat_a_long_list_are_refused() -> None:
    document = parse("a: &a [" + "1," * 1_000 + "]\nb: [" + "*a," * 1_000 + "]")
    assert "aliases repeat more than" in document.problems[0].message
    assert len(document.problems) == 1


def test_aliases_that_repeat_a_long_text_are_refused() -> None:
    document = parse("a: &a " + "x" * 10_000 + "\nb: [" + "*a," * 1_000 + "]")
    assert "aliases repeat more than" in document.problems[0].message
    assert len(document.problems) == 1


def test_defaults_that_contain_their_own_type_are_refused() -> None:
    kind = "io.kestra.plugin.core.flow.Sequential"
    defaults = f"pluginDefaults: [{{type: {kind}, values: {{errors: [{{type: {kind}}}]}}}}]\n"
    tasks = f"tasks: [{{id: a, type: {kind}, tasks: []}}]\n"
    report = validate_source(HEAD + defaults + tasks, CATALOG)
    messages = [each.message for each in report.violations if each.path == "pluginDefaults"]
    assert messages == ["too many plugin defaults: the defaults of a type contain that type"]


def test_defaults_that_add_too_much_are_refused() -> None:
    log = "type: io.kestra.plugin.core.log.Log"
    values = ", ".join(f"k{n}: 1" for n in range(1_000))
    tasks = "".join(f"  - {{id: t{n}, {log}, message: hi}}\n" for n in range(1_100))
    source = f"{HEAD}pluginDefaults: [{{{log}, values: {{{values}}}}}]\ntasks:\n{tasks}"
    messages = [each.message for each in validate_source(source, CATALOG).violations]
    assert any("they add more than" in message for message in messages)


def test_a_dashed_id_is_looked_for_in_closed_expressions() -> None:
    log = "type: io.kestra.plugin.core.log.Log"
    head = f"{HEAD}tasks:\n  - {{id: a-b, {log}, message: '"
    text = "outputs.a-b {{ x }} {{ outputs.a-b.c"
    assert validate_source(head + text + "'}\n", CATALOG).violations == ()
    (found,) = validate_source(head + text + " }}'}\n", CATALOG).violations
    assert "Invalid output reference" in found.message


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({}, []),
        ({"a": ["a"]}, [{"a"}]),
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b"], "b": ["a"], "c": ["a"]}, [{"a", "b"}]),
        ({"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": ["c", "x"]}, [{"c", "d"}, {"a", "b"}]),
    ],
)
def test_circles(graph: dict[str, list[str]], expected: list[set[str]]) -> None:
    assert circles(graph) == expected


def test_a_long_circle_needs_no_frames() -> None:
    size = 50_000
    graph = {str(n): [str((n + 1) % size)] for n in range(size)}
    assert circles(graph) == [set(graph)]


def test_valid_sources_stay_valid() -> None:
    shared: Json = parse(f"{HEAD}variables:\n  a: &a {{k: v}}\n  b: *a\n{ONE_TASK}").value
    assert shared["variables"] == {"a": {"k": "v"}, "b": {"k": "v"}}
