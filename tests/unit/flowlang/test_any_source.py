"""Whatever the source, reading ends with a flow or with Invalid."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.flowlang.catalog_fake import ALIASES, TYPES, FakeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.constraints import constraints
from tiercel.flowlang.read import read_flow
from tiercel.flowlang.schema import INPUT_TYPES, TABLES
from tiercel.flowlang.source import parse
from tiercel.flowlang.validate import validate_source
from tiercel.flowlang.write import generate, with_disabled
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json

CATALOG = FakeCatalog()
NAMES = sorted(
    {name for table in TABLES.values() for name in table}
    | {name for plugin in TYPES for name in plugin.properties}
    | {branch.name for plugin in TYPES for branch in plugin.branches}
    | {"task", "key", "value"}
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["a", "a-b", "PT1S", "{{ inputs.a-b }}", "constant", "P1D", "system.x"])
    | st.sampled_from([*INPUT_TYPES, *ALIASES, *(plugin.name for plugin in TYPES)])
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=25,
)
PLUGINS = st.fixed_dictionaries(
    {"type": st.sampled_from([plugin.name for plugin in TYPES])},
    optional=dict.fromkeys(("id", "tasks", "cases", "conditions", "retry", "inputs"), VALUES),
)
FLOWS = st.fixed_dictionaries(
    {"id": VALUES, "namespace": VALUES, "tasks": st.lists(PLUGINS, max_size=3) | VALUES},
    optional={
        "triggers": st.lists(PLUGINS, max_size=2) | VALUES,
        "inputs": st.lists(VALUES, max_size=2),
        **dict.fromkeys(("outputs", "labels", "sla", "checks", "pluginDefaults"), VALUES),
        **dict.fromkeys(("concurrency", "retry", "listeners", "variables", "errors"), VALUES),
    },
)
VALID = """\
id: shop
namespace: acme.shop
inputs: [{id: a, type: STRING}]
tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task: {id: one, type: io.kestra.plugin.core.log.Log, message: "{{ inputs.a }}"}
triggers:
  - {id: often, type: io.kestra.plugin.core.trigger.Schedule, cron: "* * * * *"}
"""


def survives(source: str) -> None:
    with suppress(Invalid):
        read_flow(source, CATALOG)
    read_flow(source, CATALOG, strict=False)
    report = validate_source(source, CATALOG)
    constraints(report.violations, report.document)
    assert (report.flow is None) == bool(report.violations)


@given(FLOWS)
def test_random_documents(flow: dict[str, Json]) -> None:
    survives(generate(flow))


@given(st.text(st.characters(), max_size=60))
def test_random_texts(text: str) -> None:
    survives(text)


@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    st.text(st.sampled_from("{}[]:,-#&*!|>'\"%@` \t\nax0~"), max_size=4),
)
def test_mutated_sources(at: int, length: int, piece: str) -> None:
    source = VALID[:at] + piece + VALID[at + length :]
    survives(source)
    with_disabled(source, True)


@given(FLOWS)
def test_every_violation_has_a_place(flow: dict[str, Json]) -> None:
    source = generate(flow)
    lines = source.count("\n") + 1
    for found in check_document(parse(source), CATALOG):
        assert 1 <= found.line <= lines
        assert found.column >= 1
