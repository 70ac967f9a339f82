"""Functions that ask the outside: what they ask, and what they make of no answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.expr.rendering import RENDERER, rendered
from tiercel.expr import Absent, ExpressionError
from tiercel.model.json_types import Json

FLOW = {"flow": {"id": "hello", "namespace": "company.team"}}


class Asked:
    """Answers every question alike and remembers it."""

    def __init__(self, answer: Json) -> None:
        self.answer = answer
        self.questions: list[tuple[str, tuple[Json, ...]]] = []

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        self.questions.append((kind, arguments))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def asked(template: str, answer: Json = "x", **scope: Json) -> tuple[Json, list[Any]]:
    outside = Asked(answer)
    text = RENDERER.render(template, {**FLOW, **scope}, outside)
    return text, outside.questions


@pytest.mark.parametrize(
    ("template", "question"),
    [
        ("{{ secret('K') }}", ("secret", ("K", None))),
        ("{{ secret('K', namespace='n') }}", ("secret", ("K", "n"))),
        ("{{ kv('k') }}", ("kv", ("k", None))),
        ("{{ kv('k', 'n') }}", ("kv", ("k", "n"))),
        ("{{ read('a.txt') }}", ("read", ("namespace", "company.team", "a.txt", None))),
        (
            "{{ read('a.txt', namespace='n', revision=2) }}",
            ("read", ("namespace", "n", "a.txt", 2)),
        ),
    ],
)
def test_a_function_asks_for_its_value(template: str, question: Any) -> None:
    text, questions = asked(template)
    assert (text, questions) == ("x", [question])


@pytest.mark.parametrize(
    ("template", "answer", "expected"),
    [
        ("{{ secret('K', subkey='a') }}", '{"a": "b"}', "b"),
        ("{{ secret('K', subkey='a') }}", '{"a": 5}', "5"),
        ("{{ secret('K', full=true) }}", "s", '{"value":"s"}'),
        ("{{ kv('k', errorOnMissing=false) ?? 'none' }}", Absent(), "none"),
        ("{{ fileSize('a.txt') }}", 5, "5"),
        ("{{ fileExists('a.txt') }}", True, "true"),
        ("{{ fileExists('a.txt') }}", Absent(), "false"),
        ("{{ isFileEmpty('a.txt') }}", 0, "true"),
        ("{{ isFileEmpty('a.txt') }}", 3, "false"),
        ("{{ fileURI('a.txt') }}", 1, "kestra:///company/team/_files/a.txt"),
        ("{{ fileURI('/a.txt', revision=3) }}", 3, "kestra:///company/team/_files/a.txt.v3"),
        ("{{ fileURI('a.txt', 'n.s', 2) }}", Absent(), "kestra:///n/s/_files/a.txt.v2"),
        ("{{ http('http://h/').state }}", {"state": "up"}, "up"),
        ("{{ subflow('team', 'child').state }}", {"state": "SUCCESS"}, "SUCCESS"),
        ("{{ errorLogs() | length }}", [1, 2], "2"),
    ],
)
def test_an_answer_becomes_the_value(template: str, answer: Json, expected: str) -> None:
    assert asked(template, answer)[0] == expected


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        ("{{ secret('K') }}", Absent()),
        ("{{ secret('K') }}", Absent("the vault is sealed")),
        ("{{ secret('K', subkey='a') }}", "no json"),
        ("{{ secret('K', subkey='a') }}", "[1]"),
        ("{{ secret('K', subkey='a') }}", "{}"),
        ("{{ kv('k') }}", Absent()),
        ("{{ kv('k', 'n') }}", Absent()),
        ("{{ kv('') }}", "x"),
        ("{{ kv('no spaces') }}", "x"),
        ("{{ read('a.txt') }}", Absent()),
        ("{{ read('a.txt', revision=3) }}", Absent()),
        ("{{ read('../a.txt') }}", "x"),
        ("{{ read('kestra:///other/flow/executions/x/a.txt') }}", "x"),
        ("{{ fileSize('a.txt') }}", Absent()),
        ("{{ isFileEmpty('a.txt') }}", Absent()),
        ("{{ fileURI('../a.txt') }}", 1),
        ("{{ fileURI() }}", 1),
        ("{{ fileURI('a b') }}", 1),
        ("{{ http() }}", "x"),
        ("{{ http(null) }}", "x"),
        ("{{ http('http://h/', headers='x') }}", "x"),
    ],
)
def test_without_an_answer_a_function_fails(template: str, answer: Json) -> None:
    with pytest.raises(ExpressionError):
        asked(template, answer)


def test_a_file_of_the_execution_may_be_read() -> None:
    uri = "kestra:///company/team/hello/executions/e1/a.txt"
    text, questions = asked("{{ read(u) }}", u=uri, execution={"id": "e1"})
    assert (text, questions) == ("x", [("read", ("storage", uri))])


def test_a_flow_runs_only_while_inputs_are_rendered() -> None:
    with pytest.raises(ExpressionError, match="only be used while the inputs"):
        asked("{{ subflow('team', 'child') }}", taskrun={"id": "t"})


KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
NONCE = {"random_bytes": b"0123456789ab"}


def test_an_encrypted_text_is_decrypted_again() -> None:
    assert rendered("{{ decrypt(k, encrypt(k, 'hello')) }}", NONCE, k=KEY) == "hello"


@pytest.mark.parametrize("template", ["{{ encrypt(k, '') }}", "{{ decrypt(k, '') }}"])
def test_nothing_stays_nothing(template: str) -> None:
    assert rendered(template, NONCE, k=KEY) == ""


@pytest.mark.parametrize(
    "template",
    [
        "{{ encrypt('!', 'a') }}",
        "{{ encrypt('YQ==', 'a') }}",
        "{{ decrypt(k, '!') }}",
        "{{ decrypt(k, 'YQ==') }}",
        "{{ decrypt(k, 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=') }}",
        "{{ decrypt('YQ==', encrypt(k, 'a')) }}",
    ],
)
def test_a_wrong_key_or_text_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, NONCE, k=KEY)
