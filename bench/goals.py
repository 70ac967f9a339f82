"""What is measured of each database, and how good it must be."""

from __future__ import annotations

from dataclasses import dataclass, field

DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@dataclass(frozen=True)
class Figure:
    """A figure: the least (or, when small is good, the most) that it may be, by database."""

    name: str
    title: str
    goals: dict[str, float] = field(default_factory=dict)
    is_small_good: bool = True

    def is_met(self, database: str, value: float) -> bool | None:
        """Whether a value is good enough; None without a goal."""
        goal = self.goals.get(database)
        if goal is None:
            return None
        return value <= goal if self.is_small_good else value >= goal

    def goal_text(self, *databases: str) -> str:
        """Such as "≥ 60,000 / 40,000": one number when the databases share it."""
        goals = [self.goals[database] for database in databases if database in self.goals]
        numbers = list(dict.fromkeys(f"{goal:,g}" for goal in goals))
        sign = "≤" if self.is_small_good else "≥"
        return f"{sign} {' / '.join(numbers)}" if numbers else ""


def _both(goal: float) -> dict[str, float]:
    return dict.fromkeys(DATABASES, goal)


FIGURES = (
    Figure(
        "b1_per_minute",
        "B1 executions a minute",
        {"sqlite": 60_000, "postgres": 40_000},
        is_small_good=False,
    ),
    Figure("b1_cpu_ms", "B1 processor time of the server each, ms"),
    Figure("b1_database_cpu_ms", "B1 processor time of the database's processes each, ms"),
    Figure("b1_latency_p50_ms", "B1 latency p50 at low load, ms", _both(10)),
    Figure("b1_latency_p99_ms", "B1 latency p99 at low load, ms", _both(50)),
    Figure("b1_key_ratio", "B1 with idempotency keys against B1", _both(0.95), is_small_good=False),
    Figure(
        "b1_key_cpu_ratio",
        "B1 against B1 with idempotency keys, processor time of the server",
        is_small_good=False,
    ),
    Figure(
        "b1_accounts_ratio",
        "B1 with accounts against without",
        _both(0.95),
        is_small_good=False,
    ),
    Figure(
        "b1_accounts_cpu_ratio",
        "B1 without accounts against with, processor time of the server",
        is_small_good=False,
    ),
    Figure(
        "b1_tokens_ratio",
        "B1 started by the API with a token against without accounts",
        _both(0.95),
        is_small_good=False,
    ),
    Figure(
        "b1_tokens_cpu_ratio",
        "B1 started by the API without accounts against with a token, processor time of the server",
        is_small_good=False,
    ),
    Figure("b2_per_minute", "B2 executions a minute", _both(15_000), is_small_good=False),
    Figure("b3_100_s", "B3 N = 100, s", _both(0.15)),
    Figure("b3_1000_s", "B3 N = 1,000, s"),
    Figure("b3_10000_s", "B3 N = 10,000, s", _both(15)),
    Figure("b3_per_item_ratio", "B3 time per item, 10,000 against 100", _both(1.5)),
    Figure(
        "b4_per_minute",
        "B4 executions a minute (160 KB body)",
        _both(6_000),
        is_small_good=False,
    ),
    Figure("start_s", "Start to the first 200, s (median of 5)", _both(1.0)),
    Figure("idle_mb", "Idle memory of the server, MB", _both(100)),
    Figure("idle_database_mb", "Idle memory of the database's processes, MB"),
)
