"""Looks on while hookops works: what may never happen, whatever goes wrong, is noted at once."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from faults import state
from faults.families import Family
from faults.worlds import QuickWorld

from hookops.model.errors import HookopsError, Unavailable
from hookops.model.resource import Intent

HOST = "acme.okta.com"
MARK = "value-of-"
"""How the secrets of the tests begin."""
GRACE_S = 28
"""A create without an answer counts as not carried out after so long: 30 s since its intent, in
whole seconds and a request earlier."""
_HOOK = re.compile(r"/api/v1/inlineHooks/(\w+)(?:/lifecycle/(\w+))?")
TOKEN_PATH = "/oauth2/v1/token"
_MADE = ("/api/v1/inlineHooks", "/api/v1/hook-keys")
_PUT_HOOK = frozenset({"update", "rename", "set-version", "create"})
_BINDS = frozenset({"bind", "rebind", "unbind"})


@dataclass(slots=True)
class Sent:
    """One request, as it came and as the client saw its answer."""

    method: str
    path: str
    body: bytes = field(repr=False)
    status: int | None = None
    proven: bool = False
    """Whether the client can know that it was not carried out."""
    run: int = 0
    at: float = 0

    @property
    def writes(self) -> bool:
        # Whoever asks for a token changes nothing, though the System Log has it.
        return self.method != "GET" and self.path != TOKEN_PATH

    @property
    def data(self) -> Any:
        return json.loads(self.body) if self.body else None


class Watcher:
    """What must hold at each request; `problems` says what did not."""

    def __init__(self, world: QuickWorld) -> None:
        self._world = world
        self.problems: list[str] = []
        # Of before the apply: what somebody else made, and every hook that can be taken away.
        self.unmanaged: dict[str, Any] = {}
        self.first_ids: frozenset[str] = frozenset()
        self.wanted: frozenset[str] = frozenset()
        """Hooks that are to be ACTIVE in the end, as text."""
        self.stopped = False
        self.run = 0
        self.committed = 0
        """Writes of this run that changed the org."""
        self.requests = 0
        self._creates: dict[tuple[str, str], list[Sent]] = {}
        self._listed_s = 0.0
        self._broken = state.broken(world.store)
        self._last = ""
        self._edited_in = -1

    def begin(self, unmanaged: frozenset[str], wanted: frozenset[str]) -> None:
        """The org is as it is before the apply."""
        hooks = {hook.id: hook for hook in self._world.store.hooks()}
        self.unmanaged = {id_: hooks[id_] for id_ in unmanaged}
        self.first_ids = frozenset(hooks)
        self.wanted = wanted
        self._broken = state.broken(self._world.store)

    def restart(self) -> None:
        """Another run begins."""
        self.stopped = False
        self.run += 1
        self.committed = self.requests = 0

    def accept(self) -> None:
        """What somebody else did just now is as it should be."""
        self._broken = state.broken(self._world.store)
        self._edited_in = self.run
        hooks = {hook.id: hook for hook in self._world.store.hooks()}
        self.unmanaged = {id_: hooks[id_] for id_ in self.unmanaged}

    def full(self) -> HookopsError:
        """What a full disk leads to."""
        return Unavailable("hookops cannot write the ledger: No space left on device")

    def note(self, text: str) -> None:
        """Something is wrong."""
        self.problems.append(f"run {self.run}: {text}")

    @contextmanager
    def watch(self, environ: dict[str, Any], family: Family | None) -> Iterator[Sent]:
        """One request, from before it to after it."""
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = BytesIO(body)
        sent = Sent(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
        sent.run, sent.at = self.run, self._world.now
        sent.proven = bool(family and family.proven)
        self.requests += 1
        self._last = f"{sent.method} {sent.path}"
        self._check_secrets(environ, sent)
        if sent.writes:
            self._check_write(sent)
        commits = self._world.store.commits
        try:
            yield sent
        finally:
            if self._world.store.commits > commits and sent.path != TOKEN_PATH:
                self._check_commit(sent)
            if sent.path in _MADE and not sent.writes and sent.status == 200:
                self._listed_s = self._world.now

    def _check_secrets(self, environ: dict[str, Any], sent: Sent) -> None:
        if environ.get("HTTP_HOST") != HOST:
            self.note(f"{self._last} went to another host")
        mark = MARK.encode()
        shown = " ".join(str(v) for k, v in environ.items() if k.startswith(("HTTP_", "QUERY")))
        if MARK in shown + sent.path:
            self.note(f"{self._last} has a secret outside of its body")
        if mark in sent.body and not sent.path.startswith("/api/v1/inlineHooks"):
            self.note(f"{self._last} has a secret that is not for it")

    def _check_write(self, sent: Sent) -> None:
        if self.stopped:
            self.note(f"{self._last} was sent after the stop")
        if any(id_ in sent.path for id_ in self.unmanaged):
            self.note(f"{self._last} writes a hook that nobody manages")
        if not any(self._is_about(intent, sent) for intent in self._world.kept.stored.intents):
            self.note(f"{self._last} was sent without its intent in the ledger")
        if sent.path in _MADE:
            self._check_create(sent)
        elif sent.method == "DELETE" or sent.path.endswith("/deactivate"):
            self._check_end(sent)

    def _is_about(self, intent: Intent, sent: Sent) -> bool:
        """Whether the intent in the ledger is that of the request."""
        # A create by its name; a lifecycle call, PUT or DELETE by the id; a binding by its verb.
        if sent.path in _MADE:
            return intent.step == "create" and intent.compared.get("name") == sent.data["name"]
        found = _HOOK.fullmatch(sent.path)
        if found is None and sent.method == "DELETE":
            return intent.step == "delete"
        if found is None:
            return intent.step in _BINDS
        id_, verb = found[1], found[2] or ("delete" if sent.method == "DELETE" else "")
        managed = self._world.kept.stored.managed.get(intent.key)
        own = intent.about == id_ or (managed is not None and managed.id == id_)
        # A hook that is created to be INACTIVE is deactivated by the same change.
        return own and (intent.step == verb or (not verb and intent.step in _PUT_HOOK))

    def _check_create(self, sent: Sent) -> None:
        name = (sent.path, sent.data["name"])
        earlier = self._creates.setdefault(name, [])
        for one in earlier:
            refused = one.status is not None and 400 <= one.status < 500
            looked = self._listed_s - one.at >= GRACE_S and one.run != self.run
            if not (one.proven or refused or looked):
                self.note(f"{self._last} creates {name[1]} once more without evidence")
        earlier.append(sent)

    def _check_end(self, sent: Sent) -> None:
        """A hook that was there ends last, and only when nothing calls it."""
        found = _HOOK.fullmatch(sent.path)
        hook = self._world.store.get(found[1]) if found else None
        if hook is None or hook.id not in self.first_ids:
            return
        if sent.method == "DELETE" and hook.status == "ACTIVE":
            self.note(f"{self._last} deletes an ACTIVE hook")
        # A replacement has a name for the time being until the other hook is gone.
        there = {_nameless(hook) for hook in state.state_of(self._world.store).hooks}
        left = [hook for hook in self.wanted if _nameless(hook) not in there]
        if left and sent.run == self._edited_in:
            return
        if left:
            self.note(f"{self._last} was sent before these were there: {sorted(left)}")

    def _check_commit(self, sent: Sent) -> None:
        self.committed += 1
        broken = state.broken(self._world.store)
        if broken - self._broken:
            self.note(f"{self._last} leaves calls of no ACTIVE hook: {sorted(broken)}")
        self._broken = broken
        hooks = {hook.id: hook for hook in self._world.store.hooks()}
        for id_, hook in self.unmanaged.items():
            if hooks.get(id_) != hook:
                self.note(f"{self._last} changes a hook that nobody manages")
                self.unmanaged = {i: hooks[i] for i in self.unmanaged if i in hooks}


def _nameless(hook: str) -> str:
    return re.sub(r'"name": "[^"]*"', "", hook)
