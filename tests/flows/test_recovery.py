"""After the worst moments: nothing is lost, nothing is made twice, no exit code lies."""

from dataclasses import replace

import pytest
from conftest import TOKEN, URL, Faulty, World, manifest
from flows.org import Omitting

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.ledger.file import FileLedger
from hookops.model.change import Action, Result
from hookops.model.errors import GuardError, Unavailable
from hookops.report.drift.text import drift_text
from hookops.report.plan.text import plan_text


def once(method, fault):
    """The first request with this method meets the fault."""
    left = [fault]
    return lambda m, _: left.pop() if m == method and left else ""


def faulty(world, rule):
    """From now on the connection is bad. Returns: the org as it was."""
    app = world.app
    world.app = Faulty(app, rule)
    return app


def names(world):
    return sorted(hook["name"] for hook in world.okta("GET"))


def test_a_clock_that_is_ahead(world):
    """A local clock that is ahead of Okta's does not hide the hook that a lost create made."""
    world.app = create_app(world.store, token=TOKEN, clock=lambda: world.now - 3600)
    world.declare(manifest("a"))
    faulty(world, once("POST", "lost"))

    applied = world.apply()

    assert (0, [Result.DONE]) == (applied.exit_code, [o.result for o in applied.outcomes])
    assert ["a"] == [key.name for key in world.ledger.managed]


def test_an_unknown_create_and_no_read_back(world):
    """An unknown write is exit code 8, also when the org is gone when it is read back."""
    world.declare(manifest("a"))
    lost = []

    def rule(method, path):
        if method == "POST":
            lost.append(path)
            return "lost"
        return "refuse" if lost else ""

    app = faulty(world, rule)
    applied = world.apply()
    world.app = app
    again = world.apply()

    assert (8, 0) == (applied.exit_code, again.exit_code)
    assert ["a"] == names(world)


@pytest.mark.promise("P3")
def test_a_create_is_not_sent_again_while_the_first_may_still_come(world):
    """The next run waits until a create without an answer is old enough, then looks again."""
    world.declare(manifest("a"))
    late = []

    def rule(method, path):
        if method == "POST" and not late:
            late.append(path)
            return "html"
        return ""

    app = faulty(world, rule)
    first = world.apply()
    world.app = app
    spec = manifest("a")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}

    def sleep(seconds):
        """The first create is carried out while the second run waits."""
        world.now += 5
        world.okta("POST", "", spec)

    world.sleep = sleep
    second = world.apply()

    assert (8, 0) == (first.exit_code, second.exit_code)
    assert ["a"] == names(world)
    assert any("waiting" in notice for notice in world.notices)


def test_a_target_does_not_forget_another_create(world):
    """An apply of one target keeps the evidence of another's unfinished create."""
    world.declare(manifest("a"), manifest("b"))

    app = world.app
    gone = [0]

    def cut(method, path):
        gone[0] += method == "POST"
        return "lost" if method == "POST" else "refuse" if gone[0] else ""

    world.app = Faulty(app, cut)
    first = world.apply()
    world.app = app
    targeted = world.apply(targets=["InlineHook/a"])
    whole = world.apply()

    assert (8, 0, 0) == (first.exit_code, targeted.exit_code, whole.exit_code)
    assert ["a", "b"] == names(world)


def test_a_rename_in_git_while_a_create_is_open(world):
    """metadata.previousNames carries an unfinished create over as well."""
    world.declare(manifest("a"))
    calls = []

    def rule(method, path):
        calls.append(method)
        return "lost" if method == "POST" else "refuse" if "POST" in calls else ""

    app = faulty(world, rule)
    world.apply()
    world.app = app
    renamed = manifest("b", metadata={"previousNames": ["a"]}, name="a")
    renamed["spec"]["channel"] = manifest("a")["spec"]["channel"]
    world.declare(renamed)

    assert 0 == world.apply().exit_code
    assert (["a"], ["b"]) == (names(world), [key.name for key in world.ledger.managed])


@pytest.mark.parametrize("duplicates", ["refuse", "accept"])
def test_a_replacement_whose_create_is_lost(tmp_path, duplicates):
    """The new hook of a replacement is recognised under its passing name."""
    world = World(tmp_path, switches=Switches(duplicate_name=duplicates))
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))
    calls = []

    def rule(method, path):
        calls.append(method)
        return "lost" if method == "POST" else "refuse" if "POST" in calls else ""

    app = faulty(world, rule)
    first = world.apply(prune=True)
    world.app = app
    second = world.apply(prune=True)

    assert (8, 0) == (first.exit_code, second.exit_code)
    assert [("a", "com.okta.saml.tokens.transform")] == [
        (hook["name"], hook["type"]) for hook in world.okta("GET")
    ]
    assert ((), ["a"]) == (world.plan().changes, [key.name for key in world.ledger.managed])


def test_a_replacement_that_is_taken_back(world):
    """A replacement that stopped in the middle can be taken back in Git."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))
    app = faulty(world, lambda m, path: "refuse" if path.endswith("deactivate") else "")
    first = world.apply(prune=True)
    world.app = app
    world.declare(manifest("a"))
    second = world.apply(prune=True)

    assert (7, 0) == (first.exit_code, second.exit_code)
    assert [("a", "com.okta.oauth2.tokens.transform")] == [
        (hook["name"], hook["type"]) for hook in world.okta("GET")
    ]


@pytest.mark.parametrize(
    "members", [{"status": "PENDING"}, {"type": "com.okta.new"}, {"channel": None}, {"type": []}]
)
def test_a_hook_that_is_not_understood(world, members):
    """R03, R05: a managed hook of unknown shape is neither made again nor forgotten."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    hook_id = world.hook("a")["id"]
    world.app = Altered(world.app, hook_id, members)

    planned, drift = world.plan(), world.drift()
    world.declare(manifest("b"))
    pruned = world.plan(prune=True)

    assert ["not-understood"] == [conflict.code for conflict in planned.conflicts]
    assert [(hook_id, "unsupported")] == [(item.id, item.what) for item in drift.drifted]
    assert ((hook_id,), {"InlineHook": 1}) == (drift.unsupported, drift.in_sync)
    assert ((), ()) == (pruned.forgotten, pruned.changes)


class Altered:
    """An org that shows one hook with other members."""

    def __init__(self, app, hook_id, members):
        self.app, self.hook_id, self.members = app, hook_id, members

    def __call__(self, environ, start):
        import json

        got = []
        body = b"".join(
            self.app(environ, lambda status, headers, *_: got.append((status, headers)))
        )
        status, headers = got[0]
        if environ["REQUEST_METHOD"] == "GET" and body.startswith(b"["):
            hooks = json.loads(body)
            hooks = [h | self.members if h.get("id") == self.hook_id else h for h in hooks]
            body = json.dumps(hooks).encode()
            headers = [(n, v) for n, v in headers if n.lower() != "content-length"]
        start(status, headers)
        return [body]


def test_a_list_that_lags(world):
    """F33: what the list lacks is asked for by its id before it counts as gone."""
    world.declare(manifest("a"))
    world.apply()
    world.app = Omitting(world.app)

    assert ((), {"InlineHook": 1}) == (world.plan().changes, world.plan().unchanged)


def test_a_secret_that_was_rotated_after_a_lost_create(world):
    """A hook that was recognised after a lost create has the fingerprints of what was sent."""
    world.key = b"k" * 32
    world.declare(manifest("a"))
    faulty(world, once("POST", "lost"))
    world.apply()
    same = world.plan().changes
    world.env["HOOKOPS_SECRET_A"] = "rotated"

    assert () == same
    assert [Action.UPDATE] == [change.action for change in world.plan().changes]


def test_a_secret_that_was_changed_with_the_status(world):
    """When somebody flips the status, the secret may have been changed too: it is sent again."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a")
    world.okta("POST", f"{world.hook('a')['id']}/lifecycle/deactivate")

    world.apply()

    (record,) = world.store.hooks()
    assert "value-of-hookops_secret_a" == record.channel["config"]["authScheme"]["value"]
    assert ((), "ACTIVE") == (world.plan().changes, record.status)


def test_a_conflict_elsewhere_does_not_stop_a_target(world):
    """A conflict of one resource does not stand against another one that is targeted."""
    world.declare(manifest("a"), manifest("b"))
    spec = manifest("b")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    world.okta("POST", "", spec)

    assert 0 == world.apply(targets=["InlineHook/a"]).exit_code


def test_a_ledger_that_cannot_be_written_after_a_write(world):
    """F29: what was sent and not stored is unknown, never "nothing was changed"."""
    world.declare(manifest("a"))
    world.given_ledger_store = Full(world.folder / "ledger.json", URL)

    applied = world.apply()

    assert (8, [Result.UNKNOWN]) == (applied.exit_code, [o.result for o in applied.outcomes])
    assert ["create"] == [intent.step for intent in world.ledger.intents]


class Full(FileLedger):
    """A disk that is full once there is something to note."""

    def swap(self, before, after):
        if after.managed:
            raise Unavailable("the ledger cannot be written: no space left on device")
        return super().swap(before, after)


def test_refused_without_consent(world):
    """No consent: nothing is written."""
    world.declare(manifest("a"))

    with pytest.raises(GuardError, match="no consent"):
        world.apply(consent=lambda _: False)
    assert [] == world.writes()


def test_what_is_not_understood_is_listed_by_name(world):
    """R03: a person finds the hook in Okta by what a plan and a report of drift say of it."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    hook_id = world.hook("a")["id"]
    world.app = Altered(world.app, hook_id, {"type": "com.okta.new"})
    world.declare(manifest("b"))

    texts = plan_text(world.plan()), drift_text(replace(world.drift(), drifted=()))

    line = f'unsupported "a" (com.okta.new, ACTIVE, id {hook_id}): '
    assert [True, True] == [line in text for text in texts]
