"""Metrics in the text format of Prometheus (common.md §13)."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.service.meters import Meters


def exposition(meters: Meters, prefix: str) -> tuple[bytes, str]:
    """The text and its content type; the library is loaded at the first scrape."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
    from prometheus_client.metrics_core import Metric
    from prometheus_client.process_collector import ProcessCollector
    from prometheus_client.registry import Collector

    class Ours(Collector):
        """The server's own series."""

        def collect(self) -> Iterable[Metric]:
            for name, series in meters.counters.items():
                names = sorted({key for labels in series for key, _ in labels})
                family = CounterMetricFamily(f"{prefix}_{name}", name, labels=names)
                for labels, value in series.items():
                    values = dict(labels)
                    family.add_metric([values.get(key, "") for key in names], value)
                yield family
            for name, read in meters.gauges.items():
                yield GaugeMetricFamily(f"{prefix}_{name}", name, value=read())

    registry = CollectorRegistry()
    registry.register(Ours())
    ProcessCollector(registry=registry)
    return generate_latest(registry), "text/plain; version=0.0.4; charset=utf-8"
