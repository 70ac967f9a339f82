"""Traces: where an execution, a task run or a request stands in one, by ids alone.

No span id is stored: that of an execution and of an attempt follow from their own ids, so every
server knows the parent of a span without asking. Source: W3C Trace Context, level 1.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json

_TRACE_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_SAMPLED = 1


class SpanContext(msgspec.Struct, frozen=True):
    """A span: its trace (32 hex digits), itself and its parent (16), and whether it is recorded."""

    trace_id: str
    span_id: str
    parent_id: str | None = None
    is_sampled: bool = True

    @property
    def trace_parent(self) -> str:
        """The header with which others continue here."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.is_sampled else '00'}"


class Span(msgspec.Struct, frozen=True):
    """Something that took time, and has ended."""

    name: str
    place: SpanContext
    start: datetime
    end: datetime
    attributes: dict[str, Json] = {}
    is_error: bool = False
    is_request: bool = False


def read_trace_parent(text: str | None) -> SpanContext | None:
    """The span that a header names; None for what is no valid header."""
    found = _TRACE_PARENT.match(text or "")
    if found is None or not found[1].strip("0") or not found[2].strip("0"):
        return None
    return SpanContext(found[1], found[2], None, bool(int(found[3], 16) & _SAMPLED))


def below(parent: SpanContext | None, seed: str) -> SpanContext:
    """A span below that one, or the first of a trace; equal seeds make equal ids."""
    span_id = _digest(seed, 8)
    if parent is None:
        return SpanContext(_digest(f"trace:{seed}", 16), span_id)
    return SpanContext(parent.trace_id, span_id, parent.span_id, parent.is_sampled)


def execution_place(execution: Execution) -> SpanContext:
    """The span of an execution."""
    return below(read_trace_parent(execution.trace_parent), execution.id)


def attempt_place(execution: Execution, task_run_id: str, attempt: int = 0) -> SpanContext:
    """The span of an attempt, below the task run that holds it, or below the execution."""
    place = execution_place(execution)
    run = execution.task_runs.get(task_run_id)
    if run is not None and run.parent_id is not None:
        holder = _digest(f"{run.parent_id}:0", 8)
        place = msgspec.structs.replace(place, span_id=holder)
    return below(place, f"{task_run_id}:{attempt}")


def _digest(seed: str, size: int) -> str:
    return blake2b(seed.encode(), digest_size=size).hexdigest()
