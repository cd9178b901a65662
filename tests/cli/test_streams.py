"""What is printed arrives, or the exit code says that it did not."""

import contextlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from hookops.cli.streams import Stream

SAYS_SO = "error: a part of the output is lost: standard output: "


def run_shell(shell, line: str) -> "subprocess.CompletedProcess[bytes]":
    """What a user typed into a shell, with `hookops` for this Python's."""
    command = line.replace("hookops ", f"{sys.executable} -m hookops ")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
@pytest.mark.parametrize(
    "command",
    ["plan --format json", "plan", "drift --format markdown", "validate", "--help", "--version"],
)
def test_output_that_is_lost(shell, command, where):
    """A report on a full disk, or a closed stream, is neither "in sync" nor "differences": 9."""
    done = run_shell(shell, f"hookops {command} {where}")

    text = done.stderr.decode()
    assert (9, True) == (done.returncode, SAYS_SO in text)
    assert "Traceback" not in text


def test_differences_that_are_lost(shell):
    """Whoever lost the differences has not seen them: 9 and not 2."""
    done = run_shell(shell, "hookops plan --detailed-exitcode > /dev/full")

    assert 9 == done.returncode


def test_an_apply_whose_report_is_lost(shell):
    """It has written everything, which 9 would deny: 7, and a second one finds nothing to do."""
    first = run_shell(shell, "hookops apply --yes > /dev/full")
    second = run_shell(shell, "hookops apply --yes")

    assert (7, True) == (first.returncode, SAYS_SO in first.stderr.decode())
    assert (0, True) == (second.returncode, b"No changes" in second.stdout)


def test_an_error_whose_output_is_lost(shell):
    """A run that failed keeps the code of that."""
    shell.write("manifests/wrong.yaml", "kind: Nothing\n")

    assert 3 == run_shell(shell, "hookops plan > /dev/full").returncode


@pytest.mark.parametrize("where", ["2> /dev/full", "2>&-"])
def test_messages_that_are_lost(shell, where):
    """The report is whole without the lines beside it."""
    done = run_shell(shell, f"hookops plan --prune {where}")

    assert (0, True) == (done.returncode, b"1 to create" in done.stdout)


@pytest.mark.parametrize("command", ["plan --format json", "--help", "validate", "drift"])
def test_c14_a_reader_that_has_gone(shell, command):
    """C14: it has what it wanted: no message, and the exit code of the work."""
    done = run_shell(shell, f"(hookops {command}; echo $? > code) | true")
    code = int((shell.folder / "code").read_text())

    assert (2 if command == "drift" else 0) == code
    assert b"" == done.stderr


def test_c14_apply_goes_on_without_a_reader(shell):
    """C14: an apply whose streams both lead nowhere does all of its work."""
    run_shell(shell, "hookops apply --yes 2>&1 | true")

    assert "No changes" in shell.run("plan").stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--format json", "\u00e8s".encode()),
        ("--format markdown", "\u00e8s".encode()),
        ("--format text", "\u00e8s".encode("latin-1")),
    ],
)
def test_encodings_in_a_latin_locale(shell, declared, options, expected):
    """JSON and Markdown are UTF-8 in every locale; text is what the terminal reads."""
    declared("name: Enrich access tokens", 'name: "Jetons d\'acc\u00e8s"')
    shell.env |= {"PYTHONIOENCODING": "latin-1"}

    done = run_shell(shell, f"hookops plan {options}")

    assert (0, True) == (done.returncode, b"Jetons d'acc" + expected in done.stdout)


@contextlib.contextmanager
def pipe() -> Iterator[tuple[int, TextIO]]:
    """A pipe: the end to read, and a text stream to write to."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="ascii") as stream:
        yield reading, stream


def test_a_pipe_that_does_not_block():
    """What a slow reader has no room for yet is written when it has."""
    parts: list[bytes] = []
    text = "x" * 500_000
    with pipe() as (reading, target):
        os.set_blocking(target.fileno(), False)
        stream = Stream(target)
        reader = threading.Thread(
            target=lambda: parts.extend(iter(lambda: os.read(reading, 4096), b""))
        )
        reader.start()
        stream.write(text)
    reader.join()

    assert (text.encode(), "") == (b"".join(parts), stream.lost)


def test_what_a_locale_lacks_is_escaped():
    """A letter that the encoding does not have is no error."""
    with pipe() as (reading, target):
        Stream(target).write("d\u2019acc\u00e8s")
        found = os.read(reading, 100)

    assert rb"d\u2019acc\xe8s" == found


def test_a_console_that_takes_characters():
    """Bytes would be in another encoding: it gets text, at once; a pipe beside it gets bytes."""

    class Console(io.TextIOWrapper):
        def isatty(self):
            return True

    shown = io.BytesIO()
    console = Console(shown, "utf-16-le")
    with pipe() as (reading, target):
        Stream(console, consoles_take_bytes=False).send_utf8("\u00e8")
        Stream(target, consoles_take_bytes=False).send_utf8("\u00e8")
        kept = os.read(reading, 100)

    assert ("\u00e8", "\u00e8".encode()) == (shown.getvalue().decode("utf-16-le"), kept)


def test_nothing_follows_a_gap():
    """What comes after a lost part would make half a report look whole."""

    class Disk(io.StringIO):
        full = True

        def write(self, text: str) -> int:
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(text)

    disk = Disk()
    stream = Stream(disk)
    stream.write("first")
    disk.full = False
    stream.write("second")

    assert ("No space left on device", "") == (stream.lost, disk.getvalue())


def test_a_disk_that_is_nearly_full(tmp_path: Path):
    """What the system takes of a text in parts is written in parts, and the rest is missed."""
    script = (
        "import resource, signal, sys\n"
        "from hookops.cli.streams import Stream\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "stream = Stream(sys.stdout)\n"
        "stream.write('x' * 15)\n"
        "sys.stderr.write(stream.lost)\n"
    )
    with (tmp_path / "out").open("w") as file:
        done = subprocess.run(
            [sys.executable, "-u", "-c", script],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )

    assert ("File too large", "x" * 10) == (done.stderr, (tmp_path / "out").read_text())
