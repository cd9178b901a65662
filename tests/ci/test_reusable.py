"""The workflows that other repositories call, and the action, in their own shell."""

import os
import shutil
from pathlib import Path
from typing import Any

import yaml
from ci.repository import KEY, REPO, SECRET, Repository

WORKFLOWS = REPO / ".github" / "workflows"
PULL = {"number": 7, "head": {"repo": {"full_name": "acme/hooks"}}, "user": {"login": "alice"}}


def call(repository: Repository, name: str) -> dict[str, Any]:
    """A run of plan.yml, apply.yml or drift.yml for the repository's organization."""
    ledger = repository.folder / "ledger.json"
    inputs = {"org": "prod", "org-url": repository.url, "install": "x", "ledger": str(ledger)}
    github = {
        "ref": "refs/heads/main",
        "repository": "acme/hooks",
        "token": "of-the-job",
        "event": {"pull_request": PULL, "repository": {"default_branch": "main"}},
    }
    path = WORKFLOWS / f"{name}.yml"
    return repository.ci.run(path, repository.main, github=github, inputs=inputs)


def test_called_by_others(repository: Repository) -> None:
    """Inputs and lines of secrets do what the generated files do with names."""
    repository.commit()
    lines = f"\nAWS_REGION=eu-1\nnot a line\nHOOKOPS_SECRET_TOKEN_HOOK={SECRET}\nEMPTY=\n"
    token = {"HOOKOPS_API_TOKEN": "t0ken"}
    full = {**token, "HOOKOPS_FINGERPRINT_KEY": KEY, "HOOKOPS_SECRETS": lines}
    repository.ci.environments.update(
        {"hookops-prod-review": token, "hookops-prod-plan": full, "hookops-prod": full}
    )

    runs = [call(repository, name) for name in ("plan", "apply", "drift")]

    assert [["success", "success"]] * 3 == [[j.result for j in run.values()] for run in runs]
    assert "1 created" in runs[1]["apply"].summary
    assert f"::add-mask::{SECRET}" in runs[1]["apply"].log
    assert "EMPTY" not in runs[1]["apply"].log
    [comment] = repository.at_github("comments")
    assert comment["body"].startswith("<!-- hookops plan prod -->")


def action(repository: Repository, command: str, arguments: str) -> tuple[int, str, str]:
    """Exit code, log and outputs of the action's last step."""
    step = yaml.safe_load((REPO / "action.yml").read_text())["runs"]["steps"][-1]
    temp = Path(repository.folder / "temp")
    installed = temp / "hookops-action" / "bin"
    installed.mkdir(parents=True, exist_ok=True)
    shutil.copy(repository.ci.programs.folder / "hookops", installed)
    env = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(temp),
        "GITHUB_OUTPUT": str(temp / "output"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary"),
        "COMMAND": command,
        "ARGUMENTS": arguments,
        "REPORT": "",
        "HOOKOPS_API_TOKEN": "t0ken",
    }
    code, log = repository.ci.programs.bash(step["run"], repository.main, env)
    output = temp / "output"
    return code, log, output.read_text() if output.exists() else ""


def test_the_action(repository: Repository) -> None:
    """It runs one command; that something differs is an output, and no failure."""
    planned = action(repository, "plan", "--format markdown --detailed-exitcode")
    refused = action(repository, "ledger", "show")
    wrong = action(repository, "plan", "--org nowhere")

    assert (0, "exit-code=2\n") == (planned[0], planned[2])
    assert "### Plan for" in (repository.folder / "temp" / "summary").read_text()
    assert (3, "error: command is one of validate, plan, apply, drift, preview\n") == refused[:2]
    assert 3 == wrong[0]
