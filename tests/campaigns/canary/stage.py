"""A project on an org of this computer, in which one command runs at a time."""

import io
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TextIO

from campaigns.canary import secrets
from campaigns.canary.org import ECHOES, Org, Recorder, serve, service
from campaigns.canary.secrets import ALLOWED, CANARIES
from campaigns.canary.traces import Traces, files, watching
from campaigns.canary.words import find

from hookops.cli.host import Host
from hookops.cli.main import run as run_cli
from hookops.ledger.file import FileLedger
from hookops.manifest.load import load
from hookops.model.errors import EXIT_CODES, HookopsError
from hookops.model.limits import Limits
from hookops.model.secret import Secret
from hookops.okta.session import Patience, open_session
from hookops.secrets.environment import from_environment
from hookops.workflow import apply as applying
from hookops.workflow import drift as drifting
from hookops.workflow import plan as planning
from hookops.workflow.run import Applied, Run

ENDPOINTS = ("--allow-endpoint-change", "sms", "--allow-endpoint-change", "passwords")
"""Both hooks of an org that has one of their type change."""

HASTY = Patience(attempts=2, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    acme: ORGANIZATION
"""
Cli = Callable[[Sequence[str], Host, TextIO, TextIO], int]


def whole_cli(args: Sequence[str], on: Host, out: TextIO, err: TextIO) -> int:
    """hookops, as a process would run it."""
    return run_cli(args, on, stdout=out, stderr=err)


@dataclass(frozen=True, slots=True)
class Asked:
    """What runs, where, and what goes wrong meanwhile."""

    args: tuple[str, ...]
    mistake: str = ""
    fault: str = "none"
    at: int = 0


class CanaryStage:
    """Made once; each run begins with the same files and the same org."""

    def __init__(self) -> None:
        seed = {"apps": [{"label": "Acme Portal"}]}
        self.org = Org(CANARIES["api-token"].text, seed)
        self._services = Recorder("service", service(CANARIES["rotated-token"].text))
        self.service_url, self._stop_services = serve(self._services)
        self.folder = Path(tempfile.mkdtemp(prefix="canaries-")) / "project"
        self.folder.mkdir()
        self._write_project(f"{{url: '{self.org.url}'}}")
        self._prepare()
        self._first = files(self.folder)
        self.org.keep()

    def _prepare(self) -> None:
        """Everything was applied; then manifests and secrets changed, and a plan was saved."""
        self._declare(changed=False)
        env = secrets.variables(rotated=False)
        self._expect(0, ["apply", "--yes"], env)
        self._expect(0, ["drift"], env)
        self._declare(changed=True)
        env = secrets.variables(rotated=True)
        prune = ["--prune", "--max-delete", "1", "--max-update", "9", *ENDPOINTS]
        self._expect(0, ["plan", "--out", "plan.json", *prune], env)

    def _expect(self, code: int, args: Sequence[str], env: Mapping[str, str]) -> None:
        out, err = io.StringIO(), io.StringIO()
        found = whole_cli(args, Host(dict(env), self.folder, None, HASTY), out, err)
        assert code == found, out.getvalue() + err.getvalue()

    def _declare(self, *, changed: bool) -> None:
        shutil.rmtree(self.folder / "manifests", ignore_errors=True)
        (self.folder / "manifests").mkdir()
        for name, text in secrets.manifests(changed=changed).items():
            (self.folder / "manifests" / name).write_text(text)

    def _write_project(self, organization: str) -> None:
        text = PROJECT.replace("ORGANIZATION", organization)
        (self.folder / "hookops.yaml").write_text(text)

    def close(self) -> None:
        """The ports are free again."""
        self.org.stop()
        self._stop_services()

    def problems(self, asked: Asked, cli: Cli = whole_cli) -> list[str]:
        """Where a canary is that may not be there, and what else is wrong."""
        env = self._begin(asked)
        before = files(self.folder)
        out, err = io.StringIO(), io.StringIO()
        found: list[str] = []
        with watching(self.folder) as traces:
            try:
                code = self._run(asked, env, out, err, cli, traces)
                if code not in EXIT_CODES or code == 1:
                    found.append(f"{code} is no exit code for it")
            except Exception as problem:  # noqa: BLE001
                # Whatever it is, a user would see a traceback.
                traces.add_exception(problem)
                found.append(f"traceback: {type(problem).__name__}")
        traces.add("stdout", out.getvalue())
        traces.add("stderr", err.getvalue())
        traces.add_files(self.folder, before)
        for place, text in (*self.org.recorder.requests, *self._services.requests):
            traces.add(place, text)
        return [*found, *self._leaks(traces)]

    def _run(
        self,
        asked: Asked,
        env: dict[str, str],
        out: TextIO,
        err: TextIO,
        cli: Cli,
        traces: Traces,
    ) -> int:
        if asked.args[0] == "raised":
            return self._raised(asked.args[1], env, traces)
        args = [arg.replace("SERVICE", self.service_url) for arg in asked.args]
        return cli(args, Host(env, self.folder, None, HASTY), out, err)

    def _begin(self, asked: Asked) -> dict[str, str]:
        """The files and the org are as they were. Returns: the environment."""
        shutil.rmtree(self.folder)
        for name, data in self._first.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600)
        self._services.requests.clear()
        self.org.begin(asked.fault, asked.at)
        env = secrets.variables(rotated=True)
        if asked.fault == "port-closed":
            self._write_project("{url: 'http://127.0.0.1:9'}")
        canary = CANARIES[asked.mistake] if asked.mistake else None
        if asked.mistake in secrets.MISTAKES and canary is not None:
            text = secrets.mistaken(secrets.MISTAKES[asked.mistake], canary)
            (self.folder / "manifests" / "mistake.yaml").write_text(text)
        elif asked.mistake in secrets.PROJECT_MISTAKES and canary is not None:
            line = secrets.PROJECT_MISTAKES[asked.mistake]
            self._write_project(line.replace("%s", canary.core))
        elif asked.mistake in secrets.VARIABLE_MISTAKES and canary is not None:
            name, _, value = secrets.VARIABLE_MISTAKES[asked.mistake].partition("=")
            env[name] = value.replace("%s", canary.core)
        return env

    def _raised(self, command: str, env: Mapping[str, str], traces: Traces) -> int:
        """A workflow without the command around it: its errors, and what they hide."""
        url, now = self.org.url, time.time
        session = open_session(
            url, Secret(env["HOOKOPS_API_TOKEN"]), read_only=False, patience=HASTY, clock=now
        )
        manifests = load([self.folder / "manifests"], self.folder, allowed_secrets=("CORP_*",))
        ledger = FileLedger(self._ledger_path(), url)
        run = Run(manifests.desired, session, ledger, from_environment(env), sleep=lambda _: None)
        named = ("sms", "passwords")
        limits = Limits(prune=True, max_delete=1, max_update=9, allow_endpoint_change=named)
        try:
            if command == "apply":
                return _apply(run, limits).exit_code
            traces.add(
                "value",
                repr(planning.plan(run, limits) if command == "plan" else drifting.drift(run)),
            )
        except HookopsError as problem:
            traces.add_exception(problem)
            return problem.exit_code
        finally:
            session.close()
        return 0

    def _ledger_path(self) -> Path:
        (name,) = [name for name in self._first if name.endswith(".ledger.json")]
        return self.folder / name

    def _leaks(self, traces: Traces) -> list[str]:
        found = []
        for place, text in traces.texts:
            if place == "host" and "evil" in text:
                found.append(f"hookops looks for the host {text}")
            for name, encoding in find(CANARIES, text):
                if not any(
                    where.fullmatch(place) and who.fullmatch(name) for where, who in ALLOWED
                ):
                    found.append(f"{place} has {name} ({encoding})")
        return list(dict.fromkeys(found))


def _apply(run: Run, limits: Limits) -> Applied:
    run = replace(run, title="acme")
    return applying.apply(
        run,
        limits,
        (),
        consent=lambda _: True,
        progress=lambda _: None,
        stop=Event(),
        parallelism=2,
    )


SERVICE_PATHS = ("hook", *ECHOES)
