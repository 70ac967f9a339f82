"""Reports on inputs (executions.md §1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiercel.engine.inputs import InputReport
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.web.wire.flow import input_json


def reports_json(
    flow_id: str, namespace: str, reports: Iterable[InputReport], declared: Sequence[Json] = ()
) -> dict[str, Json]:
    """What became of each input; `declared` are the inputs of a flow as the source has them."""
    by_id = {entry.get("id"): entry for entry in declared if isinstance(entry, dict)}
    return {
        "id": flow_id,
        "namespace": namespace,
        "inputs": [_report_json(report, by_id.get(report.input.id)) for report in reports],
        "checks": [],
    }


def _report_json(report: InputReport, declared: Json) -> dict[str, Json]:
    shown = {**(declared or _whole(report.input))}
    if "values" in report.input.properties:
        shown["values"] = report.input.properties["values"]
    body: dict[str, Json] = {"input": input_json(shown)}
    if report.value is not None:
        body["value"] = report.value
    body["enabled"] = report.enabled
    body["isDefault"] = report.is_default
    body["errors"] = [{"message": text} for text in report.errors]
    return body


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
