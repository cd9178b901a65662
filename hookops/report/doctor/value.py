"""What was looked at before a run, and what was found."""

from dataclasses import dataclass
from typing import Literal

from hookops.model.diagnostic import render
from hookops.model.errors import HookopsError, worst

State = Literal["ok", "warning", "problem", "unknown"]
"""`unknown`: it could not be looked at, or nothing but a write would show it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One of them. Safe to print once cleaned; it has no secret."""

    name: str
    """What it is about, in a word or two that stay the same."""
    state: State
    found: str
    fix: str = ""
    """What to do; empty where there is nothing to do."""
    exit_code: int = 0
    """Of a run that has this problem; 0 for what is none."""
    subject: str = ""
    """Which one, where there are several of the name: a host, a scope."""


@dataclass(frozen=True, slots=True)
class Doctor:
    """All checks of one organization, in their order."""

    title: str
    """The organization for people; empty where none is known."""
    checks: tuple[Check, ...]

    @property
    def exit_code(self) -> int:
        """That of the worst problem; warnings have none."""
        return worst(check.exit_code for check in self.checks)

    def count(self, state: State) -> int:
        """How many are in that state."""
        return sum(check.state == state for check in self.checks)


def problem(name: str, error: HookopsError, subject: str = "") -> Check:
    """The check that found this error."""
    found, hint = error.message, error.hint
    # The first of them, since a check is one line; its command shows all.
    if error.diagnostics:
        first, *others = error.diagnostics
        found = render(first).split("\n")[0]
        found += f", and {len(others)} more" if others else ""
        # Every code has an explanation, and not every mistake a hint.
        hint = first.hint or hint or f"hookops explain {first.code}"
    # A message of several lines has the most important one first.
    return Check(name, "problem", found.split("\n")[0], hint, error.exit_code, subject)
