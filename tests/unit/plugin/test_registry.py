"""The catalog finds types, checks literals and survives broken packages."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.hints import type_hint
from tiercel.flowlang.source import parse
from tiercel.plugin.catalog.packages import PackageEntry
from tiercel.plugin.catalog.registry import Catalog

CORE = "io.kestra.plugin.core."
CATALOG = Catalog.of_builtins()

ACME = """
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin


class Waited(Output):
    seconds: Annotated[float, Prop("How long.")]


@plugin("com.acme.Wait", title="Wait.", aliases=["com.acme.OldWait"])
class Wait(RunnableTask[Waited]):
    duration: Annotated[timedelta, Prop("How long.")]

    def run(self, ctx: RunContext) -> Waited:
        ctx.pause(self.duration)
        return Waited(seconds=self.duration.total_seconds())
"""


def violations(name: str, properties: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = CATALOG.find(CORE + name)
    assert found is not None
    return [(each.path, each.message) for each in CATALOG.check(found, properties, "tasks[0]")]


def test_an_alias_leads_to_the_type() -> None:
    found = CATALOG.find("io.kestra.core.tasks.log.Log")
    assert found is not None
    assert found.name == f"{CORE}log.Log"
    assert found.properties == {"message", "level"}
    assert (found.kind, found.task_kind) == ("task", "runnable")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("flow.Parallel", "flowable"),
        ("flow.Pause", "flowable"),
        ("flow.Subflow", "executable"),
        ("execution.Labels", "patch"),
        ("trigger.Schedule", ""),
    ],
)
def test_kinds_of_tasks_come_from_the_base_class(name: str, kind: str) -> None:
    found = CATALOG.find(CORE + name)
    assert found is not None
    assert found.task_kind == kind


def test_unknown_types_are_unknown() -> None:
    assert CATALOG.find("com.nobody.Nothing") is None
    assert CATALOG.canonical("io.kestra.plugin.core.LOG.log") is None


@pytest.mark.parametrize(
    ("name", "properties", "expected"),
    [
        ("log.Log", {}, [("tasks[0].message", "must not be null")]),
        ("log.Log", {"message": "x", "level": "NOPE"}, []),
        (
            "flow.Parallel",
            {"concurrent": -1},
            [("tasks[0].concurrent", "must be greater than or equal to 0")],
        ),
        ("flow.Parallel", {"concurrent": "{{ n }}"}, []),
        ("http.Request", {"uri": "x", "options": {"timeout": {"connectTimeout": "{{ t }}"}}}, []),
        (
            "http.Request",
            {"uri": "x", "options": {"nope": 1}},
            [("tasks[0].options.nope", 'Unrecognized field "nope"')],
        ),
        ("trigger.Webhook", {"key": "x" * 257}, []),
        (
            "trigger.Schedule",
            {"cron": "* * * * *", "timezone": "Mars/One"},
            [("tasks[0].timezone", "timezone '(Mars/One)' is not a valid time-zone ID")],
        ),
        (
            "trigger.Flow",
            {"mode": "AT_LEAST"},
            [("tasks[0]", "`minSatisfied` must be set when mode is AT_LEAST")],
        ),
        (
            "trigger.Flow",
            {"preconditions": "{{ 1 }}", "dependsOn": "{{ [] }}"},
            [
                ("tasks[0].preconditions", "an expression is not possible here"),
                ("tasks[0].dependsOn", "an expression is not possible here"),
            ],
        ),
        (
            "trigger.Flow",
            {"window": {"deadline": "09:00:00", "lookback": "PT1H"}},
            [
                (
                    "tasks[0].window",
                    "Window of type `DAILY_TIME_DEADLINE` cannot have a lookback duration.",
                )
            ],
        ),
        (
            "condition.Not",
            {"conditions": [{"type": "com.nobody.X"}]},
            [("tasks[0].conditions[0]", "Invalid type: com.nobody.X")],
        ),
        (
            "condition.Not",
            {"conditions": [{"type": f"{CORE}condition.DayWeek"}]},
            [("tasks[0].conditions[0].dayOfWeek", "must not be null")],
        ),
    ],
)
def test_literals_are_checked(
    name: str, properties: Mapping[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert violations(name, properties) == expected


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "acme_sample").mkdir()
    (tmp_path / "acme_sample" / "__init__.py").write_text('"""Acme."""\n')
    (tmp_path / "acme_sample" / "wait.py").write_text(ACME)
    (tmp_path / "acme_broken.py").write_text("import does_not_exist_anywhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("acme_")]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path


def test_installed_packages_add_types_and_broken_ones_are_reported(packages: Path) -> None:
    asked: list[int] = []

    def entries() -> list[PackageEntry]:
        asked.append(1)
        return [
            PackageEntry("broken", "acme_broken"),
            PackageEntry("acme", "acme_sample", "1.0"),
            PackageEntry("gone", "acme_gone"),
        ]

    catalog = Catalog([], entries)
    assert asked == []
    found = catalog.find("com.acme.OldWait")
    assert found is not None
    assert found.name == "com.acme.Wait"
    assert catalog.owner_of("com.acme.Wait") == PackageEntry("acme", "acme_sample", "1.0")
    reasons = {each.name: each.reason for each in catalog.broken()}
    assert reasons == {
        "acme_broken": "ModuleNotFoundError: No module named 'does_not_exist_anywhere'",
        "acme_gone": "ModuleNotFoundError: No module named 'acme_gone'",
    }
    assert asked == [1]
    assert catalog.load_packages() == catalog.broken()


def test_names_are_listed_by_kind() -> None:
    assert f"{CORE}runner.Process" in CATALOG.names("runner")
    assert f"{CORE}log.Log" not in CATALOG.names("trigger")


def test_the_advice_for_a_group_is_its_types_and_never_one_that_is_out_of_date() -> None:
    advice = type_hint(CATALOG, "python", "task")
    assert "io.kestra.plugin.scripts.python.Script" in advice
    assert "io.kestra.core.tasks.scripts.Python" not in advice
    assert type_hint(CATALOG, "kestra", "task") == ""


def test_what_is_written_is_no_suggestion_for_itself() -> None:
    trigger = f'{{id: a, type: {CORE}trigger.Schedule, cron: "@daily", timezone: Norway/Oslo}}'
    task = f"{{id: a, type: {CORE}log.Log, message: hi}}"
    source = f"id: a\nnamespace: b\ntasks: [{task}]\ntriggers: [{trigger}]\n"
    (found,) = check_document(parse(source), CATALOG)
    assert "Norway/Oslo" in found.message
    assert found.hint == ""
