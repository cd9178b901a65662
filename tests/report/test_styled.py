"""The reports on a terminal."""

import re

from hookops.model.change import Outcome, Plan, Result
from hookops.report.drift.text import drift_text
from hookops.report.inventory.text import inventory_text
from hookops.report.outcome.text import outcome_text
from hookops.report.plan.text import plan_text

from . import values as v
from .test_inventory import full

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_plan_in_colour() -> None:
    """A terminal sees the plain lines, broken at its width."""
    actual = ANSI.sub("", plan_text(v.SMALL, styled=True, width=60))

    assert actual == plan_text(v.SMALL, width=60)


def test_colour_of_danger() -> None:
    """The line of an outage is bold red."""
    actual = plan_text(v.FULL, styled=True, width=100)

    assert "\x1b[1;31m- delete InlineHook/old-saml" in actual


def test_empty_plan_has_no_table() -> None:
    """Without rows there is no table."""
    actual = ANSI.sub("", plan_text(v.EMPTY, styled=True))

    assert actual == plan_text(v.EMPTY)


def test_drift_in_colour() -> None:
    """A terminal sees the plain lines, each thing that drifted once."""
    coloured = drift_text(v.DRIFT, styled=True, width=120)

    assert drift_text(v.DRIFT, width=120) == ANSI.sub("", coloured) != coloured


def test_a_table_breaks_no_word() -> None:
    """Where the terminal is too narrow for it, there are only the lines, which say the same."""
    narrow = ANSI.sub("", inventory_text(full(), styled=True, width=60))
    wide = ANSI.sub("", inventory_text(full(), styled=True, width=200))

    assert ("who manages it" in wide, "who manages it" in narrow) == (True, False)
    assert inventory_text(full(), width=60) == narrow


def test_what_nobody_began_is_listed_once() -> None:
    """After an interruption it is not done, and the read afterwards finds just that."""
    outcomes = (Outcome(v.CREATE, Result.DONE), Outcome(v.UPDATE, Result.NOT_TRIED))
    left = Plan("local", changes=(v.UPDATE,))

    printed = outcome_text(outcomes, v.FULL, left)

    assert 1 == printed.count("update InlineHook/token")
    assert "Left after reading back" not in printed
    assert "Read back: 1 difference left." in printed


def test_outcome_in_colour() -> None:
    """Each change stands there once, after the hooks that changed sides."""
    coloured = outcome_text(v.OUTCOMES, v.FULL, v.LEFT, styled=True, width=100)
    actual = ANSI.sub("", coloured)

    assert coloured != actual
    assert actual.index("now INACTIVE") < actual.index("done      create")
    assert 1 == actual.count("create InlineHook/enrich")
