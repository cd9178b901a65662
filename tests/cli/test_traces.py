"""OpenTelemetry: what a collector gets, and what happens without one."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def collector():
    """A collector on a port: its URL, the spans that it got, and the headers."""
    spans, headers = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers.append((self.path, dict(self.headers)))
            sent = ExportTraceServiceRequest.FromString(body)
            for resource in sent.resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", spans, headers
    server.shutdown()


def members(span):
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_a_trace(shell, emulator, collector):
    """A span of the command below the CI system's, and one in it for each request to the org."""
    url, spans, headers = collector
    shell.env |= {
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=k3y%20of-the-collector",
        "TRACEPARENT": f"00-{TRACE}-{PARENT}-01",
    }
    before = len(emulator.requests())

    done = shell.run("apply", "--yes")

    assert 0 == done.returncode, done.stderr
    assert ["/v1/traces"] == sorted({path for path, _ in headers})
    assert "k3y of-the-collector" == headers[0][1]["x-api-key"]
    assert "k3y" not in done.stdout + done.stderr
    (command,) = [span for span in spans if span.name == "hookops apply"]
    requests = [span for span in spans if span is not command]
    assert (TRACE, PARENT) == (command.trace_id.hex(), command.parent_span_id.hex())
    assert {command.span_id} == {span.parent_span_id for span in requests}
    assert len(emulator.requests()) - before == len(requests)
    assert 0 == members(command)["process.exit.code"]
    created = next(span for span in requests if span.name == "POST /api/v1/inlineHooks")
    known = members(created)
    assert ("POST", 200) == (known["http.request.method"], known["http.response.status_code"])
    assert command.start_time_unix_nano <= created.start_time_unix_nano
    assert created.end_time_unix_nano <= command.end_time_unix_nano
    text = repr(spans)
    assert shell.env["HOOKOPS_API_TOKEN"] not in text
    assert shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] not in text


def test_a_failure_is_one(shell, emulator, collector):
    """The exit code and the status of the span."""
    url, spans, _ = collector
    shell.env |= {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{url}/own", "HOOKOPS_API_TOKEN": "wrong"}

    done = shell.run("plan")

    assert 4 == done.returncode
    assert {"hookops plan"} < {span.name for span in spans}
    assert {2} == {span.status.code for span in spans}


@pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
def test_switched_off(shell, emulator, collector, off):
    """The standard variables for that."""
    url, spans, _ = collector
    shell.env |= {"OTEL_EXPORTER_OTLP_ENDPOINT": url, **off}

    assert 0 == shell.run("plan").returncode
    assert [] == spans


def test_no_collector(shell, emulator):
    """The command does what it does; nothing of it is on a stream."""
    without = shell.run("plan")
    shell.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9"

    done = shell.run("plan")

    assert (0, without.stdout, without.stderr) == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"])
def test_a_setting_that_opentelemetry_does_not_take(shell, emulator, name):
    """The variables are named, and nothing was asked of the org; their values are not shown."""
    shell.env |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", name: "-7"}

    done = shell.process("plan")

    assert (3, []) == (done.returncode, emulator.requests())
    assert {name, "OTEL_EXPORTER_OTLP_ENDPOINT"} < set(re.findall(r"\w+", done.stderr))
    assert "-7" not in done.stderr
