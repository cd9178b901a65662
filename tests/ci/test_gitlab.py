"""The jobs of GitLab: their own shell, against an emulated org."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci.repository import FULL, READ, Repository

HOOK = "manifests/enrich-access-tokens.yaml"


def job(repository: Repository, name: str, **env: str) -> tuple[int, str, Path]:
    """Exit code, log and work tree of one job."""
    found: dict[str, Any] = yaml.safe_load((repository.main / ".gitlab/hookops.yml").read_text())
    base, own = found[".hookops"], found[name]
    assert ".hookops" == own["extends"]
    work = repository.folder / f"{name}-{len(list(repository.folder.iterdir()))}"
    shutil.copytree(repository.main, work)
    programs = repository.ci.programs
    given = {
        "PATH": f"{programs.folder}:{os.environ['PATH']}",
        "HOME": str(work),
        "CI": "true",
        "PIP_LOG": str(repository.folder / "pip.log"),
        **base["variables"],
        **own.get("variables", {}),
        **env,
    }
    script = "\n".join((*base["before_script"], *own["script"]))
    return (*programs.bash(script, work, given), work)


@pytest.fixture
def gitlab(repository: Repository) -> Repository:
    repository.init("gitlab", "--ledger", f"{repository.folder}/ledger/{{org}}.json")
    (repository.folder / "ledger").mkdir()
    repository.commit()
    return repository


def test_from_merge_request_to_drift(gitlab: Repository) -> None:
    """Numbers in the merge request, a sealed plan, its apply; a schedule fails on drift."""
    reviewed = job(gitlab, "hookops-review-prod", **READ)
    planned = job(gitlab, "hookops-plan-prod", **FULL)
    shutil.copy(planned[2] / "plan.json", gitlab.main)
    applied = job(gitlab, "hookops-apply-prod", **FULL)
    quiet = job(gitlab, "hookops-drift-prod", **READ)
    gitlab.edit("https://staging.example.com/token")
    loud = job(gitlab, "hookops-drift-prod", **READ)

    widget = json.loads((reviewed[2] / "hookops-widget.json").read_text())
    assert {"create": 1, "update": 0, "delete": 0} == widget
    assert [0, 0, 0, 0, 2] == [found[0] for found in (reviewed, planned, applied, quiet, loud)]
    assert "1 created" in applied[1]
    assert "staging.example.com" in loud[1]
    assert f"-m pip install --quiet --disable-pip-version-check hookops=={version()}" in (
        (gitlab.folder / "pip.log").read_text()
    )


def test_a_mistake_fails_the_review(gitlab: Repository) -> None:
    """Without a plan there are no numbers, and the job has hookops' exit code."""
    gitlab.write(HOOK, (gitlab.main / HOOK).read_text().replace("status:", "stauts:"))

    code, log, work = job(gitlab, "hookops-review-prod", **READ)

    assert 3 == code
    assert "unknown field stauts" in log
    assert not (work / "hookops-widget.json").exists()


def test_code_quality(gitlab: Repository) -> None:
    """What is wrong becomes a report of code quality, without any credential."""
    gitlab.write(HOOK, (gitlab.main / HOOK).read_text().replace("status:", "stauts:"))

    code, _, work = job(gitlab, "hookops-validate")

    assert 3 == code
    [found] = json.loads((work / "gl-code-quality-report.json").read_text())
    assert HOOK == found["location"]["path"]


def test_one_apply_at_once(gitlab: Repository) -> None:
    """Applies of one organization share a resource group, and wait for somebody to start them."""
    found = yaml.safe_load((gitlab.main / ".gitlab/hookops.yml").read_text())
    apply = found["hookops-apply-prod"]

    assert "hookops-prod" == apply["resource_group"]
    assert ["manual"] == [rule["when"] for rule in apply["rules"]]
    assert ["hookops-plan-prod"] == apply["needs"]
    assert {"name": "hookops/prod"} == apply["environment"]


def version() -> str:
    from hookops import __version__

    return __version__
