"""Reports on inputs (executions.md §1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET

from tiercel.engine.values.inputs import InputReport
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.web.views.flow import input_json
from tiercel.web.views.view import Document, View, given


class MessageView(View, frozen=True):
    """What is wrong."""

    message: str


class InputReportView(View, frozen=True, kw_only=True):
    """What became of one input: as it is declared, and its value once it has one."""

    input: Document
    value: Json = UNSET
    enabled: bool
    is_default: bool
    errors: list[MessageView]


class CheckView(View, frozen=True):
    """A check of a flow that did not pass."""

    message: str


class InputReportsView(View, frozen=True):
    """What became of each input."""

    id: str
    namespace: str
    inputs: list[InputReportView]
    checks: list[CheckView]


def reports_view(
    flow_id: str, namespace: str, reports: Iterable[InputReport], declared: Sequence[Json] = ()
) -> InputReportsView:
    """What became of each input; `declared` are the inputs of a flow as the source has them."""
    by_id = {entry.get("id"): entry for entry in declared if isinstance(entry, dict)}
    shown = [_report_view(report, by_id.get(report.input.id)) for report in reports]
    return InputReportsView(flow_id, namespace, shown, [])


def _report_view(report: InputReport, declared: Json) -> InputReportView:
    shown = {**(declared or _whole(report.input))}
    if "values" in report.input.properties:
        shown["values"] = report.input.properties["values"]
    return InputReportView(
        input=input_json(shown),
        value=given(report.value),
        enabled=report.enabled,
        is_default=report.is_default,
        errors=[MessageView(text) for text in report.errors],
    )


def _whole(declared: Input) -> dict[str, Json]:
    """An input with all that a form has to show of it."""
    body: dict[str, Json] = {"id": declared.id, "type": declared.type}
    if declared.display_name is not None:
        body["displayName"] = declared.display_name
    if declared.description is not None:
        body["description"] = declared.description
    if declared.depends_on or declared.condition is not None:
        body["dependsOn"] = {"inputs": list(declared.depends_on)}
        if declared.condition is not None:
            body["dependsOn"]["condition"] = declared.condition
    return {**declared.properties, **body, "required": declared.required}
