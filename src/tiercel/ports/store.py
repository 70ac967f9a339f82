"""The store: transactions over executions, flows, inboxes, jobs, timers, triggers, logs and KV.

A transaction collects writes and applies them all or not at all when it ends. Reads see what was
committed before, not the transaction's own writes. A write may carry a guard (an expected
version, a key that must not exist yet); when a guard fails at commit nothing is applied and
`Stale` is raised: run the use case again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from tiercel.model.events import Event
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.failure import ErrorPlace
from tiercel.model.job import InboxEvent, Job, Timer
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.lists.analysis import Analysis
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.windows import LogCounts, LogWindow
from tiercel.model.log import LogEntry, MetricEntry
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.sizes import StoreSize
from tiercel.model.trigger import TriggerState
from tiercel.ports.moving import Moment, Restore
from tiercel.ports.records import Records

T = TypeVar("T")


class Executions(Protocol):
    """Executions with their task runs (one row each)."""

    async def get(self, execution_id: str) -> Execution | None:
        """The execution with all its task runs."""

    async def head(self, execution_id: str) -> Execution | None:
        """The execution without its task runs: cheap, however many there are."""

    async def find(self, query: Query) -> Page[Execution]:
        """A page of executions with their task runs. Fields: `spec/api/flows.md` §0.5, §0.6."""

    async def find_heads(self, query: Query) -> Page[Execution]:
        """As `find`, without task runs: cheap, however many there are."""

    async def first_failed(self, execution_ids: Sequence[str]) -> dict[str, TaskRun]:
        """The task run of each execution that failed first: see `model.failure`.

        Among FAILED_RUNS_READ_MAX task runs of all of them; nothing of those without one.
        """

    async def by_prefix(self, prefix: str, limit: int) -> list[Execution]:
        """Executions whose id begins so, in the order of ids, without task runs."""

    async def newest(
        self, flows: Sequence[tuple[str, str]], filters: Sequence[Filter], among: int
    ) -> list[Execution]:
        """The newest executions of each flow that match, so many at most, without task runs.

        Flow by flow in the order asked for, the newest first.
        """

    async def find_ids(self, filters: Sequence[Filter], limit: int) -> list[str]:
        """Ids of matching executions, newest first."""

    async def ended_before(self, namespace: str, before: datetime, limit: int) -> list[str]:
        """Ids of executions of exactly that namespace that ended then or before, oldest first.

        The work grows with what ended before, not with what the namespace has.
        """

    async def last_ended(
        self, flows: Sequence[tuple[str, str]], filters: Sequence[Filter], among: int
    ) -> dict[tuple[str, str], Execution | None]:
        """The execution of each flow that ended last, among its newest ones that match.

        Shapes: flows are (namespace, id); `among` says how many of the newest are looked at. A
        flow has None when none of so many has ended, and no entry when it has fewer, all running.
        """

    async def count_slots(self, namespace: str, flow_id: str) -> int:
        """How many executions of the flow hold a slot and have not settled."""

    async def slot_holders(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of executions of the flow that hold a slot and have not settled, oldest first."""

    async def oldest_queued(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of QUEUED executions of the flow, oldest first."""

    async def versions(self, execution_ids: Sequence[str]) -> dict[str, int]:
        """The stored versions of those executions that exist."""

    async def children(self, execution_id: str) -> list[str]:
        """Ids of executions whose trigger variables or loop name this execution as their owner."""

    async def unsettled(self, after_id: str, limit: int) -> list[str]:
        """Ids of executions that have not settled, in id order, starting after `after_id`."""

    def insert(self, execution: Execution) -> None:
        """A new execution with its task runs. Guard: the id is new."""

    def save(self, execution: Execution, touched: Iterable[str], removed: Iterable[str]) -> None:
        """The execution, its touched and its removed task runs.

        `execution.version` is the new version; guard: the stored one is exactly one less.
        """

    def delete(self, execution_id: str) -> None:
        """The execution, its task runs, inbox, jobs and timers. Unknown ids are fine."""


class Flows(Protocol):
    """Flow revisions, as sources with a few columns beside them."""

    async def get(
        self, namespace: str, flow_id: str, revision: int | None = None
    ) -> StoredFlow | None:
        """That revision (deleted or not), or the newest one whatever it is."""

    async def revisions(self, namespace: str, flow_id: str) -> list[StoredFlow]:
        """All revisions, oldest first."""

    async def find(self, query: Query) -> Page[StoredFlow]:
        """Newest, not deleted revisions. Fields: id, namespace, q, labels, scope, flowId."""

    async def all_latest(self) -> list[StoredFlow]:
        """The newest revision of each flow that is not deleted, by namespace and id."""

    async def namespaces(self) -> list[str]:
        """Namespaces that have a flow which is not deleted, sorted."""

    async def counts(self) -> dict[str, int]:
        """How many flows that are not deleted each namespace has itself; sorted, without zeros."""

    async def version(self) -> int:
        """A number that grows whenever any flow is written: a cheap test for caches."""

    def put(self, flow: StoredFlow) -> None:
        """A new revision. Guard: it does not exist yet."""

    def delete_revisions(self, namespace: str, flow_id: str, revisions: Sequence[int]) -> None:
        """Remove stored revisions for good."""


class Inbox(Protocol):
    """Events waiting for executions."""

    async def claim(self, limit: int, exclude: frozenset[str]) -> dict[str, list[InboxEvent]]:
        """Waiting events of at most `limit` executions, oldest first, without those excluded.

        Claims until the transaction ends: nobody else gets these executions meanwhile.
        """

    async def waits(self, execution_id: str) -> bool:
        """Whether an event waits for the execution."""

    async def count(self) -> int:
        """How many events wait, of all executions."""

    def put(self, execution_id: str, event: Event) -> None:
        """Append an event. The commit notifies the executor."""

    def done(self, seqs: Iterable[int]) -> None:
        """Remove consumed events. Guard: each still exists."""


class Timers(Protocol):
    """Wake-ups of executions; an execution has one timer of each key."""

    async def due(self, now: datetime, limit: int) -> list[Timer]:
        """Timers that are due, soonest first."""

    async def next_due(self) -> datetime | None:
        """When the soonest timer is due."""

    async def of(self, execution_id: str) -> list[Timer]:
        """All timers of an execution."""

    def put(self, timer: Timer) -> None:
        """Set a timer; one with the same execution and key is replaced."""

    def delete(self, execution_id: str, key: str) -> None:
        """Remove a timer; one that is not there is fine."""


class Jobs(Protocol):
    """The job queue: work that waits for a worker, or is claimed by one under a lease."""

    async def claim(
        self, worker_id: str, limit: int, lease_until: datetime, group: str | None
    ) -> list[Job]:
        """Take waiting jobs, oldest first, under a lease: its own small transaction, at once.

        The returned jobs carry the new fence. Jobs of other worker groups stay.
        """

    async def keep(
        self, worker_id: str, job_ids: Sequence[str], lease_until: datetime
    ) -> list[str]:
        """Extend leases at once; the ids that the worker still holds."""

    async def remember(self, job: Job, handle: bytes) -> bool:
        """Store a handle with a claimed job, at once; whether its fence is the stored one."""

    async def expired(self, now: datetime, limit: int) -> list[Job]:
        """Claimed jobs whose lease is over."""

    async def of(self, execution_id: str) -> list[Job]:
        """All jobs of an execution, waiting and claimed."""

    async def claimed_by(self, worker_id: str) -> list[Job]:
        """The jobs that a worker holds."""

    async def count(self) -> tuple[int, int]:
        """How many wait, how many are claimed."""

    async def oldest(self) -> datetime | None:
        """When the job that waits longest was made; None when none waits."""

    async def queue_of(self, job: Job, limit: int) -> tuple[int, int]:
        """Where a waiting job stands in the queue of its group, and how many of it are claimed.

        Shapes: the place is 1 for the next job, 0 when it does not wait any more, and at most
        `limit` + 1, whatever is before it.
        """

    def put(self, job: Job) -> None:
        """A new job. The commit notifies the workers."""

    def done(self, job: Job) -> None:
        """Remove a finished job. Guard: the stored fence is the job's."""

    def stop(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Ask whoever holds these jobs to stop: `claimed_by` returns `is_stopping`."""

    def forget(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Remove jobs without a guard (stopped, lost); unknown ones are fine."""


class Triggers(Protocol):
    """States of triggers, each by namespace, flow and trigger id."""

    async def get(self, namespace: str, flow_id: str, trigger_id: str) -> TriggerState | None:
        """The state of a trigger, also of a disabled one; None when there is none."""

    async def of_flow(self, namespace: str, flow_id: str) -> list[TriggerState]:
        """All states of a flow."""

    async def find(self, query: Query) -> Page[TriggerState]:
        """A page of states. Fields: spec/api/flows.md §0.6."""

    async def due(self, now: datetime, limit: int) -> list[TriggerState]:
        """States with `next_date` up to now, not disabled, soonest first."""

    async def next_due(self) -> datetime | None:
        """The soonest next date of an enabled trigger."""

    async def all(self) -> list[TriggerState]:
        """Every state, by namespace, flow and trigger."""

    def put(self, state: TriggerState) -> None:
        """Insert or replace. `state.version` is the new one; guard: the stored is one less or,
        for version 1, absent."""

    def delete(self, namespace: str, flow_id: str, trigger_id: str) -> None:
        """Remove a state, without a guard; one that is not there is fine."""


class Logs(Protocol):
    """Log entries; their row numbers grow in the order of writing."""

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries. Fields: spec/api/flows.md §0.6 LOG."""

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first."""

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""

    async def since(self, execution_id: str, after: int, limit: int) -> list[tuple[int, LogEntry]]:
        """Entries written after row `after` (0 = all) with their row numbers, for followers."""

    async def counts(self, execution_id: str, filters: Sequence[Filter] = ()) -> LogCounts:
        """How many entries of each level each task run of an execution has."""

    async def window(self, window: LogWindow) -> list[tuple[int, LogEntry]]:
        """A part of the log of an execution with row numbers, in their order.

        No entry comes before one of a smaller row number that may still appear.
        """

    async def last_errors(self, places: Sequence[ErrorPlace]) -> list[LogEntry | None]:
        """The newest entry of level ERROR in each place, by time.

        The work grows with the errors of the server between the dates, not with its entries.
        """

    def add(self, entries: Iterable[LogEntry]) -> None:
        """Append entries. The commit notifies the followers of their executions."""

    def delete(self, filters: Sequence[Filter]) -> None:
        """Remove matching entries; no filter removes nothing."""

    async def delete_now(self, filters: Sequence[Filter], at_once: int | None = None) -> int:
        """Remove matching entries at once; how many. `at_once` bounds one transaction further."""

    async def delete_exactly(self, filters: Sequence[Filter], count: int) -> bool:
        """Remove matching entries at once if there are exactly so many; whether there were.

        Those that others write meanwhile are never removed. All is one transaction: few at a time.
        """


class Metrics(Protocol):
    """Metric entries: counters and timers that tasks published."""

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""

    async def find(self, query: Query) -> Page[MetricEntry]:
        """A page of entries."""

    def add(self, entries: Iterable[MetricEntry]) -> None:
        """Append entries; nobody is notified."""

    def delete(self, execution_id: str) -> None:
        """Remove the entries of an execution."""


class Kv(Protocol):
    """Key-value entries (an expired one is still returned; the service decides)."""

    async def get(self, namespace: str, key: str) -> KvEntry | None:
        """The entry of exactly that namespace; None when it is absent."""

    async def of_namespace(self, namespace: str) -> list[KvEntry]:
        """All entries of exactly that namespace, by key."""

    async def find(self, query: Query) -> Page[KvEntry]:
        """A page over all namespaces. Fields: namespace, q, key, updated, expirationDate."""

    def put(self, entry: KvEntry) -> None:
        """Insert or replace. Guard: the stored revision is `entry.revision - 1` (0 = absent)."""

    def delete(self, namespace: str, key: str) -> None:
        """Remove an entry; one that is not there is fine."""


class Settings(Protocol):
    """Single documents of the server itself (credentials, leases …) by key."""

    async def get(self, key: str) -> Json | None:
        """The document, or None."""

    def put(self, key: str, value: Json) -> None:
        """Insert or replace, without a guard: the last writer wins."""

    def delete(self, key: str) -> None:
        """Remove the document; one that is not there is fine."""


class Announcements(Protocol):
    """State changes of executions that flow triggers have not looked at yet."""

    async def waiting(self, limit: int) -> list[tuple[int, str, str]]:
        """(row, execution id, state), oldest first."""

    def put(self, execution_id: str, state: str) -> None:
        """Append a change of state. The commit notifies the reactor."""

    def done(self, rows: Iterable[int]) -> None:
        """Remove consumed rows. Guard: each still exists."""


class Analytics(Protocol):
    """Questions about many rows at once."""

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """One row a group, with a cell a measure.

        Shapes: dates are datetimes (buckets their start), durations seconds, levels names. Without
        a column to group by there is one row, even of nothing. Raises: IllegalArgument.
        """


class Slots(Protocol):
    """Mutual exclusion for decisions about a flow's concurrency limit."""

    async def lock(self, namespace: str, flow_id: str) -> None:
        """Wait for the flow's lock; it is held until the transaction has ended."""


class Tx(Protocol):
    """One transaction: what can be read and written in it."""

    @property
    def has_writes(self) -> bool:
        """Whether anything is written when it ends, claims and locks aside."""

    @property
    def executions(self) -> Executions: ...
    @property
    def flows(self) -> Flows: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def triggers(self) -> Triggers: ...
    @property
    def logs(self) -> Logs: ...
    @property
    def metrics(self) -> Metrics: ...
    @property
    def kv(self) -> Kv: ...
    @property
    def settings(self) -> Settings: ...
    def records(self, table: RecordTable[T]) -> Records[T]: ...
    @property
    def announcements(self) -> Announcements: ...
    @property
    def analytics(self) -> Analytics: ...
    @property
    def slots(self) -> Slots: ...
    @property
    def restore(self) -> Restore: ...


class Store(Protocol):
    """The database: transactions, reads outside of them, and its own migrations."""

    @property
    def is_shared(self) -> bool:
        """Whether other servers may write to it meanwhile."""

    def levels(self) -> dict[str, float]:
        """How full its pools and queues are, by name: for people who watch."""

    async def size(self) -> StoreSize:
        """How large it is: for people who look, not for each request. Raises: Unavailable."""

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction; leaving it normally commits and waits until that is durable."""

    async def open(self) -> None:
        """Open the database and apply migrations. Raises: Unavailable with the reason."""

    async def planned_migrations(self) -> list[str]:
        """What `open` would change, by name; nothing is changed. Raises: Unavailable."""

    async def close(self) -> None:
        """Finish what is queued and close."""

    def stream_executions(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        """All matching executions without holding them in memory."""

    def moment(self) -> AbstractAsyncContextManager[Moment]:
        """Everything as it is now, to be read until the block ends."""


class Notifier(Protocol):
    """Wake-ups between the parts of the server.

    A lost notification costs at most a second, never work.
    """

    def notify(self, name: str) -> None:
        """Wake whoever waits for `name` (a loop, such as worker, or follow:<id>)."""

    async def wait(self, names: Sequence[str], timeout_s: float) -> bool:
        """Return once a name was notified since the last wait for it, or at the timeout.

        Answers with whether one was notified.
        """
