"""The reports on a terminal."""

import re

from hookops.report.drift.text import drift_text
from hookops.report.outcome.text import outcome_text
from hookops.report.plan.text import plan_text

from . import values as v

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
    """Drift has its table too."""
    actual = ANSI.sub("", drift_text(v.DRIFT, styled=True, width=120))

    assert "-   gone                      InlineHook/lost" in actual


def test_outcome_in_colour() -> None:
    """Each change stands there once, after the hooks that changed sides."""
    coloured = outcome_text(v.OUTCOMES, v.FULL, v.LEFT, styled=True, width=100)
    actual = ANSI.sub("", coloured)

    assert coloured != actual
    assert actual.index("now INACTIVE") < actual.index("done      create")
    assert 1 == actual.count("create InlineHook/enrich")
