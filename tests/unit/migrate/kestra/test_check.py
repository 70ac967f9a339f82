"""What flows of Kestra use: types that are there or not, and secrets."""

from __future__ import annotations

from tiercel.migrate.kestra.check import used_secrets, used_types
from tiercel.plugin.catalog.registry import Catalog

FIRST = """id: first
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1]
    tasks:
      - {id: a, type: io.kestra.plugin.core.log.Log, message: "{{ secret('TOKEN') }}"}
      - {id: b, type: io.kestra.core.tasks.log.Log, message: hi}
      - {id: c, type: io.kestra.plugin.scripts.groovy.Eval, script: x}
"""
SECOND = """id: second
namespace: company.team
inputs: [{id: n, type: INT}]
tasks:
  - {id: a, type: io.kestra.plugin.core.log.Log, message: '{{ secret("KEY", "x") }}'}
  - {id: b, type: io.kestra.plugin.core.log.Logg, message: hi}
  - {id: c, type: com.example.Own}
  - {id: d, type: io.kestra.plugin.jdbc.nowhere.Query}
"""


def test_types_are_counted_and_those_that_are_not_there_come_first() -> None:
    found = used_types([FIRST, SECOND], Catalog.of_builtins())
    assert [(each.type, each.uses, each.flows, each.is_here) for each in found] == [
        ("com.example.Own", 1, 1, False),
        ("io.kestra.plugin.core.log.Logg", 1, 1, False),
        ("io.kestra.plugin.jdbc.nowhere.Query", 1, 1, False),
        ("io.kestra.plugin.scripts.groovy.Eval", 1, 1, False),
        ("io.kestra.plugin.core.log.Log", 2, 2, True),
        ("io.kestra.core.tasks.log.Log", 1, 1, True),
        ("io.kestra.plugin.core.flow.ForEach", 1, 1, True),
    ]


def test_a_note_says_what_to_do() -> None:
    notes = {each.type: each.note for each in used_types([FIRST, SECOND], Catalog.of_builtins())}
    assert "tiercel plugin new" in notes["com.example.Own"]
    assert notes["io.kestra.plugin.core.log.Logg"] == "did you mean io.kestra.plugin.core.log.Log?"
    assert "inside Java" in notes["io.kestra.plugin.scripts.groovy.Eval"]
    assert notes["io.kestra.core.tasks.log.Log"] == "an older name of io.kestra.plugin.core.log.Log"
    assert notes["io.kestra.plugin.core.log.Log"] == ""


def test_secrets_are_named_once() -> None:
    assert used_secrets([FIRST, SECOND, SECOND]) == ["KEY", "TOKEN"]


def test_what_is_no_flow_uses_nothing() -> None:
    assert used_types(["- a", "x: [", ""], Catalog.of_builtins()) == []
