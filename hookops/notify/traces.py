"""OpenTelemetry traces: a span for the command, and one for each exchange with an org in it.

The one place that imports OpenTelemetry, which comes with the extra `otel`. The collector is named
by the standard variables. Source: OpenTelemetry, OTLP Exporter Configuration.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from hookops import __version__
from hookops.model.errors import InvalidInput
from hookops.model.install.extras import needs
from hookops.model.text import show

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
_TIMEOUT_S = 2.0
"""For a collector that does not answer: a trace is not worth a longer wait of a job."""


def is_wanted(env: Mapping[str, str]) -> bool:
    """Whether the environment names a collector, and does not switch traces off."""
    off = env.get("OTEL_SDK_DISABLED", "").lower() == "true"
    none = env.get("OTEL_TRACES_EXPORTER", "").lower() == "none"
    return bool(env.get(TRACES) or env.get(ENDPOINT)) and not (off or none)


def header_values(env: Mapping[str, str]) -> list[str]:
    """What the collector gets as headers: secrets of the run."""
    return list(_headers(env).values())


class Span:
    """The command's; what is logged of exchanges becomes spans in it."""

    def __init__(self, tracer: Any, span: Any) -> None:
        self._span = span
        self.handler: logging.Handler = _Spans(tracer, span)

    def end(self, exit_code: int) -> None:
        """With which exit code the command ends; of differences alone it is no failure."""
        self._span.set_attribute("process.exit.code", exit_code)
        if exit_code not in (0, 2):
            self.fail()

    def fail(self) -> None:
        """It ends otherwise than it should; why is on stderr."""
        from opentelemetry.trace import Status, StatusCode

        self._span.set_status(Status(StatusCode.ERROR))


@contextmanager
def tracing(env: Mapping[str, str], command: str) -> Iterator[Span]:
    """A span for the command; it and those of exchanges are sent at its end.

    Shape: `command` is `hookops plan`. Its parent is `TRACEPARENT`, where a CI system has set that.
    A collector that cannot be reached is no failure. Raises: InvalidInput without the extra, and
    for a variable of OpenTelemetry that it does not take.
    """
    try:
        tracer, provider = _open(env)
    # The SDK reads more variables of its own, some when it is imported.
    except ValueError:
        names = ", ".join(show(name) for name in sorted(env) if name.startswith("OTEL_"))
        raise InvalidInput(
            f"one of these variables has a value that OpenTelemetry does not take: {names}",
            "correct it, or set OTEL_SDK_DISABLED=true; hookops did nothing",
        ) from None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {k.lower(): env[k] for k in ("TRACEPARENT", "TRACESTATE") if env.get(k)}
    parent = TraceContextTextMapPropagator().extract(carrier)
    try:
        # Its own way to note an exception would send the message.
        with tracer.start_as_current_span(
            command, parent, record_exception=False, set_status_on_exception=False
        ) as span:
            made = Span(tracer, span)
            try:
                yield made
            except BaseException:
                made.fail()
                raise
    finally:
        provider.force_flush(int(_TIMEOUT_S * 1000))
        provider.shutdown()


def _open(env: Mapping[str, str]) -> tuple[Any, Any]:
    """The tracer, and its provider. Raises: InvalidInput without the extra; ValueError."""
    # requests, which the exporter is made of, and the SDK take a tenth of a second to import.
    with needs("otel", f"traces ({TRACES if env.get(TRACES) else ENDPOINT})"):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    # It logs each failed attempt, with the collector's URL.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
    name = {"service.name": env.get("OTEL_SERVICE_NAME", "hookops"), "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(name), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(_endpoint(env), headers=_headers(env), timeout=_TIMEOUT_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer("hookops", __version__), provider


class _Spans(logging.Handler):
    """Makes a span of each record of `network/trace.py`."""

    def __init__(self, tracer: Any, parent: Any) -> None:
        super().__init__()
        self._tracer, self._parent = tracer, parent

    def emit(self, record: logging.LogRecord) -> None:
        """Names and members as OpenTelemetry's conventions for HTTP clients have them."""
        from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

        exchange: Mapping[str, Any] = record.exchange  # type: ignore[attr-defined]
        end_ns = int(record.created * 1e9)
        span = self._tracer.start_span(
            f"{exchange['method']} {exchange['path']}",
            # Requests are sent by other threads, which have no current span.
            set_span_in_context(self._parent),
            SpanKind.CLIENT,
            dict(_attributes(exchange)),
            start_time=end_ns - exchange["ms"] * 1_000_000,
        )
        if exchange.get("status", 599) >= 400:
            span.set_status(Status(StatusCode.ERROR))
        span.end(end_ns)


def _attributes(exchange: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Source: OpenTelemetry, Semantic conventions for HTTP client spans."""
    yield "http.request.method", exchange["method"]
    yield "server.address", exchange["host"]
    yield "url.path", exchange["path"]
    if exchange["attempt"] > 1:
        yield "http.request.resend_count", exchange["attempt"] - 1
    if "status" in exchange:
        yield "http.response.status_code", exchange["status"]
        yield "http.response.body.size", exchange["bytes"]
        yield "okta.request_id", exchange["request_id"]
    else:
        yield "error.type", exchange["failed"]


def _endpoint(env: Mapping[str, str]) -> str:
    # The general one is a base, and the other is the whole URL.
    return env.get(TRACES) or f"{env[ENDPOINT].rstrip('/')}/v1/traces"


def _headers(env: Mapping[str, str]) -> dict[str, str]:
    """Those of the variable: `name=value` pairs, percent-encoded, with commas."""
    names = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
    text = next((env[name] for name in names if env.get(name)), "")
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name.strip().lower(): unquote(value.strip()) for name, equals, value in pairs if equals}
