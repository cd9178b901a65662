"""Executors that are wrong on purpose: each makes one mistake, which the checks must notice."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any

from faults.stage import Ended, Executor, carry_out

from hookops.kinds import LISTED
from hookops.ledger.owner import Owner
from hookops.ledger.store import LedgerStore
from hookops.model.call import Call
from hookops.model.errors import ApiError, HookopsError, Unavailable, WriteUnknown
from hookops.model.limits import Limits
from hookops.model.resource import Json, Ledger
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session
from hookops.workflow.plan import plan
from hookops.workflow.run import Run

Retry = Callable[[], object]


class Other(Session):
    """A session that sends through another one."""

    def __init__(self, inner: Session) -> None:
        self.inner = inner
        self.known = inner.known

    def now_s(self) -> float:
        return self.inner.now_s()

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        return self.inner.send(call, deferred, before_retry)

    def pages(self, call: Call, **more: Any) -> Iterator[Json]:
        return self.inner.pages(call, **more)

    def require(self, calls: Collection[Call]) -> None:
        self.inner.require(calls)


class RepeatsCreates(Other):
    """A create without an answer is sent again at once."""

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        try:
            return self.inner.send(call, deferred, before_retry)
        except WriteUnknown:
            return self.inner.send(call, deferred, before_retry)


class IgnoresUnknown(Other):
    """A write without an answer counts as done: what is there by now is taken for its answer."""

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        try:
            return self.inner.send(call, deferred, before_retry)
        except WriteUnknown:
            if call.method != "PUT":
                raise
            return self.inner.send(Call("GET", call.path), DeferredValues(no_ids))


class Believes404(Other):
    """What one answer calls gone is gone, whatever a read of it would show."""

    def __init__(self, inner: Session) -> None:
        super().__init__(inner)
        self.gone: set[Any] = set()

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        if call.method == "GET" and call.path in self.gone:
            raise ApiError("gone", status=404)
        try:
            return self.inner.send(call, deferred, before_retry)
        except ApiError as problem:
            if problem.status == 404 and call.method == "DELETE":
                self.gone.add(call.path)
            raise

    def pages(self, call: Call, **more: Any) -> Iterator[Json]:
        gone = {path[-1] for path in self.gone}
        for page in self.inner.pages(call, **more):
            yield [r for r in page if r.get("id") not in gone] if isinstance(page, list) else page


class ForgetsSecrets(Other):
    """A hook is written without its secret, which Okta then has no more."""

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        if call.method == "PUT" and isinstance(call.body, Mapping) and "channel" in call.body:
            body: Any = dict(call.body)
            config = dict(body["channel"]["config"])
            config.pop("authScheme", None)
            call = replace(call, body={**body, "channel": {**body["channel"], "config": config}})
        return self.inner.send(call, deferred, before_retry)


class LeaksSecrets(Other):
    """A secret is in the address of a read."""

    def send(
        self, call: Call, deferred: DeferredValues, before_retry: Retry = lambda: None
    ) -> Json:
        for _ in deferred.secrets:
            with suppress(HookopsError):
                leak = replace(call, method="GET", body=None, query=(("q", "value-of-a-secret"),))
                self.inner.send(leak, deferred)
        return self.inner.send(call, deferred, before_retry)


class Store:
    """A ledger store in front of another one."""

    def __init__(self, inner: LedgerStore) -> None:
        self.inner = inner

    def read(self) -> Ledger:
        return self.inner.read()

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        return self.inner.swap(before, after)

    def remove(self, before: Ledger) -> None:
        self.inner.remove(before)

    def lease(self) -> AbstractContextManager[None]:
        return self.inner.lease()

    def unlock(self, *, force: bool = False) -> Owner | None:
        return self.inner.unlock(force=force)


class ForgetsIntents(Store):
    """What was about to be sent is not stored."""

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        return self.inner.swap(before, replace(after, intents=()))


class StoresLast(Store):
    """Everything is stored after the last write."""

    def __init__(self, inner: LedgerStore) -> None:
        super().__init__(inner)
        self.first = self.kept = inner.read()

    def read(self) -> Ledger:
        return self.kept

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        self.kept = replace(after, serial=before.serial + 1, exists=True)
        if len(after.applies) > len(self.first.applies):
            self.inner.swap(self.first, after)
        return self.kept


def deletes_first(run: Run, limits: Limits, stop: Any) -> Ended:
    """What ends is ended before anything else is done."""
    for change in plan(run, limits).changes:
        ends = [s for s in change.steps if s.verb in ("deactivate", "delete")]
        for step in ends if change.before is not None else []:
            with suppress(HookopsError):
                run.session.send(step.call, DeferredValues(no_ids))
    return carry_out(run, limits, stop)


def succeeds_always(run: Run, limits: Limits, stop: Any) -> Ended:
    """Whatever happened, the exit code is 0."""
    return replace(carry_out(run, limits, stop), code=0)


def changes_nothing(run: Run, limits: Limits, stop: Any) -> Ended:
    """A run that did something ends as one that did nothing."""
    ended = carry_out(run, limits, stop)
    return replace(ended, code=Unavailable.exit_code) if ended.code else ended


def crashes(run: Run, limits: Limits, stop: Any) -> Ended:
    """An error of the org is none that anybody catches."""
    ended = carry_out(run, limits, stop)
    if ended.code:
        raise KeyError(ended.text)
    return ended


def tidies_up(run: Run, limits: Limits, stop: Any) -> Ended:
    """A hook that no manifest has is deactivated."""
    hooks = LISTED["InlineHook"]
    names = {resource.name for resource in run.desired.values() if hasattr(resource, "name")}
    for page in run.session.pages(hooks.list_call()):
        for raw in page if isinstance(page, list) else []:
            if isinstance(raw, dict) and raw["name"] == "legacy-claims" not in names:
                path = (*hooks.get_call(str(raw["id"])).path, "lifecycle", "deactivate")
                with suppress(HookopsError):
                    run.session.send(Call("POST", path), DeferredValues(no_ids))
    return carry_out(run, limits, stop)


def _by_session(name: str, kind: type[Other]) -> Executor:
    return Executor(name, session=kind)


KNOWN_BAD: Mapping[str, tuple[Executor, str]] = {
    executor.name: (executor, about)
    for executor, about in (
        (_by_session("repeats-creates", RepeatsCreates), RepeatsCreates.__doc__),
        (_by_session("ignores-unknown", IgnoresUnknown), IgnoresUnknown.__doc__),
        (_by_session("believes-404", Believes404), Believes404.__doc__),
        (_by_session("forgets-secrets", ForgetsSecrets), ForgetsSecrets.__doc__),
        (_by_session("leaks-secrets", LeaksSecrets), LeaksSecrets.__doc__),
        (Executor("forgets-intents", store=ForgetsIntents), ForgetsIntents.__doc__),
        (Executor("stores-last", store=StoresLast), StoresLast.__doc__),
        (Executor("deletes-first", apply=deletes_first), deletes_first.__doc__),
        (Executor("succeeds-always", apply=succeeds_always), succeeds_always.__doc__),
        (Executor("changes-nothing", apply=changes_nothing), changes_nothing.__doc__),
        (Executor("crashes", apply=crashes), crashes.__doc__),
        (Executor("tidies-up", apply=tidies_up), tidies_up.__doc__),
    )
    if about
}
"""By name: the executor, and its mistake."""

CAUGHT_IN: Mapping[str, tuple[str, str]] = {
    "repeats-creates": ("create", "reset-before"),
    "ignores-unknown": ("rotate-secret", "reset-before"),
    "believes-404": ("delete", "error-404"),
    "forgets-secrets": ("update", "refused"),
    "leaks-secrets": ("create", "refused"),
    "forgets-intents": ("create", "refused"),
    "stores-last": ("update", "refused"),
    "deletes-first": ("delete-two", "refused"),
    "succeeds-always": ("update", "untrusted"),
    "changes-nothing": ("rebind", "untrusted"),
    "crashes": ("update", "untrusted"),
    "tidies-up": ("create", "refused"),
}
"""The scenario and family of which a cell notices it."""
