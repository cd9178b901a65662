"""An edit between hookops' read and its write: the System Log shows who made it."""

import pytest
from conftest import World, manifest
from flows.org import APP, SAML, SEED, hook
from properties.administrator import Administrator, things

KEY = b"k" * 32


class Between:
    """An administrator edits an object right before the first write of it."""

    def __init__(self, world, sort, kind, *, logs=True, agent="Mozilla"):
        self.world, self.sort, self.kind, self.logs = world, sort, kind, logs
        self.agent = agent
        self.admin = Administrator(world.made)
        self.edited = False

    def __call__(self, environ, start):
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == "/api/v1/logs" and not self.logs:
            start("403 Forbidden", [("content-type", "application/json")])
            return [b'{"errorCode":"E0000006","errorSummary":"no"}']
        if method == "PUT" and not self.edited:
            self.edited = True
            (thing,) = [t for t in things(self.world.made) if path.endswith(t.path)]
            self.world.now += 1
            self.admin.agent = self.agent
            self.admin.edit(thing, self.kind)
        return self.world.made(environ, start)


@pytest.fixture
def applied(world):
    """A hook that is about to be renamed."""
    world.key = KEY
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", name="Edited"))
    return world


@pytest.mark.promise("P11")
@pytest.mark.parametrize("kind", ["uri", "header", "secret", "status"])
def test_an_edit_that_is_overwritten_is_reported(applied, kind):
    """Everything is as declared, and yet somebody's edit is gone: exit code 7, with the name."""
    applied.app = Between(applied, "hook", kind)

    found = applied.apply()

    (outcome,) = found.outcomes
    assert 7 == found.exit_code
    assert "wrote it after hookops had read it and before hookops wrote it" in outcome.lost_update
    assert "2023-11-14T" in outcome.lost_update


def test_an_edit_by_another_hookops(applied):
    """Two pipelines with ledgers of their own: another account is somebody else."""
    applied.app = Between(applied, "hook", "header", agent="hookops/0.1.0")

    assert 7 == applied.apply().exit_code


def test_a_status_that_was_set_meanwhile_is_drift(applied):
    """The answer to the PUT shows it; what was applied is what hookops has led to."""
    applied.app = Between(applied, "hook", "status")
    applied.apply()
    applied.app = applied.made

    assert [("a", "status")] == [(d.key.name, d.what) for d in applied.drift().drifted]


@pytest.mark.promise("P11")
def test_an_edit_of_an_app(tmp_path):
    """The same of an object that hookops changes one pointer of."""
    org = World(tmp_path, seed=SEED)
    org.declare(hook("a", SAML))
    org.apply()
    org.declare(hook("a", SAML, APP))
    org.app = Between(org, "app", "field")

    found = org.apply()

    assert 7 == found.exit_code
    assert [True] == [bool(o.lost_update) for o in found.outcomes]


def test_without_the_log_nobody_can_tell(applied):
    """Where the log may not be read, the apply is as good as its answers: the documents say so."""
    applied.app = Between(applied, "hook", "header", logs=False)

    found = applied.apply()

    assert (0, [""]) == (found.exit_code, [o.lost_update for o in found.outcomes])


def test_an_older_edit_is_none(applied):
    """What was done before the plan was read is in the plan."""
    applied.edit("a", uri="https://failover.example.com/a")

    found = applied.apply()

    assert (0, [""]) == (found.exit_code, [o.lost_update for o in found.outcomes])


def test_a_log_that_does_not_answer(applied):
    """Nothing depends on it; a line says that nobody looked."""

    def app(environ, start):
        if environ["PATH_INFO"] == "/api/v1/logs":
            start("503 Service Unavailable", [])
            return [b""]
        return applied.made(environ, start)

    applied.app = app

    assert 0 == applied.apply().exit_code
    assert any("not looked for in the System Log" in notice for notice in applied.notices)
