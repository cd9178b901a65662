"""One execution of a plan: the org's answers are a list, and the ledger is in memory."""

import threading

from ledger.memory_store import MemoryStore

from hookops.apply.executor import execute
from hookops.kinds import LISTED
from hookops.ledger.journal import Journal
from hookops.model.change import Action, Change, Plan
from hookops.model.errors import ApiError
from hookops.model.resource import Key, Ledger, Managed, Resource
from hookops.model.source import Mark, Origin

URL = "https://acme.okta.com"
LISTS = ("inlineHooks", "hook-keys")
KIND = LISTED["InlineHook"]
ORIGIN = Origin(Mark("a.yaml", 1, 1))
PASSING = "a (hookops: replacing calabc0123)"
CREATED = "2025-03-13T23:38:58.000Z"
NOW = "2025-03-13T23:38:58+00:00"


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
        "created": CREATED,
        "lastUpdated": CREATED,
        "_links": {"self": {"href": f"{URL}/api/v1/inlineHooks/{hook_id}"}},
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


def actual(*args, **members):
    """The same, as hookops reads it."""
    found = KIND.read(raw(*args, **members))
    assert found is not None
    return found


def change(action, name, before, after, steps):
    return Change(key(name), action, before, after, (), steps, "safe", "", "", "")


def creation(name="a", status="ACTIVE"):
    after = resource(name, status)
    return change(Action.CREATE, name, None, after, KIND.create(after.key, after.spec))


def update(name="a", hook_id="calabc0123", was="ACTIVE", status="ACTIVE", write=True):
    before, after = actual(name, hook_id, was), resource(name, status)
    steps = KIND.update(before, after.spec, write=write)
    return change(Action.UPDATE, name, before, after, steps)


def deletion(name="a", hook_id="calabc0123", was="INACTIVE"):
    before = actual(name, hook_id, was)
    return change(Action.DELETE, name, before, None, KIND.delete(before))


def replacement():
    before, after = actual(type="com.okta.saml.tokens.transform"), resource()
    return change(Action.REPLACE, "a", before, after, KIND.replace(key("a"), before, after.spec))


def managed(name="a", hook_id="calabc0123", **members):
    compared = dict(actual(name, hook_id).spec.compared())
    return Managed(key(name), hook_id, compared, "2025-01-01T00:00:00.000Z", **members)


def api_error(status, code=""):
    return ApiError(f"refused {status}", status=status, code=code)


class Execution:
    """What writes are answered with is a list, of which an exception is raised and a function
    called. Reads of hooks and keys show each as a change or the last answer about it had it, or as
    `shown` has it; an exception there is raised."""

    def __init__(
        self, *changes, answers=(), entries=(), space=10_000, fails_at=0, known_ids=(), prints=None
    ):
        self.changes = changes
        self.answers = list(answers)
        self.known_ids = known_ids
        self.prints = prints or {}
        self.sent = []
        self.reads = []
        self.shown = {c.before.id: c.before.raw for c in changes if c.before is not None}
        self.bodies = []
        self.reported = []
        self.stop = threading.Event()
        ledger = Ledger(URL, managed={m.key: m for m in entries})
        self.store = MemoryStore(ledger, space, fails_at)
        self.journal = Journal(self.store, ledger, lambda: NOW)

    def send(self, call, before_retry=None):
        if call.method == "GET" and call.path[-1] in self.shown and call.path[2] in LISTS:
            self.reads.append(str(call))
            found = self.shown[call.path[-1]]
            if isinstance(found, Exception):
                raise found
            return found
        self.sent.append(str(call))
        self.bodies.append(call.body)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        answer = answer() if callable(answer) else answer
        if isinstance(answer, dict) and answer.get("id"):
            self.shown[answer["id"]] = answer
        return answer

    def go(self, send=None, parallelism=1, in_use=lambda _: {}, verifier=lambda _: ""):
        self.outcomes = execute(
            Plan(URL, changes=self.changes),
            send=send or self.send,
            journal=self.journal,
            managed=self.journal.ledger.managed,
            fingerprints=self.prints,
            known_ids=self.known_ids,
            parallelism=parallelism,
            stop=self.stop,
            progress=lambda outcome: self.reported.append(
                f"{outcome.change.key.name} {outcome.result.value}"
            ),
            in_use=in_use,
            verifier=verifier,
        )
        return self

    @property
    def results(self):
        return [outcome.result.value for outcome in self.outcomes]

    @property
    def entries(self):
        return {k.name: m for k, m in self.journal.ledger.managed.items()}

    @property
    def ids(self):
        return {name: managed.id for name, managed in self.entries.items()}

    @property
    def intents(self):
        return [intent.step for intent in self.journal.ledger.intents]
