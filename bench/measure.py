"""Whole processes, by the clock on the wall: how long, how much memory, which imports."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from projects import SECRET, SECRET_VALUE, TOKEN

PYTHON = sys.executable
HOOKOPS = str(Path(sys.executable).parent / "hookops")

# Nothing of the caller's environment: no proxies, no notices about them, and no
# PYTHONDONTWRITEBYTECODE, without which compiled modules are used.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": os.environ.get("HOME", "/"),
    "LANG": "C.UTF-8",
    "HOOKOPS_API_TOKEN": TOKEN,
    SECRET: SECRET_VALUE,
}


@dataclass(frozen=True, slots=True)
class Finished:
    """One process that ended well."""

    wall_s: float
    peak_mib: float
    stdout: str
    stderr: str


def run(command: Sequence[str], folder: Path, says: str = "") -> Finished:
    """The process has ended with 0 and printed `says`.

    Raises: SystemExit with what it printed instead.
    """
    with open(folder / "out", "w+") as out, open(folder / "err", "w+") as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read(), err.read()
    if child.returncode or says not in stdout:
        shown = f"{stdout[-500:]}{stderr[-2000:]}"
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}\n{shown}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Finished(wall_s, usage.ru_maxrss / unit, stdout, stderr)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two commands that took turns."""

    figure_s: float
    floor_s: float
    ratio: float
    """The median of the ratios of each turn, not the ratio of the medians."""
    peak_mib: float = 0
    """Of the first, at most."""


Job = tuple[Sequence[str], Path, str]
"""A command, the folder it runs in, and what it has to print."""


def interleaved(first: Job, second: Job, turns: int) -> Pairs:
    """Medians of `turns` runs of both, A B A B, after one of each that is not counted."""
    run(*first), run(*second)
    pairs = [(run(*first), run(*second)) for _ in range(turns)]
    return Pairs(
        median(a.wall_s for a, _ in pairs),
        median(b.wall_s for _, b in pairs),
        median(a.wall_s / b.wall_s for a, b in pairs),
        max(a.peak_mib for a, _ in pairs),
    )


def third_party(command: Sequence[str], folder: Path) -> set[str]:
    """The installed packages that `python COMMAND` imports, hookops itself left out."""
    ours = _imported([*command], folder) - _imported(["-c", "pass"], folder)
    return {name for name in ours - set(sys.stdlib_module_names) - {"hookops"} if _exists(name)}


def _imported(arguments: Sequence[str], folder: Path) -> set[str]:
    lines = run([PYTHON, "-X", "importtime", *arguments], folder).stderr.splitlines()
    names = [line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")]
    return {name.partition(".")[0] for name in names}


def _exists(name: str) -> bool:
    """Imports that failed are listed as well."""
    return importlib.util.find_spec(name) is not None


@contextmanager
def server(command: Sequence[str]) -> Iterator[str]:
    """The base URL of a server that prints `ready at URL`; it ends with the block."""
    child = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield child.stdout.readline().strip().removeprefix("ready at ")
    finally:
        child.terminate()
        child.wait()


def served(url: str) -> list[dict[str, str]]:
    """What the emulator has been asked so far, by its own log."""
    with urlopen(Request(url + "/_emulator/requests")) as answer:
        entries: list[dict[str, str]] = json.load(answer)
    return entries
