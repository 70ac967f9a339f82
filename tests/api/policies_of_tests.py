"""Forty policies of one rule each, of every kind, with every operator and limit."""

from __future__ import annotations

from collections.abc import Iterator

from tiercel.model.json_types import Json

RULES = "io.kestra.plugin.ee.rules."
CORE = "io.kestra.plugin.core."
SCRIPTS = "io.kestra.plugin.scripts."


def forty() -> list[Json]:
    """Documents with their places, as an export gives them; none contradicts another."""
    rules = [*_adding(), *_judging(), *_limiting()]
    assert len(rules) == 40
    return [
        {"id": f"p{number:02}", **place, "rules": [rule]}
        for number, (rule, place) in enumerate(zip(rules, _places(len(rules)), strict=True))
    ]


def _places(count: int) -> Iterator[Json]:
    for number in range(count):
        if number % 8 == 5:
            yield {"scope": "NAMESPACE", "namespace": "company"}
        elif number % 8 == 6:
            yield {"scope": "TENANT", "target": {"namespaces": ["company.team", "tests"]}}
        else:
            yield {"scope": "TENANT"}


def _rule(
    kind: str, field: str = "", operator: str = "", value: Json = None, **members: Json
) -> Json:
    where = [{"field": field, "operator": operator, "value": value}] if field else []
    on = "PLUGIN" if field == "type" else "FLOW"
    return {"type": RULES + kind, "on": on, "where": where, **members}


def _adding() -> Iterator[Json]:
    yield _rule("Add", values={"labels": {"origin": "policy"}})
    yield _rule("Add", values={"description": "added"}, override=True)
    yield _rule("Add", "type", "EQUAL_TO", f"{CORE}log.Log", values={"level": "WARN"})
    yield _rule("Add", "type", "STARTS_WITH", SCRIPTS, values={"timeout": "PT1H"})
    yield _rule("Add", "type", "IN", [f"{CORE}debug.Return"], values={"logLevel": "DEBUG"})
    yield _rule("Add", "type", "ENDS_WITH", "Schedule", values={"lateMaximumDelay": "PT1H"})
    yield _rule("Add", "namespace", "EQUAL_TO", "company.team", values={"variables": {"own": 1}})
    yield _rule("Delete", "type", "REGEX", r".*\.core\.http\..*", properties=["allowFailed"])
    yield _rule("Delete", properties=["concurrency"])
    yield _rule("Delete", "id", "CONTAINS", "label", properties=["labels.country"])


def _judging() -> Iterator[Json]:
    for name in ("flow.Template", "execution.Fail", "flow.ForEachItem", "http.Download"):
        yield _rule("Deny", "type", "EQUAL_TO", CORE + name)
    yield _rule("Deny", "type", "STARTS_WITH", f"{SCRIPTS}shell", errorMessage="no shells")
    yield _rule("Deny", "type", "REGEX", r"io\.kestra\.core\..*", action="warn")
    yield _rule("Deny", "id", "ENDS_WITH", "2")
    yield _rule("Deny", "disabled", "IS_TRUE")
    yield _rule("Deny", "triggers", "IS_NOT_NULL", action="warn")
    yield _rule("Require", "namespace", "STARTS_WITH", "company", properties=["description"])
    yield _rule("Require", properties=["labels.owner"], action="warn")
    yield _rule("Require", "inputs", "IS_NOT_NULL", properties=["outputs"])
    yield _rule("Require", "type", "EQUAL_TO", f"{CORE}http.Request", properties=["options"])
    yield _rule("Require", "type", "CONTAINS", "Subflow", properties=["wait"], action="warn")
    yield _rule("Require", "errors", "IS_NULL", properties=["tasks"])


def _limiting() -> Iterator[Json]:
    yield _rule("Restrict", property="concurrency.limit", max=5)
    yield _rule("Restrict", property="id", regex="[a-z0-9_-]+")
    yield _rule("Restrict", property="namespace", enum=["company.team", "tests", "io.kestra.tests"])
    yield _rule("Restrict", "type", "STARTS_WITH", CORE, property="timeout", max="PT10M")
    yield _rule("Restrict", "type", "STARTS_WITH", CORE, property="retry.maxAttempts", max=3)
    yield _rule(
        "Restrict", "type", "EQUAL_TO", f"{CORE}log.Log", property="message", regex=".{0,60}"
    )
    yield _rule(
        "Restrict", "type", "EQUAL_TO", f"{CORE}http.Request", property="method", enum=["GET"]
    )
    yield _rule("Restrict", "type", "ENDS_WITH", "ForEach", property="concurrencyLimit", min=1)
    yield _rule(
        "Restrict", "type", "NOT_EQUAL_TO", f"{CORE}log.Log", property="id", regex="[a-z].*"
    )
    yield _rule("Restrict", "type", "NOT_IN", [f"{CORE}log.Log"], property="disabled", equals=False)
    yield _rule(
        "Restrict", "type", "EQUAL_TO", f"{CORE}flow.Subflow", property="namespace", equals="x"
    )
    yield _rule(
        "Restrict", "type", "EQUAL_TO", f"{CORE}trigger.Schedule", property="cron", regex="0 .*"
    )
    yield _rule("Restrict", "disabled", "IS_FALSE", property="labels.env", enum=["dev", "prod"])
    yield _rule("Restrict", property="retry.interval", min="PT1S", action="warn")
    yield _rule("Restrict", property="variables.n", min=0, max=100)
