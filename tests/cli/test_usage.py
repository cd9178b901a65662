"""`hookops usage` and `hookops drift --usage`, as a person or a cron job runs them."""

import json

import pytest


@pytest.fixture
def failed(shell, emulator):
    """The one hook is applied, and its service does not answer."""
    shell.run("apply", "--yes")
    hook_id = emulator.call("GET", "/api/v1/inlineHooks")[0]["id"]
    hook = emulator.call("GET", f"/api/v1/inlineHooks/{hook_id}")
    hook["channel"]["config"]["uri"] = "https://127.0.0.1:9/token"
    hook["channel"]["config"]["authScheme"]["value"] = "typed"
    emulator.call("PUT", f"/api/v1/inlineHooks/{hook_id}", hook)
    with pytest.raises(OSError, match="HTTP Error"):
        emulator.call("POST", f"/api/v1/inlineHooks/{hook_id}/execute", {"data": {}})


def test_formats(shell, emulator, failed):
    """The same figures as text, JSON, CSV and a page; only GET is sent."""
    before = len(emulator.requests())
    text, data, rows, page = (
        shell.run("usage", "--format", name) for name in ("text", "json", "csv", "html")
    )

    assert [0] * 4 == [done.returncode for done in (text, data, rows, page)]
    assert "InlineHook/enrich-access-tokens" in text.stdout
    assert "only failures" in text.stdout
    assert "has no durations" in text.stdout
    assert 1 == json.loads(data.stdout)["summary"]["executed"]["failure"]
    assert 2 == len(rows.stdout.splitlines())
    assert page.stdout.startswith("<!doctype html>")
    asked = [(method, path.partition("?")[0]) for method, path in emulator.requests()[before:]]
    assert [("GET", "/api/v1/inlineHooks"), ("GET", "/api/v1/logs")] * 4 == asked


def test_embedded_registry(shell):
    """Without an account too; a hook that is not applied yet was never called."""
    done = shell.run("usage")

    assert 0 == done.returncode
    assert "never called InlineHook/enrich-access-tokens: in Git, not in Okta yet" in done.stdout


@pytest.mark.parametrize("folder", [True, False])
def test_without_any_manifest(shell, emulator, failed, folder):
    """The hooks of an org are counted before anybody has written a manifest."""
    for path in (shell.folder / "manifests").iterdir():
        path.unlink()
    if not folder:
        (shell.folder / "manifests").rmdir()

    done = shell.run("usage")

    assert 0 == done.returncode
    assert "only failures" in done.stdout
    assert "" == done.stderr


def test_manifests_that_are_wrong(shell, emulator):
    """A mistake in a manifest is one all the same."""
    shell.write("manifests/other.yaml", "kind: InlineHook")

    assert 3 == shell.run("usage").returncode


def test_out(shell, emulator):
    """A page in a file of its own; what exists is never written over, and nothing is read."""
    first = shell.run("usage", "--format", "html", "--out", "usage.html")
    text = (shell.folder / "usage.html").read_text()
    before = len(emulator.requests())
    second = shell.run("usage", "--out", "usage.html")

    assert (0, "", "note: written to usage.html\n") == (
        first.returncode,
        first.stdout,
        first.stderr,
    )
    assert (3, text) == (second.returncode, (shell.folder / "usage.html").read_text())
    assert "usage.html exists" in second.stderr
    assert before == len(emulator.requests())


@pytest.mark.parametrize(
    "arguments",
    [("--since", "181d"), ("--until", "x"), ("--format", "xml"), ("--out", "missing/usage.html")],
)
def test_mistakes(shell, arguments):
    """The command line's mistakes are exit code 3."""
    assert 3 == shell.run("usage", *arguments).returncode


def test_drift_warns(shell, emulator, failed):
    """A line on stderr for the hook that only fails, and the same report and exit code."""
    quiet = shell.run("drift", "--format", "json")
    before = len(emulator.requests())
    warned = shell.run("drift", "--format", "json", "--usage")

    assert (quiet.stdout, quiet.returncode) == (warned.stdout, warned.returncode)
    assert "" == quiet.stderr
    assert warned.stderr.startswith("warning: InlineHook/enrich-access-tokens only fails")
    assert 1 == warned.stderr.count("\n")
    # The hooks, the edited one by its id (it was written a moment ago), the log for who edited it,
    # hooks and log of usage.
    assert 5 == len(emulator.requests()) - before
