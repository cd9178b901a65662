"""What a run found, as CI systems want it: a code, a level, a place and one message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from posixpath import normpath
from typing import Literal

from hookops.model.change import Plan
from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.model.source import Mark
from hookops.report.drift.text import LOOKS, by_danger, meaning, waived
from hookops.report.plan.json import plan_data
from hookops.report.plan.view import read_plan, view_field
from hookops.report.words import clean

Level = Literal["error", "warning", "note"]
PROJECT_FILE = "hookops.yaml"
"""The place of what no file says, in formats that demand one."""
_MESSAGE = 2000
_RISKS = {"outage": "error", "permanent": "warning", "unproven": "warning"}
_LOST = ("gone", "unbound", "dangling", "unsupported", "duplicates")
"""Drift after which a flow may run without its hook: an error. Other drift is a warning."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a person has to look at. Every text is clean."""

    code: str
    level: Level
    message: str
    title: str
    mark: Mark | None = None
    folder: str = ""
    """What CI systems name files from, seen from there: the project's; empty for the same."""

    @property
    def file(self) -> str:
        """Where it is, from the root of the repository."""
        file = clean(self.mark.file, _MESSAGE) if self.mark is not None else PROJECT_FILE
        return normpath(f"{clean(self.folder, _MESSAGE)}/{file}") if self.folder else file


def below(folder: str, found: Iterable[Found]) -> list[Found]:
    """The same with their files below that folder."""
    return [replace(each, folder=folder) for each in found]


def of_diagnostics(diagnostics: Iterable[Diagnostic], level: Level | None = None) -> list[Found]:
    """Each of them, by default with its own severity."""
    return [
        Found(
            clean(each.code),
            level or each.severity,
            clean(f"{each.message}; hint: {each.hint}" if each.hint else each.message, _MESSAGE),
            clean(each.code),
            each.mark,
        )
        for each in diagnostics
    ]


def of_plan(plan: Plan) -> list[Found]:
    """What stands against the plan, waits or has to be known; no change is one."""
    # An allowed host is no problem any more: the plan lists it as one of its changes' lines.
    hosts = [host.diagnostic() for host in plan.secret_hosts if not host.allowed]
    return [
        *of_diagnostics((*plan.conflicts, *plan.invalid, *plan.guard_errors, *hosts), "error"),
        *of_diagnostics((*plan.deferred, *plan.unread, *plan.warnings), "warning"),
        *of_diagnostics(plan.by_hand, "note"),
    ]


def risks_of(plan: Plan) -> list[Found]:
    """The dangerous changes, at their places in Git."""
    # From the view, so that an annotation says what the line of the plan says.
    view = read_plan(plan_data(plan), plan.title)
    return [
        Found(
            f"impact-{change.level}",
            _RISKS[change.level],  # type: ignore[arg-type]
            change.impact,
            clean(change.outline.text),
            plan.changes[change.outline.number].mark,
        )
        for change in view.changes
        if change.level in _RISKS
    ]


def of_drift(drift: Drift) -> list[Found]:
    """What drifted, what leaves that open, and what nobody could read."""
    return [
        *map(_drifted, by_danger(drift)),
        *of_diagnostics((*drift.warnings, *drift.unread), "warning"),
    ]


def _drifted(item: Drifted) -> Found:
    title = f"{LOOKS[item.what].title} {clean(str(item.key))}"
    about = "; ".join(filter(None, _sentences(item)))
    level: Level = "error" if item.what in _LOST else "warning"
    return Found(
        f"drift-{item.what}",
        # What is waived is listed, and fails nothing.
        "note" if item.waiver else level,
        clean(f"{title}: {about}" if about else title, _MESSAGE),
        title,
        item.mark,
    )


def _sentences(item: Drifted) -> Iterator[str]:
    yield waived(item)
    yield meaning(item)
    yield from item.details
    for field in map(view_field, item.fields):
        secret = "secret " if field.secret else ""
        yield f"{secret}{field.path}: {field.before} -> {field.after}"
