"""--verbose and --quiet: what is on stderr, and what never is."""

import json

import pytest

FIELDS = {"time", "event", "method", "host", "path", "ms", "attempt", "status", "bytes"}


@pytest.fixture
def applied(shell, emulator):
    assert 0 == shell.run("apply", "--yes").returncode
    return shell


def test_a_line_for_each_request(applied, emulator):
    """Method, host, path, status, time, bytes and Okta's id; the report is as without it."""
    plain = applied.run("plan")
    before = len(emulator.requests())
    done = applied.run("plan", "--verbose")
    lines = [line for line in done.stderr.splitlines() if line.startswith("http: ")]

    assert plain.stdout == done.stdout
    assert len(emulator.requests()) - before == len(lines)
    assert lines[0].startswith("http: GET 127.0.0.1:")
    assert "/api/v1/inlineHooks: 200 in " in lines[0]
    assert ", request " in lines[0]
    assert "attempt" not in lines[0]


def test_lines_of_json(applied):
    """HOOKOPS_LOG=json needs no option; each line is an object with the same members."""
    applied.env["HOOKOPS_LOG"] = "json"

    done = applied.run("plan")

    logged = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [FIELDS | {"request_id"}] == [{*each} for each in logged]
    assert ("GET", "/api/v1/inlineHooks", 200) == tuple(
        logged[0][name] for name in ("method", "path", "status")
    )


def test_attempts_are_counted(applied, emulator):
    """A request that is sent again says which attempt it is."""
    rule = {"match": {"method": "GET", "nth": 1}, "action": {"status": 503}}
    emulator.call("POST", "/_emulator/faults", rule)

    done = applied.run("plan", "-v")

    first, second = [line for line in done.stderr.splitlines() if line.startswith("http: ")]
    assert ": 503 in " in first
    assert ", attempt 2, request " in second


def test_an_exchange_without_an_answer(shell):
    """It has the kind of the failure, and none of its words."""
    shell.point_at("http://127.0.0.1:9")

    done = shell.run("plan", "-v")

    assert 9 == done.returncode
    assert "http: GET 127.0.0.1:9/api/v1/inlineHooks: no answer in " in done.stderr
    assert ", attempt 2" in done.stderr


def test_nothing_of_headers_and_bodies(shell, emulator):
    """Neither the token, nor a secret, nor a query is in a log."""
    shell.env |= {"HOOKOPS_LOG": "json"}

    done = shell.run("apply", "--yes", "--verbose")
    usage = shell.run("usage", "-v")

    assert (0, 0) == (done.returncode, usage.returncode)
    text = done.stderr + usage.stderr
    assert shell.env["HOOKOPS_API_TOKEN"] not in text
    assert shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] not in text
    assert "SSWS" not in text
    assert "filter=" not in text
    assert '"path": "/api/v1/logs"' in text


def test_quiet(shell, emulator):
    """No note and no progress; the report, warnings and errors are there."""
    loud = shell.run("apply", "--yes")
    shell.write("manifests/a.yaml.bak", "x")
    quiet = shell.run("plan", "-q")
    shell.write("manifests/b.yaml", "x: [")
    wrong = shell.run("plan", "--quiet")

    assert "done      create InlineHook/enrich-access-tokens\n" in loud.stderr
    assert "No changes." in quiet.stdout
    assert "note: " not in quiet.stderr
    assert "warning[" in quiet.stderr
    assert 3 == wrong.returncode
    assert "error[" in wrong.stderr


def test_quiet_applies_show_no_progress(shell, emulator):
    """Only what is going to be applied is left, and the report."""
    done = shell.run("apply", "--yes", "--quiet")

    assert 0 == done.returncode
    assert "Plan: 1 to create" in done.stderr
    assert "done      create" not in done.stderr
    assert "Apply complete: 1 created." in done.stdout


def test_a_wrong_format(applied):
    """The variable is named, its value is not."""
    applied.env["HOOKOPS_LOG"] = "x" * 40

    done = applied.run("plan")

    assert 3 == done.returncode
    assert "error: HOOKOPS_LOG is text or json\n" in done.stderr
    assert "xxxx" not in done.stderr
