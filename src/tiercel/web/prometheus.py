"""Metrics in the text format of Prometheus (common.md §13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiercel.service.observability.instruments import Sample

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(samples: Sequence[Sample], prefix: str) -> bytes:
    """The text; the library is loaded at the first scrape."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import (
        CounterMetricFamily,
        GaugeMetricFamily,
        HistogramMetricFamily,
    )
    from prometheus_client.metrics_core import Metric
    from prometheus_client.process_collector import ProcessCollector
    from prometheus_client.registry import Collector

    class Ours(Collector):
        """The server's own series."""

        def collect(self) -> Iterable[Metric]:
            families: dict[str, Metric] = {}
            for sample in samples:
                name = f"{prefix}_{sample.name}"
                labels, values = list(sample.labels), list(sample.labels.values())
                if sample.kind == "histogram":
                    family = families.get(name)
                    if not isinstance(family, HistogramMetricFamily):
                        family = HistogramMetricFamily(name, sample.about, labels=labels)
                    family.add_metric(values, sample.buckets, sample.value)
                elif sample.kind == "counter":
                    family = families.get(name)
                    if not isinstance(family, CounterMetricFamily):
                        family = CounterMetricFamily(name, sample.about, labels=labels)
                    family.add_metric(values, sample.value)
                else:
                    family = families.get(name)
                    if not isinstance(family, GaugeMetricFamily):
                        family = GaugeMetricFamily(name, sample.about, labels=labels)
                    family.add_metric(values, sample.value)
                families[name] = family
            return families.values()

    registry = CollectorRegistry()
    registry.register(Ours())
    ProcessCollector(registry=registry)
    return generate_latest(registry)
