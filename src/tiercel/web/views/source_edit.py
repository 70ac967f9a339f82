"""Edits of sources, and what stands in them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.web.views.flow import FlowView
from tiercel.web.views.view import View


class EditedLineView(View, frozen=True):
    """A line before and after; lines count from 1."""

    line: int
    before: str
    after: str


class EditedFlowView(View, frozen=True):
    """A flow with the lines that would be replaced."""

    namespace: str
    id: str
    editable: bool
    matches: list[EditedLineView]


class EditPreviewView(View, frozen=True):
    """What an edit would replace."""

    total_matches: int
    total_flows: int
    editable_flow_count: int
    flows: list[EditedFlowView]


class SkippedFlowView(View, frozen=True):
    """A flow that was not changed."""

    namespace: str
    id: str
    reason: str
    message: str | UnsetType = UNSET


class EditedView(View, frozen=True):
    """What an edit changed."""

    updated: list[FlowView]
    skipped: list[SkippedFlowView]


class DeprecatedTaskView(View, frozen=True):
    """A task of an old type."""

    task_id: str
    task_type: str
    replacement: str | UnsetType = UNSET


class DeprecatedFlowView(View, frozen=True):
    """A flow that uses old types."""

    namespace: str
    flow_id: str
    revision: int
    deprecated_tasks: list[DeprecatedTaskView]
