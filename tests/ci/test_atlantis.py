"""The workflow of Atlantis: its own shell, as a server would run it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci.repository import KEY, SECRET, Repository

HOOK = "manifests/enrich-access-tokens.yaml"
SERVER = {
    "HOOKOPS_API_TOKEN_PROD_READ": "t0ken",
    "HOOKOPS_API_TOKEN_PROD": "t0ken",
    "HOOKOPS_FINGERPRINT_KEY": KEY,
    "HOOKOPS_SECRET_TOKEN_HOOK": SECRET,
}


class Server:
    """One that has the workflows, and a work tree of a pull request."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        path = repository.main / "atlantis-server.yaml"
        self.workflows: dict[str, Any] = yaml.safe_load(path.read_text())["workflows"]
        self.planfile = repository.folder / "prod.tfplan"

    def run(self, stage: str) -> tuple[int, str]:
        """Exit code and output of all steps of `plan` or `apply`."""
        env = {
            "PATH": f"{self.repository.ci.programs.folder}:{os.environ['PATH']}",
            "HOME": str(self.repository.folder),
            "PLANFILE": str(self.planfile),
            **SERVER,
        }
        log = ""
        for step in self.workflows["hookops-prod"][stage]["steps"]:
            if "run" in step:
                code, text = self._bash(step["run"], env)
                log += text
                if code:
                    return code, log
            else:
                env[step["env"]["name"]] = self._value(step["env"], env)
        return 0, log

    def _bash(self, script: str, env: dict[str, str]) -> tuple[int, str]:
        return self.repository.ci.programs.bash(script, self.repository.main, env)

    def _value(self, step: dict[str, str], env: dict[str, str]) -> str:
        if "command" not in step:
            return step["value"]
        command = ["sh", "-c", step["command"]]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        return done.stdout.strip()


@pytest.fixture
def server(repository: Repository) -> Server:
    repository.init("atlantis", "--ledger", f"{repository.folder}/ledger/{{org}}.json")
    (repository.folder / "ledger").mkdir()
    return Server(repository)


def test_plan_and_apply(server: Server) -> None:
    """The plan is made without key and secrets; the apply makes it again with them."""
    planned, applied = server.run("plan"), server.run("apply")

    assert [0, 0] == [planned[0], applied[0]]
    assert (
        "apply needs variables that are not set here: env:HOOKOPS_SECRET_TOKEN_HOOK" in planned[1]
    )
    assert "1 created" in applied[1]


def test_only_what_was_reviewed(server: Server) -> None:
    """A change that the review has not shown is not applied."""
    server.run("plan")
    text = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: later}\n"
    server.repository.write("manifests/key.yaml", text)

    code, log = server.run("apply")

    assert 1 == code
    assert "the plan has other changes than the one reviewed" in log
    assert [] == server.repository.call("GET", "/api/v1/inlineHooks")


def test_only_the_values_that_were_reviewed(server: Server) -> None:
    """The same action with another value is another change."""
    server.run("plan")
    manifest = "manifests/enrich-access-tokens.yaml"
    text = (server.repository.main / manifest).read_text()
    server.repository.write(manifest, text.replace("hooks.example.com", "other.example.com"))

    code, log = server.run("apply")

    assert 1 == code
    assert "the plan has other changes than the one reviewed" in log


def test_projects_name_workflows_of_the_server(server: Server) -> None:
    """The repository chooses among the server's workflows, and brings none."""
    found = yaml.safe_load(Path(server.repository.main / "atlantis.yaml").read_text())

    assert ["hookops-prod"] == [one["workflow"] for one in found["projects"]]
    assert "workflows" not in found
