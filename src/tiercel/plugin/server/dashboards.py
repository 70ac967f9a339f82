"""Requests about dashboards."""

from __future__ import annotations

import msgspec

from tiercel.model.request import Request


class DashboardSource(msgspec.Struct, frozen=True):
    """A dashboard as its author wrote it: YAML."""

    id: str
    source: str


class ListDashboardSources(Request[tuple[DashboardSource, ...]], frozen=True, kw_only=True):
    """Every dashboard that somebody stored, by title."""


class SaveDashboard(Request[DashboardSource], frozen=True, kw_only=True):
    """Create a dashboard, or replace the one that has the id of the source."""

    source: str


class DeleteDashboard(Request[None], frozen=True, kw_only=True):
    """Remove a dashboard for good."""

    dashboard_id: str
