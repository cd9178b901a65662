"""The command line as users run it: a folder, an environment, and rarely a process."""

import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore
from hookops.okta.session import Patience

HOOKOPS = [sys.executable, "-m", "hookops"]
REPO = Path(__file__).resolve().parents[2]

HASTY = Patience(first_wait_s=0.001, longest_wait_s=0.002)

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db}
"""


class Terminal(io.StringIO):
    """What somebody types who can be asked."""

    def isatty(self) -> bool:
        return True


class Shell:
    """A folder with a project in it, and a clean environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keep = ("PATH", "HOME", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
        self.env = {name: os.environ[name] for name in keep if name in os.environ}
        self.env["HOOKOPS_SECRET_TOKEN_HOOK"] = "CANARY-70110"
        self.write("hookops.yaml", PROJECT)
        manifest = (REPO / "manifests" / "enrich-access-tokens.yaml").read_text()
        self.write("manifests/enrich-access-tokens.yaml", manifest.partition("  bindings:")[0])

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def point_at(self, url: str) -> None:
        """The project's organization is at `url` now."""
        text = PROJECT.replace("{emulator: .hookops/local.db}", f"{{url: {url!r}}}")
        self.write("hookops.yaml", text)
        self.env["HOOKOPS_API_TOKEN"] = "t0ken"

    def run(self, *arguments: str, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run hookops in this process, with a terminal when something is `typed` there."""
        out, err = io.StringIO(), io.StringIO()
        stdin = io.StringIO() if typed is None else Terminal(typed)
        host = Host(self.env, self.folder, stdin, HASTY)
        code = run(arguments, host, stdout=out, stderr=err)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str | bytes) -> "subprocess.CompletedProcess[str]":
        """Run hookops in a process of its own, with nothing on its standard input."""
        return subprocess.run(
            [*HOOKOPS, *arguments],
            cwd=self.folder,
            env=self.env,
            input="",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*HOOKOPS, *arguments], cwd=self.folder, env=self.env, text=True, **options
        )

    @staticmethod
    def interrupt(process: "subprocess.Popen[str]") -> int:
        """Ctrl-C, again every few seconds as people do: the exit code.

        A signal that comes while Python cleans up after a value raises into nothing.
        """
        for _ in range(10):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=8)
        raise TimeoutError("it goes on")

    def files(self) -> dict[str, str]:
        """Everything below the folder, as text."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes().decode("latin-1")
            for path in self.folder.rglob("*")
            if path.is_file()
        }


class Emulator:
    """The emulator on a port, served by a thread until it is stopped."""

    def __init__(self, **org: Any) -> None:
        self.serving = ExitStack()
        app = create_app(MemoryStore(), token="t0ken", **org)
        self.url = self.serving.enter_context(running(app, threads=4))

    def stop(self) -> None:
        """Nobody listens on the port any more."""
        self.serving.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else b"" if method == "POST" else None
        headers = {"Authorization": "SSWS t0ken", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def edit(self) -> None:
        """Somebody changes the first hook in the console."""
        hook = self.call("GET", "/api/v1/inlineHooks")[0]
        hook["channel"]["config"]["uri"] = "https://staging.example.com/token"
        hook["channel"]["config"]["authScheme"]["value"] = "typed"
        self.call("PUT", f"/api/v1/inlineHooks/{hook['id']}", hook)

    def requests(self) -> list[tuple[str, str]]:
        served = self.call("GET", "/_emulator/requests")
        return [(request["method"], request["path"]) for request in served]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulator]:
    """An emulator on a free port; the project points at it."""
    started = Emulator()
    shell.point_at(started.url)
    yield started
    started.stop()


@pytest.fixture
def declared(shell: Shell) -> Callable[[str, str], None]:
    """A function that replaces a text in the one manifest."""

    def replace(old: str, new: str) -> None:
        path = shell.folder / "manifests" / "enrich-access-tokens.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return replace
