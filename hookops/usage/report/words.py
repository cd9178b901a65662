"""Words that all renderings of usage share. Names and reasons are from outside: all is cleaned."""

from collections.abc import Iterable
from datetime import datetime

from hookops.model.text import plural
from hookops.model.usage import Count, HookUse, KnownHook, Reason, Usage
from hookops.report.words import clean

COUNTED = (
    "hookops counts the events inline_hook.executed and inline_hook.response.processed of the "
    "System Log, by outcome and day of UTC. One call may write one of them, "
    "both or none: Okta's documents differ on whether inline_hook.executed is written for every "
    "call or only for one that failed. So the figures are events, not calls."
)
DURATIONS = (
    "The System Log has no durations, so hookops does not know how long calls took. "
    "Okta's console shows the mean time of successful runs."
)
NEVER = (
    "Never called means that the log has no such event of the hook in this period; "
    "hookops cannot see a call that Okta did not log."
)
NOTES = (COUNTED, DURATIONS, NEVER)


def stamp(time: datetime) -> str:
    """`2026-11-24 08:00 UTC`."""
    return f"{time:%Y-%m-%d %H:%M} UTC"


def span(usage: Usage) -> str:
    """From when to when."""
    return f"{stamp(usage.period.since)} to {stamp(usage.period.until)}"


def title(usage: Usage) -> str:
    """The organization for people."""
    return clean(usage.title or usage.organization)


def label(hook: KnownHook) -> str:
    """The name in Git, or else the one in Okta."""
    return clean(str(hook.key)) if hook.key else f'"{clean(hook.name or hook.id)}"'


def standing(hook: KnownHook) -> str:
    """Whether Git, hookops and Okta have it."""
    # Git is named first, since the reader looks for what is missing there; "managed" is said only
    # of what Git no longer has, where it explains why the next apply would delete it.
    if hook.declared:
        if hook.status:
            return f"in Git, {clean(hook.status)} in Okta"
        return "in Git, gone from Okta" if hook.id else "in Git, not in Okta yet"
    where = f"{clean(hook.status)} in Okta" if hook.status else "not in Okta"
    if hook.key is None:
        return f"not in Git, {where}"
    word = "managed, no longer declared" if hook.managed else "deleted by hookops"
    return f"{word}, {where}"


def why(reason: Reason) -> str:
    """The reason's text."""
    return clean(reason.text) if reason.text else "(no reason given)"


def figures(count: Count) -> str:
    """`1,200, 30 failed, 1 with another outcome`."""
    failed = f", {count.failure:,} failed" if count.failure else ""
    other = f", {count.other:,} with another outcome" if count.other else ""
    return f"{count.total:,}{failed}{other}"


def when(published: str) -> str:
    """A time of the log."""
    return clean(published, 40)


def closing(usage: Usage) -> str:
    """What it comes to, in a line."""
    hooks, counted = len(usage.hooks), usage.events - usage.uncounted
    failed = sum(use.all.failure for use in usage.called)
    # Events and not calls, as the notes explain; so the sum says what it is a sum of.
    parts = [
        f"{counted:,} {'event' if counted == 1 else 'events'} of "
        f"{len(usage.called)} of {plural(hooks, 'hook')}, {failed:,} failed",
        f"{len(usage.silent)} never called",
        f"{len(usage.undeclared)} called and not in Git",
    ]
    if usage.uncounted:
        parts.append(f"{usage.uncounted:,} more without a hook or a day are not counted")
    return "; ".join(parts) + "."


def warnings(failing: Iterable[HookUse]) -> list[str]:
    """A line for each hook that only fails."""
    # One line each, complete by itself: a CI system shows it without the lines around it.
    return [
        f"warning: {label(use.hook)} only fails: in the last 7 days the System Log has "
        f"{plural(use.all.failure, 'failure')} of it and no success, the last at {when(use.last)}; "
        f"most often: {why(use.reasons[0])}"
        for use in failing
    ]
