"""What is seen while an apply works: a line for each change that ends, and a bar on a terminal."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO, cast

from hookops.cli import host, output
from hookops.model.text import one_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from hookops.model.change import Outcome

_STEADY_S = 1.0
"""Before that a rate would jump with every change."""


class Progress:
    """Is given each change that has ended. Without a total it counts none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = 0
        self._clock = clock
        self._ended = 0
        self._begun = 0.0
        self._bar: Bar | None = None

    def begin(self, total: int) -> None:
        """From now on `total` changes are carried out."""
        self.total, self._begun = total, self._clock()
        if total > 1 and output.draws() and not host.current().quiet:
            self._bar = _bar(total)
            self._bar.start()

    def __call__(self, outcome: "Outcome") -> None:
        """One has ended."""
        from hookops.report.outcome.text import progress_line

        self._ended += 1
        if host.current().quiet:
            return
        line = progress_line(outcome, self._words())
        if self._bar is None:
            output.err(line)
            return
        # Above the bar, which moves down; clean, and no markup of rich.
        self._bar.console.out(one_line(line), highlight=False)
        self._bar.update(next(iter(self._bar.task_ids)), advance=1, rate=self._rate(), refresh=True)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        # The bar is gone: what follows is the report, or why there is none.
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _words(self) -> str:
        # "1 of 1" says nothing, and a saved plan that is refused never begins.
        if self.total < 2:
            return ""
        rate = self._rate()
        return f"{self._ended} of {self.total}{f', {rate}' if rate else ''}"

    def _rate(self) -> str:
        # Over the whole run: Okta's rate limit makes any shorter measure jump.
        passed = self._clock() - self._begun
        return f"{self._ended / passed:.1f}/s" if passed >= _STEADY_S else ""


def _bar(total: int) -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    here = host.current()
    console = Console(
        file=cast("TextIO", output.Drawn()),
        force_terminal=True,
        color_system=None if here.env.get("NO_COLOR") else "standard",
        width=max(40, here.columns()),
        legacy_windows=False,
        _environ={},
    )
    columns = (
        TextColumn("applying"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    # No thread of its own: the screen changes when a change ends, and at no other time.
    # The streams stay as they are: in its place rich would write to itself without an end.
    made = RichProgress(
        *columns,
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    made.add_task("", total=total, rate="")
    return made
