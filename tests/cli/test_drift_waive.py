"""`hookops drift --waive`, as a person types it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

KEY = "InlineHook/enrich-access-tokens"
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
"""Commands have the clock of the process."""


def test_known_drift_does_not_count(shell, emulator):
    """The cron job ends with 0 once the waiver is in the manifest, and lists what it is about."""
    shell.run("apply", "--yes")
    emulator.edit()
    counted = shell.run("drift")

    written = shell.run("drift", "--waive", KEY, "--until", SOON, "--because", "vendor: moves")

    assert (2, 0) == (counted.returncode, written.returncode)
    added = [line for line in written.stdout.splitlines()[2:] if line[0] in "+-"]
    assert [
        "+  annotations:",
        f"+    hookops.dev/drift-waived-until: '{SOON}'",
        "+    hookops.dev/drift-waived-because: 'vendor: moves'",
    ] == added
    drift = shell.run("drift")
    assert 0 == drift.returncode
    assert f"    waived until {SOON}, so it does not count: vendor: moves\n" in drift.stdout
    assert "No drift but for 1 that is waived. 0 hooks are as last applied." in drift.stdout
    data = json.loads(shell.run("drift", "--format", "json").stdout)
    assert [{"until": SOON, "because": "vendor: moves"}] == [d["waiver"] for d in data["drifted"]]
    assert (1, 0) == (data["summary"]["waived"], data["summary"]["changed"])
    assert f"**changed**, waived until {SOON}" in shell.run("drift", "--format", "markdown").stdout


@pytest.mark.parametrize(
    "options",
    [
        ["--waive", KEY],
        ["--until", SOON],
        ["--waive", KEY, "--until", SOON],
        ["--waive", KEY, "--accept", KEY, "--until", SOON, "--because", "x"],
        ["--waive", "other", "--until", SOON, "--because", "x"],
        ["--waive", KEY, "--until", "2020-01-01", "--because", "x"],
    ],
)
def test_half_a_waiver(shell, options):
    """It is a mistake of the command line, and no file is edited."""
    before = shell.files()

    assert (3, before) == (shell.run("drift", *options).returncode, shell.files())
