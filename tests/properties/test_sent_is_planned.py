"""What an apply's requests change is what its plan lists: every member, and every secret."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import World
from hypothesis import given
from hypothesis import strategies as st
from properties.scenarios import SCENARIOS, Scenario
from properties.strategies import declared

from hookops.model.change import Action, Plan
from hookops.model.limits import Limits
from hookops.workflow import apply as workflow

KEY = b"k" * 32
SECRETS = ("channel.config.authScheme.value", "channel.config.clientSecret")
# Okta alone sets them, whatever a body says.
SERVER_ONLY = ("id", "created", "lastUpdated", "_links", "keyId", "isUsed")


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every member that is not null, by its dotted path; headers by their lower-case names."""
    if path == "channel.config.headers" and isinstance(data, list):
        data = {header["key"].lower(): header["value"] for header in data}
    if isinstance(data, dict):
        for name, value in data.items():
            if path or name not in SERVER_ONLY:
                yield from leaves(value, f"{path}.{name}" if path else name)
    elif data is not None:
        yield path, data.lower() if path.endswith("authScheme.key") else data


def public(data: Any) -> dict[str, Any]:
    """The members that Okta shows."""
    return {path: value for path, value in leaves(data) if path not in SECRETS}


class Sent:
    """What the requests of an apply did to hooks and keys, read off the org's history."""

    def __init__(self, world: World, since: int, before: dict[str, Any]) -> None:
        self.before = before
        self.now = {id_: dict(public(raw)) for id_, raw in before.items()}
        self.secrets: dict[str, set[str]] = {}
        self.deleted: set[str] = set()
        for position in sorted(world.ours):
            if position >= since:
                self._learn(world.history[position])

    def _learn(self, entry: Any) -> None:
        _, *rest = entry.path.partition("?")[0].partition("/api/v1/")[2].split("/")
        is_ours = "/inlineHooks" in entry.path or "/hook-keys" in entry.path
        if entry.method == "GET" or not is_ours:
            return
        assert entry.status < 300, entry
        if entry.method == "DELETE":
            self.deleted.add(rest[0])
        elif rest[1:2] == ["lifecycle"]:
            self.now[rest[0]]["status"] = {"activate": "ACTIVE"}.get(rest[2], "INACTIVE")
        else:
            self._write(entry.response["id"], entry.request, created=not rest)

    def _write(self, id_: str, body: Any, *, created: bool) -> None:
        status = {"status": "ACTIVE"} if created and "channel" in body else {}
        kept = {k: v for k, v in self.now.get(id_, {}).items() if k == "status"}
        self.now[id_] = {**public(body), **kept, **status}
        found = {path for path, _ in leaves(body) if path in SECRETS}
        self.secrets.setdefault(id_, set()).update(found)

    def changed(self, id_: str, was: str = "") -> dict[str, Any]:
        """(path, value afterwards) of what differs from the object `was`, or from nothing."""
        before, now = dict(public(self.before.get(was, {}))), self.now[id_]
        differing = {p for p in {*before, *now} if before.get(p) != now.get(p)}
        return {path: now.get(path) for path in differing}


def listed(plan: Plan, key: Any) -> dict[str, Any]:
    """The same, as the plan has it."""
    (change,) = [change for change in plan.changes if change.key == key]
    found: dict[str, Any] = {}
    for field in change.fields:
        if not field.secret:
            path = ".".join(map(str, field.path))
            found |= dict(leaves(field.after, path)) or {path: None}
    return found


def check(world: World, limits: Limits) -> None:
    """One apply, and that nothing left it that was not listed, and that all of that left it."""
    before = {raw["id"]: raw for raw in world.okta("GET")}
    before |= {raw["id"]: raw for raw in world.api("GET", "hook-keys")}
    since = len(world.history)
    applied = workflow.apply(
        world.run(),
        limits,
        (),
        consent=lambda _: True,
        progress=world.progress.append,
        stop=world.stop,
        parallelism=1,
    )
    assert applied.exit_code == 0, [o.error for o in applied.outcomes]
    sent = Sent(world, since, before)
    ids = {key: managed.id for key, managed in world.ledger.managed.items()}
    names = {str(key): id_ for key, id_ in ids.items()}

    touched = set()
    for change in applied.plan.changes:
        if change.key.kind not in ("InlineHook", "HookKey") or not change.steps:
            continue
        was = change.before.id if change.before else ""
        if change.action is Action.DELETE:
            touched.add(was)
            continue
        id_ = ids[change.key]
        touched |= {id_, was} if change.action is Action.REPLACE else {id_}
        expected, actual = listed(applied.plan, change.key), sent.changed(id_, was)
        # The id of a key is written by its name: as one to come, or as one of the ledger.
        for path, value in expected.items():
            if str(value).startswith("{id of "):
                expected[path] = actual.get(path)
            elif value in names:
                expected[path] = names[value]
        assert (change.key, expected) == (change.key, actual)
        lines = {".".join(map(str, f.path)) for f in change.fields if f.secret}
        assert (change.key, lines) == (change.key, sent.secrets.get(id_, set()))
    assert {*sent.secrets, *sent.deleted} <= touched


@pytest.mark.promise("P15")
@given(declared(fixed_types=True), declared(fixed_types=True), st.booleans(), st.booleans())
def test_what_is_sent_is_listed(before, after, keyed, console):
    """From any hooks to any others, with a fingerprint key and without, and after an edit."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.key = KEY if keyed else b""
        world.declare(*before)
        world.apply()
        if console:
            name = before[0]["metadata"]["name"]
            world.edit(name, uri="https://console.example.com/x", timeoutSeconds=5)
        world.declare(*after)

        names = tuple(sorted({d["metadata"]["name"] for d in (*before, *after)}))
        check(
            world,
            Limits(
                prune=True, max_delete=9, max_update=9, confirm=names, allow_endpoint_change=names
            ),
        )


@pytest.mark.promise("P15")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_scenario(scenario: Scenario, tmp_path: Path) -> None:
    """The same, one thing at a time."""
    world = World(tmp_path, seed=scenario.seed)
    scenario.prepare(world)

    check(world, Limits(**scenario.limits))


def test_a_member_that_is_not_listed_would_be_noticed(tmp_path: Path) -> None:
    """The law can fail: a value in a body, and none in the plan."""
    world = World(tmp_path)
    (scenario,) = [found for found in SCENARIOS if found.name == "update"]
    scenario.prepare(world)
    made = world.plan()

    (change,) = made.changes
    sent = Sent(world, len(world.history), {})
    sent._write("cal", {"name": "other", "channel": {"config": {"uri": "x"}}}, created=True)

    assert listed(made, change.key) != sent.changed("cal")
