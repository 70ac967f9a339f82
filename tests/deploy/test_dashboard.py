"""Every expression of the dashboard and the alerts names metrics that a server really reports."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.api.client import HELLO, PAUSING, Api
from tests.api.conftest import (  # noqa: F401  Fixtures.
    application,
    notifier,
    overrides,
    store,
    store_kind,
)
from tiercel.bootstrap import Application
from tiercel.service.observability.telemetry import Evaluated

DEPLOY = Path(__file__).parents[2] / "deploy"
SCRIPT = """id: script
namespace: company.team
tasks:
  - id: run
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.01S
"""
# A name that neither a label matcher, a duration, a function nor a grouping explains.
METRIC = re.compile(r"\b(?:kestra|process)_[a-z0-9_]+\b")
LABELS = re.compile(r"\{([^}]*)\}")


def dashboard() -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode((DEPLOY / "grafana/tiercel.json").read_bytes())
    return document


def alerts() -> list[dict[str, Any]]:
    document = yaml.safe_load((DEPLOY / "prometheus/tiercel.rules.yaml").read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    panels = dashboard()["panels"]
    found = [target["expr"] for panel in panels for target in panel["targets"]]
    return [*found, *(rule["expr"] for rule in alerts())]


@pytest.fixture
async def text(application: Application) -> AsyncIterator[str]:  # noqa: F811
    """What a server reports that has done some of everything."""
    async with Api(application.app) as api:
        for source in (HELLO, PAUSING, SCRIPT):
            await api.create(source)
        await api.run("hello")
        await api.run("script")
        paused = await api.http.post("/api/v1/main/executions/company.team/pausing")
        await api.until(paused.json()["id"], "PAUSED")
        for loop in application.loops.names:
            application.telemetry.tick_errors.add((loop,))
        failed = Evaluated("test.Poll", "company.team", 0.1, is_failed=True)
        application.telemetry.trigger_evaluated(failed)
        application.telemetry.late_seconds.observe(0.001, ("janitor",))
        yield (await api.http.get("/prometheus")).text


async def test_every_name_and_label_is_reported(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    samples: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples.setdefault(sample.name, {"job", "instance"}).update(sample.labels)
    # The memory store has no pools; those of the others have this label.
    samples.setdefault("kestra_database_use", {"job", "instance"}).add("part")
    for expression in expressions():
        names = METRIC.findall(expression)
        assert names, expression
        known = set().union(*(samples.get(name, set()) for name in names))
        for name in names:
            assert name in samples, f"{name} is not exported: {expression}"
        wanted = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", " ".join(LABELS.findall(expression))))
        for group in re.findall(r"\bby \(([^)]*)\)", expression):
            wanted.update(part.strip() for part in group.split(","))
        assert wanted <= known, f"{wanted - known} is no label: {expression}"


def test_legends_name_labels_that_are_grouped_by() -> None:
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                is_grouped = re.search(rf"by \([^)]*\b{label}\b", target["expr"])
                assert is_grouped or " by " not in target["expr"], target


def test_panels_have_a_place_and_a_reason() -> None:
    taken: set[tuple[int, int]] = set()
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in dashboard()["panels"]:
        assert panel["description"]
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert all(x < 24 for x, _ in cells)
        taken |= cells


def test_alerts_say_what_is_wrong_and_how_bad_it_is() -> None:
    for rule in alerts():
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["expr"].count("(") == rule["expr"].count(")")
