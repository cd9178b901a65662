"""How a run reports to people while it works; its result is what a function returns."""

from typing import Protocol


class Reporter(Protocol):
    """Takes one line for people: a wait, a retry, progress, a warning that stops nothing."""

    def __call__(self, text: str, /) -> None:
        """Report it, from any thread."""


def report_nothing(text: str, /) -> None:
    """For a run that nobody watches."""
