"""Doctor: what answers say of the clock, of rate limits and of how full an org is."""

from dataclasses import replace

import pytest
from conftest import HASTY, manifest
from flows.doctor.looking import check, look

from hookops.emulator.world import get_world


@pytest.mark.parametrize(
    ("skew_s", "state", "text"),
    [
        (0, "ok", "within 1 s of Okta's"),
        (-420, "warning", "is 420 s behind Okta's"),
        (420, "warning", "is 420 s ahead of Okta's"),
    ],
)
def test_clocks(enter, skew_s, state, text):
    """A clock that is 7 minutes off is a warning, since hookops goes by Okta's."""
    world = enter()
    world.declare(manifest("a"))
    world.skew_s = skew_s

    found = look(world)

    assert (state, True) == (check(found, "clock").state, text in check(found, "clock").found)
    assert ("ok", 0) == (check(found, "sign-in").state, found.exit_code)


def test_an_answer_without_a_date(world):
    """A clock that no answer names is unknown, and not in order."""
    world.declare(manifest("a"))
    world.app = Undated(world.made)

    assert "unknown" == check(look(world), "clock").state


class Undated:
    """The org behind a proxy that drops the date and the rate limits."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start):
        def begin(status, headers, *more):
            kept = [h for h in headers if not h[0].lower().startswith(("date", "x-rate-limit"))]
            return start(status, kept, *more)

        return self.app(environ, begin)


def test_rate_limits(world, tmp_path):
    """Few requests that are left are a warning, an answer that names none is unknown."""
    world.declare(manifest("a"))
    fine = check(look(world), "rate limit")
    few = {"headers": {"X-Rate-Limit-Limit": "600", "X-Rate-Limit-Remaining": "60"}}
    fault(world, few, path="/api/v1/inlineHooks")
    near = check(look(world), "rate limit")
    world.app = Undated(world.made)

    assert ("ok", "warning") == (fine.state, near.state)
    assert "60 of 600 requests are left in this minute" == near.found
    assert "unknown" == check(look(world), "rate limit").state


@pytest.mark.parametrize(("left", "state"), [("500", "ok"), ("0", "warning")])
def test_a_rate_limit_without_its_size(world, left, state):
    """Of how many they are left says nobody: only none at all is a warning."""
    world.declare(manifest("a"))
    made = world.made

    def app(environ, start):
        def begin(status, headers, *more):
            kept = [one for one in headers if not one[0].lower().startswith("x-rate-limit")]
            return start(status, [*kept, ("X-Rate-Limit-Remaining", left)], *more)

        return made(environ, begin)

    world.app = app
    found = check(look(world), "rate limit")

    assert (state, f"{left} requests are left in this minute") == (found.state, found.found)


def fault(world, action, **match):
    get_world(world.made).control.faults.add({"match": match, "action": action})


def test_a_rate_limit_that_is_used_up(world):
    """Reading that Okta limits is a problem of its own: nobody's scope is missing."""
    world.declare(manifest("a"))
    world.patience = replace(HASTY, attempts=1)
    fault(world, {"status": 429, "headers": {"X-Rate-Limit-Limit": "0"}, "body": ""}, method="GET")

    found = look(world)

    assert ("problem", 9) == (check(found, "org").state, found.exit_code)
    assert "429" in check(found, "org").found


def test_reading_that_is_limited(world):
    """A part of Okta that is limited or broken is a problem of reading, and of no scope."""
    world.declare(manifest("a"))
    world.patience = replace(HASTY, attempts=1)
    fault(world, {"status": 503, "body": ""}, path="/api/v1/inlineHooks")
    fault(world, {"status": 503, "body": ""}, path="/api/v1/hook-keys")

    found = look(world)

    assert "unknown" == check(found, "sign-in").state
    read = check(found, "read", "okta.inlineHooks.read")
    assert ("problem", 9, 9) == (read.state, read.exit_code, found.exit_code)


def test_limits_of_an_org(world):
    """Hooks and keys are counted; near the documented limit there is a warning."""
    world.declare(manifest("a"))
    for number in range(45):
        world.api("POST", "hook-keys", {"name": f"key {number}"})

    found = look(world)

    assert "45 keys in Okta; Okta documents 50 per org" == check(found, "keys").found
    assert ("warning", "ok") == (check(found, "keys").state, check(found, "hooks").state)
