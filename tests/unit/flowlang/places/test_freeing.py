"""The nodes of a long source are freed a few at a time."""

from __future__ import annotations

import gc
import weakref

import pytest
import yaml
from yaml import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node

from tiercel.flowlang.places.freeing import free_slowly
from tiercel.flowlang.source import parse
from tiercel.model.limits import NODES_FREED_AT_ONCE, SOURCE_INLINE_CHARS_MAX

NUMBERS = ", ".join(map(str, range(3 * NODES_FREED_AT_ONCE)))
SOURCE = f"""a: &a
  - b
  - {{c: d, e: [f, *a]}}
more: *a
long: [{NUMBERS}]
"""


def collections(root: Node) -> list[Node]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode) or node in found:
            continue
        found.append(node)
        for each in node.value:
            waiting.extend(each if isinstance(each, tuple) else (each,))
    return found


def test_every_list_and_map_is_emptied_also_those_that_hold_themselves() -> None:
    root = yaml.compose(SOURCE)
    found = collections(root)
    assert [type(node) for node in found].count(SequenceNode) == 3
    assert [type(node) for node in found].count(MappingNode) == 2
    scalar = weakref.ref(root.value[0][1].value[0])
    free_slowly(root)
    assert not any(node.value for node in found)
    assert scalar() is None


def test_a_source_of_one_text_has_nothing_to_empty() -> None:
    root = yaml.compose("x" * 10)
    free_slowly(root)
    assert root.value == "x" * 10


@pytest.mark.parametrize(("chars", "is_slow"), [(10, False), (SOURCE_INLINE_CHARS_MAX, True)])
def test_long_sources_are_freed_so(
    chars: int, is_slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed: list[Node] = []
    monkeypatch.setattr("tiercel.flowlang.source.free_slowly", freed.append)
    document = parse(f"id: {'x' * chars}\n")
    del document
    gc.collect()
    assert len(freed) == is_slow
