"""Usage: figures of the System Log, by reading alone."""

import csv
from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from conftest import TOKEN, World, manifest
from usage_log import LogStore, counted, event, filled

from hookops.emulator.app import create_app
from hookops.model.errors import AuthError, InvalidInput
from hookops.usage.report.csv import usage_csv
from hookops.workflow import usage as workflow_usage

EXECUTED, PROCESSED = "inline_hook.executed", "inline_hook.response.processed"
OUTCOMES = {"SUCCESS": "success", "FAILURE": "failure", "UNKNOWN": "other"}


@pytest.fixture
def logged(world):
    """A function: the org has had these events since, each (days ago, hook, type, result)."""

    def write(*rows):
        world.now += 1
        events = []
        for number, (ago, hook_id, type_, result) in enumerate(rows):
            reason = "timeout" if result == "FAILURE" else ""
            row = ("", hook_id, type_, result, reason)
            events.append(event(number, world.now - ago * 86_400, row))
        with world.store.transaction() as transaction:
            for item in events:
                transaction.records.save("events", item["uuid"], item)

    return write


def usage(world, *asked):
    return workflow_usage.usage(world.run(read_only=True), *asked)


def failing(world):
    return [use.hook.key.name for use in workflow_usage.failing(world.run(read_only=True))]


def test_hooks_of_git_and_others(world, logged):
    """Hooks of Git have their names there; one that is only in Okta, or was, has its own."""
    world.declare(manifest("called"), manifest("silent"))
    world.apply()
    world.okta("POST", body=body("by hand"))
    by_hand, gone = world.hook("by hand")["id"], "calgone0000000000000"
    logged(
        (1, world.hook("called")["id"], EXECUTED, "SUCCESS"),
        (1, by_hand, PROCESSED, "SUCCESS"),
        (2, gone, EXECUTED, "FAILURE"),
    )
    world.declare(manifest("called"), manifest("silent"), manifest("new"))

    found = usage(world)

    assert ["called"] == [use.hook.key.name for use in found.called if use.hook.declared]
    assert ["new", "silent"] == [use.hook.key.name for use in found.silent]
    assert {by_hand, gone} == {use.hook.id for use in found.undeclared}
    assert "Name of calgone0000000000000" in [use.hook.name for use in found.undeclared]


def body(name):
    """What an administrator creates by hand."""
    spec = manifest(name)["spec"]
    spec["channel"]["config"]["authScheme"] = {"type": "HEADER", "key": "A", "value": "typed"}
    spec["channel"]["config"]["uri"] = "https://hooks.example.com/by-hand"
    return spec


def test_only_the_time_that_was_asked_for(world, logged):
    """7 days by default; --since and --until otherwise."""
    world.declare(manifest("a"))
    world.apply()
    hook_id = world.hook("a")["id"]
    logged(*((ago, hook_id, EXECUTED, "SUCCESS") for ago in (100, 20, 8, 6, 1)))

    assert [2, 4, 5, 1] == [
        usage(world, *asked).events for asked in ((), ("30d",), ("180d",), ("30d", "10d"))
    ]


def test_days_are_those_of_utc(world, logged):
    """The day of an event is the one that the log writes."""
    world.declare(manifest("a"))
    world.apply()
    logged((3, world.hook("a")["id"], EXECUTED, "SUCCESS"))
    (use,) = usage(world).called

    assert [f"{datetime.fromtimestamp(world.now - 3 * 86_400, UTC):%Y-%m-%d}"] == [
        day.day for day in use.days
    ]


def test_what_the_emulator_logs_is_counted(world):
    """A hook whose service cannot be reached: one call, one failure, with the reason."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://127.0.0.1:9/a")
    hook_id = world.hook("a")["id"]
    with pytest.raises(AssertionError, match="E0000"):
        world.okta("POST", f"{hook_id}/execute", {"data": {}})
    world.now += 1

    (use,) = usage(world).called

    assert ("a", 1, 1) == (use.hook.key.name, use.all.total, use.all.failure)
    assert use.reasons[0].text
    assert ["a"] == failing(world)


def test_a_mistake_sends_nothing(world):
    """An impossible time is reported before any request."""
    world.declare(manifest("a"))
    with pytest.raises(InvalidInput, match="180 days"):
        usage(world, "200d")

    assert [] == world.requests()


def test_no_permission(world):
    """Without okta.logs.read it ends with 4; the hooks could be read."""

    def refusing(environ, start):
        if environ["PATH_INFO"] != "/api/v1/logs":
            return app(environ, start)
        start("403 Forbidden", [("www-authenticate", 'Bearer error="insufficient_scope"')])
        return [b""]

    app, world.app = world.app, refusing
    world.declare(manifest("a"))

    with pytest.raises(AuthError, match=r"okta\.logs\.read"):
        usage(world)


def test_drift_reports_hooks_that_only_fail(world, logged):
    """In the last 7 days, managed, failures and nothing else."""
    world.declare(*(manifest(name) for name in ("fails", "works", "mixed", "silent", "recovered")))
    world.apply()
    ids = {name: world.hook(name)["id"] for name in ("fails", "works", "mixed", "recovered")}
    logged(
        (1, ids["fails"], EXECUTED, "FAILURE"),
        (8, ids["fails"], EXECUTED, "SUCCESS"),
        (1, ids["works"], EXECUTED, "SUCCESS"),
        (1, ids["mixed"], EXECUTED, "FAILURE"),
        (1, ids["mixed"], PROCESSED, "SUCCESS"),
        (8, ids["recovered"], EXECUTED, "FAILURE"),
        (1, "calstranger000000000", EXECUTED, "FAILURE"),
    )

    assert ["fails"] == failing(world)


@pytest.mark.parametrize(("size", "pages"), [(999, 1), (1000, 1), (1001, 2)])
def test_long_logs(tmp_path, size, pages):
    """Every figure is that of a count made before there were events; requests are pages."""
    end_s, hooks = 1_700_000_000.0, [f"cal{number:017}" for number in range(7)]
    expected = counted(size, hooks, end_s)
    app = create_app(LogStore(filled(size, hooks, end_s)), token=TOKEN, clock=lambda: end_s)
    world = World(tmp_path, app)
    world.now = end_s
    world.declare(manifest("a"))

    found = usage(world)

    rows = [row for row in csv.DictReader(StringIO(usage_csv(found))) if row["day"]]
    names = ("day", "id", "event", "outcome", "reason")
    figures = Counter({tuple(row[name] for name in names): int(row["count"]) for row in rows})
    assert {(*k[:3], OUTCOMES[k[3]], k[4]): n for k, n in expected.items()} == figures
    assert (size, 0, pages) == (found.events, found.uncounted, found.pages)
    served = [(method, path.partition("?")[0]) for method, path, _ in world.requests()]
    assert [("GET", "/api/v1/inlineHooks"), *[("GET", "/api/v1/logs")] * pages] == served
