"""A ledger that cannot be written: code 9 before the first write, and every later one is found."""

import errno
import os

import pytest
from conftest import manifest

from hookops.files.writing import replace_file
from hookops.model.errors import Unavailable


@pytest.fixture
def fail_at(monkeypatch):
    """A function after which the nth write of the ledger's file fails, and all that follow it."""
    real, counts = replace_file, {"left": 10_000}

    def write(*args):
        counts["left"] -= 1
        if counts["left"] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args)

    monkeypatch.setattr("hookops.ledger.file.replace_file", write)

    def begin(nth):
        counts["left"] = nth

    return begin


def test_nothing_is_sent_without_an_intent(world, fail_at):
    """The first intent cannot be stored: no write, and the ledger is what failed."""
    world.declare(manifest("a"))
    fail_at(0)

    with pytest.raises(Unavailable, match="cannot write the ledger") as problem:
        world.apply()

    assert (9, [], []) == (problem.value.exit_code, world.writes(), world.okta("GET"))


@pytest.mark.parametrize("nth", range(1, 5))
def test_a_disk_that_fills_up_meanwhile(world, fail_at, nth):
    """What was sent is found by the next run, once and managed."""
    world.declare(manifest("a"), manifest("b"))
    fail_at(nth)

    first = world.apply()
    sent = len([request for request in world.writes() if request[0] == "POST"])
    fail_at(10_000)
    again = world.apply()

    assert first.exit_code in (7, 8, 9)
    assert sent <= (nth + 1) // 2
    assert 0 == again.exit_code
    assert ["a", "b"] == sorted(hook["name"] for hook in world.okta("GET"))
    assert ["a", "b"] == sorted(key.name for key in world.ledger.managed)
