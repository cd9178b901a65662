"""Texts from outside in plain and coloured output: they move nothing and command nobody."""

import re

import pytest

from hookops.model.text import Commands, clean_lines
from hookops.report.formats import FORMATS, render
from hookops.report.outcome.text import progress_line
from hookops.report.plan.json import plan_data
from hookops.report.plan.saved import saved_text
from hookops.report.plan.view import read_plan
from hookops.report.words import worded_pair

from . import hostile
from . import values as v

COMMAND = re.compile(r"(?im)^\s*::|##[a-z]*\[|section_(?:start|end):")
"""At a line's start, or anywhere: as each CI system reads it."""
INVISIBLE = re.compile(r"[^\n\x20-\x7e\u2500]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


ANNOTATION = re.compile(
    r"(?m)^::(?:error|warning|notice) (?:file=[^:,]*,line=\d+,col=\d+,)?title=[^:,]*::"
)
"""What hookops itself tells GitHub: nothing of a name ends it or adds a property."""
MACHINES = [
    (noun, name)
    for noun in ("plan", "drift", "validation")
    for name in ("github", "gitlab", "junit", "sarif")
    if name in FORMATS[noun]
]


def machine(noun: str, format: str, text: str) -> str:
    """A report for a CI system."""
    values = {"plan": hostile.plan, "drift": hostile.drift, "validation": hostile.validation}
    return render(noun, format, values[noun](text))


@pytest.mark.promise("P21")
@pytest.mark.parametrize(("noun", "format"), MACHINES)
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_reports_for_ci_systems(text: str, noun: str, format: str) -> None:
    """Names command nobody, add no line and are seen as they are."""
    actual = machine(noun, format, text)
    ours = ANNOTATION.sub("", clean_lines(Commands(actual), as_json=True))
    benign = machine(noun, format, hostile.BENIGN)

    assert COMMAND.findall(ours) == []
    assert INVISIBLE.findall(actual) == []
    assert actual.count("\n") == benign.count("\n")


def everything(text: str, format: str, *, styled: bool = False) -> str:
    """All reports in a format, one after the other."""
    plan, left = hostile.plan(text), hostile.plan(text)
    return "\n".join(
        [
            render("plan", format, plan, styled=styled),
            render("drift", format, hostile.drift(text), styled=styled),
            render("outcome", format, hostile.outcomes(text), plan, left, styled=styled),
            *(progress_line(outcome) for outcome in hostile.outcomes(text)),
        ]
    )


@pytest.mark.promise("P21")
@pytest.mark.parametrize("format", ["text", "json", "markdown", "html"])
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_plain_output(text: str, format: str) -> None:
    """No line is a command to a CI system, and no character is invisible."""
    actual = everything(text, format)

    assert COMMAND.findall(actual) == []
    assert INVISIBLE.findall(actual) == []


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_styled_output(text: str) -> None:
    """In colour only our own colours are added, and nothing is taken for markup."""
    actual = ANSI.sub("", everything(text, "text", styled=True))

    assert INVISIBLE.findall(actual) == []


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_saved_plan(text: str) -> None:
    """A saved plan is trusted no more than the registry."""
    names = ("hookops_version", "created_at", "expires_at", "digest")
    actual = saved_text({**plan_data(hostile.plan(text)), **dict.fromkeys(names, text)})

    assert COMMAND.findall(actual) == []
    assert INVISIBLE.findall(actual) == []


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_lines(text: str) -> None:
    """A name adds no line: nobody could tell a forged one from one of hookops."""
    actual = render("plan", "text", hostile.plan(text)).count("\n")

    assert actual == render("plan", "text", hostile.plan(hostile.BENIGN)).count("\n")


@pytest.mark.promise("P27")
@pytest.mark.parametrize("format", ["text", "json", "markdown", "html"])
def test_determinism(format: str) -> None:
    """Same values, same reports, byte for byte."""
    once = [
        render("plan", format, v.FULL),
        render("drift", format, v.DRIFT),
        render("outcome", format, v.OUTCOMES, v.FULL, v.LEFT),
    ]
    again = [
        render("plan", format, v.FULL),
        render("drift", format, v.DRIFT),
        render("outcome", format, v.OUTCOMES, v.FULL, v.LEFT),
    ]

    assert once == again


def test_long_values_that_differ_late() -> None:
    """Values are not cut when that would hide what differs."""
    before, after = worded_pair("x" * 3000 + "a", "x" * 3000 + "b")

    assert (before[-2:], after[-2:]) == ('a"', 'b"')


def test_the_view_is_in_order_of_danger() -> None:
    """Outages first, what is safe last."""
    actual = [change.level for change in read_plan(plan_data(v.FULL)).changes]

    assert actual == ["outage", "outage", "permanent", "unproven", "silent", *["safe"] * 3]
