"""Reports on bindings, and on what waits for a person, is done by hand or could not be read."""

from dataclasses import replace
from pathlib import Path

import pytest

from hookops.model.change import Outcome, Plan, Result
from hookops.report.drift.markdown import drift_markdown
from hookops.report.drift.text import drift_text
from hookops.report.outcome.json import next_command
from hookops.report.outcome.markdown import outcome_markdown
from hookops.report.outcome.text import outcome_text
from hookops.report.plan.markdown import plan_markdown
from hookops.report.plan.text import plan_text

from . import bound as b

EXPECTED = Path(__file__).parent / "expected"
WITH_NOTE = Outcome(b.BIND, Result.DONE, ("bind",), note="visibility changed at the same time")


@pytest.mark.parametrize(
    ("name", "actual"),
    [
        ("bound_plan.txt", plan_text(b.PLAN)),
        ("bound_plan.md", plan_markdown(b.PLAN)),
        ("bound_drift.txt", drift_text(b.DRIFT)),
        ("bound_drift.md", drift_markdown(b.DRIFT)),
        ("bound_outcome.txt", outcome_text((WITH_NOTE,), b.PLAN, replace(b.PLAN, changes=()))),
        ("bound_outcome.md", outcome_markdown((WITH_NOTE,), b.PLAN, replace(b.PLAN, changes=()))),
    ],
)
def test_whole_report(name: str, actual: str) -> None:
    """Each report is exactly the text in its file."""
    assert actual == (EXPECTED / name).read_text(encoding="utf-8")


def test_what_waits_needs_a_person() -> None:
    """Applying again does not help, so the next thing is to read the plan."""
    assert next_command((WITH_NOTE,), replace(b.PLAN, changes=())) == "hookops plan"
    assert next_command((WITH_NOTE,), b.PLAN) == "hookops apply"


def test_kinds_are_counted_apart() -> None:
    """Hooks come first."""
    counts = {"HookKey": 2, "InlineHook": 1, "Binding": 3}
    text = plan_text(Plan("local", unchanged=counts))

    assert text.endswith("No changes. 1 hook, 2 keys and 3 bindings are as declared.\n")
