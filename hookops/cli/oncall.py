"""What the commands of an on-call night share: their options, and a run that may write."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hookops.cli import consent as asking
from hookops.cli import host, limit_options, options, output
from hookops.cli.apply import How, ask_consent, report_applied
from hookops.cli.context import opened
from hookops.cli.progress import Progress
from hookops.cli.reports import Reports, reported
from hookops.cli.stop import Stop
from hookops.model.errors import InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.change import Plan
    from hookops.model.limits import Limits
    from hookops.model.resource import Key
    from hookops.workflow.oncall.carry_out import Means
    from hookops.workflow.run import Applied, Run

F = TypeVar("F", bound=Callable[..., Any])
PARALLELISM = 4
LONGEST = 500
"""Characters of a reason: it is in every plan until the hook is enabled."""


def writing_options(*limits: str) -> Callable[[F], F]:
    """Those of every command that writes, and these limits."""

    def decorate(function: F) -> F:
        # Reversed, as decorators are applied from the last one on; help has them in this order.
        for option in reversed(
            (
                options.org,
                limit_options.some_limits(*limits),
                reported("outcome"),
                options.accept_unsealed,
                options.yes,
                options.lock_timeout,
            )
        ):
            function = option(function)
        return function

    return decorate


@contextmanager
def writing(
    config: str | None, org: str | None, limits: "Limits", takes: "Takes", lock_timeout: int
) -> Iterator[tuple["Run", How]]:
    """A run that writes, as that of apply. Raises: as `opened`."""
    from hookops.apply.elsewhere import VerifyUrls

    # Made before the session, which ends its waits when the event is set.
    stop, progress = Stop(), Progress()
    with (
        opened(
            config,
            org,
            read_only=False,
            elsewhere=VerifyUrls(named_hosts=limits.send_secret_to),
            takes=takes,
            stop=stop.event,
            lock_timeout_s=lock_timeout,
        ) as run,
        stop,
        progress,
    ):
        yield (
            run,
            How(yes=False, stop=stop, progress=progress, parallelism=PARALLELISM, depth="usual"),
        )


def means(
    run: "Run", limits: "Limits", how: How, *, yes: bool, first: Sequence[str] = ()
) -> "Means":
    """How the plan is shown, asked about and carried out.

    Shape: `first` are lines that stand before the plan; more may come until it is shown.
    """
    from hookops.workflow.oncall.carry_out import Means

    def consent(made: "Plan") -> bool:
        output.err(*(show(line, 400) for line in first))
        if made.changes:
            return ask_consent(run, made, replace(how, yes=yes))
        # The report says that nothing changes; what is asked is only what the ledger is to say.
        if not yes:
            what = f"note this in the ledger of {made.title}; Okta needs no change"
            asking.ask(what, nothing="nothing was written")
        how.stop.arm()
        return True

    # Whoever is asked is shown the hosts of secrets, and can say no.
    asks = not yes and host.current().terminal() is not None
    return Means(limits, consent, how.progress, how.stop.event, how.parallelism, asks=asks)


def report(applied: "Applied", reports: Reports, how: How, after: str = "") -> int:
    """The exit code, after the report and, where all of it was done, a line on what holds now."""
    code = report_applied(applied, reports)
    # A hook that no flow calls is switched off without a write, and a report of none says nothing.
    if code == 0 and after:
        output.notice(after)
    return how.stop.exit_code(code)


def hook_key(_: click.Context, __: click.Parameter, name: str | None) -> "Key | None":
    """The key of a hook that the command line names, with its kind or without."""
    from hookops.kinds import HOOKS
    from hookops.model.resource import Key

    return Key(HOOKS.name, name.removeprefix(f"{HOOKS.name}/")) if name else None


def any_key(_: click.Context, __: click.Parameter, name: str | None) -> "Key | None":
    """The key that the command line names; that of a hook where it has no kind."""
    from hookops.kinds import HOOKS, KINDS
    from hookops.model.resource import Key

    if not name:
        return None
    # A binding has a kind in front, and slashes in its name.
    kind, _slash, own = name.partition("/")
    return Key(kind, own) if kind in KINDS and own else Key(HOOKS.name, name)


def reason(_: click.Context, __: click.Parameter, text: str | None) -> str:
    """A reason for people, in one line. Raises: InvalidInput."""
    words = " ".join((text or "").split())
    # In the night "--because ''" is typed fast, and in the morning nobody knows why.
    if not words or len(words) > LONGEST:
        raise InvalidInput(
            f"--because takes a reason of 1 to {LONGEST} characters",
            "the next plan shows it to whoever asks why no flow calls the hook",
        )
    return words
