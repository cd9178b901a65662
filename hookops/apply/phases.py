"""What is sent when: the steps of a plan, phase by phase, each change's own steps in order."""

from collections.abc import Sequence

from hookops.model.change import Change, Phase, Step

Task = tuple[Change, tuple[Step, ...]]
"""One change's steps of one phase."""


def phases(changes: Sequence[Change]) -> list[tuple[Phase, list[Task]]]:
    """Each phase that has work, in order; within it, tasks in plan order."""
    found: list[tuple[Phase, list[Task]]] = []
    for phase in Phase:
        tasks = [
            (change, steps)
            for change in changes
            if (steps := tuple(step for step in change.steps if step.phase is phase))
        ]
        if tasks:
            found.append((phase, tasks))
    return found
