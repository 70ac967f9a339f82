"""Counters and histograms."""

from __future__ import annotations

from tiercel.model.limits import METERS_SERIES_MAX
from tiercel.service.observability.instruments import Counter, Gauge, Histogram


def test_a_counter_counts_by_label() -> None:
    counter = Counter("c", "about", ("state",))
    counter.add(("A",))
    counter.add(("A",), 2)
    counter.add(("B",))
    values = {sample.labels["state"]: sample.value for sample in counter.samples()}
    assert values == {"A": 3, "B": 1}


def test_without_labels_there_is_a_series_from_the_start() -> None:
    assert [sample.value for sample in Counter("c", "about").samples()] == [0]
    (sample,) = Histogram("h", "about", bounds=(1.0,)).samples()
    assert sample.buckets == (("1.0", 0), ("+Inf", 0))


def test_a_histogram_counts_up_to_each_bound() -> None:
    histogram = Histogram("h", "about", bounds=(1.0, 10.0))
    for seconds in (0.5, 1.0, 5.0, 100.0):
        histogram.observe(seconds)
    (sample,) = histogram.samples()
    assert sample.buckets == (("1.0", 2), ("10.0", 3), ("+Inf", 4))
    assert sample.value == 106.5


def test_too_many_series_count_as_other() -> None:
    counter, histogram = Counter("c", "about", ("x",)), Histogram("h", "about", ("x",))
    for number in range(METERS_SERIES_MAX + 5):
        counter.add((str(number),))
        histogram.observe(1.0, (str(number),))
    for meter in (counter, histogram):
        samples = list(meter.samples())
        assert len(samples) == METERS_SERIES_MAX + 1
        assert samples[-1].labels == {"x": "other"}
    assert samples[-1].buckets[-1] == ("+Inf", 5)


def test_a_gauge_is_read_when_asked() -> None:
    level = {"readers": 1.0}
    gauge = Gauge("g", "about", lambda: level, "part")
    level["readers"] = 2.0
    (sample,) = gauge.samples()
    assert (sample.labels, sample.value) == ({"part": "readers"}, 2.0)
