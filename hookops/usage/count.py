"""Events of the log -> `Usage`, by counting. Memory grows with hooks and days, not with events."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hookops.model.resource import ID
from hookops.model.usage import (
    EVENTS,
    CallEvent,
    Count,
    DayUse,
    Event,
    HookUse,
    KnownHook,
    Period,
    Reason,
    Usage,
    by_count,
)

# A service may write an id into every reason, and a log may have a million of them.
MAX_REASONS = 50
"""So many different reasons of one hook are counted apart; later ones under `MORE_REASONS`."""
MORE_REASONS = "(further reasons)"
MAX_REASON = 200
"""Characters of a reason."""

_TYPES: dict[str, Event] = {f"inline_hook.{event}": event for event in EVENTS}
_RESULTS = ("SUCCESS", "FAILURE")
"""Results with a count of their own. Source: Okta Management API, LogOutcome."""


def count(
    pages: Iterable[Sequence[CallEvent]],
    known: Sequence[KnownHook],
    period: Period,
    organization: str,
) -> Usage:
    """The figures of every hook."""
    # Page by page, and no page is kept: a busy org writes millions of events in half a year.
    counting = _Counting(known, period)
    read = 0
    for page in pages:
        read += 1
        for event in page:
            counting.add(event)
    return Usage(
        organization=organization,
        period=period,
        hooks=tuple(counting.uses()),
        events=counting.events,
        uncounted=counting.uncounted,
        pages=read,
    )


def failing(usage: Usage) -> tuple[HookUse, ...]:
    """Managed hooks that have only failures, and at least one."""
    # Others are somebody else's to repair, and a warning about them would never go away.
    return tuple(use for use in usage.called if use.hook.managed and use.only_fails)


class _Day:
    """Counters of one hook on one day."""

    def __init__(self) -> None:
        self.results: Counter[tuple[Event, str]] = Counter()
        self.reasons: Counter[tuple[Event, str]] = Counter()

    def count(self, event: Event) -> Count:
        """Events of that type."""
        return Count(*(self.results[event, result] for result in ("SUCCESS", "FAILURE", "")))

    def use(self, day: str) -> DayUse:
        """The figures."""
        reasons = [Reason(event, text, times) for (event, text), times in self.reasons.items()]
        return DayUse(
            day, self.count("executed"), self.count("response.processed"), by_count(reasons)
        )


class _Counting:
    """Counters, filled event by event."""

    def __init__(self, known: Sequence[KnownHook], period: Period) -> None:
        self._hooks = {hook.id: hook for hook in known if hook.id}
        self._not_in_okta = [hook for hook in known if not hook.id]
        self._span = frozenset(period.days)
        self._days: dict[str, dict[str, _Day]] = {}
        self._texts: dict[str, set[str]] = {}
        self._last: dict[str, str] = {}
        self.events = 0
        self.uncounted = 0

    def add(self, event: CallEvent) -> None:
        """One more event."""
        self.events += 1
        # Okta's filter is not trusted to be exact: an event of another type or of a day outside of
        # the period would be a figure that no chart has a place for. It is counted as uncounted.
        what, day = _TYPES.get(event.event), event.published[:10]
        hook_id = self._hook_id(event) if what and day in self._span else ""
        if what is None or not hook_id:
            self.uncounted += 1
            return
        counters = self._days.setdefault(hook_id, {}).setdefault(day, _Day())
        counters.results[what, event.result if event.result in _RESULTS else ""] += 1
        # Text compares as time does in ISO 8601; the log's order is not promised to be by time.
        self._last[hook_id] = max(self._last.get(hook_id, ""), event.published)
        if event.result == "FAILURE":
            counters.reasons[what, self._reason(hook_id, event.reason[:MAX_REASON])] += 1

    def uses(self) -> Iterator[HookUse]:
        """Every hook with what was counted; deleted ones only when the log has something."""
        for hook in sorted([*self._hooks.values(), *self._not_in_okta], key=_order):
            days = sorted(self._days.get(hook.id, {}).items())
            # A hook that was deleted before the period and never called is of no interest.
            if days or hook.declared or hook.status:
                uses = tuple(counters.use(day) for day, counters in days)
                yield HookUse(hook, uses, self._last.get(hook.id, ""))

    def _reason(self, hook_id: str, text: str) -> str:
        texts = self._texts.setdefault(hook_id, set())
        if text not in texts and len(texts) >= MAX_REASONS:
            return MORE_REASONS
        texts.add(text)
        return text

    def _hook_id(self, event: CallEvent) -> str:
        """The target that is a hook: a known one, or one whose type says so, or the only one.

        Source: Okta, Event types: one target, of a type that is not given.
        """
        # A known id needs no proof by its type. Else the type decides, and without one nothing but
        # there being only one target: two candidates would be a guess, and the event is uncounted.
        for target in event.targets:
            if target.id in self._hooks:
                return target.id
        likely = [t for t in event.targets if "hook" in t.type.lower()] or list(event.targets)
        if len(likely) != 1 or not ID.fullmatch(likely[0].id):
            return ""
        # From now on it is known, so that its later events find it whatever their targets say.
        self._hooks[likely[0].id] = KnownHook(likely[0].id, None, likely[0].name)
        return likely[0].id


def _order(hook: KnownHook) -> tuple[bool, bool, str, str]:
    """Hooks of Git first, then those that Git once had, each by name."""
    return not hook.declared, hook.key is None, str(hook.key or hook.name), hook.id
