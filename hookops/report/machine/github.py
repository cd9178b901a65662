"""Workflow commands of GitHub Actions: annotations beside the manifests, and the sum.

Source: GitHub, Workflow commands for GitHub Actions; actions/toolkit `core/src/command.ts`, which
has the escapes.
"""

from collections.abc import Sequence

from hookops.model.change import Plan
from hookops.model.drift import Drift
from hookops.model.text import Commands
from hookops.report.drift.text import drift_closing
from hookops.report.machine.findings import (
    Found,
    below,
    of_diagnostics,
    of_drift,
    of_plan,
    risks_of,
)
from hookops.report.plan.json import plan_data
from hookops.report.plan.view import read_plan
from hookops.report.plan.words import closing
from hookops.report.validation.value import Validation
from hookops.report.words import clean

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_SHOWN = 10
"""Annotations of a step that GitHub shows of each level. Source: GitHub, Usage limits."""


def plan_github(plan: Plan, folder: str = "") -> Commands:
    """What stands against the plan, then its dangerous changes, then the sum."""
    sum_ = closing(read_plan(plan_data(plan), plan.title))
    return _text(below(folder, [*of_plan(plan), *risks_of(plan)]), sum_)


def drift_github(drift: Drift, folder: str = "") -> Commands:
    """What drifted, then the sum."""
    return _text(below(folder, of_drift(drift)), drift_closing(drift))


def validation_github(validation: Validation, folder: str = "") -> Commands:
    """Every problem, then the sum."""
    return _text(below(folder, of_diagnostics(validation.diagnostics)), validation.closing)


def _text(found: Sequence[Found], closing: str) -> Commands:
    """The most severe first; what GitHub would not show is a line of the log."""
    lines: list[str] = []
    rest: list[str] = []
    for level in _COMMANDS:
        of_level = [each for each in found if each.level == level]
        lines += map(_command, of_level[:_SHOWN])
        # A word comes first: no line of the log begins with text from outside.
        rest += [f"{level} {_place(each)}: {each.message}" for each in of_level[_SHOWN:]]
    more = [f"{len(rest)} more than GitHub shows beside the files:"] if rest else []
    return Commands("".join(f"{line}\n" for line in (*lines, *more, *rest, closing)))


def _command(found: Found) -> str:
    # What stands in no file is shown with the job, and not beside a file that has no part in it.
    properties = {"file": found.file} if found.mark is not None else {}
    if found.mark is not None and found.mark.line:
        properties |= {"line": str(found.mark.line), "col": str(found.mark.column)}
    properties["title"] = found.title
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[found.level]} {written}::{_message(found.message)}"


def _place(found: Found) -> str:
    return clean(str(found.mark)) if found.mark is not None else found.code


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
