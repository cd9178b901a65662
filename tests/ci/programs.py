"""Programs of this process that a shell starts: to start Python for each would take minutes."""

import io
import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ci.fake_gh import gh

from hookops.cli.host import Host
from hookops.cli.main import run

CLIENT = """\
#!{python} -IS
import json, os, socket, sys
s = socket.create_connection(("127.0.0.1", {port}))
s.sendall(json.dumps(["{name}", sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
s.shutdown(socket.SHUT_WR)
code, out, err = json.loads(b"".join(iter(lambda: s.recv(65536), b"")))
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""
# Jobs install with pip, which is only written down; a script of theirs is carried out.
PYTHON = f"""\
#!/bin/sh
case "$1 $2" in
  "-m pip" | "-m venv") echo "$*" >> "$PIP_LOG" ;;
  *) exec {sys.executable} "$@" ;;
esac
"""


class Programs:
    """A folder for PATH with hookops, gh and python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(0.01)
        port = self.listening.getsockname()[1]
        for name in ("hookops", "gh"):
            self._script(name, CLIENT.format(python=sys.executable, port=port, name=name))
        for name in ("python", "python3"):
            self._script(name, PYTHON)

    def close(self) -> None:
        self.listening.close()

    def bash(self, script: str, folder: Path, env: dict[str, str]) -> tuple[int, str]:
        """Exit code and both streams of a script, as GitHub runs it."""
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        # A file and no pipe, which would be full while nobody reads it.
        with tempfile.TemporaryFile("w+") as printed:
            streams: Any = {"stdout": printed, "stderr": subprocess.STDOUT}
            process = subprocess.Popen(
                command, cwd=folder, env=env, stdin=subprocess.DEVNULL, **streams
            )
            # In this thread: signals are no matter of others.
            while process.poll() is None:
                self._serve_one()
            printed.seek(0)
            return process.returncode, printed.read()

    def _serve_one(self) -> None:
        try:
            connection, _ = self.listening.accept()
        except TimeoutError:
            return
        with connection:
            asked = b"".join(iter(lambda: connection.recv(65536), b""))
            connection.sendall(json.dumps(_answer(*json.loads(asked))).encode())

    def _script(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)


def _answer(name: str, arguments: list[str], folder: str, env: dict[str, str]) -> list[Any]:
    if name == "gh":
        return [0, gh(arguments, env), ""]
    return list(hookops(arguments, Path(folder), env))


def hookops(arguments: list[str], folder: Path, env: dict[str, str]) -> tuple[int, str, str]:
    """Exit code, standard output and error of a run in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = run(arguments, Host(env, folder, io.StringIO()), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()
