"""`hookops drift --metrics-file` and `--push`: what Prometheus reads."""

import base64
import os
import stat
import urllib.request

import pytest
from cli.listener import listening
from prometheus_client.parser import text_string_to_metric_families

FILE = "metrics/hookops.prom"
NAMES = {
    "hookops_drift_resources",
    "hookops_last_success_timestamp_seconds",
    "hookops_api_requests_total",
    "hookops_rate_limit_remaining",
}


@pytest.fixture
def listener():
    with listening() as found:
        yield found


@pytest.fixture
def applied(shell, emulator):
    assert 0 == shell.run("apply", "--yes").returncode
    return shell


def samples(text, org="local"):
    """Name and action of each sample of the organization, with its value."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.labels.get("org") == org:
                found[sample.name, sample.labels.get("action", "")] = sample.value
    return found


def drifted(found):
    """The kinds of drift that there are."""
    name = "hookops_drift_resources"
    return {action: value for (n, action), value in found.items() if n == name and value}


def test_a_file(applied, emulator):
    """Every name, every kind of drift, and nothing else; others may read it."""
    before = len(emulator.requests())
    assert 0 == applied.run("drift", "--metrics-file", FILE).returncode
    sent = len(emulator.requests()) - before
    quiet = samples((applied.folder / FILE).read_text())
    emulator.edit()
    assert 2 == applied.run("drift", "--metrics-file", FILE).returncode
    changed = samples((applied.folder / FILE).read_text())

    assert NAMES == {name for name, _ in quiet}
    assert {} == drifted(quiet)
    assert {"changed": 1.0} == drifted(changed)
    assert sent == quiet["hookops_api_requests_total", ""]
    assert 0 < quiet["hookops_rate_limit_remaining", ""]
    mode = stat.S_IMODE((applied.folder / FILE).stat().st_mode)
    assert 0o666 & ~_umask() == mode


def _umask():
    found = os.umask(0o022)
    os.umask(found)
    return found


def test_a_run_that_fails_writes_nothing(applied, emulator):
    """The time of the last success grows old, and an alert looks at that."""
    applied.run("drift", "--metrics-file", FILE)
    before = (applied.folder / FILE).read_text()
    emulator.stop()

    assert 9 == applied.run("drift", "--metrics-file", FILE).returncode
    assert before == (applied.folder / FILE).read_text()


def test_a_file_for_each_organization(applied):
    """`{org}` is its name."""
    applied.run("drift", "--metrics-file", "metrics/hookops-{org}.prom")

    assert (applied.folder / "metrics/hookops-local.prom").is_file()


def test_a_file_that_cannot_be_written(applied):
    """Metrics are lost: 9."""
    applied.write("metrics", "a file")

    done = applied.run("drift", "--metrics-file", FILE)

    assert 9 == done.returncode
    assert "warning: --metrics-file: hookops.prom cannot be written" in done.stderr


def test_a_push(applied, emulator, listener):
    """One request, into a group of the organization's own; a password is a header."""
    emulator.edit()

    place = listener.url.replace("://", "://me:correct%2Fhorse-battery@")
    done = applied.run("drift", "--push", place)

    ((method, path, body),) = listener.requests
    assert 2 == done.returncode
    assert ("PUT", "/metrics/job/hookops/org/local") == (method, path)
    assert {"changed": 1.0} == drifted(samples(body))
    basic = listener.headers[0]["authorization"].removeprefix("Basic ")
    assert b"me:correct/horse-battery" == base64.b64decode(basic)


@pytest.mark.parametrize(("status", "words"), [(400, "status 400"), (302, "status 302")])
def test_a_push_that_fails(applied, listener, status, words):
    """A line without the URL, and 9."""
    listener.status = status

    done = applied.run("drift", "--push", f"{listener.url}/prefix")

    assert 9 == done.returncode
    assert f"warning: --push: it answered with {words}" in done.stderr
    assert listener.place not in done.stderr


def test_no_gateway(applied):
    """The system's reason."""
    applied.env["HOOKOPS_PUSHGATEWAY"] = "http://127.0.0.1:9"

    done = applied.run("drift")

    assert 9 == done.returncode
    assert "warning: --push: Connection refused" in done.stderr


@pytest.mark.skipif("HOOKOPS_TEST_PUSHGATEWAY" not in os.environ, reason="tests/clients/cron.sh")
def test_a_real_pushgateway(applied, emulator):
    """What was pushed is what the gateway shows Prometheus; the next run replaces it."""
    gateway = os.environ["HOOKOPS_TEST_PUSHGATEWAY"]
    emulator.edit()

    def read():
        with urllib.request.urlopen(f"{gateway}/metrics", timeout=10) as answer:
            return samples(answer.read().decode())

    assert 2 == applied.run("drift", "--push", gateway).returncode
    changed = read()
    assert 0 == applied.run("apply", "--yes").returncode
    assert 0 == applied.run("drift", "--push", gateway).returncode

    assert {*NAMES} <= {name for name, _ in changed}
    assert {"changed": 1.0} == drifted(changed)
    assert {} == drifted(read())
