"""A bug in hookops is one line: no text of a library, and nothing that looks like a credential."""

import io
from collections.abc import Callable, Hashable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TypeVar

import pytest
from cli.conftest import Shell

from hookops.cli.host import Host
from hookops.cli.main import _run, run
from hookops.cli.streams import Stream

T = TypeVar("T")
CANARY = "CANARY-3141592 ##[error]x\n::error::y"


class Broken(Host):
    """A host with a bug, whose message quotes what it was given."""

    __slots__ = ()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Nothing, but what a library would raise."""
        raise ValueError(CANARY)


def run_broken(folder: Path, env: dict[str, str]) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(["plan"], Broken(env, folder, None), stdout=out, stderr=err)
    assert "" == out.getvalue()
    return code, err.getvalue()


def test_an_exception_that_nobody_foresees(shell: Shell) -> None:
    """Exit code 1, the class and the place in one line, and how to report it."""
    code, err = run_broken(shell.folder, shell.env)

    first, hint = err.splitlines()
    assert 1 == code
    assert first.startswith("error: this is a bug in hookops ")
    assert ": ValueError in hookops/cli/context.py:" in first
    assert hint.startswith("  hint: report this line")
    assert "CANARY" not in err


def test_its_traceback(shell: Shell) -> None:
    """The variable shows all of it, clean."""
    code, err = run_broken(shell.folder, shell.env | {"HOOKOPS_TRACEBACK": "1"})

    assert 1 == code
    assert "Traceback (most recent call last):" in err
    assert "CANARY-3141592 ##\\x5berror]x" in err
    assert "\n:\\x3aerror::y" in err


TOKENS = {
    "Okta": "00aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF-_hIjKlM",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "base64": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJAB",
    "hex": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "UUID": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "GitHub": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
}
PLACES: tuple[tuple[str, ...], ...] = (
    ("%s",),
    ("--%s",),
    ("plan", "--org", "%s"),
    ("plan", "--%s"),
    ("plan", "--%s=x"),
    ("plan", "--config", "%s"),
    ("plan", "--target", "%s"),
    ("plan", "--target", "InlineHook/%s"),
    ("plan", "--take-over", "%s"),
    ("plan", "--out", "no/%s"),
    ("plan", "--format", "%s"),
    ("apply", "%s"),
    ("apply", "--max-delete", "%s"),
    ("apply", "--verify-url", "%s"),
    ("validate", "%s"),
    ("validate", "manifests/%s.yaml"),
    ("show", "%s"),
    ("preview", "%s"),
    ("preview", "enrich-access-tokens", "--claim", "%s"),
    ("keys", "show", "%s"),
    ("ledger", "%s"),
    ("ledger", "move", "--to", "%s"),
    ("usage", "--since", "%s"),
    ("scaffold", "%s", "--to", "x"),
    ("emulator", "--seed", "%s"),
)


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", TOKENS)
def test_a_token_in_the_wrong_place(shell: Shell, name: str) -> None:
    """Wherever it was typed, the command ends with 3, and no message repeats it or a half of it."""
    token = TOKENS[name]
    for place in PLACES:
        done = shell.run(*(word.replace("%s", token) for word in place))

        said = done.stdout + done.stderr
        assert 3 == done.returncode, (place, said)
        assert token[:12] not in said, place
        assert token[-12:] not in said, place


def test_the_corpus_needs_the_search(shell: Shell) -> None:
    """Where messages are printed as they are, many of these places show the token."""
    shown = 0
    for place in PLACES:
        words = [word.replace("%s", TOKENS["Okta"]) for word in place]
        out, err = io.StringIO(), io.StringIO()
        streams = Stream(out, str), Stream(err, str)
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            _run(words, Host(shell.env, shell.folder, None), str)
        shown += TOKENS["Okta"] in err.getvalue()

    assert shown >= len(PLACES) // 4


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", ["Okta", "hex", "UUID", "GitHub", "base64"])
def test_a_token_for_a_host(shell: Shell, name: str) -> None:
    """A name without a dot that looks like a token is no host."""
    done = shell.run("plan", "--send-secret-to", TOKENS[name])

    assert (3, False) == (done.returncode, TOKENS[name][:12] in done.stderr)


@pytest.mark.parametrize(
    "word",
    [
        "InlineHook/customer-identity-eu-west-1-token-enrichment",
        "manifests/enrich-access-tokens.yaml",
        "preview-report-2026-11-05.xml",
        "HOOKOPS_SECRET_TOKEN_HOOK_PRODUCTION",
    ],
)
def test_a_name_is_no_token(shell: Shell, word: str) -> None:
    """What people name things by is quoted, so that they find their mistake."""
    assert word in shell.run("show", word).stderr
