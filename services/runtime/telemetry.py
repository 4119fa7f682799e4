"""Prometheus series whose labels come from closed lists, so that no shop can grow them without bound."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

OTHER = "other"
VERSION = "0.1.0"
registry = CollectorRegistry()
ProcessCollector(registry=registry)
_build = Gauge(
    "dianzhang_build_info", "1, labelled with what runs", ("service", "version"), registry=registry
)

Family = TypeVar("Family", Counter, Gauge, Histogram)


class Closed:
    """A label with all values it may take; any other value is counted as `other`."""

    def __init__(self, label: str, values: Iterable[str]) -> None:
        self.label = label
        self.values = frozenset(values) | {OTHER}

    def __call__(self, value: str | None) -> str:
        return value if value in self.values else OTHER


class Labelled(Generic[Family]):
    """A metric family whose children are reached through closed labels only."""

    def __init__(self, family: Family, labels: tuple[Closed, ...]) -> None:
        self._family: Family = family
        self._labels = labels

    def of(self, *values: str | None) -> Family:
        """The child of these label values, in the order of the labels; unknown values become `other`."""
        if not self._labels:
            return self._family
        closed = (label(value) for label, value in zip(self._labels, values, strict=True))
        child: Family = self._family.labels(*closed)
        return child


def counter(name: str, text: str, *labels: Closed) -> Labelled[Counter]:
    return Labelled(Counter(name, text, [each.label for each in labels], registry=registry), labels)


def gauge(name: str, text: str, *labels: Closed) -> Labelled[Gauge]:
    return Labelled(Gauge(name, text, [each.label for each in labels], registry=registry), labels)


def histogram(name: str, text: str, buckets: Iterable[float], *labels: Closed) -> Labelled[Histogram]:
    family = Histogram(name, text, [each.label for each in labels], buckets=tuple(buckets), registry=registry)
    return Labelled(family, labels)


def say_build(service: str) -> None:
    """Sets `dianzhang_build_info{service, version} 1`."""
    _build.labels(service, VERSION).set(1)
