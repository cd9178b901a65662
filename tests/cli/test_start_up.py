"""What a command imports: start-up is most of what a small plan costs."""

import subprocess
import sys

import pytest

HEAVY = {
    "authlib": "only a service app signs",
    "boto3": "only a key in AWS KMS needs it",
    "joserfc": "only a service app signs",
    "cryptography": "only an emulator that keeps a file seals secrets",
    "deepdiff": "nothing differs in part",
    "flask": "the org is another process",
    "jsonschema": "the manifests are valid",
    "rich": "stdout is no terminal",
    "hookops.apply.executor": "nothing is written",
    "hookops.apply.saved_plan": "no plan is saved",
    "hookops.report.plan.markdown": "the report is text",
}
"""Modules that a plan in a pipe does without, each with the reason."""


def imported(shell, *arguments: str) -> set[str]:
    """The modules that a process of its own has imported in the end."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "hookops", *arguments],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_a_plan_imports_what_it_uses(shell, emulator):
    """A plan of valid manifests in a pipe imports none of what it has no use for."""
    shell.point_at(emulator.url)

    assert set() == imported(shell, "plan") & set(HEAVY)


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
def test_help_imports_no_http(shell, command):
    """The help of a command comes before anything that it would do."""
    found = {name.partition(".")[0] for name in imported(shell, command, "--help")}

    assert set() == found & {"httpx", "yaml", "jsonschema", "rich", "joserfc", "boto3"}
