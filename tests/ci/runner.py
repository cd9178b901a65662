"""Carries out GitHub's workflows: real steps in a real shell, what GitHub gives them invented.

Of expressions it knows what the workflows use. `gh` and pip are recording scripts.
"""

import fnmatch
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ci.programs import Programs

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_NAME = re.compile(r"'[^']*'|\b[a-z]\w*(?:\.[\w-]+)+")


@dataclass
class Job:
    """How one job ended."""

    result: str
    outputs: dict[str, str]
    log: str
    summary: str
    env_seen: set[str]
    """Every variable that one of its steps had and that is not GitHub's."""


@dataclass
class Ci:
    """A repository at GitHub: its secrets by environment, its artifacts, comments and issues."""

    folder: Path
    environments: dict[str, dict[str, str]]
    variables: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    """Of the runner."""

    def __post_init__(self) -> None:
        self.programs = Programs(self.folder / "bin")
        self.state = self.folder / "github.json"

    def run(self, workflow: Path, checkout: Path, **contexts: Any) -> dict[str, Job]:
        """Each job of the workflow, in order; `contexts` are github, inputs."""
        found = yaml.safe_load(workflow.read_text())
        run = Run(self, found, checkout, {"github": {}, "inputs": {}, **contexts})
        for name, job in found["jobs"].items():
            run.job(name, job)
        return run.jobs


@dataclass
class Run:
    """One run of a workflow."""

    ci: Ci
    workflow: dict[str, Any]
    checkout: Path
    contexts: dict[str, Any]
    jobs: dict[str, Job] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)

    def job(self, name: str, job: dict[str, Any]) -> None:
        needs = job.get("needs", [])
        needed = {n: self.jobs[n] for n in ([needs] if isinstance(needs, str) else needs)}
        fine = all(one.result == "success" for one in needed.values())
        known = {
            **self.contexts,
            "needs": {n: {"outputs": one.outputs} for n, one in needed.items()},
            "vars": self.ci.variables,
            "runner": {"temp": str(self.ci.folder / f"temp-{len(list(self.ci.folder.iterdir()))}")},
        }
        if not condition(job.get("if"), known, fine):
            self.jobs[name] = Job("skipped", {}, "", "", set())
            return
        place = str(evaluate(job.get("environment", ""), known))
        known["secrets"] = self.ci.environments.get(place, {})
        self.jobs[name] = JobRun(self, job, known).run()


class JobRun:
    """One job, on a machine of its own."""

    def __init__(self, run: Run, job: dict[str, Any], known: dict[str, Any]) -> None:
        self.run_of, self.job_text, self.known = run, job, known
        self.temp = Path(known["runner"]["temp"])
        self.work = self.temp / "work"
        self.work.mkdir(parents=True)
        self.log, self.ok = "", True
        self.steps: dict[str, Any] = {}
        self.seen: set[str] = set()
        known["steps"] = self.steps

    def run(self) -> Job:
        for number, step in enumerate(self.job_text["steps"]):
            if condition(step.get("if"), self.known, self.ok):
                self.ok = self._step(step, number) and self.ok
        given = self.job_text.get("outputs", {})
        outputs = {k: str(evaluate(v, self.known)) for k, v in given.items()}
        summary = self.temp / "summary"
        text = summary.read_text() if summary.exists() else ""
        return Job("success" if self.ok else "failure", outputs, self.log, text, self.seen)

    def _step(self, step: dict[str, Any], number: int) -> bool:
        if "uses" in step:
            given = {k: evaluate(v, self.known) for k, v in step.get("with", {}).items()}
            action: str = step["uses"].partition("@")[0].replace("actions/", "").replace("-", "_")
            return bool(getattr(self, f"_{action}")(given))
        return self._shell(step, number)

    def _checkout(self, given: dict[str, Any]) -> bool:
        assert given["persist-credentials"] is False
        clone = ["git", "clone", "-q", str(self.run_of.checkout), "."]
        subprocess.run(clone, cwd=self.work, check=True)
        return True

    def _setup_python(self, _: dict[str, Any]) -> bool:
        return True

    def _upload_artifact(self, given: dict[str, Any]) -> bool:
        path, target = Path(given["path"]), self.temp / "uploaded" / given["name"]
        if not path.exists():
            return given.get("if-no-files-found") != "error"
        target.mkdir(parents=True)
        for file in path.iterdir() if path.is_dir() else [path]:
            shutil.copy(file, target)
        self.run_of.artifacts[given["name"]] = target
        return True

    def _download_artifact(self, given: dict[str, Any]) -> bool:
        pattern = given.get("name") or given["pattern"]
        found = [p for n, p in self.run_of.artifacts.items() if fnmatch.fnmatch(n, pattern)]
        Path(given["path"]).mkdir(parents=True, exist_ok=True)
        for file in (file for folder in found for file in folder.iterdir()):
            shutil.copy(file, given["path"])
        return bool(found) or "pattern" in given

    def _shell(self, step: dict[str, Any], number: int) -> bool:
        assert "${{" not in step["run"], "an expression in a script is an injection"
        texts = (self.run_of.workflow.get("env"), self.job_text.get("env"), step.get("env"))
        own = {k: str(evaluate(v, self.known)) for env in texts for k, v in (env or {}).items()}
        self.seen |= {name for name, value in own.items() if value}
        output = self.temp / f"output-{number}"
        output.touch()
        code, text = self.run_of.ci.programs.bash(
            step["run"], self.work, {**self._github(output), **own}
        )
        self.log += text
        lines = output.read_text().splitlines()
        outputs = dict(line.partition("=")[::2] for line in lines)
        self.steps[step.get("id", str(number))] = {"outputs": outputs}
        return code == 0

    def _github(self, output: Path) -> dict[str, str]:
        ci = self.run_of.ci
        may = [k for k, v in self.job_text["permissions"].items() if v == "write"]
        return {
            "PATH": f"{ci.programs.folder}:{os.environ['PATH']}",
            "HOME": str(self.temp),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "PIP_LOG": str(ci.folder / "pip.log"),
            "FAKE_GITHUB": str(ci.state),
            "FAKE_MAY_WRITE": " ".join(may),
            **ci.environment,
        }


def condition(text: str | None, known: dict[str, Any], fine: bool) -> bool:
    """Whether a job or step runs, when those before it were `fine`."""
    if text is None:
        return fine
    found = EXPRESSION.fullmatch(text.strip())
    inside = found[1] if found else text
    value = _value(inside.replace("!cancelled()", "True"), known)
    return bool(value) and (fine or "cancelled()" in inside)


def evaluate(value: Any, known: dict[str, Any]) -> Any:
    """A value of a workflow, its expressions replaced."""
    if not isinstance(value, str):
        return value
    return EXPRESSION.sub(lambda hit: str(_value(hit[1], known)), value)


def _value(text: str, known: dict[str, Any]) -> Any:
    def looked_up(hit: re.Match[str]) -> str:
        if hit[0].startswith("'"):
            return hit[0]
        found: Any = known
        for part in hit[0].split("."):
            # What is not set is empty, as at GitHub.
            found = found.get(part, "") if isinstance(found, dict) else ""
        return repr(found)

    python = _NAME.sub(looked_up, text).replace("&&", " and ").replace("||", " or ")
    return eval(" ".join(python.split()), {"__builtins__": {}, "format": str.format})
