"""The events of the campaign `states` as rules of a Hypothesis machine, which shrinks failures."""

from collections.abc import Callable
from typing import Any

from campaigns.story.actions import ACTIONS, Action, perform
from campaigns.story.story import Story
from faults.stage import Executor
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule


def machine(executor: Executor = Executor()) -> type[RuleBasedStateMachine]:
    """A machine whose rules are those events, done by that executor.

    Each of them checks what must hold after it; in the end everything is put in order.
    """

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.story = Story(executor)

        def act(self, name: str, arguments: dict[str, Any]) -> None:
            perform(self.story, name, arguments)
            assert [] == self.story.problems, self.story.lines

        def teardown(self) -> None:
            if not self.story.problems:
                self.act("put-in-order", {})

    for action in ACTIONS.values():
        setattr(Machine, action.name.replace("-", "_"), _rule(action))
    return Machine


def _rule(action: Action) -> Any:
    """A rule that draws the arguments of the event."""
    choices: dict[str, Any] = {
        name: st.sampled_from(list(values)) for name, values in action.choices.items()
    }

    def act(self: Any, **arguments: Any) -> None:
        self.act(action.name, arguments)

    named: Callable[..., Any] = act
    named.__name__ = action.name.replace("-", "_")
    return rule(**choices)(named)
