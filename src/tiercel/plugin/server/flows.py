"""Requests about flows and their triggers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.flow import Flow
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.request import Request
from tiercel.model.trigger import StoredTrigger


class ListFlowNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """Namespaces that have flows; a text narrows them."""

    text: str | None = None


class ListNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """The names of all namespaces that are stored or have flows, sorted."""


class ListFlows(Request[list[Flow]], frozen=True, kw_only=True):
    """The flows of exactly that namespace."""

    namespace: str


class FindFlows(Request[Page[Flow]], frozen=True, kw_only=True):
    """A page of flows."""

    query: Query


class ExportFlows(Request[bytes], frozen=True, kw_only=True):
    """A zip with the source of each flow.

    Shapes: `flows` are (namespace, id); with `matching` the flows that meet all of its filters.
    """

    flows: tuple[tuple[str, str], ...] = ()
    matching: tuple[Filter, ...] | None = None


class SaveFlow(Request[Flow], frozen=True, kw_only=True):
    """Create a flow, or make a new revision of it."""

    source: str


class DeleteFlow(Request[None], frozen=True, kw_only=True):
    """Delete a flow; its revisions stay."""

    namespace: str
    flow_id: str


class PurgedRevisions(msgspec.Struct, frozen=True):
    """How many revisions went, and of how many flows."""

    flows: int
    revisions: int


class PurgeFlowRevisions(Request[PurgedRevisions], frozen=True, kw_only=True):
    """Remove old revisions, never the newest one of a flow.

    Shapes: `namespace` counts with those below it; `keep` is how many of the newest stay.
    """

    namespace: str | None = None
    flow_id: str | None = None
    before: datetime | None = None
    keep: int | None = None


class FlowMissing(NotFound):
    """The flow of a trigger is not there."""


class TriggerMissing(NotFound):
    """The flow has no such trigger."""


class FindTriggers(Request[Page[StoredTrigger]], frozen=True, kw_only=True):
    """A page of states with their definitions."""

    query: Query


class EnableTrigger(Request[StoredTrigger], frozen=True, kw_only=True):
    """Switch a trigger on. Raises: FlowMissing, TriggerMissing, IllegalArgument for realtime ones.

    These are switched in their flow only.
    """

    namespace: str
    flow_id: str
    trigger_id: str


class DisableTrigger(Request[StoredTrigger], frozen=True, kw_only=True):
    """Switch a trigger off. Raises: as EnableTrigger."""

    namespace: str
    flow_id: str
    trigger_id: str
