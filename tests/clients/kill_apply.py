# ruff: noqa: T201
"""`kill -9` of an apply at every request: `kill_apply.py PYTHON [SCENARIO]`.

A process of hookops applies a scenario of the fault matrix to an emulator on a port. It is killed
when one of its requests comes, or once that was carried out; then another process applies without
trouble. At most two of those lead to what an apply leaves that nobody killed, and no create is sent
a second time for a hook that the first had made.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from conftest import TOKEN, URL  # noqa: E402
from faults import state  # noqa: E402
from faults.scenarios import ALL  # noqa: E402
from faults.worlds import QuickWorld  # noqa: E402

from hookops.emulator.control import snapshots  # noqa: E402
from hookops.emulator.control.switches import Switches  # noqa: E402
from hookops.emulator.http.server import running  # noqa: E402
from hookops.emulator.world import get_world  # noqa: E402
from hookops.ledger.document import Writer  # noqa: E402

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {url: URL, ledger: ledger.json}
"""
GRACE_S = 40
"""So long, by the org's clock, until the next run."""


class Killer:
    """The org, which kills its client at one request."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.process: subprocess.Popen[str] | None = None
        self.at = -1
        self.after = False
        self.count = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        meets = self.count == self.at
        self.count += 1
        if not meets or self.process is None:
            return self.app(environ, start)
        answer = list(self.app(environ, start)) if self.after else []
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Nobody reads it; what was not to be carried out is not.
        if not answer:
            start("503 Service Unavailable", [("Content-Length", "0")])
        return answer


class Place:
    """A folder with manifests and ledger, and the org that they are about."""

    def __init__(self, python: str, folder: Path, name: str) -> None:
        scenario = ALL[name]
        self.folder, self.python = folder, str(Path(python).absolute())
        self.world = QuickWorld(folder, scenario.seed, Switches())
        scenario.prepare(self.world)
        self.org = get_world(self.world.made)
        self.taken = snapshots.snapshot(self.org)
        self.killer = Killer(self.world.made)
        names = {
            "prune": "--prune",
            "max_delete": "--max-delete",
            "max_update": "--max-update",
        }
        self.options: list[str] = []
        for limit, value in scenario.limits.items():
            self.options += [names[limit]] + ([] if value is True else [str(value)])

    @contextmanager
    def served(self) -> Iterator[None]:
        """The org is on a port, and the project names it."""
        with running(self.killer, threads=4) as url:
            self.ledger = Writer().dumps(self.world.kept.stored).replace(URL, url)
            (self.folder / "hookops.yaml").write_text(PROJECT.replace("URL", f"'{url}'"))
            yield

    def reset(self) -> None:
        """Org and ledger are as they were before the apply."""
        snapshots.restore(self.org, self.taken)
        (self.folder / "ledger.json").write_text(self.ledger)

    def apply(self, at: int = -1, *, after: bool = False) -> int:
        """One process; the number of its exit."""
        killer = self.killer
        killer.at, killer.after, killer.count = at, after, 0
        env = {**os.environ, **self.world.env, "HOOKOPS_API_TOKEN": TOKEN}
        command = [self.python, "-m", "hookops", "apply", "--yes", "--parallelism", "1"]
        with (self.folder / "output.txt").open("w") as output:
            process = subprocess.Popen(
                [*command, *self.options],
                cwd=self.folder,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
            killer.process = process
            return process.wait(120)

    def check(self, at: int, *, after: bool, wanted: state.OrgState) -> str:
        """What is wrong after that kill; empty when nothing is."""
        self.reset()
        if self.apply(at, after=after) != -signal.SIGKILL:
            return "the process was not killed"
        codes = []
        for _ in range(2):
            self.world.now += GRACE_S
            codes.append(self.apply())
            if codes[-1] == 0:
                break
        wrong = state.differences(wanted, state.state_of(self.world.store))
        if wrong or codes[-1]:
            text = (self.folder / "output.txt").read_text()
            return f"exit codes {codes}: {wrong or text[:300]}"
        return ""


def main(python: str, name: str = "all-at-once") -> None:
    """All kills of one scenario."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(python, Path(folder), name)
        with place.served():
            place.reset()
            code = place.apply()
            if code:
                sys.exit(f"exit code {code}:\n{(place.folder / 'output.txt').read_text()}")
            wanted, count = state.state_of(place.world.store), place.killer.count
            wrong = []
            for number in range(2 * count):
                at, after = number // 2, bool(number % 2)
                found = place.check(at, after=after, wanted=wanted)
                moment = "after" if after else "before"
                wrong += [f"kill {moment} request {at}: {found}"] if found else []
    print(f"{name}: {2 * count} kills of an apply at its {count} requests, {len(wrong)} wrong")
    for problem in wrong[:10]:
        print(f"  {problem}")
    sys.exit("FAILED" if wrong else 0)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: kill_apply.py PYTHON [SCENARIO]")
    main(*sys.argv[1:])
