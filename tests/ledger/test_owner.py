"""Who has a lease: what a run says of itself, and what is believed of a text."""

import os
import socket

import pytest

from hookops.ledger.owner import Access, LeaseHeld, Owner, read_owner

ALICE = Owner(7, "build-7", 1_700_000_000, "alice", "https://ci.example.com/1")


def test_a_process_describes_itself():
    """Process, host and user of the environment, from now on."""
    owner = Access({"LOGNAME": "alice", "USER": "bob"}, lambda: 1_700_000_000.9).owner()

    assert Owner(os.getpid(), socket.gethostname(), 1_700_000_000, "alice", "") == owner


GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/hooks",
    "GITHUB_RUN_ID": "42",
}


@pytest.mark.parametrize(
    ("env", "run"),
    [
        (GITHUB, "https://github.com/acme/hooks/actions/runs/42"),
        ({"GITHUB_RUN_ID": "42"}, "42"),
        ({"CI_JOB_URL": "https://gitlab.com/acme/-/jobs/7"}, "https://gitlab.com/acme/-/jobs/7"),
        ({"BUILD_URL": "https://bot:CANARY@jenkins/1/?t=CANARY#x"}, "https://jenkins/1/"),
        ({"BUILD_URL": "https://[broken/1"}, ""),
        ({}, ""),
    ],
)
def test_the_run_of_a_ci_system(env, run):
    """A link to the run, without anything that could be a credential."""
    assert run == Access(env).owner().run


def test_described():
    """One line says who it is."""
    expected = "process 7 of alice on build-7 since 2023-11-14 22:13:20 UTC"

    assert f"{expected}, in https://ci.example.com/1" == ALICE.describe()
    assert (
        "process 7 on build-7 since 2023-11-14 22:13:20 UTC"
        == Owner(7, "build-7", ALICE.since).describe()
    )


def test_an_owner_is_cleaned():
    """Whoever can write the place of a lease cannot move a cursor."""
    evil = Owner(7, "h\x1b[2J", 0, "a\u202eb", "x\ny")

    assert all(char not in evil.describe() for char in "\x1b\u202e\n")


def test_read_again():
    """What a run writes another one reads, also with members of a later version."""
    assert ALICE == read_owner(ALICE.dumps())
    assert ALICE == read_owner(ALICE.dumps().replace("{", '{"later": [1], '))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"pid": 1}',
        '{"pid": "1", "host": "h", "since": 1}',
        '{"pid": true, "host": "h", "since": 1}',
        '{"pid": 1, "host": "h", "since": 1e99}',
        '{"pid": 1, "host": 5, "since": 1}',
        b"\xff\xfe",
        "[" * 100_000,
    ],
)
def test_no_owner(text):
    """A text that is no owner's names nobody, and nothing crashes."""
    assert None is read_owner(text)


def test_a_lease_of_nobody_known():
    """The lease is held, whatever its text says."""
    assert "another run has the lock x.lock" == LeaseHeld(None, "x.lock").message
