"""Secrets, keys and files that expressions ask the server for."""

from __future__ import annotations

from tests.unit.engine.expressions.review_of import LOG, marked, message, review


def doubts(body: str) -> list[tuple[str, str]]:
    return [(each.kind, each.name) for each in review(body).doubts]


def test_names_in_the_own_namespace_are_asked_for_once() -> None:
    body = message("{{ secret('T') }} {{ secret('T') }} {{ kv('k') }} {{ read('a/b.sql') }}")
    assert doubts(body) == [("secret", "T"), ("kv", "k"), ("file", "a/b.sql")]
    warning = review(body).doubts[0].warning
    assert (warning.severity, warning.code) == ("warning", "unknown-secret")
    assert marked(body, warning) == "'T'"
    assert "SECRET_T" in warning.hint


def test_other_places_and_computed_names_are_not_asked_for() -> None:
    body = message(
        "{{ secret('T', namespace='other') }} {{ kv('k', errorOnMissing=false) }} {{ kv(flow.id) }}"
        " {{ read('nsfile:///a') }} {{ read(outputs.hello.uri) }}"
    )
    assert doubts(body) == []


def test_what_the_flow_stores_itself_is_not_asked_for() -> None:
    setting = "{id: set, type: io.kestra.plugin.core.kv.Set, key: %s, value: 1}"
    body = f'tasks:\n  - {setting}\n  - {{id: b, type: {LOG}, message: "%s"}}\n'
    asking = "{{ kv('mine') }} {{ kv('other') }}"
    assert doubts(body % ("mine", asking)) == [("kv", "other")]
    assert doubts(body % ("'{{ flow.id }}'", asking)) == []
