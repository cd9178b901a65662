"""A rotation that is cut short: run again, killed, stopped, refused or without an answer."""

import json
from contextlib import suppress
from typing import Any

import pytest
from conftest import Faulty
from flows.org import RULE, TOKEN, hook
from flows.rotation.turning import NEW, OLD, Killed

from hookops.model.errors import Conflict, InvalidInput, VerificationFailed
from hookops.model.resource import Key

VERIFY = {"preview": "required"}
A = Key("InlineHook", "a")


def test_it_is_run_again(turn, service):
    """Everything is done already; the service is probed, and the old reference is still known."""
    service.take(OLD, NEW)
    turn.rotate()
    writes = turn.world.writes()

    done = turn.rotate()

    assert (0, ()) == (done.exit_code, done.applied.outcomes)
    assert ["1 done already", "2 done already", "3 done", "4 left to you"] == turn.states
    assert writes == turn.world.writes()
    assert OLD in turn.steps[-1].lines[0]


def test_a_manifest_that_was_taken_back_is_edited_again(turn, service):
    """Okta has the new secret: only Git does not say so."""
    service.take(OLD, NEW)
    turn.rotate()
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY))

    done = turn.rotate()

    assert ((), NEW) == (done.applied.outcomes, turn.named())
    assert () == turn.world.plan().changes


@pytest.mark.parametrize("what", ["", "somebody edits the manifest meanwhile"])
def test_a_manifest_that_cannot_be_written_or_undone(turn, service, what):
    """Nothing is written to Okta without the manifest; and an edit that comes between an edit and
    its undoing is not overwritten."""
    service.take(OLD, NEW)
    path = turn.world.folder / "manifests" / "a.json"
    refuse = Faulty(turn.world.made, lambda method, _: "busy" if method == "PUT" else "")

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT" and what:
            path.write_text(path.read_text() + "\n# mine")
        return refuse(environ, start)

    def consent(_):
        if not what:
            path.write_text(path.read_text() + "\n# mine")
        return True

    turn.world.app = app
    if what:
        assert 0 != turn.rotate(consent=consent).exit_code
        assert any("the manifest is not as it was" in line for line in turn.world.notices)
    else:
        with pytest.raises(Conflict, match="has changed while hookops was about to edit it"):
            turn.rotate(consent=consent)
    assert (OLD, True) == (turn.sent(), path.read_text().endswith("# mine"))


@pytest.mark.parametrize("fault", ["busy", "refuse"])
def test_a_put_that_okta_refuses(turn, service, fault):
    """Okta has the old secret, so the manifest names it again."""
    service.take(OLD, NEW)
    rule = lambda method, path: fault if method == "PUT" else ""  # noqa: E731
    turn.world.app = Faulty(turn.world.made, rule)

    done = turn.rotate()

    assert done.exit_code in (6, 7, 8, 9)
    assert "2 failed" == turn.states[-1]
    assert (OLD, OLD) == (turn.sent(), turn.named())
    turn.world.app = turn.world.made
    assert 0 == turn.rotate().exit_code
    assert (NEW, NEW) == (turn.sent(), turn.named())


def test_a_put_without_an_answer(turn, service):
    """Nobody knows which secret Okta has: the manifest names the new one, and the next run sends
    it again."""
    service.take(OLD, NEW)
    turn.world.app = Faulty(turn.world.made, lambda method, _: "lost" if method == "PUT" else "")

    done = turn.rotate()

    assert done.exit_code in (7, 8)
    assert (NEW, ["1 done", "2 failed"]) == (turn.named(), turn.states)
    turn.world.app = turn.world.made
    assert 0 == turn.rotate().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)


def test_the_same_secret_that_is_sent_once_more(turn, service):
    """Somebody wrote the hook in the console: a write that Okta refuses is not called done."""
    turn.world.edit("a")
    turn.world.app = Faulty(turn.world.made, lambda method, _: "busy" if method == "PUT" else "")

    done = turn.rotate(OLD)

    assert (True, "2 failed") == (done.exit_code != 0, turn.states[-1])
    turn.world.app = turn.world.made
    assert (0, OLD) == (turn.rotate(OLD).exit_code, turn.sent())


@pytest.mark.parametrize("at", ["before the PUT", "after the PUT", "step 2", "step 3", "step 4"])
def test_killed_between_the_steps(turn, service, at):
    """Git names what the next apply is to send, at any place, and another run goes on from it."""
    service.take(OLD, NEW)

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT" and at == "after the PUT":
            turn.world.made(environ, start)
        if environ["REQUEST_METHOD"] == "PUT" and at.endswith("PUT"):
            raise Killed
        return turn.world.made(environ, start)

    turn.world.app = app
    turn.dies_at = int(at[-1]) if at.startswith("step") else 0
    with pytest.raises(Killed):
        turn.rotate()

    turn.world.app, turn.dies_at = turn.world.made, 0
    changes = [str(change.key) for change in turn.world.plan().changes]
    assert (NEW, at.endswith("PUT")) == (turn.named(), changes == ["InlineHook/a"])
    assert 0 == turn.rotate().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)
    assert OLD in turn.steps[-1].lines[0]


class Dying(list[Any]):
    """A progress that dies as Okta has answered: the ledger has the write, and history no apply."""

    def append(self, _):
        """The outcome of a change."""
        raise Killed


@pytest.mark.parametrize("at", ["the outcome", "the record", "the end"])
def test_killed_without_a_fingerprint_key(turn, service, at):
    """A reference that is new to the hook needs no fingerprint: another run probes its service, and
    says what it cannot see."""
    turn.world.key = b""
    service.take(OLD, NEW)
    progress, turn.dies_at = turn.world.progress, 2 if at == "the record" else 0
    turn.world.progress = Dying() if at == "the outcome" else progress
    with suppress(Killed):
        turn.rotate()
    turn.world.progress, turn.dies_at = progress, 0
    service.requests.clear()
    assert (at != "the outcome") == bool(turn.world.ledger.applies[-1].command)

    done = turn.rotate()

    assert (0, ()) == (done.exit_code, done.applied.outcomes)
    assert ["1 done already", "2 done already", "3 done", "4 left to you"] == turn.states
    assert "hookops cannot see another value since then" in turn.steps[1].lines[1]
    assert [NEW] == service.shown()
    service.take(OLD)
    with pytest.raises(VerificationFailed):
        turn.rotate()


def test_another_write_after_a_rotation_makes_it_blind_again(turn, service):
    """The reference was there before the last write, so its value may be any: exit code 3."""
    turn.world.key = b""
    service.take(OLD, NEW)
    turn.rotate()
    turn.world.now += 100
    path = turn.world.folder / "manifests" / "a.json"
    found = json.loads(path.read_text())
    found["spec"]["name"] = "Renamed"
    path.write_text(json.dumps(found))
    assert 0 == turn.world.apply().exit_code

    with pytest.raises(InvalidInput, match="cannot see whether its value is another one now"):
        turn.rotate()


def test_killed_and_then_applied(turn, service):
    """The next apply carries out what the rotation began, and calls the service as ever."""
    service.take(OLD, NEW)
    turn.world.app = Faulty(turn.world.made, _die_at_put)
    with pytest.raises(Killed):
        turn.rotate()
    turn.world.app = turn.world.made

    assert 0 == turn.world.apply().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)


def _die_at_put(method, _path):
    if method == "PUT":
        raise Killed
    return ""


def test_a_stop_ends_it_between_two_steps(turn, service):
    """Okta and Git have the new secret; another run probes it."""
    service.take(OLD, NEW)
    turn.world.progress = type("Stopping", (list,), {"append": lambda *_: turn.world.stop.set()})()

    turn.rotate()

    assert ["1 done", "2 done"] == turn.states
    turn.world.stop.clear()
    turn.rotate()
    assert "3 done" in turn.states
