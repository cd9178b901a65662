"""Campaign: an administrator edits any object in any way before any request of an apply.

A case is SCENARIO:GAP:KIND:POSITION:log|nolog:doubles|unique. The edit comes before the request of
that number; with `saved` between a plan that is saved and its apply.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import checkers
from campaigns.base import Campaign, Found
from campaigns.editing.kinds import KINDS
from campaigns.editing.stage import SAVED, Edit, EditStage, Played, parse, stage_of
from faults.scenarios import ALL
from faults.stage import Executor

_POINTERS = (
    "actions.token.inlineHook",
    "settings.signOn.inlineHooks",
    "actions.profileEnrollment.preRegistrationInlineHooks",
)
_NOTHING_CHANGED = (3, 5, 6, 9)


def draw(source: random.Random, count: int, scenarios: Sequence[str] = tuple(ALL)) -> list[str]:
    """As many cases of each kind and each scenario as there are, or so many in all."""
    groups: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for name in scenarios:
        for case in _cases(stage_of(name, doubles=False)):
            groups[case.kind, name].append(case)
    for cases in groups.values():
        source.shuffle(cases)
    order = [[groups[kind, name] for name in scenarios] for kind in KINDS]
    for names in order:
        source.shuffle(names)
    found: list[str] = []
    while len(found) < count and any(cases for names in order for cases in names):
        # One of each kind in turn, each time of another scenario.
        for names in order:
            names.append(names.pop(0))
            left = next((cases for cases in names if cases), None)
            if left and len(found) < count:
                case = left.pop()
                # Where names are unique, most of them are taken already.
                doubles = source.random() < (0.8 if case.kind == "namesake" else 0.3)
                found.append(str(replace(case, logs=source.random() < 0.5, doubles=doubles)))
    return found


def _cases(stage: EditStage) -> Iterator[Edit]:
    """Every edit of every object after hookops has read it and before its last write."""
    name = stage.scenario.name
    for gap in range(SAVED, stage.last + 1):
        for position, (thing, read) in enumerate(stage.objects[max(gap, 0)]):
            for kind, sorts in KINDS.items():
                able = kind != "rebind" or thing.path in stage.movable
                if thing.sort in sorts and able and (read or gap == SAVED):
                    yield Edit(name, gap, kind, position, logs=True, doubles=False)
        for position in range(len(stage.declared)):
            yield Edit(name, gap, "namesake", position, logs=True, doubles=False)


def play(text: str) -> Found:
    """One case."""
    return play_with(parse(text), Executor())


def play_with(case: Edit, executor: Executor) -> Found:
    """One case, carried out by that executor."""
    stage = stage_of(case.scenario, doubles=case.doubles)
    played = stage.play(case, executor)
    if played is None:
        return Found()
    problems = [*_of_the_plan(stage, case, played), *_of_writes(stage, played)]
    problems += _of_duplicates(stage, case, played)
    if not _is_silent(played):
        return Found(tuple(problems))
    before, after = played.around
    text = (
        f"the {case.kind} edit of {played.made.thing.path} is lost, exit code {played.ended.code}"
    )
    # No answer shows what comes between a read and its write: the System Log alone does.
    window = _is_in_window(played) and not case.logs
    if window and not problems:
        return Found((f"{text}: between {before} and {after}",), in_window=True)
    return Found((*problems, f"{text}: between {before} and {after}"))


def _is_silent(played: Played) -> bool:
    """Whether the edit is lost without a word."""
    return played.lost and played.made.was_read and not _is_reported(played)


def _is_reported(played: Played) -> bool:
    named = any(name in played.ended.text for name in played.made.names)
    return bool(played.ended.code) and named


def _is_in_window(played: Played) -> bool:
    before, after = played.around
    own = played.made.thing.path
    return own in before and own in after and not after.startswith("GET")


def _of_the_plan(stage: EditStage, case: Edit, played: Played) -> Iterator[str]:
    """An edit of what a saved plan changes is refused before the first write."""
    code = played.ended.code
    if case.gap == SAVED and played.made.thing.id in stage.planned and (not code or played.commits):
        yield f"the saved plan was applied: exit code {code}, {played.commits} writes"
    if code in _NOTHING_CHANGED and played.commits:
        yield f"exit code {code} although something was written"


def _of_writes(stage: EditStage, played: Played) -> Iterator[str]:
    """In apps and rules only the hook differs between the object read and the object written."""
    world = stage.world
    for path, pointers in checkers.edits(world.history, world.ours):
        if len(pointers) > 1 or any(not pointer.startswith(_POINTERS) for pointer in pointers):
            yield f"{path} was written at {pointers}"
    # Somebody may bind a hook after the last read of that flow: then at least it is reported.
    if not _is_reported(played):
        for broken in checkers.broken_bindings(world.history, world.ours):
            yield f"a flow calls no ACTIVE hook, exit code {played.ended.code}: {broken}"


def _of_duplicates(stage: EditStage, case: Edit, played: Played) -> Iterator[str]:
    """Whoever ends with 0 has seen no hook twice, and the next plan names both."""
    if case.kind not in ("namesake", "recreate"):
        return
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for hook in stage.world.store.hooks():
        ids[hook.type, hook.name].append(hook.id)
    names = {(one.spec.type, one.spec.name) for one in stage.declared}
    twice = [id_ for name in names for id_ in ids[name] if len(ids[name]) > 1]
    if twice and not played.ended.code and played.made.listed:
        yield f"exit code 0, and there are duplicates: {twice}"
    stage.world.app = stage.world.made
    said = " ".join(conflict.message for conflict in stage.world.plan().conflicts) if twice else ""
    silent = [id_ for id_ in twice if id_ not in said]
    if silent:
        yield f"the next plan does not name the duplicates {silent}: {said}"


CAMPAIGN = Campaign(
    name="edits",
    claim="Ten kinds of an administrator's edits before each request of an apply, and between a "
    "saved plan and its apply: a stale plan writes nothing, no edit is lost without a word, and in "
    "apps and rules only the reference to the hook differs.",
    size=2000,
    draw=draw,
    play=play,
)
