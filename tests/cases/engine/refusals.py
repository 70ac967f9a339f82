"""Whether an HTTP answer is the one that a case expects."""

from __future__ import annotations

from typing import Any

from tests.cases.engine.driver import Answer
from tests.cases.engine.match import is_subset

KEYS = frozenset({"status", "statusIn", "contains", "json", "text"})


def refusal_problems(what: str, expected: dict[str, Any], answer: Answer) -> list[str]:
    """Differences between an answer and `{status, statusIn, contains, json, text}`."""
    expected = _with_whole_text(expected)
    shown = f"{answer.status} {answer.text[:400]}"
    problems = [f"{what}: unknown field {key}" for key in expected if key not in KEYS]
    if "status" in expected and answer.status != expected["status"]:
        problems.append(f"{what}: status should be {expected['status']}: {shown}")
    if "statusIn" in expected and answer.status not in expected["statusIn"]:
        problems.append(f"{what}: status should be in {expected['statusIn']}: {shown}")
    if "contains" in expected and str(expected["contains"]) not in _message(answer):
        problems.append(f"{what}: should contain {expected['contains']!r}: {shown}")
    if "json" in expected and not (_is_json(answer) and is_subset(expected["json"], answer.json)):
        problems.append(f"{what}: body should hold {expected['json']}: {shown}")
    if "text" in expected and answer.text != expected["text"]:
        problems.append(f"{what}: body should be {expected['text']!r}: {shown}")
    return problems


def _with_whole_text(expected: dict[str, Any]) -> dict[str, Any]:
    """The text in one piece: a comma in an unquoted YAML text cuts it into keys without value."""
    pieces = [key for key, value in expected.items() if value is None and key not in KEYS]
    if not pieces or "contains" not in expected:
        return expected
    whole = {key: value for key, value in expected.items() if key not in pieces}
    return {**whole, "contains": ", ".join([str(expected["contains"]), *pieces])}


def _message(answer: Answer) -> str:
    if not _is_json(answer):
        return answer.text
    document = answer.json
    if isinstance(document, dict):
        errors = (document.get("_embedded") or {}).get("errors") or []
        paths = " ".join(f"{e.get('path', '')}: {e.get('message', '')}" for e in errors)
        return f"{document.get('message', '')} {paths} {answer.text}"
    return answer.text


def _is_json(answer: Answer) -> bool:
    return answer.body[:1] in {b"{", b"[", b'"'}
