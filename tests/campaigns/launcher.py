"""`python -m campaigns.launcher FOLDER`: processes of hookops that do not import hookops once more.

Each is a fork of this process, with arguments, environment, folder, files for its output and signal
handling of its own; it runs what `python -m hookops` runs, and ends as that ends. Starting one
takes milliseconds in place of half a second. A `cold` one runs `python -m hookops` itself.

Standard input has a JSON object in each line: `id`, `args`, `env`, `folder`, `out`, `err`, and
where wanted `cold`, `fault` (see `disk_calls.py`) and `plant` (see `plants.py`). Standard output
has `{id, pid}` for each that has begun and `{id, code}` for each that has ended, where -9 is the
end by signal 9. FOLDER is theirs, and goes with this process, whose input ends in any case.
"""

import importlib
import json
import os
import pkgutil
import select
import shutil
import signal
import sys
from typing import Any

from campaigns import disk_calls, plants

import hookops
from hookops.cli import main as command_line

EXTRAS = ("hookops.emulator", "hookops.__main__", "hookops.secrets.sources")
LAZY = ("deepdiff", "httpcore")
"""What hookops imports when there is a use for it, as there is in every apply."""


def preload() -> None:
    """Everything that a run may import is there."""
    # As the command does it: a run would else have more of httpx than users have.
    command_line._forget_httpx_command()
    for found in pkgutil.walk_packages(hookops.__path__, "hookops."):
        if not found.name.startswith(EXTRAS):
            importlib.import_module(found.name)
    for name in LAZY:
        importlib.import_module(name)


class Server:
    """Starts processes, and says how they ended."""

    def __init__(self) -> None:
        self._poller = select.poll()
        self._poller.register(0, select.POLLIN)
        self._text = b""
        self._running: dict[int, tuple[int, int]] = {}
        """(number, process), by the end of a pipe that is closed when the process ends."""

    def serve(self) -> dict[str, Any]:
        """Returns in each new process, with what it is to be; ends with its input."""
        while True:
            for handle, _ in self._poller.poll():
                if handle != 0:
                    self._ended(handle)
                    continue
                data = os.read(0, 1 << 16)
                if not data:
                    self._end()
                *lines, self._text = (self._text + data).split(b"\n")
                for line in lines:
                    asked: dict[str, Any] = json.loads(line)
                    if self._begin(asked):
                        return asked

    def _begin(self, asked: dict[str, Any]) -> bool:
        """Returns: whether this is the new process."""
        # No wait for a child would say of several which one ended, without taking a signal that
        # the child would inherit; the kernel closes a pipe in any case.
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.set_inheritable(theirs, True)
            return True
        os.close(theirs)
        self._running[ours] = (asked["id"], pid)
        self._poller.register(ours, select.POLLIN)
        _say(id=asked["id"], pid=pid)
        return False

    def _ended(self, handle: int) -> None:
        number, pid = self._running.pop(handle)
        self._poller.unregister(handle)
        os.close(handle)
        _say(id=number, code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

    def _end(self) -> None:
        for _, pid in self._running.values():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(sys.argv[1], ignore_errors=True)
        sys.exit()


def _say(**values: int) -> None:
    os.write(1, json.dumps(values).encode() + b"\n")


def become(asked: dict[str, Any]) -> None:
    """This process is the run that was asked for."""
    # One that was started in the background of a shell ignores SIGINT, and so would the run.
    signal.signal(
        signal.SIGINT, signal.SIG_DFL if asked.get("cold") else signal.default_int_handler
    )
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    for handle, path in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        flags = os.O_RDONLY if handle == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, handle)
        os.close(opened)
    sys.argv = ["hookops", *asked["args"]]
    if asked.get("cold"):
        os.execv(sys.executable, [sys.executable, "-m", "hookops", *asked["args"]])
    if asked.get("plant"):
        plants.PLANTS[asked["plant"]]()
    if asked.get("fault"):
        disk_calls.install(disk_calls.Fault(**asked["fault"]))
    command_line.main()


if __name__ == "__main__":
    preload()
    become(Server().serve())
