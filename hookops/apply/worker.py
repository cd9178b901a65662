"""One change after another, step by step: intent, request, outcome."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Protocol

from hookops.apply.answers import STATUS_AFTER, read, status_of
from hookops.apply.edit import Editor
from hookops.apply.explain import explain
from hookops.kinds import KINDS, LISTED
from hookops.model.call import Call, Edit
from hookops.model.change import Action, Change, Outcome, Phase, Result, Step
from hookops.model.errors import (
    ApiError,
    Conflict,
    HookopsError,
    VerificationFailed,
    WriteUnknown,
    worst,
)
from hookops.model.resource import (
    Actual,
    Fingerprint,
    Intent,
    Json,
    Key,
    Managed,
    Resource,
    Spec,
    with_ids,
)

Send = Callable[[Call], Json]


class Journal(Protocol):
    """Where intents and outcomes are kept; see `hookops/ledger/journal.py`."""

    def find_id(self, key: Key) -> str | None:
        """The id that Okta gave to `key`, if it has one."""

    def intend(self, intent: Intent) -> Intent:
        """Stored before the write is sent."""

    def done(self, intent: Intent, managed: Managed, *, replaces: bool = False) -> None:
        """Carried out."""

    def deleted(self, intent: Intent, hook_id: str) -> None:
        """Gone."""

    def closed(self, intent: Intent) -> None:
        """Proven not carried out, or without a trace in the ledger."""

    def unconfirmed(self, intent: Intent, *, unverified: bool = False) -> None:
        """Nothing is known."""

    def verified(self, key: Key) -> None:
        """The service of the hook has passed."""


@dataclass
class ChangeRun:
    """What has become of one change so far; touched by one thread at a time."""

    change: Change
    managed: Managed | None = None
    done: list[str] = field(default_factory=list)
    result: Result | None = None
    error: str = ""
    note: str = ""
    exit_code: int = 0

    def outcome(self) -> Outcome:
        """What is known of it now."""
        finished = len(self.done) == len(self.change.steps)
        result = self.result or (Result.DONE if finished else Result.NOT_TRIED)
        hook_id = self.managed.id if self.managed else ""
        return Outcome(
            self.change,
            result,
            tuple(self.done),
            self.error,
            hook_id,
            self.exit_code,
            self.note,
        )


@dataclass(frozen=True, slots=True)
class Worker:
    """Sends the steps of one change after another."""

    send: Send
    journal: Journal
    fingerprints: Mapping[Key, Mapping[str, Fingerprint]]
    known_ids: tuple[str, ...]
    stop: Event
    wall: Event = field(default_factory=Event)
    """Set by an error that whoever is next would meet as well."""

    def work_all(self, work: Sequence[tuple[ChangeRun, Sequence[Step]]]) -> None:
        """One after another."""
        for run, steps in work:
            self.work(run, steps)

    def work(self, run: ChangeRun, steps: Sequence[Step]) -> None:
        """Every step, until one is not done."""
        for step in steps:
            if self.stop.is_set() or self.wall.is_set() or run.result is not None:
                return
            self._step(run, step)

    def revert_to(self, run: ChangeRun, wrong: str) -> None:
        """The hook is as it was before, as far as that can be; the change has failed (10).

        Not stopped by a signal nor by other failures: it mends what this run has done.
        """
        change, made = run.change, run.managed
        run.error = f"its service does not answer rightly after the change: {wrong}"
        run.result, run.exit_code = Result.FAILED, VerificationFailed.exit_code
        if not change.steps:
            run.error += "; nothing was changed, and nothing is bound to it"
        elif change.revert_to is None or made is None or change.after is None:
            old = change.before.spec.type if change.before is not None else ""
            new = change.after is not None and old != change.after.spec.type
            end = "the new hook stays as it is" if new else "its old secret is not known"
            run.error += f"; NOT put back: {end}"
        else:
            self._mend(run, made, change.after, change.revert_to)

    def _mend(self, run: ChangeRun, made: Managed, after: Resource, old: Spec) -> None:
        change = run.change
        now = Actual(change.key.kind, made.id, after.spec, "", "")
        steps = LISTED[change.key.kind].update(now, old, write="update" in run.done)
        again = replace(change, after=replace(after, spec=old), before=now, steps=steps, verify="")
        back = ChangeRun(again, made)
        for step in steps:
            if back.result is None:
                self._step(back, step)
        run.managed = back.managed
        if back.result is None:
            run.error += "; put back: it is as it was"
            self.passed(run)
        else:
            run.error += f"; NOT put back: {back.error}"
            run.exit_code = worst([run.exit_code, back.exit_code])

    def passed(self, run: ChangeRun) -> None:
        """The ledger knows that the service has answered rightly, or need not any more."""
        try:
            self.journal.verified(run.change.key)
        except HookopsError:
            self.wall.set()

    def _step(self, run: ChangeRun, step: Step) -> None:
        """Intent, request, outcome; the ledger's own troubles are told apart by when they come."""
        intent = None
        try:
            intent = self.journal.intend(self._intent(run.change, step))
            answer = self._sent(run, step)
        except WriteUnknown as problem:
            self._unknown(run, intent, problem)
        except HookopsError as problem:
            self._failed(run, intent, problem)
        else:
            self._answered(run, step, intent, answer)

    def _answered(self, run: ChangeRun, step: Step, intent: Intent, answer: Json) -> None:
        try:
            self._conclude(run, step, intent, answer)
            run.done.append(step.verb)
        except WriteUnknown as problem:
            self._unknown(run, intent, problem)
        except ApiError as problem:
            self._failed(run, intent, problem)
        except HookopsError as problem:
            # Sent and answered, and the ledger could not be written: the intent stays.
            text = f"{step.call} was answered, and the ledger has not noted it: {problem}"
            run.result, run.error, run.exit_code = Result.UNKNOWN, text, 8
            self.wall.set()

    def _intent(self, change: Change, step: Step) -> Intent:
        """What the write is to lead to, as it is sent."""
        compared = self._settled(change)
        if isinstance(step.call.body, Mapping):
            compared["name"] = step.call.body["name"]
        created = step.verb == "create"
        old = change.before.id if change.before else ""
        return Intent(
            id="",
            key=change.key,
            step=step.verb,
            at="",
            compared=compared,
            known_ids=self.known_ids if created else (),
            fingerprints=self.fingerprints.get(change.key, {}) if created else {},
            about=old if old in step.call.path else "",
        )

    def _settled(self, change: Change) -> dict[str, Json]:
        """What is declared, with the ids of today."""
        found = change.after.spec.compared() if change.after else {}
        return dict(with_ids(found, self.journal.find_id))

    def _sent(self, run: ChangeRun, step: Step) -> Json:
        """The answer; what is to be deleted and is gone already was deleted by somebody else."""
        try:
            if isinstance(step.call.body, Edit):
                editor = Editor(run.change, step, self.send, self.journal.find_id)
                answer, run.note = editor.carry_out()
                return answer
            if step.verb == "delete" and KINDS[run.change.key.kind].read_before_delete:
                self._ask(run.change, step)
            return self.send(step.call)
        except ApiError as problem:
            if step.verb in ("delete", "unbind") and problem.status == 404:
                return None
            raise

    def _ask(self, change: Change, step: Step) -> None:
        """Raises: Conflict when what is to be deleted says itself that it must not be."""
        why = KINDS[change.key.kind].why_not_deleted(self.send(Call("GET", step.call.path)))
        if why:
            raise Conflict(f"{step.call}: not sent: {why}", "nothing was deleted; run plan again")

    def _unknown(self, run: ChangeRun, intent: Intent | None, problem: WriteUnknown) -> None:
        run.result, run.error, run.exit_code = Result.UNKNOWN, str(problem), 8
        required = run.change.verification_required
        self._note(intent, lambda i: self.journal.unconfirmed(i, unverified=required))

    def _failed(self, run: ChangeRun, intent: Intent | None, problem: HookopsError) -> None:
        run.result, run.exit_code = Result.FAILED, problem.exit_code
        run.error = explain(run.change, problem)
        if problem.exit_code in (4, 9):
            self.wall.set()
        self._note(intent, self.journal.closed)

    def _note(self, intent: Intent | None, note: Callable[[Intent], None]) -> None:
        """An intent that cannot be noted on is left open, which is always true enough."""
        try:
            if intent is not None:
                note(intent)
        except HookopsError:
            self.wall.set()

    def _conclude(self, run: ChangeRun, step: Step, intent: Intent, answer: Json) -> None:
        """The ledger learns what the answer proves.

        Raises: WriteUnknown when the answer is not about what was asked; ApiError when it is,
        and the status is not as it has to be.
        """
        change = run.change
        if step.verb in ("delete", "unbind"):
            self.journal.deleted(intent, change.before.id if change.before else "")
            return
        actual = read(change, step, answer, run.managed, self.known_ids)
        status = actual.spec.compared().get("status")
        wanted = STATUS_AFTER.get(step.verb, status)
        as_wanted = status in (wanted, None)
        ends = (Action.DELETE, Action.REPLACE)
        if change.after is None or (step.phase is Phase.DEACTIVATE and change.action in ends):
            self.journal.closed(intent)
        elif as_wanted or step.verb == "create":
            # What was created is ours, whatever its status.
            run.managed = self._managed(run, step, actual)
            self.journal.done(intent, run.managed, replaces=change.action is Action.REPLACE)
        if not as_wanted:
            text = f"{step.call}: Okta answered, but the status is not {wanted}"
            raise ApiError(text, status=409)

    def _managed(self, run: ChangeRun, step: Step, actual: Actual) -> Managed:
        change, after = run.change, run.change.after
        assert after is not None
        wrote = step.call.body is not None
        if wrote or run.managed is None:
            compared = self._settled(change)
        else:
            compared = dict(run.managed.compared)
        name = step.call.body["name"] if isinstance(step.call.body, Mapping) else None
        prints = self.fingerprints.get(change.key, {})
        if not wrote and run.managed is not None:
            prints = run.managed.fingerprints
        return Managed(
            key=change.key,
            id=actual.id,
            compared=compared | status_of(actual) | ({"name": name} if name else {}),
            last_updated=actual.last_updated,
            fingerprints=prints,
            protected=after.protect,
            unverified=change.verification_required or bool(run.managed and run.managed.unverified),
        )
