"""The recipes for Azure Pipelines and Jenkins: their own shell, against an emulated org."""

import os
import re
from pathlib import Path
from typing import Any

import yaml
from ci.repository import FULL, KEY, READ, REPO, Repository

JENKINSFILE = (REPO / "ci" / "Jenkinsfile").read_text()
AZURE = yaml.safe_load((REPO / "ci" / "azure-pipelines.yml").read_text())


def environment(repository: Repository, **more: str) -> dict[str, str]:
    programs = repository.ci.programs
    return {
        "PATH": f"{programs.folder}:{os.environ['PATH']}",
        "HOME": str(repository.folder),
        "PIP_LOG": str(repository.folder / "pip.log"),
        "HOOKOPS_INSTALL": "hookops",
        "HOOKOPS_OPTIONS": " ",
        "HOOKOPS_ORG": "prod",
        "HOOKOPS_ORG_URL": repository.url,
        "HOOKOPS_LEDGER": str(repository.folder / "ledger.json"),
        **more,
    }


def azure_step(stage: str) -> dict[str, Any]:
    """The one step of a stage that is a shell's."""
    [found] = [one for one in AZURE["stages"] if one["stage"] == stage]
    [job] = found["jobs"]
    steps = job["steps"] if "steps" in job else job["strategy"]["runOnce"]["deploy"]["steps"]
    [step] = [one for one in steps if "bash" in one]
    return dict(step)


def test_azure_pipelines(repository: Repository) -> None:
    """Review, plan, apply and drift do what their stages say, with the variables they ask for."""
    work = repository.folder / "agent"
    plan = work / "hookops-plan" / "plan.json"
    work.mkdir()
    codes, logs = [], []
    for stage in ("review", "plan", "apply", "drift", "drift"):
        step = azure_step(stage)
        given = {name: value for name, value in FULL.items() if name in step["env"]}
        places = {"AGENT_TEMPDIRECTORY": str(work), "PIPELINE_WORKSPACE": str(work)}
        env = environment(repository, **places, **given)
        code, log = repository.ci.programs.bash(step["bash"], repository.main, env)
        codes.append(code)
        logs.append(log)
        assert plan.exists() is (stage != "review")
        if codes == [0, 0, 0, 0]:
            repository.edit("https://staging.example.com/token")

    # What nobody may apply is shown as well: whoever declares a hook that exists has a conflict.
    (repository.folder / "ledger.json").unlink()
    plan.unlink()
    env["HOOKOPS_FINGERPRINT_KEY"] = KEY
    refused, log = repository.ci.programs.bash(azure_step("plan")["bash"], repository.main, env)

    assert [0, 0, 0, 0, 2, 6] == [*codes, refused]
    assert "##vso[task.uploadsummary]" in log
    assert "1 conflict" in (work / "plan.md").read_text()
    assert "HOOKOPS_FINGERPRINT_KEY" not in azure_step("review")["env"]
    assert f"##vso[task.uploadsummary]{work}/plan.md\n" == logs[0].splitlines(keepends=True)[-1]
    assert "1 created" in logs[2]


def jenkins_stage(name: str) -> str:
    """What a stage's shell runs."""
    text = JENKINSFILE.partition(f"stage('{name}')")[2].partition("stage('")[0]
    found = re.findall(r"sh '''(.*?)'''|sh '(.*?)'\n", text, re.DOTALL)
    return "\n".join(long or short for long, short in found)


def test_jenkins(repository: Repository) -> None:
    """The stages of a pull request, and those of the protected branch."""
    codes, logs = [], []
    stages = (("Install", {}), ("Review", READ), ("Plan", FULL), ("Apply", FULL), ("Drift", READ))
    for stage, given in stages:
        env = environment(repository, **given)
        code, log = repository.ci.programs.bash(jenkins_stage(stage), repository.main, env)
        codes.append(code)
        logs.append(log)

    assert [0] * 5 == codes
    assert "1 created" in logs[3]


def test_jenkins_keeps_the_key_from_reviews() -> None:
    """A stage binds the credentials that it needs, and the one of pull requests no key."""
    parts = re.split(r"stage\('", JENKINSFILE)[1:]
    bound = {
        part.partition("'")[0]: set(re.findall(r"credentials\('(.+?)'\)", part)) for part in parts
    }

    assert {"hookops-read", "hookops-ledger"} == bound["Review"]
    assert set() == bound["Install"]
    assert "hookops-manage" not in bound["Plan"] | bound["Drift"]


def test_the_image_is_not_root() -> None:
    """The Dockerfile takes pinned packages, by their hashes, and ends as a user by number."""
    text = Path(REPO / "Dockerfile").read_text()
    installs = re.findall(r"pip install .*", text)

    assert re.search(r"^USER [1-9]\d*$", text, re.MULTILINE)
    assert all("--require-hashes" in line or "/wheel/*.whl" in line for line in installs)
    assert {"python:3.13-slim-bookworm"} == set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
