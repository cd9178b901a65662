"""Sends one change after another, step by step.

The states of each write, and what every event stores, ends and aborts, are one table:
`hookops/model/write_states.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event as Flag
from typing import Protocol, assert_never

from hookops.apply.answers import check_created, may_be_name_taken, read_answer
from hookops.apply.edit import Editor
from hookops.apply.explain import explain
from hookops.apply.recheck import HINT, Send, check_gone, describe_edit, is_done_already, recheck
from hookops.apply.records import Records
from hookops.kinds import LISTED
from hookops.model.call import Call, Edit
from hookops.model.change import Action, Change, Outcome, Phase, Result, Step
from hookops.model.errors import ApiError, Conflict, HookopsError, WriteUnknown
from hookops.model.resource import Actual, IdOf, Intent, Json, Key, Managed
from hookops.model.write_states import EVENTS, Event, Stored, verb_of


class Journal(Protocol):
    """Where intents and outcomes are kept; see `hookops/ledger/journal.py`."""

    def find_id(self, key: Key) -> str | None:
        """The id that Okta gave to `key`, if it has one."""

    def has_id(self, id_: str) -> bool:
        """Whether an entry has this id."""

    def intend(self, intent: Intent) -> Intent:
        """Stored before the write is sent."""

    def done(self, intent: Intent, managed: Managed, *, replaces: bool = False) -> None:
        """Carried out."""

    def deleted(self, intent: Intent, id_: str) -> None:
        """Gone."""

    def closed(self, intent: Intent) -> None:
        """Proven not carried out, or without a trace in the ledger."""

    def unconfirmed(self, intent: Intent, *, unverified: bool) -> None:
        """Nothing is known."""

    def mark_verified(self, key: Key, *, verified: bool) -> None:
        """The service of the hook has passed, or has yet to pass."""


@dataclass
class ChangeRun:
    """What has become of one change so far; touched by one thread at a time."""

    change: Change
    managed: Managed | None = None
    done: list[str] = field(default_factory=list)
    result: Result | None = None
    error: str = ""
    note: str = ""
    verified_at: str = ""
    """Where another service passed in place of the declared one."""
    exit_code: int = 0
    refused: int = 0
    """The exit code of an answer that refused its create."""
    edited: str = ""
    """What an answer showed of an edit by somebody else; no later step is sent then."""
    known: dict[str, Actual] = field(default_factory=dict)
    """What was last seen of the objects that the change writes, by id."""
    was_unverified: bool = False
    """Whether the service of the hook had yet to pass when the run began."""

    def __post_init__(self) -> None:
        """At first that is what the plan was made on, and what the ledger has."""
        self.was_unverified = self.managed is not None and self.managed.unverified
        if self.change.before is not None:
            self.known.setdefault(self.change.before.id, self.change.before)

    def outcome(self) -> Outcome:
        """What is known of it now."""
        finished = len(self.done) == len(self.change.steps)
        return Outcome(
            change=self.change,
            result=self.result or (Result.DONE if finished else Result.NOT_TRIED),
            done=tuple(self.done),
            error=self.error,
            id=self.managed.id if self.managed is not None else "",
            exit_code=self.exit_code,
            note=self.note,
            verified_at=self.verified_at,
            refused=self.refused,
            last_seen=self._last_seen(),
        )

    def _last_seen(self) -> Actual | None:
        left = self.change.steps[len(self.done) :]
        # The old hook of a replacement is as it was, whatever became of the create of the new one.
        if not left or left[0].verb == "create":
            return None
        return self.known.get(self.id_in(left[0]))

    def id_in(self, step: Step) -> str:
        """Of what the step writes: this run created it, or it was there; empty before a create."""
        if any(isinstance(part, IdOf) for part in step.call.path):
            return self.managed.id if self.managed is not None else ""
        return self.change.before.id if self.change.before is not None else ""


class Stopped(Exception):
    """The run was stopped, or another change ended it, before this write was sent."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Sends the steps of one change after another."""

    sender: Send
    journal: Journal
    records: Records
    stop: Flag
    abort: Flag = field(default_factory=Flag)
    """Set by an event after which whatever is sent next would meet the same error."""
    mends: bool = False
    """Whether it takes back what this run has done, which nothing stops."""

    def send(self, call: Call, before_retry: Callable[[], object] = lambda: None) -> Json:
        """The answer to a call. Raises: Stopped for a write that comes after a stop; HookopsError.

        A stop may come while an object is read just before it is written: that read is the last.
        """
        over = self.stop.is_set() or self.abort.is_set()
        if over and not self.mends and call.method != "GET":
            raise Stopped
        return self.sender(call, before_retry)

    def work_all(self, work: Sequence[tuple[ChangeRun, Sequence[Step]]]) -> None:
        """Every step of every change, one after another, until one ends its change."""
        for run, steps in work:
            for step in steps:
                ended = self.stop.is_set() or self.abort.is_set() or run.result is not None
                if not ended:
                    self.write(run, step)

    def write(self, run: ChangeRun, step: Step) -> None:
        """One write, from planned to recorded or to the event that ends it."""
        # One `try` for each state, so that an error of the ledger store and one of the org cannot
        # be taken for each other: what was sent decides which event it is.
        try:
            intent = self.journal.intend(self.records.intent(run.change, step))
        except HookopsError as problem:
            self._fail(run, Event.NOT_INTENDED, problem)
            return
        try:
            actual = self._answer(run, step)
        except Stopped:
            self._take_back(intent)
            return
        except WriteUnknown as problem:
            self._end(run, Event.UNPROVEN, intent, problem)
            return
        except HookopsError as problem:
            refused = step.verb == "create" and may_be_name_taken(problem)
            run.refused = problem.exit_code if refused else 0
            self._end(run, Event.REFUSED if refused else Event.NOT_AS_ASKED, intent, problem)
            return
        try:
            as_wanted = self._record(run, step, intent, actual)
        except HookopsError as problem:
            # It was carried out, so nothing that a read shows unchanged proves the contrary.
            run.known.clear()
            text = f"Okta answered {step.call}, and hookops could not store the outcome: {problem}"
            self._end(run, Event.NOT_RECORDED, intent, WriteUnknown(text))
            return
        if as_wanted:
            run.done.append(step.verb)
        else:
            what = "version" if step.verb == "set-version" else "status"
            text = f"{step.call}: Okta answered, and the {what} is not as it was asked to be"
            self._end(run, Event.NOT_AS_ASKED, intent, Conflict(text))

    def mark_verified(self, key: Key, *, verified: bool) -> None:
        """The ledger says that the declared service passed, or that it has yet to."""
        try:
            self.journal.mark_verified(key, verified=verified)
        except HookopsError:
            self.abort.set()

    def _answer(self, run: ChangeRun, step: Step) -> Actual | None:
        """What the answer shows; None of what the step took away.

        Raises: WriteUnknown when nothing proves what became of the write; HookopsError when it
        was not carried out.
        """
        removes = verb_of(step.verb).removes
        try:
            answer = self._sent(run, step)
        except ApiError as problem:
            # Somebody else took away what was to be taken away: that is as wanted. Any
            # other error proves nothing of the kind, and the hook would be forgotten.
            if not removes or problem.status != 404:
                raise
            check_gone(run.change, step, run.id_in(step), self.send)
            return None
        if removes:
            return None
        actual = read_answer(run.change, step, answer, run.managed, self.records.known_ids)
        if step.verb == "create":
            check_created(step, actual, answer, self.journal.has_id, self.send)
        # A lifecycle call changes the status alone: whatever else its answer shows is an edit that
        # came just before, and that a later step would overwrite.
        before = run.known.get(actual.id)
        if before is not None and verb_of(step.verb).proof == "status":
            run.edited = describe_edit(before, actual, verb_of(step.verb).status, secretly=False)
        run.known[actual.id] = actual
        return actual

    def _sent(self, run: ChangeRun, step: Step) -> Json:
        # Each edit is read, checked and proven on its own; a whole write is one request.
        if isinstance(step.call.body, Edit):
            editor = Editor(run.change, step, self.send, self.journal.find_id)
            answer, run.note = editor.carry_out()
            return answer
        if step.verb == "create":
            return self.send(step.call)
        known = run.known[run.id_in(step)]
        if run.edited:
            raise Conflict(f"{step.call}: not sent: {run.change.key} {run.edited}", HINT)
        if run.change.is_read_before(step):
            known = recheck(run.change, step, known, self.send)
            if is_done_already(step, known):
                run.note = f"somebody else did it meanwhile: {step.verb}"
                return known.raw
        call, kind = step.call, LISTED[run.change.key.kind]
        if isinstance(call.body, Mapping):
            call = replace(call, body=kind.carry_over(call.body, known.raw))
        # A rate limit may keep a write for a minute, in which others go on.
        return self.send(call, lambda: recheck(run.change, step, known, self.send))

    def _record(self, run: ChangeRun, step: Step, intent: Intent, actual: Actual | None) -> bool:
        """The ledger stores what the answer proves. Returns: whether it is as the step wants it.

        Four cases: the object is gone; the step was about a hook that a later step deletes, so
        that its entry stays as it is; the hook is as wanted, or created, whatever its status, since
        it is ours; or its status is not as wanted, and then the event closes the intent.
        """
        change, verb = run.change, verb_of(step.verb)
        # An unbind has the same key as its entry; a delete may be of the hook that was replaced.
        if actual is None:
            assert change.before is not None
            self.journal.deleted(intent, change.before.id)
            return True
        # Bindings and keys have no status, and a PUT of a hook leaves it as it is.
        status = actual.spec.compared().get("status")
        as_wanted = status is None or verb.status in ("", status)
        body = step.call.body
        if step.verb == "set-version" and isinstance(body, Mapping):
            as_wanted = actual.spec.compared().get("version") == body["version"]
        replaces = change.action is Action.REPLACE
        if change.after is None or (replaces and step.phase is Phase.DEACTIVATE):
            self.journal.closed(intent)
        elif as_wanted or step.verb == "create":
            run.managed = self.records.managed(change, step, actual, run.managed)
            self.journal.done(intent, run.managed, replaces=replaces)
        return as_wanted

    def _take_back(self, intent: Intent) -> None:
        """The ledger has no intent of a write that was not sent."""
        try:
            self.journal.closed(intent)
        except HookopsError:
            self.abort.set()

    def _end(self, run: ChangeRun, event: Event, intent: Intent, problem: HookopsError) -> None:
        """The change ends with the event, and the ledger has what the table says."""
        self._fail(run, event, problem)
        try:
            match EVENTS[event].stored:
                case Stored.NOTHING:
                    self.journal.closed(intent)
                case Stored.DOUBT:
                    required = run.change.verification_required
                    self.journal.unconfirmed(intent, unverified=required)
                case Stored.INTENT:
                    pass
                case _ as never:
                    assert_never(never)
        except HookopsError:
            # The intent stays open, and a later read determines what became of it; but whoever
            # writes next would meet the same store.
            self.abort.set()

    def _fail(self, run: ChangeRun, event: Event, problem: HookopsError) -> None:
        run.result = EVENTS[event].result
        run.exit_code = WriteUnknown.exit_code if run.refused else problem.exit_code
        run.error = explain(run.change, problem)
        # Before the ledger is written, so that other threads send as little as possible until then.
        if problem.exit_code in EVENTS[event].aborts:
            self.abort.set()
