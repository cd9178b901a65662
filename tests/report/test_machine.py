"""Reports for CI systems: whole expected texts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from hookops.model.change import Plan
from hookops.model.diagnostic import Diagnostic
from hookops.model.management.waiver import Waiver
from hookops.report.formats import FORMATS, render

from . import values as v

EXPECTED = Path(__file__).parent / "expected"
VALUES = {"plan": v.FULL, "drift": v.DRIFT, "validation": v.VALIDATION}
MACHINES = [
    (noun, name)
    for noun in VALUES
    for name in ("github", "gitlab", "junit", "sarif")
    if name in FORMATS[noun]
]


@pytest.mark.parametrize(("noun", "format"), MACHINES)
def test_whole_report(noun: str, format: str) -> None:
    """Each report is exactly the text in its file."""
    expected = (EXPECTED / f"{noun}_{format}.txt").read_text(encoding="utf-8")

    assert expected == render(noun, format, VALUES[noun])


@pytest.mark.parametrize(("noun", "format"), [m for m in MACHINES if FORMATS[m[0]][m[1]].placed])
def test_files_are_named_from_the_root_of_the_repository(noun: str, format: str) -> None:
    """Below the project's folder; what no file says stands in the project's file there."""
    text = render(noun, format, VALUES[noun], folder="infra/okta")

    assert "infra/okta/manifests/hooks.yaml" in text
    assert "infra/okta/hookops.yaml" in text or format == "github" or noun == "validation"
    assert "infra/common.yaml" in render(
        "validation",
        format,
        replace(v.VALIDATION, diagnostics=(Diagnostic("x", "y", v.mark(1, "../common.yaml")),)),
        folder="infra/okta",
    )


def test_more_than_github_shows() -> None:
    """The first ten errors are annotations; the others are lines of the log, and are counted."""
    found = tuple(Diagnostic("x", f"problem {n}", v.mark(n)) for n in range(1, 13))
    lines = render("validation", "github", replace(v.VALIDATION, diagnostics=found)).splitlines()

    assert 10 == sum(line.startswith("::error ") for line in lines)
    assert [
        "2 more than GitHub shows beside the files:",
        "error manifests/hooks.yaml:11:3: problem 11",
        "error manifests/hooks.yaml:12:3: problem 12",
        "12 errors in manifests",
    ] == lines[10:]


def test_lines_of_the_log_are_no_commands_of_github() -> None:
    """Nor where the name of a file has one in it."""
    found = Diagnostic("x", "problem", v.mark(1, "a\n::stop-commands::b.yaml"))
    lines = render("validation", "github", replace(v.VALIDATION, diagnostics=(found,) * 11))

    assert [] == [line for line in lines.splitlines() if line.startswith("::stop")]


@pytest.mark.parametrize("format", ["github", "gitlab", "junit", "sarif"])
def test_waived_drift_fails_nothing(format: str) -> None:
    """It is listed with its reason, as in every report, and is neither error nor warning."""
    (gone,) = (item for item in v.DRIFT.drifted if item.what == "gone")
    waived = replace(gone, waiver=Waiver("2026-12-24", "the vendor moves its hosts"))
    text = render("drift", format, replace(v.DRIFT, drifted=(waived,), warnings=(), unread=()))

    assert "waived until 2026-12-24, so it does not count: the vendor moves its hosts" in text
    assert None is re.search('error |::warning|critical|minor|<failure|"(error|warning)"', text)


def test_escapes_of_github() -> None:
    """As its toolkit escapes: a property ends neither at a colon nor at a comma."""
    found = Diagnostic("a:b,c%d", "50 % of: this, that", v.mark(1, "a,b:c%.yaml"))
    line = render("validation", "github", replace(v.VALIDATION, diagnostics=(found,)))

    expected = (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=3,title=a%3Ab%2Cc%25d::50 %25 of: this, that"
    )
    assert expected == line.splitlines()[0]


def test_fingerprints_stay() -> None:
    """A problem keeps its fingerprint when lines above it move; equal ones have different ones."""
    found = Diagnostic("x", "problem", v.mark(7))

    def fingerprints(*diagnostics: Diagnostic) -> list[str]:
        text = render("validation", "gitlab", replace(v.VALIDATION, diagnostics=diagnostics))
        return [issue["fingerprint"] for issue in json.loads(text)]

    (first,) = fingerprints(found)
    assert [first] == fingerprints(replace(found, mark=v.mark(99)))
    assert 2 == len(set(fingerprints(found, replace(found, mark=v.mark(99)))))


def test_an_empty_plan_for_the_widget() -> None:
    """GitLab reads three counts, also of a plan that changes nothing."""
    assert {"create": 0, "update": 0, "delete": 0} == json.loads(
        render("plan", "gitlab", Plan("local"))
    )
