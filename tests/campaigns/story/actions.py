"""Everything that can happen in a story: each is one rule, with all that it can be done with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaigns.story import checks, people, runs
from campaigns.story.declared import POINTS, ROLES
from campaigns.story.story import Story
from faults.families import FAMILIES

Choices = Mapping[str, Sequence[Any]]

AT = tuple(range(60))
"""Which request, or which object: counted around when there are fewer."""
_ENDS = ("kill-before", "kill-after", "kill-before-store", "kill-after-store")
_SIGNALS = ("stop-before", "stop-after")
FAULTS = tuple(
    name
    for name in FAMILIES
    if name not in (*_ENDS, *_SIGNALS, "twice", "edit-managed", "edit-unmanaged")
)


@dataclass(frozen=True, slots=True)
class Action:
    """One rule: a name, what it does, and all values of each argument."""

    name: str
    act: Callable[..., None]
    weight: int = 2
    """How often it comes, compared with others, where chance decides."""
    choices: Choices = field(default_factory=dict)


_ROLE: Choices = {"role": tuple(ROLES)}
_YES: Choices = {"prune": (False, True)}
_AT: Choices = {"at": AT}
ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        Action("add", people.add, 4, _ROLE),
        Action("remove", people.remove, 2, _ROLE),
        Action(
            "edit",
            people.edit,
            4,
            {**_ROLE, "member": ("number", "header", "name"), "number": (1, 2)},
        ),
        Action("toggle", people.toggle, 2, _ROLE),
        Action("rotate", people.rotate, 2, _ROLE),
        Action("rename", people.rename, 2, _ROLE),
        Action("bind", people.bind, 5, {**_ROLE, "point": tuple(POINTS)}),
        Action("unbind", people.unbind, 1, _ROLE),
        Action("adopt", people.adopt, 1, _ROLE),
        Action("plan", runs.plan_only, 1, _YES),
        Action("drift", runs.look_for_drift, 1),
        Action("save", runs.save, 1, _YES),
        Action("apply-saved", runs.apply_saved, 2, {"which": range(5)}),
        Action("apply", runs.apply, 6, {**_YES, "bold": (False, True)}),
        Action(
            "fault",
            runs.apply_with_fault,
            10,
            {"family": FAULTS, **_AT, **_YES, "bold": (False, True)},
        ),
        Action("fault-saved", runs.apply_saved_with_fault, 2, {"family": FAULTS, **_AT, **_YES}),
        Action("kill", runs.kill, 5, {"family": _ENDS, **_AT, **_YES}),
        Action("stop", runs.stop, 2, {"family": _SIGNALS, **_AT, **_YES}),
        Action("deliver-twice", runs.deliver_twice, 1, _AT),
        Action("remove-duplicates", runs.remove_duplicates, 1),
        Action("replace", runs.replace_one, 1, _ROLE),
        Action("two-at-once", runs.two_at_once, 1, _AT),
        Action("copy-ledger", runs.copy_ledger, 1),
        Action("lose-ledger", runs.lose_ledger, 1),
        Action("restore-ledger", runs.restore_ledger, 1, {"which": range(5)}),
        Action("rebuild-ledger", runs.rebuild, 2),
        Action("move-clock", runs.move_clock, 1, {"seconds": (1, 31, 3600, 90_000)}),
        Action("console-edit", people.edit_in_console, 4, {"which": AT, "kind": range(7)}),
        Action("console-delete", people.delete_in_console, 2, {"which": AT}),
        Action("console-make", people.make_in_console, 1, _ROLE),
        Action("console-meanwhile", runs.edit_meanwhile, 2, {**_AT, "which": AT, "kind": range(7)}),
        Action("put-in-order", runs.put_in_order, 1),
    )
}
"""By name."""


def perform(story: Story, name: str, arguments: Mapping[str, Any]) -> None:
    """One event, with what is to be seen of it later."""
    shown = " ".join(map(str, arguments.values()))
    story.lines.append(f"{name} {shown}".strip())
    ACTIONS[name].act(story, **arguments)
    if not checks.duplicates(story) and not story.is_late():
        story.may_double = False
