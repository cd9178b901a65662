"""`hookops demo`, as it is run."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

DEMO = [sys.executable, "-m", "hookops", "demo"]
pty = pytest.importorskip("pty")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The demo once, in a process, in a folder that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    env = {**os.environ, "TMPDIR": str(folder), "HOOKOPS_ORG": "prod", "HOOKOPS_LEDGER": "s3://b/k"}
    env.pop("COLUMNS", None)
    done = subprocess.run(DEMO, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done, folder


def test_it_plays(played) -> None:
    """Off a terminal it plays to its end without a question, whatever is set for real orgs."""
    done, _ = played

    assert 0 == done.returncode, done.stderr
    assert done.stdout.endswith("That was the demo. Next: hookops init, in an empty folder\n")
    assert "Enter" not in done.stderr


def test_chapters(played) -> None:
    """Each chapter has a heading, commands, and one sentence on what they mean."""
    chapters = re.split(r"\n(?=\d+ of 11: .*\n=+\n)", played[0].stdout)[1:]

    assert 11 == len(chapters)
    assert [1] * 11 == [chapter.count("\n-> ") for chapter in chapters]
    # An administrator's clicks are no command.
    assert [7] == [n for n, chapter in enumerate(chapters, start=1) if "\n$ " not in chapter]


def test_exit_codes(played) -> None:
    """Drift and a service that refuses are shown with the codes that a cron job would get."""
    assert ["10", "2"] == re.findall(r"^\(exit code (\d+)\)$", played[0].stdout, re.MULTILINE)


def test_what_it_shows(played) -> None:
    """Drift says who did it; deleting takes --prune; the org is as declared after each apply."""
    text = played[0].stdout

    assert "updated by Okta Administrator" in text
    assert "--prune deletes what is kept" in text
    assert 5 == text.count("Read back: everything is as declared.")


def test_nothing_is_left(played) -> None:
    """The folder that it names is gone."""
    done, folder = played
    (named,) = re.findall(r"works in (\S+), and removes it", done.stdout)

    assert str(folder) == str(Path(named).parent)
    assert [] == list(folder.iterdir())


def test_no_secret(played) -> None:
    """What was generated for the demo's secrets is in no line."""
    assert [] == re.findall(r"(?<![\w-])[\w-]{43}(?![\w-])", played[0].stdout + played[0].stderr)


def test_keep(shell) -> None:
    """The project stays for playing, and the next plan is about it."""
    before = {*sys.modules}
    done = shell.run("demo", "--keep", "a b")
    exports = [line for line in done.stdout.splitlines() if line.startswith("export ")]
    folder = shell.folder / "a b"
    (shell.folder / "hookops.yaml").unlink()

    planned = shell.run("plan", "--config", "a b/hookops.yaml")

    assert 0 == done.returncode, done.stderr
    assert "The demo works in a b, and leaves it there.\n" in done.stdout
    assert "Next: cd 'a b'; hookops plan\n" in done.stdout
    assert 4 == len(exports)
    assert "No changes. 5 hooks, 1 key and 4 bindings are as declared.\n" in planned.stdout
    assert (folder / "service/token_hook.py").is_file()
    assert {"token_hook", "auth"}.isdisjoint({*sys.modules} - before)
    assert str(folder / "service") not in sys.path


def test_keep_overwrites_nothing(shell) -> None:
    """A folder with something in it is refused, and so is a file; names move no cursor."""
    shell.write("there", "mine")

    taken = shell.run("demo", "--keep", "manifests")
    file = shell.run("demo", "--keep", "there")
    strange = shell.run("demo", "--keep", "there/\x1b[31m")

    assert (3, "") == (taken.returncode, taken.stdout)
    assert "error: manifests is not empty\n" in taken.stderr
    assert (3, "mine") == (file.returncode, (shell.folder / "there").read_text())
    assert 3 == strange.returncode
    assert "\x1b" not in strange.stderr


def test_on_a_terminal() -> None:
    """It waits for Enter before the second chapter; Ctrl-C ends it, and nothing is left."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        demo = subprocess.Popen(
            DEMO,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, "TMPDIR": folder, "NO_COLOR": "1"},
            start_new_session=True,
            # A suite in the background of a shell ignores SIGINT, and so would its processes.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)
        seen = b""
        while b"Ctrl-C ends the demo" not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, b"\n")
        while seen.count(b"Ctrl-C ends the demo") < 2:
            seen += os.read(ours, 4096)
        demo.send_signal(signal.SIGINT)
        code = demo.wait(30)
        os.close(ours)

        assert 130 == code
        assert b"2 of 11: " in seen
        assert b"3 of 11: " not in seen
        assert [] == os.listdir(folder)
