"""Outputs of called flows that expressions read."""

from __future__ import annotations

from tests.unit.engine.expressions.review_of import LOG, marked, review

CALL = "id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: acme, flowId: sums"


def called(template: str, more: str = "") -> list[tuple[object, ...]]:
    found = review(flow(template, more)).called
    return [(each.flow, each.revision, each.name) for each in found]


def flow(template: str, more: str = "") -> str:
    say = f'{{id: say, type: {LOG}, message: "{template}"}}'
    return f"tasks:\n  - {{{CALL}{more}}}\n  - {say}\n"


def test_each_output_is_named_once_with_its_flow_and_place() -> None:
    body = flow("{{ outputs.call.outputs.total }} {{ outputs.call.outputs.total.x }}")
    (one,) = review(body).called
    assert (one.flow, one.revision, one.name) == (("acme", "sums"), None, "total")
    assert marked(body, one.warning) == "total"
    missing = one.missing_among(["totals", "count"])
    assert missing is not None
    assert missing.message == "The called flow acme.sums has no output `total`"
    assert "totals" in missing.hint
    assert one.missing_among(["total"]) is None


def test_a_revision_that_is_written_counts() -> None:
    assert called("{{ outputs.call.outputs.a }}", ", revision: 2") == [(("acme", "sums"), 2, "a")]


def test_what_nobody_can_know_is_left_out() -> None:
    template = "{{ outputs.call.outputs.a }}"
    for more in (", wait: false", ", outputs: {a: 1}", ", revision: '{{ 1 }}'"):
        assert called(template, more) == []
    assert called("{{ outputs.call.outputs.a ?? 1 }} {{ outputs.call.executionId }}") == []
    assert called("{{ outputs.call.outputs[flow.id] }}") == []


def test_a_task_in_a_loop_is_left_out() -> None:
    say = f'{{id: say, type: {LOG}, message: "{{{{ outputs.call.outputs.a }}}}"}}'
    each = "id: each, type: io.kestra.plugin.core.flow.ForEach, values: [1]"
    assert review(f"tasks:\n  - {{{each}, tasks: [{{{CALL}}}]}}\n  - {say}\n").called == ()
    group = "id: group, type: io.kestra.plugin.core.flow.Sequential"
    assert len(review(f"tasks:\n  - {{{group}, tasks: [{{{CALL}}}]}}\n  - {say}\n").called) == 1
