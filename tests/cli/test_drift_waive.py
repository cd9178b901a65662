"""`hookops drift --waive`, as a person types it."""

import json
import re

import pytest

KEY = "InlineHook/enrich-access-tokens"


def last_day(shell):
    """The last one that hookops takes, as it says so itself: it has the clock of the process."""
    asked = ("--waive", KEY, "--until", "2020-01-01", "--because", "x")
    (found,) = re.findall(r"to (\d{4}-\d\d-\d\d)", shell.run("drift", *asked).stderr)
    return str(found)


def test_known_drift_does_not_count(shell, emulator):
    """The cron job ends with 0 once the waiver is in the manifest, and lists what it is about."""
    shell.run("apply", "--yes")
    day = last_day(shell)
    emulator.edit()
    counted = shell.run("drift")

    written = shell.run("drift", "--waive", KEY, "--until", day, "--because", "vendor: moves")

    assert (2, 0) == (counted.returncode, written.returncode)
    added = [line for line in written.stdout.splitlines()[2:] if line[0] in "+-"]
    assert [
        "+  annotations:",
        f"+    hookops.dev/drift-waived-until: '{day}'",
        "+    hookops.dev/drift-waived-because: 'vendor: moves'",
    ] == added
    drift = shell.run("drift")
    assert 0 == drift.returncode
    assert f"    waived until {day}, so it does not count: vendor: moves\n" in drift.stdout
    assert "No drift but for 1 that is waived. 0 hooks are as last applied." in drift.stdout
    data = json.loads(shell.run("drift", "--format", "json").stdout)
    assert [{"until": day, "because": "vendor: moves"}] == [d["waiver"] for d in data["drifted"]]
    assert (1, 0) == (data["summary"]["waived"], data["summary"]["changed"])
    assert f"**changed**, waived until {day}" in shell.run("drift", "--format", "markdown").stdout


@pytest.mark.parametrize(
    "options",
    [
        ["--waive", KEY],
        ["--until", "2026-12-24"],
        ["--waive", KEY, "--until", "2026-12-24"],
        ["--waive", KEY, "--accept", KEY, "--until", "2026-12-24", "--because", "x"],
        ["--waive", "other", "--until", "2026-12-24", "--because", "x"],
        ["--waive", KEY, "--until", "2020-01-01", "--because", "x"],
    ],
)
def test_half_a_waiver(shell, options):
    """It is a mistake of the command line, and no file is edited."""
    before = shell.files()

    assert (3, before) == (shell.run("drift", *options).returncode, shell.files())
