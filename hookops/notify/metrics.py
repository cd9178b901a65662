"""Metrics of a drift run for Prometheus: a textfile for node_exporter, or a pushgateway.

They are those of the last run that has read the org. A run that failed writes and pushes nothing:
`hookops_last_success_timestamp_seconds` then grows old, which is what an alert looks at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from hookops.model.drift import Drift, DriftKind
from hookops.notify.http import TIMEOUT_S, Address, send

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from hookops.okta.observed.traffic import Traffic

JOB = "hookops"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one organization and one run."""

    org: str
    """Its name in the project."""
    drifted: Mapping[str, int]
    at_s: float
    """Unix time."""
    traffic: "Traffic"


def read_figures(org: str, drift: Drift, traffic: "Traffic", at_s: float) -> Figures:
    """The figures of a drift report: every kind of drift, also where there is none."""
    kinds: tuple[DriftKind, ...] = get_args(DriftKind)
    # A series that vanishes when drift ends would leave an alert without a value to end on.
    counts: dict[str, int] = dict.fromkeys(kinds, 0)
    for item in drift.counted:
        counts[item.what] += 1
    return Figures(org, counts, at_s, traffic)


def exposition(figures: Figures) -> str:
    """The text format, which needs the extra, as `push` does."""
    from prometheus_client import generate_latest

    return generate_latest(_registry(figures)).decode()


def push(address: Address, figures: Figures) -> str:
    """The gateway has them in the place of those of the last run of this organization.

    Returns: what went wrong, without the URL; empty when nothing did.
    """
    from prometheus_client import push_to_gateway

    problems: list[str] = []

    def handler(
        url: str, method: str, timeout: float | None, headers: Any, data: bytes
    ) -> Callable[[], None]:
        def deliver() -> None:
            every = dict(headers) | dict(address.headers)
            problems.append(send(method, url, every, data, timeout or TIMEOUT_S))

        return deliver

    # A group for each organization, or the runs of two would replace each other's.
    push_to_gateway(
        address.url,
        job=JOB,
        registry=_registry(figures),
        grouping_key={"org": figures.org},
        timeout=TIMEOUT_S,
        handler=handler,
    )
    return problems[0]


def _registry(figures: Figures) -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry

    class Run:
        """Not Counter and Gauge, which would also write when they were made."""

        def collect(self) -> Iterator[Any]:
            return _families(figures)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Run())
    return registry


def _families(figures: Figures) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    org = [figures.org]
    drifted = GaugeMetricFamily(
        "hookops_drift_resources",
        "Managed resources that are not as hookops last applied them, and are not waived.",
        labels=["org", "action"],
    )
    for kind, count in figures.drifted.items():
        drifted.add_metric([*org, kind], count)
    yield drifted
    last = GaugeMetricFamily(
        "hookops_last_success_timestamp_seconds",
        "When hookops last read all of the organization and compared it.",
        labels=["org"],
    )
    last.add_metric(org, figures.at_s)
    yield last
    requests = CounterMetricFamily(
        "hookops_api_requests",
        "Requests of the last run to Okta, repeated ones included.",
        labels=["org"],
    )
    requests.add_metric(org, figures.traffic.requests)
    yield requests
    # An embedded emulator, and a proxy that drops headers, do not say.
    if figures.traffic.rate_limit_remaining is not None:
        left = GaugeMetricFamily(
            "hookops_rate_limit_remaining",
            "The smallest number of requests left in a minute that Okta named in the last run.",
            labels=["org"],
        )
        left.add_metric(org, figures.traffic.rate_limit_remaining)
        yield left
