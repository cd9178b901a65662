"""What the System Log has of hooks: writes, calls, the figures of these, and the time they cover.

One call of a hook may write one event, two or none, so figures count events, never calls.
Source: Okta, Event types: `inline_hook.executed` is described as written when a call fails, beside
events that are written in either case; `inline_hook.response.processed` in either case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hookops.model.resource import Key

# What follows `inline_hook.` in the event's type.
Event = Literal["executed", "response.processed"]

EVENTS: tuple[Event, ...] = ("executed", "response.processed")
"""The service was called; its answer was read and applied."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time from `since` to just before `until`, in UTC."""

    since: datetime
    until: datetime

    @property
    def days(self) -> tuple[str, ...]:
        """Every day of it, `2026-11-24`; the first and the last may be cut."""
        # `until` is no part of the time: midnight would add a day without a single moment.
        first, last = self.since.date(), (self.until - timedelta(microseconds=1)).date()
        return tuple(
            (first + timedelta(days=count)).isoformat() for count in range((last - first).days + 1)
        )


@dataclass(frozen=True, slots=True)
class Target:
    """One of the things that an event is about."""

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One event of the log. Texts are as the log has them; empty where it has none."""

    event: str
    """The event's whole type."""
    published: str
    result: str
    """As Okta names it: SUCCESS, FAILURE and others."""
    reason: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class KnownHook:
    """One hook that manifests, ledger, org or log know of."""

    id: str
    """Empty for one that is declared and not in Okta."""
    key: Key | None
    """Its name in Git, as far as a manifest or the ledger tells."""
    name: str
    """Its name in Okta."""
    type: str = ""
    status: str = ""
    """Empty for one that is not in Okta."""
    declared: bool = False
    """Whether a manifest declares it."""
    managed: bool = False
    """Whether hookops manages it."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many events, by outcome."""

    success: int = 0
    failure: int = 0
    other: int = 0
    """With another result, or with none."""

    @property
    def total(self) -> int:
        """Of whatever outcome."""
        return self.success + self.failure + self.other

    def __add__(self, more: "Count") -> "Count":
        return Count(
            self.success + more.success, self.failure + more.failure, self.other + more.other
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why events failed, in the log's own words."""

    event: Event
    text: str
    """Empty where the log gives none."""
    count: int


@dataclass(frozen=True, slots=True)
class DayUse:
    """The events of one hook on one day of UTC."""

    day: str
    executed: Count
    processed: Count
    reasons: tuple[Reason, ...]
    """The most frequent first; their counts add up to the failures."""

    def of(self, event: Event) -> Count:
        """Events of that type."""
        return self.executed if event == "executed" else self.processed


@dataclass(frozen=True, slots=True)
class HookUse:
    """The events of one hook."""

    hook: KnownHook
    days: tuple[DayUse, ...] = ()
    """Those that have events, in order."""
    last: str = ""
    """When the last event was published; empty without one."""

    def of(self, event: Event) -> Count:
        """Events of that type, on all days."""
        return sum((day.of(event) for day in self.days), Count())

    @property
    def all(self) -> Count:
        """Events of both types."""
        return self.of("executed") + self.of("response.processed")

    @property
    def only_fails(self) -> bool:
        """Whether there are failures and nothing else."""
        # An outcome that is neither a success nor a failure proves nothing either way.
        return 0 < self.all.failure == self.all.total

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Of all days, the most frequent first."""
        counts: dict[tuple[Event, str], int] = {}
        for reason in (reason for day in self.days for reason in day.reasons):
            key = (reason.event, reason.text)
            counts[key] = counts.get(key, 0) + reason.count
        return by_count(Reason(event, text, count) for (event, text), count in counts.items())


@dataclass(frozen=True, slots=True)
class Usage:
    """What the log has of every hook in a time."""

    organization: str
    """As the ledger knows it."""
    period: Period
    hooks: tuple[HookUse, ...]
    """Every hook there is; those of Git first, by name."""
    events: int
    """Everything that was read."""
    uncounted: int
    """Events without a hook, a day of the period, or a type that was asked for."""
    pages: int
    """Requests to the log, one each."""
    title: str = ""
    """The organization for people."""

    def of(self, event: Event) -> Count:
        """Events of that type, of all hooks."""
        return sum((use.of(event) for use in self.hooks), Count())

    @property
    def called(self) -> tuple[HookUse, ...]:
        """Hooks with events."""
        return tuple(use for use in self.hooks if use.days)

    @property
    def silent(self) -> tuple[HookUse, ...]:
        """Hooks of Git or of the org without any event: never called, as far as is logged."""
        return tuple(use for use in self.hooks if not use.days)

    @property
    def undeclared(self) -> tuple[HookUse, ...]:
        """Hooks with events that no manifest declares."""
        return tuple(use for use in self.called if not use.hook.declared)


def by_count(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The most frequent first; equals by event and text."""
    return tuple(sorted(reasons, key=lambda r: (-r.count, r.event, r.text)))


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """One event of a write. Everything in it is text of others, and may be empty.

    The log is Okta's word, not proof.
    """

    uuid: str
    published: str
    """RFC 3339, UTC, as Okta writes it."""
    actor_id: str
    actor: str
    """As people know it: a name, or an address."""
    agent: str
    """The `User-Agent` of the request; empty where the log has none."""
    ids: frozenset[str]
    """What it was about."""
    login: str = ""
    """What the actor signs in with."""
    address: str = ""
    """The IP address of the client."""
    event: str = ""
    """The type of the event, as `inline_hook.updated`."""

    @property
    def is_of_status(self) -> bool:
        """Whether it can have changed nothing but the status."""
        # Both spellings: hooks are `deactivated`, apps and rules have a `deactivate`.
        return self.event.rpartition(".")[2].removesuffix("d") in ("activate", "deactivate")
