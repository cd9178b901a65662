"""What is sent when: the steps of a plan, phase by phase, each change's own steps in order."""

from collections.abc import Sequence

from hookops.model.call import Edit
from hookops.model.change import Change, Phase, Step

Task = tuple[Change, tuple[Step, ...]]
"""One change's steps of one phase."""


def phases(changes: Sequence[Change]) -> list[tuple[Phase, list[Task]]]:
    """Each phase that has work, in order; within it, tasks in plan order."""
    # By phase and not change by change: what destroys must come after everything that constructs.
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


def lanes_of(tasks: Sequence[Task]) -> list[tuple[Task, ...]]:
    """The tasks, those together that have to be sent one after another."""
    # Source: terraform-provider-okta, resource_okta_auth_server_policy_rule_test.go: Okta answered
    # writes of two rules of one policy at the same time with 500. An edit names its lane.
    lanes: dict[str, list[Task]] = {}
    for change, steps in tasks:
        edits = [step.call.body for step in steps if isinstance(step.call.body, Edit)]
        lane = edits[0].lane if edits else str(change.key)
        lanes.setdefault(lane, []).append((change, steps))
    return [tuple(lane) for lane in lanes.values()]
