"""Canaries in every source: in a value, beside it, and in each sign-in; none gets out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from campaigns.canary.traces import Traces, files, watching
from campaigns.canary.words import Canary, find
from cli.conftest import Shell
from secret_sources.peers import Peer

VALUE, ROTATED, SIGN_IN = Canary("source-value"), Canary("source-rotated"), Canary("source-sign-in")
CANARIES = {each.name: each for each in (VALUE, ROTATED, SIGN_IN)}
SIGN_INS = (
    *("VAULT_TOKEN", "VAULT_SECRET_ID", "HOOKOPS_VAULT_JWT", "AWS_SECRET_ACCESS_KEY"),
    *(
        "AWS_SESSION_TOKEN",
        "SOPS_AGE_KEY",
        "OP_SERVICE_ACCOUNT_TOKEN",
        "DOPPLER_TOKEN",
    ),
)
COMMANDS = (
    *(("plan",), ("plan", "--format", "json", "--out", "p.json"), ("apply", "p.json", "--yes")),
    *(("apply", "--yes", "--format", "markdown"), ("drift",), ("ledger", "show")),
    ("preview", "enrich-access-tokens"),
)
MISTAKES = {"fine": "%s", "quotes": '"%s"', "letters": "%s\u00e9", "long": "%s" * 3000}
"""What somebody puts into a source by mistake."""


@contextmanager
def seen(project: Shell) -> Iterator[Traces]:
    """Everything that a command leaves behind."""
    before = files(project.folder)
    with watching(project.folder) as traces:
        yield traces
        traces.add_files(project.folder, before)


def leaks(project: Shell) -> list[str]:
    """Each command, one after the other: what any of them shows of a canary."""
    found = []
    for words in COMMANDS:
        with seen(project) as traces:
            done = project.run(*words)
            assert done.returncode != 1, done.stderr
            traces.add("stdout", done.stdout)
            traces.add("stderr", done.stderr)
        for place, text in traces.texts:
            # How the file of a keyring, and a mount, keep what is put there.
            if "-mount/" not in place and "python_keyring" not in place:
                found += [
                    f"{words}: {place} has {name} ({how})" for name, how in find(CANARIES, text)
                ]
    return found


@pytest.mark.parametrize("mistake", MISTAKES)
def test_values(project: Shell, peer: Peer, mistake: str) -> None:
    """Whatever the source has, also what apply refuses."""
    peer.put(MISTAKES[mistake].replace("%s", VALUE.text))
    found = leaks(project)
    if mistake == "fine":
        peer.put(ROTATED.text)
        found += leaks(project)

    assert [] == found


def test_sign_ins(project: Shell, peer: Peer) -> None:
    """Wrong ones, which each source may quote in its answer."""
    project.env |= dict.fromkeys(SIGN_INS, SIGN_IN.text)
    project.env |= {k: v for k, v in peer.lost.items() if k not in SIGN_INS}

    assert [] == leaks(project)


def test_a_leak_would_be_seen(project: Shell, peer: Peer) -> None:
    """The same look finds a canary that is in the org, where hookops has to send it."""
    peer.put(VALUE.text)
    project.run("apply", "--yes")

    with seen(project) as traces:
        traces.add("stdout", f"got {VALUE.text}")

    assert [("source-value", "raw")] == [
        hit for _, text in traces.texts for hit in find(CANARIES, text)
    ]
