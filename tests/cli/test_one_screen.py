"""Standard output and standard error on one terminal, or in one log: nothing is said twice."""

import subprocess
import sys

from hookops.cli.streams import Stream


def test_two_streams_of_one_file(tmp_path):
    """They are one where they write to the same file; texts in memory are none."""
    with (tmp_path / "one").open("w") as one, (tmp_path / "two").open("w") as two:
        with (tmp_path / "one").open("a") as again:
            assert Stream(one).is_same_as(Stream(again))
        assert not Stream(one).is_same_as(Stream(two))
        assert not Stream(None).is_same_as(Stream(one))


def test_errors_of_a_plan_are_not_repeated(shell):
    """Where the report and the errors are read together, the errors are counted only."""
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    for kind in ("a", "b"):
        made = text.replace("name: enrich-access-tokens", f"name: {kind}")
        shell.write(f"manifests/{kind}.yaml", made.replace("Enrich access tokens", kind))
    command = [sys.executable, "-m", "hookops", "plan", "--max-update", "1"]
    shell.run("apply", "--yes")
    for name in ("a", "b", "enrich-access-tokens"):
        path = shell.folder / "manifests" / f"{name}.yaml"
        path.write_text(path.read_text().replace("value: prod", "value: test"))

    done = subprocess.run(
        command,
        cwd=shell.folder,
        env=shell.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    apart = shell.run("plan", "--max-update", "1")

    assert (5, 5) == (done.returncode, apart.returncode)
    assert 1 == done.stdout.count("--max-update 3"), done.stdout
    assert done.stdout.endswith("error: 1 error in the plan above; hookops can apply nothing\n")
    assert "--max-update 3" in apart.stdout
    assert "--max-update 3" in apart.stderr


def test_a_disable_without_a_change_asks_for_the_note_alone(shell):
    """No flow calls the hook: the question is not about changes, and the plan is shown once."""
    shell.run("apply", "--yes")

    refused = shell.run("disable", "enrich-access-tokens", "--because", "x", typed="no\n")
    done = shell.run("disable", "enrich-access-tokens", "--because", "x", typed="yes\n")

    assert (5, 0) == (refused.returncode, done.returncode)
    assert "to note this in the ledger of local" in done.stderr
    assert "these changes" not in done.stderr
    assert 1 == f"{done.stdout}{done.stderr}".count("No changes.")
