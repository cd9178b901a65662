"""What must hold after each run of hookops in a story."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import checkers
from faults import state
from faults.stage import Ended
from faults.watcher import MARK
from faults.wire import Wire

from hookops.ledger.document import Writer, loads
from hookops.model.change import Action
from hookops.model.errors import EXIT_CODES, HookopsError
from hookops.workflow.drift import drift

if TYPE_CHECKING:
    from campaigns.story.story import Asked, Rehearsed, Story

_NOTHING_CHANGED = (3, 5, 6, 9)
"""Exit codes of a run that changed nothing; 4 may also be about the last look at what it did."""
LONGEST_S = 3600


@dataclass(frozen=True, slots=True)
class Before:
    """What there was when the run began."""

    statuses: dict[str, str]
    """Of each hook that the ledger has, by its id."""
    names: dict[str, str]
    """Its name in Git, by its id."""
    now_s: float
    late: bool

    @staticmethod
    def of(story: "Story") -> "Before":
        """The story as it is now."""
        keys = {id_: key.name for key, id_ in story.key_ids().items() if key.kind == "InlineHook"}
        there = {hook.id: hook.status for hook in story.world.store.hooks()}
        statuses = {id_: there.get(id_, "gone") for id_ in keys}
        return Before(statuses, keys, story.world.now, story.is_late())


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended."""

    asked: "Asked"
    ended: Ended
    wire: Wire
    before: Before
    rehearsed: "Rehearsed | None"
    faulty: bool
    """Whether a fault was planned for it."""

    @property
    def undisturbed(self) -> bool:
        """Whether nobody and nothing else changed the org meanwhile."""
        return not (self.wire.edited or self.wire.postponed or self.before.late)


def check_run(story: "Story", ran: Ran) -> None:
    """Whatever went wrong in the run, these hold."""
    _check_bounds(story, ran)
    _check_ledger(story, ran)
    _check_others(story, ran)
    for path, pointers in checkers.edits(story.world.history, story.world.ours):
        if len(pointers) > 1:
            story.note(f"{path} was written at {pointers}")
    if ran.ended.code is None:
        return
    _check_code(story, ran)
    if ran.undisturbed:
        _check_statuses(story, ran)
        _check_duplicates(story, ran)
    if ran.undisturbed and ran.ended.code == 0:
        _check_done(story, ran)
    if ran.rehearsed is not None and not ran.faulty:
        _check_same(story, ran, ran.rehearsed)


def _check_bounds(story: "Story", ran: Ran) -> None:
    requests = len(ran.rehearsed.positions) if ran.rehearsed else 100
    if story.watcher.requests > 3 * requests + 50:
        story.note(f"{story.watcher.requests} requests in one run")
    if story.world.now - ran.before.now_s > LONGEST_S:
        story.note(f"a run of {story.world.now - ran.before.now_s:.0f} s")
    if story.kept.held:
        story.note("the run has ended and has the lease")


def _check_ledger(story: "Story", ran: Ran) -> None:
    """It can be read again, names nothing twice, and has no secret."""
    stored = story.kept.stored
    text = Writer().dumps(stored)
    if stored.exists and Writer().dumps(loads(text, "ledger")) != text:
        story.note("the ledger reads otherwise than it was written")
    if MARK in text:
        story.note("the ledger has a secret")
    ids = [id_ for key, id_ in story.key_ids().items() if key.kind == "InlineHook"]
    if len(ids) != len(set(ids)):
        story.note(f"the ledger has a hook twice: {sorted(ids)}")


def _check_others(story: "Story", ran: Ran) -> None:
    """What somebody else made comes under management only as a manifest says."""
    adopted = {entry.key for entry in story.declared.entries.values() if entry.adopt}
    for key, id_ in story.key_ids().items():
        if id_ in story.others and key.name not in adopted:
            story.note(f"{key} is a hook that somebody else made, and nobody asked for that")
        story.others.discard(id_)


def _check_code(story: "Story", ran: Ran) -> None:
    code, text = ran.ended.code, ran.ended.text
    if MARK in "\n".join([text, *story.world.notices]):
        story.note("a secret is shown")
    if code not in EXIT_CODES:
        story.note(f"{code} is no exit code")
    # What is late may come with any request, and is none of this run.
    own = not (ran.wire.edited or ran.before.late)
    if own and code in _NOTHING_CHANGED and story.watcher.committed:
        story.note(f"exit code {code} although something was changed: {text}")


def _check_statuses(story: "Story", ran: Ran) -> None:
    """Whoever reads the report knows of each hook that calls are made of now, or no more."""
    there = {hook.id: hook.status for hook in story.world.store.hooks()}
    keys = {id_: key.name for key, id_ in story.key_ids().items()}
    for id_, status in ran.before.statuses.items():
        names = {ran.before.names[id_], keys.get(id_, "")} - {""}
        # Prose names what went wrong, the JSON report everything.
        forms = [form for name in names for form in (f"InlineHook/{name}", f"InlineHook.{name}")]
        shown = any(form in ran.ended.text for form in forms)
        if there.get(id_, "gone") != status and not shown:
            story.note(f"the report does not name {names}, which was {status} before")


def _check_done(story: "Story", ran: Ran) -> None:
    """Exit code 0 means that everything is as declared, and that hookops knows it."""
    managed, points = story.kept.stored.managed, story.home.points()
    doubtful = story.watcher.doubtful
    wrong = [*story.declared.differences(story.world.store, managed, points, doubtful)]
    if wrong:
        story.note(f"exit code 0, and {'; '.join(wrong)}")
    keys = {entry.key for entry in story.declared.entries.values()}
    left = [key.name for key in managed if key.kind == "InlineHook" and key.name not in keys]
    if left and ran.asked.prune:
        story.note(f"exit code 0 with --prune, and there are {left}")
    if ran.asked.prune:
        _check_orphans(story, keys)
    known = {hook.id for hook in story.world.store.hooks()}
    gone = [str(k) for k, m in managed.items() if k.kind == "InlineHook" and m.id not in known]
    if gone:
        story.note(f"exit code 0, and the ledger has {gone}, which are gone")
    check_quiet(story)


def _check_orphans(story: "Story", keys: set[str]) -> None:
    """What a create without an answer has made is not left behind when it is declared no more."""
    managed = set(story.key_ids().values())
    opened = [i for i in story.kept.stored.intents if i.step == "create" and i.key.name not in keys]
    names = {str(intent.compared.get("name")): intent.known_ids for intent in opened}
    for hook in story.world.store.hooks():
        free = hook.id not in managed | story.others
        if free and hook.name in names and hook.id not in names[hook.name]:
            story.note(f"exit code 0 with --prune, and nobody manages {hook.name} any more")


def check_quiet(story: "Story") -> None:
    """Nothing is left to do, and nothing has drifted."""
    plan = story.world.plan()
    changes = [str(c.key) for c in plan.changes if c.action is not Action.NOTHING]
    if changes or plan.conflicts:
        said = [found.message for found in plan.conflicts]
        story.note(f"exit code 0, and the next plan has {changes} {said}")
    # What is no longer declared may be half taken away, which an apply without --prune leaves.
    declared = {entry.key for entry in story.declared.entries.values()}
    found = drift(story.world.run(read_only=True)).drifted
    drifted = [(str(one.key), one.what) for one in found if one.key.name in declared]
    if drifted:
        story.note(f"exit code 0, and this drifted: {drifted}")


def duplicates(story: "Story") -> list[str]:
    """Ids of hooks that have the type and name of a declared one, where there are several."""
    ids: dict[tuple[str, str], list[str]] = {name: [] for name in story.declared.names()}
    for hook in story.world.store.hooks():
        ids.get((hook.type, hook.name), []).append(hook.id)
    return [id_ for same in ids.values() if len(same) > 1 for id_ in same]


def _check_duplicates(story: "Story", ran: Ran) -> None:
    """hookops makes none, and is silent about none."""
    twice = duplicates(story)
    if not twice:
        return
    if not story.may_double:
        story.note(f"there are duplicates: {twice}")
    if ran.ended.code == 0:
        story.note(f"exit code 0, and there are duplicates: {twice}")
    try:
        said = " ".join(found.message for found in story.world.plan().conflicts)
    except HookopsError as problem:
        said = str(problem)
    silent = [id_ for id_ in twice if id_ not in said]
    if silent:
        story.note(f"the next plan does not name the duplicates {silent}: {said}")


def _check_same(story: "Story", ran: Ran, rehearsed: "Rehearsed") -> None:
    """The same inputs lead to the same end."""
    after = state.state_of(story.world.store)
    wrong = state.differences(rehearsed.state, after)
    if wrong or ran.ended.code != rehearsed.ended.code:
        codes = f"{ran.ended.code} and not {rehearsed.ended.code}"
        story.note(f"the same apply once more ends with {codes}: {wrong}")
