"""Requests about executions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tiercel.model.execution import Breakpoint, Execution
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.limits import PURGE_BATCH
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.model.state import StateType


class StartExecution(Request[Execution], frozen=True, kw_only=True):
    """Start an execution of a flow.

    Shapes: `inputs` raw by full id, files as storage URIs. `execution_id` is given when files were
    stored under it already.
    """

    namespace: str
    flow_id: str
    revision: int | None = None
    execution_id: str | None = None
    inputs: Mapping[str, Json] = {}
    labels: tuple[Label, ...] = ()
    schedule_date: datetime | None = None
    kind: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()


class GetExecution(Request[Execution], frozen=True, kw_only=True):
    """One execution with its task runs."""

    execution_id: str


class IssueToken(Request[str | None], frozen=True, kw_only=True):
    """A token of the API for the execution that asks; None where nobody needs one."""


class FindExecutions(Request[Page[Execution]], frozen=True, kw_only=True):
    """A page; tests, trials and loop iterations only when a kind is asked for."""

    query: Query


class FlowCount(msgspec.Struct, frozen=True):
    """How many executions a flow has."""

    namespace: str
    flow_id: str
    count: int


class CountExecutions(Request[tuple[FlowCount, ...]], frozen=True, kw_only=True):
    """How many executions each flow has, zeros included.

    Shapes: `flows` are (namespace, id); without them all flows of `namespaces`.
    """

    flows: tuple[tuple[str, str], ...] = ()
    namespaces: tuple[str, ...] = ()
    states: tuple[StateType, ...] = ()
    start_date: datetime | None = None
    end_date: datetime | None = None


class TotalExecutions(Request[int], frozen=True, kw_only=True):
    """How many executions there are in all, under conditions that all hold."""

    namespaces: tuple[str, ...] = ()
    flow_id: str | None = None
    states: tuple[StateType, ...] = ()
    start_date: datetime | None = None
    end_date: datetime | None = None


class ResumeExecution(Request[Execution], frozen=True, kw_only=True):
    """Let a paused execution go on. With `waits` the answer is how it then goes on.

    A task does not wait: the execution may be its own, which moves when the task has ended.
    """

    execution_id: str
    inputs: Mapping[str, Json] = {}
    waits: bool = False


class KillExecution(Request[Execution], frozen=True, kw_only=True):
    """Kill it, and its children unless `cascade` is false."""

    execution_id: str
    cascade: bool = True


class DeleteExecution(Request[None], frozen=True, kw_only=True):
    """Remove it for good, in any state: what runs is killed first."""

    execution_id: str
    logs: bool = True
    metrics: bool = True
    files: bool = True


class PurgedParts(msgspec.Struct, frozen=True):
    """How many records of each kind a purge removed."""

    executions: int = 0
    logs: int = 0
    metrics: int = 0
    files: int = 0


class PurgeExecutions(Request[PurgedParts], frozen=True, kw_only=True):
    """Remove ended executions that match, with what belongs to them.

    Shapes: `namespace` counts with those below it, unless `flow_id` is given. Without `states` any
    end state.
    """

    namespace: str | None = None
    flow_id: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    states: tuple[StateType, ...] = ()
    execution: bool = True
    logs: bool = True
    metrics: bool = True
    files: bool = True
    batch_size: int = PURGE_BATCH


class PurgedFiles(msgspec.Struct, frozen=True):
    """How many files were looked at, are old enough, and went."""

    scanned: int
    old: int
    deleted: int


class PurgeStorage(Request[PurgedFiles], frozen=True, kw_only=True):
    """Remove files of executions by their age, whether these still exist or not.

    Without a namespace that of the task.
    """

    namespace: str | None = None
    flow_id: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    dry_run: bool = False
