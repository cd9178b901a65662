"""Scenarios that begin with a file which somebody changed: a saved plan, or the ledger."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from campaigns.inputs.answer_stage import apply_whole
from conftest import URL
from faults import state
from faults.families import STORE
from faults.stage import Ended, Executor, Stage
from faults.watcher import MARK, Watcher
from faults.wire import Wire
from flows.org import SEED
from properties.scenarios import Scenario

from hookops.apply import saved_plan as saved
from hookops.ledger.document import Writer, stored_after
from hookops.ledger.file import FileLedger
from hookops.model.errors import EXIT_CODES, HookopsError, InvalidInput
from hookops.model.limits import Limits
from hookops.model.resource import Json, Ledger
from hookops.report.formats import FORMATS
from hookops.workflow import apply as applying
from hookops.workflow import drift as drifting
from hookops.workflow import plan as planning
from hookops.workflow.run import Run

_ENVELOPE = ("created_at", "expires_at", "digest", *Limits().data())
"""Without a key nobody can tell who wrote these; what comes of them is planned anew."""
Writes = Sequence[tuple[str, str]]
"""(method, target) of each request that writes."""


def _writes(wire: Wire) -> Writes:
    return [(p.method, p.target) for p in wire.seen if p.method not in ("GET", STORE)]


def apply_saved(path: Path, run: Run, limits: Limits, stop: Any) -> Ended:
    """`hookops show FILE` and `hookops apply FILE`."""
    try:
        text = saved.read(path)[0]
        envelope, document = saved.open_envelope(text, path)
        shown = _shown(document)
        applied = applying.apply_saved(
            run, text, envelope, progress=lambda _: None, stop=stop, parallelism=1
        )
    except HookopsError as problem:
        return Ended(problem.exit_code, str(problem))
    return Ended(applied.exit_code, shown)


def _shown(document: Json) -> str:
    """What `hookops show` makes of it."""
    try:
        return "\n".join(entry.load()(document) for entry in FORMATS["saved plan"].values())
    except InvalidInput as problem:
        return str(problem)


def _plan_of(data: bytes) -> Json:
    """What the file says that apply does."""
    return {name: value for name, value in json.loads(data).items() if name not in _ENVELOPE}


ApplyFile = Callable[[Path, Run, Limits, Any], Ended]


class PlanStage(Stage):
    """A saved plan of the scenario, which is applied from its file."""

    def __init__(self, scenario: Scenario, folder: Path, apply: ApplyFile = apply_saved) -> None:
        """Raises: AssertionError when the plan cannot be applied as it is."""
        super().__init__(replace(scenario, seed=SEED), folder)
        self._apply = apply
        self._path = folder / "plan.json"
        self._begin((), 0)
        run, limits = self.world.run(read_only=True), Limits(**scenario.limits)
        self.data = applying.save(run, planning.plan(run, limits)).encode()
        ended, self._whole, problems = self.apply(self.data)
        assert (0, []) == (ended.code, problems), ended.text

    def apply(self, data: bytes) -> tuple[Ended, Writes, list[str]]:
        """How the apply of a file with these bytes ended, what it sent, and what was wrong."""
        wire, watcher = self._begin((), 0)
        self._write(data)
        ended = self._run(Executor(apply=partial(self._apply, self._path)))
        if MARK in ended.text:
            watcher.note("a secret is shown")
        return ended, _writes(wire), watcher.problems

    def problems(self, data: bytes) -> list[str]:
        """What is wrong with hookops when the file has these bytes."""
        # Most are refused before anything is asked of the org, and then nothing has to be reset.
        code = self._refused(data)
        if code is not None:
            return [] if code in (3, 6) else [f"an edited plan was refused with {code}"]
        ended, writes, problems = self.apply(data)
        # With a digest that fits, it may have another time or limit, and then the same comes of it.
        if ended.code == 0 and _plan_of(data) == _plan_of(self.data) and writes == self._whole:
            return problems
        if ended.code not in (3, 6):
            problems.append(f"an edited plan ended with {ended.code}: {ended.text[:300]}")
        if writes:
            problems.append(f"an edited plan led to {writes}")
        return problems

    def _write(self, data: bytes) -> None:
        self._path.write_bytes(data)
        self._path.chmod(0o600)

    def _refused(self, data: bytes) -> int | None:
        """The exit code for a file that is no plan, or not one that hookops wrote."""
        self._write(data)
        try:
            saved.open_envelope(saved.read(self._path)[0], self._path)
        except HookopsError as problem:
            return problem.exit_code
        return None


class TextLedger(FileLedger):
    """A ledger whose file is a text in memory."""

    def __init__(self, data: bytes) -> None:
        super().__init__("ledger.json", URL)
        self.data = data

    def _text(self) -> str | None:
        # As the file is read: what is no UTF-8 is no JSON either.
        return self.data.decode(errors="replace")

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        self._check(before)
        stored = stored_after(before, after)
        self.data = Writer().dumps(stored).encode()
        return stored

    @contextmanager
    def lease(self) -> Iterator[None]:
        yield


class LedgerStage(Stage):
    """A ledger from which the scenario goes on."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        super().__init__(replace(scenario, seed=SEED), folder)
        self._begin((), 0)
        self.data = Writer().dumps(self.world.kept.stored).encode()

    def problems(self, data: bytes, executor: Executor = Executor(apply=apply_whole)) -> list[str]:
        """What is wrong with hookops when the ledger's file has these bytes."""
        wire, watcher = self._begin((), 0)
        self.world.given_ledger_store = TextLedger(data)
        try:
            self._look()
            ended = self._run(executor)
        finally:
            self.world.given_ledger_store = self.world.kept
        return [*self._own(watcher), *self._wrong(ended, _writes(wire))]

    def _look(self) -> None:
        """Plan and drift end with a result or an error of hookops."""
        with suppress(HookopsError):
            planning.plan(self.world.run(read_only=True), Limits(**self.scenario.limits))
        with suppress(HookopsError):
            drifting.drift(self.world.run(read_only=True))

    def _wrong(self, ended: Ended, writes: Writes) -> Iterator[str]:
        """Whatever the ledger says, these hold."""
        if ended.code not in EXIT_CODES or ended.code == 1:
            yield f"{ended.code} is no exit code for it"
        if ended.code in (3, 5, 6) and writes:
            yield f"exit code {ended.code} after {writes}: {ended.text[:300]}"
        if MARK in ended.text:
            yield "a secret is shown"
        found = state.state_of(self.world.store)
        names = [hook.partition('"name": ')[2] for hook in found.hooks]
        if ended.code == 0 and len(set(names)) != len(names):
            yield "a hook is there twice, and the exit code is 0"
        # What such a ledger does not have may stay; what is declared has to be there.
        wanted = self._expected()
        lacks = {*wanted.hooks} - {*found.hooks} or {*wanted.keys} - {*found.keys}
        if ended.code == 0 and (lacks or wanted.points != found.points):
            yield f"exit code 0, and not as declared: {state.differences(wanted, found)}"

    def _own(self, watcher: Watcher) -> Iterator[str]:
        """Problems that the ledger does not explain."""
        # The watcher looks for intents in the ledger of its own world, which is not this one.
        yield from (p for p in watcher.problems if "without its intent" not in p)
