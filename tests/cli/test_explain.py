"""`hookops explain`, as it is run."""

import json

import pytest


def test_a_code(shell) -> None:
    """A code is explained on stdout, without a project."""
    (shell.folder / "hookops.yaml").unlink()

    done = shell.run("explain", "error[unknown-field]")

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("unknown-field (error)\n  A field is not one of those")


def test_the_list(shell) -> None:
    """Without a code, every code has one line, under what it is about."""
    lines = shell.run("explain").stdout.splitlines()

    assert "Manifests, overlays and hookops.yaml" in lines
    assert 1 == sum(line.split()[:1] == ["unknown-field"] for line in lines)
    assert 1 == sum(line.split()[:1] == ["exit-6"] for line in lines)


def test_json(shell) -> None:
    """What documents are generated from is the same for one code and for all."""
    one = json.loads(shell.run("explain", "6", "--format", "json").stdout)
    every = json.loads(shell.run("explain", "--format", "json").stdout)

    assert ["exit-6"] == [entry["code"] for entry in one["codes"]]
    assert one["codes"][0] in every["codes"]


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("unkown-field", "did you mean unknown-field"),
        ("OUTAG", "did you mean outage"),
        ("\x1b[31m::set-output", "hookops explain lists every code"),
    ],
)
def test_no_such_code(shell, given: str, hint: str) -> None:
    """What is no code is not repeated, since it may be anything; what is close is offered."""
    done = shell.run("explain", given)

    assert (3, "") == (done.returncode, done.stdout)
    assert f"error: there is no such code of hookops\n  hint: {hint}\n" == done.stderr


def test_a_report_of_errors_leads_here(shell) -> None:
    """Whoever reads codes for the first time learns where they are explained."""
    shell.write("manifests/enrich-access-tokens.yaml", "kind: InlineHok\n")

    done = shell.run("validate")

    hint = "hookops explain CODE says more of each code in brackets"
    assert done.stderr.endswith(f"\n  hint: {hint}\n")
