"""Which fields of requests narrow the rows of a chart, and whose conditions they stand for."""

from __future__ import annotations

import pytest

from tiercel.plugins.core.dashboard.data.sources import Executions, Flows, Logs, Metrics, Triggers
from tiercel.service.dashboards.chart_data import narrowing


def test_a_field_stands_for_conditions_on_the_column_of_its_list() -> None:
    found = narrowing(Executions)
    assert found["flowId"] == "FLOW_ID"
    assert found["id"] == found["executionId"] == "ID"
    assert found["labels"] == "LABELS"
    assert narrowing(Flows)["flowId"] == "ID"
    assert narrowing(Logs)["attemptNumber"] == "ATTEMPT_NUMBER"


@pytest.mark.parametrize("name", ["scope", "childFilter", "q", "parentId"])
def test_what_is_no_column_of_charts_narrows_and_stands_for_nothing(name: str) -> None:
    assert narrowing(Executions)[name] == ""


def test_a_field_that_the_list_does_not_have_narrows_nothing() -> None:
    assert "state" not in narrowing(Logs)
    assert "id" not in narrowing(Flows)
    assert "executionId" not in narrowing(Triggers)
    assert "startDate" not in narrowing(Executions)


def test_metrics_are_narrowed_like_a_list_though_no_request_lists_them_by_fields() -> None:
    assert set(narrowing(Metrics)) == {
        "q",
        "namespace",
        "flowId",
        "executionId",
        "taskId",
        "taskRunId",
    }
