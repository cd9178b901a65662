"""Programs that have secrets: what they are given, and what becomes of what they print."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from secret_sources.contexts import context

from hookops.secrets.program import LIMIT, Program
from hookops.secrets.source import SourceError
from hookops.secrets.sources import op, vals

CANARY = "CANARY-of-a-program-5150"
TOOL = Program("tool", "https://tool.example", ("TOOL_HOST",), ("TOOL_TOKEN", "TOOL_SESSION_*"))


@pytest.fixture
def programs(tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


def install(folder: Path, code: str, name: str = "tool") -> None:
    """A program of that name."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{code}\n")
    path.chmod(0o755)


def run(project, programs, *arguments, stdin=b"", left_s=20.0, **env):
    given = {"PATH": f"{programs}:/usr/bin", **env}
    return TOOL.run(arguments, context(project, given, left_s), stdin)


def fail(*args, **options):
    with pytest.raises(SourceError) as found:
        run(*args, **options)
    assert CANARY not in found.value.reason
    return found.value.reason


SEEN = "print(json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]))"


def test_what_it_is_given(project, programs):
    """Its arguments as they are, and no variable but those that it needs."""
    install(programs, SEEN)
    ours = {"TOOL_TOKEN": CANARY, "TOOL_SESSION_a": "b", "TOOL_HOST": "h"}
    other = {"OKTA_API_TOKEN": CANARY, "HOOKOPS_API_TOKEN": "x", "LD_PRELOAD": "x", "HOME": "/x"}

    arguments, env, folder = json.loads(
        run(project, programs, "a b", "$(id)", "; id", **ours, **other)
    )

    assert ["a b", "$(id)", "; id"] == arguments
    assert {**ours, "PATH": "/usr/bin:/bin"} == {k: v for k, v in env.items() if k != "LC_CTYPE"}
    assert "/" == folder


@pytest.mark.parametrize("place", ["in it", "a link from it", "a link to it", "relative"])
def test_a_program_of_the_repository(project, programs, place, tmp_path):
    """A pull request can bring it along: it is not run, whatever PATH says."""
    inside = project / "tools"
    inside.mkdir()
    install(inside, f"open({str(tmp_path / 'ran')!r}, 'w')")
    if place == "a link to it":
        (programs / "tool").symlink_to(inside / "tool")
    if place == "a link from it":
        install(programs, f"open({str(tmp_path / 'ran')!r}, 'w')")
        (inside / "tool").unlink()
        (inside / "tool").symlink_to(programs / "tool")
    path = {"a link to it": str(programs), "relative": os.path.relpath(inside)}.get(
        place, str(inside)
    )

    with pytest.raises(SourceError, match="tool is not installed"):
        TOOL.run([], context(project, {"PATH": path}))

    assert not (tmp_path / "ran").exists()


def test_the_second_of_path(project, programs, tmp_path):
    """One of the repository does not hide one beside it."""
    install(project, "print('theirs')")
    install(programs, "print('ours')")

    printed = TOOL.run([], context(project, {"PATH": f"{project}:{programs}"}))

    assert b"ours\n" == printed


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("sys.exit('not signed in')", "tool failed: not signed in"),
        ("sys.exit('\\n\\n  first \\nsecond')", "tool failed: first"),
        ("sys.exit('\\x1b[2J::error::x')", r"tool failed: \x1b[2J::error::x"),
        (f"sys.exit('wrong token {CANARY}')", "tool failed"),
        (f"print('{CANARY}', flush=True); sys.exit('got {CANARY}')", "tool failed"),
        ("sys.exit(3)", "tool failed"),
        ("os.write(2, b'\\xff'); sys.exit(1)", "tool failed: \ufffd"),
        ("while True: print('x' * 65536)", f"tool printed more than {LIMIT:,} bytes"),
    ],
)
def test_how_it_fails(project, programs, code, reason):
    """One clean line of what it says, and none that repeats a secret."""
    install(programs, code)

    assert reason == fail(project, programs, TOOL_TOKEN=CANARY)


@pytest.mark.parametrize(
    "code",
    [
        "time.sleep(60)",
        "os.close(1); os.close(2); time.sleep(60)",
        # What it has started keeps its streams open.
        "os.fork() or time.sleep(60)",
    ],
)
def test_one_that_does_not_end(project, programs, code):
    """It is stopped with what it has started."""
    install(programs, code)
    begun = time.monotonic()

    assert "tool did not end in time" == fail(project, programs, left_s=0.5)
    assert time.monotonic() - begun < 10


def test_one_that_reads_nothing(project, programs):
    """A long text and a program that does not want it."""
    install(programs, "print('done')")

    assert b"done\n" == run(project, programs, stdin=b"x" * (4 << 20))


def test_a_long_text_both_ways(project, programs):
    """Neither waits for the other."""
    install(programs, "sys.stdout.write(sys.stdin.read())")
    text = b"y" * (LIMIT - 1)

    assert text == run(project, programs, stdin=text)


def test_a_relative_file(project, programs):
    """The program runs in no folder of the project, so the name would lead nowhere."""
    install(programs, "print('ran')")
    tool = Program("tool", "", ("TOOL_KEY_FILE",), ())

    with pytest.raises(SourceError, match="TOOL_KEY_FILE is no absolute path"):
        tool.run([], context(project, {"PATH": str(programs), "TOOL_KEY_FILE": "a.key"}))


def test_op(project, programs):
    """`op read` gets the reference behind `--`, and only the sign-in of 1Password."""
    install(programs, "print(json.dumps([sys.argv[1:], sorted(os.environ)]), end='')", "op")
    env = {"PATH": str(programs), "OP_SERVICE_ACCOUNT_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "x"}

    arguments, names = json.loads(op.resolve("//Hooks/token/password", "", context(project, env)))

    assert ["read", "--no-newline", "--", "op://Hooks/token/password"] == arguments
    assert ["OP_SERVICE_ACCOUNT_TOKEN", "PATH"] == [n for n in names if n != "LC_CTYPE"]


def test_vals(project, programs):
    """The expression is one, and the environment that of its back end."""
    install(programs, "print(json.dumps([sys.argv[1:], sorted(os.environ)]), end='')", "vals")
    env = {"PATH": str(programs), "DOPPLER_TOKEN": "t", "VAULT_TOKEN": "x", "GITLAB_TOKEN": "x"}

    found = vals.resolve("ref+doppler://hooks", "/TOKEN", context(project, env))

    arguments, names = json.loads(found)
    assert ["get", "--", "ref+doppler://hooks#/TOKEN"] == arguments
    assert ["DOPPLER_TOKEN", "PATH"] == [name for name in names if name != "LC_CTYPE"]


@pytest.mark.parametrize(
    "back_end",
    ["exec", "file", "echo", "envsubst", "httpjson", "tfstate", "gitlab", "azurekeyvault", "new"],
)
def test_back_ends_that_hookops_does_not_know(project, programs, back_end):
    """vals is not started for them."""
    install(programs, "print('ran')", "vals")

    with pytest.raises(SourceError, match="hookops asks vals for awssecrets"):
        vals.resolve(f"ref+{back_end}://a", "", context(project, {"PATH": str(programs)}))


def test_what_vals_takes_for_no_reference(project, programs):
    """It prints it as it is, and that is no secret."""
    install(programs, "print(sys.argv[3], end='')", "vals")

    with pytest.raises(SourceError, match="vals takes it for no reference"):
        vals.resolve("ref+vault://a", "", context(project, {"PATH": str(programs)}))
