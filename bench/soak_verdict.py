"""What a soak proves: its last third against the second, and the report of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

MEMORY_GROWTH_MAX = 1.05
LATENCY_GROWTH_MAX = 1.25
# Clocks and scheduling on a shared machine move short times by about this much.
LATENCY_NOISE_MS = 2.0
QUEUE_GROWTH_MAX = 1.5
# What arrives within a tenth of a second may be in the queues at any moment.
QUEUE_NOISE_SECONDS = 0.1
PIECES = 10


@dataclass(frozen=True)
class Sample:
    """One look, some seconds after the last."""

    at_s: float
    server_mb: float
    database_mb: float
    server_cpu_s: float
    queue_rows: int
    wal_mb: float
    stored_mb: float
    outstanding: int


@dataclass(frozen=True)
class Latency:
    """Of one execution: when it was asked for, and how long its end was in coming."""

    at_s: float
    ms: float


@dataclass(frozen=True)
class Clause:
    """One thing that must hold."""

    name: str
    holds: bool
    second: float
    last: float
    unit: str


@dataclass
class Soak:
    """Everything that is seen, as it comes."""

    database: str
    machine: dict[str, Any]
    minutes: float
    sustained_per_minute: float
    rate_per_minute: float
    sent: int = 0
    refused: int = 0
    ended: int = 0
    queue_rows_left: int = 0
    samples: list[Sample] = field(default_factory=list)
    latencies: list[Latency] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it ran."""
        return self.minutes * 60


def percentile(values: list[float], share: float) -> float:
    """A percentile of values in any order; NaN of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def clauses(soak: Soak) -> list[Clause]:
    """Each clause of the promise, with its figure in the second third and in the last."""
    rows = _thirds(soak, lambda sample: float(sample.queue_rows))
    noise = soak.rate_per_minute / 60 * QUEUE_NOISE_SECONDS
    memory = _thirds(soak, lambda sample: sample.server_mb)
    p50, p99 = (_latency_thirds(soak, share) for share in (0.5, 0.99))
    lost = soak.sent - soak.ended
    return [
        Clause("memory of the server", memory[1] <= memory[0] * MEMORY_GROWTH_MAX, *memory, "MB"),
        Clause(
            "rows in the queue tables",
            rows[1] <= rows[0] * QUEUE_GROWTH_MAX + noise,
            *rows,
            "rows",
        ),
        Clause("latency p50", _is_steady(*p50), *p50, "ms"),
        Clause("latency p99", _is_steady(*p99), *p99, "ms"),
        Clause("rows left in the queue tables", soak.queue_rows_left == 0, 0, _left(soak), "rows"),
        Clause("executions refused or not ended", lost + soak.refused == 0, 0, lost, ""),
    ]


def _left(soak: Soak) -> float:
    return float(soak.queue_rows_left)


def _is_steady(second: float, last: float) -> bool:
    return last <= second * LATENCY_GROWTH_MAX + LATENCY_NOISE_MS


def _third(soak: Soak, at_s: float) -> int:
    return min(int(at_s / soak.seconds * 3), 2)


def _thirds(soak: Soak, value: Callable[[Sample], float]) -> tuple[float, float]:
    """Means of the second and the last third."""
    found: dict[int, list[float]] = {1: [], 2: []}
    for sample in soak.samples:
        found.setdefault(_third(soak, sample.at_s), []).append(value(sample))
    return statistics.fmean(found[1]), statistics.fmean(found[2])


def _latency_thirds(soak: Soak, share: float) -> tuple[float, float]:
    """Medians over pieces of a third, so that one stall of the machine does not decide."""
    piece_s = soak.seconds / 3 / PIECES
    pieces: dict[int, list[float]] = {}
    for each in soak.latencies:
        pieces.setdefault(int(each.at_s // piece_s), []).append(each.ms)
    found = [
        statistics.median(
            percentile(pieces.get(number, []), share)
            for number in range(third * PIECES, (third + 1) * PIECES)
        )
        for third in (1, 2)
    ]
    return found[0], found[1]


def by_minute(latencies: list[Latency]) -> dict[int, list[float]]:
    """Milliseconds of the executions of each minute."""
    found: dict[int, list[float]] = {}
    for each in latencies:
        found.setdefault(int(each.at_s // 60), []).append(each.ms)
    return found


def as_json(soak: Soak) -> dict[str, Any]:
    """What bench/soak.json keeps: the minutes instead of each execution."""
    kept = asdict(soak)
    del kept["latencies"]
    kept["by_minute"] = minutes(soak)
    kept["clauses"] = [asdict(clause) for clause in clauses(soak)]
    return kept


def minutes(soak: Soak) -> list[dict[str, float]]:
    """A row for each minute: medians of the looks, percentiles of the executions."""
    latencies = by_minute(soak.latencies)
    found = []
    before = 0.0
    for minute in sorted({int(sample.at_s // 60) for sample in soak.samples}):
        looks = [each for each in soak.samples if int(each.at_s // 60) == minute]
        values = latencies.get(minute, [])
        cpu_s = looks[-1].server_cpu_s
        found.append(
            {
                "minute": minute + 1,
                "p50_ms": percentile(values, 0.5),
                "p99_ms": percentile(values, 0.99),
                "server_mb": statistics.median(each.server_mb for each in looks),
                "database_mb": statistics.median(each.database_mb for each in looks),
                "server_cpu_s": cpu_s - before,
                "queue_rows": statistics.fmean(each.queue_rows for each in looks),
                "wal_mb": max(each.wal_mb for each in looks),
                "stored_mb": looks[-1].stored_mb,
            }
        )
        before = cpu_s
    return found
