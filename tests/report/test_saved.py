"""Saved plans: shown like fresh ones, and trusted in nothing."""

from typing import Any

import pytest

from hookops.model.change import Plan
from hookops.model.errors import InvalidInput
from hookops.report.plan.json import plan_data
from hookops.report.plan.saved import saved_text
from hookops.report.plan.text import plan_text

from . import values as v


def saved(plan: Plan) -> dict[str, Any]:
    """A saved plan file."""
    return {
        "hookops_version": "1.2.3",
        "created_at": "2026-01-01T00:00:00Z",
        "expires_at": "2026-01-02T00:00:00Z\x1b[2J",
        "digest": "ab12",
        **plan_data(plan),
    }


def test_saved_plan() -> None:
    """The envelope, then exactly what a fresh plan shows."""
    assert saved_text(saved(v.FULL)) == (
        "saved plan made by hookops 1.2.3\n"
        "created 2026-01-01T00:00:00Z\n"
        "expires 2026-01-02T00:00:00Z\\x1b[2J\n"
        "digest ab12\n"
        "\n"
    ) + plan_text(v.FULL)


@pytest.mark.parametrize(
    "damage",
    [
        {"resource_changes": [1]},
        {"resource_changes": [{**plan_data(v.SMALL)["resource_changes"][0], "action": "x"}]},
        {
            "resource_changes": [
                {**plan_data(v.SMALL)["resource_changes"][0], "type": 1, "name": []}
            ]
        },
        {"summary": None},
        {"summary": {"create": "many"}},
        {"organization": 1},
        {"kept": [1]},
        {"summary": {}},
        {"unchanged": None},
    ],
)
def test_damaged_plan(damage: dict[str, Any]) -> None:
    """A file that is no saved plan is the user's mistake, with a hint."""
    with pytest.raises(InvalidInput, match="no saved plan") as caught:
        saved_text({**saved(v.SMALL), **damage})

    assert caught.value.hint == "make a new one with `hookops plan --out FILE`"
