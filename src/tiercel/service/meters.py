"""Counters and gauges of the server, kept as plain numbers until somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Labels = tuple[tuple[str, str], ...]


class Meters:
    """Cheap to count; the text form is made by the web layer on demand."""

    def __init__(self) -> None:
        self.counters: dict[str, dict[Labels, float]] = {}
        self.gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, value: float = 1, labels: Mapping[str, str] | None = None) -> None:
        """Add to a counter."""
        series = self.counters.setdefault(name, {})
        key = tuple(sorted((labels or {}).items()))
        series[key] = series.get(key, 0) + value

    def watch(self, name: str, read: Callable[[], float]) -> None:
        """Read a gauge whenever somebody asks."""
        self.gauges[name] = read
