"""What must hold at the end, by the rows of the database and by the ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from tests.chaos.ledger import BEGIN, END, Entry
from tests.chaos.looks import Look
from tests.chaos.workload import CLOCK, FEEDER, KILLED, LISTENER, PATIENT
from tiercel.model.execution import Attempt, Execution, TaskRun
from tiercel.model.limits import LEASE_S
from tiercel.model.state import StateType
from tiercel.model.stored.codec import decode_execution

# What waits for somebody: all of it must be empty at the end.
QUEUES = ("inbox", "jobs", "timers", "announcements")
MARKS = frozenset({"mark", "other"})
# A lease, and the time that a busy machine takes to start what was killed meanwhile.
SILENCE_MAX = timedelta(seconds=LEASE_S + 60)
# A script stops a moment after the server wrote down that it did.
AFTER_END_MAX_NS = 1_000_000_000


class Found(Struct, frozen=True, kw_only=True):
    """Everything at the end."""

    executions: Sequence[Execution]
    entries: Sequence[Entry]
    acknowledged: Mapping[str, str]

    @property
    def silence(self) -> timedelta:
        """The longest time in which nothing happened to an execution that could go on."""
        return max(map(silence_of, self.executions), default=timedelta())

    @property
    def attempts(self) -> int:
        """Attempts of task runs, as the server reports."""
        return sum(len(run.attempts) for each in self.executions for run in runs_of(each))

    @property
    def lost_attempts(self) -> int:
        """Attempts whose worker was gone."""
        return sum(
            attempt.state.current is StateType.RESUBMITTED
            for each in self.executions
            for run in runs_of(each)
            for attempt in run.attempts
        )


def read_executions(look: Look) -> list[Execution]:
    """All of them with their task runs."""
    task_runs: dict[str, list[bytes]] = defaultdict(list)
    for row in look.rows("SELECT execution_id, body FROM task_runs"):
        task_runs[row["execution_id"]].append(row["body"])
    return [
        decode_execution(row["body"], task_runs[row["id"]])
        for row in look.rows(f"SELECT id, {look.body} AS body FROM executions")
    ]


def runs_of(execution: Execution) -> list[TaskRun]:
    """Its task runs."""
    return list(execution.task_runs.values())


def filled_queues(look: Look) -> dict[str, int]:
    """Rows of the queues that are not empty, and places that are still held."""
    found = {name: look.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in QUEUES}
    taken = "SELECT count(*) AS n FROM executions WHERE has_slot = 1 AND is_settled = 0"
    found["slots"] = look.rows(taken)[0]["n"]
    locked = "SELECT count(*) AS n FROM triggers WHERE is_locked = 1"
    found["locked triggers"] = look.rows(locked)[0]["n"]
    return {name: count for name, count in found.items() if count}


def problems(found: Found) -> Iterator[str]:
    """Everything that is wrong."""
    known = {each.id for each in found.executions}
    yield from (
        f"lost: {flow} {each}" for each, flow in found.acknowledged.items() if each not in known
    )
    for execution in found.executions:
        yield from ends_badly(execution)
        if silence_of(execution) > SILENCE_MAX:
            yield f"{execution.flow_id} {execution.id} was stuck for {silence_of(execution)}"
    yield from unheard_ends(found.executions)
    yield from wrong_dates(found.executions)
    yield from ledger_problems(found.entries)
    yield from differences(found)


def ends_badly(execution: Execution) -> Iterator[str]:
    """States that are not as they should be."""
    name = f"{execution.flow_id} {execution.id}"
    expected = StateType.KILLED if execution.flow_id == KILLED else StateType.SUCCESS
    # A client that got no answer started it anew, and never kills the first one.
    if execution.state.current is not expected:
        yield f"{name} ended {execution.state.current}"
    for run in runs_of(execution):
        if not run.is_terminated:
            yield f"{name}: {run.task_id} is {run.current}"
        if not all(map(is_closed, run.attempts)):
            yield f"{name}: an attempt of {run.task_id} is open"
        for before, after in pairwise(run.attempts):
            if after.state.start < before.state.last:
                yield f"{name}: two attempts of {run.task_id} overlap"


def is_closed(attempt: Attempt) -> bool:
    """Whether it is over: ended, or given up with its worker."""
    return attempt.state.is_terminated or attempt.state.current is StateType.RESUBMITTED


def unheard_ends(executions: Sequence[Execution]) -> Iterator[str]:
    """Ends of feeders that started no listener, or more than one."""
    heard = Counter(
        str(each.trigger.variables.get("executionId"))
        for each in executions
        if each.flow_id == LISTENER and each.trigger is not None
    )
    for each in executions:
        if each.flow_id == FEEDER and heard[each.id] != 1:
            yield f"the end of {each.id} was heard {heard[each.id]} times"


def wrong_dates(executions: Sequence[Execution]) -> Iterator[str]:
    """Dates of the schedule that were started twice or left out."""
    dates = sorted(
        datetime.fromisoformat(str(each.trigger.variables.get("date")))
        for each in executions
        if each.flow_id == CLOCK and each.trigger is not None
    )
    for before, after in pairwise(dates):
        if after - before != timedelta(seconds=1):
            yield f"the schedule started {after} after {before}"


def ledger_problems(entries: Sequence[Entry]) -> Iterator[str]:
    """Attempts that worked twice, or beside another attempt of their task run."""
    begun = Counter((each.task_run, each.attempt) for each in entries if each.what == BEGIN)
    yield from (f"attempt {key} worked {count} times" for key, count in begun.items() if count > 1)
    # By task run: the first and the last sign of life of each attempt.
    lives: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for each in entries:
        first, _ = lives[each.task_run].setdefault(each.attempt, (each.at, each.at))
        lives[each.task_run][each.attempt] = (first, each.at)
    for task_run, spans in lives.items():
        for (_, end), (begin, _) in pairwise(sorted(spans.values())):
            if begin < end:
                yield f"two attempts of {task_run} lived at once"


def differences(found: Found) -> Iterator[str]:
    """Where the ledger and the database contradict each other."""
    runs = {run.id: (each, run) for each in found.executions for run in runs_of(each)}
    ended = set()
    for entry in found.entries:
        if entry.task_run not in runs:
            yield f"the ledger alone knows {entry}"
            continue
        execution, run = runs[entry.task_run]
        if entry.attempt >= len(run.attempts):
            yield f"{run.id} has {len(run.attempts)} attempts, the ledger knows {entry.attempt}"
        if entry.at > _nanoseconds(execution.state.last) + AFTER_END_MAX_NS:
            yield f"{execution.id} has ended, and yet {entry}"
        if entry.what == END:
            ended.add((entry.task_run, entry.attempt))
    for execution, run in runs.values():
        has_to = run.task_id in MARKS and run.current is StateType.SUCCESS
        if has_to and (run.id, len(run.attempts) - 1) not in ended:
            yield f"{execution.flow_id} {run.id} has ended well without having worked"


def silence_of(execution: Execution) -> timedelta:
    """The longest time between two changes, but for queued, working and patient times."""
    if execution.flow_id in {PATIENT, KILLED}:
        return timedelta()
    changes = [*execution.state.histories]
    for run in runs_of(execution):
        changes += run.state.histories
        changes += (each for attempt in run.attempts for each in attempt.state.histories)
    changes.sort(key=lambda change: change.date)
    gaps = (
        after.date - before.date
        for before, after in pairwise(changes)
        if before.state is not StateType.QUEUED
    )
    return max(gaps, default=timedelta())


def _nanoseconds(date: datetime) -> int:
    return int(date.timestamp() * 1_000_000) * 1_000


def double_logs(look: Look) -> list[str]:
    """Task runs that said hello twice: what runs in the executor is done exactly once."""
    rows = look.rows(
        "SELECT task_run_id AS run, count(*) AS n FROM logs WHERE message = 'hello'"
        " GROUP BY task_run_id HAVING count(*) > 1"
    )
    return [f"{row['run']} logged {row['n']} times" for row in rows]
