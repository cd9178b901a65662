"""Runs a program that has secrets: `op`, `sops`, `vals`.

It is found by PATH outside of the repository, gets a list of arguments and never a shell, and of
the environment only what it needs: a pull request can change what it reads, not what it is.
"""

import os
import selectors
import shutil
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from hookops.model.secret import Secret, repeats
from hookops.model.text import show
from hookops.secrets.source import Context, SourceError

LIMIT = 1024 * 1024
"""Bytes of output: a decrypted document has more than the one secret."""
_ERRORS = 64 * 1024
_ALWAYS = ("LANG", "LC_ALL", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Program:
    """One that is installed beside hookops."""

    name: str
    install: str
    """Where people get it."""
    variables: tuple[str, ...]
    """What it needs of the environment, beside credentials."""
    credentials: tuple[str, ...]
    """Those; `OP_SESSION_*` is each that begins so."""

    def run(self, arguments: Sequence[str], context: Context, stdin: bytes = b"") -> bytes:
        """What it prints. Raises: SourceError when it fails, or prints too much, or takes long."""
        # Windows ends one process, and not what that has started.
        if not hasattr(os, "killpg"):
            raise SourceError(f"hookops runs no {self.name} on this system", "unusable")
        given = chosen(context.env, self.credentials)
        try:
            process = self._start(arguments, context, given)
        except OSError as problem:
            reason = f"{self.name} cannot run: {problem.strerror}"
            raise SourceError(reason, "unusable") from None
        # Beside us: it may print before it has read all, and would wait for us.
        Thread(target=_feed, args=(process, stdin), daemon=True).start()
        try:
            out, err = self._read(process, context)
            code = process.wait(context.seconds_left())
        except subprocess.TimeoutExpired:
            raise SourceError(f"{self.name} did not end in time", "unreachable") from None
        finally:
            _end(process)
        if code:
            why = _first_line(err, [*given.values(), *_texts(out)])
            raise SourceError(f"{self.name} failed{why}", "unusable")
        return out

    def _start(
        self, arguments: Sequence[str], context: Context, given: Mapping[str, str]
    ) -> Process:
        env = chosen(context.env, (*_ALWAYS, *self.variables))
        # The program is in no folder of anybody's, and would say that there is no such file.
        for name, value in env.items():
            if name.endswith(("_FILE", "_CREDENTIALS")) and not value.startswith("/"):
                raise SourceError(f"{name} is no absolute path", "unusable")
        return subprocess.Popen(  # noqa: S603
            [self._find(context), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Neither the folder nor its parents have a file that would configure it.
            cwd="/",
            env={"PATH": "/usr/bin:/bin", **env, **given},
            # So that what it has started ends with it.
            start_new_session=True,
        )

    def _read(self, process: Process, context: Context) -> tuple[bytes, bytes]:
        """All that it prints on both streams. Raises: SourceError; subprocess.TimeoutExpired."""
        texts = {process.stdout: bytearray(), process.stderr: bytearray()}
        with selectors.DefaultSelector() as selector:
            for stream in filter(None, texts):
                selector.register(stream, selectors.EVENT_READ, texts[stream])
            while selector.get_map():
                ready = selector.select(context.seconds_left())
                if not ready:
                    raise subprocess.TimeoutExpired(self.name, 0)
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    key.data.extend(data)
                    if len(key.data) > LIMIT:
                        reason = f"{self.name} printed more than {LIMIT:,} bytes"
                        raise SourceError(reason, "unusable")
                    if not data:
                        selector.unregister(key.fileobj)
        return bytes(texts[process.stdout]), bytes(texts[process.stderr])

    def _find(self, context: Context) -> str:
        inside = _repository(context.folder)
        for folder in context.env.get("PATH", os.defpath).split(os.pathsep):
            # A relative entry is the folder that hookops was started in.
            found = shutil.which(self.name, path=folder) if folder.startswith("/") else None
            if found and not _is_in(found, inside) and not _is_in(os.path.realpath(found), inside):
                return found
        raise SourceError(
            f"{self.name} is not installed ({self.install}), or only inside of the repository",
            "unusable",
        )


def chosen(env: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The variables of those names that are set."""
    wanted = tuple(names)
    starts = tuple(name.removesuffix("*") for name in wanted if name.endswith("*"))
    return {
        name: value
        for name, value in env.items()
        if name in wanted or (starts and name.startswith(starts))
    }


def _feed(process: Process, stdin: bytes) -> None:
    # It may end without having read all, and says why on stderr.
    with suppress(OSError, ValueError):
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()


def _end(process: Process) -> None:
    # The group, since a child that outlives it keeps our streams open.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _first_line(err: bytes, secrets: Sequence[str]) -> str:
    """What it says, as one clean line; nothing where that repeats what it was given."""
    lines = [line.strip() for line in err[:_ERRORS].decode("utf-8", "replace").splitlines()]
    line = next(filter(None, lines), "")
    if not line or repeats(err.decode("utf-8", "replace"), map(Secret, secrets)):
        return ""
    return f": {show(line, 200)}"


def _repository(folder: Path) -> str:
    """The root of the repository around the folder; the folder itself where there is none."""
    full = Path(os.path.abspath(folder))
    roots = [each for each in (full, *full.parents) if os.path.lexists(each / ".git")]
    return os.path.realpath(roots[-1] if roots else full)


def _is_in(path: str, folder: str) -> bool:
    return os.path.abspath(path).startswith(folder.rstrip("/") + "/")


def _texts(out: bytes) -> list[str]:
    """What was printed already, as a secret that a message might repeat."""
    return [text] if (text := out.decode("utf-8", "replace").strip()) else []
