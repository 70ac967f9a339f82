"""Counters and histograms of this process: a look into a dict and an addition for each event."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import msgspec

from tiercel.model.limits import METERS_SERIES_MAX

Key = tuple[str, ...]
# Upper bounds in seconds, from what runs in place to what runs for a day.
LONG = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0)
# From a date that is computed to a poll that waits for somebody.
EVALUATION = (0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)
SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Sample(msgspec.Struct, frozen=True):
    """One value of one series; names are without prefix and suffix.

    Shapes: `buckets` of a histogram are (upper bound, how many up to it), ending with `+Inf`; its
    value is the sum.
    """

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    value: float
    labels: dict[str, str] = {}
    buckets: tuple[tuple[str, float], ...] = ()


class Counter:
    """Counts by label values."""

    __slots__ = ("_labels", "_values", "about", "name")

    def __init__(self, name: str, about: str, labels: Key = ()) -> None:
        self.name = name
        self.about = about
        self._labels = labels
        self._values: dict[Key, float] = {}
        if not labels:
            self._values[()] = 0.0

    def add(self, key: Key = (), amount: float = 1.0) -> None:
        """Count; beyond METERS_SERIES_MAX label values as `other`."""
        values = self._values
        if key in values:
            values[key] += amount
            return
        key = bounded(key, len(values))
        values[key] = values.get(key, 0.0) + amount

    def samples(self) -> Iterator[Sample]:
        """One sample for each set of label values."""
        for key, value in self._values.items():
            labels = dict(zip(self._labels, key, strict=True))
            yield Sample(self.name, "counter", self.about, value, labels)


class Histogram:
    """Seconds by label values, in buckets."""

    __slots__ = ("_bounds", "_labels", "_series", "about", "name")

    def __init__(
        self, name: str, about: str, labels: Key = (), bounds: tuple[float, ...] = LONG
    ) -> None:
        self.name = name
        self.about = about
        self._labels = labels
        self._bounds = bounds
        # Counts by bucket, then the sum.
        self._series: dict[Key, list[float]] = {}
        if not labels:
            self._series[()] = [0.0] * (len(bounds) + 2)

    def observe(self, seconds: float, key: Key = ()) -> None:
        """Count a duration; beyond METERS_SERIES_MAX label values as `other`."""
        series = self._series.get(key)
        if series is None:
            key = bounded(key, len(self._series))
            series = self._series.setdefault(key, [0.0] * (len(self._bounds) + 2))
        series[bisect_left(self._bounds, seconds)] += 1.0
        series[-1] += seconds

    def samples(self) -> Iterator[Sample]:
        """One sample for each set of label values."""
        bounds = (*map(str, self._bounds), "+Inf")
        for key, series in self._series.items():
            labels = dict(zip(self._labels, key, strict=True))
            total, buckets = 0.0, []
            for bound, count in zip(bounds, series, strict=False):
                total += count
                buckets.append((bound, total))
            yield Sample(self.name, "histogram", self.about, series[-1], labels, tuple(buckets))


class Gauge:
    """Read when somebody asks; the label distinguishes several values."""

    __slots__ = ("_label", "_read", "about", "name")

    def __init__(
        self,
        name: str,
        about: str,
        read: Callable[[], Mapping[str, float] | float],
        label: str = "",
    ) -> None:
        self.name = name
        self.about = about
        self._read = read
        self._label = label

    def samples(self) -> Iterator[Sample]:
        """One sample for each value that `read` gives."""
        found = self._read()
        if not isinstance(found, Mapping):
            yield Sample(self.name, "gauge", self.about, found)
            return
        for name, value in found.items():
            yield Sample(self.name, "gauge", self.about, value, {self._label: name})


Meter = Counter | Histogram | Gauge


def bounded(key: Key, known: int) -> Key:
    """The key, or `other` in all places when there are too many already."""
    return key if known < METERS_SERIES_MAX else ("other",) * len(key)
