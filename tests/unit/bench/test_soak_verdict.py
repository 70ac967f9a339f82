"""A soak compares its last third with the second."""

from collections.abc import Callable

import pytest

from bench.soak_report import report
from bench.soak_verdict import Latency, Sample, Soak, as_json, clauses

MINUTES = 3.0


def soak(
    *,
    memory: Callable[[float], float] = lambda at: 100.0,
    rows: Callable[[float], int] = lambda at: 5,
    ms: Callable[[float], float] = lambda at: 10.0,
) -> Soak:
    looks = [float(at) for at in range(0, int(MINUTES * 60), 5)]
    return Soak(
        database="SQLite",
        machine={
            "date": "2026-01-01",
            "system": "Linux",
            "cores": 2,
            "python": "3.11",
            "load_before": 0,
        },
        minutes=MINUTES,
        sustained_per_minute=1200.0,
        rate_per_minute=600.0,
        sent=1800,
        ended=1800,
        samples=[Sample(at, memory(at), 0.0, at / 10, rows(at), 4.0, at, 1) for at in looks],
        latencies=[Latency(at / 10, ms(at / 10)) for at in range(int(MINUTES * 600))],
    )


def broken(found: Soak) -> list[str]:
    return [clause.name for clause in clauses(found) if not clause.holds]


def test_a_steady_run_holds() -> None:
    assert broken(soak()) == []


def test_memory_may_grow_in_the_first_two_thirds_only() -> None:
    assert broken(soak(memory=lambda at: min(at, 60.0) + 40)) == []
    assert broken(soak(memory=lambda at: 100 + at)) == ["memory of the server"]


def test_rows_that_pile_up_break_it() -> None:
    assert broken(soak(rows=lambda at: int(at))) == ["rows in the queue tables"]


def test_latency_that_drifts_breaks_it() -> None:
    assert broken(soak(ms=lambda at: 10 + at / 5)) == ["latency p50", "latency p99"]


def test_one_stall_of_the_machine_does_not_decide() -> None:
    assert broken(soak(ms=lambda at: 500.0 if 150 < at < 155 else 10.0)) == []


def test_what_was_refused_or_lost_breaks_it() -> None:
    found = soak()
    found.ended -= 1
    found.queue_rows_left = 1
    assert broken(found) == ["rows left in the queue tables", "executions refused or not ended"]


@pytest.mark.parametrize("is_lost", [True, False])
def test_the_report_has_the_verdict_and_each_minute(is_lost: bool) -> None:
    found = soak()
    found.ended -= is_lost
    text = report({"sqlite": as_json(found)})
    assert "## SQLite" in text
    assert ("| **no** |" in text) == is_lost
    assert text.count("\n| 1 | 10.0 | 10.0 | 100.0 |") == 1
    assert "1,800 executions" in text
