"""A plan is carried out: what each answer proves, and what is then in the journal."""

import threading

import pytest

from hookops.apply.executor import execute
from hookops.kinds import KINDS
from hookops.ledger.journal import Journal
from hookops.model.change import Action, Change, Plan
from hookops.model.errors import ApiError, Unavailable, WriteUnknown
from hookops.model.resource import Fingerprint, Key, Ledger, Managed, Resource
from hookops.model.source import Mark, Origin

URL = "https://acme.okta.com"
KIND = KINDS["InlineHook"]
ORIGIN = Origin(Mark("a.yaml", 1, 1))
PASSING = "a (hookops: replacing calabc0123)"
BORN = "2025-03-13T23:38:58.000Z"


class Home:
    """A ledger in memory; full after `room` stores, or at the one store `fails_at`."""

    def __init__(self, room, fails_at):
        self.room = room
        self.fails_at = fails_at
        self.tries = 0

    def swap(self, before, after):
        self.tries += 1
        if self.tries > self.room or self.tries == self.fails_at:
            raise Unavailable("the ledger cannot be written: no space left on device")
        return Ledger(
            URL, before.serial + 1, after.managed, after.intents, after.tombstones, after.applies
        )


def key(name):
    return Key("InlineHook", name)


def raw(name="a", hook_id="calabc0123", status="ACTIVE", **members):
    """A hook as the API shows it."""
    config = {"uri": f"https://h.example.com/{name}", "headers": [], "method": "POST"}
    return {
        "id": hook_id,
        "name": name,
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "status": status,
        "channel": {"type": "HTTP", "version": "1.0.0", "config": config},
        "created": BORN,
        "lastUpdated": BORN,
        **members,
    }


def resource(name="a", status="ACTIVE", **members):
    data = {
        "metadata": {"name": name},
        "spec": {
            "type": "com.okta.oauth2.tokens.transform",
            "version": "1.0.1",
            "status": status,
            "channel": {"type": "HTTP", "config": {"uri": f"https://h.example.com/{name}"}},
        },
    }
    return Resource(key(name), KIND.parse(data), ORIGIN, **members)


def change(action, name, before, after, steps):
    return Change(key(name), action, before, after, (), steps, "safe", "", "", "")


def creation(name="a", status="ACTIVE"):
    after = resource(name, status)
    return change(Action.CREATE, name, None, after, KIND.create(after.key, after.spec))


def update(name="a", hook_id="calabc0123", was="ACTIVE", status="ACTIVE", write=True):
    actual, after = KIND.read(raw(name, hook_id, was)), resource(name, status)
    steps = KIND.update(actual, after.spec, write=write)
    return change(Action.UPDATE, name, actual, after, steps)


def deletion(name="a", hook_id="calabc0123", was="INACTIVE"):
    actual = KIND.read(raw(name, hook_id, was))
    return change(Action.DELETE, name, actual, None, KIND.delete(actual))


def replacement():
    actual = KIND.read(raw(type="com.okta.saml.tokens.transform"))
    after = resource()
    return change(Action.REPLACE, "a", actual, after, KIND.replace(key("a"), actual, after.spec))


def managed(name="a", hook_id="calabc0123", **members):
    compared = dict(KIND.read(raw(name, hook_id)).spec.compared())
    return Managed(key(name), hook_id, compared, "2025-01-01T00:00:00.000Z", **members)


class Run:
    """One execution: what was answered is a list (an exception is raised), the rest is noted."""

    def __init__(self, *changes, answers=(), entries=(), room=10_000, fails_at=0, **more):
        self.sent = []
        self.told = []
        self.stop = threading.Event()
        self.answers = list(answers)
        ledger = Ledger(URL, managed={m.key: m for m in entries})
        self.journal = Journal(Home(room, fails_at), ledger, lambda: "2025-03-13T23:38:58+00:00")
        self.changes = changes
        self.known_ids = more.get("known_ids", ())
        self.fresh = more.get("fresh", {})

    def send(self, call):
        self.sent.append(str(call))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def go(self, send=None, parallelism=1):
        self.outcomes = execute(
            Plan(URL, changes=self.changes),
            send=send or self.send,
            journal=self.journal,
            managed=self.journal.ledger.managed,
            fingerprints=self.fresh,
            known_ids=self.known_ids,
            parallelism=parallelism,
            stop=self.stop,
            progress=lambda outcome: self.told.append(
                f"{outcome.change.key.name} {outcome.result.value}"
            ),
        )
        return self

    @property
    def results(self):
        return [outcome.result.value for outcome in self.outcomes]

    @property
    def ids(self):
        return {k.name: m.id for k, m in self.journal.ledger.managed.items()}

    @property
    def intents(self):
        return [intent.step for intent in self.journal.ledger.intents]


# what a good answer proves


def test_a_create_is_in_the_ledger():
    """What was created is managed by the id of the answer, with what was applied."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A")}
    run = Run(creation(), answers=[raw()], fresh={key("a"): prints}).go()

    entry = run.journal.ledger.managed[key("a")]
    assert ["done"] == run.results
    assert [] == run.intents
    assert (BORN, prints, False) == (entry.last_updated, entry.fingerprints, entry.protected)
    assert resource().spec.compared() == entry.compared
    assert "calabc0123" == run.outcomes[0].id


def test_a_create_that_ends_inactive():
    """The create and the deactivation after it are two steps of one change."""
    answers = [raw(), raw(status="INACTIVE")]

    run = Run(creation(status="INACTIVE"), answers=answers).go()

    assert ["done"] == run.results
    assert ("create", "deactivate") == run.outcomes[0].done
    assert "INACTIVE" == run.journal.ledger.managed[key("a")].compared["status"]


def test_a_lifecycle_call_keeps_fingerprints():
    """A call without a body sends no secret, so what is known of it stays."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A", "ab")}
    run = Run(
        update(was="INACTIVE", write=False),
        answers=[raw()],
        entries=[managed(fingerprints=prints)],
        fresh={key("a"): {}},
    ).go()

    assert prints == run.journal.ledger.managed[key("a")].fingerprints


def test_a_delete_leaves_a_tombstone():
    """What was deleted is not managed any more, and remembered."""
    run = Run(deletion(), answers=[None], entries=[managed()]).go()

    assert (["done"], {}) == (run.results, run.ids)
    assert ["calabc0123"] == [stone.id for stone in run.journal.ledger.tombstones]


def test_a_replacement_ends_with_one_hook():
    """The old hook is deactivated and deleted, and the new one has the name as declared."""
    new = "calnew0123"
    run = Run(
        replacement(),
        answers=[
            raw(PASSING, new),
            raw(status="INACTIVE", type="com.okta.saml.tokens.transform"),
            None,
            raw(hook_id=new),
        ],
        entries=[managed()],
    ).go()

    assert (["done"], {"a": new}, []) == (run.results, run.ids, run.intents)
    assert "a" == run.journal.ledger.managed[key("a")].compared["name"]
    assert [
        "POST /api/v1/inlineHooks",
        "POST /api/v1/inlineHooks/calabc0123/lifecycle/deactivate",
        "DELETE /api/v1/inlineHooks/calabc0123",
        "PUT /api/v1/inlineHooks/{id of InlineHook/a}",
    ] == run.sent


def test_after_a_create_the_passing_name_is_known():
    """Between the steps of a replacement the ledger has the name that Okta has."""
    run = Run(
        replacement(),
        answers=[raw(PASSING, "calnew0123"), WriteUnknown("lost")],
        entries=[managed()],
    ).go()

    assert PASSING == run.journal.ledger.managed[key("a")].compared["name"]


# F20, F21: answers about something else


NO_HOOKS = [
    None,
    [],
    "hook",
    7,
    {},
    {"id": None},
    {"id": 7},
    {"id": "calabc0123"},
    {"id": "calabc0123", "type": "com.okta.new", "status": "ACTIVE"},
]


@pytest.mark.parametrize("answer", NO_HOOKS, ids=str)
def test_f21_an_answer_that_is_no_hook(answer):
    """F21: a good status with something else in it proves nothing: unknown, with its intent."""
    run = Run(creation(), answers=[answer]).go()

    assert (["unknown"], ["create"], {}) == (run.results, run.intents, run.ids)
    assert (8, "POST /api/v1/inlineHooks: the answer is not a InlineHook") == (
        run.outcomes[0].exit_code,
        run.outcomes[0].error,
    )


def test_f20_an_update_answered_about_another_hook():
    """F20: an answer about another hook proves nothing; the secret no longer counts as sent."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A", "ab")}
    run = Run(
        update(), answers=[raw(hook_id="calzzz0123")], entries=[managed(fingerprints=prints)]
    ).go()

    assert (["unknown"], ["update"], {"a": "calabc0123"}) == (run.results, run.intents, run.ids)
    assert "the answer is about another InlineHook" in run.outcomes[0].error
    entry = run.journal.ledger.managed[key("a")]
    assert [False] == [f.confirmed for f in entry.fingerprints.values()]


def test_f20_a_deactivation_after_a_create_answered_about_another_hook():
    """F20: an answer about another hook than was just created is not believed."""
    run = Run(
        creation(status="INACTIVE"),
        answers=[raw(), raw(hook_id="calzzz0123", status="INACTIVE")],
    ).go()

    assert (["unknown"], {"a": "calabc0123"}) == (run.results, run.ids)


def test_f20_a_rename_answered_about_another_hook():
    """F20: the last step of a replacement has to be about the new hook as well."""
    run = Run(
        replacement(),
        answers=[
            raw(PASSING, "calnew0123"),
            raw(status="INACTIVE", type="com.okta.saml.tokens.transform"),
            None,
            raw(hook_id="calzzz0123"),
        ],
        entries=[managed()],
    ).go()

    assert (["unknown"], {"a": "calnew0123"}) == (run.results, run.ids)


def test_f20_a_create_answered_with_a_hook_that_was_there_before():
    """F20: the answer to a create cannot be a hook that existed: it is a stranger's."""
    run = Run(creation(), answers=[raw(hook_id="calold0123")], known_ids=("calold0123",)).go()

    assert (["unknown"], {}) == (run.results, run.ids)


@pytest.mark.parametrize("members", [{"name": "other"}, {"type": "com.okta.saml.tokens.transform"}])
def test_f20_a_create_answered_with_another_name_or_type(members):
    """F20: the answer to a create has the name and the type that were sent."""
    run = Run(creation(), answers=[raw(**members)]).go()

    assert (["unknown"], {}) == (run.results, run.ids)


@pytest.mark.parametrize("hook_id", ["", "..", "cal/abc0123", "short", "cal abc0123"])
def test_r02_a_create_answered_with_an_id_that_is_none(hook_id):
    """R02: an id of another shape never enters the ledger, and is no crash later."""
    run = Run(creation(status="INACTIVE"), answers=[raw(hook_id=hook_id), raw()]).go()

    assert (["unknown"], {}, ["create"]) == (run.results, run.ids, run.intents)


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        (update(was="INACTIVE", write=False), raw(status="INACTIVE")),
        (update(status="INACTIVE", write=False), raw()),
        (deletion(was="ACTIVE"), raw()),
    ],
    ids=["activate", "deactivate", "deactivate-delete"],
)
def test_a_status_that_is_not_as_wanted(made, answer):
    """A lifecycle call that is answered with the old status failed; nothing follows it."""
    run = Run(made, answers=[answer], entries=[managed()]).go()

    assert (["failed"], [], 1) == (run.results, run.intents, len(run.sent))
    assert 6 == run.outcomes[0].exit_code
    assert "Okta answered, but the status is not" in run.outcomes[0].error


def test_r13_a_create_that_is_answered_inactive():
    """R13: a hook that was created INACTIVE was created: the ledger has its id."""
    run = Run(creation(), answers=[raw(status="INACTIVE")]).go()

    assert {"a": "calabc0123"} == run.ids
    assert "INACTIVE" == run.journal.ledger.managed[key("a")].compared["status"]
    assert run.results != ["done"]


# failures and what follows them


def api_error(status, code=""):
    return ApiError(f"refused {status}", status=status, code=code)


@pytest.mark.parametrize(("status", "exit_code"), [(401, 4), (403, 4), (429, 9)])
def test_f14_f15_a_wall_stops_the_phase(status, exit_code):
    """F14, F15: who is not let in is not let in twice: nothing else is sent."""
    run = Run(creation("a"), creation("b"), answers=[api_error(status)]).go()

    assert ["failed", "not tried"] == run.results
    assert exit_code == run.outcomes[0].exit_code
    assert ["a failed"] == run.told
    assert [] == run.intents


@pytest.mark.parametrize("status", [400, 404, 409])
def test_f17_a_refusal_leaves_the_rest_of_its_phase(status):
    """F17: one refused hook does not keep others of its phase, but every later phase."""
    run = Run(
        creation("a"),
        creation("b"),
        deletion("c", "calccc0123"),
        answers=[api_error(status), raw("b", "calbbb0123")],
        entries=[managed("c", "calccc0123")],
    ).go()

    assert ["failed", "done", "not tried"] == run.results
    assert ["a failed", "b done"] == run.told
    assert {"b": "calbbb0123", "c": "calccc0123"} == run.ids


def test_unknown_stops_later_phases():
    """Nothing is deleted after a create of which nobody knows."""
    run = Run(
        creation("a"),
        deletion("c", "calccc0123"),
        answers=[WriteUnknown("lost")],
        entries=[managed("c", "calccc0123")],
    ).go()

    assert (["unknown", "not tried"], ["create"]) == (run.results, run.intents)


def test_f16_a_delete_of_what_is_gone():
    """F16: a hook that somebody else deleted is deleted, which is what was wanted."""
    run = Run(deletion(), answers=[api_error(404, "E0000007")], entries=[managed()]).go()

    assert (["done"], {}, []) == (run.results, run.ids, run.intents)


def test_l08_a_ledger_that_is_full_before_the_write():
    """L08: a write whose intent cannot be stored is not sent."""
    run = Run(creation(), room=0).go()

    assert (["failed"], []) == (run.results, run.sent)
    assert 9 == run.outcomes[0].exit_code


def test_l08_a_ledger_that_is_full_after_the_write():
    """L08: a write that was carried out and could not be noted keeps its intent, and is told."""
    run = Run(creation("a"), creation("b"), answers=[raw()], room=1).go()

    assert (["create"], {}) == (run.intents, run.ids)
    assert ["unknown", "not tried"] == run.results
    assert 1 == len(run.sent)


def test_l08_a_ledger_that_is_full_for_a_moment():
    """L08: when only the outcome could not be stored, the intent still says what was sent."""
    run = Run(creation(), answers=[raw()], fails_at=2).go()

    assert (["unknown"], ["create"]) == (run.results, run.intents)


# stopping


def test_a_stop_in_the_middle_of_a_change():
    """What is in flight ends; the next step is not sent, and the change says so."""
    run = Run(creation(status="INACTIVE"))
    run.answers = [lambda: run.stop.set() or raw()]

    run.go()

    assert (["skipped"], ("create",)) == (run.results, run.outcomes[0].done)
    assert "stopped before its next step" == run.outcomes[0].error
    assert ({"a": "calabc0123"}, []) == (run.ids, run.intents)
    assert 1 == len(run.sent)


def test_a_stop_between_changes():
    """Changes that were not begun are not tried, and are not in the progress."""
    run = Run(creation("a"), creation("b"))
    run.answers = [lambda: run.stop.set() or raw()]

    run.go()

    assert ["done", "not tried"] == run.results
    assert ["a done"] == run.told


def test_a_stop_between_phases():
    """A change whose second phase was not begun is told apart from one that never began."""
    run = Run(update(was="INACTIVE", status="ACTIVE"), entries=[managed()])
    run.answers = [lambda: run.stop.set() or raw(status="INACTIVE")]

    run.go()

    assert (["skipped"], ("update",)) == (run.results, run.outcomes[0].done)


def test_a_stop_before_anything():
    """A stop that was there first sends nothing."""
    run = Run(creation())
    run.stop.set()

    run.go()

    assert (["not tried"], [], []) == (run.results, run.sent, run.told)


def test_a_bug_is_not_swallowed():
    """What is no failure of the world crashes."""
    with pytest.raises(ZeroDivisionError):
        Run(creation(), answers=[ZeroDivisionError()]).go()


def test_a_plan_without_changes():
    """Nothing to do is nothing done."""
    assert () == Run().go().outcomes


def test_a_change_without_steps_is_done():
    """An adoption sends nothing, and is done."""
    actual, after = KIND.read(raw()), resource()

    run = Run(change(Action.NOTHING, "a", actual, after, ())).go()

    assert (["done"], []) == (run.results, run.sent)


def test_tasks_of_a_phase_go_out_together():
    """With room for four, four creates are in flight at once."""
    barrier = threading.Barrier(4, timeout=10)

    def send(call):
        barrier.wait()
        name = call.body["name"]
        return raw(name, f"calabc012{name}")

    run = Run(*(creation(name) for name in "abcd")).go(send, parallelism=4)

    assert ["done"] * 4 == run.results
    assert ["a done", "b done", "c done", "d done"] == run.told
