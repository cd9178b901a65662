"""The command line as users run it: a process, a folder, an environment."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HOOKOPS = [sys.executable, "-m", "hookops"]
REPO = Path(__file__).resolve().parents[2]

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db}
"""


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

    def run(self, *arguments: str | bytes, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run hookops, with `text` on its standard input."""
        return subprocess.run(
            [*HOOKOPS, *arguments],
            cwd=self.folder,
            env=self.env,
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*HOOKOPS, *arguments], cwd=self.folder, env=self.env, text=True, **options
        )

    def files(self) -> dict[str, str]:
        """Everything below the folder, as text."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes().decode("latin-1")
            for path in self.folder.rglob("*")
            if path.is_file()
        }


class Emulator:
    """`hookops emulator` on a port."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdout is not None
        self.url = process.stdout.readline().split()[-1]

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
    process = shell.start("emulator", "--port", "0", "--token", "t0ken", stdout=subprocess.PIPE)
    running = Emulator(process)
    shell.point_at(running.url)
    yield running
    process.terminate()
    process.communicate(timeout=10)


@pytest.fixture
def declared(shell: Shell) -> Callable[[str, str], None]:
    """A function that replaces a text in the one manifest."""

    def replace(old: str, new: str) -> None:
        path = shell.folder / "manifests" / "enrich-access-tokens.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return replace
