"""Metrics in the text format of Prometheus (common.md §13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiercel.service.meters import Sample

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(samples: Sequence[Sample], prefix: str) -> bytes:
    """The text; the library is loaded at the first scrape."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
    from prometheus_client.metrics_core import Metric
    from prometheus_client.process_collector import ProcessCollector
    from prometheus_client.registry import Collector

    class Ours(Collector):
        """The server's own series."""

        def collect(self) -> Iterable[Metric]:
            families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
            for sample in samples:
                family = families.get(sample.name)
                if family is None:
                    kind = CounterMetricFamily if sample.kind == "counter" else GaugeMetricFamily
                    name = f"{prefix}_{sample.name}"
                    family = kind(name, sample.about, labels=list(sample.labels))
                    families[sample.name] = family
                family.add_metric(list(sample.labels.values()), sample.value)
            return families.values()

    registry = CollectorRegistry()
    registry.register(Ours())
    ProcessCollector(registry=registry)
    return generate_latest(registry)
