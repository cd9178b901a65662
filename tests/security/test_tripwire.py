"""The tripwire: what a run has read as a secret is in nothing that it writes.

Leaks are planted the other way round: a text that a command really writes becomes a secret of that
run, so that each writer and each renderer is one that leaks.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cli.conftest import HASTY, Emulator, Shell
from services.samples import module

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.model.secret import Secret
from hookops.secrets.tripwire import SENTENCE, Tripwire

NAME = "enrich-access-tokens"


class Off(Tripwire):
    """A copy with its defence removed."""

    def check(self, text: str) -> str:
        """Whatever it is."""
        return text


@dataclass(frozen=True)
class Leak:
    """What a command writes, and where."""

    command: tuple[str, ...]
    text: str
    place: str = "stdout"
    """Or `stderr`, or a new file."""
    first: tuple[str, ...] = field(default=("validate",))
    """What runs before, without leaks."""


APPLY = ("apply", "--yes")
NEAR = ("--url", "SERVICE", "--allow-loopback", "--send-secret-to", "127.0.0.1")
LEAKS = {
    "plan as text": Leak(("plan",), "https://hooks.example.com/token"),
    "plan as JSON": Leak(("plan", "--format", "json"), "resource_changes"),
    "plan as Markdown": Leak(("plan", "--format", "markdown"), "<!-- hookops:plan"),
    "saved plan": Leak(("plan", "--out", "p.json"), "resource_changes", "p.json"),
    "drift": Leak(("drift", "--format", "json"), "format_version", first=APPLY),
    "Mermaid": Leak(("graph",), "flowchart LR"),
    "DOT": Leak(("graph", "--format", "dot"), "digraph hookops"),
    "ledger": Leak(("ledger", "show"), f"InlineHook/{NAME}", first=APPLY),
    "CSV": Leak(("usage", "--format", "csv"), "day,hook,id,name"),
    "page of usage": Leak(
        ("usage", "--format", "html", "--out", "u.html"), "<!doctype html>", "u.html"
    ),
    "JUnit": Leak(("preview", NAME, *NEAR, "--junit", "j.xml"), "</testsuites>", "j.xml"),
    "case": Leak(("preview", NAME, *NEAR, "--save", "cases"), '"request": {', "cases/"),
    "notice": Leak(("plan", "--prune"), "note: --prune", "stderr"),
    "error": Leak(("show", "missing-file.json"), "missing-file", "stderr"),
    "usage error": Leak(("plan", "--fromat"), "No such option", "stderr"),
    "help": Leak(("--help",), "inline hooks as code"),
    "completion": Leak(("completion", "bash"), "_HOOKOPS_COMPLETE"),
}


def written(shell: Shell, leak: Leak, tripwire: Tripwire, url: str) -> tuple[int, dict[str, str]]:
    """The exit code, and everything that the command wrote, by its place."""
    shell.run(*leak.first)
    before = shell.files()
    out, err = io.StringIO(), io.StringIO()
    host = Host(shell.env, shell.folder, None, HASTY, tripwire)
    args = [word.replace("SERVICE", url) for word in leak.command]
    code = run(args, host, stdout=out, stderr=err)
    new = {name: text for name, text in shell.files().items() if before.get(name) != text}
    return code, {**new, "stdout": out.getvalue(), "stderr": err.getvalue()}


@pytest.fixture
def url(serve: Callable[..., str]) -> str:
    """A service that works."""
    return serve(module("token").create_app("CANARY-70110"), "/token")


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak(shell: Shell, url: str, name: str) -> None:
    """It is caught: exit code 1, and nothing of the text is in a stream or a file."""
    leak, tripwire = LEAKS[name], Tripwire()
    tripwire.add(Secret(leak.text))

    code, places = written(shell, leak, tripwire, url)

    assert 1 == code
    assert [] == [place for place, text in places.items() if leak.text in text]
    assert "error: this is a bug in hookops " in places["stderr"]
    assert "Traceback" not in places["stderr"]


@pytest.mark.parametrize("name", LEAKS)
def test_the_same_without_a_tripwire(shell: Shell, url: str, name: str) -> None:
    """The text is written in that place: the test above looks where a leak would be."""
    leak, off = LEAKS[name], Off()
    off.add(Secret(leak.text))

    _, places = written(shell, leak, off, url)

    assert any(leak.text in text for place, text in places.items() if leak.place in place)


AFTER = {
    "progress": ("apply", "done      create", "stderr"),
    "outcome as text": ("apply", "Apply complete", "stdout"),
    "outcome as JSON": ("apply --format json", '"exit_code"', "stdout"),
    "outcome as Markdown": ("apply --format markdown", "hookops:apply:", "stdout"),
}


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", AFTER)
def test_a_leak_after_a_write(shell: Shell, url: str, name: str) -> None:
    """A sentence is in its place, the ledger knows what was written, and the run ends with 1."""
    command, text, place = AFTER[name]
    tripwire = Tripwire()
    tripwire.add(Secret(text))

    code, places = written(shell, Leak((*command.split(), "--yes"), text), tripwire, url)

    assert 1 == code
    assert SENTENCE in places[place]
    assert text not in "".join(places.values())
    assert "No changes" in shell.run("plan").stdout


def test_an_unknown_outcome_stays_one(shell: Shell, emulator: Emulator, url: str) -> None:
    """What became of a write is more important than that a text was not written: still 8."""
    emulator.call(
        "POST",
        "/_emulator/faults",
        {"match": {"operation": "createInlineHook"}, "action": {"status": 502}},
    )
    tripwire = Tripwire()
    tripwire.add(Secret("Apply to local"))

    code, places = written(shell, Leak(APPLY, "", first=("validate",)), tripwire, url)

    assert (8, True) == (code, SENTENCE in places["stdout"]), places


def test_an_entry_of_the_ledger(shell: Shell, url: str) -> None:
    """Its other texts are stored: without the entry nobody would know what was written."""
    shell.env["USER"] = shell.env["LOGNAME"] = "leaking-user"
    tripwire = Tripwire()
    # What was resolved once the run has begun to write.
    tripwire.note_write()
    tripwire.add(Secret("leaking-user"))

    code, places = written(shell, Leak(APPLY, ""), tripwire, url)

    ledger = next(text for name, text in places.items() if name.endswith(".ledger.json"))
    assert (1, False, True) == (code, "leaking-user" in ledger, SENTENCE in ledger)
    assert "No changes" in shell.run("plan").stdout


@pytest.mark.promise("P14")
@pytest.mark.parametrize("line", ["# note: %s", "    description: Bearer %s", "  # b: %s"])
def test_a_secret_that_a_manifest_has(shell: Shell, line: str) -> None:
    """3, with the file and the line and without the value, before anything of it is shown."""
    secret = "CANARY-31415926535"
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = secret
    path = shell.folder / "manifests" / f"{NAME}.yaml"
    first, rest = path.read_text().split("\n", 1)
    comment = line if line.lstrip().startswith("#") else f"# {line}"
    path.write_text(f"{first}\n{comment % secret}\n{rest}")

    for command in (("plan",), APPLY, ("plan", "--out", "p.json")):
        done = shell.run(*command)
        assert 3 == done.returncode, done.stderr
        assert f"is also written in clear in manifests/{NAME}.yaml:2" in done.stderr
        assert "CANARY" not in done.stdout + done.stderr
    assert not (shell.folder / "p.json").exists()


def test_a_secret_of_a_few_letters() -> None:
    """Under eight characters it would be found anywhere, and hookops sends none of them."""
    tripwire = Tripwire()
    tripwire.add(Secret("prod"))

    assert "plan of prod" == tripwire.check("plan of prod")
